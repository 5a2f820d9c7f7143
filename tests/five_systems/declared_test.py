"""Every shape that agencies declare, by cases computed by hand."""

from five_systems.a_regulation import Case, choice, leaf, levels


class Choice(Case):
    """SM-1, SM-2."""

    def test_a_level_is_picked(self):
        self.comes_to("5.00", choice(), level=1)
        self.comes_to("figures_invalid", choice(), level=3)
        self.comes_to("figures_invalid", choice(), figures={"numerator": 1, "denominator": 1})


class LateBands(Case):
    """SM-3, SM-4, SM-18, SM-35, SM-36, SA-14."""

    BANDS = [{"from_days": 0, "to_days": 0, "level": 0}, {"from_days": 1, "to_days": 9, "level": 1}, {"from_days": 15, "level": 2}]

    def late(self, expected, figures, regulation=None, maximum="10.00", more=None, **rule):
        rule = {"shape": "late_bands", "due": "2023-01-20", "bands": self.BANDS, **rule}
        rule = {name: value for name, value in rule.items() if value is not None}
        node = leaf(rule, maximum, levels=levels("10.00", "5.00", "0.00"), **(more or {}))
        self.comes_to(expected, node, regulation=regulation, figures=figures)

    def test_days_count_from_the_day_after(self):                       # SM-35
        self.late("10.00", {"date": "2023-01-20"})
        self.late("10.00", {"date": "2022-12-30"})
        self.late("5.00", {"date": "2023-01-21"})

    def test_both_ends_of_a_band_belong_to_it(self):                    # SM-3
        self.late("5.00", {"date": "2023-01-29"})
        self.late("no_band_fits", {"date": "2023-01-30"})
        self.late("no_band_fits", {"date": "2023-02-03"})
        self.late("0.00", {"date": "2023-02-04"})

    def test_what_never_came_has_a_level_or_none(self):
        self.late("0.00", {"never": True}, never_level=2)
        self.late("no_band_fits", {"never": True})
        self.late("figures_invalid", {"never": True, "date": "2023-01-20"}, never_level=2)
        self.late("figures_invalid", {"never": True, "met": ["full"]}, never_level=2, conditions=[{"key": "full", "text": "t"}])

    def test_working_days_leave_out_weekends_and_holidays(self):        # SM-36; 2023-01-20 is a Friday
        working = {"day_count": "working"}
        self.late("10.00", {"date": "2023-01-22"}, **working)
        self.late("5.00", {"date": "2023-01-23"}, **working)
        self.late("5.00", {"date": "2023-01-19"}, due="2023-01-18", **working)
        self.late("10.00", {"date": "2023-01-23"}, {"holidays": ["2023-01-23"]}, **working)
        self.late("5.00", {"date": "2023-02-02"}, **working)
        self.late("no_band_fits", {"date": "2023-02-03"}, **working)
        self.late("5.00", {"date": "2023-02-03"}, {"holidays": ["2023-01-25"]}, **working)

    def test_a_due_date_comes_from_the_rule_or_a_paper_or_the_figures(self):   # SM-18
        paper = {"dated_documents": [{"id": "cv", "issuer": "i", "due_dates": [{"key": "q1", "text": "t", "due": "2023-03-15"}]}]}
        by_paper = {"due": None, "due_from": {"document": "cv", "key": "q1"}}
        self.late("10.00", {"date": "2023-03-15"}, paper, **by_paper)
        self.late("5.00", {"date": "2023-03-16"}, paper, **by_paper)
        self.late("figures_invalid", {"date": "2023-03-16", "due": "2023-03-16"}, paper, **by_paper)
        self.late("5.00", {"date": "2023-05-02", "due": "2023-05-01"}, due=None)
        self.late("figures_invalid", {"date": "2023-05-02"}, due=None)

    def test_a_failed_condition_has_its_level(self):                    # SM-4
        strict = {"conditions": [{"key": "full", "text": "t"}], "failed_level": 2}
        self.late("10.00", {"date": "2023-01-20", "met": ["full"]}, **strict)
        self.late("0.00", {"date": "2023-01-20", "failed": ["full"]}, **strict)
        self.late("figures_invalid", {"date": "2023-01-20"}, **strict)
        self.late("figures_invalid", {"date": "2023-01-20", "met": ["full"], "failed": ["full"]}, **strict)
        self.late("no_band_fits", {"date": "2023-01-20", "failed": ["full"]}, conditions=strict["conditions"])
        self.late("figures_invalid", {"date": "2023-01-20", "met": ["full"]})

    def test_a_failed_level_holds_however_late_it_was(self):            # a reading chosen
        strict = {"conditions": [{"key": "full", "text": "t"}], "failed_level": 1}
        self.late("5.00", {"date": "2023-03-20", "failed": ["full"]}, **strict)

    def test_a_paper_after_the_cut_off_never_came(self):                # SA-14, row 18
        self.late("0.00", {"date": "2023-01-25"}, never_level=2, more={"data_cutoff": "2023-01-24"})
        self.late("5.00", {"date": "2023-01-24"}, never_level=2, more={"data_cutoff": "2023-01-24"})

    def test_a_cutoff_holds_for_all_below_until_one_says_another(self):
        from five_systems.a_regulation import area, choice, document
        from five_systems.regulation import Regulation
        made = Regulation(document(area("I", choice("I.1"), choice("I.2", data_cutoff="2023-11-30"), data_cutoff="2023-10-31"),
                                   area("II", choice("II.1")), set={"data_cutoff": "2023-12-15"})).sets["s"]
        self.assertEqual({code: leaf.cutoff.isoformat() for code, leaf in made.leaves.items()},
                         {"I.1": "2023-10-31", "I.2": "2023-11-30", "II.1": "2023-12-15"})
        self.late("0.00", {"date": "2024-01-01", "due": "2024-01-01"}, never_level=2, due=None)
        self.late("10.00", {"date": "2024-01-01", "due": "2024-01-01"}, {"assessed_period": {"from": "2023-01-01", "to": "2024-01-31"}},
                  never_level=2, due=None)

    def test_the_page_s_example(self):
        self.late("5.00", {"date": "2023-01-25", "due": "2023-01-20", "met": ["du-noi-dung"]}, due=None,
                  conditions=[{"key": "du-noi-dung", "text": "t"}])


