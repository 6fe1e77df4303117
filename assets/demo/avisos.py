"""Short notices with the sentence or two that say who, what, where and when."""

import re

from comun import Phrases, Random, capital, contract, read_sections
from ruido import ACCENTS, slips

HEADER = ["texto", "resumen"]
TUNE_ROWS, TEST_ROWS = 1040, 240
KINDS = ["corte", "acto", "taller", "plazo", "calle", "horario", "reunion", "campana", "aplaza", "salida", "perdido"]
OFFICIAL = ("corte", "calle", "horario", "plazo")
SHORTEST, LONGEST = 60, 140  # words of a notice
SLOT = re.compile(r"<([a-z]+)>")
FEMININE = {"doscientas": "doscientos", "trescientas": "trescientos", "quinientas": "quinientos"}


def finish(text):
    """Contractions, capitals after every full stop, and masculine hundreds before «euros»."""
    text = contract(text).replace("las una", "la una")
    for feminine, masculine in FEMININE.items():
        text = text.replace(feminine + " euros", masculine + " euros")
    return capital(re.sub(r"(?<=[.?!] )\w", lambda match: match.group().upper(), text))


class Announcer:
    def __init__(self, seed, test):
        self.random, self.test = Random(seed), test
        sections = {**read_sections("avisos"), **read_sections("avisos_piezas")}
        self.phrases = Phrases(self.random, sections, test)

    def date(self):
        day = f"{self.random.between(1, 27)} de {self.phrases.deal('mes')}"
        week = self.phrases.deal("semana")
        return week, day

    def later(self, week, day):
        """A date some days after the given one, in the same month and with the right day of the week."""
        number, month = day.split(" de ")
        days = self.random.between(2, 30 - int(number))
        weeks = self.phrases.sections["semana"]
        return f"el {weeks[(weeks.index(week) + days) % 7]} {int(number) + days} de {month}"

    def hours(self):
        """A stretch of whole or half hours, both ends in the same style: «ocho» to «dos», or «8:30» to «14:00»."""
        words = ["siete", "ocho", "nueve", "diez", "once", "doce", "una", "dos", "tres"]
        begin = self.random.below(5)
        end = self.random.between(begin + 2, len(words) - 1)
        if self.random.chance(60):
            return words[begin], words[end]
        return f"{7 + begin}:{self.random.choice(['00', '15', '30'])}", f"{7 + end}:{self.random.choice(['00', '30', '45'])}"

    def scene(self, kind):
        """Slots that only make sense together: who may announce what, and where it can happen."""
        deal = self.phrases.deal
        slots = {}
        if kind in OFFICIAL:
            slots["quien"] = deal("oficial")
        if kind == "perdido":
            slots["quien"] = deal("contacto")
        if kind == "reunion":
            slots["quien"] = deal("grupo")
        if kind == "corte":
            slots["servicio"], slots["motivo"] = deal("corte").split(" ; ")
        if kind in ("reunion", "taller"):
            slots["lugar"] = deal("sala")
        elif kind == "salida":
            slots["lugar"], slots["hora"] = deal("aire"), deal("temprano")
        else:
            outside = self.random.chance(45)
            slots["acto"] = deal("fuera" if outside else "dentro")
            slots["lugar"] = deal("aire" if outside else "sala")
        return slots

    def slots(self, kind, skeleton):
        week, day = self.date()
        later = self.later(week, day)
        days = self.phrases.deal("dias")
        if kind == "taller":
            week = "sábado" if days == "sábados" else days.split()[0]
        begin, end = self.hours()
        fixed = {"fecha": f"el {week} {day}", "fechasin": f"el {week} {day}", "dia": day, "dias": days,
                 "nueva": later, "desde": begin, "hasta": end,
                 "precio": str(5 * self.random.between(2, 12))}
        fixed.update(self.scene(kind))
        for name in SLOT.findall(skeleton):
            if name not in fixed:
                fixed[name] = self.phrases.deal(name)
        return fixed

    def aside(self, kind):
        if self.random.chance(70 if kind == "reunion" else 20):
            return "relleno"
        if kind == "perdido":
            return "relleno_perdido"
        return "relleno_obra" if kind in OFFICIAL else "relleno_evento"

    def fill(self, kind, skeleton):
        """Sentences that do not matter where the skeleton allows them, none twice."""
        places = skeleton.count("~")
        counts = [0] * places
        for _ in range(self.random.between(3, 6)):
            counts[self.random.below(places)] += 1
        for count in counts:
            extra = " ".join(self.phrases.say(self.aside(kind)) for _ in range(count))
            skeleton = skeleton.replace("~", extra, 1)
        return skeleton

    def notice(self, kind):
        skeleton = self.phrases.deal("aviso_" + kind)
        slots = self.slots(kind, skeleton)
        text = finish(self.phrases.expand(self.fill(kind, skeleton), slots))
        summary = finish(self.phrases.expand(self.phrases.deal("aviso_" + kind + ".s"), slots))
        if self.random.chance(30):
            text = self.phrases.deal("titulo") + ". " + text
        if self.random.chance(12):
            text = text.translate(ACCENTS)
        if self.random.chance(15):
            text = slips(self.random, text, 2)
        return text, summary

    def rows(self):
        rows, seen = [], set()
        wanted = TEST_ROWS if self.test else TUNE_ROWS
        while len(rows) < wanted:
            text, summary = self.notice(KINDS[len(rows) % len(KINDS)])
            if SHORTEST <= len(text.split()) <= LONGEST and text not in seen:
                seen.add(text)
                rows.append([text, summary])
        return self.random.shuffled(rows)


def write():
    return {"avisos.csv": (HEADER, Announcer(2021, False).rows()),
            "avisos.prueba.csv": (HEADER, Announcer(2022, True).rows())}
