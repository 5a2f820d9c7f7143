#!/usr/bin/env python3
"""Writes a sound inputs file for fractions.py: inputs.py REGULATION SEED [--agencies N].

It covers every assessed agency, or one of each group and N more; every shape the sets have, mostly at the edges of their
levels; agencies that end equal, equal across the line of a quota, and equal but for the area that breaks ties;
submissions at the last second, late and never; bonuses and penalties. The same regulation and seed write the same bytes
everywhere. The only acts the regulation refuses are submissions after a hard lock.
"""

import os
import sys

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))   # not this folder: it hides the library's fractions

import argparse
import copy
import json
import pathlib
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from five_systems.assessment import rule_in_round, rule_of, rule_of_giving, submitted_at
from five_systems.consultation import closing
from five_systems.draw import Draw
from five_systems.figures import declared_entry, facts
from five_systems.fractions import canonical, compute
from five_systems.instants import calendar, midnight, printed, read
from five_systems.opinions import appraisal
from five_systems.regulation import Refused, Regulation


def filled_rounds(regulation):
    """Instants for what the template leaves open, in the order of the rounds; soft ones without a lock get one."""
    known = calendar(regulation, regulation.year, {})["rounds"]
    filled, at = {}, midnight(regulation.period_end.replace(month=9, day=1))
    for i, r in enumerate(regulation.rounds):
        ends, own = known[r["id"]], {}
        opens = ends["opens"] or at
        if ends["opens"] is None:
            opens = min(opens, ends["deadline"] - timedelta(1)) if ends["deadline"] else opens
            own["opens"] = printed(opens)
        deadline = ends["deadline"]
        if deadline is None:
            later = [end for s in regulation.rounds[i + 1:] for end in known[s["id"]].values() if end and end > opens]
            room = (min(later) - opens) // timedelta(1) if later else 20
            deadline = opens + timedelta(max(1, min(10, room // 2)))
            own["deadline"] = printed(deadline)
        if r.get("deadline_kind") == "soft" and "locks_after_days" not in r:
            own["locks"] = printed(deadline + timedelta(10))
            deadline += timedelta(10)                           # what follows begins when it is locked
        if own:
            filled[r["id"]] = own
        at = deadline
    return filled


def submission(regulation, dates, draw, number):
    """An instant before, at or after the deadline; where it is soft, the edges of days late on purpose. None: never."""
    first = regulation.rounds_of("self_assessment")[0]
    second, day = timedelta(seconds=1), timedelta(1)
    turns = [-6 * day, -second, -3 * day, timedelta(0), -day, -2 * day, None, -5 * day, -4 * day]
    if first.get("deadline_kind") == "soft":
        turns += [3 * day - second, 3 * day, day]
    turn = turns[(number + draw.number(0, 1)) % len(turns)]
    return None if turn is None else printed(dates["rounds"][first["id"]]["deadline"] + turn)


def arrives(regulation, dates, entry):
    try:
        return submitted_at(regulation, dates, entry) is not None
    except Refused:
        return False


def comments(document, regulation, draw):
    """On the whole draft or on a criterion; one in the last millisecond, one at the closing and one after it."""
    closes = closing(document)
    if closes is None:
        return []
    codes = ["", *next(iter(regulation.sets.values())).leaves]
    opens = midnight(date.fromisoformat(document["drafting"]["comments_from"]))
    agencies = [agency["id"] for agency in document["agencies"]]
    said = []
    for agency in agencies:
        for _ in range(draw.pick([0, 0, 1, 2])):
            said.append((opens + (closes - opens) * draw.number(1, 999) // 1000, agency))
    last = [draw.pick(agencies) for _ in range(3)]
    said += zip((closes - timedelta(milliseconds=1), closes, closes + timedelta(hours=1)), last)
    return [{"agency": agency, "at": at.isoformat(timespec="milliseconds"), **({"code": code} if (code := draw.pick(codes)) else {})}
            for at, agency in sorted(said)]


def leaf_in_round(regulation, dates, leaf, r):
    return replace(leaf, rule=rule_in_round(regulation, dates, leaf, r), overlays=[])


def declared_at(regulation, dates, leaf, draw, entry):
    """On either side of the midnight from which an overlay holds, where that falls among the days of declaring."""
    ends = dates["rounds"][regulation.rounds_of("self_assessment")[0]["id"]]
    last = min([ends["deadline"], *([read(entry["submitted"])] if "submitted" in entry else [])]) - timedelta(hours=2)
    edges = [midnight(start) for start, *_ in leaf.overlays]
    known = [at for edge in edges for at in (edge - timedelta(milliseconds=1), edge) if ends["opens"] <= at <= last]
    at = draw.pick([*known, None]) if known else None
    return {"declared": at.isoformat(timespec="milliseconds")} if at else {}


def agency_entry(regulation, dates, agency, draw, number):
    entry = {"leaves": {}}
    submitted = submission(regulation, dates, draw, number)
    if submitted:
        entry["submitted"] = submitted
    counts = regulation.switches["unsubmitted_at_lock"] != "zero" or arrives(regulation, dates, entry)
    quality = draw.pick([2, 3, 5, 8, 12, 25])   # how often a leaf is drawn; the best one stands
    for leaf in regulation.set_of(agency).leaves.values():
        when = declared_at(regulation, dates, leaf, draw, entry)
        in_round = partial(leaf_in_round, regulation, dates, leaf)
        by_agency = leaf.scored_by == "agency"
        rule = rule_of(regulation, dates, leaf, when) if by_agency else rule_of_giving(regulation, dates, leaf)
        leaf = replace(leaf, rule=rule, overlays=[])
        if leaf.shape == "submission_timeliness":
            said = {"with_evidence": False} if draw.chance(15) else {}
        elif leaf.shape in ("survey", "ballot", "imported", "granted"):
            said = facts(regulation, leaf, draw, quality)
        elif leaf.scored_by == "agency" and leaf.na_claimable and draw.chance(3):
            said = {"not_applicable": True}
        else:
            said = declared_entry(regulation, leaf, draw, quality)
            if leaf.scored_by == "agency":
                said.update(appraisal(regulation, agency, leaf, in_round, said, draw, quality, counts))
        if said and by_agency:
            said.update(when)
        if said:
            entry["leaves"][leaf.code] = said
    return entry


def chosen(regulation, more):
    """Every assessed agency, or the first of each group and `more` others."""
    if more is None:
        return list(regulation.agencies)
    first = [next((a for a, g in regulation.agencies.items() if g == group), None) for group in regulation.groups]
    first = [agency for agency in first if agency]
    return first + [agency for agency in regulation.agencies if agency not in first][:more]


def twins(regulation, inputs, draw):
    """Ties on purpose, in every ranking group whose agencies share a set."""
    entries = inputs["agencies"]
    for group in regulation.ranking_groups():
        its = [a for a in entries if regulation.agencies[a] in group["groups"]]
        if len(its) >= 5 and regulation.set_of(its[0]) is regulation.set_of(its[1]):
            entries[its[1]] = copy.deepcopy(entries[its[0]])
        if len(its) >= 7 and regulation.set_of(its[2]) is regulation.set_of(its[3]):
            nearly_alike(regulation, entries, its[2], its[3])


def nearly_alike(regulation, entries, one, other):
    """Equal totals, apart in the first area that breaks ties: what one has there, the other has elsewhere."""
    leaves = [leaf for leaf in regulation.set_of(one).leaves.values()
              if leaf.scored_by == "agency" and leaf.shape == "choice" and len(leaf.levels) > 1]
    breaking = regulation.document.get("tie_break", [])[:1]
    for here in (leaf for leaf in leaves if leaf.area in breaking):
        for there in (leaf for leaf in leaves if leaf.area not in breaking):
            if here.levels[0] - here.levels[1] == there.levels[0] - there.levels[1]:
                entries[other] = copy.deepcopy(entries[one])
                for agency, level_here, level_there in ((one, 0, 1), (other, 1, 0)):
                    entries[agency]["leaves"][here.code] = {"level": level_here}
                    entries[agency]["leaves"][there.code] = {"level": level_there}
                return


def across_the_quota(regulation, document, inputs):
    """Makes the agency just below the line of a quota equal to the last above it."""
    result = compute(document, inputs)
    for group in regulation.ranking_groups():
        its = [place["agency"] for place in result["rankings"][group["id"]]["places"]]
        for band in regulation.classification(group.get("classification")):
            taken = [a for a in its if result["agencies"][a]["class"] == band["id"]]
            if band["id"] in result["rankings"][group["id"]]["tied_across_quota"]:
                continue
            if "quota" in band and taken and its.index(taken[-1]) + 1 < len(its):
                above, below = taken[-1], its[its.index(taken[-1]) + 1]
                if regulation.set_of(above) is regulation.set_of(below):
                    inputs["agencies"][below] = copy.deepcopy(inputs["agencies"][above])


def across_the_reward(regulation, document, inputs):
    """Makes so many equal to a reward's last candidate that one is too many."""
    for reward_id, found in compute(document, inputs)["rewards"].items():
        reward = next(r for r in document["rewards"] if r["id"] == reward_id)
        if found["candidates"]:
            last = found["candidates"][-1]
            others = [a for a in inputs["agencies"] if regulation.set_of(a) is regulation.set_of(last) and a not in found["candidates"]
                      and regulation.agencies[a] in reward.get("groups", regulation.groups)]
            for agency in others[:reward["quota"] + 1 - len(found["candidates"])]:
                inputs["agencies"][agency] = copy.deepcopy(inputs["agencies"][last])


def write(document, seed, more=None):
    """The inputs as what JSON can hold."""
    regulation = Regulation(document)
    draw = Draw(f"{document['id']} {seed}")
    inputs = {"regulation": document["id"], "year": regulation.year, "rounds": filled_rounds(regulation), "agencies": {}}
    dates = calendar(regulation, regulation.year, inputs["rounds"])
    for number, agency in enumerate(chosen(regulation, more)):
        inputs["agencies"][agency] = agency_entry(regulation, dates, agency, Draw(f"{document['id']} {seed} {agency}"), number)
    copied = regulation.switches["own_unit_appraisal"] != "second_appraiser"   # else of one agency two are heard, of another one
    if copied:
        twins(regulation, inputs, draw)
    if "authority" in (regulation.switches["tie_rule"], regulation.switches["quota_tie"]):
        inputs["authority"] = {group["id"]: sorted(a for a in inputs["agencies"] if regulation.agencies[a] in group["groups"])
                               for group in regulation.ranking_groups()}
        inputs["authority"]["rewards"] = sorted(inputs["agencies"])
    said = comments(document, regulation, Draw(f"{document['id']} {seed} comments"))
    if said:
        inputs["comments"] = said
    if copied and draw.chance(50):
        across_the_quota(regulation, document, inputs)
    if copied and document.get("rewards") and draw.chance(50):
        across_the_reward(regulation, document, inputs)
    return inputs


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("regulation", type=pathlib.Path)
    arguments.add_argument("seed")
    arguments.add_argument("--agencies", type=int, metavar="N", help="one of each group and N more, not all")
    given = arguments.parse_args()
    document = json.loads(given.regulation.read_text(encoding="utf-8"))
    sys.stdout.write(canonical(write(document, given.seed, given.agencies)))


if __name__ == "__main__":
    main()
