"""One agency's leaves: what it declared, what others brought in, what the appraisal rounds made of it.

Every act is tried against the regulation; one that is refused changes nothing and is listed with its reason.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from five_systems import brought, declared, lawful
from five_systems.declared import Earned
from five_systems.instants import VIETNAM, UnsoundInputs, days_begun, midnight, read
from five_systems.exact import rounded
from five_systems.regulation import Refused

NOTHING = Fraction(0)
LEAF_MEMBERS = {"figures", "level", "reason", "facts", "with_evidence", "not_applicable", "declared", "appraisal", "supplement"}


@dataclass
class LeafResult:
    points: Fraction = NOTHING
    self_score: Fraction | None = None          # None: not scored, which is not 0
    by_round: dict = field(default_factory=dict)
    before_rounding: Fraction | None = None
    not_applicable: str | None = None           # the policy that took effect


def self_assessment(regulation, dates):
    """The ends of the round in which agencies score themselves."""
    rounds = regulation.rounds_of("self_assessment")
    if not rounds:
        raise UnsoundInputs("the regulation has no round of self-assessment")
    return dates["rounds"][rounds[0]["id"]]


def submitted_at(regulation, dates, entry):
    """The instant of the submission; None: it never came. Refused when the round is not open."""
    if "submitted" not in entry:
        return None
    instant, ends = read(entry["submitted"]), self_assessment(regulation, dates)
    if ends["opens"] is not None and instant < ends["opens"]:
        raise Refused("round_not_open")
    if ends["locks"] is not None and instant >= ends["locks"]:
        raise Refused("round_locked")                       # LK-4: by the clock, lock event or not
    return instant


def rule_at(regulation, leaf, instant):
    """The rule in force on the day of an act (CS-31, ES-8); where its instant is open, on the last of the period."""
    if not leaf.overlays:
        return leaf.rule
    return leaf.rule_on(regulation.period_end if instant is None else instant.astimezone(VIETNAM).date())


def rule_of(regulation, dates, leaf, entry):
    """When the agency declares: as said, else on the self-assessment's last day."""
    end = self_assessment(regulation, dates)["deadline"]
    when = entry.get("declared")
    if when is not None:
        return rule_at(regulation, leaf, read(when) if "T" in when else midnight(date.fromisoformat(when)))
    return rule_at(regulation, leaf, end and end - timedelta(microseconds=1))


def rule_in_round(regulation, dates, leaf, r):
    """When a round begins; of an appraisal not before the self-assessment is locked."""
    opens, locks = dates["rounds"][r["id"]]["opens"], self_assessment(regulation, dates)["locks"]
    late = r["kind"] == "appraisal" and opens and locks
    return rule_at(regulation, leaf, max(opens, locks) if late else opens)


def rule_of_giving(regulation, dates, leaf):
    """When others bring it in: in their round; where none is planned, after the self-assessment."""
    kind = leaf.scored_by if leaf.scored_by in ("survey", "import", "leaders") else "appraisal"
    rounds = regulation.rounds_of(kind)
    if rounds:
        return rule_in_round(regulation, dates, leaf, rounds[0])
    return rule_at(regulation, leaf, self_assessment(regulation, dates)["deadline"])


