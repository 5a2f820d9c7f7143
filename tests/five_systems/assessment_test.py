"""What the rounds make of one agency's leaves, by every switch that touches points; by hand."""

from five_systems.a_regulation import IN_TIME, ROUNDS, Case, area, choice, document, granted, leaf, levels
from five_systems.instants import UnsoundInputs

AGREE = {"decision": "agree"}


def disagree(points):
    return {"decision": "disagree", "points": points}


def ask(points):
    return {"decision": "request_supplement", "points": points}


class SelfScore(Case):
    def test_not_scored_is_not_zero_but_earns_nothing(self):
        scored = self.scored(choice(), {})
        self.assertEqual((scored["self"], scored["points"]), (None, "0.00"))

    def test_a_level_with_a_reason_goes_before_figures(self):           # SM-34
        node = leaf({"shape": "timeliness", "due": "2023-01-20", "on_time_level": 0, "late_level": 1}, levels=levels("10.00", "5.00"))
        figures = {"figures": {"date": "2023-01-21"}}
        self.assertEqual(self.scored(node, figures)["points"], "5.00")
        self.assertEqual(self.scored(node, {**figures, "level": 0, "reason": "r"})["points"], "10.00")
        self.assertEqual(self.scored(node, {**figures, "level": 0})["points"], "5.00")
        self.assertEqual(self.refusals, [("level", "reason_missing")])
        self.assertEqual(self.scored(node, {"figures": {"never": True}, "level": 1, "reason": "r"})["points"], "5.00")
        self.assertEqual(self.refusals, [("figures", "no_band_fits")])

    def test_figures_of_others_are_not_appraised(self):                 # AP-18
        scored = self.scored(granted("I.1"), {"facts": {"given": "40.00"}, "appraisal": {"one": disagree("1.00")}})
        self.assertEqual(scored, {"points": "40.00"})
        self.assertEqual(self.refusals, [("one", "not_appraised")])
        council = self.scored(choice(scored_by="council"), {"level": 1})
        self.assertEqual(council, {"points": "5.00"})

    def test_what_was_rounded_is_told(self):                            # SM-27
        node = leaf({"shape": "proportional", "numerator": "n", "denominator": "d"}, "2.00")
        scored = self.scored(node, {"figures": {"numerator": 1, "denominator": 3}})
        self.assertEqual((scored["points"], scored["before_rounding"]), ("0.6667", "2/3"))

    def test_an_unknown_leaf_or_member_is_unsound(self):
        for leaves in ({"I.2": {}}, {"I.1": {"points": "1.00"}}, {"I.1": {"appraisal": {"self": AGREE}}}):
            with self.assertRaises(UnsoundInputs):
                self.result(document(area("I", choice())), {"a": {"leaves": leaves}})


class NotApplicable(Case):
    """SM-16, SM-30, row 15."""

    def claimed(self, **members):
        return self.scored(choice(**members), {"not_applicable": True, "level": 1})

    def test_the_three_policies(self):
        self.assertEqual(self.claimed(), {"points": "0.00", "not_applicable": "zero"})
        self.assertEqual(self.claimed(na_policy="full"), {"points": "10.00", "not_applicable": "full"})
        self.assertEqual(self.claimed(na_policy="drop"), {"points": "0.00", "not_applicable": "drop"})

    def test_what_may_not_be_claimed(self):
        self.assertEqual(self.claimed(na_claimable=False)["points"], "5.00")
        self.assertEqual(self.refusals, [("not_applicable", "not_claimable")])

    def test_a_penalty_that_does_not_apply_takes_nothing(self):         # a reading chosen
        node = leaf({"shape": "penalty", "items": [{"key": "k", "text": "t", "points_each": "1.00"}]}, in_scale=False,
                    scored_by="council", na_policy="full")
        self.assertEqual(self.scored(node, {"not_applicable": True})["points"], "0.00")


