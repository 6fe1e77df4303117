"""A long document to summarise: the chronicle of a year in an invented town, and one notice."""

import re

from comun import Phrases, Random, capital, contract, read_sections

MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
          "noviembre", "diciembre"]

TAG = re.compile(r"^(\d+): ")
SEASON = re.compile(r"^([ipvo]+): ")
SEASONS = "iipppvvvoooi"  # of each month


class Chronicler:
    def __init__(self, seed):
        self.random = Random(seed)
        self.phrases = Phrases(self.random, read_sections("documento"), False)
        self.used, self.month = set(), ""

    def say(self, phrase):
        return capital(contract(self.phrases.expand(phrase, {"mes": self.month})))

    def suiting(self, section, event):
        """A phrase not used before that suits event number `event` (from 1), the most particular first; or none."""
        best = None
        for phrase in self.phrases.sections[section]:
            tag = TAG.match(phrase)
            if phrase in self.used or (tag and str(event) not in tag.group(1)):
                continue
            particular = len(tag.group(1)) if tag else 10
            if best is None or particular < best[0]:
                best = (particular, phrase)
        if best is None:
            return []
        self.used.add(best[1])
        return [self.say(TAG.sub("", best[1]))]

    def paragraph(self, chapter, event, month):
        self.month = month
        parts = [self.say(SEASON.sub("", self.phrases.sections[chapter + ".a"][event - 1]))]
        for kind in "ddrq":
            parts += self.suiting(chapter + "." + kind, event)
        return " ".join(parts)

    def chapter(self, name):
        """Its events, each told once, in the order of the months they fall in."""
        events = self.phrases.sections[name + ".a"]
        while True:
            months = sorted(self.random.shuffled(range(12))[:len(events)])
            order = self.random.shuffled(range(len(events)))
            if all(self.fits(events[event], month) for event, month in zip(order, months)):
                return [self.paragraph(name, event + 1, MONTHS[month]) for event, month in zip(order, months)]

    @staticmethod
    def fits(event, month):
        season = SEASON.match(event)
        return season is None or SEASONS[month] in season.group(1)

    def text(self):
        sections = self.phrases.sections
        blocks = list(sections["comienzo"])
        for number, chapter in enumerate(sections["capitulos"], 1):
            blocks.append(f"{number}. {sections[chapter + '.titulo'][0].upper()}")
            blocks += sections[chapter + ".intro"]
            blocks += self.chapter(chapter)
        return "\n\n".join(blocks + sections["final"]) + "\n"


def write():
    """{file name: text}"""
    return {"documento.txt": Chronicler(2041).text(), "aviso.txt": read_sections("documento")["aviso"][0] + "\n"}
