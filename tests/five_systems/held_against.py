#!/usr/bin/env python3
"""Holds the program against the second computation: every system, several drawn years.

Usage: held_against.py PATH-OF-five_systems_play [SEEDS [SYSTEM…]]     (default 3 seeds, every system in ops/systems)

A system passes when who was silent on the draft, the instants of the calendar, the points of every leaf, totals,
applicable maxima, places, ties, classes and reward candidates of every agency, and the acts that are refused, are the
same in both; when something was taken in the last millisecond of every round that locks, and nothing from its lock on;
and when the instants that decisions print in words are those.
"""

import os
import sys

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))   # not this folder: it hides the library's fractions

import json
import pathlib
import subprocess
import tempfile
from datetime import datetime, timedelta

from five_systems.fractions import compute
from five_systems.inputs import write

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SYSTEMS = ["ha-nam-2018", "phu-tho-2021", "phu-tho-2022", "quang-dien-2023", "bac-giang-2023", "viet-yen-xa-2023", "national-2025",
           "phu-tho-2021 guided late"]
# The text its agencies were asked about, where it was another than the one issued.
FIRST_DRAFT = {"quang-dien-2023": "quang-dien-2023.draft"}
# The first instant refused, as the decisions say it in words (LK-1, LK-9); by hand, apart from both computations.
PRINTED = {
    "phu-tho-2021": {"self_assessment": "2021-12-07T00:00:00+07:00"},       # sau 24 giờ ngày 06/12/2021
    "phu-tho-2022": {"self_assessment": "2022-12-15T00:00:00+07:00",        # trước ngày 15/12
                     "appraisal_2": "2022-12-26T00:00:00+07:00",            # đến ngày 25/12
                     "import": "2022-12-28T00:00:00+07:00", "leaders": "2022-12-28T00:00:00+07:00"},
    "bac-giang-2023": {"self_assessment": "2023-11-16T00:00:00+07:00", "appraisal_1": "2023-12-01T00:00:00+07:00",
                       "supplement": "2023-12-11T00:00:00+07:00", "appraisal_2": "2023-12-21T00:00:00+07:00"},
    "national-2025": {"self_assessment": "2026-01-20T00:00:00+07:00",       # 12/01 and seven days
                      "survey": "2026-01-17T00:00:00+07:00", "appraisal_1": "2026-01-31T00:00:00+07:00",
                      "supplement": "2026-02-07T00:00:00+07:00", "appraisal_2": "2026-02-28T00:00:00+07:00"},
}


OTHERWISE = ["ha-nam-2018", "phu-tho-2022", "bac-giang-2023"]
# The same systems under readings that none of them chooses: what is added to the switches, and what else must be so.
BY_TWO = {"appraisers_per_criterion": 2, "blind": False}    # blind, nobody could say it again at the lock
READINGS = {
    "two appraise, their mean counts": {**BY_TWO, "disagreement_ruling": "mean"},
    "two appraise, the chair rules": {**BY_TWO, "undecided_at_lock": "zero"},
    "two appraise and agree or go up to the chair": {**BY_TWO, "disagreement_ruling": "consensus", "undecided_at_lock": "escalate"},
    "two appraise and agree or decide nothing": {**BY_TWO, "disagreement_ruling": "consensus", "may_exceed_self": True},
    "a second appraiser joins whoever judges itself": {"own_unit_appraisal": "second_appraiser", "disagreement_ruling": "mean"},
    "what is undecided goes up to the chair": {"undecided_at_lock": "escalate", "round2_may_lower": False},
    "ties are left to the authority": {"tie_rule": "authority", "quota_tie": "authority"},
    "quotas are left to the authority": {"quota_tie": "authority", "rank_after_tie": "next"},
    "agencies give themselves bonus and penalty": {"undecided_at_lock": "zero", "unsubmitted_at_lock": "zero"},
}