class Rounds(Case):
    """AP-4 to AP-10, AP-20."""

    def after(self, said, switches=None, level=0, **members):
        scored = self.scored(choice("I.1", "10.00", "8.00", "5.00", "2.00", "0.00"), {"level": level, **said}, switches=switches, **members)
        return [scored["self"], *scored["rounds"].values()], scored["points"]

    def test_without_decisions_the_self_score_stands(self):             # AP-20
        self.assertEqual(self.after({}), (["10.00", "10.00", "10.00"], "10.00"))

    def test_or_earns_nothing(self):
        zero = {"undecided_at_lock": "zero"}
        self.assertEqual(self.after({}, zero), (["10.00", "0.00", "0.00"], "0.00"))
        self.assertEqual(self.after({"appraisal": {"one": AGREE}}, zero)[1], "10.00")
        self.assertEqual(self.after({"appraisal": {"two": disagree("5.00")}}, zero), (["10.00", "0.00", "5.00"], "5.00"))

    def test_or_goes_to_the_chair(self):
        escalate = {"undecided_at_lock": "escalate"}
        self.assertEqual(self.after({"appraisal": {"one": {"ruling": "8.00"}}}, escalate)[1], "8.00")
        with self.assertRaises(UnsoundInputs):
            self.after({}, escalate)

    def test_agreeing_confirms_and_disagreeing_lowers(self):            # AP-4, AP-5
        self.assertEqual(self.after({"appraisal": {"one": AGREE, "two": AGREE}})[1], "10.00")
        self.assertEqual(self.after({"appraisal": {"one": disagree("5.00"), "two": disagree("8.00")}}), (["10.00", "5.00", "8.00"], "8.00"))
        self.assertEqual(self.after({"appraisal": {"one": {"decision": "disagree"}}})[1], "0.00")

    def test_what_round_one_decided_stands_if_nobody_adds(self):        # AP-10
        self.assertEqual(self.after({"appraisal": {"one": ask("5.00")}}), (["10.00", "5.00", "5.00"], "5.00"))
        self.assertEqual(self.after({"appraisal": {"one": disagree("5.00")}}, {"undecided_at_lock": "zero"})[1], "5.00")

    def test_round_two_may_rise_to_the_self_score(self):                # AP-9
        self.assertEqual(self.after({"appraisal": {"one": ask("5.00"), "two": AGREE}}), (["10.00", "5.00", "10.00"], "10.00"))

    def test_a_supplement_is_asked_for_in_round_one_only(self):         # AP-8
        self.assertEqual(self.after({"appraisal": {"two": ask("5.00")}})[1], "10.00")
        self.assertEqual(self.refusals, [("two", "first_round_only")])

    def test_not_above_the_self_score_unless_it_may(self):              # AP-7, row 8
        higher = {"appraisal": {"one": disagree("8.00")}}
        self.assertEqual(self.after(higher, level=2)[1], "5.00")
        self.assertEqual(self.refusals, [("one", "above_self_score")])
        self.assertEqual(self.after(higher, {"may_exceed_self": True}, level=2)[1], "8.00")
        self.assertEqual(self.refusals, [])

    def test_round_two_may_lower_or_not(self):                          # AP-9
        lower = {"appraisal": {"one": disagree("5.00"), "two": disagree("2.00")}}
        self.assertEqual(self.after(lower)[1], "2.00")
        self.assertEqual(self.after(lower, {"round2_may_lower": False})[1], "5.00")
        self.assertEqual(self.refusals, [("two", "below_round_before")])
        self.assertEqual(self.after({"appraisal": {"one": AGREE, "two": disagree("8.00")}}, {"round2_may_lower": False})[1], "10.00")
        self.after({"appraisal": {"one": disagree("5.00"), "two": disagree("5.00")}}, {"round2_may_lower": False})
        self.assertEqual(self.refusals, [])

    def test_what_round_one_left_undecided_binds_round_two_as_well(self):  # AP-9
        self.assertEqual(self.after({"appraisal": {"two": disagree("2.00")}}, {"round2_may_lower": False}), (["10.00", "10.00", "10.00"], "10.00"))
        self.assertEqual(self.refusals, [("two", "below_round_before")])

    def test_nobody_disagrees_with_the_points_he_confirms(self):        # AP-5, AP-6
        for opinion in (disagree("10.00"), ask("10.00")):
            self.assertEqual(self.after({"appraisal": {"one": opinion}})[1], "10.00")
            self.assertEqual(self.refusals, [("one", "points_unchanged")])
        self.after({"appraisal": {"one": ask("0.00")}}, level=4)
        self.assertEqual(self.refusals, [])

    def test_points_are_such_as_the_criterion_allows_or_none(self):     # SM-33
        self.assertEqual(self.after({"appraisal": {"one": disagree("7.00")}})[1], "10.00")
        self.assertEqual(self.refusals, [("one", "points_not_allowed")])
        items = [{"key": k, "text": "t", "deduction": "0.75"} for k in "abc"]
        node = leaf({"shape": "deductions", "items": items}, "3.00")
        said = {"figures": {"met": ["a", "b", "c"]}}
        for points, expected in (("1.50", "1.50"), ("0.00", "0.00"), ("2.00", "3.00")):
            self.assertEqual(self.scored(node, {**said, "appraisal": {"one": disagree(points)}})["points"], expected)

    def test_points_of_a_quotient_are_any_of_its_places(self):          # SM-33
        proportional = {"shape": "proportional", "numerator": "n", "denominator": "d"}
        formula = {"shape": "formula", "inputs": [{"key": "a", "text": "t"}], "numerator": [{"input": "a"}], "denominator": [{"input": "a"}]}
        for rule, figures in ((proportional, {"numerator": 1, "denominator": 2}), (formula, {"counts": [{"key": "a", "count": 1}]})):
            node = leaf(rule, "4.00")
            for points in ("0.00", "0.0001", "4.00"):
                scored = self.scored(node, {"figures": figures, "appraisal": {"one": disagree(points)}}, switches={"may_exceed_self": True})
                self.assertEqual(scored["points"], points)
            self.scored(node, {"figures": figures, "appraisal": {"one": disagree("4.0001")}}, switches={"may_exceed_self": True})
            self.assertEqual(self.refusals, [("one", "points_not_allowed")])

    def test_points_allowed_by_shape(self):                             # SM-33
        ratio = {"numerator": 1, "denominator": 1}
        tiers = [{"key": "a", "text": "t", "points_each": "2.00", "cap": "3.00"}, {"key": "b", "text": "t", "points_each": "1.00", "cap": "1.00"}]
        items = [{"key": "a", "text": "t", "points": "1.00", "deduction": "0.40"}, {"key": "b", "text": "t", "points": "2.00"}]
        asked = [{"key": "a", "text": "t", "deduction": "0.50"}]
        counts = {"counts": [{"key": "a", "count": 9}, {"key": "b", "count": 1}]}
        half = [{"key": "a", "text": "t", "points_each": "0.50"}, {"key": "b", "text": "t", "points_each": "0.00"}]
        for rule, figures, good, bad in (
                ({"shape": "capped_count", "tiers": half, "tiers_add": True, "cap_total": "4.00"}, counts, "2.50", "0.75"),
                ({"shape": "capped_count", "tiers": half, "tiers_add": True, "cap_total": "4.00"}, counts, "3.50", "1.25"),
                ({"shape": "checklist", "items": items}, {"met": ["a", "b"]}, "2.00", "1.60"),
                ({"shape": "proportional", "numerator": "n", "denominator": "d", "rounding": {"places": 1}}, ratio, "1.30", "1.35"),
                ({"shape": "capped_count", "tiers": tiers, "tiers_add": True, "cap_total": "4.00"}, counts, "3.00", "0.50"),
                ({"shape": "capped_count", "tiers": tiers, "cap_total": "4.00"}, counts, "1.00", "4.00"),
                ({"shape": "bonus", "items": tiers}, counts, "1.00", "1.50"),
                ({"shape": "checklist", "items": items}, {"met": ["a", "b"]}, "2.60", "2.40"),
                ({"shape": "ratio_bands", "numerator": "n", "denominator": "d", "bands": [{"level": 0}], "requirements": asked},
                 {**ratio, "met": ["a"]}, "3.50", "3.00")):
            node = leaf(rule, "4.00", levels=levels("4.00", "2.00"))
            for points, refused in ((good, []), (bad, [("one", "points_not_allowed")])):
                self.scored(node, {"figures": figures, "appraisal": {"one": disagree(points)}}, switches={"may_exceed_self": True})
                self.assertEqual(self.refusals, refused, (rule["shape"], points))

    def test_without_rounds_the_self_score_is_the_result(self):
        scored = self.scored(choice(), {"level": 1}, rounds=ROUNDS[:1])
        self.assertEqual(scored["points"], "5.00")


