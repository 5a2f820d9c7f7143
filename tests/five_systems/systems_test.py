"""Every regulation in ops/systems: its worked examples come out as printed, inputs drawn for it are sound, and what they
come to is the same every time.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction

from five_systems import inputs
from five_systems.fractions import canonical, compute, example_outcome
from five_systems.regulation import Regulation

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYSTEMS = sorted(path for path in (ROOT / "ops/systems").glob("*.json") if not path.name.endswith((".schema.json", ".draft.json")))
EVERYTHING = ROOT / "tests/data/one-of-everything.json"         # one leaf of every shape, every switch off its default


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


class WorkedExamples(unittest.TestCase):
    """Section 11 of the format page: one whose example does not hold is not issued."""

    def test_each_comes_out_as_printed(self):
        seen = 0
        for path in [*SYSTEMS, EVERYTHING]:
            regulation = Regulation(read(path))
            for made in regulation.sets.values():
                for leaf in made.leaves.values():
                    for by_rule in [leaf, *leaf.overlaid()]:
                        for example in by_rule.examples:
                            expected = Fraction(example["points"]) if "points" in example else example["refused"]
                            with self.subTest(path=path.name, code=leaf.code, example=example.get("text")):
                                self.assertEqual(expected, example_outcome(regulation, by_rule, example))
                            seen += 1
        self.assertGreater(seen, 10)


class DrawnInputs(unittest.TestCase):
    """inputs.py promises sound inputs, the same bytes for the same seed, and every agency or some of each group."""

    def test_they_are_sound_and_forget_no_leaf_and_no_shape(self):
        for path in [*SYSTEMS, EVERYTHING]:
            document = read(path)
            regulation, scored, shapes = Regulation(document), {"submission_timeliness"}, set()
            for seed in ("1", "2"):
                drawn = inputs.write(document, seed, 3)
                for agency, entry in drawn["agencies"].items():
                    leaves = regulation.set_of(agency).leaves
                    shapes |= {leaf.shape for leaf in leaves.values()}
                    scored |= {leaves[code].shape for code, said in entry["leaves"].items() if "not_applicable" not in said}
                    told = {code for code, said in entry["leaves"].items() if {"figures", "level", "facts", "not_applicable"} & set(said)}
                    self.assertEqual({code for code in leaves if leaves[code].shape != "submission_timeliness"} - told, set())
                    self.assertEqual([code for code, said in entry["leaves"].items() if "level" in said and "figures" not in said
                                      and leaves[code].shape != "choice" and not leaves[code].overlays], [], path.name)
                unexpected = [r for r in compute(document, drawn)["refused"] if r["refused"] not in ("round_locked", "out_of_scope", "too_late")
                              and (r["refused"] != "facts_missing" or regulation.set_of(r["agency"]).leaves[r["code"]].shape not in ("ballot", "survey"))]
                self.assertEqual(unexpected, [], path.name)
            self.assertEqual(shapes - scored, set(), path.name)

    def test_a_seed_decides_every_byte(self):
        with tempfile.TemporaryDirectory() as folder:
            out = []
            for seed, hashed in (("7", "0"), ("7", "1"), ("8", "0")):
                drawn = pathlib.Path(folder) / f"{seed}-{hashed}.json"
                drawn.write_bytes(run("inputs.py", SYSTEMS[0], seed, "--agencies", "2", hashed=hashed))
                out.append((drawn.read_bytes(), run("fractions.py", SYSTEMS[0], drawn, hashed=hashed)))
            self.assertEqual(out[0], out[1])
            self.assertNotEqual(out[0][0], out[2][0])
            for text in out[0]:
                self.assertEqual(text.decode(), json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
            document = read(SYSTEMS[0])
            self.assertEqual(out[0][0].decode(), canonical(inputs.write(document, "7", 2)))
            self.assertEqual(out[0][1].decode(), canonical(compute(document, json.loads(out[0][0]))))

    def test_one_of_each_group_and_some_more(self):
        document = read(EVERYTHING)
        document["groups"].append({**document["groups"][0], "id": "xa"})
        document["agencies"] += [{"id": f"xa-{i}", "title": "t", "group": "xa"} for i in range(4)]
        self.assertEqual(list(inputs.write(document, "1", 0)["agencies"]), ["phong-noi-vu", "xa-0"])
        self.assertEqual(list(inputs.write(document, "1", 2)["agencies"]), ["phong-noi-vu", "xa-0", "xa-1", "xa-2"])
        self.assertEqual(list(inputs.write(document, "1")["agencies"]), ["phong-noi-vu", "xa-0", "xa-1", "xa-2", "xa-3"])

    def test_ties_are_there_on_purpose(self):
        document = read(next(path for path in SYSTEMS if path.name == "quang-dien-2023.json"))
        document["tie_break"] = ["I"]
        document["groups"][0]["classification"] = "c"
        document["classifications"] = [{"id": "c", "classes": [{"id": "xs", "title": "t", "quota": "20", "min_points": "0.00"}, {"id": "y", "title": "t"}]}]
        document["rewards"] = [{"id": "bk", "title": "t", "quota": 3, "minimum": "70.00"}]
        tied = parted = across = rewarded = 0
        for seed in range(8):
            result = compute(document, inputs.write(document, str(seed)))
            agencies = result["agencies"].values()
            tied += any(a["tied"] for a in agencies)
            parted += any(a["index"] == b["index"] and a["rank"] < b["rank"] and Fraction(a["tie_break"]["I"]) > Fraction(b["tie_break"]["I"])
                          for a in agencies for b in agencies)
            across += bool(result["rankings"]["phong-chuyen-mon"]["tied_across_quota"])
            rewarded += bool(result["rewards"]["bk"]["tied_across_quota"])
        self.assertEqual(tied, 8)
        self.assertGreater(parted, 3)
        self.assertGreater(across, 3)
        self.assertGreater(rewarded, 3)

    def test_comments_come_until_the_last_millisecond_and_after_it(self):
        document = read(next(path for path in SYSTEMS if path.name == "quang-dien-2023.json"))
        for seed in range(4):
            drawn = inputs.write(document, seed)
            at = [comment["at"] for comment in drawn["comments"]]
            self.assertEqual(at, sorted(at))
            self.assertEqual(at[-3:], ["2023-08-18T23:59:59.999+07:00", "2023-08-19T00:00:00.000+07:00", "2023-08-19T01:00:00.000+07:00"])
            self.assertNotIn(len(compute(document, drawn)["consultation"]["silent"]), (0, len(document["agencies"])))

    def test_declarations_stand_on_both_sides_of_an_overlay_s_midnight(self):
        document = read(next(path for path in SYSTEMS if path.name == "phu-tho-2021.json"))
        for overlay in document["overlays"]:
            overlay["from"] = "2021-11-25"
        drawn = inputs.write(document, 1)["agencies"].values()
        when = {leaf.get("declared") for agency in drawn for code, leaf in agency["leaves"].items() if code == "7.3.1"}
        self.assertEqual(when, {None, "2021-11-24T23:59:59.999+07:00", "2021-11-25T00:00:00.000+07:00"})
        self.assertNotIn("declared", {member for agency in drawn for code, leaf in agency["leaves"].items() for member in leaf
                                      if code not in ("1.2", "7.3.1", "7.3.2")})

    def test_every_input_that_matters_is_drawn(self):
        document = read(EVERYTHING)
        document["agencies"] += [{"id": f"p-{i}", "title": "t", "group": "phong"} for i in range(20)]
        document["rounds"] = [document["rounds"][0], *({"id": i, "kind": kind, "title": "t"} for i, kind in
                              (("appraisal_1", "appraisal"), ("supplement", "supplement"), ("appraisal_2", "appraisal")))]
        document["switches"]["appraisers_per_criterion"] = 1
        inputs_file = inputs.write(document, "2")
        drawn = inputs_file["agencies"].values()
        self.assertEqual({r["refused"] for r in compute(document, inputs_file)["refused"]} - {"out_of_scope", "facts_missing", "round_locked", "too_late"}, set())
        said = {member for agency in drawn for leaf in agency["leaves"].values() for member in leaf}
        self.assertEqual(said, {"figures", "level", "reason", "facts", "with_evidence", "not_applicable", "appraisal", "supplement"})
        self.assertGreater(len({agency.get("submitted") for agency in drawn}), 6)


def run(script, *arguments, hashed):
    command = [sys.executable, "-B", pathlib.Path(__file__).parent / script, *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, env={"PYTHONHASHSEED": hashed}).stdout


class CommandLine(unittest.TestCase):
    def test_unsound_inputs_are_told_and_compute_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            wrong = pathlib.Path(folder) / "wrong.json"
            wrong.write_text('{"regulation": "another", "agencies": {}}')
            done = subprocess.run([sys.executable, "-B", pathlib.Path(__file__).parent / "fractions.py", SYSTEMS[0], wrong], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertEqual(done.stderr, f"{wrong}: the inputs are for another\n")
