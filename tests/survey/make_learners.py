#!/usr/bin/env python3
"""Writes the hand-in files of twenty learners who do not exist, to try the teacher's report.

    tests/survey/make_learners.py FOLDER [--seed N]

Every file is marked as generated, and the report says so. Some are as real ones are: a test or a SUS left halfway, a
test missing, somebody who only opened the first notebook, an answer changed by hand to a value that does not exist, HTML
in an open answer. A twenty-first file, `copia-vieja.json`, is an older copy of one of them, with an answer that was
changed later.
"""
import argparse
import copy
import json
import pathlib
import random
import sqlite3

ROOT = pathlib.Path(__file__).resolve().parents[2]
LETTERS = "BCDFGHJKLMNPQRSTVWXYZ23456789"
BEGIN = 1_790_000_000  # UTC seconds; nobody's real date
PEOPLE = 20
SECTIONS = {"01": ["open", "next", "bias"], "02": ["open", "look", "tokens"], "03": ["tune", "take"]}
EXERCISES = {"01": ["01.change"], "02": ["02.complete", "02.transfer"], "03": ["03.transfer"]}
# What is recorded too and is no exercise.
ASIDE = {"01": ["01.know", "01.quiz"], "02": ["02.tokens", "02.quiz"], "03": ["03.rate", "blind_ab"]}
HARD = {"02.transfer": 0.45, "03.transfer": 0.6, "take": 0.55}
RATINGS = {"experience": 4.2, "clarity": 4.5, "usefulness": 4.4, "ease": 3.1, "comprehension": 3.8}
STUCK = ["En los tokens, porque no sabía cuántos ocupaba mi texto.", "Con el intervalo: no entendía los números.",
         "En ninguna parte.", "El archivo de datos no se abría.", "Los tokens y el intervalo.", ""]
CHANGE = ["Más ejemplos con textos cortos.", "Ejemplos de mi trabajo.", "Nada.", "Menos texto antes del ejercicio."]
HTML = "<script>alert(\"x\")</script> & <b>negrita</b> <img src=x onerror=alert(1)>"


def course(name):
    return json.loads((ROOT / "assets" / "course" / name).read_text(encoding="utf-8"))


class Learner:
    def __init__(self, chance, number):
        self.chance = chance
        self.number = number
        letters = [chance.choice(LETTERS) for _ in range(8)]
        self.code = "".join(letters[:4]) + "-" + "".join(letters[4:])
        self.skill = chance.gauss(0, 0.12)
        self.now = BEGIN + number * 40
        self.answers, self.events = {}, []

    def wait(self, low, high):
        self.now += self.chance.randrange(low, high)

    def answer(self, notebook, instrument, item, value):
        self.wait(2, 30)
        first = self.answers.get((notebook, instrument, item), {"first_at": self.now})["first_at"]
        self.answers[notebook, instrument, item] = {"notebook": notebook, "instrument": instrument, "item": item,
                                                    "value": value, "first_at": first, "at": self.now}

    def event(self, notebook, place, kind, detail=""):
        self.wait(1, 5)
        self.events.append({"id": f"{self.chance.getrandbits(64):016x}", "notebook": notebook, "place": place,
                            "kind": kind, "detail": detail, "at": self.now})

    def likely(self, share):
        return self.chance.random() < min(0.98, max(0.02, share + self.skill))

    def rating(self, mean):
        return str(min(5, max(1, round(self.chance.gauss(mean + 2 * self.skill, 0.8)))))

    def take_test(self, instrument, form, share, most=10):
        for item in course(f"test_{form}.json")["items"][:most]:
            wrong = [option["id"] for option in item["options"] if option["id"] != item["correct"]]
            self.answer("", instrument, item["id"], item["correct"] if self.likely(share) else self.chance.choice(wrong))

    def fill_sus(self, most=10):
        for item in course("sus.json")["items"][:most]:
            value = int(self.rating(4.2))
            self.answer("", "sus", item["id"], str(6 - value if item.get("negative") else value))

    def exercise(self, notebook, name):
        easy = HARD.get(name, 0.95)
        if self.likely(0.7):
            self.event(notebook, name, "prediction", "creo que sí")
        for _ in range(4):
            self.event(notebook, name, "attempt")
            if self.likely(easy - 0.2):
                self.event(notebook, name, "solved")
                return
            if self.likely(0.3):
                self.event(notebook, name, "error", self.chance.choice(["data.unknown_column", "data.not_found"]))
            if self.likely(0.5):
                self.event(notebook, name, "hint")

    def work(self, notebook):
        for section in SECTIONS[notebook]:
            self.event(notebook, section, "section_begin")
            if self.likely(0.1):  # a pause: begun again
                self.wait(1000, 5000)
                self.event(notebook, section, "section_begin")
            self.wait(120, 900)
            if self.likely(HARD.get(section, 0.97)):
                self.event(notebook, section, "section_end")
        for name in EXERCISES[notebook]:
            self.exercise(notebook, name)
        for scale, mean in RATINGS.items():
            self.answer(notebook, "feedback", scale, self.rating(mean))
        self.answer(notebook, "feedback", "difficulty", self.chance.choice(["none", "text", "words", "words", "errors"]))
        stuck = self.chance.choice(STUCK)
        self.answer(notebook, "feedback", "stuck", HTML if self.number == 7 and notebook == "02" else stuck)
        self.answer(notebook, "feedback", "change", self.chance.choice(CHANGE))

    def aside(self, chance):
        """A prediction, a quiz, a blind test; the quiz says that a question of it is solved."""
        for notebook in sorted({event["notebook"] for event in self.events}):
            for place in ASIDE[notebook]:
                kinds = ["attempt", "solved"] if place.endswith("quiz") else ["attempt" if place == "blind_ab" else "prediction"]
                for kind in kinds:
                    self.events.append({"id": f"{chance.getrandbits(64):016x}", "notebook": notebook, "place": place,
                                        "kind": kind, "detail": "1", "at": self.now})

    def document(self):
        return {"format": "afina-course", "schema": 1, "learners": [
            {"code": self.code, "consent_at": BEGIN, "generated": True, "answers": list(self.answers.values()),
             "events": self.events}]}


