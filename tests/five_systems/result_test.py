"""Totals, ranks, classes and rewards, by hand."""

from five_systems.a_regulation import Case, area, choice, document, granted, leaf


def counted(shape, code, maximum="10.00", **members):
    return leaf({"shape": shape, "items": [{"key": "k", "text": "t", "points_each": "1.00"}]}, maximum, code, scored_by="council", **members)


def count(n):
    return {"figures": {"counts": [{"key": "k", "count": n}]}}


def given(points):
    return {"facts": {"given": points}}


class Totals(Case):
    """IX-1 to IX-6, SM-15, SM-24, SM-30, BP-1, BP-2, BP-6."""

    def total(self, leaves, *areas, **members):
        self.agency = self.result(document(*areas, **members), {"a": {"leaves": leaves}})["agencies"]["a"]
        return self.agency["total"]

    def test_nodes_of_any_depth_are_sums(self):                         # SM-15
        inner = area("I.1", granted("I.1.1"), granted("I.1.2"))
        self.assertEqual(self.total({"I.1.1": given("0.10"), "I.1.2": given("0.20"), "I.2": given("0.3001")},
                                    area("I", inner, granted("I.2"))), "0.6001")
        self.assertEqual(self.agency["nodes"], {"I": "0.6001", "I.1": "0.30", "I.1.1": "0.10", "I.1.2": "0.20", "I.2": "0.3001"})

    def test_a_penalty_is_taken_off(self):                              # IX-3
        areas = area("I", granted("I.1")), area("VII", counted("penalty", "VII.1"), in_scale=False)
        self.assertEqual(self.total({"I.1": given("50.00"), "VII.1": count(3)}, *areas), "47.00")
        self.assertEqual((self.agency["penalty"], self.agency["nodes"]["VII"], self.agency["leaves"]["VII.1"]["points"]), ("3.00", "-3.00", "3.00"))

    def test_an_area_does_not_fall_below_zero_unless_it_may(self):      # BP-6
        areas = area("I", granted("I.1"), counted("penalty", "I.2", in_scale=False)), area("II", granted("II.1"))
        leaves = {"I.1": given("2.00"), "I.2": count(5), "II.1": given("50.00")}
        self.assertEqual(self.total(leaves, *areas), "50.00")
        self.assertEqual(self.total(leaves, *areas, switches={"penalty_below_area_zero": True}), "47.00")
        self.assertEqual(self.agency["nodes"]["I"], "-3.00")

    def test_the_floor_of_the_total(self):                              # BP-6
        areas = area("I", granted("I.1")), area("VII", counted("penalty", "VII.1"), in_scale=False)
        leaves = {"I.1": given("2.00"), "VII.1": count(5)}
        self.assertEqual(self.total(leaves, *areas), "0.00")
        self.assertEqual(self.total(leaves, *areas, switches={"total_floor": "1.50"}), "1.50")
        self.assertEqual(self.agency["nodes"]["VII"], "-5.00")

    def test_bonus_counts_at_most_its_cap_in_all(self):                 # BP-1, BP-6
        areas = area("I", granted("I.1"), counted("bonus", "I.2")), area("IV", counted("bonus", "IV.1"), in_scale=False)
        leaves = {"I.1": given("50.00"), "I.2": count(6), "IV.1": count(4)}
        self.assertEqual(self.total(leaves, *areas), "60.00")
        self.assertEqual(self.total(leaves, *areas, switches={"bonus_cap": "8.00"}), "58.00")
        self.assertEqual((self.agency["bonus"], self.agency["nodes"]["I"]), ("10.00", "56.00"))
        self.assertEqual(self.total(leaves, *areas, switches={"bonus_cap": "10.00"}), "60.00")

    def test_bonus_may_stay_out_of_the_tie_break(self):                 # BP-6
        areas = (area("I", granted("I.1"), counted("bonus", "I.2")),)
        leaves = {"I.1": given("50.00"), "I.2": count(6)}
        self.total(leaves, *areas)
        self.assertEqual(self.agency["tie_break"], {"I": "56.00"})
        self.total(leaves, *areas, switches={"bonus_in_tie_break": False})
        self.assertEqual((self.agency["tie_break"], self.agency["nodes"]["I"], self.agency["total"]), ({"I": "50.00"}, "56.00", "56.00"))

    def test_what_does_not_apply_leaves_the_maximum_under_drop_only(self):      # SM-30
        for policy, points, maximum in (("drop", "48.00", "90.00"), ("zero", "48.00", "100.00"), ("full", "58.00", "100.00")):
            total = self.total({"I.1": given("48.00"), "I.2": {"not_applicable": True}}, area("I", granted("I.1"), choice("I.2", na_policy=policy)))
            self.assertEqual((total, self.agency["applicable_maximum"]), (points, maximum))

    def test_of_nothing_the_index_is_nothing(self):                     # a reading chosen
        self.total({"I.1": {"not_applicable": True}}, area("I", choice("I.1", na_policy="drop")), maximum="10.00")
        self.assertEqual((self.agency["applicable_maximum"], self.agency["index"]), ("0.00", "0.00"))

    def test_out_of_scale_nothing_leaves_the_maximum(self):
        self.total({"I.1": given("48.00"), "IV.1": {"not_applicable": True}}, area("I", granted("I.1")),
                   area("IV", counted("bonus", "IV.1", na_policy="drop"), in_scale=False))
        self.assertEqual(self.agency["applicable_maximum"], "100.00")

    def test_the_index_is_a_fraction_and_only_shown_rounded(self):      # IX-1, IX-2, IX-6, SM-24
        node = area("I", granted("I.1"), choice("I.2", na_policy="drop"))
        self.total({"I.1": given("79.996"), "I.2": {"not_applicable": True}}, node)
        self.assertEqual((self.agency["index"], self.agency["percent_shown"], self.agency["total_shown"]), ("19999/22500", "88.88", "80.00"))
        self.total({"I.1": given("79.996")}, node, switches={"display_decimals": 3})
        self.assertEqual((self.agency["index"], self.agency["percent_shown"], self.agency["total_shown"]), ("0.79996", "79.996", "79.996"))


