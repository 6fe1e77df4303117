"""Short stanzas in one invented author's voice: octosyllables whose even lines rhyme in assonance."""

import re

from comun import CHOICE, Random, capital, read_sections
from metrica import assonance, syllables

HEADER = ["texto"]
TUNE_ROWS, TEST_ROWS = 1040, 240


def variants(text):
    """Every way of reading the choices of a phrase."""
    choice = CHOICE.search(text)
    if not choice:
        return [text]
    return [whole for option in choice.group(1).split("|")
            for whole in variants(text[:choice.start()] + option + text[choice.end():])]


def couplets(test):
    """{assonance: [(theme, odd line, even line), ...]} of the lines that measure eight syllables."""
    found = {}
    for theme, phrases in read_sections("versos").items():
        if theme.endswith(".p") != test:
            continue
        for phrase in phrases:
            odd, evens = phrase.split(" / ")
            for even in variants(evens):
                if syllables(odd) == 8 and syllables(even) == 8:
                    found.setdefault(assonance(even), []).append((theme, odd, even))
    return {rhyme: pairs for rhyme, pairs in found.items() if len({odd for _, odd, _ in pairs}) > 2}


def lines_of(pairs):
    """The stanza of some couplets: commas inside, a full stop at the end of each sentence."""
    lines = []
    for _, odd, even in pairs:
        lines.append(capital(odd))
        lines.append(even if even[-1] in ".»" else even + ".")
    return "\n".join(lines)


class Poet:
    def __init__(self, seed, test):
        self.random, self.pairs, self.test = Random(seed), couplets(test), test
        self.every = [(rhyme, pair) for rhyme, pairs in self.pairs.items() for pair in pairs]

    def stanza(self):
        """Two couplets, sometimes three, of one assonance; the same theme where it can be, never a line twice."""
        rhyme, first = self.random.choice(self.every)
        chosen = [first]
        wanted = 3 if self.random.chance(22) else 2
        near = [pair for pair in self.pairs[rhyme] if pair[0] == first[0]]
        for pool, percent in ((near, 55), (self.pairs[rhyme], 100)):
            for pair in self.random.shuffled(pool):
                fresh = all(pair[1] != other[1] and last(pair) != last(other) for other in chosen)
                if len(chosen) < wanted and fresh and self.random.chance(percent):
                    chosen.append(pair)
        return lines_of(chosen)

    def rows(self):
        wanted, seen, rows = TEST_ROWS if self.test else TUNE_ROWS, set(), []
        while len(rows) < wanted:
            text = self.stanza()
            key = frozenset(text.lower().split("\n"))
            if key not in seen and text.count("\n") >= 3:
                seen.add(key)
                rows.append([text])
        return rows


def last(pair):
    return re.findall(r"\w+", pair[2].lower())[-1]


def write():
    return {"versos.csv": (HEADER, Poet(2031, False).rows()),
            "versos.prueba.csv": (HEADER, Poet(2032, True).rows())}
