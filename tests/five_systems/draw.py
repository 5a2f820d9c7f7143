"""Numbers drawn from a text: the same text gives the same numbers on every machine, whatever Python's own do."""

import hashlib


class Draw:
    def __init__(self, seed):
        self.seed, self.drawn = seed, 0

    def number(self, least, most):
        """A whole number from `least` to `most`."""
        self.drawn += 1
        digest = hashlib.sha256(f"{self.seed} {self.drawn}".encode()).digest()
        return least + int.from_bytes(digest[:8], "big") % (most - least + 1)

    def chance(self, percent):
        return self.number(1, 100) <= percent

    def pick(self, things):
        return things[self.number(0, len(things) - 1)]
