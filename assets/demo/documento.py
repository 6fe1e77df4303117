"""A long document to summarise: the chronicle of a year in an invented town, and one notice."""

from comun import Phrases, Random, capital, contract, read_sections

MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
          "noviembre", "diciembre"]


class Chronicler:
    def __init__(self, seed):
        self.random = Random(seed)
        self.phrases = Phrases(self.random, read_sections("documento"), False)

    def person(self):
        """«Elvira, la panadera»: the article of the trade says which names fit."""
        trade = self.phrases.deal("quien")
        while True:
            name = self.phrases.deal("nombre")
            woman = name[-1] == "a" or name in ("Remedios", "Amparo", "Consuelo", "Leonor")
            if woman == trade.startswith("la "):
                return f"{name}, {trade}"

    def say(self, section):
        return self.phrases.say(section, {"persona": self.person(), "mes": self.month})

    def paragraph(self, chapter, month):
        self.month = month
        parts = [self.say(chapter + ".a"), self.say(chapter + ".d")]
        if self.random.chance(70):
            parts.append(self.say(chapter + ".d"))
        parts.append(self.say(chapter + ".r"))
        if self.random.chance(55):
            parts.append(self.say(chapter + ".q"))
        return " ".join(capital(contract(part)) for part in parts)

    def text(self):
        sections = self.phrases.sections
        blocks = list(sections["comienzo"])
        for number, chapter in enumerate(sections["capitulos"], 1):
            blocks.append(f"{number}. {sections[chapter + '.titulo'][0].upper()}")
            blocks += sections[chapter + ".intro"]
            blocks += [self.paragraph(chapter, month) for month in MONTHS]
        return "\n\n".join(blocks + sections["final"]) + "\n"


def write():
    """{file name: text}"""
    return {"documento.txt": Chronicler(2041).text(), "aviso.txt": read_sections("documento")["aviso"][0] + "\n"}
