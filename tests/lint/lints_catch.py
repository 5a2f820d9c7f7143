"""A lint that finds nothing may be blind: here each one is shown what it must catch and what it must let pass."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ARROWS = "domain:\nstorage: domain\nprojections: domain\nserver: domain storage projections\n"


def run(lint, tree, *arguments):
    """Runs a lint over a tree given as {path: text}; its exit code and the `path:line` of every finding."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder, "clone").resolve()
        root.mkdir()
        for path, text in tree.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        (root.parent / "layers.txt").write_text(ARROWS, encoding="utf-8")
        done = subprocess.run([sys.executable, "-B", ROOT / lint, *[a.format(out=root.parent) for a in arguments], "--root", root],
                              stdout=subprocess.PIPE, text=True)
        return done.returncode, re.findall(r"^([^:\n]+:\d+): ", done.stdout, re.MULTILINE)


class Lints(unittest.TestCase):
    def catches(self, lint, text, *, at, beside=None, arguments=()):
        code, found = run(lint, {at: text, **(beside or {})}, *arguments)
        self.assertEqual((code, bool(found)), (1, True), f"{lint} let pass, in {at}: {text}")

    def passes(self, lint, text, *, at, beside=None, arguments=()):
        self.assertEqual(run(lint, {at: text, **(beside or {})}, *arguments), (0, []), f"{lint} refused, in {at}: {text}")

    def test_co_await_catches_every_form_that_the_compiler_frees_twice_and_no_other(self):
        text = (ROOT / "tests/lint/co_await.fixture").read_text(encoding="utf-8")
        wanted = {f"server/a.cpp:{number}" for number, line in enumerate(text.splitlines(), 1) if line.endswith("// caught")}
        code, found = run("ops/lint/co_await", {"server/a.cpp": text})
        self.assertEqual(sorted(set(found) - wanted), [], "refused without need")
        self.assertEqual(sorted(wanted - set(found)), [], "let pass")
        self.assertEqual(code, 1)

    def test_an_include_against_the_arrows_is_found(self):
        for at, text in [("domain/a.hpp", '#include "storage/rocks.hpp"'), ("domain/a.hpp", "#include <rocksdb/db.h>"),
                         ("domain/a.hpp", "#include <nlohmann/json.hpp>"), ("projections/a.cpp", "#include <boost/asio.hpp>"),
                         ("projections/a.cpp", '#include "storage/event_log.hpp"'), ("storage/a.cpp", '  #  include "server/net/gate.hpp"'),
                         ("storage/a.cpp", '#include "projections/views.hpp"'), ("storage/a.cpp", "#include <boost/asio.hpp>"),
                         ("server/a.cpp", "#include <boost/beast.hpp>"), ("server/a.cpp", '#include "tests/story.hpp"'),
                         ("server/a.cpp", '#include "reply.hpp"'), ("domain/a.cpp", '#include "../storage/rocks.hpp"'),
                         ("domain/a.cpp", "namespace cchc::storage { class EventLog; }")]:
            self.catches("tests/layering/arrows", text, at=at, arguments=["{out}/layers.txt"])

    def test_an_include_along_the_arrows_passes(self):
        for at, text in [("domain/a.hpp", '#include "domain/values.hpp"\n#include <variant>\nnamespace cchc::domain {}'),
                         ("storage/a.cpp", '#include "domain/events.hpp"\n#include <rocksdb/db.h>\n#include <simdjson.h>'),
                         ("projections/a.cpp", '#include "domain/events.hpp"\n#include "projections/views.hpp"\n#include <map>'),
                         ("server/a.cpp", '#include "storage/event_log.hpp"\n#include "projections/views.hpp"\n#include <boost/asio/awaitable.hpp>'),
                         ("server/net/a.cpp", "#include <boost/beast/http.hpp>"), ("tests/domain/a.cpp", '#include "storage/rocks.hpp"')]:
            self.passes("tests/layering/arrows", text, at=at, arguments=["{out}/layers.txt"])

    def test_what_differs_between_two_runs_is_found_in_domain_and_projections(self):
        for text in ["double x;", "float y = 1;", "auto z = 0.5;", "auto z = 1e9;", "auto z = .5f;",
                     "auto t = std::chrono::system_clock::now();", "auto t = std::time(nullptr);", "auto r = rand();",
                     "std::mt19937 g;", "std::random_device d;", "tm* t = localtime(&s);", "if (isalpha(c)) f();", "auto v = std::stod(text);",
                     "std::locale here;", "std::mutex m;", "std::thread t(f);", "thread_local int x;", "std::ifstream in(path);", "std::cout << 1;", 'std::system("ls");',
                     'auto built = __DATE__;', "#include <random>\n", "#include <cmath>\n",
                     "std::unordered_map<std::string, int> by_name;\nvoid f() { for (auto& [k, v] : by_name) use(k); }",
                     "std::unordered_set<std::pair<int, int>> seen_;\nvoid f() { std::vector<int> all(seen_.begin(), seen_.end()); }",
                     "using Index = std::unordered_map<int, int>;\nIndex index;\nvoid f() { for (auto& e : this->index) use(e); }"]:
            for layer in ("domain", "projections"):
                self.catches("ops/lint/determinism", text, at=f"{layer}/a.cpp")

    def test_what_is_the_same_in_every_run_passes(self):
        for text in ["// a double would do 0.5\nint x = 1'000;", 'auto p = Points::from_text("0.75");', "auto at = occasion.time();",
                     "std::unordered_map<std::string, int> by_name;\nauto f() { return by_name.find(key) == by_name.end(); }",
                     "std::map<int, int> sorted;\nvoid f() { for (auto& e : sorted) use(e); }", "Instant at = now.deadline;",
                     "auto v = list.begin()->second.time;", "int thread = 1; /* 1.5 */", "std::atomic<std::shared_ptr<const Row>> row_;", 'const ActorId system("system");']:
            self.passes("ops/lint/determinism", text, at="domain/a.cpp")
        self.passes("ops/lint/determinism", "double x = 0.5;", at="server/a.cpp")

    def test_a_reading_without_its_story_is_found(self):
        schema = {"$defs": {"switches": {"properties": {"tie_rule": {"enum": ["shared", "authority"]}, "blind": {"type": "boolean"}}}}}
        rows = [*map(str, range(1, 34)), "SM-36", "TL-5", "BP-6", "SV-13"]
        lines = [f"| {', '.join(rows)} | `tie_rule` `shared` `authority` | `a_tie/is_shared` |", "| 1 | `blind` `true` `false` | `a_tie/is_shared` |"]
        beside = {"ops/systems/regulation.schema.json": json.dumps(schema),
                  "tests/domain/a.cpp": "BOOST_AUTO_TEST_SUITE(a_tie)\nBOOST_AUTO_TEST_CASE(is_shared)\nBOOST_AUTO_TEST_SUITE_END()"}
        page = lambda *told: "### The story of each reading\n\n| row | reading | story |\n|---|---|---|\n" + "\n".join(told) + "\n\n## 15.\n"
        at = "ops/docs/regulation-format.md"
        self.passes("ops/lint/readings", page(*lines), at=at, beside=beside)
        for wrong in (page(lines[0]), page(lines[1]), page(lines[0].replace("is_shared", "is_told"), lines[1]),
                      page(lines[0].replace("SV-13", "SV-12"), lines[1]), page(lines[0], lines[1].replace(" `false`", "")),
                      page(*lines, "| 1 | more | nothing |"), "no such section"):
            self.catches("ops/lint/readings", wrong, at=at, beside=beside)

    def test_a_requirement_that_is_not_in_the_list_is_found(self):
        requirements = {"ops/docs/requirements.md": "- LK-1 [S] one\n| SM-2 [S] | two |\n"}
        self.catches("ops/lint/requirements", "/// see LK-9", at="domain/a.hpp", beside=requirements)
        self.catches("ops/lint/requirements", "// SM-3", at="server/web/src/a.tsx", beside=requirements)
        self.catches("ops/lint/requirements", "", at="domain/a.hpp", beside={"ops/docs/requirements.md": "- LK-1 a\n- LK-1 b\n"})
        self.passes("ops/lint/requirements", "/// LK-1, SM-2; SHA-256, UTF-8, x-LK-9", at="domain/a.hpp", beside=requirements)

    def test_what_leads_out_of_the_tree_is_found(self):
        self.catches("ops/lint/outside", "cat ../../elsewhere/list.json", at="ops/a")
        self.catches("ops/lint/outside", "see `../shared/list.md`", at="README.md")
        self.passes("ops/lint/outside", 'import x from "../../src/a";\ncd "$(dirname "$0")/.." and /usr/bin', at="server/web/src/a.ts")
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder, "clone")
            root.mkdir()
            (root / "away").symlink_to(folder)
            (root / "note.md").write_text(f"built in {pathlib.Path(folder).resolve()}/clone", encoding="utf-8")
            done = subprocess.run([sys.executable, "-B", ROOT / "ops/lint/outside", "--root", root], stdout=subprocess.PIPE, text=True)
            self.assertIn("away:1: a link out of the tree", done.stdout)
            self.assertIn("note.md:1: ", done.stdout)

    def test_a_dependency_that_no_package_provides_is_found(self):
        packages = {"ops/packages": "# package for name\nlibfmt-dev run fmt\nlibsodium-dev run libsodium\n"}
        self.catches("ops/lint/dependencies", "find_package(qpdf CONFIG REQUIRED)", at="CMakeLists.txt", beside=packages)
        self.catches("ops/lint/dependencies", "pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)", at="CMakeLists.txt", beside=packages)
        self.passes("ops/lint/dependencies", "find_package(Threads REQUIRED)\nfind_package(fmt CONFIG REQUIRED) # find_package(no)\n"
                    "pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)", at="CMakeLists.txt", beside=packages)

    def test_a_requirement_without_an_answer_and_a_test_that_nobody_wrote_are_found(self):
        sections = dict(zip(range(1, 18), (5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3)))
        every = [f"{chapter}.{section}" for chapter, count in sections.items() for section in range(1, count + 1)]
        rest = "\n".join(f"| {section} | in short | not ours |" for section in every if section != "1.1")
        written = {"tests/api/asvs.py": "def once(house):\n", "tests/server/a_test.cpp": "BOOST_AUTO_TEST_CASE(is_so) // 1\n"}
        answered = lambda how, what="1.1.1–1.1.2": f"| {what} | in short | {how} |\n{rest}\n"
        at = "ops/docs/security.md"
        for how in ("`api/asvs.py:once`, `server/a_test.cpp:is_so`", "`server/a_test.cpp`", "open", "text: section 4"):
            self.passes("ops/lint/security", answered(how), at=at, beside=written)
        for how in ("`api/asvs.py:twice`", "`server/a_test.cpp:is_s`", "`server/b_test.cpp`", "surely"):
            self.catches("ops/lint/security", answered(how), at=at, beside=written)
        for what in ("1.1.1", "1.1.1–1.1.3", "1.1, 1.2.1", "1.1, 18.1.1"):
            self.catches("ops/lint/security", answered("open", what), at=at, beside=written)


if __name__ == "__main__":
    unittest.main()
