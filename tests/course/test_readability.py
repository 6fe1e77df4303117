"""The measure of the Spanish texts is right, and every text that a learner reads passes it."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import notebooks  # noqa: E402
import readability  # noqa: E402
import texts  # noqa: E402

# A text of 12 words or fewer has no figure of its own: one long word («ejecución», «probabilidad») moves it by fifteen
# points, and a button is not a text. It counts in the whole that it belongs to.
SHORT = 12

# Counted by hand.
SYLLABLES = {
    "sol": 1, "y": 1, "muy": 1, "rey": 1, "buey": 1, "Dios": 1, "guion": 1, "fue": 1,
    "playa": 2, "leyes": 2, "hielo": 2, "huevo": 2, "aula": 2, "ahí": 2, "país": 2, "baúl": 2, "oír": 2, "rehén": 2,
    "leer": 2, "queso": 2, "guerra": 2, "guía": 2, "ciudad": 2, "viuda": 2, "cualquier": 2, "byte": 2, "quórum": 2,
    "agua": 2, "tarea": 3, "línea": 3, "cuidado": 3, "construido": 3, "cuídate": 3, "pingüino": 3, "cohete": 3,
    "alcohol": 3, "Uruguay": 3, "prohíbe": 3, "vivíais": 3, "núcleo": 3, "jesuita": 3, "ahora": 3,
    "teoría": 4, "océano": 4, "averiguo": 4, "vehículo": 4, "lingüística": 4, "antigüedad": 4, "ejecución": 4,
    "cuaderno": 3, "sobreajuste": 5, "perplejidad": 4, "tokenizador": 5, "aprendizaje": 5}
ALOUD = {"0": "cero", "16": "dieciséis", "45": "cuarenta y cinco", "100": "cien", "101": "ciento uno",
         "560": "quinientos sesenta", "1000": "mil", "1996": "mil novecientos noventa y seis", "2,5": "dos coma cinco",
         "0.05": "cero coma cero cinco", "2.200.000": "dos millones doscientos mil", "%": "por ciento",
         "CSV": "ce ese uve", "GPU": "ge pe u", "SUS": "SUS", "LoRA": "LoRA", "PEFT": "pe e efe te", "TF": "te efe"}


class Measure(unittest.TestCase):
    def test_syllables(self):
        self.assertGreaterEqual(len(SYLLABLES), 40)
        for word, count in SYLLABLES.items():
            self.assertEqual(readability.syllables(word), count, word)

    def test_figures_and_abbreviations_count_as_they_are_read(self):
        for written, aloud in ALOUD.items():
            self.assertEqual(" ".join(readability.spoken(written)), aloud)

    def test_the_figure_of_a_text_counted_by_hand(self):
        # 11 words, 19 syllables, 2 sentences: El(1) mo-de-lo(3) lee(2) tex-to(2). Lue-go(2) di-ce(2) lo(1) que(1)
        # si-gue(2) a(1) o-tro(2).
        text = "El modelo lee texto. Luego dice lo que sigue a otro."
        self.assertAlmostEqual(readability.inflesz(text), 206.835 - 62.3 * 19 / 11 - 11 / 2)
        self.assertEqual([len(found) for found in readability.sentences(text)], [4, 7])
        # Three words by eye, six aloud with ten syllables: cues-ta(2) cua-ren-ta(3) y(1) dos(1) por(1) cien-to(2).
        self.assertAlmostEqual(readability.inflesz("Cuesta 42 %"), 206.835 - 62.3 * 10 / 6 - 6)


class Spanish(unittest.TestCase):
    def test_everything_that_a_learner_reads_is_easy(self):
        for group, told in texts.groups("es").items():
            told = [(where, notebooks.prose(text)) for where, text in told]
            with self.subTest(group=group):
                self.assertGreaterEqual(readability.inflesz(" ".join(text for _, text in told)), 65)
                for where, text in told:
                    found = readability.sentences(text)
                    for sentence in found:
                        self.assertLessEqual(len(sentence), 25, f"{where}: {' '.join(sentence)}")
                    if sum(map(len, found)) > SHORT:
                        self.assertGreaterEqual(readability.inflesz(text), 55, f"{where}: {text}")

    def test_nothing_is_left_out(self):
        for lang in notebooks.LANGUAGES:
            found = texts.groups(lang)
            self.assertTrue(all(found.values()), [group for group, told in found.items() if not told])
            self.assertGreater(len(found["program"]), 400)
            self.assertEqual([group for group in found if group.startswith("form ")],
                             [f"form {path.stem}" for path in
                              sorted((notebooks.ROOT / "assets" / "course").glob("*.json"))])


if __name__ == "__main__":
    unittest.main()
