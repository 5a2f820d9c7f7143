"""Lock instants from calendar templates, to the second, by hand."""

import unittest

from five_systems.a_regulation import area, choice, document
from five_systems.instants import UnsoundInputs, calendar, printed
from five_systems.regulation import Regulation


class Calendar(unittest.TestCase):
    """LK-1, LK-6, LK-9, LK-10, TL-2, TL-4, TL-5, rows 1, 2 and 20."""

    def ends(self, template, filled=None, year=2021, **members):
        made = document(area("I", choice()), rounds=[{"id": "self", "kind": "self_assessment", "title": "t", **template}], **members)
        ends = calendar(Regulation(made), year, {"self": filled} if filled else {})["rounds"]["self"]
        return [printed(ends[name]) for name in ("opens", "deadline", "locks")]

    def deadline(self, until, boundary="inclusive", **members):
        return self.ends({"until": until, "boundary": boundary}, **members)[1]

    def test_a_day_that_still_counts_ends_at_midnight(self):            # LK-1: sau 24 giờ ngày 06/12/2021
        self.assertEqual(self.ends({"from": "11-11", "until": "12-06"}), ["2021-11-11T00:00:00+07:00", "2021-12-07T00:00:00+07:00", "2021-12-07T00:00:00+07:00"])

    def test_before_a_day_may_leave_it_out(self):                       # LK-9: trước ngày 15/12
        self.assertEqual(self.deadline("12-15", "exclusive"), "2021-12-15T00:00:00+07:00")
        self.assertEqual(self.deadline("12-15"), "2021-12-16T00:00:00+07:00")

    def test_a_template_is_dated_with_the_cycle_s_year(self):           # TL-2
        self.assertEqual(self.deadline("+1:03-31"), "2022-04-01T00:00:00+07:00")
        self.assertEqual(self.deadline("12-31"), "2022-01-01T00:00:00+07:00")
        self.assertEqual(self.deadline("02-28", year=2024), "2024-02-29T00:00:00+07:00")

    def test_a_soft_deadline_locks_later_or_by_a_person(self):          # LK-6
        self.assertEqual(self.ends({"until": "12-06", "deadline_kind": "soft", "locks_after_days": 7})[1:], ["2021-12-07T00:00:00+07:00", "2021-12-14T00:00:00+07:00"])
        self.assertEqual(self.ends({"until": "12-06", "deadline_kind": "soft"})[1:], ["2021-12-07T00:00:00+07:00", None])
        self.assertEqual(self.ends({"until": "12-06", "deadline_kind": "soft"}, {"locks": "2021-12-20T09:00:00+07:00"})[2], "2021-12-20T09:00:00+07:00")

    def test_open_ends_are_filled_by_the_cycle_and_nothing_printed_is(self):    # TL-4
        self.assertEqual(self.ends({}), [None, None, None])
        self.assertEqual(self.ends({}, {"opens": "2021-10-01T00:00:00+07:00", "deadline": "2021-11-30T00:00:00+07:00"}),
                         ["2021-10-01T00:00:00+07:00", "2021-11-30T00:00:00+07:00", "2021-11-30T00:00:00+07:00"])
        for template, filled in (({"until": "12-06"}, "deadline"), ({"from": "12-06"}, "opens"), ({}, "locks"),
                                 ({"until": "12-06", "deadline_kind": "soft", "locks_after_days": 7}, "locks")):
            with self.assertRaises(UnsoundInputs):
                self.ends(template, {filled: "2021-10-01T00:00:00+07:00"})

    def test_a_deadline_day_that_is_no_working_day(self):               # TL-5; 2021-12-05 is a Sunday, the 4th a Saturday
        def shift(until, reading, boundary="inclusive", holidays=()):
            return self.deadline(until, boundary, switches={"holiday_shift": reading}, holidays=list(holidays))
        self.assertEqual(shift("12-05", "none"), "2021-12-06T00:00:00+07:00")
        self.assertEqual(shift("12-05", "next_working_day"), "2021-12-07T00:00:00+07:00")
        self.assertEqual(shift("12-04", "next_working_day"), "2021-12-07T00:00:00+07:00")
        self.assertEqual(shift("12-05", "previous_working_day"), "2021-12-04T00:00:00+07:00")
        self.assertEqual(shift("12-03", "next_working_day"), "2021-12-04T00:00:00+07:00")
        self.assertEqual(shift("12-05", "next_working_day", holidays=["2021-12-06"]), "2021-12-08T00:00:00+07:00")
        self.assertEqual(shift("12-05", "previous_working_day", holidays=["2021-12-03"]), "2021-12-03T00:00:00+07:00")

    def test_of_an_exclusive_day_the_one_before_it_is_the_last_that_counts_and_shifts(self):
        def shift(until, reading):
            return self.deadline(until, "exclusive", switches={"holiday_shift": reading})
        self.assertEqual(shift("12-04", "next_working_day"), "2021-12-04T00:00:00+07:00")
        self.assertEqual(shift("12-05", "next_working_day"), "2021-12-07T00:00:00+07:00")
        self.assertEqual(shift("12-06", "next_working_day"), "2021-12-07T00:00:00+07:00")
        self.assertEqual(shift("12-06", "previous_working_day"), "2021-12-04T00:00:00+07:00")

    def test_a_saturday_worked_for_a_holiday_is_no_day_off(self):
        def shift(until, reading):
            return self.deadline(until, switches={"holiday_shift": reading}, holidays=["2021-12-06"], working_saturdays=["2021-12-04"])
        self.assertEqual(shift("12-04", "next_working_day"), "2021-12-05T00:00:00+07:00")
        self.assertEqual(shift("12-05", "next_working_day"), "2021-12-08T00:00:00+07:00")
        self.assertEqual(shift("12-06", "previous_working_day"), "2021-12-05T00:00:00+07:00")

    def test_an_opening_does_not_shift(self):
        self.assertEqual(self.ends({"from": "12-05"}, switches={"holiday_shift": "next_working_day"})[0], "2021-12-05T00:00:00+07:00")

    def test_a_shift_comes_before_the_days_until_the_lock(self):
        self.assertEqual(self.ends({"until": "12-05", "deadline_kind": "soft", "locks_after_days": 1}, switches={"holiday_shift": "next_working_day"})[2], "2021-12-08T00:00:00+07:00")

    def test_milestones_too(self):
        stones = [{"id": "m", "title": "t", "until": "12-28", "boundary": "exclusive"}, {"id": "o", "title": "t"}, {"id": "n", "title": "t", "until": "12-05"}]
        made = Regulation(document(area("I", choice()), milestones=stones, switches={"holiday_shift": "next_working_day"}))
        self.assertEqual([printed(i) for i in calendar(made, 2021, {})["milestones"].values()],
                         ["2021-12-28T00:00:00+07:00", None, "2021-12-07T00:00:00+07:00"])