class Timeliness(Case):
    """SM-5."""

    def timely(self, expected, figures, **rule):
        node = leaf({"shape": "timeliness", "due": "2023-01-20", "on_time_level": 0, **rule}, levels=levels("10.00", "4.00", "0.00"))
        self.comes_to(expected, node, figures=figures)

    def test_on_time_late_never(self):
        self.timely("10.00", {"date": "2023-01-20"}, late_level=1, never_level=2)
        self.timely("4.00", {"date": "2023-01-21"}, late_level=1, never_level=2)
        self.timely("4.00", {"date": "2023-12-21"}, late_level=1, never_level=2)
        self.timely("0.00", {"never": True}, late_level=1, never_level=2)

    def test_a_case_without_a_level_is_refused(self):
        self.timely("no_band_fits", {"date": "2023-01-21"})
        self.timely("no_band_fits", {"never": True})

    def test_working_days_and_conditions_hold_here_too(self):           # SM-36
        self.timely("10.00", {"date": "2023-01-22"}, late_level=1, day_count="working")
        self.timely("0.00", {"date": "2023-01-20", "failed": ["k"]}, late_level=1, conditions=[{"key": "k", "text": "t"}], failed_level=2)


class RatioBands(Case):
    """SM-6 to SM-9, SM-26, SM-29."""

    BANDS = [{"over": "80", "level": 0}, {"from": "70", "to": "80", "level": 1}, {"under": "70", "level": 2}]

    def share(self, expected, numerator, denominator, more=None, **rule):
        node = leaf({"shape": "ratio_bands", "numerator": "n", "denominator": "d", "bands": self.BANDS, **rule},
                    levels=levels("10.00", "6.00", "1.00", "8.00", "0.00"))
        self.comes_to(expected, node, figures={"numerator": numerator, "denominator": denominator, **(more or {})})

    def test_ends_open_and_closed(self):                                # SM-26
        self.share("6.00", 4, 5)
        self.share("10.00", 80001, 100000)
        self.share("6.00", 7, 10)
        self.share("1.00", 69999999, 100000000)

    def test_ratios_are_compared_as_fractions(self):                    # SM-26: 2/3 is not 66.6667 %
        thirds = [{"from": "66.6667", "level": 0}, {"under": "66.6667", "level": 1}]
        self.share("6.00", 2, 3, bands=thirds)
        self.share("10.00", 666667, 1000000, bands=thirds)

    def test_the_first_band_that_fits_counts_and_a_gap_is_refused(self):
        self.share("1.00", 1, 2, bands=[{"from": "50", "level": 2}, {"from": "50", "level": 0}])
        self.share("no_band_fits", 1, 2, bands=[{"over": "50", "level": 0}, {"under": "50", "level": 2}])

    def test_of_nothing_there_is_no_ratio(self):                        # SM-29
        self.share("ratio_of_nothing", 0, 0)
        self.share("ratio_of_nothing", 0, 2, {"excluded": 2, "exclusion_ground": "g"}, exclusions=True)

    def test_a_part_is_not_more_than_the_whole(self):
        self.share("figures_invalid", 6, 5)
        self.share("figures_invalid", 4, 5, {"excluded": 2, "exclusion_ground": "g"}, exclusions=True)

    def test_exclusions_leave_the_denominator_with_a_ground(self):      # SM-7
        self.share("10.00", 4, 5, {"excluded": 1, "exclusion_ground": "g"}, exclusions=True)
        self.share("figures_invalid", 4, 5, {"excluded": 1}, exclusions=True)
        self.share("figures_invalid", 4, 5, {"excluded": 1, "exclusion_ground": "g"})

    def test_all_done_but_some_late(self):                              # SM-8
        self.share("8.00", 5, 5, {"late": 1}, late_level=3)
        self.share("10.00", 5, 5, {"late": 0}, late_level=3)
        self.share("8.00", 5, 5, {"late": 5}, late_level=3)
        self.share("10.00", 9, 10, {"late": 1}, late_level=3)
        self.share("figures_invalid", 5, 5, late_level=3)
        self.share("figures_invalid", 5, 5, {"late": 6}, late_level=3)
        self.share("figures_invalid", 5, 5, {"late": 1})

    def test_each_failing_requirement_takes_its_deduction(self):        # SM-9
        asked = [{"key": "a", "text": "t", "deduction": "0.50"}, {"key": "b", "text": "t", "deduction": "1.00"}]
        self.share("10.00", 9, 10, {"met": ["a", "b"]}, requirements=asked)
        self.share("9.50", 9, 10, {"met": ["b"], "failed": ["a"]}, requirements=asked)
        self.share("8.50", 9, 10, {"failed": ["a", "b"]}, requirements=asked)
        self.share("0.00", 1, 10, {"failed": ["a", "b"]}, requirements=asked)
        self.share("0.25", 1, 10, {"failed": ["a", "b"]}, requirements=asked, floor="0.25")
        self.share("figures_invalid", 9, 10, {"met": ["a"]}, requirements=asked)

    def test_a_floor_lifts_nobody(self):
        asked = [{"key": "a", "text": "t", "deduction": "0.50"}]
        self.share("1.00", 1, 10, {"failed": ["a"]}, requirements=asked, floor="2.00")

    def test_there_was_nothing_at_all(self):
        node = leaf({"shape": "ratio_bands", "numerator": "n", "denominator": "d", "bands": self.BANDS, "none_level": 1}, levels=levels("10.00", "0.50"))
        self.comes_to("0.50", node, figures={"never": True})
        del node["rule"]["none_level"]
        self.comes_to("no_band_fits", node, figures={"never": True})


