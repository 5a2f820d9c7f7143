"""Decisions drawn for the appraisal rounds of one leaf; only such as the regulation takes."""

from fractions import Fraction

from five_systems import lawful
from five_systems.exact import rounded, word
from five_systems.figures import FIGURES, points_of


def appraisal(regulation, agency, leaf, in_round, said, draw, quality, counts):
    """`appraisal` and perhaps `supplement` for a leaf that was self-scored so, if that `counts` and is not nothing.
    `in_round`: the leaf by the rule in force in a round."""
    rounds, answers = regulation.rounds_of("appraisal"), regulation.rounds_of("supplement")
    self_score = score_of(regulation, leaf, said) if counts or leaf.shape == "penalty" else Fraction(0)
    before, opinions, answer, contested = None, {}, {}, False
    for r in rounds:
        if contested and not answer:
            again = in_round(answers[0]) if answers else leaf
            answer = supplement(regulation, again, draw)
            if answer:
                self_score = score_of(regulation, again, answer["supplement"])
        opinion, points = decide(regulation, agency, in_round(r), r, self_score, before, draw, agreed=min(92, 75 + quality))
        if opinion:
            opinions[r["id"]] = opinion
            contested = points is not None and points != self_score
        before = came_to(regulation, leaf, self_score, before, points)
    return {**({"appraisal": opinions} if opinions else {}), **answer}


def came_to(regulation, leaf, self_score, before, decided):
    """What a round comes to, which the next one may have to keep to; None: the chair has yet to rule."""
    if decided is not None:
        return decided
    if before is not None:
        return before if regulation.switches["may_exceed_self"] else min(before, self_score, key=leaf.worth)
    zero = self_score if leaf.shape == "penalty" else Fraction(0)
    return {"self_score": self_score, "zero": zero}.get(regulation.switches["undecided_at_lock"])


def score_of(regulation, leaf, said):
    if "level" in said:
        return leaf.levels[said["level"]]
    return points_of(regulation, leaf, said["figures"]) if said else Fraction(0)


def supplement(regulation, leaf, draw):
    """New figures, where the switch lets a self score change; only what was contested, so any scope takes it."""
    asked = regulation.switches["supplement_may_change_self_score"] and regulation.rounds_of("supplement")
    if not asked or leaf.shape not in FIGURES or not draw.chance(50):
        return {}
    figures = FIGURES[leaf.shape](regulation, leaf, draw)
    if points_of(regulation, leaf, figures) is None:
        return {}
    return {"supplement": {"figures": figures}}


def decide(regulation, agency, leaf, r, self_score, before, draw, agreed):
    """One round's decision and what it comes to; nothing, where nobody decided."""
    switches = regulation.switches
    wanted = regulation.opinions_wanted(leaf, agency)
    if wanted > 1:
        return several(regulation, wanted, leaf, self_score, before, draw)
    escalates = switches["undecided_at_lock"] == "escalate" and before is None
    turn = draw.number(1, 100)
    may_agree = before is None or leaf.worth(self_score) >= leaf.worth(before) or switches["round2_may_lower"]
    if may_agree and turn <= agreed:
        return {"decision": "agree"}, self_score
    differing = others(regulation, leaf, self_score, before)
    if may_agree and not differing:
        return {"decision": "agree"}, self_score
    if turn <= agreed + 6 and differing:
        points = draw.pick(differing)
        asked = r.get("ordinal", 1) == 1 and len(regulation.rounds_of("appraisal")) > 1 and draw.chance(40)
        return {"decision": "request_supplement" if asked else "disagree", "points": word(points)}, points
    if escalates:
        points = draw.pick(differing)
        return {"ruling": word(points)}, points
    return None, None


def several(regulation, wanted, leaf, self_score, before, draw):
    switches = regulation.switches
    if before is not None and leaf.worth(before) > leaf.worth(self_score) and not switches["round2_may_lower"]:
        return None, None
    opinions, points = [], []
    for _ in range(wanted):
        differing = others(regulation, leaf, self_score, before)
        if draw.chance(85) or not differing:
            opinions, points = opinions + [{"decision": "agree"}], points + [self_score]
        else:
            given = draw.pick(differing)
            opinions, points = opinions + [{"decision": "disagree", "points": word(given)}], points + [given]
    if len(set(points)) == 1:
        return {"opinions": opinions}, points[0]
    if switches["disagreement_ruling"] == "mean":
        rounding = leaf.rule.get("rounding", {})
        return {"opinions": opinions}, rounded(sum(points) / len(points), rounding.get("places", 4), rounding.get("mode", "half_away"))
    if switches["disagreement_ruling"] == "consensus" and switches["undecided_at_lock"] != "escalate":
        return {"opinions": opinions}, None
    hardest = min(points, key=leaf.worth)
    return {"opinions": opinions, "ruling": word(hardest)}, hardest


def others(regulation, leaf, self_score, before):
    """Points that disagree: such as the criterion and the switches allow; there may be none."""
    switches = regulation.switches
    places = lawful.place_of(leaf.rule)
    found = lawful.values(leaf, leaf.rule) if places is None else {
        rounded(self_score / 2, places, "down"), rounded(self_score / 3, places, "down"), Fraction(0)}

    def takes(points):
        if before is not None and not switches["round2_may_lower"] and leaf.worth(points) < leaf.worth(before):
            return False
        return switches["may_exceed_self"] or leaf.worth(points) <= leaf.worth(self_score)

    return sorted(points for points in found | {Fraction(0)} if points != self_score and 0 <= points <= leaf.maximum
                  and takes(points) and lawful.allows(leaf, leaf.rule, points))