class SeveralAppraisers(Case):
    """AP-15."""

    def settled(self, ruling, opinions, reading, level=0, **more):
        said = {"level": level, "appraisal": {"one": {"opinions": opinions, **({"ruling": ruling} if ruling else {})}}}
        node = choice("I.1", "10.00", "8.00", "5.00", "2.00", "0.00")
        return self.scored(node, said, switches={"appraisers_per_criterion": len(opinions), "disagreement_ruling": reading, **more})["points"]

    def test_alike_needs_no_ruling(self):
        self.assertEqual(self.settled(None, [disagree("5.00"), disagree("5.00")], "chair"), "5.00")

    def test_the_chair_or_the_mean_or_consensus(self):
        apart = [AGREE, disagree("5.00")]
        self.assertEqual(self.settled("8.00", apart, "chair"), "8.00")
        self.assertEqual(self.settled(None, apart, "consensus"), "10.00")   # undecided: the self score
        self.assertEqual(self.settled("8.00", apart, "consensus", undecided_at_lock="escalate"), "8.00")
        self.assertEqual(self.settled(None, apart, "mean"), "7.50")
        self.assertEqual(self.settled(None, [AGREE, disagree("5.00"), disagree("5.00")], "mean"), "6.6667")

    def test_a_mean_is_rounded_as_the_rule_rounds(self):
        node = leaf({"shape": "proportional", "numerator": "n", "denominator": "d", "rounding": {"places": 2, "mode": "down"}})
        said = {"figures": {"numerator": 1, "denominator": 1}, "appraisal": {"one": {"opinions": [disagree("0.01"), disagree("0.02")]}}}
        switches = {"appraisers_per_criterion": 2, "disagreement_ruling": "mean"}
        self.assertEqual(self.scored(node, said, switches=switches)["points"], "0.01")

    def test_a_second_appraiser_joins_an_agency_that_appraises_itself(self):    # ACT-22
        second = {"own_unit_appraisal": "second_appraiser"}
        both = {"level": 0, "appraisal": {"one": {"opinions": [disagree("5.00"), disagree("5.00")]}}}
        self.assertEqual(self.scored(choice(), both, switches=second)["points"], "5.00")
        with self.assertRaises(UnsoundInputs):
            self.scored(choice(), {"level": 0, "appraisal": {"one": AGREE}}, switches=second)

    def test_a_penalty_of_its_own_is_raised_and_never_lowered(self):            # AP-7
        node = leaf({"shape": "penalty", "items": [{"key": "k", "text": "t", "points_each": "1.00"}]}, in_scale=False)
        said = lambda points: {"figures": {"counts": [{"key": "k", "count": 2}]}, "appraisal": {"one": disagree(points)}}
        self.assertEqual(self.scored(node, said("3.00"))["points"], "3.00")
        self.assertEqual(self.scored(node, said("1.00"))["points"], "2.00")
        self.assertEqual(self.refusals, [("one", "above_self_score")])
        self.assertEqual(self.scored(node, said("1.00"), switches={"may_exceed_self": True})["points"], "1.00")
        alone = {"figures": {"counts": [{"key": "k", "count": 2}]}}
        self.assertEqual(self.scored(node, alone, switches={"undecided_at_lock": "zero"})["points"], "2.00")

    def test_not_settled_is_undecided(self):
        self.assertEqual(self.settled(None, [AGREE, disagree("5.00")], "chair"), "10.00")
        self.assertEqual(self.refusals, [("one", "disagreement_not_ruled")])
        self.assertEqual(self.settled(None, [AGREE, disagree("5.00")], "chair", undecided_at_lock="zero"), "0.00")

    def test_as_many_as_the_regulation_says(self):
        one = {"level": 0, "appraisal": {"one": {"opinions": [disagree("5.00")]}}}
        self.assertEqual(self.scored(choice(), one, switches={"appraisers_per_criterion": 2})["points"], "10.00")
        self.assertEqual(self.refusals, [("one", "opinions_missing")])
        for opinion in (AGREE, {"decision": "perhaps"}):
            with self.assertRaises(UnsoundInputs):
                self.scored(choice(), {"level": 0, "appraisal": {"one": opinion}},
                            switches={"appraisers_per_criterion": 2 if opinion == AGREE else 1})

    def test_every_opinion_is_held_to_the_rules(self):
        self.assertEqual(self.settled("5.00", [AGREE, disagree("10.00")], "chair", level=2), "5.00")
        self.assertEqual(self.refusals, [("one", "above_self_score")])


