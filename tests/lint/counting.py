"""What ops/test counts: nothing that failed, died or never ran may be told as passed."""

import importlib.machinery
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
loader = importlib.machinery.SourceFileLoader("stories", str(ROOT / "ops/stories"))
stories = importlib.util.module_from_spec(importlib.util.spec_from_loader("stories", loader))
loader.exec_module(stories)


def case(name, *between):
    return [f'a.cpp(4): Entering test case "{name}"', *between, f'a.cpp(4): Leaving test case "{name}"; testing time: 1us']


def log(cases, *lines):
    return "\n".join([f"Running {cases} test case{'' if cases == 1 else 's'}...", *lines])


def tally(*steps):
    done = subprocess.run([ROOT / "ops/tally", *steps], stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()[-1], done.returncode


def npm_stories(test):
    """ops/npm-stories over a folder whose `npm test` is the given command, nothing to install."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "package-lock.json").write_text("{}")
        (root / "package.json").write_text('{"name": "x", "scripts": {"test": "sh test.sh"}}')
        (root / "test.sh").write_text(test)
        (root / "node_modules").mkdir()
        (root / "node_modules/.package-lock.json").write_text("{}")
        done = subprocess.run([ROOT / "ops/npm-stories", os.path.relpath(root, ROOT)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.stdout.splitlines()[-1], done.returncode


class Counting(unittest.TestCase):
    def test_cases_that_came_back_without_an_error_have_passed(self):
        self.assertEqual(stories.count(log(2, *case("one"), *case("two", "some words"))), (2, 0))

    def test_a_case_with_an_error_has_failed_once_however_many_it_had(self):
        error = 'a.cpp(6): error: in "s/two": check 1 == 2 has failed'
        self.assertEqual(stories.count(log(3, *case("one"), *case("two", error, error), *case("three"))), (2, 1))

    def test_what_a_crash_left_undone_has_failed(self):
        fatal = 'unknown location(0): fatal error: in "s/two": memory access violation at address: 0x0'
        self.assertEqual(stories.count(log(4, *case("one"), *case("two", fatal, "Test is aborted"), "Test is aborted")), (1, 3))
        self.assertEqual(stories.count(log(4, *case("one"), *case("two")[:1])), (1, 3))
        self.assertEqual(stories.count("killed before it said anything"), (0, 1))

    def test_a_tally_adds_up_and_a_silent_failure_counts(self):
        self.assertEqual(tally("echo 3 passed, 0 failed", "true", "echo 4 passed, 0 failed"), ("7 passed, 0 failed", 0))
        self.assertEqual(tally("echo 3 passed, 1 failed; exit 1", "echo 1 passed, 0 failed"), ("4 passed, 1 failed", 1))
        self.assertEqual(tally("echo 3 passed, 2 failed"), ("3 passed, 2 failed", 1))
        self.assertEqual(tally("false", "echo 5 passed, 0 failed"), ("5 passed, 1 failed", 1))
        self.assertEqual(tally("echo 5 passed, 0 failed; exit 3"), ("5 passed, 1 failed", 1))
        self.assertEqual(tally("cat"), ("0 passed, 0 failed", 0))       # nobody is asked anything: no input

    def test_the_summaries_of_vitest_and_of_node_are_read(self):
        self.assertEqual(npm_stories('echo " Test Files  1 passed (1)"; echo "      Tests  12 passed (12)"'), ("12 passed, 0 failed", 0))
        self.assertEqual(npm_stories('echo "      Tests  1 failed | 11 passed (12)"; exit 1'), ("11 passed, 1 failed", 1))
        self.assertEqual(npm_stories('echo "# pass 7"; echo "# fail 0"'), ("7 passed, 0 failed", 0))
        self.assertEqual(npm_stories('echo "ℹ pass 7"; echo "ℹ fail 1"; echo "ℹ cancelled 1"; exit 1'), ("7 passed, 2 failed", 1))
        self.assertEqual(npm_stories('echo "# pass 7"; echo "# fail 0"; exit 1'), ("7 passed, 1 failed", 1))
        self.assertEqual(npm_stories("true"), ("0 passed, 1 failed", 1))  # tests that nobody saw


if __name__ == "__main__":
    unittest.main()