class Ranks(Case):
    """RK-4 to RK-7, SM-30."""

    def ranks(self, points, **members):
        found = self.ranked(points, **members)
        return {a: found[a]["rank"] for a in points}

    def test_from_high_to_low_compared_exactly(self):                   # RK-4, IX-6
        self.assertEqual(self.ranks({"a": ["79.9999"], "b": ["80.00"], "c": ["79.9998"]}), {"a": 2, "b": 1, "c": 3})

    def test_equal_agencies_share_a_place(self):                        # RK-6
        points = {"a": ["70.00"], "b": ["80.00"], "c": ["80.00"], "d": ["60.00"]}
        self.assertEqual(self.ranks(points), {"a": 3, "b": 1, "c": 1, "d": 4})
        self.assertEqual(self.ranks(points, switches={"rank_after_tie": "next"}), {"a": 2, "b": 1, "c": 1, "d": 3})
        found = self.ranked(points)
        self.assertEqual([found[a]["tied"] for a in "abcd"], [False, True, True, False])

    def test_areas_break_ties_in_order(self):                           # RK-5
        points = {"a": ["30.00", "20.00", "10.00"], "b": ["30.00", "10.00", "20.00"], "c": ["20.00", "30.00", "10.00"], "d": ["30.00", "20.00", "10.00"]}
        self.assertEqual(self.ranks(points, tie_break=["I", "II"]), {"a": 1, "b": 3, "c": 4, "d": 1})
        self.assertEqual(self.ranks(points, tie_break=["II", "I"]), {"a": 2, "b": 4, "c": 1, "d": 2})
        self.assertEqual(self.ranks(points), {"a": 1, "b": 1, "c": 1, "d": 1})

    def test_the_authority_may_decide(self):                            # RK-6
        points = {"a": ["80.00"], "b": ["80.00"], "c": ["80.00"], "d": ["90.00"]}
        decides = {"switches": {"tie_rule": "authority"}}
        self.assertEqual(self.ranks(points, authority={"g": ["c", "a", "b"]}, **decides), {"a": 3, "b": 4, "c": 2, "d": 1})
        self.assertEqual(self.ranks(points, authority={"g": ["c"]}, **decides), {"a": 2, "b": 2, "c": 2, "d": 1})
        self.assertEqual(self.ranks(points, **decides), {"a": 2, "b": 2, "c": 2, "d": 1})
        self.assertEqual(self.ranks(points, authority={"g": ["c", "a", "b"]}), {"a": 2, "b": 2, "c": 2, "d": 1})

    def test_by_index_or_by_points(self):                               # SM-30
        made = lambda **switches: document(area("I", granted("I.1"), choice("I.2", na_policy="drop")), agencies=["a", "b"], switches=switches)
        said = {"a": {"leaves": {"I.1": given("72.00"), "I.2": {"not_applicable": True}}}, "b": {"leaves": {"I.1": given("75.00")}}}
        self.assertEqual([self.result(made(), said)["agencies"][a]["rank"] for a in "ab"], [1, 2])
        self.assertEqual([self.result(made(rank_on="points"), said)["agencies"][a]["rank"] for a in "ab"], [2, 1])

    def test_each_group_by_itself_unless_joined(self):                  # RK-7
        groups = {"groups": [{"id": g, "title": "t", "criteria_set": "s"} for g in "xyz"],
                  "agencies": [{"id": a, "title": "t", "group": g} for a, g in (("a", "x"), ("b", "y"), ("c", "z"), ("d", "x"))]}
        said = {a: {"leaves": {"I.1": given(p)}} for a, p in (("a", "70.00"), ("b", "80.00"), ("c", "75.00"), ("d", "60.00"))}
        made = {**document(area("I", granted("I.1"))), **groups}
        ranks = lambda m: {a: (e["ranking_group"], e["rank"]) for a, e in self.result(m, said)["agencies"].items()}
        self.assertEqual(ranks(made), {"a": ("x", 1), "b": ("y", 1), "c": ("z", 1), "d": ("x", 2)})
        made["ranking_groups"] = [{"id": "j", "title": "t", "groups": ["x", "z"]}]
        self.assertEqual(ranks(made), {"a": ("j", 2), "b": ("y", 1), "c": ("j", 1), "d": ("j", 3)})