def under(document, name):
    """The document with that reading."""
    other = json.loads(json.dumps(document))
    other["switches"] = {**other.get("switches", {}), **READINGS[name]}
    appraise = [a["id"] for a in other["agencies"]][:4]
    other["appraisal"] = {"agencies": appraise}
    other.setdefault("substitute_appraiser", next(a for a in appraise if a != other["standing_department"]))
    if "give themselves" in name:
        def to_agency(node):
            if node.get("rule", {}).get("shape") in ("bonus", "penalty"):
                node.update(scored_by="agency", evidence=[{"text": "Báo cáo"}])
            for child in node.get("children", []):
                to_agency(child)
        for criteria_set in other["criteria_sets"]:
            for area in criteria_set["criteria"]:
                to_agency(area)
            criteria_set.pop("printed_split", None)
    return other


def document_of(system):
    """The regulation as data, or one of ours made from it."""
    document = json.loads((ROOT / f"ops/systems/{system.split()[0]}.json").read_text(encoding="utf-8"))
    if system.endswith("guided late"):
        return guided_late(document)
    return document


def guided_late(document):
    """Its guidance comes while agencies declare, and once more between the declarations and the council (CS-31)."""
    for overlay in document["overlays"]:
        overlay["from"] = "2021-11-25"
    again = {**document["overlays"][-1], "id": "ty-le-tron", "from": "2021-12-07",
             "rule": {"shape": "proportional", "numerator": "n", "denominator": "d"}}
    del again["examples"]
    document["overlays"].append(again)
    return document


def played(play, system, document, inputs):
    draft = [ROOT / f"ops/systems/{FIRST_DRAFT[system]}.json"] if system in FIRST_DRAFT else []
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder) / name for name in ("regulation.json", "inputs.json")]
        for file, value in zip(files, (document, inputs)):
            file.write_text(json.dumps(value), encoding="utf-8")
        done = subprocess.run([play, *files, *draft], capture_output=True, text=True)
    if done.returncode:
        return None, done.stderr.strip()
    return json.loads(done.stdout), None


def instant(text):
    return text and datetime.fromisoformat(text)


def life_differences(life, theirs, system, document):
    """Of the draft's way to the issue."""
    consulted = theirs["consultation"]
    found = life["consultation"]
    if (found is None) != (consulted is None):
        yield f"consultation: {found}, not {consulted}"
    elif found:
        for member in ("silent", "silence_is_consent"):
            if found[member] != consulted[member]:
                yield f"consultation {member}: {found[member]}, not {consulted[member]}"
        for member in ("closes_at", "closed_at"):
            if instant(found[member]) != instant(consulted["closes_at"]):
                yield f"consultation {member}: {found[member]}, not {consulted['closes_at']}"
    errors = [draft["errors"] for draft in life["drafts"]]
    if len(errors) != 1 + (system in FIRST_DRAFT) or (system in FIRST_DRAFT) != (errors[0] > 0) or errors[-1] or life["issued"]["errors"]:
        yield f"errors of the linter in the drafts: {errors}, at issue {life['issued']['errors']}"
    if life["drafts"][-1]["agreed"] != ("agreed_by" in document.get("drafting", {})):
        yield f"the last draft: {life['drafts'][-1]}"
    number = document["issued_by"].get("number", "1/QĐ")
    if (life["issued"]["number"], life["issued"]["date"]) != (number, document["issued_by"].get("date")):
        yield f"issued: {life['issued']}, not {document['issued_by']}"


def lock_differences(locks, theirs, system):
    """Of the last millisecond in which something is taken in a round, and the first instant in which nothing is."""
    for name, ends in theirs["calendar"]["rounds"].items():
        if ends["locks"] is None:
            continue
        lock = instant(ends["locks"])
        if PRINTED.get(system, {}).get(name, ends["locks"]) != ends["locks"]:
            yield f"{name} locks at {ends['locks']}, not {PRINTED[system][name]}"
        tried = {**locks.get(name, {}), "by": None}
        if {"by": None, "taken": told(lock - timedelta(milliseconds=1)), "refused": told(lock)} != tried:
            yield f"{name}, locked at {lock}: {locks.get(name)}"
    for name in PRINTED.get(system, {}):
        if name not in locks:
            yield f"{name} was not tried"


