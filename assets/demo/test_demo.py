"""The demo sets: the same bytes again, sizes, balance, and patterns that the two sides do not share.

`python3 assets/demo/test_demo.py`, standard library only. With the corpus generator of assets/semilla present,
a sample of its corpus is held against the rows as well; a corpus file can be named in AFINA_CORPUS instead.
"""

import collections
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import generar  # noqa: E402
from comun import FOLDER, read_sections  # noqa: E402
from metrica import assonance, syllables  # noqa: E402

SETS = ["quejas", "oficina", "avisos", "versos"]
CORPUS_SAMPLE = 2_000_000  # bytes


def rows(name):
    with open(FOLDER / (name + ".csv"), encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def words(text):
    return re.findall(r"\w+", text.lower())


def word_grams(text, size=8):
    split = words(text)
    return {tuple(split[i:i + size]) for i in range(len(split) - size + 1)}


def char_grams(text, size=5):
    text = text.casefold()
    return {text[i:i + size] for i in range(max(1, len(text) - size + 1))}


def own_texts(name, row):
    """What a set invents in each row. An office's answer is a fact: it is the same on both sides on purpose."""
    return row if name == "avisos" else row[:1]


def overlap(known, texts):
    """Part of the 8-grams of the texts, counted with repetition, that are among the known ones."""
    grams = [gram for text in texts for gram in word_grams(text)]
    return sum(gram in known for gram in grams) / max(1, len(grams))


def near_duplicates(texts, threshold=0.8):
    """How many texts have a twin of char-5-gram Jaccard `threshold` or more; pairs share a rare 5-gram."""
    grams = [char_grams(text) for text in texts]
    holders = collections.defaultdict(list)
    for i, own in enumerate(grams):
        for gram in own:
            holders[gram].append(i)
    twins = set()
    for i, own in enumerate(grams):
        # A twin shares 8 of every 9 grams, so it holds one of the rarest fifth of them.
        rare = sorted(own, key=lambda gram: (len(holders[gram]), gram))[:len(own) // 5 + 1]
        for j in {j for gram in rare for j in holders[gram] if j < i}:
            shared = len(own & grams[j])
            if shared >= threshold * (len(own) + len(grams[j]) - shared):
                twins |= {i, j}
    return len(twins)


def corpus_record(record):
    return record["text"] if "text" in record else "\n".join(turn["content"] for turn in record["messages"])


def corpus_text():
    """A sample of semilla's corpus, or None where nothing can make one."""
    if os.environ.get("AFINA_CORPUS"):
        with open(os.environ["AFINA_CORPUS"], encoding="utf-8", errors="ignore") as file:
            return file.read(CORPUS_SAMPLE)
    generator = FOLDER.parent / "semilla" / "make_corpus.py"
    if not generator.exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-B", str(generator), "--megabytes", str(CORPUS_SAMPLE / 1e6), "--out", folder],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        lines = (pathlib.Path(folder) / "train.jsonl").read_text(encoding="utf-8").splitlines()
        return "\n".join(corpus_record(json.loads(line)) for line in lines)


class Demo(unittest.TestCase):
    def test_regenerating_gives_the_same_bytes(self):
        for file, content in generar.everything().items():
            self.assertEqual((FOLDER / file).read_bytes(), content, file)

    def test_sizes(self):
        for name in SETS:
            self.assertGreaterEqual(len(rows(name)), 1000, name)
            self.assertGreaterEqual(len(rows(name + ".prueba")), 200, name)
        files = [FOLDER / file for file in generar.everything()]
        self.assertLess(sum(file.stat().st_size for file in files), 2_500_000)

    def test_every_cell_is_filled_and_no_placeholder_is_left(self):
        for file, content in generar.everything().items():
            found = re.search(r"[<>{}|]|  |\.\.\.\.|\b[Dd]e el [a-z]", content.decode("utf-8"))
            self.assertIsNone(found, f"{file}: {found}")
        for name in SETS:
            for row in rows(name) + rows(name + ".prueba"):
                self.assertTrue(all(cell.strip() == cell and cell for cell in row), row)

    def test_departments_are_balanced(self):
        for name in ("quejas", "quejas.prueba"):
            counts = collections.Counter(row[1] for row in rows(name))
            self.assertEqual(len(counts), 9)
            self.assertLessEqual(max(counts.values()), 0.2 * sum(counts.values()))
            self.assertGreaterEqual(min(counts.values()), 0.05 * sum(counts.values()))

    def test_lengths(self):
        for row in rows("quejas") + rows("quejas.prueba"):
            self.assertTrue(5 <= len(words(row[0])) <= 66, row[0])
        for row in rows("avisos") + rows("avisos.prueba"):
            self.assertTrue(60 <= len(row[0].split()) <= 140, row[0])
            self.assertLess(len(row[1].split()), 50, row[1])
        self.assertTrue(8000 <= len((FOLDER / "documento.txt").read_text(encoding="utf-8").split()) <= 12000)

    def test_a_question_has_one_answer(self):
        answers = {}
        for question, answer in rows("oficina") + rows("oficina.prueba"):
            self.assertEqual(answers.setdefault(question, answer), answer, question)
        self.assertEqual({row[1] for row in rows("oficina")}, {row[1] for row in rows("oficina.prueba")})
        self.assertGreaterEqual(len(set(answers.values())), 120)

    def test_verses_measure_and_rhyme(self):
        for row in rows("versos") + rows("versos.prueba"):
            lines = row[0].split("\n")
            self.assertIn(len(lines), (4, 6), row[0])
            self.assertEqual({syllables(line) for line in lines}, {8}, row[0])
            self.assertEqual(len({assonance(line) for line in lines[1::2]}), 1, row[0])

    def test_few_rows_are_nearly_the_same(self):
        for name in SETS:
            texts = [row[0] for row in rows(name)]
            self.assertLess(near_duplicates(texts), 0.05 * len(texts), name)

    def test_phrase_files_share_no_line_between_the_sides(self):
        free = {"", "<P>", "¿<D>?"}
        for name in ("quejas_marcos", "quejas_propias", "oficina_marcos", "avisos", "avisos_piezas", "versos"):
            sections = read_sections(name)
            for section, phrases in sections.items():
                if section + ".p" in sections:
                    self.assertEqual(set(phrases) & set(sections[section + ".p"]) - free, set(), section)

    def test_test_rows_share_under_one_per_cent_of_8_grams(self):
        for name in SETS:
            known = {gram for row in rows(name) for text in own_texts(name, row) for gram in word_grams(text)}
            texts = [text for row in rows(name + ".prueba") for text in own_texts(name, row)]
            self.assertLess(overlap(known, texts), 0.01, name)

    def test_the_corpus_shares_under_one_per_cent_of_8_grams(self):
        corpus = corpus_text()
        if corpus is None:
            self.skipTest("no corpus generator in assets/semilla and no AFINA_CORPUS")
        known = word_grams(corpus)
        for name in SETS:
            texts = [cell for row in rows(name) + rows(name + ".prueba") for cell in row]
            self.assertLess(overlap(known, texts), 0.01, name)


if __name__ == "__main__":
    unittest.main()
