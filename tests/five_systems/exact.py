"""Exact numbers: fractions in, decimals or n/d out, and the one rounding a rule may ask for (SM-27)."""

from fractions import Fraction


def decimal_places(value):
    """How many places the value needs as a decimal; None where no number of them is enough."""
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return None if rest != 1 else places + max(twos, fives)


def fixed(value, places):
    """A value of at most so many places, with exactly so many."""
    scaled = value * 10 ** places
    assert scaled.denominator == 1, f"{value} has more than {places} places"
    sign, digits = "-" if scaled < 0 else "", str(abs(scaled.numerator)).rjust(places + 1, "0")
    return sign + (digits[:-places] + "." + digits[-places:] if places else digits)


def word(value):
    """The decimal with at least two places, or n/d where it has none."""
    places = decimal_places(value)
    return f"{value.numerator}/{value.denominator}" if places is None else fixed(value, max(2, places))


def whole(value, mode):
    """The whole number a value of 0 or more becomes."""
    below = value.numerator // value.denominator
    rest = value - below
    if mode == "down":
        up = False
    elif mode == "up":
        up = rest > 0
    elif mode == "half_even":
        up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1)
    else:
        assert mode == "half_away", mode
        up = rest >= Fraction(1, 2)
    return below + up


def rounded(value, places=4, mode="half_away"):
    """`down` goes towards zero, `up` away from it, halves away from zero or to the even digit."""
    size = Fraction(whole(abs(value) * 10 ** places, mode), 10 ** places)
    return -size if value < 0 else size
