"""A regulation as section 3 to 8 of the format page reads it: every default filled in, names looked up."""

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

SWITCHES = {
    "unsubmitted_at_lock": "take_draft", "undecided_at_lock": "self_score", "supplement_scope": "contested",
    "supplement_may_change_self_score": False, "may_exceed_self": False, "round2_may_lower": True,
    "appraisers_per_criterion": 1, "disagreement_ruling": "chair", "own_unit_appraisal": "forbid", "holiday_shift": "none", "total_floor": "0.00",
    "penalty_below_area_zero": False, "bonus_cap": None, "bonus_in_tie_break": True, "tie_rule": "shared",
    "rank_after_tie": "skip", "quota_tie": "neither", "rank_on": "index", "classify_on": "index", "display_decimals": 2,
}


class Refused(Exception):
    """What the regulation does not take. An act refused changes nothing."""

    def __init__(self, code, why=""):
        super().__init__(f"{code}: {why}" if why else code)
        self.code = code


@dataclass
class Leaf:
    code: str
    area: str
    maximum: Fraction
    in_scale: bool
    scored_by: str
    na_policy: str
    na_claimable: bool
    cutoff: date
    levels: list
    rule: dict
    overlays: list                      # (from, rule, examples), earliest first
    appraiser: str                      # its appraising agency, here or at a parent; else the standing department
    examples: list = field(default_factory=list)

    @property
    def shape(self):
        return self.rule["shape"]

    def worth(self, points):
        """What points leave the agency: those of a penalty take off."""
        return -points if self.shape == "penalty" else points

    def points_of_level(self, number):
        """No number: the set prints no level for this case."""
        if number is None:
            raise Refused("no_band_fits", "no level is printed for this case")
        if not 0 <= number < len(self.levels):
            raise Refused("figures_invalid", f"there is no level {number}")
        return self.levels[number]

    def rule_on(self, day):
        """The rule in force on a day: an overlay's from its day on (CS-31)."""
        return next((rule for start, rule, _ in reversed(self.overlays) if start <= day), self.rule)

    def overlaid(self):
        """The leaf as each overlay leaves it."""
        return [replace(self, rule=rule, examples=examples, overlays=[]) for _, rule, examples in self.overlays]


@dataclass
class Node:
    code: str
    children: list                      # codes; of a leaf none


@dataclass
class CriteriaSet:
    name: str
    maximum: Fraction
    areas: list                         # codes of the top level
    nodes: dict                         # code: Node, parents before children
    leaves: dict                        # code: Leaf, in printed order


class Regulation:
    def __init__(self, document):
        self.document = document
        self.year = document["year"]
        self.switches = {**SWITCHES, **document.get("switches", {})}
        self.rounds = document["rounds"]
        self.milestones = document.get("milestones", [])
        self.holidays = {date.fromisoformat(day) for day in document.get("holidays", [])}
        self.working_saturdays = {date.fromisoformat(day) for day in document.get("working_saturdays", [])}
        self.surveys = {plan["id"]: plan for plan in document.get("surveys", [])}
        self.ballots = {plan["id"]: plan for plan in document.get("ballots", [])}
        self.groups = {group["id"]: group for group in document["groups"]}
        self.agencies = {a["id"]: a["group"] for a in document["agencies"] if a.get("assessed", True)}
        self.due_dates = {(paper["id"], due["key"]): date.fromisoformat(due["due"])
                          for paper in document.get("dated_documents", []) for due in paper["due_dates"]}
        self.period_end = date.fromisoformat(document.get("assessed_period", {}).get("to", f"{self.year}-12-31"))
        self.sets = {s["id"]: self._criteria_set(s) for s in document["criteria_sets"]}

    def set_of(self, agency):
        return self.sets[self.groups[self.agencies[agency]]["criteria_set"]]

    def rounds_of(self, kind):
        return [r for r in self.rounds if r["kind"] == kind]

    def ranking_groups(self):
        """Every ranking group; a group that none joins is one by itself (RK-7)."""
        joined = self.document.get("ranking_groups", [])
        taken = {name for r in joined for name in r["groups"]}
        alone = [{"id": g["id"], "groups": [g["id"]], "classification": g.get("classification")}
                 for g in self.groups.values() if g["id"] not in taken]
        return joined + alone

    def classification(self, name):
        return next((c["classes"] for c in self.document.get("classifications", []) if c["id"] == name), [])

    def opinions_wanted(self, leaf, agency):
        """How many appraise a leaf of the agency: one more where it is among them and a second one joins it (ACT-22)."""
        wanted = self.switches["appraisers_per_criterion"]
        if self.switches["own_unit_appraisal"] != "second_appraiser":
            return wanted
        standing = self.document["standing_department"]
        named = [leaf.appraiser, *self.document.get("appraisal", {}).get("agencies", []), standing,
                 self.document.get("substitute_appraiser")]
        return wanted + (agency in list(dict.fromkeys(named))[:wanted])

    def is_working_day(self, day):
        return day in self.working_saturdays or day.weekday() < 5 and day not in self.holidays

    def _criteria_set(self, text):
        made = CriteriaSet(text["id"], Fraction(text["maximum"]), [], {}, {})

        def own_or(above, node):
            """A cutoff, or that of what stands above: a node of the tree, the set, the end of the period."""
            return date.fromisoformat(node["data_cutoff"]) if "data_cutoff" in node else above

        def read(node, area, in_scale, cutoff, appraiser):
            in_scale, cutoff = in_scale and node.get("in_scale", True), own_or(cutoff, node)
            appraiser = node.get("appraising_agency", appraiser)
            children = node.get("children", [])
            made.nodes[node["code"]] = Node(node["code"], [child["code"] for child in children])
            for child in children:
                read(child, area, in_scale, cutoff, appraiser)
            if not children:
                made.leaves[node["code"]] = self._leaf(node, area, in_scale, cutoff, made.name, appraiser)

        for area in text["criteria"]:
            made.areas.append(area["code"])
            read(area, area["code"], True, own_or(self.period_end, text), self.document["standing_department"])
        return made

    def _leaf(self, node, area, in_scale, cutoff, set_name, appraiser):
        overlays = sorted((date.fromisoformat(o["from"]), i, o["rule"], o.get("examples", []))
                          for i, o in enumerate(self.document.get("overlays", []))
                          if "rule" in o and o["code"] == node["code"]
                          and set_name in o.get("criteria_sets", [set_name]))
        return Leaf(
            code=node["code"], area=area, maximum=Fraction(node["maximum"]), in_scale=in_scale,
            scored_by=node.get("scored_by", "agency"), na_policy=node.get("na_policy", "zero"),
            na_claimable=node.get("na_claimable", True),
            cutoff=cutoff,
            levels=[Fraction(level["points"]) for level in node.get("levels", [])], rule=node["rule"],
            overlays=[(day, rule, examples) for day, _, rule, examples in overlays], appraiser=appraiser, examples=node.get("examples", []))
