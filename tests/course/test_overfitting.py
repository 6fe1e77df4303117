"""Lesson 03 says that there is overfitting only where the rows and the difference suffice."""
import math
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import notebooks  # noqa: E402
from test_course import CourseCase  # noqa: E402
from afina import course  # noqa: E402
from afina.course import overfitting, steps  # noqa: E402

FALLS = (2.0, 1.0, 0.5, 0.3, 0.2, 0.1)
# Validation losses, their rows, what may be said of them.
CURVES = {
    "no overfitting": ((3.0, 2.5, 2.2, 2.1, 2.05, 2.05), 30, "unseen"),
    "clear overfitting": ((3.0, 2.5, 2.6, 3.4, 3.9, 4.1), 30, "seen"),
    "overfitting from the first look on": ((2.95, 3.48, 3.85, 4.08, 4.18, 4.2), 15, "seen"),
    "the same on three rows": ((3.0, 2.5, 2.6, 3.4, 3.9, 4.1), 3, "few"),
    "the same on one row": ((3.0, 2.5, 2.6, 3.4, 3.9, 4.1), 1, "few"),
    "losses near zero, of which one is many times the other": ((0.01, 0.002, 0.001, 0.004, 0.005, 0.006), 30, "zero"),
    "from near zero to a loss that counts": ((0.9, 0.02, 0.3, 0.5, 0.6, 0.6), 30, "seen"),
    "a rise that so few rows do not tell from chance": ((3.0, 2.0, 2.1, 2.2, 2.3, 2.3), 12, "unsure"),
    "the same on many rows": ((3.0, 2.0, 2.1, 2.2, 2.3, 2.3), 100, "seen"),
    "one look alone": ((3.0, 2.5, 2.2, 2.1, 2.05, 3.9), 30, "unsure"),
    "two looks": ((3.0, 4.5), 30, "few"),
}


def looks(losses, train=FALLS):
    return [{"step": 15 * (place + 1), "train_loss": falls, "validation_loss": loss}
            for place, (loss, falls) in enumerate(zip(losses, train))]


class Judged(unittest.TestCase):
    def test_every_curve(self):
        for name, (losses, rows, verdict) in CURVES.items():
            self.assertEqual(overfitting.judge(looks(losses), rows), verdict, name)

    def test_a_learning_loss_that_rises_too_is_not_overfitting(self):
        rising = looks((3.0, 2.5, 2.6, 3.4, 3.9, 4.1), (2.0, 1.0, 1.5, 2.0, 2.5, 3.0))
        self.assertEqual(overfitting.judge(rising, 30), "both")

    def test_fewer_rows_need_a_larger_rise(self):
        self.assertEqual(overfitting.least_rise(2.0, 100), 0.2)
        self.assertAlmostEqual(overfitting.least_rise(2.0, 16), 2 / math.sqrt(16))
        self.assertEqual(overfitting.least_rise(0.1, 100), overfitting.LEAST_RISE)


class Said(CourseCase):
    CLAIMS = {"es": r"Se ve el sobreajuste|aquí convenía parar", "en": r"Here is overfitting|best place to stop"}
    CANNOT = {"es": r"No se puede decir con (estas )?{} fila",
              "en": r"There is no way to tell with (these )?{} validation"}

    def test_in_both_languages_it_is_claimed_and_marked_only_where_it_is_seen(self):
        for lang in notebooks.LANGUAGES:
            self.said(course.start, "03", lang)
            for name, (losses, rows, verdict) in CURVES.items():
                with self.subTest(name, lang=lang):
                    said = self.said(steps.show_overfitting, course._session, looks(losses), 105, rows)
                    self.assertEqual(len(re.findall(self.CLAIMS[lang], said)), 2 if verdict == "seen" else 0, said)
                    told = re.search(self.CANNOT[lang].replace("{}", str(rows)), said)
                    self.assertEqual(bool(told), verdict in ("few", "unsure", "zero"), said)

    def test_losses_near_zero_are_not_a_table_of_zeros(self):
        self.said(course.start, "03", "es")
        said = self.said(steps.show_overfitting, course._session, looks(CURVES[
            "losses near zero, of which one is many times the other"][0]), 105, 30)
        self.assertIn("0,0010", said)
        self.assertNotRegex(said, r"\b0,00\b")


if __name__ == "__main__":
    unittest.main()