class Proportional(Case):
    """SM-27, SM-29: the ratio times the maximum, rounded once, at the leaf."""

    def share(self, expected, numerator, denominator, maximum="2.00", more=None, least=None, **rounding):
        rule = {"shape": "proportional", "numerator": "n", "denominator": "d", "exclusions": True, **({"least": least} if least else {})}
        node = leaf({**rule, **({"rounding": rounding} if rounding else {})}, maximum)
        self.comes_to(expected, node, figures={"numerator": numerator, "denominator": denominator, **(more or {})})

    def test_the_four_modes(self):
        self.share("0.6667", 1, 3)
        self.share("0.6666", 1, 3, mode="down")
        self.share("1.34", 2, 3, places=2, mode="up")
        self.share("1.33", 2, 3, places=2)
        self.share("0.13", 1, 16, places=2)                             # 0.125 away from zero
        self.share("0.12", 1, 16, places=2, mode="half_even")
        self.share("0.38", 3, 16, places=2, mode="half_even")           # 0.375 to the even 8
        self.share("0.12", 31, 500, places=2, mode="half_even")         # 0.124
        self.share("0.13", 63, 1000, places=2, mode="half_even")        # 0.126
        self.share("0.13", 1, 15, places=2, mode="half_even")           # 0.1333
        self.share("1.00", 1, 3, places=0)
        self.share("2.00", 5, 5, places=2, mode="up")

    def test_below_the_least_nothing(self):
        self.share("1.60", 80, 100, least="80")
        self.share("0.00", 799, 1000, least="80")
        self.share("1.3333", 2, 3, least="66.6666")
        self.share("0.00", 2, 3, least="66.6667")

    def test_exclusions_and_nothing(self):
        self.share("1.00", 1, 3, more={"excluded": 1, "exclusion_ground": "g"})
        self.share("ratio_of_nothing", 0, 0)