def told(at):
    return at.isoformat(timespec="milliseconds")


def differences(ours, theirs, system, document):
    """What the program shows (ours) otherwise than the second computation (theirs), one line each."""
    switches = document.get("switches", {})
    yield from life_differences(ours["life"], theirs, system, document)
    yield from lock_differences(ours["locks"], theirs, system)
    for name, ends in theirs["calendar"]["rounds"].items():
        for end, text in ends.items():
            if instant(ours["rounds"][name][end]) != instant(text):
                yield f"{name} {end}: {ours['rounds'][name][end]}, not {text}"
    for agency, expected in theirs["agencies"].items():
        found = ours["agencies"][agency]
        for code, leaf in expected["leaves"].items():
            if found["leaves"][code] != leaf["points"]:
                yield f"{agency} {code}: {found['leaves'][code]}, not {leaf['points']}"
        for member, name in (("final", "total"), ("applicable_maximum", "applicable_maximum"), ("rank", "rank"), ("tied", "tied"),
                             ("class", "class"), ("ranking_group", "ranking_group")):
            if found[member] != expected[name]:
                yield f"{agency} {name}: {found[member]}, not {expected[name]}"
    for name, reward in theirs["rewards"].items():
        found = ours.get("rewards", {}).get(name)
        undecided = reward["tied_across_quota"] if switches.get("quota_tie") == "authority" else []    # else nobody decides
        if found is None or found["agencies"] != reward["candidates"] or sorted(found["undecided"]) != undecided:
            yield f"reward {name}: {found}, not {reward}"
    refused = {(r["agency"], r["code"], r["act"]) for r in ours["refused"]}
    expected = {(r["agency"], r["code"], r["act"]) for r in theirs["refused"]}
    for act in sorted(refused - expected):
        yield f"refused, and should not be: {[r for r in ours['refused'] if (r['agency'], r['code'], r['act']) == act][0]}"
    for act in sorted(expected - refused):
        yield f"taken, and should be refused: {act}"


def held(play, title, system, document, seed, acted):
    """Whether both computations come to the same; says what does not. `acted` learns the rounds at whose lock somebody did."""
    inputs = write(document, seed)
    ours, wrong = played(play, system, document, inputs)
    lines = [wrong] if wrong else list(differences(ours, compute(document, inputs), system, document))
    acted |= {name for name, lock in (ours or {"locks": {}})["locks"].items() if lock["by"] == "act"}
    events = f"{len(inputs['agencies'])} agencies, {ours['events']} events" if ours else "not played"
    print(f"{'ok' if not lines else 'FAILED'} {title}, seed {seed}: {events}", *lines[:20], sep="\n    ", flush=True)
    if len(lines) > 20:
        print(f"    … {len(lines) - 20} more")
    return not lines


def main():
    play, seeds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    outcomes = []
    for system in sys.argv[3:] or SYSTEMS:
        document, acted = document_of(system), set()
        for seed in range(1, seeds + 1):
            outcomes.append(held(play, system, system, document, seed, acted))
        if missing := set(PRINTED.get(system, {})) - acted:
            outcomes.append(False)
            print(f"FAILED {system}: nobody acted at the lock of {', '.join(sorted(missing))}")
    for i, name in enumerate(READINGS) if not sys.argv[3:] else ():
        for seed in range(1, seeds + 1):
            system = OTHERWISE[(i + seed) % len(OTHERWISE)]
            outcomes.append(held(play, f"{system}, {name}", system, under(document_of(system), name), seed, set()))
    print(f"{sum(outcomes)} passed, {len(outcomes) - sum(outcomes)} failed")
    return not all(outcomes)


if __name__ == "__main__":
    sys.exit(main())
