"""Octosyllabic verse with rhyme, chosen by ear from what the verse patterns give."""

from morphology import polish
from phonology import metric, rhyme
from rng import Rng
from slots import Context

SCHEMES = ("abab", "abba", "-a-a", "-a-a-a-a", "abbccb", "aabb", "abbaaccddc")
POOL_DRAWS = 120000


class Verses:
    """A pool of octosyllables by their rhyme, drawn once from the seed."""

    def __init__(self, grammar, seed):
        self.full, self.assonant, self.free = {}, {}, []
        self.seen = set()
        rng = Rng(seed, 1 << 40)
        for _ in range(POOL_DRAWS):
            line = polish("^" + grammar.raw("octosílabo", Context(rng)))
            if line in self.seen or metric(line) != 8:
                continue
            self.seen.add(line)
            last = line.split()[-1].strip(".,;:!?¡¿»«")
            whole, vowels = rhyme(last)
            self.full.setdefault(whole, {}).setdefault(last, []).append(line)
            self.assonant.setdefault(vowels, {}).setdefault(last, []).append(line)
            self.free.append(line)
        self.rich = {"full": self._rich(self.full, 3), "assonant": self._rich(self.assonant, 8)}

    @staticmethod
    def _rich(table, least):
        return [key for key in sorted(table) if len(table[key]) >= least]

    def stanza(self, rng):
        scheme = rng.choice(SCHEMES)
        kind = "assonant" if "-" in scheme else "full"
        table = self.full if kind == "full" else self.assonant
        letters = sorted(set(scheme) - {"-"})
        keys = dict(zip(letters, rng.sample(self.rich[kind], len(letters))))
        endings = {letter: rng.sample(sorted(table[keys[letter]]), min(scheme.count(letter), len(table[keys[letter]])))
                   for letter in letters}
        lines = []
        for letter in scheme:
            if letter == "-":
                lines.append(rng.choice(self.free))
            else:
                word = endings[letter].pop() if endings[letter] else rng.choice(sorted(table[keys[letter]]))
                lines.append(rng.choice(table[keys[letter]][word]))
        return self._punctuate(lines)

    @staticmethod
    def _punctuate(lines):
        lines = [line.rstrip(".,;: ") for line in lines]
        out = []
        for place, line in enumerate(lines):
            last = place == len(lines) - 1
            mark = "" if line[-1] in "?!" else "." if last else ";" if place == len(lines) // 2 - 1 else ","
            out.append(line + mark)
        return out

    def poem(self, rng):
        stanzas = []
        for _ in range(rng.between(1, 3)):
            lines = self.stanza(rng)
            lines[0] = _capital(lines[0])
            stanzas.append("\n".join(lines))
        return "\n\n".join(stanzas)


def _capital(line):
    for place, letter in enumerate(line):
        if letter.isalpha():
            return line[:place] + letter.upper() + line[place + 1:]
    return line
