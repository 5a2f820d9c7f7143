"""Small regulations for the tests: what a test is about is said, the rest is filled in."""

import unittest

from five_systems.exact import word
from five_systems.fractions import compute, example_outcome
from five_systems.regulation import Regulation

ROUNDS = [
    {"id": "self", "kind": "self_assessment", "title": "t", "from": "10-15", "until": "11-15"},
    {"id": "one", "kind": "appraisal", "title": "t", "from": "11-16", "until": "11-30"},
    {"id": "more", "kind": "supplement", "title": "t", "from": "12-01", "until": "12-10"},
    {"id": "two", "kind": "appraisal", "ordinal": 2, "title": "t", "from": "12-11", "until": "12-20"},
]
IN_TIME = "2023-11-01T08:00:00+07:00"


def levels(*points):
    return [{"text": "t", "points": p} for p in points]


def leaf(rule, maximum="10.00", code="I.1", **members):
    return {"code": code, "title": "t", "maximum": maximum, "rule": rule, **members}


def choice(code="I.1", *points, **members):
    points = points or ("10.00", "5.00", "0.00")
    return leaf({"shape": "choice"}, points[0], code, levels=levels(*points), **members)


def granted(code, maximum="100.00", **members):
    """The plainest way to give an agency any points."""
    return leaf({"shape": "granted", "step": "0.0001"}, maximum, code, scored_by="council", **members)


def area(code, *children, **members):
    return {"code": code, "title": "t", "maximum": "100.00", "children": list(children), **members}


def document(*areas, agencies=("a",), maximum="100.00", **members):
    """One set, one group `g` of the agencies named."""
    return {
        "id": "r", "title": "t", "year": 2023, "publisher": "p", "issued_by": {"issuer": "i"}, "standing_department": "a",
        "phrases": {"agree": "1", "disagree": "2", "request_supplement": "3"}, "rounds": ROUNDS,
        "groups": [{"id": "g", "title": "t", "criteria_set": "s", **members.pop("group", {})}],
        "agencies": [{"id": a, "title": "t", "group": "g"} for a in agencies],
        "criteria_sets": [{"id": "s", "title": "t", "maximum": maximum, "criteria": list(areas), **members.pop("set", {})}],
        **members}


class Case(unittest.TestCase):
    def comes_to(self, expected, node, *, regulation=None, **inputs):
        """A worked example of one leaf: points, or the code of a refusal."""
        made = Regulation({**document(area("I", node)), **(regulation or {})})
        only = next(iter(made.sets["s"].leaves.values()))
        outcome = example_outcome(made, only, inputs)
        self.assertEqual(expected, outcome if isinstance(outcome, str) else word(outcome))

    def result(self, made, agencies, **inputs):
        return compute(made, {"regulation": "r", "agencies": agencies, **inputs})

    def scored(self, node, said, *, submitted=IN_TIME, switches=None, **members):
        """What one leaf of agency `a` came to."""
        entry = {"leaves": {node["code"]: said}, **({"submitted": submitted} if submitted else {})}
        result = self.result(document(area("I", node), switches=switches or {}, **members), {"a": entry})
        self.refusals = [(r["act"], r["refused"]) for r in result["refused"]]
        return result["agencies"]["a"]["leaves"][node["code"]]

    def ranked(self, points, authority=None, **members):
        """A ranking of agencies that were granted these points, by area I, II …: their entries of the result."""
        codes = [f"{'I' * n}.1" for n in range(1, 1 + max(len(each) for each in points.values()))]
        made = document(*(area(code.split(".")[0], granted(code)) for code in codes), agencies=list(points), **members)
        said = {a: {"leaves": {c: {"facts": {"given": p}} for c, p in zip(codes, each)}} for a, each in points.items()}
        self.whole = self.result(made, said, **({"authority": authority} if authority else {}))
        return self.whole["agencies"]
