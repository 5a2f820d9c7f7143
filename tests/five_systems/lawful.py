"""Which points a criterion allows (SM-33): an appraiser gives one of these, a level or what figures could come to; or
none (AP-5).
"""

from fractions import Fraction
from itertools import product


def allows(leaf, rule, points):
    steps = place_of(rule)
    if steps is not None:
        least = Fraction(rule.get("least", "0")) / 100 * leaf.maximum
        return (points == 0 or least <= points <= leaf.maximum) and (points * 10 ** steps).denominator == 1
    return points == 0 or points in values(leaf, rule)


def place_of(rule):
    """Of a rule that divides: to how many places its points go; every such value is allowed."""
    if rule["shape"] == "proportional" or (rule["shape"] == "formula" and "bands" not in rule):
        return rule.get("rounding", {}).get("places", 4)
    return None


def sums(parts):
    """Every sum of one choice of each part."""
    reached = {Fraction(0)}
    for choices in parts:
        reached = {a + b for a, b in product(reached, choices)}
    return reached


def multiples(each, cap):
    each, cap = Fraction(each), Fraction(cap)
    if each == 0:
        return {Fraction(0)}
    return {min(each * n, cap) for n in range(int(cap / each) + 2)}


def values(leaf, rule):
    """All points a rule without quotient can come to."""
    shape = rule["shape"]
    if shape == "deductions":
        lost = sums([{Fraction(0), Fraction(i["deduction"])} for i in rule["items"]])
        return {max(leaf.maximum - points, Fraction(rule.get("floor", "0"))) for points in lost}
    if shape == "checklist":
        return sums([{Fraction(0), Fraction(i["points"])}
                     | ({Fraction(i["points"]) - Fraction(i["deduction"])} if "deduction" in i else set())
                     for i in rule["items"]])
    if shape == "capped_count":
        tiers = [multiples(t["points_each"], t.get("cap", rule["cap_total"])) for t in rule["tiers"]]
        found = sums(tiers) if rule.get("tiers_add") else set().union({Fraction(0)}, *tiers)
        return {min(points, Fraction(rule["cap_total"])) for points in found}
    if shape in ("bonus", "penalty"):
        found = sums([multiples(i["points_each"], i.get("cap", leaf.maximum)) for i in rule["items"]])
        return {min(points, leaf.maximum) for points in found}
    if shape == "ratio_bands" and rule.get("requirements"):
        lost = sums([{Fraction(0), Fraction(r["deduction"])} for r in rule["requirements"]])
        floor = Fraction(rule.get("floor", "0"))
        return set(leaf.levels) | {max(level - points, min(level, floor)) for level in leaf.levels for points in lost}
    return set(leaf.levels)