class Supplement(Case):
    """SA-11, SA-12, row 6."""

    def answered(self, opinion, switches=None, second=None):
        said = {"level": 0, "appraisal": {"one": opinion, **({"two": second} if second else {})}, "supplement": {"level": 1}}
        scored = self.scored(choice(), said, switches=switches)
        return scored["self"], scored["points"]

    def test_it_changes_no_self_score_unless_it_may(self):
        self.assertEqual(self.answered(disagree("0.00")), ("10.00", "0.00"))
        self.assertEqual(self.refusals, [("supplement", "self_score_stands")])
        may = {"supplement_may_change_self_score": True}
        self.assertEqual(self.answered(disagree("0.00"), may), ("5.00", "0.00"))
        self.assertEqual(self.answered(disagree("0.00"), may, AGREE), ("5.00", "5.00"))

    def test_what_was_agreed_is_changed_only_in_the_wide_scope(self):
        may = {"supplement_may_change_self_score": True}
        self.assertEqual(self.answered(AGREE, may), ("10.00", "10.00"))
        self.assertEqual(self.refusals, [("supplement", "not_contested")])
        self.assertEqual(self.answered(AGREE, {**may, "supplement_scope": "all"}, AGREE), ("5.00", "5.00"))
        self.assertEqual(self.answered(ask("0.00"), may, AGREE), ("5.00", "5.00"))

    def test_round_one_stands_no_higher_than_a_self_score_lowered_since(self):  # AP-7, AP-10
        may = {"supplement_may_change_self_score": True}
        said = {"level": 0, "appraisal": {"one": disagree("5.00")}, "supplement": {"level": 2}}
        self.assertEqual(self.scored(choice(), said, switches=may)["points"], "0.00")
        self.assertEqual(self.scored(choice(), said, switches={**may, "may_exceed_self": True})["points"], "5.00")

    def test_what_nobody_decided_is_not_contested(self):
        scored = self.scored(choice(), {"level": 0, "supplement": {"level": 1}}, switches={"supplement_may_change_self_score": True})
        self.assertEqual((scored["points"], self.refusals), ("10.00", [("supplement", "not_contested")]))

    def test_what_is_refused_changes_nothing(self):
        said = {"level": 0, "appraisal": {"one": disagree("0.00")}, "supplement": {"level": 9}}
        scored = self.scored(choice(), said, switches={"supplement_may_change_self_score": True})
        self.assertEqual((scored["self"], self.refusals), ("10.00", [("level", "figures_invalid"), ("supplement", "nothing_changed")]))

    def test_what_nobody_decided_is_the_new_self_score(self):           # AP-20
        wide = {"supplement_may_change_self_score": True, "supplement_scope": "all"}
        scored = self.scored(choice(), {"level": 0, "supplement": {"level": 1}}, switches=wide)
        self.assertEqual((scored["rounds"], scored["points"]), ({"one": "10.00", "two": "5.00"}, "5.00"))


