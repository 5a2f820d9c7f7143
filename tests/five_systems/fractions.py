#!/usr/bin/env python3
"""What a cycle comes to by its regulation, computed a second time in exact fractions: fractions.py REGULATION INPUTS.

Reads a regulation and a file of plain inputs (README.md beside this says its form) and prints, as canonical JSON, the
instants of the calendar, the points of every leaf and node, totals, indices, ranks, classes and reward candidates of
every agency, and the acts that the regulation refuses. Written from ops/docs/regulation-format.md and
ops/docs/requirements.md alone; it shares nothing with the program it is held against.
"""

import os
import sys

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))   # not this folder: it hides the library's fractions

import argparse
import json
import pathlib
from fractions import Fraction

from five_systems import brought, declared
from five_systems.assessment import Assessment
from five_systems.exact import fixed, rounded, word
from five_systems.instants import UnsoundInputs, calendar, printed
from five_systems.consultation import consultation
from five_systems.ranking import Ranking, rewards
from five_systems.regulation import Refused, Regulation
from five_systems.totals import total_up

INPUT_MEMBERS = {"regulation", "year", "rounds", "agencies", "authority", "comments"}


def compute(document, inputs):
    """The whole result as what JSON can hold, numbers as strings."""
    regulation = Regulation(document)
    for member in inputs:
        if member not in INPUT_MEMBERS:
            raise UnsoundInputs(f"{member} is not known")
    if inputs["regulation"] != document["id"]:
        raise UnsoundInputs(f"the inputs are for {inputs['regulation']}")
    year = inputs.get("year", regulation.year)
    dates = calendar(regulation, year, inputs.get("rounds", {}))
    assessed = {agency: assess(regulation, dates, agency, entry) for agency, entry in inputs["agencies"].items()}
    totals = {agency: totals_of(regulation, a) for agency, a in assessed.items()}
    agencies = {agency: printed_agency(regulation, assessed[agency], totals[agency]) for agency in assessed}
    rankings = rank(regulation, totals, inputs.get("authority", {}), agencies)
    consulted, late = consultation(document, inputs.get("comments", []))
    return {
        "consultation": consulted,
        "regulation": document["id"], "year": year,
        "calendar": {
            "rounds": {name: {end: printed(instant) for end, instant in ends.items()} for name, ends in dates["rounds"].items()},
            "milestones": {name: printed(instant) for name, instant in dates["milestones"].items()},
        },
        "agencies": agencies, "rankings": rankings,
        "rewards": rewards(regulation, totals, inputs.get("authority", {}).get("rewards", [])),
        "refused": late + [refusal for agency in sorted(assessed) for refusal in assessed[agency].refused],
    }


def totals_of(regulation, assessed):
    return total_up(regulation.set_of(assessed.agency), assessed.leaves, regulation.switches)


def assess(regulation, dates, agency, entry):
    """Where leaders score only the excellent (LD-5), the points before the ballot say who that is."""
    if agency not in regulation.agencies:
        raise UnsoundInputs(f"{agency} is not assessed")
    gated = {}
    for leaf in regulation.set_of(agency).leaves.values():
        plan = regulation.ballots[leaf.rule["ballot"]] if leaf.shape == "ballot" else {}
        if plan.get("leader_scope", "all") == "excellent":
            gated[leaf.code] = Fraction(plan["threshold"])
    if not gated:
        return Assessment(regulation, dates, agency, entry)
    ballots = {leaf.code for leaf in regulation.set_of(agency).leaves.values() if leaf.shape == "ballot"}
    before = totals_of(regulation, Assessment(regulation, dates, agency, with_facts(entry, {code: {} for code in ballots})))
    measured = before.measure(regulation.switches["classify_on"])
    outside = [code for code, threshold in gated.items() if measured < threshold]
    final = Assessment(regulation, dates, agency, with_facts(entry, {code: {"out_of_scope": True} for code in outside}))
    final.refused += [{"agency": agency, "code": code, "act": "facts", "refused": "out_of_scope"} for code in outside
                      if "ballots" in entry.get("leaves", {}).get(code, {}).get("facts", {})]
    return final


def with_facts(entry, facts):
    leaves = dict(entry.get("leaves", {}))
    leaves.update({code: {**leaves.get(code, {}), "facts": said} for code, said in facts.items()})
    return {**entry, "leaves": leaves}


def rank(regulation, totals, authority, agencies):
    """Ranks, classes and ties by ranking group; what is an agency's own is written beside its points."""
    rankings = {}
    for group in regulation.ranking_groups():
        its = {a: t for a, t in totals.items() if regulation.agencies[a] in group["groups"]}
        ranking = Ranking(regulation, its, authority.get(group["id"], []))
        classes, left_out = ranking.classes(regulation.classification(group.get("classification")))
        ranks = list(ranking.places.values())
        for agency, place in ranking.places.items():
            agencies[agency].update({"ranking_group": group["id"], "rank": place, "tied": ranks.count(place) > 1,
                                     "class": classes.get(agency)})
        rankings[group["id"]] = {"places": [{"rank": place, "agency": a} for a, place in ranking.places.items()],
                                 "tied_across_quota": left_out}
    return rankings


def printed_agency(regulation, assessed, totals):
    shown = regulation.switches["display_decimals"]
    return {
        "submitted": printed(assessed.submitted),
        "leaves": {code: printed_leaf(result) for code, result in assessed.leaves.items()},
        "nodes": {code: word(points) for code, points in totals.nodes.items()},
        "tie_break": {area: word(points) for area, points in totals.tie_break.items()},
        "bonus": word(totals.bonus), "penalty": word(totals.penalty),
        "total": word(totals.total), "total_shown": fixed(rounded(totals.total, shown), shown),
        "applicable_maximum": word(totals.applicable_maximum),
        "index": word(totals.index), "percent_shown": fixed(rounded(totals.index * 100, shown), shown),
    }


def printed_leaf(result):
    leaf = {"points": word(result.points)}
    if result.by_round:
        leaf["self"] = None if result.self_score is None else word(result.self_score)
        leaf["rounds"] = {name: word(points) for name, points in result.by_round.items()}
    if result.before_rounding is not None:
        leaf["before_rounding"] = word(result.before_rounding)
    if result.not_applicable:
        leaf["not_applicable"] = result.not_applicable
    return leaf


def example_outcome(regulation, leaf, example):
    """What a worked example (section 11) comes to: points, or the code of the refusal."""
    try:
        if "level" in example:
            return leaf.points_of_level(example["level"])
        if "submission" in example:
            return brought.submission(leaf, leaf.rule, **example["submission"]).points
        if "facts" in example:
            if leaf.shape not in brought.SHAPES:
                raise Refused("figures_invalid", "nobody brings facts in")
            return brought.earn(regulation, leaf, leaf.rule, example["facts"]).points
        if leaf.shape not in declared.SHAPES:
            raise Refused("figures_invalid", "nobody declares figures")
        return declared.earn(regulation, leaf, leaf.rule, example["figures"]).points
    except Refused as refusal:
        return refusal.code


def canonical(value):
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("regulation", type=pathlib.Path)
    arguments.add_argument("inputs", type=pathlib.Path)
    given = arguments.parse_args()
    document, inputs = (json.loads(path.read_text(encoding="utf-8")) for path in (given.regulation, given.inputs))
    try:
        sys.stdout.write(canonical(compute(document, inputs)))
    except UnsoundInputs as unsound:
        sys.exit(f"{given.inputs}: {unsound}")


if __name__ == "__main__":
    main()
