"""Every shape that others bring in, by cases computed by hand."""

from five_systems.a_regulation import Case, leaf, levels


class Survey(Case):
    """SM-19, SV-13."""

    def survey(self, expected, answers, maximum="14.00", plan=None, **rule):
        made = {"surveys": [{"id": "s", "title": "t", "answer_least": "1.00", "answer_most": "5.00", "respondents": [
            {"key": "d", "text": "t", "forms": 20}, {"key": "n", "text": "t", "forms": 40, "weight": "2.00"}], **(plan or {})}]}
        node = leaf({"shape": "survey", "survey": "s", **rule}, maximum, scored_by="survey", levels=levels("14.00", "7.00"))
        self.comes_to(expected, node, regulation=made,
                      facts={"answers": [{"key": k, "valid_forms": n, "sum": total} for k, n, total in answers]})

    BOTH = [("d", 20, "84"), ("n", 38, "152")]

    def test_the_page_s_example(self):                                  # (0.8 + 2 × 0.75) / 3 × 14
        self.survey("10.73", self.BOTH, conversion="weighted", rounding={"places": 2})
        self.survey("10.7333", self.BOTH, conversion="weighted")

    def test_the_mean_of_all_forms(self):                               # 236/58 → (178/58) / 4 × 14
        self.survey("10.7414", self.BOTH)
        self.survey("14.00", [("d", 1, "5")])
        self.survey("0.00", [("d", 1, "1")])

    def test_only_groups_that_answered_weigh(self):
        self.survey("11.20", [("d", 20, "84")], conversion="weighted")
        self.survey("11.20", [("d", 20, "84"), ("n", 0, "0")], conversion="weighted")
        self.survey("13.0667", [("d", 20, "84"), ("n", 1, "5")], conversion="weighted")

    def test_by_a_table_in_percent(self):
        table = {"conversion": "table", "bands": [{"from": "80", "level": 0}, {"under": "80", "level": 1}]}
        self.survey("14.00", [("d", 20, "84")], **table)
        self.survey("7.00", [("d", 20, "83.9999")], **table)

    def test_fewer_forms_than_the_least(self):
        few = [("d", 9, "45"), ("n", 20, "100")]
        for reading, expected in (("withhold", "facts_missing"), ("count", "14.00"), ("zero", "0.00"), ("not_applicable", "0.00")):
            self.survey(expected, few, plan={"minimum_valid_forms": 30, "below_minimum": reading})
            self.survey("14.00", few, plan={"minimum_valid_forms": 29, "below_minimum": reading})
        self.survey("facts_missing", few, plan={"minimum_valid_forms": 30})

    def test_no_form_is_no_answer(self):
        self.survey("facts_missing", [])
        self.survey("facts_missing", [], plan={"below_minimum": "zero"})
        self.survey("facts_missing", [("d", 0, "0")], plan={"minimum_valid_forms": 1, "below_minimum": "count"})

    def test_answers_outside_the_scale_are_refused(self):
        self.survey("figures_invalid", [("d", 2, "10.01")])
        self.survey("figures_invalid", [("d", 2, "1.99")])
        self.survey("figures_invalid", [("x", 2, "4")])
        self.survey("figures_invalid", [("d", 2, "4"), ("d", 2, "4")])

    def test_too_few_forms_may_make_it_not_applicable(self):            # SV-13 with SM-30
        node = leaf({"shape": "survey", "survey": "s"}, "20.00", scored_by="survey", na_policy="drop")
        plan = {"id": "s", "title": "t", "answer_most": "5.00", "minimum_valid_forms": 2, "below_minimum": "not_applicable",
                "respondents": [{"key": "d", "text": "t", "forms": 20}]}
        scored = self.scored(node, {"facts": {"answers": [{"key": "d", "valid_forms": 1, "sum": "5"}]}}, surveys=[plan])
        self.assertEqual(scored, {"points": "0.00", "not_applicable": "drop"})


class Ballot(Case):
    """SM-20, LD-5, LD-6."""

    def ballot(self, expected, plan=None, out=False, rounding=None, **given):
        made = {"ballots": [{"id": "b", "title": "t", "leaders": [
            {"key": "c", "text": "t", "weight": "2.00"}, {"key": "p", "text": "t"}, {"key": "q", "text": "t"}], **(plan or {})}]}
        node = leaf({"shape": "ballot", "ballot": "b", **({"rounding": rounding} if rounding else {})}, "4.00", scored_by="leaders")
        facts = {"ballots": [{"key": k, "points": p} for k, p in given.items()]} if given else {}
        self.comes_to(expected, node, regulation=made, facts={**facts, **({"out_of_scope": True} if out else {})})

    def test_the_mean_and_the_weighted_mean(self):
        self.ballot("3.3333", c="4.00", p="3.00", q="3.00")
        self.ballot("3.50", {"aggregation": "weighted_mean"}, c="4.00", p="3.00", q="3.00")
        self.ballot("3.33", rounding={"places": 2}, c="4.00", p="3.00", q="3.00")

    def test_a_missing_ballot(self):
        self.ballot("3.50", c="4.00", p="3.00")
        self.ballot("3.6667", {"aggregation": "weighted_mean"}, c="4.00", p="3.00")
        self.ballot("2.3333", {"missing_ballot": "zero"}, c="4.00", p="3.00")
        self.ballot("2.75", {"missing_ballot": "zero", "aggregation": "weighted_mean"}, c="4.00", p="3.00")
        self.ballot("facts_missing", {"missing_ballot": "wait"}, c="4.00", p="3.00")
        self.ballot("3.00", {"missing_ballot": "wait"}, c="3.00", p="3.00", q="3.00")
        self.ballot("facts_missing")

    def test_steps_and_the_maximum_of_a_ballot(self):
        self.ballot("figures_invalid", c="4.01")
        self.ballot("figures_invalid", {"step": "0.25"}, c="3.30")
        self.ballot("3.25", {"step": "0.25"}, c="3.25")
        self.ballot("figures_invalid", x="3.00")

    def test_out_of_scope(self):
        self.ballot("0.00", {"leader_scope": "excellent", "threshold": "80.00"}, out=True)
        self.ballot("figures_invalid", out=True)


