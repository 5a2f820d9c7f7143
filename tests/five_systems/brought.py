"""Section 9 of the format page, "What others bring in": facts of surveys, leaders, other indices and agencies that
grant points; and the submission itself.
"""

from fractions import Fraction

from five_systems.declared import Earned, divided, first_band, first_days_band, named_once, only
from five_systems.regulation import Refused


def earn(regulation, leaf, rule, facts):
    return SHAPES[rule["shape"]](regulation, leaf, rule, facts)


def known(facts, member):
    if member not in facts:
        raise Refused("facts_missing", member)
    return facts[member]


def survey(regulation, leaf, rule, facts):
    only(facts, "answers")
    plan = regulation.surveys[rule["survey"]]
    answers = known(facts, "answers")
    named_once([a["key"] for a in answers], [r["key"] for r in plan["respondents"]])
    least, most = Fraction(plan.get("answer_least", "0")), Fraction(plan["answer_most"])

    def share(forms, total):
        """The mean's share of the way from the worst answer to the best."""
        return (Fraction(total) / forms - least) / (most - least)

    for a in answers:
        forms, total = a["valid_forms"], Fraction(a["sum"])
        if not least * forms <= total <= most * forms:
            raise Refused("figures_invalid", f"answers of {a['key']} lie outside the scale")
    forms = sum(a["valid_forms"] for a in answers)
    if forms < plan.get("minimum_valid_forms", 0):
        too_few = plan.get("below_minimum", "withhold")
        if too_few == "withhold":
            raise Refused("facts_missing", "too few valid forms")
        if too_few == "zero":
            return Earned(Fraction(0))
        if too_few == "not_applicable":
            return Earned(Fraction(0), not_applicable=True)
    if forms == 0:
        raise Refused("facts_missing", "no valid form")
    if rule.get("conversion", "mean") == "weighted":
        weights = {r["key"]: Fraction(r.get("weight", "1")) for r in plan["respondents"]}
        answered = [a for a in answers if a["valid_forms"] > 0]
        mean = (sum(weights[a["key"]] * share(a["valid_forms"], a["sum"]) for a in answered)
                / sum(weights[a["key"]] for a in answered))
    else:
        mean = share(forms, sum(Fraction(a["sum"]) for a in answers))
    if rule.get("conversion") == "table":
        return Earned(leaf.points_of_level(first_band(rule["bands"], mean * 100)))
    return divided(mean * leaf.maximum, rule)


def ballot(regulation, leaf, rule, facts):
    only(facts, "ballots", "out_of_scope")
    plan = regulation.ballots[rule["ballot"]]
    if "out_of_scope" in facts:
        if "ballots" in facts or plan.get("leader_scope", "all") == "all":
            raise Refused("figures_invalid", "nobody is out of scope, or nothing was cast")
        return Earned(Fraction(0))
    cast = facts.get("ballots", [])
    leaders = {leader["key"]: Fraction(leader.get("weight", "1")) for leader in plan["leaders"]}
    named_once([b["key"] for b in cast], leaders)
    given = {b["key"]: Fraction(b["points"]) for b in cast}
    for points in given.values():
        if points > leaf.maximum or (points / Fraction(plan.get("step", "0.01"))).denominator != 1:
            raise Refused("figures_invalid", f"{points} cannot stand on a ballot")
    missing = plan.get("missing_ballot", "leave_out")
    if missing == "zero":
        given = {key: given.get(key, Fraction(0)) for key in leaders}
    if not given or (missing == "wait" and len(given) < len(leaders)):
        raise Refused("facts_missing", "a ballot is missing")
    if plan.get("aggregation", "mean") == "mean":
        leaders = dict.fromkeys(leaders, Fraction(1))
    return divided(sum(leaders[key] * points for key, points in given.items()) / sum(leaders[key] for key in given), rule)


def imported(regulation, leaf, rule, facts):
    if rule["mapping"] == "ranks":
        only(facts, "rank")
        place = known(facts, "rank")
        for band in rule["ranks"]:
            if band["from_rank"] <= place <= band.get("to_rank", place):
                return Earned(leaf.points_of_level(band["level"]))
        raise Refused("no_band_fits", f"place {place}")
    only(facts, "value")
    value = Fraction(known(facts, "value"))
    if value < 0 and rule["mapping"] == "points":
        raise Refused("figures_invalid", "no points below 0 come in")
    if rule["mapping"] == "points":
        return Earned(min(value, leaf.maximum))
    share, reach = value / Fraction(rule.get("scale", "100")), rule.get("range", "within_scale")
    if share > 1 and reach == "within_scale":
        raise Refused("figures_invalid", "more than that index gives")
    if share < 0 and reach != "below_zero":
        raise Refused("figures_invalid", "less than that index gives")
    if rule["mapping"] == "bands":
        return Earned(leaf.points_of_level(first_band(rule["bands"], share * 100)))
    return divided(share * leaf.maximum, rule)


def granted(regulation, leaf, rule, facts):
    only(facts, "given")
    points = Fraction(known(facts, "given"))
    if points > leaf.maximum:
        raise Refused("score_out_of_range", f"{points} cannot be granted")
    if leaf.levels:
        allowed = points in leaf.levels
    else:
        allowed = (points / Fraction(rule.get("step", "0.01"))).denominator == 1
    if not allowed:
        raise Refused("score_step_not_allowed", f"{points} cannot be granted")
    return Earned(points)


def submission(leaf, rule, days_late=None, with_evidence=True):
    """Days begun since the deadline; None: it never came. Without the listed evidence at most that level (EV-8)."""
    if days_late is None:
        points = leaf.points_of_level(rule.get("never_level"))
    else:
        points = leaf.points_of_level(first_days_band(rule["bands"], days_late))
    if not with_evidence and "without_evidence_level" in rule:
        points = min(points, leaf.points_of_level(rule["without_evidence_level"]))
    return Earned(points)


SHAPES = {"survey": survey, "ballot": ballot, "imported": imported, "granted": granted}