def make(seed=1):
    chance = random.Random(seed)
    learners = []
    for number in range(1, PEOPLE + 1):
        learner = Learner(chance, number)
        first, last = ("a", "b") if number % 2 else ("b", "a")
        learner.take_test("pretest", first, 0.38, most=7 if number == 12 else 10)
        for notebook in ["01"] if number == 16 else SECTIONS:
            learner.work(notebook)
        if number not in (5, 16):
            learner.take_test("posttest", last, 0.8)
            learner.fill_sus(most=8 if number == 9 else 10)
        if number == 18:
            learner.answers["01", "feedback", "clarity"]["value"] = "9"
        learner.aside(random.Random(f"{seed} {number}"))
        learners.append(learner)
    return learners


def write_store(learner, path):
    """The same learner as the file that the program itself keeps."""
    database = sqlite3.connect(path)
    database.executescript("""
        CREATE TABLE learner(only INTEGER PRIMARY KEY CHECK(only = 1), code TEXT NOT NULL, consent_at INTEGER NOT NULL,
          consented INTEGER NOT NULL, generated INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE answers(notebook TEXT NOT NULL, instrument TEXT NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL,
          first_at INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(notebook, instrument, item));
        CREATE TABLE events(sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, notebook TEXT NOT NULL,
          place TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL);
        PRAGMA user_version = 1;""")
    database.execute("INSERT INTO learner VALUES(1, ?, ?, 1, 1)", (learner.code, BEGIN))
    database.executemany("INSERT INTO answers VALUES(:notebook, :instrument, :item, :value, :first_at, :at)",
                         learner.answers.values())
    database.executemany("INSERT INTO events(id, notebook, place, kind, detail, at) VALUES(:id, :notebook, :place, :kind, "
                         ":detail, :at)", learner.events)
    database.commit()
    database.close()


def write(folder, seed=1):
    """Writes the files, and gives the learners as they should be understood."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    learners = make(seed)
    for learner in learners:
        path = folder / f"persona{learner.number:02}.json"
        path.write_text(json.dumps(learner.document(), ensure_ascii=False, indent=1), encoding="utf-8")
    old = copy.deepcopy(learners[2].document())
    for answer in old["learners"][0]["answers"]:
        answer["at"] -= 1
        if answer["item"] == "clarity":
            answer["value"] = "1"
    old["learners"][0]["events"] = old["learners"][0]["events"][:5]
    (folder / "copia-vieja.json").write_text(json.dumps(old, ensure_ascii=False), encoding="utf-8")
    return learners


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(f"{len(write(arguments.folder, arguments.seed))} learners in {arguments.folder}")