class Formula(Case):
    """SM-17, SM-25."""

    def quotient(self, expected, counts, numerator, denominator, **rule):
        inputs = [{"key": key, "text": "t"} for key in "abc"]
        node = leaf({"shape": "formula", "inputs": inputs, "numerator": numerator, "denominator": denominator, **rule},
                    levels=levels("10.00", "5.00"))
        self.comes_to(expected, node, figures={"counts": [{"key": k, "count": n} for k, n in counts.items()]})

    A, AB, A_B = [{"input": "a"}], [{"input": "a"}, {"input": "b"}], [{"input": "a"}, {"input": "b", "times": -1}]
    C = [{"input": "c"}]

    def test_sums_with_factors(self):
        self.quotient("3.00", {"a": 5, "b": 2, "c": 10}, self.A_B, self.C)
        self.quotient("7.00", {"a": 5, "b": 2, "c": 10}, self.AB, self.C)
        self.quotient("8.00", {"a": 4, "b": 0, "c": 10}, [{"input": "a", "times": 2}], self.C)

    def test_not_above_the_maximum_and_not_below_zero(self):
        self.quotient("10.00", {"a": 25, "b": 0, "c": 10}, self.A, self.C)
        self.quotient("0.00", {"a": 1, "b": 2, "c": 10}, self.A_B, self.C)
        self.quotient("0.00", {"a": 0, "b": 2, "c": 1}, self.A, self.C)

    def test_a_denominator_of_nothing_is_refused(self):
        self.quotient("ratio_of_nothing", {"a": 1, "b": 2, "c": 0}, self.A, self.C)
        self.quotient("ratio_of_nothing", {"a": 1, "b": 2, "c": 0}, self.A, self.A_B)

    def test_below_the_least_nothing(self):
        self.quotient("8.00", {"a": 4, "b": 0, "c": 5}, self.A, self.C, least="80")
        self.quotient("0.00", {"a": 79, "b": 0, "c": 100}, self.A, self.C, least="80")

    def test_by_bands_in_percent(self):                                 # SM-25
        bands = [{"from": "80", "level": 0}, {"under": "80", "level": 1}]
        self.quotient("10.00", {"a": 4, "b": 0, "c": 5}, self.A, self.C, bands=bands)
        self.quotient("5.00", {"a": 199, "b": 0, "c": 250}, self.A, self.C, bands=bands)
        self.quotient("10.00", {"a": 9, "b": 0, "c": 5}, self.A, self.C, bands=bands)

    def test_every_input_is_named_once(self):
        self.quotient("figures_invalid", {"a": 4, "c": 5}, self.A, self.C)

    def test_rounded_once(self):
        self.quotient("6.67", {"a": 2, "b": 0, "c": 3}, self.A, self.C, rounding={"places": 2})


class Items(Case):
    """SM-10, SM-12, SM-31."""

    def test_full_marks_less_each_failing_item(self):
        items = [{"key": k, "text": "t", "deduction": "0.75"} for k in "abcd"]
        node = leaf({"shape": "deductions", "items": items}, "3.00")
        self.comes_to("3.00", node, figures={"met": list("abcd")})
        self.comes_to("1.50", node, figures={"met": ["a", "c"], "failed": ["b", "d"]})
        self.comes_to("0.00", node, figures={"failed": list("abcd")})
        self.comes_to("figures_invalid", node, figures={"met": ["a"]})
        self.comes_to("figures_invalid", node, figures={"met": list("abcde")})
        self.comes_to("1.00", leaf({"shape": "deductions", "items": items, "floor": "1.00"}, "3.00"), figures={"failed": list("abcd")})

    def test_a_checklist_adds_what_is_there(self):
        items = [{"key": "a", "text": "t", "points": "1.00", "deduction": "0.50"}, {"key": "b", "text": "t", "points": "2.00"}]
        node = leaf({"shape": "checklist", "items": items}, "3.00")
        self.comes_to("3.00", node, figures={"met": ["a", "b"]})
        self.comes_to("2.50", node, figures={"met": ["b"], "failed": ["a"]})
        self.comes_to("0.50", node, figures={"failed": ["a"]})
        self.comes_to("0.00", node, figures={})
        self.comes_to("figures_invalid", node, figures={"failed": ["b"]})
        self.comes_to("figures_invalid", node, figures={"met": ["a"], "failed": ["a"]})


