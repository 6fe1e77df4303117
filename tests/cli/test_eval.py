"""eval: before against after and against baselines, on rows that neither trained nor stopped the run."""
import json

import support
from support import CliCase, interrupt, rows, tiny_model, tree, write_csv


def entries(report):
    return {e["name"]: e["scores"] for e in report["entries"]}


class Classifier(CliCase):
    def setUp(self):
        super().setUp()
        self.data = write_csv(self.folder / "q.csv", ["texto", "departamento"], rows(150))
        self.run_folder = self.folder / "run"
        self.done("tune", self.data, "--model", tiny_model(), "--out", self.run_folder, "--max-steps", 60, "--method", "full",
                  "--learning-rate", 0.02)

    def test_report(self):
        result = self.done("eval", self.run_folder, "--json")
        report = result.json
        scores = entries(report)
        self.assertLessEqual({"before", "after", "majority", "tfidf"}, set(scores))
        for name, found in scores.items():
            for metric in ("accuracy", "macro_f1"):
                self.assertLessEqual(found[metric]["low"], found[metric]["value"], name)
                self.assertGreaterEqual(found[metric]["high"], found[metric]["value"], name)
                self.assertTrue(0 <= found[metric]["value"] <= 1)
        self.assertGreater(scores["after"]["accuracy"]["value"], scores["majority"]["accuracy"]["value"] + 0.2)
        self.assertEqual(sum(cell["rows"] for cell in report["classification"]["confusion"]), report["rows"])
        right = sum(cell["rows"] for cell in report["classification"]["confusion"] if cell["truth"] == cell["predicted"])
        self.assertAlmostEqual(right / report["rows"], scores["after"]["accuracy"]["value"], places=6)
        self.assertEqual({c["against"] for c in report["comparisons"]} & {"before"}, {"before"})
        for comparison in report["comparisons"]:
            self.assertIn(comparison["verdict"], ("better", "worse", "no_difference_shown"))
            self.assertTrue(comparison["low"] <= comparison["difference"] <= comparison["high"])
        saved = json.loads((self.run_folder / "evaluation.json").read_text(encoding="utf-8"))
        self.assertEqual(saved["entries"], report["entries"])
        # The same again, whatever the threads; and the same to read.
        self.assertEqual(self.done("eval", self.run_folder, "--json", "--threads", 1).json["entries"], report["entries"])
        spanish, english = (self.done("eval", self.run_folder, "--lang", lang).out for lang in ("es", "en"))
        self.assertNotEqual(spanish, english)
        self.assertRegex(spanish, "mejor|diferencia|peor")
        self.assertRegex(english, "better|difference|worse")

    def test_other_data_leaves_out_what_was_learned_from(self):
        self.refused("eval", self.folder / "no", code="workflow.model_not_found")
        new = write_csv(self.folder / "n.csv", ["texto", "departamento"], [*list(rows(150))[:20], *rows(40, seed=5)])
        report = self.done("eval", self.run_folder, new, "--json").json
        self.assertLess(report["rows"], 60)
        self.assertGreaterEqual(report["rows"], 35)
        self.assertTrue(report["notes"])

    def test_ctrl_c_ends_130_and_leaves_no_half_report(self):
        before = tree(self.run_folder)
        slow = write_csv(self.folder / "n.csv", ["texto", "departamento"], rows(3000, seed=8))
        stopped = interrupt(["eval", self.run_folder, slow], '"progress"')
        self.assertEqual(stopped.code, 130, stopped)
        self.assertEqual(tree(self.run_folder), before)


class Texts(CliCase):
    def test_answers(self):
        pairs = [(f"¿Qué pasa en el caso {i}? {text}", f"Lo lleva {town}.") for i, (text, town) in enumerate(rows(80))]
        data = write_csv(self.folder / "p.csv", ["pregunta", "respuesta"], pairs)
        run = self.folder / "run"
        self.done("tune", data, "--model", tiny_model(), "--out", run, "--max-steps", 40, "--learning-rate", 0.01)
        report = self.done("eval", run, "--generate-rows", 5, "--max-new-tokens", 12, "--examples", 2, "--json").json
        scores = entries(report)
        self.assertLess(scores["after"]["bits_per_byte"]["value"], scores["before"]["bits_per_byte"]["value"])
        self.assertEqual((report["generated_rows"], len(report["examples"])), (5, 2))
        for metric in ("rouge1", "chrf", "exact_match", "token_f1"):
            self.assertIn(metric, scores["after"])
        self.assertIn("ngram", scores)

    def test_a_model_by_itself_needs_data(self):
        self.refused("eval", tiny_model(), code="workflow.eval_needs_data", place=tiny_model())
        text = self.write("libro.txt", "\n\n".join(t for t, _ in rows(200)))
        report = self.done("eval", tiny_model(), text, "--task", "continue", "--generate-rows", 0, "--json").json
        self.assertGreater(entries(report)["model"]["bits_per_byte"]["value"], 0.5)


if __name__ == "__main__":
    support.main()
