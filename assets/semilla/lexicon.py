"""Reads the word lists of lexicon/ and gives nouns, adjectives and verb frames by field.

nouns*.txt   «# field | kinds of adjective», then nouns separated by commas. A noun may
             carry its gender (mano/f), both forms (maestro/maestra) or «/mf» for one
             form of both genders (artista/mf); «=» marks a proper name.
fields.txt   unions: name = field + field
adjectives.txt «# kind», adjectives separated by commas
frames.txt   «# subject field(s) | topic», then «verb: complement / complement»
"""

import glob
import os

from morphology import STRESSED_A, feminine, gender_of, plural

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lexicon")


OLD = ("antiguo", "gaucho")        # what nobody does today: only where a pattern asks for it


class Noun:
    __slots__ = ("one", "many", "gender", "proper", "stressed_a", "field", "pair")

    def __init__(self, one, gender, field, proper=False, pair=None):
        self.one, self.gender, self.field, self.proper = one, gender, field, proper
        self.many = one if proper else plural(one)
        self.stressed_a = gender == "f" and one.split(" ")[0] in STRESSED_A
        self.pair = pair                       # the other gender, for persons and animals


def parse_noun(text, field):
    """The noun of one entry; of a pair, the masculine with the feminine in `pair`."""
    if text.startswith("="):
        name, _, gender = text[1:].partition("/")
        return Noun(name, gender or gender_of(name.lower()), field, proper=True)
    word, slash, mark = text.partition("/")
    if not slash:
        return Noun(word, gender_of(word), field)
    if mark in ("m", "f"):
        return Noun(word, mark, field)
    other = word if mark == "mf" else feminine(word) if mark == "a" else mark
    return Noun(word, "m", field, pair=Noun(other, "f", field))


def lines(pattern):
    for path in sorted(glob.glob(os.path.join(HERE, pattern))):
        with open(path, encoding="utf-8") as source:
            for line in source:
                line = line.strip()
                if line and not line.startswith("//"):
                    yield line


class Lexicon:
    def __init__(self):
        self.nouns, self.field_adjectives, self.adjectives = {}, {}, {}
        self.parts = {}                        # of a union: its bags, drawn with equal chances
        self.frames, self.topics = {}, {}
        self._read_nouns()
        self._read_unions()
        self._read_adjectives()
        self._read_frames()

    def _read_nouns(self):
        field = None
        for line in lines("nouns*.txt"):
            if line.startswith("# "):
                field, _, kinds = line[2:].partition("|")
                field = field.strip()
                self.field_adjectives.setdefault(field, kinds.split())
                continue
            bag = self.nouns.setdefault(field, [])
            bag.extend(parse_noun(word.strip(), field) for word in line.split(",") if word.strip())

    def _read_unions(self):
        for line in lines("fields.txt"):
            name, _, parts = line.partition("=")
            self._unite(name.strip(), [part.strip() for part in parts.split("+")])

    def _unite(self, name, fields):
        self.parts[name] = [self.nouns[field] for field in fields]
        self.nouns[name] = [noun for bag in self.parts[name] for noun in bag]

    def _read_adjectives(self):
        kind = None
        for line in lines("adjectives.txt"):
            if line.startswith("# "):
                kind = line[2:].strip()
                continue
            self.adjectives.setdefault(kind, []).extend(word.strip() for word in line.split(",") if word.strip())

    def _read_frames(self):
        subjects, topic = [], ""
        for line in lines("frames*.txt"):
            if line.startswith("# "):
                head, _, topic = line[2:].partition("|")
                subjects, topic = head.split(), topic.strip()
                continue
            verb, _, complements = line.partition(":")
            frame = (verb.strip(), [part.strip() for part in complements.split(" / ")])
            for subject in subjects:
                if topic not in OLD:
                    self.frames.setdefault((subject, ""), []).append(frame)
                self.frames.setdefault((subject, topic), []).append(frame)

    def bag(self, name):
        """All nouns of a field, or of several joined by «+»."""
        if name not in self.nouns:
            if "+" not in name:
                raise KeyError("no field of nouns is called «%s»" % name)
            self._unite(name, name.split("+"))
        return self.nouns[name]

    def pick(self, rng, name):
        """A noun of a field: the lists begin with common words, and so do most draws."""
        bag = self.bag(name)
        if name in self.parts:
            bag = rng.choice(self.parts[name])
        if rng.chance(35):
            return rng.choice(bag)
        return bag[rng.below(1 + rng.below(len(bag)))]
