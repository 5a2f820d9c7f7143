#!/usr/bin/env python3
"""Holds `cchc lint` to its contract: exit codes, the shape of its JSON, and the tables of ops/docs/linter.md, which are
its own output. Usage: lint_command.py PATH-OF-CCHC [--write]; --write renews the tables."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DRAFT = "ops/systems/quang-dien-2023.draft.json"
ISSUED = "ops/systems/quang-dien-2023.json"
DOCUMENT = ROOT / "ops/docs/linter.md"
TABLES = {"rules": ["--rules"], "draft": ["--table", DRAFT]}
CCHC = ""


def lint(*arguments):
    return subprocess.run([CCHC, "lint", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60)


def with_tables(document):
    for name, arguments in TABLES.items():
        document = re.sub(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
                          lambda around: around.group(1) + lint(*arguments).stdout + around.group(2), document, flags=re.DOTALL)
    return document


class LintCommand(unittest.TestCase):
    def test_a_sound_regulation_exits_0_and_an_unsound_one_5(self):
        self.assertEqual((lint("--json", ISSUED).returncode, json.loads(lint("--json", ISSUED).stdout)), (0, {"findings": []}))
        self.assertEqual(lint(ISSUED).returncode, 0)
        for form in ([], ["--json"], ["--table"]):
            self.assertEqual(lint(DRAFT, *form).returncode, 5, form)

    def test_what_stands_in_ops_systems_is_sound(self):
        """All but the draft; Bắc Giang prints "30 ngày" for 32 and keeps its words: the dates rule, with a warning (row 20)."""
        kept = {"bac-giang-2023.json": ["printed_days_against_dates"]}
        for file in sorted((ROOT / "ops/systems").glob("*.json")):
            if file.name.endswith((".schema.json", ".draft.json")):
                continue
            found = [f["rule"] for f in json.loads(lint("--json", str(file)).stdout)["findings"]]
            self.assertEqual(found, kept.get(file.name, []), file.name)

    def test_what_stands_in_ops_systems_is_in_canonical_form(self):
        for file in sorted((ROOT / "ops/systems").glob("*.json")):
            if file.name.endswith(".schema.json"):
                continue
            done = lint("--canonical", str(file))
            self.assertEqual((done.returncode, done.stderr), (0, ""), file.name)
            self.assertEqual(done.stdout, file.read_text(encoding="utf-8"), f"cchc lint --canonical {file.name}")

    def test_the_canonical_form_leaves_out_what_is_said_above(self):
        document = json.loads((ROOT / "ops/systems/national-2025.json").read_text(encoding="utf-8"))
        communes = document["criteria_sets"][1]
        communes["criteria"][0]["data_window"] = dict(communes["data_window"])
        document["switches"]["blind"] = False
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "regulation.json")
            file.write_text(json.dumps(document), encoding="utf-8")
            self.assertEqual(lint("--canonical", str(file)).stdout,
                             (ROOT / "ops/systems/national-2025.json").read_text(encoding="utf-8"))

    def test_with_several_sets_a_finding_names_its_own_and_an_example_its_figure(self):
        document = json.loads((ROOT / "ops/systems/bac-giang-2023.json").read_text(encoding="utf-8"))
        area = next(c for c in document["criteria_sets"][1]["criteria"] if c["code"] == "IV")
        leaf = next(c for c in area["children"] if c["code"] == "IV.2")
        leaf["examples"] = [{"figures": {"met": ["bao-cao"]}, "points": "2.00"}]
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "regulation.json")
            file.write_text(json.dumps(document), encoding="utf-8")
            block = next(b for b in lint(str(file)).stdout.split("\n\n") if "example_does_not_hold" in b)
            self.assertTrue(block.startswith("cap-huyen-2023 · IV.2 · Lỗi · example_does_not_hold"), block)
            self.assertIn("Ví dụ 1 ghi 2,00, quy tắc tính ra figures_invalid (trong-bien-che: required).", block)
            self.assertIn("| cap-huyen-2023 · IV.2 |", lint("--table", str(file)).stdout)

    def test_a_wrong_usage_exits_2_and_says_so(self):
        for arguments in ([], ["--json"], ["--canonical"], [ISSUED, DRAFT], ["--colour", ISSUED], ["--rules", ISSUED]):
            done = lint(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
            self.assertIn("FILE", done.stderr)

    def test_what_is_no_regulation_exits_1_and_says_where(self):
        document = json.loads((ROOT / ISSUED).read_text(encoding="utf-8"))
        area = document["criteria_sets"][0]["criteria"][0]
        area["children"][1]["code"] = area["children"][0]["code"]
        with tempfile.TemporaryDirectory() as folder:
            for text, said in [(json.dumps(document), "/criteria_sets/0/criteria/0/children/1/code: a code used before"),
                               ("{", "document"), ('{"id": "a", "id": "b"}', "id")]:
                file = pathlib.Path(folder, "regulation.json")
                file.write_text(text, encoding="utf-8")
                done = lint(str(file))
                self.assertEqual((done.returncode, done.stdout), (1, ""), text[:40])
                self.assertIn(said, done.stderr)
            self.assertEqual(lint(f"{folder}/nowhere.json").returncode, 1)

    def test_each_finding_of_the_json_is_complete(self):
        findings = json.loads(lint("--json", DRAFT).stdout)["findings"]
        self.assertGreater(len(findings), 50)
        self.assertEqual({f["severity"] for f in findings}, {"error", "warning"})
        rules = re.findall(r"^\| `(\w+)` \|", lint("--rules").stdout, re.MULTILINE)
        for finding in findings:
            self.assertIn(finding["rule"], rules)
            self.assertLessEqual(set(finding), {"rule", "severity", "criteria_set", "code", "message", "mend", "example"})
            for said in (finding["message"], finding["example"], finding.get("mend", {"vi": "-", "en": "-"})):
                for language in ("vi", "en"):
                    self.assertTrue(said[language], finding)
                    self.assertNotRegex(said[language], r"\{\d\}")
        gap = next(f for f in findings if f["rule"] == "ratio_gap" and f["code"] == "II.6.2")
        self.assertEqual(gap["example"]["figures"], {"numerator": 2, "denominator": 20})
        self.assertIn("từ 10 % đến dưới 20 %", gap["message"]["vi"])

    def test_people_read_vietnamese_first(self):
        block = next(b for b in lint(DRAFT).stdout.split("\n\n") if b.startswith("II.6.2 · Lỗi · ratio_gap"))
        self.assertLess(block.index("Không mức nào nhận"), block.index("No level takes"))

    def test_the_document_shows_what_the_command_says_today(self):
        text = DOCUMENT.read_text(encoding="utf-8")
        self.assertEqual(text, with_tables(text), "run tests/server/lint_command.py PATH-OF-CCHC --write")


if __name__ == "__main__":
    CCHC = str(pathlib.Path(sys.argv[1]).resolve())
    if sys.argv[2:] == ["--write"]:
        DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        unittest.main(argv=sys.argv[:1])
