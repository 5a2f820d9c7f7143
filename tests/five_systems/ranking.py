"""Places, classes and reward candidates of a ranking group (section 12; RK-1 to RK-10, RW-1, RW-2, RW-8)."""

from fractions import Fraction
from itertools import groupby

from five_systems.exact import whole

ROUNDED_BY = {"floor": "down", "nearest": "half_away", "ceiling": "up"}


class Ranking:
    """`totals`: by agency. `order`: what the authority decided, agencies best first, where it decides ties."""

    def __init__(self, regulation, totals, order=()):
        self.switches, self.totals, self.order = regulation.switches, totals, list(order)
        self.tie_break = regulation.document.get("tie_break", [])
        self.places = self._places()

    def key(self, agency):
        """The measure, then the areas that break ties (RK-5); exact, never rounded (IX-6)."""
        totals = self.totals[agency]
        return (totals.measure(self.switches["rank_on"]), *(totals.tie_break.get(a, Fraction(0)) for a in self.tie_break))

    def _tied(self):
        """Groups of equal agencies, the best first; within one the authority's order, then by name."""
        best_first = sorted(self.totals, key=lambda a: (a not in self.order, self.order.index(a) if a in self.order else 0, a))
        best_first.sort(key=self.key, reverse=True)
        for _, equal in groupby(best_first, self.key):
            equal = list(equal)
            if self.switches["tie_rule"] == "authority" and all(agency in self.order for agency in equal):
                yield from ([agency] for agency in equal)       # of equals the authority names all, or decides nothing
            else:
                yield equal

    def _places(self):
        """Agency: its rank; the place after a shared one by `rank_after_tie` (RK-6)."""
        places, rank = {}, 1
        for equal in self._tied():
            places.update(dict.fromkeys(equal, rank))
            rank += len(equal) if self.switches["rank_after_tie"] == "skip" else 1
        return places

    def from_the_top(self, agencies, quota):
        """At most so many, from the top: taken, and those whom a tie across the line left out."""
        taken = []
        for _, equal in groupby([a for a in self.places if a in agencies], self.places.get):
            equal = list(equal)
            if len(taken) + len(equal) <= quota:
                taken += equal
                continue
            if len(taken) == quota:
                return taken, []
            if self.switches["quota_tie"] == "authority":
                if all(agency in self.order for agency in equal):
                    return taken + [a for a in self.order if a in equal][:quota - len(taken)], []
            return taken, equal
        return taken, []

    def meets(self, agency, threshold, is_open=False):
        value = self.totals[agency].measure(self.switches["classify_on"])
        return threshold is None or value > threshold or (value == threshold and not is_open)

    def classes(self, classification):
        """Agency: its class; and those a tie across a quota's line left out, by class."""
        given, left_out = {}, {}
        for i, band in enumerate(classification):
            threshold, is_open = least_of(classification, i)
            eligible = [a for a in self.places if a not in given and self.meets(a, threshold, is_open)]
            if "quota" in band:
                share = Fraction(band["quota"]) / 100 * len(self.places)
                quota = whole(share, ROUNDED_BY[band.get("quota_rounding", "floor")])
                eligible, tied = self.from_the_top(eligible, quota)
                if tied:
                    left_out[band["id"]] = sorted(tied)
            given.update(dict.fromkeys(eligible, band["id"]))
        return given, left_out


def least_of(classification, i):
    """A class's threshold; of a quota without one `min_points`, else the next threshold below (RK-3)."""
    band = classification[i]
    if "threshold" in band:
        return Fraction(band["threshold"]), band.get("threshold_open", False)
    if "min_points" in band:
        return Fraction(band["min_points"]), False
    if "quota" in band:
        for below in classification[i + 1:]:
            if "threshold" in below:
                return Fraction(below["threshold"]), below.get("threshold_open", False)
    return None, False


def rewards(regulation, totals, order=()):
    """Candidates of every reward for agencies, best first; ranked anew among those whom it concerns."""
    found = {}
    for reward in regulation.document.get("rewards", []):
        if reward.get("recipients", "agencies") != "agencies":
            continue                                            # RW-3: proposed, not computed
        groups = reward.get("groups", list(regulation.groups))
        ranking = Ranking(regulation, {a: t for a, t in totals.items() if regulation.agencies[a] in groups}, order)
        minimum = Fraction(reward["minimum"]) if "minimum" in reward else None
        taken, tied = ranking.from_the_top([a for a in ranking.places if ranking.meets(a, minimum)], reward["quota"])
        found[reward["id"]] = {"candidates": taken, "tied_across_quota": sorted(tied)}
    return found
