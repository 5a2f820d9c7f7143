"""Figures and facts drawn for a leaf, mostly at the edges of its levels."""

from datetime import date, timedelta
from fractions import Fraction

from five_systems import declared
from five_systems.declared import due_date
from five_systems.exact import fixed, word
from five_systems.regulation import Refused


def declared_entry(regulation, leaf, draw, quality):
    """The best of some attempts; a level with a reason where nothing fits, and now and then besides."""
    if leaf.shape == "choice":
        return {"level": min(draw.number(0, len(leaf.levels) - 1) for _ in range(quality))}
    entry, best = {}, None                      # points gained; a penalty's are lost
    for _ in range(quality):
        figures = FIGURES[leaf.shape](regulation, leaf, draw)
        points = points_of(regulation, leaf, figures)
        if points is None:
            continue
        gained, most = (-points, 0) if leaf.shape == "penalty" else (points, leaf.maximum)
        if best is None or gained > best:
            entry, best = {"figures": figures}, gained
        if best == most:
            break
    if leaf.levels and leaf.shape in WITH_LEVELS and (not entry or draw.chance(4)):
        entry.update({"level": draw.number(0, len(leaf.levels) - 1), "reason": "Số liệu chưa phản ánh hết việc đã làm"})
    return entry


def points_of(regulation, leaf, figures):
    """None: a case the set prints no level for."""
    try:
        return declared.earn(regulation, leaf, leaf.rule, figures).points
    except Refused:
        return None


WITH_LEVELS = ("late_bands", "timeliness", "ratio_bands", "reference_multiple", "worst_incident")


def split(items, draw, percent):
    """Some items met, the others failed."""
    failed = [item["key"] for item in items if draw.chance(percent)]
    met = [item["key"] for item in items if item["key"] not in failed]
    return {**({"met": met} if met else {}), **({"failed": failed} if failed else {})}


