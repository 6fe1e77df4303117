"""SplitMix64: the same numbers on every machine and every Python version.

Python's own `random` promises equal sequences only for some of its methods, so
the corpus draws from this generator alone (Steele, Lea & Flood, 2014).
"""

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(value):
    """Finaliser of SplitMix64: spreads one 64-bit value over all bits."""
    value &= MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


class Rng:
    """A stream of numbers named by a seed and any further integers."""

    __slots__ = ("state",)

    def __init__(self, seed, *path):
        state = mix(seed + GOLDEN)
        for part in path:
            state = mix(state + mix(part + GOLDEN))
        self.state = state

    def next(self):
        self.state = (self.state + GOLDEN) & MASK
        value = self.state
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
        return value ^ (value >> 31)

    def below(self, bound):
        """A whole number in [0, bound); the bias, under 2^-50 here, is harmless."""
        return (self.next() * bound) >> 64

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def choice(self, items):
        return items[(self.next() * len(items)) >> 64]

    def sample(self, items, count):
        """`count` different items, in random order."""
        pool = list(items)
        for place in range(count):
            other = place + self.below(len(pool) - place)
            pool[place], pool[other] = pool[other], pool[place]
        return pool[:count]