class AtTheLock(Case):
    """SA-10, CS-21, LK-4, LK-6, rows 2 and 3."""

    RULE = {"shape": "submission_timeliness", "round": "self", "never_level": 3, "bands": [
        {"from_days": 0, "to_days": 0, "level": 0}, {"from_days": 1, "to_days": 3, "level": 1}, {"from_days": 4, "level": 2}]}

    def submitted_at(self, instant, reading="take_draft", soft=None):
        first = {**ROUNDS[0], **({"deadline_kind": "soft", **soft} if soft is not None else {})}
        made = document(area("I", choice(), leaf(self.RULE, "2.00", "I.2", scored_by="system", levels=levels("2.00", "1.50", "0.50", "0.00"))),
                        rounds=[first, *ROUNDS[1:]], switches={"unsubmitted_at_lock": reading})
        entry = {"leaves": {"I.1": {"level": 1}, "I.2": {}}, **({"submitted": instant} if instant else {})}
        result = self.result(made, {"a": entry})
        self.refusals = [r["refused"] for r in result["refused"]]
        leaves = result["agencies"]["a"]["leaves"]
        return leaves["I.1"]["points"], leaves["I.2"]["points"]

    def test_the_deadline_itself_is_the_first_instant_refused(self):    # LK-1, LK-4
        self.assertEqual(self.submitted_at("2023-11-15T23:59:59+07:00"), ("5.00", "2.00"))
        self.assertEqual(self.submitted_at("2023-11-16T00:00:00+07:00"), ("5.00", "0.00"))
        self.assertEqual(self.refusals, ["round_locked"])
        self.assertEqual(self.submitted_at("2023-11-15T17:00:00+00:00"), ("5.00", "0.00"))
        self.assertEqual(self.submitted_at("2023-10-14T23:59:59+07:00"), ("5.00", "0.00"))
        self.assertEqual(self.refusals, ["round_not_open"])
        self.assertEqual(self.submitted_at("2023-10-15T00:00:00+07:00"), ("5.00", "2.00"))
        with self.assertRaises(UnsoundInputs):
            self.submitted_at("2023-11-01T00:00:00")                    # no time zone

    def test_days_begun_since_a_soft_deadline(self):                    # LK-6
        for instant, points in (("2023-11-16T00:00:00+07:00", "1.50"), ("2023-11-18T23:59:59+07:00", "1.50"),
                                ("2023-11-19T00:00:00+07:00", "0.50"), ("2023-12-30T00:00:00+07:00", "0.50")):
            self.assertEqual(self.submitted_at(instant, soft={}), ("5.00", points), instant)

    def test_a_soft_deadline_may_lock_later(self):
        self.assertEqual(self.submitted_at("2023-11-17T23:59:59+07:00", soft={"locks_after_days": 2}), ("5.00", "1.50"))
        self.assertEqual(self.submitted_at("2023-11-18T00:00:00+07:00", soft={"locks_after_days": 2}), ("5.00", "0.00"))

    def test_the_draft_stands_or_is_nothing_or_is_late(self):           # SA-10
        self.assertEqual(self.submitted_at(None), ("5.00", "0.00"))
        self.assertEqual(self.submitted_at(None, "zero"), ("0.00", "0.00"))
        self.assertEqual(self.submitted_at(None, "late"), ("5.00", "1.50"))
        self.assertEqual(self.submitted_at(None, "late", soft={"locks_after_days": 3}), ("5.00", "0.50"))
        self.assertEqual(self.submitted_at("2023-11-15T23:59:59+07:00", "zero"), ("5.00", "2.00"))

    def test_when_a_person_locks_is_an_input(self):
        with self.assertRaises(UnsoundInputs):
            self.submitted_at(None, "late", soft={})

    def test_a_round_it_needs_and_does_not_have_is_told(self):
        node = leaf(self.RULE, "2.00", "I.2", scored_by="system", levels=levels("2.00", "1.50", "0.50", "0.00"))
        for rounds in ([{"id": "self", "kind": "self_assessment", "title": "t"}], [{"id": "self", "kind": "survey", "title": "t"}]):
            with self.assertRaises(UnsoundInputs):
                self.scored(node, {}, rounds=rounds)

    def test_without_evidence(self):                                    # EV-8
        node = leaf({**self.RULE, "without_evidence_level": 2}, "2.00", "I.2", scored_by="system", levels=levels("2.00", "1.50", "0.50", "0.00"))
        self.assertEqual(self.scored(node, {"with_evidence": False})["points"], "0.50")
        self.assertEqual(self.scored(node, {})["points"], "2.00")


