"""What the demo generators share: random numbers, phrase files, Spanish contractions and CSV.

Everything is integer arithmetic over fixed lists, so the same program gives the same bytes on any machine and
any Python 3. A phrase file has sections `[name]` with one phrase a line; `<name>` inside a phrase is replaced
by a phrase of that section and `{a|b}` by one of its alternatives. A section `[name.p]` takes the place of
`[name]` when the test rows (prueba) are written: that is how the patterns of both sides stay disjoint.
"""

import csv
import io
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent
MASK = (1 << 64) - 1


class Random:
    """splitmix64 (Steele, Lea and Flood 2014)."""

    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, limit):
        return (self.next() * limit) >> 64

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def choice(self, items):
        return items[self.below(len(items))]

    def shuffled(self, items):
        items = list(items)
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
        return items


class Deck:
    """Deals the items in a random order and reshuffles when they run out: even use of every phrase."""

    def __init__(self, random, items):
        self.random, self.items, self.left = random, list(items), []

    def deal(self):
        if not self.left:
            self.left = self.random.shuffled(self.items)
        return self.left.pop()


def read_sections(name):
    """The sections of patrones/<name>.txt as {section: [phrase, ...]}; `#` begins a comment line."""
    sections, current = {}, None
    for line in (FOLDER / "patrones" / (name + ".txt")).read_text(encoding="utf-8").split("\n"):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], [])
        elif current is None:
            raise ValueError(f"patrones/{name}.txt: a phrase before the first [section]: {line}")
        else:
            current.append(line)
    return sections


REFERENCE = re.compile(r"<([^<> ]+|Policía local|[a-z_]+_Policía local)>")
CHOICE = re.compile(r"\{([^{}]*)\}")


class Phrases:
    def __init__(self, random, sections, test):
        self.random, self.sections, self.test, self.decks = random, sections, test, {}

    def section(self, name):
        if self.test and name + ".p" in self.sections:
            return name + ".p"
        return name

    def deal(self, name):
        name = self.section(name)
        if name not in self.decks:
            self.decks[name] = Deck(self.random, self.sections[name])
        return self.decks[name].deal()

    def expand(self, text, slots=None):
        """Replaces every reference and choice of `text`; `slots` are fixed values that win over sections."""
        slots = slots or {}
        while True:
            choice = CHOICE.search(text)
            if choice:
                picked = self.random.choice(choice.group(1).split("|"))
                text = text[:choice.start()] + picked + text[choice.end():]
                continue
            reference = REFERENCE.search(text)
            if not reference:
                return text
            name = reference.group(1)
            value = slots[name] if name in slots else self.deal(name)
            text = text[:reference.start()] + value + text[reference.end():]

    def say(self, name, slots=None):
        return self.expand(self.deal(name), slots)


def contract(text):
    text = re.sub(r"\b([Dd])e el (?=[a-zñáéíóú])", r"\1el ", text)
    text = re.sub(r"\b([Aa]) el (?=[a-zñáéíóú])", r"\1l ", text)
    text = re.sub(r" +", " ", text)
    text = re.sub(r" ([,.;:?!])", r"\1", text)
    return text.strip()


def capital(text):
    for i, letter in enumerate(text):
        if letter.isalpha():
            return text[:i] + letter.upper() + text[i + 1:]
        if letter.isdigit():
            break
    return text


def sentence(text, end="."):
    text = capital(contract(text))
    return text if text[-1] in ".?!…" else text + end


def to_csv(header, rows):
    """The bytes of a CSV file: UTF-8, commas, quotes only where needed, one newline a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")
