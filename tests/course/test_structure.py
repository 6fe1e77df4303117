"""The notebooks keep their shape: same cells in both languages, few and short, every id there, every word explained."""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import notebooks  # noqa: E402

CALL = re.compile(r'course\.(predict|exercise)\("([^"]+)"')


class Cells(unittest.TestCase):
    def test_both_languages_have_the_same_cells_in_order(self):
        for number in notebooks.FILES:
            kinds = [[(cell["id"], cell["cell_type"]) for cell in notebooks.load(number, lang)["cells"]]
                     for lang in notebooks.LANGUAGES]
            self.assertEqual(*kinds)
            calls = [[re.sub(r"#@title.*|\"(es|en)\"", "", notebooks.source(cell))
                      for cell in notebooks.cells(number, lang, "code")] for lang in notebooks.LANGUAGES]
            self.assertEqual(*calls)

    def test_code_cells_are_few_short_titled_and_hidden(self):
        for number in notebooks.FILES:
            for lang in notebooks.LANGUAGES:
                code = notebooks.cells(number, lang, "code")
                self.assertLessEqual(len(code), 12, number)
                for cell in code:
                    lines = notebooks.source(cell).splitlines()
                    self.assertLessEqual(len(lines), 3, cell["id"])
                    self.assertTrue(lines[0].startswith("#@title "), cell["id"])
                    self.assertIn("hide-input", cell["metadata"]["tags"])
                    self.assertTrue(cell["metadata"]["jupyter"]["source_hidden"])

    def test_a_text_stands_between_any_two_cells_of_code(self):
        """JupyterLab's arrow keys skip cells whose source is hidden: without a mouse a cell is reached from the text before."""
        for number in notebooks.FILES:
            kinds = [cell["cell_type"] for cell in notebooks.load(number, "es")["cells"]]
            self.assertNotIn(("code", "code"), list(zip(kinds, kinds[1:])), number)

    def test_outputs_are_stripped_and_ids_are_unique(self):
        for number in notebooks.FILES:
            for lang in notebooks.LANGUAGES:
                book = notebooks.load(number, lang)
                self.assertEqual(book["metadata"]["lang"], lang)
                ids = [cell["id"] for cell in book["cells"]]
                self.assertEqual(len(ids), len(set(ids)))
                for cell in notebooks.cells(number, lang, "code"):
                    self.assertEqual((cell["outputs"], cell["execution_count"]), ([], None), cell["id"])

    def test_basic_and_advanced_are_marked(self):
        for number in ("00", "01", "02", "03", "04", "05"):
            for lang, word in (("es", "Avanzado"), ("en", "Advanced")):
                text = "".join(source for _, source in
                               ((c["id"], notebooks.source(c)) for c in notebooks.cells(number, lang, "markdown")))
                self.assertIn(f"<details><summary><strong>{word}</strong>", text, number)


class Content(unittest.TestCase):
    def test_every_id_that_a_notebook_uses_exists_and_is_used(self):
        for number in notebooks.FILES:
            told = notebooks.content(number)
            there = {entry["id"] for kind in ("predictions", "exercises") for entry in told[kind]}
            used = {found[1] for cell in notebooks.cells(number, "es", "code")
                    for found in CALL.findall(notebooks.source(cell))}
            self.assertEqual(there, used, number)

    def test_lessons_have_three_exercises_with_three_hints_and_five_questions(self):
        for number in ("00", "01", "02", "03", "04", "05"):
            told = notebooks.content(number)
            self.assertEqual([entry["kind"] for entry in told["exercises"]], ["change", "complete", "transfer"])
            self.assertTrue(all(len(entry["hints"]) == 3 for entry in told["exercises"]))
            self.assertEqual(len(told["quiz"]), 5)
            for question in told["quiz"]:
                self.assertEqual(sum(option["right"] for option in question["options"]), 1, question["id"])
                self.assertTrue(all(option["why"]["es"] and option["why"]["en"] for option in question["options"]))

    def test_minutes_recall_readings(self):
        for number in notebooks.FILES:
            told = notebooks.content(number)
            self.assertTrue(25 <= told["minutes"] <= 45, number)
            self.assertEqual(len(told["recall"]), 2)
            self.assertTrue(told["readings"])
            for lang in notebooks.LANGUAGES:
                self.assertIn(str(told["minutes"]), notebooks.source(notebooks.cells(number, lang, "markdown")[0]))

    def test_every_text_is_in_both_languages(self):
        for name in (*notebooks.FILES, "texts", "glossary"):
            for lang in notebooks.LANGUAGES:
                self.assertTrue(all(str(text).strip() for text in notebooks.texts(notebooks.content(name), lang)), name)


class Words(unittest.TestCase):
    def test_every_word_of_the_glossary_is_explained_once_and_no_other_is_marked(self):
        terms = notebooks.content("glossary")["terms"]
        for lang in notebooks.LANGUAGES:
            for number in notebooks.FILES:
                text = " ".join(notebooks.source(cell) for cell in notebooks.cells(number, lang, "markdown"))
                marked = [word.casefold() for word in re.findall(r"\*\*([^*]+)\*\*", text)]
                expected = [term["word"][lang].casefold() for term in terms if term["notebook"] == number]
                self.assertEqual(sorted(marked), sorted(expected), f"{number} {lang}")


if __name__ == "__main__":
    unittest.main()
