#!/usr/bin/env python3
"""Holds fractions.py to cases computed by hand, to the worked examples of every regulation shipped, and to its own
promises: exact, deterministic, the same from the command line. Each suite says which requirement it is about.
"""

import os
import sys

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))   # not this folder: it hides the library's fractions

import unittest

SUITES = ("declared_test", "brought_test", "assessment_test", "result_test", "calendar_test", "consultation_test", "systems_test")

if __name__ == "__main__":
    unittest.main(module=None, argv=[sys.argv[0], *(f"five_systems.{suite}" for suite in SUITES), *sys.argv[1:]])
