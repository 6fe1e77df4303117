"""pretrain: from nothing, from another model, and of conversations the answers alone."""
import json

import support
from support import CliCase, afina, tiny_model


class Pretrain(CliCase):
    def setUp(self):
        super().setUp()
        self.corpus = self.write("c.jsonl", "".join(
            json.dumps({"messages": [{"role": "user", "content": f"¿Cuántas farolas hay en la calle {n}?"},
                                     {"role": "assistant", "content": "Hay dos farolas."}]}, ensure_ascii=False) + "\n"
            for n in range(60)))

    def call(self, out, *more, steps=20):
        return ["pretrain", self.corpus, "--validation", self.corpus, "--tokenizer", tiny_model() / "tokenizer.json", "--config",
                tiny_model() / "config.json", "--out", self.folder / out, "--max-steps", steps, "--max-length", 64,
                "--batch-tokens", 512, "--learning-rate", 0.02, *more]

    def loss(self, out, *more, **options):
        return self.done(*self.call(out, *more, **options), "--json").json["validation_loss"]

    def test_goes_on_from_a_model(self):
        first = self.loss("uno")
        self.assertLess(self.loss("dos", "--from", self.folder / "uno"), first)
        self.refused(*self.call("tres", "--from", self.folder / "falta"), code="io.not_found", place="falta")

    def test_answers_only(self):
        whole, answers = self.loss("todo", steps=60), self.loss("respuestas", "--answers-only", steps=60)
        self.assertLess(answers, whole)      # the answer is always the same, the questions are not
        self.assertLess(answers, 0.5)
        said = afina("generate", self.folder / "respuestas", "--prompt", "hola", "--max-new-tokens", 3, "--json")
        self.assertEqual(said.code, 0, said)


if __name__ == "__main__":
    support.main()