class Classes(Case):
    """RK-1 to RK-3, RK-6, RK-9, RK-10, SM-26, IX-6, rows 11 to 13."""

    FOUR = [{"id": "xs", "title": "t", "quota": "20"}, {"id": "tot", "title": "t", "threshold": "80.00"},
            {"id": "ht", "title": "t", "threshold": "65.00"}, {"id": "chua", "title": "t"}]

    def classes(self, points, classes, switches=None, **members):
        found = self.ranked(points, group={"classification": "c"}, classifications=[{"id": "c", "classes": classes}], switches=switches or {}, **members)
        return "".join(found[a]["class"][0] if found[a]["class"] else "-" for a in points)

    def line(self, *points):
        return {f"a{i:02}": [p] for i, p in enumerate(points)}

    def test_five_thresholds(self):                                     # RK-1, IX-6
        five = [{"id": i, "title": "t", "threshold": p} for i, p in (("x", "90.00"), ("t", "80.00"), ("k", "65.00"), ("b", "50.00"))] + [{"id": "y", "title": "t"}]
        self.assertEqual(self.classes(self.line("100.00", "90.00", "89.9999", "80.00", "79.996", "65.00", "64.99", "50.00", "49.9999", "0.00"), five), "xxttkkbbyy")

    def test_an_open_threshold_leaves_itself_out(self):                 # SM-26
        self.assertEqual(self.classes(self.line("90.0001", "90.00"), [{"id": "x", "title": "t", "threshold": "90.00", "threshold_open": True}, {"id": "y", "title": "t"}]), "xy")

    def test_a_quota_from_the_top_of_at_least_the_next_threshold(self):  # RK-2, RK-3
        self.assertEqual(self.classes(self.line("95.00", "94.00", "93.00", "85.00", "80.00", "70.00", "65.00", "60.00", "50.00", "40.00"), self.FOUR), "xxttthhccc")
        self.assertEqual(self.classes(self.line("95.00", "79.00", "78.00", "77.00", "76.00", "70.00", "65.00", "60.00", "50.00", "40.00"), self.FOUR), "xhhhhhhccc")
        self.assertEqual(self.classes(self.line("80.00", "79.00", "78.00", "77.00", "60.00"), self.FOUR), "xhhhc")

    def test_a_minimum_of_its_own(self):                                # row 12
        def quota(least):
            return [{"id": "xs", "title": "t", "quota": "40", "min_points": least}, *self.FOUR[1:]]
        points = self.line("95.00", "79.00", "78.00", "77.00", "60.00")
        self.assertEqual(self.classes(points, quota("0.00")), "xxhhc")
        self.assertEqual(self.classes(points, quota("95.00")), "xhhhc")
        self.assertEqual(self.classes(points, quota("95.01")), "thhhc")

    def test_a_quota_beside_a_threshold(self):
        both = [{"id": "xs", "title": "t", "quota": "40", "threshold": "90.00"}, *self.FOUR[1:]]
        self.assertEqual(self.classes(self.line("95.00", "92.00", "91.00", "77.00", "60.00"), both), "xxthc")
        self.assertEqual(self.classes(self.line("95.00", "89.00", "88.00", "77.00", "60.00"), both), "xtthc")

    def test_the_borrowed_threshold_is_open_where_it_is(self):          # a reading chosen
        classes = [{"id": "xs", "title": "t", "quota": "50"}, {"id": "tot", "title": "t", "threshold": "80.00", "threshold_open": True}, {"id": "c", "title": "t"}]
        self.assertEqual(self.classes(self.line("80.00", "60.00"), classes), "cc")

    def test_the_share_of_the_agencies_assessed_is_rounded(self):       # RK-3, RK-10, row 13
        def taken(n, rounding):
            classes = [{**self.FOUR[0], **({"quota_rounding": rounding} if rounding else {})}, *self.FOUR[1:]]
            return self.classes(self.line(*(f"{99 - i}.00" for i in range(n))), classes).count("x")
        for n, floor, nearest, ceiling in ((4, 0, 1, 1), (5, 1, 1, 1), (6, 1, 1, 2), (12, 2, 2, 3), (13, 2, 3, 3)):
            self.assertEqual([taken(n, r) for r in (None, "floor", "nearest", "ceiling")], [floor, floor, nearest, ceiling], n)
        half = [{"id": "xs", "title": "t", "quota": "50", "quota_rounding": "nearest"}, *self.FOUR[1:]]
        self.assertEqual(self.classes(self.line("95.00", "94.00", "93.00"), half), "xxt")

    def test_equal_agencies_across_the_line_are_not_taken(self):        # RK-6
        points = self.line("95.00", "94.00", "94.00", "90.00", "80.00", "70.00", "65.00", "60.00", "50.00", "40.00")
        self.assertEqual(self.classes(points, self.FOUR), "xtttthhccc")
        self.assertEqual(self.whole["rankings"]["g"]["tied_across_quota"], {"xs": ["a01", "a02"]})
        decides = {"quota_tie": "authority"}
        self.assertEqual(self.classes(points, self.FOUR, decides, authority={"g": ["a02", "a01"]})[:4], "xtxt")
        self.assertEqual(self.classes(points, self.FOUR, decides)[:4], "xttt")
        self.assertEqual(self.classes(points, self.FOUR, authority={"g": ["a02", "a01"]})[:4], "xttt")

    def test_equal_agencies_within_the_line_are_taken(self):
        points = self.line("95.00", "95.00", "94.00", "90.00", "80.00", "70.00", "65.00", "60.00", "50.00", "40.00")
        self.assertEqual(self.classes(points, self.FOUR)[:4], "xxtt")
        self.assertEqual(self.whole["rankings"]["g"]["tied_across_quota"], {})

    def test_a_tie_that_an_area_breaks_is_none_at_the_line(self):       # RK-5
        points = {"a": ["50.00", "45.00"], "b": ["45.00", "50.00"], "c": ["1.00", "1.00"], "d": ["1.00", "1.00"], "e": ["1.00", "1.00"]}
        self.assertEqual(self.classes(points, self.FOUR, tie_break=["I"])[:2], "xt")
        self.assertEqual(self.classes(points, self.FOUR, tie_break=["II"])[:2], "tx")
        self.assertEqual(self.classes(points, self.FOUR)[:2], "tt")

    def test_thresholds_are_held_against_the_index_or_points(self):     # IX-2
        made = lambda **switches: document(area("I", granted("I.1"), choice("I.2", na_policy="drop")), group={"classification": "c"},
                                           classifications=[{"id": "c", "classes": self.FOUR[1:]}], switches=switches)
        said = {"a": {"leaves": {"I.1": given("72.00"), "I.2": {"not_applicable": True}}}}
        self.assertEqual(self.result(made(), said)["agencies"]["a"]["class"], "tot")
        self.assertEqual(self.result(made(classify_on="points"), said)["agencies"]["a"]["class"], "ht")

    def test_classes_may_be_left_empty(self):                           # RK-9
        self.assertIsNone(self.ranked({"a": ["95.00"]})["a"]["class"])
        self.assertEqual(self.classes(self.line("95.00", "60.00"), self.FOUR[1:2]), "t-")

    def test_a_joined_group_has_its_own_classification(self):           # RK-7
        found = self.ranked({"a": ["95.00"]}, group={"classification": "c"}, ranking_groups=[{"id": "j", "title": "t", "groups": ["g"], "classification": "d"}],
                            classifications=[{"id": "c", "classes": [{"id": "mine", "title": "t"}]}, {"id": "d", "classes": [{"id": "joined", "title": "t"}]}])
        self.assertEqual(found["a"]["class"], "joined")


