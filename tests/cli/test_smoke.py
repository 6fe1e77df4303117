"""Each command does its work once, on a tiny model: what `make check` runs of the command line."""
import functools
import json
import pathlib
import re
import tempfile

import support
from support import CliCase, afina, interrupt, rows, tiny_model, write_csv

DOCUMENT = ("El ayuntamiento abrirá la biblioteca el lunes. La sala de lectura estará en la primera planta. "
            "Los libros se prestan durante tres semanas. Quien los pierda pagará otro ejemplar.")


@functools.lru_cache(maxsize=None)
def tuned() -> pathlib.Path:
    """A run of three steps, for the commands that need one."""
    tuned.holder = tempfile.TemporaryDirectory(prefix="afina-smoke-")
    folder = pathlib.Path(tuned.holder.name)
    data = write_csv(folder / "q.csv", ["texto", "tema"], rows(60))
    result = afina("tune", data, "--model", tiny_model(), "--out", folder / "run", "--max-steps", 3, "--json")
    assert result.code == 0 and result.json["status"] == "done", result
    return folder / "run"


class Smoke(CliCase):
    def test_every_command_is_tried(self):
        listed = re.findall(r"(?m)^  ([a-z-]+)  ", self.done("--help", "--lang", "es").out)
        self.assertGreater(len(listed), 15)
        self.assertEqual([name for name in listed if not hasattr(self, f"test_{name.replace('-', '_')}")], [])

    def test_demo(self):
        """Its beginning alone; test_demo.py goes the whole way."""
        stopped = interrupt(["demo", "--out", self.folder / "demo"], '"progress"')
        self.assertIn(stopped.code, (0, 130), stopped)

    def test_curso(self):
        self.done("curso", "--no-open", cwd=self.folder)
        self.assertTrue(list(self.folder.rglob("*.ipynb")))

    def test_preview(self):
        self.assertEqual(len(self.done("preview", tuned().parent / "q.csv", "--json").json["rows"]), 3)

    def test_tune(self):
        self.assertTrue(list(tuned().rglob("*.safetensors")))

    def test_resume(self):
        self.refused("resume", tuned(), code="workflow.nothing_to_resume", place=tuned())

    def test_eval(self):
        self.assertTrue(self.done("eval", tuned(), "--json").json["entries"])

    def test_generate(self):
        found = self.done("generate", tiny_model(), "--prompt", "En la calle", "--max-new-tokens", 4, "--json").json
        self.assertLessEqual(len(found["ids"]), 4)

    def test_chat(self):
        self.done("chat", tiny_model(), "--max-new-tokens", 2, input="Hola\n")

    def test_classify(self):
        found, = self.done("classify", tuned(), "--text", "No hay luz", "--json").json_lines
        self.assertIn(found["label"], ("Aguas", "Alumbrado", "Limpieza"))

    def test_summarize(self):
        found = self.done("summarize", self.write("documento.txt", DOCUMENT), "--sentences", 1, "--json").json
        self.assertIn(found["summary"], DOCUMENT)

    def test_template(self):
        context = {"messages": [{"role": "user", "content": "Hola"}], "add_generation_prompt": True}
        written = self.done("template", "semilla", input=json.dumps(context)).out
        self.assertEqual(written, "<|im_start|>user\nHola<|im_end|>\n<|im_start|>assistant\n")

    def test_tokenize(self):
        self.assertTrue(self.done("tokenize", tiny_model(), input="En la calle\n").json["ids"])

    def test_detokenize(self):
        ids = self.done("tokenize", tiny_model(), input="En la calle\n").json["ids"]
        self.assertIn("En la calle", self.done("detokenize", tiny_model(), input=json.dumps({"ids": ids}) + "\n").out)

    def test_train_tokenizer(self):
        out = self.folder / "tokenizer.json"
        self.done("train-tokenizer", self.write("t.txt", DOCUMENT), "--vocab-size", 280, "--out", out)
        self.assertTrue(out.exists())

    def test_score(self):
        said = self.write("t.txt", "La sala abre hoy.\n")
        scores = self.done("score", "rouge", "--predictions", said, "--references", said, "--json").json
        self.assertEqual(scores["rouge1"]["value"], 1)

    def test_forms(self):
        self.refused("forms", "report", self.folder / "falta.json", code="io.not_found", place="falta.json")

    def test_pretrain(self):
        self.assertTrue((tiny_model() / "model.safetensors").exists())

    def test_bench(self):
        self.done("bench", "--shape", tiny_model(), "--steps", 1, "--length", 16, "--batch", 1)

    def test_models(self):
        self.assertIn("llama", str(self.done("models", "show", tiny_model(), "--json").json))

    def test_version(self):
        self.assertTrue(self.done("version", "--json").json["version"])


if __name__ == "__main__":
    support.main()
