"""Complaints of townspeople to a town hall, by department: rows to tune on and test rows of other patterns."""

from comun import Phrases, Random, contract, read_sections, sentence
from ruido import roughen

HEADER = ["texto", "departamento"]
# Rows a department, to tune on and to test with: a town complains more about some things than about others.
ROWS = {"Alumbrado": (140, 36), "Limpieza": (175, 45), "Aguas": (160, 41), "Tráfico": (175, 45),
        "Parques": (145, 37), "Policía local": (165, 42), "Obras": (150, 39), "Tributos": (135, 35),
        "Atención": (140, 36)}


def read_problems():
    """{department: [(wordings to tune on, wordings of the test), ...]}, one entry a kind of problem."""
    problems = {}
    for name in ("quejas_problemas_1", "quejas_problemas_2"):
        for department, lines in read_sections(name).items():
            kinds = []
            for line in lines:
                tune, test = line.split(" || ")
                kinds.append((tune.split(" / "), test.split(" / ")))
            problems[department] = kinds
    return problems


class Writer:
    def __init__(self, seed, test):
        self.random = Random(seed)
        self.test = test
        self.phrases = Phrases(self.random, read_sections("quejas_marcos"), test)
        for name, phrases in read_sections("quejas_propias").items():
            self.phrases.sections.setdefault(name, []).extend(phrases)
        for department, kinds in read_problems().items():
            wordings = [w for kind in kinds for w in kind[1 if test else 0]]
            self.phrases.sections["problema_" + department] = wordings

    def problem(self, department):
        return self.phrases.say("problema_" + department)

    def other(self, department):
        """Slots of a digression: another department's problem <Q> and thing <O>."""
        others = [name for name in ROWS if name != department]
        name = self.random.choice(others)
        return {"Q": self.problem(name), "O": self.phrases.say("otro_" + name)}

    def complaint(self, department):
        random, say = self.random, self.phrases.say
        parts = []
        if random.chance(30):
            parts.append(say("saludo"))
        aside = random.below(100)
        if aside < 12:
            parts.append(sentence(say("previa", self.other(department))))
        parts.append(sentence(say("apertura", {"P": self.problem(department)})))
        if random.chance(30):
            parts.append(sentence(say("tema", {"T": say("cosa_" + department)})))
        tail = []
        own = random.below(100)
        if own < 72:
            tail.append(say("propia_" + department))
        if own < 22:
            tail.append(say("propia_" + department))
        if random.chance(28):
            tail.append(say("consecuencia"))
        if random.chance(9):
            tail.append(say("relleno"))
        if 12 <= aside < 42:
            tail.append(sentence(say("digresion", self.other(department))))
        parts += random.shuffled(tail)
        if random.chance(32):
            parts.append(say("ruego"))
        if random.chance(20):
            parts.append(say("despedida"))
        return contract(" ".join(parts))

    def rows(self):
        seen, rows = set(), []
        for department, counts in ROWS.items():
            made = 0
            while made < counts[1 if self.test else 0]:
                text = roughen(self.random, self.complaint(department))
                if not 6 <= len(text.split()) <= 60 or text in seen:
                    continue
                seen.add(text)
                rows.append([text, department])
                made += 1
        return self.random.shuffled(rows)


def write():
    return {"quejas.csv": (HEADER, Writer(2001, False).rows()),
            "quejas.prueba.csv": (HEADER, Writer(2002, True).rows())}
