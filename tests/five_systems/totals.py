"""Sums of every node, the total, the applicable maximum and the index (section 12)."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass
class Totals:
    nodes: dict                     # code: points; penalties taken off, areas not below 0 where that holds
    tie_break: dict                 # area: what breaks ties
    bonus: Fraction
    penalty: Fraction
    total: Fraction
    applicable_maximum: Fraction
    index: Fraction

    def measure(self, switch):
        """What `rank_on` or `classify_on` looks at, of 100 where it is the index."""
        return self.index * 100 if switch == "index" else self.total


def area_points(made, area, results, switches, with_bonus=True):
    """The sum of an area's leaves, penalties taken off (IX-3), not below 0 if it has any leaf in scale (BP-6)."""
    leaves = [leaf for leaf in made.leaves.values() if leaf.area == area]
    points = sum((signed(leaf, results) for leaf in leaves if with_bonus or leaf.shape != "bonus"), Fraction(0))
    if any(leaf.in_scale for leaf in leaves) and not switches["penalty_below_area_zero"]:
        points = max(points, Fraction(0))
    return points


def signed(leaf, results):
    points = results[leaf.code].points
    return -points if leaf.shape == "penalty" else points


def total_up(made, results, switches):
    nodes = {}
    for code, node in reversed(made.nodes.items()):         # children after parents, so backwards
        leaf = made.leaves.get(code)
        nodes[code] = signed(leaf, results) if leaf else sum(nodes[child] for child in node.children)
    for area in made.areas:
        nodes[area] = area_points(made, area, results, switches)

    def taken(shape):
        return sum((results[leaf.code].points for leaf in made.leaves.values() if leaf.shape == shape), Fraction(0))

    bonus, total = taken("bonus"), sum(nodes[area] for area in made.areas)
    if switches["bonus_cap"] is not None:
        total -= max(Fraction(0), bonus - Fraction(switches["bonus_cap"]))
    total = max(total, Fraction(switches["total_floor"]))
    dropped = sum((leaf.maximum for leaf in made.leaves.values()
                   if leaf.in_scale and results[leaf.code].not_applicable == "drop"), Fraction(0))
    applicable = made.maximum - dropped
    return Totals(
        nodes={code: nodes[code] for code in made.nodes}, bonus=bonus, penalty=taken("penalty"), total=total,
        tie_break={area: area_points(made, area, results, switches, switches["bonus_in_tie_break"]) for area in made.areas},
        applicable_maximum=applicable, index=total / applicable if applicable else Fraction(0))