class Counts(Case):
    """SM-11, SM-14, SM-21, SM-32."""

    def counted(self, expected, node, **counts):
        self.comes_to(expected, node, figures={"counts": [{"key": k, "count": n} for k, n in counts.items()]})

    TIERS = [{"key": "p", "text": "t", "points_each": "2.00", "cap": "3.00"}, {"key": "d", "text": "t", "points_each": "1.00"}]

    def test_tiers_add_or_the_best_alone_counts(self):                  # SM-32
        add = leaf({"shape": "capped_count", "tiers": self.TIERS, "tiers_add": True, "cap_total": "5.00"}, "5.00")
        best = leaf({"shape": "capped_count", "tiers": self.TIERS, "cap_total": "5.00"}, "5.00")
        self.counted("3.00", add, p=1, d=1)
        self.counted("2.00", best, p=1, d=1)
        self.counted("3.00", add, p=9)
        self.counted("5.00", add, p=2, d=4)
        self.counted("5.00", best, d=9)
        self.counted("0.00", best, p=0)
        self.counted("figures_invalid", best, x=1)
        self.comes_to("0.00", best, figures={})

    def test_the_worst_incident_decides(self):                          # SM-14
        node = leaf({"shape": "worst_incident", "none_level": 0, "severities": [
            {"key": "mild", "text": "t", "level": 1}, {"key": "worst", "text": "t", "level": 2}]}, "3.00", levels=levels("3.00", "1.00", "0.00"))
        self.counted("3.00", node, mild=0, worst=0)
        self.counted("1.00", node, mild=7)
        self.counted("0.00", node, mild=7, worst=1)

    def test_bonus_and_penalty_count_up_to_their_caps(self):            # SM-21
        items = [{"key": "a", "text": "t", "points_each": "0.50", "cap": "2.00"}, {"key": "b", "text": "t", "points_each": "2.00"}]
        for shape in ("bonus", "penalty"):
            node = leaf({"shape": shape, "items": items}, "5.00", scored_by="council", in_scale=False)
            self.counted("1.50", node, a=3)
            self.counted("2.00", node, a=9)
            self.counted("4.00", node, a=9, b=1)
            self.counted("5.00", node, a=9, b=2)
            self.counted("0.00", node, b=0)


class ReferenceMultiple(Case):
    """SM-13."""

    def amount(self, expected, amount, day="2023-07-01", multiple="0.2"):
        node = leaf({"shape": "reference_multiple", "amount": "a", "multiple": multiple, "reference": [
            {"from": "2019-07-01", "amount": 1490000, "source": "s"}, {"from": "2023-07-01", "to": "2024-06-30", "amount": 1800000, "source": "s"}],
            "at_least_level": 0, "below_level": 1, "none_level": 2}, levels=levels("10.00", "5.00", "0.00"))
        self.comes_to(expected, node, figures={"amount": amount, "date": day})

    def test_at_least_below_none(self):
        self.amount("10.00", 360000)
        self.amount("5.00", 359999)
        self.amount("5.00", 1)
        self.amount("0.00", 0)

    def test_the_value_in_force_on_the_day(self):
        self.amount("10.00", 298000, "2023-06-30")
        self.amount("5.00", 297999, "2023-06-30")
        self.amount("10.00", 360000, "2024-06-30")
        self.amount("no_band_fits", 360000, "2024-07-01")
        self.amount("no_band_fits", 360000, "2019-06-30")

    def test_a_multiple_that_is_no_whole_amount(self):
        self.amount("5.00", 600000, multiple="0.3334")                  # 600120
        self.amount("10.00", 600120, multiple="0.3334")