class Rewards(Case):
    """RW-1 to RW-3, RW-8."""

    def reward(self, points, authority=None, switches=None, **members):
        self.ranked(points, authority=authority, switches=switches or {}, rewards=[{"id": "bk", "title": "t", "quota": 2, **members}])
        return self.whole["rewards"].get("bk")

    def test_at_most_so_many_from_a_minimum_on(self):
        self.assertEqual(self.reward({"a": ["95.00"], "b": ["92.00"], "c": ["99.00"]})["candidates"], ["c", "a"])
        self.assertEqual(self.reward({"a": ["90.00"], "b": ["89.9999"], "c": ["60.00"]}, minimum="90.00")["candidates"], ["a"])

    def test_a_tie_across_the_quota(self):
        points = {"a": ["95.00"], "b": ["92.00"], "c": ["92.00"]}
        self.assertEqual(self.reward(points), {"candidates": ["a"], "tied_across_quota": ["b", "c"]})
        self.assertEqual(self.reward(points, {"rewards": ["c", "b"]}, {"quota_tie": "authority"}), {"candidates": ["a", "c"], "tied_across_quota": []})
        self.assertEqual(self.reward(points, {"rewards": ["c"]}, {"quota_tie": "authority"})["tied_across_quota"], ["b", "c"])

    def test_only_the_groups_it_names_and_no_persons(self):
        self.assertEqual(self.reward({"a": ["95.00"]}, groups=["g"])["candidates"], ["a"])
        self.assertEqual(self.reward({"a": ["95.00"]}, groups=["h"])["candidates"], [])
        self.assertIsNone(self.reward({"a": ["95.00"]}, recipients="individuals"))