class Assessment:
    def __init__(self, regulation, dates, agency, entry):
        self.regulation, self.dates, self.agency, self.entry = regulation, dates, agency, entry
        self.switches = regulation.switches
        self.refused = []
        self.submitted = self._submitted()
        leaves = regulation.set_of(agency).leaves
        for code in entry.get("leaves", {}):
            if code not in leaves:
                raise UnsoundInputs(f"{agency}: {code} is no leaf")
        self.leaves = {code: self._leaf(leaf, entry.get("leaves", {}).get(code, {})) for code, leaf in leaves.items()}

    # The submission

    def _submitted(self):
        try:
            return submitted_at(self.regulation, self.dates, self.entry)
        except Refused as refusal:
            self._note("", "submission", refusal)
            return None

    def _self_assessment(self):
        return self_assessment(self.regulation, self.dates)

    def _days_late(self, rule):
        """Days begun between a round's deadline and the submission; None: it never came."""
        instant = self.submitted
        if instant is None and self.switches["unsubmitted_at_lock"] == "late":
            instant = self._self_assessment()["locks"]      # as if submitted when it locked (SA-10)
            if instant is None:
                raise UnsoundInputs("when the self-assessment locks is not said")
        if instant is None:
            return None
        since = self.dates["rounds"][rule["round"]]["deadline"]
        if since is None:
            raise UnsoundInputs(f"the deadline of {rule['round']} is not said")
        return days_begun(since, instant)

    # One leaf

    def _note(self, code, act, refusal):
        self.refused.append({"agency": self.agency, "code": code, "act": act, "refused": refusal.code})

    def _attempt(self, leaf, act, earn):
        try:
            return earn()
        except Refused as refusal:
            self._note(leaf.code, act, refusal)
            return None

    def _leaf(self, leaf, entry):
        for member in entry:
            if member not in LEAF_MEMBERS:
                raise UnsoundInputs(f"{self.agency}, {leaf.code}: {member} is not known")
        if leaf.scored_by == "system":
            rule = rule_at(self.regulation, leaf, self.submitted or self._self_assessment()["locks"])
        elif leaf.scored_by == "agency":
            rule = rule_of(self.regulation, self.dates, leaf, entry)
        else:
            rule = rule_of_giving(self.regulation, self.dates, leaf)
        if "not_applicable" in entry and self._attempt(leaf, "not_applicable", lambda: self._claim(leaf)):
            return self._not_applicable(leaf)
        earned = self._earned(leaf, rule, entry)
        if earned and earned.not_applicable:
            return self._not_applicable(leaf)
        if leaf.scored_by != "agency":
            for round_id in entry.get("appraisal", {}):     # AP-18: the three decisions are for self scores
                self._note(leaf.code, round_id, Refused("not_appraised"))
            return LeafResult(earned.points if earned else NOTHING, before_rounding=earned and earned.before_rounding)
        if self.submitted is None and self.switches["unsubmitted_at_lock"] == "zero" and leaf.shape != "penalty":
            earned = Earned(NOTHING)                        # what it owned up to is not taken back
        return self._appraised(leaf, entry, earned)

    def _claim(self, leaf):
        if not leaf.na_claimable:
            raise Refused("not_claimable")
        return True

    def _not_applicable(self, leaf):
        full = leaf.na_policy == "full" and leaf.shape != "penalty"
        return LeafResult(leaf.maximum if full else NOTHING, not_applicable=leaf.na_policy)

    def _earned(self, leaf, rule, entry):
        """By figures or facts; a level picked with a reason goes before (SM-34). None: nothing was scored."""
        if rule["shape"] == "submission_timeliness":
            return self._attempt(leaf, "submission", lambda: brought.submission(
                leaf, rule, self._days_late(rule), entry.get("with_evidence", True)))
        if rule["shape"] in brought.SHAPES:
            return self._attempt(leaf, "facts", lambda: brought.earn(self.regulation, leaf, rule, entry.get("facts", {})))
        earned = None
        if "figures" in entry:
            earned = self._attempt(leaf, "figures", lambda: declared.earn(self.regulation, leaf, rule, entry["figures"]))
        if "level" in entry:
            earned = self._attempt(leaf, "level", lambda: self._picked(leaf, rule, entry)) or earned
        return earned

    def _picked(self, leaf, rule, entry):
        if rule["shape"] != "choice" and not entry.get("reason"):
            raise Refused("reason_missing")
        return Earned(leaf.points_of_level(entry["level"]))

    # Appraisal

    def _appraised(self, leaf, entry, earned):
        decisions = entry.get("appraisal", {})
        known = {r["id"] for r in self.regulation.rounds_of("appraisal")}
        for round_id in decisions:
            if round_id not in known:
                raise UnsoundInputs(f"{round_id} is no appraisal round")
        result = LeafResult(self_score=earned.points if earned else None, before_rounding=earned and earned.before_rounding)
        before, contested = None, False             # what was decided last, if anything; did that not agree
        for r in self.regulation.rounds:
            if r["kind"] not in ("supplement", "appraisal"):
                continue
            rule = rule_in_round(self.regulation, self.dates, leaf, r)
            if r["kind"] == "supplement" and "supplement" in entry:
                again = self._attempt(leaf, "supplement", lambda: self._supplemented(leaf, rule, entry["supplement"], contested))
                if again:
                    result.self_score, result.before_rounding = again.points, again.before_rounding
            if r["kind"] != "appraisal":
                continue
            self_score = result.self_score or NOTHING
            opinion, points = decisions.get(r["id"]), None
            if opinion is not None:
                points = self._attempt(leaf, r["id"], lambda: self._decided(leaf, rule, r, opinion, self_score, before))
            if points is not None:
                before, contested = points, points != self_score or contests(opinion)
            if before is None:
                before = self._undecided(leaf, self_score)  # what the round came to: the next may not lower it either
            elif opinion is None or points is None:         # AP-10, but never above a self score lowered since (AP-7)
                before = before if self.switches["may_exceed_self"] else min(before, self_score, key=leaf.worth)
            result.by_round[r["id"]] = before
        result.points = [result.self_score or NOTHING, *result.by_round.values()][-1]
        return result

    def _supplemented(self, leaf, rule, entry, contested):
        if not self.switches["supplement_may_change_self_score"]:
            raise Refused("self_score_stands")
        if self.switches["supplement_scope"] == "contested" and not contested:
            raise Refused("not_contested")
        earned = self._earned(leaf, rule, entry)
        if earned is None:
            raise Refused("nothing_changed")
        return earned

    def _undecided(self, leaf, self_score):
        """At the lock, what nobody decided yet (AP-20); what an earlier round decided stands (AP-10)."""
        reading = self.switches["undecided_at_lock"]
        if reading == "self_score" or (reading == "zero" and leaf.shape == "penalty"):
            return self_score
        if reading == "zero":
            return NOTHING
        raise UnsoundInputs("an undecided criterion goes to the chair: give his ruling")

    def _decided(self, leaf, rule, r, opinion, self_score, before):
        if "opinions" in opinion:
            return self._settled(leaf, rule, r, opinion, self_score, before)
        if "ruling" in opinion:
            return self._within(leaf, rule, Fraction(opinion["ruling"]), self_score, before)
        if self.regulation.opinions_wanted(leaf, self.agency) > 1:
            raise UnsoundInputs("several appraise the criterion: give their opinions")
        return self._opined(leaf, rule, r, opinion, self_score, before)

    def _opined(self, leaf, rule, r, opinion, self_score, before):
        decision = opinion["decision"]
        if decision == "agree":
            return self._not_lower(leaf, self_score, before)    # AP-7: equal to the self score
        if decision == "disagree" and Fraction(opinion.get("points", "0")) == self_score:
            raise Refused("points_unchanged")               # AP-5: that is agreeing
        hardest = leaf.maximum if leaf.shape == "penalty" else NOTHING
        if decision == "request_supplement" and Fraction(opinion.get("points", "0")) == self_score != hardest:
            raise Refused("points_unchanged")               # AP-6: lower, or none
        if decision == "request_supplement" and r.get("ordinal", 1) > 1:
            raise Refused("first_round_only")               # AP-8
        if decision not in ("disagree", "request_supplement"):
            raise UnsoundInputs(f"{decision} is no decision")
        return self._within(leaf, rule, Fraction(opinion.get("points", "0")), self_score, before)

    def _within(self, leaf, rule, points, self_score, before):
        if not lawful.allows(leaf, rule, points):
            raise Refused("points_not_allowed")             # SM-33
        if leaf.worth(points) > leaf.worth(self_score) and not self.switches["may_exceed_self"]:
            raise Refused("above_self_score")               # AP-7; of a penalty an appraisal takes off more
        return self._not_lower(leaf, points, before)

    def _not_lower(self, leaf, points, before):
        if before is not None and leaf.worth(points) < leaf.worth(before) and not self.switches["round2_may_lower"]:
            raise Refused("below_round_before")             # AP-9
        return points

    def _settled(self, leaf, rule, r, opinion, self_score, before):
        """Several appraisers (AP-15): alike, or the mean of their points, or what the chair rules. None: undecided."""
        given = [self._opined(leaf, rule, r, each, self_score, before) for each in opinion["opinions"]]
        if len(given) != self.regulation.opinions_wanted(leaf, self.agency):
            raise Refused("opinions_missing")
        if len(set(given)) == 1:
            return given[0]
        reading = self.switches["disagreement_ruling"]
        if reading == "mean":
            rounding = rule.get("rounding", {})
            return rounded(sum(given) / len(given), rounding.get("places", 4), rounding.get("mode", "half_away"))
        if "ruling" in opinion:
            if reading == "consensus" and self.switches["undecided_at_lock"] != "escalate":
                raise Refused("nothing_to_rule")            # they agree, or nobody decides
            return self._within(leaf, rule, Fraction(opinion["ruling"]), self_score, before)
        if reading == "chair":
            raise Refused("disagreement_not_ruled")
        return None


def contests(opinion):
    """Whether what was decided did not agree: a ruling says so by its points alone."""
    if "ruling" in opinion:
        return False
    return any(each["decision"] != "agree" for each in opinion.get("opinions", [opinion]))
