"""score, against reference figures and by its own rules."""
import json

import support
from support import CliCase


class Score(CliCase):
    def score(self, metric, predictions, references, *more):
        files = [self.write("p.txt", "".join(t + "\n" for t in predictions)),
                 self.write("r.txt", "".join(t + "\n" for t in references))]
        return self.done("score", metric, "--predictions", files[0], "--references", files[1], "--json", *more).json

    def test_rouge_as_the_reference_figures(self):
        folder = support.conformance("metrics/rouge")
        expected = json.loads((folder / "expected.json").read_text())
        cases = 0
        for case in expected["file_cases"]:
            if "line" not in case:
                continue   # several lines make one text there; the unit tests take it
            target, prediction = ((folder / "testdata" / f).read_text().splitlines()[case["line"]] for f in case["files"])
            found = self.score("rouge-stem" if case["stemmer"] else "rouge", [prediction], [target])
            for name in ("rouge1", "rouge2", "rougeL"):
                if name in case:
                    self.assertAlmostEqual(found[name]["value"], case[name]["f"], delta=1e-5)
                    cases += 1
        for case in expected["inline_cases"]:
            if "\n" in case["prediction"] or not case["target"] or not case["prediction"]:
                continue
            found = self.score("rouge", [case["prediction"]], [case["target"]])
            for name in ("rouge1", "rouge2", "rougeL", "rougeLsum"):
                if name in case:
                    self.assertAlmostEqual(found[name]["value"], case[name]["f"], delta=1e-4)
                    cases += 1
        support.ran("metrics/rouge by command", cases)

    def test_equal_texts_score_everything(self):
        texts = ["La casa está aquí.", "El gato duerme.", "Llueve."]
        for metric, name, top in (("rouge", "rouge1", 1), ("chrf", "chrf", 100), ("bleu", "bleu", 100)):
            self.assertAlmostEqual(self.score(metric, texts[:2] * 3, texts[:2] * 3)[name]["value"], top, places=6)
        self.assertEqual(self.score("accuracy", ["a", "b", "a"], ["a", "b", "b"])["accuracy"]["value"], 2 / 3)

    def test_plain_output_has_a_line_a_score(self):
        p, r = self.write("p.txt", "uno dos\n"), self.write("r.txt", "uno tres")
        out = self.done("score", "rouge", "--predictions", p, "--references", r).out
        self.assertRegex(out, r"(?m)^rouge1 +0\.50000")

    def test_refusals(self):
        p, r = self.write("p.txt", "a\nb\n"), self.write("r.txt", "a\n")
        self.refused("score", "rouge", "--predictions", p, "--references", r, code="cli.unequal_lines", place="2")
        self.refused("score", "rouge", "--predictions", p, code="cli.need_predictions")
        self.refused("score", "rouge", "--predictions", p, "--references", self.folder / "no", code="io.not_found", place="no")
        empty = self.write("e.txt", "")
        self.refused("score", "rouge", "--predictions", empty, "--references", empty, code="data.empty_file", place="e.txt")


if __name__ == "__main__":
    support.main()