class Overlays(Case):
    """CS-31, ES-8: the rule in force on the day of the act."""

    def declared(self, day=None, sets=None, start="2023-11-15"):
        node = leaf({"shape": "proportional", "numerator": "n", "denominator": "d"}, levels=levels("10.00", "0.00"))
        paper = {"id": "o", "from": start, "document": {"issuer": "i"}, "code": "I.1", "text": "t", "rule": {
            "shape": "ratio_bands", "numerator": "n", "denominator": "d", "bands": [{"from": "50", "level": 0}]}, **(sets or {})}
        said = {"figures": {"numerator": 1, "denominator": 2}, **({"declared": day} if day else {})}
        return self.scored(node, said, overlays=[paper])["points"]

    def test_from_its_day_on(self):
        self.assertEqual(self.declared("2023-11-14"), "5.00")
        self.assertEqual(self.declared("2023-11-15"), "10.00")

    def test_the_last_day_of_the_round_where_none_is_said(self):
        self.assertEqual(self.declared(), "10.00")
        self.assertEqual(self.declared(start="2023-11-16"), "5.00")

    def test_to_the_instant_where_one_is_said(self):
        self.assertEqual(self.declared("2023-11-14T23:59:59.999+07:00"), "5.00")
        self.assertEqual(self.declared("2023-11-15T00:00:00+07:00"), "10.00")
        self.assertEqual(self.declared("2023-11-14T17:00:00+00:00"), "10.00")

    def test_an_opinion_is_given_by_the_rule_of_its_own_round(self):
        node = leaf({"shape": "ratio_bands", "numerator": "n", "denominator": "d", "bands": [{"from": "50", "level": 0}]}, levels=levels("10.00", "0.00"))
        said = {"figures": {"numerator": 1, "denominator": 2}, "appraisal": {"two": {"decision": "disagree", "points": "3.70"}}}
        for start, points in (("2023-12-11", "3.70"), ("2023-12-12", "10.00")):     # the second appraisal opens on 11/12
            paper = {"id": "o", "from": start, "document": {"issuer": "i"}, "code": "I.1", "text": "t",
                     "rule": {"shape": "proportional", "numerator": "n", "denominator": "d"}}
            self.assertEqual(self.scored(node, said, overlays=[paper])["points"], points)

    def test_what_others_give_is_given_by_the_rule_of_their_round(self):
        node = leaf({"shape": "granted", "step": "1.00"}, scored_by="council")
        for start, points in (("2023-11-16", "2.50"), ("2023-11-17", "0.00")):      # the first appraisal opens on 16/11
            paper = {"id": "o", "from": start, "document": {"issuer": "i"}, "code": "I.1", "text": "t",
                     "rule": {"shape": "granted", "step": "0.50"}}
            self.assertEqual(self.scored(node, {"facts": {"given": "2.50"}}, overlays=[paper])["points"], points)

    def test_only_in_the_sets_it_names(self):
        self.assertEqual(self.declared(sets={"criteria_sets": ["s"]}), "10.00")
        self.assertEqual(self.declared(sets={"criteria_sets": ["another"]}), "5.00")


