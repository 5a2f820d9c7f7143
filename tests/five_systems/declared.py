"""Section 9 of the format page, "What agencies declare": figures, and the points they earn."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from five_systems.exact import rounded
from five_systems.regulation import Refused


@dataclass
class Earned:
    points: Fraction
    before_rounding: Fraction | None = None     # of a rule that divides
    not_applicable: bool = False                # a survey with too few forms may come to this


def earn(regulation, leaf, rule, figures):
    """What figures come to by a rule; Refused where the set prints nothing for them."""
    return SHAPES[rule["shape"]](regulation, leaf, rule, figures)


# What figures may hold

def only(figures, *members):
    for member in figures:
        if member not in members:
            raise Refused("figures_invalid", f"{member} is not asked for")


def needed(figures, member):
    if member not in figures:
        raise Refused("figures_invalid", f"{member} is missing")
    return figures[member]


def named_once(keys, known):
    for key in keys:
        if key not in known:
            raise Refused("figures_invalid", f"{key} is not known")
    if len(set(keys)) != len(keys):
        raise Refused("figures_invalid", "a key is named twice")


def failing(figures, items):
    """Which of the items fail, where each must be answered once."""
    met, failed = figures.get("met", []), figures.get("failed", [])
    named_once(met + failed, [item["key"] for item in items])
    if len(met) + len(failed) != len(items):
        raise Refused("figures_invalid", "not every item is answered")
    return failed


def counts_of(figures, items):
    """Counts by key; an item left out counts 0."""
    only(figures, "counts")
    counts = figures.get("counts", [])
    named_once([c["key"] for c in counts], [item["key"] for item in items])
    return {c["key"]: c["count"] for c in counts}


def first_band(bands, percent):
    """The level of the first band that takes a percentage; ends as SM-26 has them."""
    for band in bands:
        if "from" in band and percent < Fraction(band["from"]):
            continue
        if "over" in band and percent <= Fraction(band["over"]):
            continue
        if "to" in band and percent > Fraction(band["to"]):
            continue
        if "under" in band and percent >= Fraction(band["under"]):
            continue
        return band["level"]
    raise Refused("no_band_fits", f"{percent} %")


def first_days_band(bands, days):
    for band in bands:
        if band["from_days"] <= days and days <= band.get("to_days", days):
            return band["level"]
    raise Refused("no_band_fits", f"{days} days")


def divided(value, rule):
    """A quotient becomes points once, at its leaf."""
    return Earned(rounded(value, **rule.get("rounding", {})), before_rounding=value)


def worth_something(rule, quotient):
    """Below `least` percent a quotient earns nothing; itself it counts."""
    return quotient * 100 >= Fraction(rule.get("least", "0"))


# Dates

def days_late(regulation, rule, due, day):
    """Days count from the day after the due date (SM-35); working days leave out what is none (SM-36)."""
    if rule.get("day_count", "calendar") == "calendar":
        return max(0, (day - due).days)
    return sum(regulation.is_working_day(due + timedelta(n)) for n in range(1, (day - due).days + 1))


def due_date(regulation, rule):
    """The due date the rule prints; None: it is declared."""
    if "due" in rule:
        return date.fromisoformat(rule["due"])
    if "due_from" in rule:
        return regulation.due_dates[rule["due_from"]["document"], rule["due_from"]["key"]]
    return None


def by_lateness(regulation, leaf, rule, figures, level_of_days):
    conditions = rule.get("conditions", [])
    due = due_date(regulation, rule)
    only(figures, "date", "never", *([] if due else ["due"]), *(["met", "failed"] if conditions else []))
    if "never" in figures:
        if "date" in figures or "met" in figures or "failed" in figures:
            raise Refused("figures_invalid", "what never came has no date and meets nothing")
        return Earned(leaf.points_of_level(rule.get("never_level")))
    day = date.fromisoformat(needed(figures, "date"))
    due = due or date.fromisoformat(needed(figures, "due"))
    failed = failing(figures, conditions)
    if day > leaf.cutoff:                                   # SA-14: it does not count, so it never came
        return Earned(leaf.points_of_level(rule.get("never_level")))
    if failed:
        return Earned(leaf.points_of_level(rule.get("failed_level")))
    return Earned(leaf.points_of_level(level_of_days(days_late(regulation, rule, due, day))))


def late_bands(regulation, leaf, rule, figures):
    return by_lateness(regulation, leaf, rule, figures, lambda days: first_days_band(rule["bands"], days))


def timeliness(regulation, leaf, rule, figures):
    return by_lateness(regulation, leaf, rule, figures,
                       lambda days: rule["on_time_level"] if days == 0 else rule.get("late_level"))


# Ratios

def ratio(rule, figures):
    """Numerator over what remains of the denominator, from 0 to 1; of nothing there is none (SM-29)."""
    numerator, denominator = needed(figures, "numerator"), needed(figures, "denominator")
    excluded = figures.get("excluded", 0)
    if excluded > 0 and "exclusion_ground" not in figures:
        raise Refused("figures_invalid", "an exclusion needs its ground")
    if excluded > denominator or numerator > denominator - excluded:
        raise Refused("figures_invalid", "a part is more than the whole")
    if denominator == excluded:
        raise Refused("ratio_of_nothing")
    return Fraction(numerator, denominator - excluded)


EXCLUSION = ("excluded", "exclusion_ground")


def ratio_bands(regulation, leaf, rule, figures):
    requirements = rule.get("requirements", [])
    if "never" in figures:
        only(figures, "never")
        return Earned(leaf.points_of_level(rule.get("none_level")))
    only(figures, "numerator", "denominator", *(EXCLUSION if rule.get("exclusions") else ()),
         *(["late"] if "late_level" in rule else []), *(["met", "failed"] if requirements else []))
    share, late = ratio(rule, figures), needed(figures, "late") if "late_level" in rule else 0
    if late > figures["numerator"]:
        raise Refused("figures_invalid", "more late than done")
    failed = failing(figures, requirements)
    level = rule["late_level"] if share == 1 and late > 0 else first_band(rule["bands"], share * 100)
    points = leaf.points_of_level(level)
    lost = sum(Fraction(r["deduction"]) for r in requirements if r["key"] in failed)
    return Earned(max(points - lost, min(points, Fraction(rule.get("floor", "0")))))


def proportional(regulation, leaf, rule, figures):
    only(figures, "numerator", "denominator", *(EXCLUSION if rule.get("exclusions") else ()))
    share = ratio(rule, figures)
    return divided(share * leaf.maximum if worth_something(rule, share) else Fraction(0), rule)


def formula(regulation, leaf, rule, figures):
    counts = counts_of(figures, rule["inputs"])
    if len(counts) != len(rule["inputs"]):
        raise Refused("figures_invalid", "not every input is named")

    def total(terms):
        return sum(counts[term["input"]] * term.get("times", 1) for term in terms)

    numerator, denominator = max(0, total(rule["numerator"])), total(rule["denominator"])
    if denominator <= 0:
        raise Refused("ratio_of_nothing")
    quotient = Fraction(numerator, denominator)
    if "bands" in rule:
        return Earned(leaf.points_of_level(first_band(rule["bands"], quotient * 100)))
    return divided(min(quotient * leaf.maximum, leaf.maximum) if worth_something(rule, quotient) else Fraction(0), rule)


# Items and counts

def deductions(regulation, leaf, rule, figures):
    only(figures, "met", "failed")
    failed = failing(figures, rule["items"])
    lost = sum(Fraction(item["deduction"]) for item in rule["items"] if item["key"] in failed)
    return Earned(max(leaf.maximum - lost, Fraction(rule.get("floor", "0"))))


def checklist(regulation, leaf, rule, figures):
    only(figures, "met", "failed")
    met, failed = figures.get("met", []), figures.get("failed", [])
    items = {item["key"]: item for item in rule["items"]}
    named_once(met + failed, items)
    for key in failed:
        if "deduction" not in items[key]:
            raise Refused("figures_invalid", f"no fault is printed for {key}")
    return Earned(sum((Fraction(items[key]["points"]) for key in met + failed), Fraction(0))
                  - sum(Fraction(items[key]["deduction"]) for key in failed))


def tier_points(tiers, counts, cap):
    """Count × points of each tier, up to its cap."""
    return [min(counts.get(t["key"], 0) * Fraction(t["points_each"]), Fraction(t.get("cap", cap))) for t in tiers]


def capped_count(regulation, leaf, rule, figures):
    tiers, cap = rule["tiers"], Fraction(rule["cap_total"])
    points = tier_points(tiers, counts_of(figures, tiers), cap)
    return Earned(min(sum(points) if rule.get("tiers_add", False) else max(points, default=Fraction(0)), cap))


def bonus_or_penalty(regulation, leaf, rule, figures):
    points = tier_points(rule["items"], counts_of(figures, rule["items"]), leaf.maximum)
    return Earned(min(sum(points), leaf.maximum))


def worst_incident(regulation, leaf, rule, figures):
    counts = counts_of(figures, rule["severities"])
    happened = [s["level"] for s in rule["severities"] if counts.get(s["key"], 0) > 0]
    return Earned(leaf.points_of_level(happened[-1] if happened else rule["none_level"]))


def reference_multiple(regulation, leaf, rule, figures):
    only(figures, "amount", "date")
    amount, day = needed(figures, "amount"), needed(figures, "date")
    begun = [value for value in rule["reference"] if value["from"] <= day]
    if not begun or day > begun[-1].get("to", day):
        raise Refused("no_band_fits", f"no reference value is in force on {day}")
    if amount == 0:
        level = rule["none_level"]
    else:
        enough = amount >= Fraction(rule["multiple"]) * begun[-1]["amount"]
        level = rule["at_least_level"] if enough else rule["below_level"]
    return Earned(leaf.points_of_level(level))


def choice(regulation, leaf, rule, figures):
    raise Refused("figures_invalid", "a level is picked, no figures")


SHAPES = {
    "choice": choice, "late_bands": late_bands, "timeliness": timeliness, "ratio_bands": ratio_bands,
    "proportional": proportional, "formula": formula, "deductions": deductions, "capped_count": capped_count,
    "checklist": checklist, "reference_multiple": reference_multiple, "worst_incident": worst_incident,
    "bonus": bonus_or_penalty, "penalty": bonus_or_penalty,
}
