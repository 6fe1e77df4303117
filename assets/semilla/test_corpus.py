"""python3 -m unittest discover assets/semilla"""

import hashlib
import json
import os
import re
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import kinds
import make_corpus
import numbers_es
import topics
from lexicon import Lexicon
from morphology import determiner, inflect, plural, polish
from noise import hurried
from phonology import attach, metric, rhyme
from rng import Rng
from verbs import conjugate


def turns(record):
    return [record["text"]] if "text" in record else [turn["content"] for turn in record["messages"]]


class Random(unittest.TestCase):
    def test_known_values_of_splitmix64(self):
        rng = Rng(0)
        rng.state = 1234567
        self.assertEqual([rng.next() for _ in range(3)],
                         [6457827717110365317, 3203168211198807973, 9817491932198370423])

    def test_bounds(self):
        rng = Rng(3)
        values = [rng.between(2, 5) for _ in range(1000)]
        self.assertEqual((min(values), max(values)), (2, 5))


class Forms(unittest.TestCase):
    def test_verbs(self):
        for verb, tense, person, form in (
                ("buscar", "pret", 0, "busqué"), ("pedir", "pret", 2, "pidió"), ("dormir", "subj", 3, "durmamos"),
                ("leer", "pret", 5, "leyeron"), ("construir", "pres", 2, "construye"), ("conocer", "pres", 0, "conozco"),
                ("traducir", "pret", 5, "tradujeron"), ("mantener", "fut", 1, "mantendrás"), ("proponer", "imp", 1, "propón"),
                ("irse", "ger", 2, "yéndose"), ("lavarse", "imp", 2, "lávese"), ("vestirse", "inf", 0, "vestirme"),
                ("enviar", "pres", 5, "envían"), ("reunir", "pres", 2, "reúne"), ("ser", "subi", 3, "fuéramos"),
                ("devolver", "perf", 2, "ha devuelto"), ("seguir", "pres", 0, "sigo"), ("vencer", "pres", 0, "venzo"),
                ("caer", "pret", 2, "cayó"), ("jugar", "subj", 5, "jueguen"), ("avergonzarse", "pres", 0, "me avergüenzo"),
                ("oír", "pres", 2, "oye"), ("andar", "subi", 2, "anduviera"), ("haber", "cond", 2, "habría"), ("desconfiar", "pres", 2, "desconfía"), ("colarse", "pres", 2, "se cuela")):
            self.assertEqual(conjugate(verb, tense, person), form)

    def test_plurals(self):
        for one, many in (("lápiz", "lápices"), ("canción", "canciones"), ("joven", "jóvenes"), ("crisis", "crisis"),
                          ("país", "países"), ("carácter", "caracteres"), ("licencia de obras", "licencias de obras"),
                          ("autobús", "autobuses"), ("rey", "reyes"), ("buzón", "buzones"), ("paraguas", "paraguas")):
            self.assertEqual(plural(one), many)

    def test_articles_and_adjectives(self):
        self.assertEqual(determiner("el", "f", False, True), "el")
        self.assertEqual(determiner("el", "f", True, True), "las")
        self.assertEqual(inflect("trabajador", "f", True), "trabajadoras")
        self.assertEqual(inflect("feliz", "m", True), "felices")
        self.assertEqual(inflect("de madera", "f", True), "de madera")

    def test_genders_of_the_lexicon(self):
        lexicon = Lexicon()
        genders = {noun.one: noun.gender for bag in lexicon.nouns.values() for noun in bag if not noun.pair}
        for word, gender in (("mano", "f"), ("día", "m"), ("problema", "m"), ("agua", "f"),                              ("noche", "f"), ("puente", "m"), ("indigestión", "f")):
            self.assertEqual(genders[word], gender, word)

    def test_contractions_and_joining_words(self):
        self.assertEqual(polish("vengo de el mercado y iré a el río"), "Vengo del mercado e iré al río")
        self.assertEqual(polish("siete o ocho, agua y hielo"), "Siete u ocho, agua y hielo")
        self.assertEqual(polish("ella y él van a él"), "Ella y él van a él")

    def test_accent_of_enclitics(self):
        self.assertEqual(attach("lava", "te"), "lávate")
        self.assertEqual(attach("lavar", "se"), "lavarse")

    def test_numbers(self):
        self.assertEqual(numbers_es.words(21, "f"), "veintiuna")
        self.assertEqual(numbers_es.words(1999), "mil novecientos noventa y nueve")
        self.assertEqual(numbers_es.words(501, "f"), "quinientas una")

    def test_metre_and_rhyme(self):
        self.assertEqual(metric("con los ojos en el agua"), 8)
        self.assertEqual(metric("no me pidas que me quede sin tu amor"), 12)
        self.assertEqual(rhyme("canción")[0], rhyme("corazón")[0])


class Corpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.records, cls.kinds = [], []
        for kind, record in make_corpus.documents(7):
            cls.records.append(record)
            cls.kinds.append(kind)
            if len(cls.records) == 4000:
                break

    def test_same_seed_same_bytes(self):
        digests = []
        for _ in range(2):
            with tempfile.TemporaryDirectory() as folder:
                make_corpus.write(folder, 0.3, 11)
                digest = hashlib.sha256()
                for name in ("train.jsonl", "validation.jsonl"):
                    with open(os.path.join(folder, name), "rb") as source:
                        digest.update(source.read())
                digests.append(digest.hexdigest())
        self.assertEqual(digests[0], digests[1])

    def test_seeds_differ(self):
        first = next(iter(make_corpus.documents(1)))
        second = next(iter(make_corpus.documents(2)))
        self.assertNotEqual(first, second)

    def test_no_pattern_left_in_the_text(self):
        for record in self.records:
            for text in turns(record):
                self.assertNotRegex(text, r"[{}\[\]<>|$~_^¶@]|x_|  | [,.;:]|(?<!\.)\.\.(?!\.)|^\s|\s$")

    def test_contractions_everywhere(self):
        for record in self.records:
            for text in turns(record):
                self.assertNotRegex(text, r"\b([Dd]e|[Aa]) el \w")
                self.assertNotRegex(text, r"\by (i|hi(?!e))[a-záéíóú]")

    def test_balanced_marks(self):
        for kind, record in zip(self.kinds, self.records):
            for place, text in enumerate(turns(record)):
                if kind == "tema" and place % 2 == 0:
                    continue            # people in a hurry leave the opening marks out
                self.assertEqual(text.count("¿"), text.count("?"), text)
                self.assertEqual(text.count("¡"), text.count("!"), text)

    def test_people_in_a_hurry_still_write_something(self):
        for number in range(2000):
            self.assertTrue(hurried(Rng(3, number), "¿qué? No.").strip())

    def test_topics_are_complete(self):
        known = topics.read_topics()
        self.assertGreaterEqual(len(known), 100)
        self.assertEqual(len({topic.labels[0] for topic in known}), len(known))
        for topic in known:
            self.assertGreaterEqual(len(topic.facts), 15, topic.name)
            self.assertGreaterEqual(len(topic.things), 20, topic.name)
            self.assertTrue(all(len(wordings) >= 2 for wordings in topic.facts), topic.name)
            self.assertTrue(topic.questions and topic.own, topic.name)

    def test_conversations_alternate(self):
        for record in self.records:
            roles = [turn["role"] for turn in record.get("messages", [])]
            self.assertEqual(roles, ["user", "assistant"] * (len(roles) // 2))
            self.assertTrue(all(turns(record)))

    def test_every_pattern_expands(self):
        """No pattern names a field, a rule or a label that does not exist."""
        maker = kinds.Kinds(1)
        for name in maker.grammar.rules:
            for text in set(maker.grammar.rules[name]):
                maker.grammar._compile(text)
        for kind in {**kinds.WEIGHTS, **kinds.ANSWER_WEIGHTS}:
            for number in range(300):
                self.assertTrue(maker.one(kind, Rng(99, number)))

    def test_wide_vocabulary(self):
        words = set()
        for record in self.records:
            for text in turns(record):
                words.update(re.findall("[a-záéíóúüñ]+", text.lower()))
        self.assertGreater(len(words), 6000)


if __name__ == "__main__":
    unittest.main()