def lateness(regulation, leaf, draw):
    rule, figures = leaf.rule, {}
    if "never_level" in rule and draw.chance(8):
        return {"never": True}
    due = due_date(regulation, rule)
    if due is None:
        due = date(regulation.year, draw.number(1, 6), draw.number(1, 28))
        figures["due"] = due.isoformat()
    edges = {0, -5, 1}
    for band in rule.get("bands", []):
        edges |= {band["from_days"], band.get("to_days", band["from_days"]), band.get("to_days", band["from_days"]) + 1}
    days = draw.pick(sorted(edges))
    if rule.get("day_count") == "working":
        days += 2 * (days // 5) if draw.chance(50) else 0       # weekends passed over
    day = due + timedelta(days)
    if day > leaf.cutoff and leaf.cutoff == regulation.period_end:
        day = due                               # only a cut-off that is printed is tried
    conditions = rule.get("conditions", [])
    return {**figures, "date": day.isoformat(), **split(conditions, draw, 10 if "failed_level" in rule else 0)}


def near(draw, percents):
    """A numerator and a denominator whose ratio is one of the percentages, or a little beside it."""
    at = Fraction(draw.pick(percents)) / 100 if percents else Fraction(draw.number(0, 7), 7)
    times = draw.number(1, 40 if at.denominator < 1000 else 2)
    denominator = at.denominator * times
    numerator = at.numerator * times + draw.pick([0, 0, 1, -1])
    return min(max(numerator, 0), denominator), denominator


def ends(bands):
    return sorted({band[end] for band in bands for end in ("from", "over", "to", "under") if end in band} | {"100"})


def exclusions(rule, draw, denominator):
    if rule.get("exclusions") and draw.chance(30):
        excluded = draw.number(1, 5)
        return {"denominator": denominator + excluded, "excluded": excluded, "exclusion_ground": "Thuộc trường hợp được trừ"}
    return {"denominator": denominator}


def ratio_bands(regulation, leaf, draw):
    rule = leaf.rule
    if "none_level" in rule and draw.chance(8):
        return {"never": True}
    numerator, denominator = near(draw, ends(rule["bands"]))
    figures = {"numerator": numerator, **exclusions(rule, draw, denominator)}
    if "late_level" in rule:
        figures["late"] = min(numerator, draw.pick([0, 0, 1, 2]))
    return {**figures, **split(rule.get("requirements", []), draw, 25)}


def proportional(regulation, leaf, draw):
    numerator, denominator = near(draw, ["33.3333", "100", "75", "0"] if draw.chance(40) else [])
    return {"numerator": numerator, **exclusions(leaf.rule, draw, denominator)}


def formula(regulation, leaf, draw):
    rule = leaf.rule
    top, bottom = [{term["input"] for term in rule[side]} for side in ("numerator", "denominator")]
    numerator, denominator = near(draw, ends(rule["bands"]) if "bands" in rule else [])
    counts = {}
    for item in rule["inputs"]:
        counts[item["key"]] = denominator if item["key"] in bottom else numerator if item["key"] in top else draw.number(0, 9)
    return {"counts": [{"key": key, "count": count} for key, count in counts.items()]}


def deductions(regulation, leaf, draw):
    return split(leaf.rule["items"], draw, 25)


def checklist(regulation, leaf, draw):
    there = [item for item in leaf.rule["items"] if draw.chance(85)]
    failed = [item["key"] for item in there if "deduction" in item and draw.chance(30)]
    met = [item["key"] for item in there if item["key"] not in failed]
    return {**({"met": met} if met else {}), **({"failed": failed} if failed else {})}


def counted(items, most, quiet):
    def figures(regulation, leaf, draw):
        return {"counts": [{"key": item["key"], "count": 0 if draw.chance(quiet) else draw.number(0, most)}
                           for item in leaf.rule[items]]}
    return figures


def reference_multiple(regulation, leaf, draw):
    rule = leaf.rule
    value = draw.pick(rule["reference"])
    first = max(date.fromisoformat(value["from"]), date(regulation.year - 1, 1, 1))
    enough = -(-Fraction(rule["multiple"]) * value["amount"] // 1) * -1     # upwards to a whole đồng
    amount = draw.pick([enough, enough, enough - 1, enough + 1, 0])
    return {"date": first.isoformat(), "amount": int(max(amount, 0))}


FIGURES = {
    "late_bands": lateness, "timeliness": lateness, "ratio_bands": ratio_bands, "proportional": proportional,
    "formula": formula, "deductions": deductions, "checklist": checklist, "capped_count": counted("tiers", 3, 30),
    "worst_incident": counted("severities", 2, 80), "bonus": counted("items", 4, 40), "penalty": counted("items", 2, 75),
    "reference_multiple": reference_multiple,
}


# Facts

def facts(regulation, leaf, draw, quality):
    """Shares of what could be had begin the higher the better the agency."""
    return {"facts": FACTS[leaf.shape](regulation, leaf, draw, min(90, 45 + 4 * quality))}


def answers(regulation, leaf, draw, low):
    plan = regulation.surveys[leaf.rule["survey"]]
    least, most = Fraction(plan.get("answer_least", "0")), Fraction(plan["answer_most"])
    given = []
    for group in plan["respondents"]:
        forms = max(0, group["forms"] - draw.number(0, 3)) if not draw.chance(5) else group["forms"] // 2
        share = Fraction(draw.number(low, 100), 100)
        given.append({"key": group["key"], "valid_forms": forms, "sum": word(forms * (least + share * (most - least)))})
    return {"answers": given}


def ballots(regulation, leaf, draw, low):
    plan = regulation.ballots[leaf.rule["ballot"]]
    step = Fraction(plan.get("step", "0.01"))
    steps = int(leaf.maximum / step)
    return {"ballots": [{"key": leader["key"], "points": word(step * draw.number(steps * low // 100, steps))}
                        for i, leader in enumerate(plan["leaders"]) if i == 0 or not draw.chance(10)]}


def imported(regulation, leaf, draw, low):
    rule = leaf.rule
    if rule["mapping"] == "ranks":
        places = sorted({r["from_rank"] for r in rule["ranks"]} | {r["to_rank"] for r in rule["ranks"] if "to_rank" in r})
        return {"rank": draw.pick(places)}
    scale = leaf.maximum if rule["mapping"] == "points" else Fraction(rule.get("scale", "100"))
    if rule["mapping"] == "bands" and draw.chance(60):
        return {"value": fixed((Fraction(draw.pick(ends(rule["bands"]))) / 100 * scale * 10000).__floor__() / Fraction(10000), 4)}
    least, most = {"within_scale": (10 * low, 1000), "above_scale": (10 * low, 1500), "below_zero": (-500, 1500)}[rule.get("range", "within_scale")]
    return {"value": fixed((scale * draw.number(least, most) / 1000 * 10000).__floor__() / Fraction(10000), 4)}


def granted(regulation, leaf, draw, low):
    if leaf.levels:
        return {"given": word(draw.pick(leaf.levels))}
    step = Fraction(leaf.rule.get("step", "0.01"))
    steps = int(leaf.maximum / step)
    return {"given": word(step * draw.number(steps * low // 100, steps))}


FACTS = {"survey": answers, "ballot": ballots, "imported": imported, "granted": granted}