class Imported(Case):
    """SM-22."""

    def index(self, expected, maximum="5.00", regulation=None, value=None, rank=None, **rule):
        node = leaf({"shape": "imported", "index": "i", "source": "s", **rule}, maximum, scored_by="import", levels=levels("5.00", "2.00"))
        self.comes_to(expected, node, facts={**({"value": value} if value else {}), **({"rank": rank} if rank else {})})

    def test_points_as_they_are_at_most_the_maximum(self):
        self.index("4.3217", mapping="points", value="4.3217")
        self.index("5.00", mapping="points", value="5.50")

    def test_a_share_of_its_scale(self):
        self.index("4.25", mapping="ratio", value="85.00")
        self.index("4.25", mapping="ratio", value="0.85", scale="1.00")
        self.index("5.00", mapping="ratio", value="1.00", scale="1.00")
        self.index("1.67", mapping="ratio", value="1.00", scale="3.00", rounding={"places": 2})
        self.index("figures_invalid", mapping="ratio", value="1.01", scale="1.00")

    def test_by_bands_of_its_share(self):
        bands = [{"over": "80", "level": 0}, {"to": "80", "level": 1}]
        self.index("2.00", mapping="bands", bands=bands, value="0.80", scale="1.00")
        self.index("5.00", mapping="bands", bands=bands, value="0.8001", scale="1.00")

    def test_values_pass_the_scale_or_fall_below_0_where_the_rule_says_so(self):
        bands = [{"from": "105", "level": 0}, {"under": "105", "level": 1}]
        self.index("figures_invalid", mapping="bands", bands=bands, value="118.5")
        self.index("5.00", mapping="bands", bands=bands, value="118.5", range="above_scale")
        self.index("2.00", mapping="bands", bands=bands, value="104.9999", range="above_scale")
        self.index("figures_invalid", mapping="bands", bands=bands, value="-0.01", range="above_scale")
        growth = [{"from": "-1.5", "level": 0}, {"under": "-1.5", "level": 1}]
        self.index("5.00", mapping="bands", bands=growth, value="-1.5", range="below_zero")
        self.index("2.00", mapping="bands", bands=growth, value="-1.5001", range="below_zero")
        self.index("figures_invalid", mapping="ratio", value="-0.01")
        self.index("figures_invalid", mapping="points", value="-0.01")

    def test_a_band_below_the_scale(self):
        bands = [{"over": "80", "level": 0}, {"to": "80", "level": 1}]
        self.index("2.00", mapping="bands", bands=bands, value="0.80", scale="1.00")

    def test_by_place(self):
        ranks = [{"from_rank": 2, "to_rank": 5, "level": 0}, {"from_rank": 6, "level": 1}]
        self.index("no_band_fits", mapping="ranks", ranks=ranks, rank=1)
        self.index("5.00", mapping="ranks", ranks=ranks, rank=5)
        self.index("2.00", mapping="ranks", ranks=ranks, rank=6)

    def test_what_has_not_come_is_missing(self):
        self.index("facts_missing", mapping="points")
        self.index("facts_missing", mapping="ranks", ranks=[])


class Granted(Case):
    """SM-23."""

    def test_steps_up_to_the_maximum_or_one_of_the_levels(self):
        node = leaf({"shape": "granted", "step": "0.25"}, "2.00", scored_by="council")
        self.comes_to("1.75", node, facts={"given": "1.75"})
        self.comes_to("score_step_not_allowed", node, facts={"given": "1.80"})
        self.comes_to("score_out_of_range", node, facts={"given": "2.25"})
        self.comes_to("facts_missing", node, facts={})
        self.comes_to("1.99", leaf({"shape": "granted"}, "2.00", scored_by="council"), facts={"given": "1.99"})
        node["levels"] = levels("2.00", "0.90")
        self.comes_to("0.90", node, facts={"given": "0.90"})
        self.comes_to("score_step_not_allowed", node, facts={"given": "1.75"})


class Submission(Case):
    """CS-21, EV-8."""

    def late(self, expected, without=2, **submission):
        rule = {"shape": "submission_timeliness", "round": "self", "never_level": 3, "without_evidence_level": without, "bands": [
            {"from_days": 0, "to_days": 0, "level": 0}, {"from_days": 1, "to_days": 3, "level": 1}, {"from_days": 4, "level": 2}]}
        node = leaf(rule, "2.00", scored_by="system", levels=levels("2.00", "1.50", "0.50", "0.00"))
        self.comes_to(expected, node, submission=submission)

    def test_days_pick_a_level(self):
        for days, points in ((0, "2.00"), (1, "1.50"), (3, "1.50"), (4, "0.50")):
            self.late(points, days_late=days)
        self.late("0.00")

    def test_without_evidence_at_most_that_level(self):
        self.late("0.50", days_late=0, with_evidence=False)
        self.late("0.50", without=1, days_late=4, with_evidence=False)
        self.late("0.00", with_evidence=False)
