#!/usr/bin/env python3
"""Holds the program against the second computation: every system, several drawn years.

Usage: held_against.py PATH-OF-five_systems_play [SEEDS [SYSTEM…]]     (default 3 seeds, every system in ops/systems). A system passes when the instants of its calendar, the points of every leaf, totals, applicable maxima,
places, ties, classes and reward candidates of every agency, and the acts that are refused, are the same in both."""

import os
import sys

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))   # not this folder: it hides the library's fractions

import json
import pathlib
import subprocess
import tempfile
from datetime import datetime

from five_systems.fractions import compute
from five_systems.inputs import write

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SYSTEMS = ["ha-nam-2018", "phu-tho-2022", "quang-dien-2023", "bac-giang-2023", "viet-yen-xa-2023", "national-2025"]
# The program says of itself that it does not obey this reading yet, and issues no regulation that has it.
UNBUILT = {"phu-tho-2021": "reading_not_built, overlays"}


def played(play, regulation, inputs):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(inputs, file)
        file.flush()
        done = subprocess.run([play, regulation, file.name], capture_output=True, text=True)
    if done.returncode:
        return None, done.stderr.strip()
    return json.loads(done.stdout), None


def instant(text):
    return text and datetime.fromisoformat(text)


def differences(ours, theirs, switches):
    """What the program shows (ours) otherwise than the second computation (theirs), one line each."""
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


def main():
    play, seeds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    passed = failed = 0
    for system in sys.argv[3:] or SYSTEMS:
        path = ROOT / f"ops/systems/{system}.json"
        document = json.loads(path.read_text(encoding="utf-8"))
        for seed in range(1, seeds + 1):
            inputs = write(document, seed)
            ours, wrong = played(play, path, inputs)
            lines = [wrong] if wrong else list(differences(ours, compute(document, inputs), document.get("switches", {})))
            passed, failed = passed + (not lines), failed + bool(lines)
            events = f"{len(inputs['agencies'])} agencies, {ours['events']} events" if ours else "not played"
            print(f"{'ok' if not lines else 'FAILED'} {system}, seed {seed}: {events}", *lines[:20], sep="\n    ", flush=True)
            if len(lines) > 20:
                print(f"    … {len(lines) - 20} more")
    for system, why in UNBUILT.items() if not sys.argv[3:] else ():
        path = ROOT / f"ops/systems/{system}.json"
        _, wrong = played(play, path, write(json.loads(path.read_text(encoding="utf-8")), 1))
        right = wrong is not None and why in wrong
        passed, failed = passed + right, failed + (not right)
        print(f"{'not played yet' if right else 'FAILED'} {system}: {wrong or 'it is issued now: play it like the others'}")
    print(f"{passed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
