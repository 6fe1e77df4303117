"""Questions of citizens to an invented town's office, and its answers: every fact has one answer, always the same."""

import re

from comun import Phrases, Random, capital, contract, read_sections
from ruido import roughen

HEADER = ["pregunta", "respuesta"]
TUNE_ROWS, TEST_ROWS = 9, 2  # a fact
SIMILAR = 70                 # per cent of shared 5-grams above which a question is written again


QUESTION = re.compile(r"^(si|(\w+ )?(qué|quién|cuándo|cuánt[oa]s?|cuál|cómo|dónde|adónde))\b")


def read_facts():
    """[(answer, ways of asking to tune on, ways of asking in the test), ...]"""
    facts = []
    for name, lines in read_sections("oficina_hechos").items():
        kinds = {"r": [], "e": [], "p": []}
        for line in lines:
            kinds[line[0]].append(line[2:])
        if len(kinds["r"]) != 1 or not kinds["e"] or not kinds["p"]:
            raise ValueError(f"patrones/oficina_hechos.txt: [{name}] needs one r, and e and p")
        facts.append((kinds["r"][0], kinds["e"], kinds["p"]))
    return facts


def grams(text):
    text = text.lower()
    return {text[i:i + 5] for i in range(max(1, len(text) - 4))}


def alike(text, others):
    own = grams(text)
    return any(100 * len(own & theirs) >= SIMILAR * len(own | theirs) for theirs in map(grams, others))


class Asker:
    def __init__(self, seed, test):
        self.random, self.test = Random(seed), test
        self.phrases = Phrases(self.random, read_sections("oficina_marcos"), test)

    def question(self, core):
        asked = self.phrases.expand(core)
        straight = asked[3:] if asked.startswith("si ") else asked
        frame = "marco" if QUESTION.match(asked) else "relato"
        text = self.phrases.say(frame, {"I": asked, "D": straight})
        if self.random.chance(25):
            text += " " + self.phrases.say("motivo")
        return roughen(self.random, contract(capital(text)))

    def questions(self, cores, count):
        made = []
        while len(made) < count:
            text = self.question(cores[len(made) % len(cores)])
            if not alike(text, made):
                made.append(text)
        return made

    def rows(self):
        rows = []
        for answer, tune, test in read_facts():
            cores, count = (test, TEST_ROWS) if self.test else (tune, TUNE_ROWS)
            rows += [[question, answer] for question in self.questions(cores, count)]
        return self.random.shuffled(rows)


def write():
    return {"oficina.csv": (HEADER, Asker(2011, False).rows()),
            "oficina.prueba.csv": (HEADER, Asker(2012, True).rows())}