class LeaderScope(Case):
    """LD-5, row 9: whom leaders score is decided by the points before the ballot."""

    def with_ballot(self, given, **switches):
        plan = {"id": "b", "title": "t", "leaders": [{"key": "c", "text": "t"}], "leader_scope": "excellent", "threshold": "80.00"}
        ballot = leaf({"shape": "ballot", "ballot": "b"}, "4.00", "II.1", scored_by="leaders")
        dropped = choice("III.1", "10.00", "0.00", na_policy="drop")
        made = document(area("I", granted("I.1")), area("II", ballot), area("III", dropped), ballots=[plan], switches=switches)
        said = {"I.1": {"facts": {"given": given}}, "II.1": {"facts": {"ballots": [{"key": "c", "points": "3.00"}]}},
                "III.1": {"not_applicable": True}}
        result = self.result(made, {"a": {"leaves": said}})
        self.refusals = [(r["code"], r["refused"]) for r in result["refused"]]
        return result["agencies"]["a"]["leaves"]["II.1"]["points"]

    def test_those_at_the_threshold_are_scored(self):
        self.assertEqual(self.with_ballot("72.00"), "3.00")             # 72 of 90 is 80 %
        self.assertEqual(self.refusals, [])
        self.assertEqual(self.with_ballot("71.9999"), "0.00")
        self.assertEqual(self.refusals, [("II.1", "out_of_scope")])

    def test_in_points_where_classes_are(self):
        self.assertEqual(self.with_ballot("79.9999", classify_on="points"), "0.00")
        self.assertEqual(self.with_ballot("80.00", classify_on="points"), "3.00")
