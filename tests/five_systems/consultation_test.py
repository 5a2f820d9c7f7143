"""Who was silent on a draft, by hand (CS-23, CS-24, ES-7)."""

import unittest

from five_systems.a_regulation import area, choice, document
from five_systems.consultation import consultation
from five_systems.fractions import compute
from five_systems.instants import UnsoundInputs


class Consultation(unittest.TestCase):
    def told(self, *comments, **drafting):
        made = document(area("I", choice()), agencies=("a", "b", "c"),
                        drafting={"comments_from": "2023-07-26", "comments_until": "2023-08-18", **drafting})
        return consultation(made, [{"agency": agency, "at": at} for agency, at in comments])

    def test_the_last_day_counts_unless_the_text_leaves_it_out(self):
        for boundary, closes in (("inclusive", "2023-08-19T00:00:00+07:00"), ("exclusive", "2023-08-18T00:00:00+07:00")):
            self.assertEqual(self.told(boundary=boundary)[0]["closes_at"], closes)

    def test_the_closing_instant_is_too_late(self):
        came, late = self.told(("a", "2023-08-18T23:59:59.999+07:00"), ("b", "2023-08-19T00:00:00+07:00"), silence_is_consent=True)
        self.assertEqual((came["silent"], came["silence_is_consent"]), (["b", "c"], True))
        self.assertEqual([(r["agency"], r["act"]) for r in late], [("b", "comment")])

    def test_who_was_heard_once_is_not_silent_though_a_second_word_came_too_late(self):
        came, late = self.told(("a", "2023-08-01T08:00:00+07:00"), ("a", "2023-08-20T08:00:00+07:00"))
        self.assertEqual((came["silent"], len(late)), (["b", "c"], 1))

    def test_is_part_of_the_result(self):
        made = document(area("I", choice()), agencies=("a", "b"), drafting={"comments_until": "2023-08-18"})
        result = compute(made, {"regulation": "r", "agencies": {}, "comments": [{"agency": "b", "at": "2023-09-01T00:00:00+07:00"}]})
        self.assertEqual(result["consultation"]["silent"], ["a", "b"])
        self.assertEqual([r["act"] for r in result["refused"]], ["comment"])

    def test_nobody_comments_where_nobody_is_asked_and_nobody_else_than_those_listed(self):
        nobody = document(area("I", choice()))
        self.assertEqual(consultation(nobody, []), (None, []))
        with self.assertRaises(UnsoundInputs):
            consultation(nobody, [{"agency": "a", "at": "2023-08-01T08:00:00+07:00"}])
        with self.assertRaises(UnsoundInputs):
            self.told(("z", "2023-08-01T08:00:00+07:00"))
