"""tokenize, detokenize, train-tokenizer."""
import itertools
import json

import support
from support import CliCase, afina, rows, tiny_model

TEXTS = ["hola", "La niña comió piñas.", "  dos  espacios  ", "a\tb", "línea\ncon salto", "日本語 mixto", "👩‍👩‍👧 familia", "ﬁ ½ Å",
         "<|endoftext|>", "123.456,78 €", "", " ", "e\u0301 frente a é", "\u200bcero", "NUL\u0000dentro"]


class OwnTokenizer(CliCase):
    def lines(self, texts):
        return "".join(json.dumps(text) + "\n" for text in texts)

    def test_round_trip_of_any_text(self):
        for source in (tiny_model(), tiny_model() / "tokenizer.json"):
            encoded = self.done("tokenize", source, "--jsonl", input=self.lines(TEXTS)).json_lines
            self.assertEqual(len(encoded), len(TEXTS))
            for text, line in zip(TEXTS, encoded):
                self.assertEqual(len(line["ids"]), len(line["tokens"]))
                self.assertEqual(len(line["ids"]), len(line["offsets"]))
                for begin, end in line["offsets"]:
                    self.assertTrue(0 <= begin <= end <= len(text))
                if text:
                    self.assertEqual(line["offsets"][-1][1], len(text))
            ids = "".join(json.dumps({"ids": line["ids"]}) + "\n" for line in encoded)
            decoded = self.done("detokenize", source, "--keep-special", input=ids).json_lines
            self.assertEqual([line["text"] for line in decoded], TEXTS)

    def test_plain_lines_and_files_are_the_same_as_json_ones(self):
        texts = [t for t in TEXTS if "\n" not in t and "\0" not in t]
        plain = self.done("tokenize", tiny_model(), input="\n".join(texts) + "\n").out
        self.assertEqual(plain, self.done("tokenize", tiny_model(), "--jsonl", input=self.lines(texts)).out)
        path = self.write("textos.txt", "\n".join(texts) + "\n")
        self.assertEqual(plain, self.done("tokenize", tiny_model(), "--file", path, "--json").out)

    def test_special_tokens_are_dropped_or_kept(self):
        ids = '{"ids":[0]}\n'
        self.assertEqual(self.done("detokenize", tiny_model(), input=ids).json["text"], "")
        self.assertEqual(self.done("detokenize", tiny_model(), "--keep-special", input=ids).json["text"], "<|endoftext|>")

    def test_bad_lines_are_refused_by_number(self):
        for bad, code in (("no es json", "base.json_syntax"), ("[1,2]", "cli.not_a_json_string"), ("{", "base.json_syntax")):
            result = afina("tokenize", tiny_model(), "--jsonl", input='"bien"\n' + bad + "\n")
            self.assertEqual(result.code, 1, result)
            self.assertIn(f"afina: {code}", result.err)
            self.assertIn("stdin:2", result.err)
            self.assertEqual(len(result.out.splitlines()), 1)
        for bad in ('{"ids":["a"]}', '{"ids":7}', "{}", "[1]", '{"ids":[-1]}', '{"ids":[1e30]}', '{"ids":[9999999999]}', "no"):
            result = afina("detokenize", tiny_model(), input=bad + "\n")
            self.assertEqual(result.code, 1, (bad, result))
            self.assertRegex(result.err, r"afina: base\.json")
            self.assertIn("stdin:1", result.err)
        # Ids that no token has say nothing, as in Hugging Face's decoder.
        self.assertEqual(self.done("detokenize", tiny_model(), input='{"ids":[99999999]}\n').json["text"], "")

    def test_files_that_are_no_tokenizer(self):
        for content in ("", "{}", "[]", '{"model": {"type": "BPE"}}', '{"model": {"type": "WordPiece", "vocab": {}}}'):
            path = self.write("tokenizer.json", content)
            result = afina("tokenize", path, input="hola")
            self.assertEqual(result.code, 1, (content, result))
            self.assertRegex(result.err, r"afina: (tokenizer|base\.json|io)")
            self.assertIn("tokenizer.json", result.err)


class Training(CliCase):
    def test_trained_tokenizer_is_used_saved_whole_and_reproducible(self):
        texts = [text for text, _ in rows(80)]
        path = self.write("textos.txt", "\n".join(texts))
        files = [self.folder / "uno.json", self.folder / "dos.json"]
        for file, threads in zip(files, (1, 2)):
            self.done("train-tokenizer", path, "--vocab-size", 350, "--out", file, "--threads", threads)
        self.assertEqual(files[0].read_bytes(), files[1].read_bytes())
        made = json.loads(files[0].read_text(encoding="utf-8"))
        self.assertLessEqual(len(made["model"]["vocab"]), 350)
        self.assertGreater(len(made["model"]["merges"]), 30)
        encoded = self.done("tokenize", files[0], input=texts[0] + "\n").json
        self.assertLess(len(encoded["ids"]), len(texts[0]) * 0.7)      # it learned the words of its texts
        # The two bytes of an accented letter may be two tokens; each of them points to the letter.
        self.assertEqual({i for b, e in encoded["offsets"] for i in range(b, e)}, set(range(len(texts[0]))))

    def test_size_and_special_tokens(self):
        path = self.write("textos.txt", "hola hola hola\n" * 5)
        out = self.folder / "t.json"
        result = self.done("train-tokenizer", path, "--vocab-size", 300, "--out", out, "--special", "<|fin|>", "--json").json
        self.assertEqual(result["out"], str(out))
        tokens = [t["content"] for t in json.loads(out.read_text(encoding="utf-8"))["added_tokens"]]
        self.assertIn("<|fin|>", tokens)
        self.refused("train-tokenizer", path, "--vocab-size", 10, "--out", out, code="workflow.option_out_of_range", place="vocab-size")
        self.refused("train-tokenizer", path, "--vocab-size", 300, code="cli.need_out_file")
        self.refused("train-tokenizer", self.folder / "no.txt", "--vocab-size", 300, "--out", out, code="data.not_found", place="no.txt")


class RealTokenizers(CliCase):
    LINES = 120   # of 551; the unit tests take them all

    def test_ids_offsets_and_text_as_the_reference(self):
        for name in ("gpt2", "llama2", "qwen2", "llama3.2"):
            folder = support.conformance(f"tokenizers/{name}")
            with open(folder / "expected.jsonl", encoding="utf-8") as file:
                cases = [json.loads(line) for line in itertools.islice(file, self.LINES)]
            texts = [c["text"] if isinstance(c["text"], str) else c["text"]["text"] for c in cases]
            given = "".join(json.dumps(text) + "\n" for text in texts)
            with self.subTest(tokenizer=name):
                special = self.done("tokenize", folder / "tokenizer.json", "--jsonl", input=given).json_lines
                plain = self.done("tokenize", folder / "tokenizer.json", "--jsonl", "--no-special", input=given).json_lines
                ids = "".join(json.dumps({"ids": c["ids"]}) + "\n" for c in cases)
                kept = self.done("detokenize", folder / "tokenizer.json", "--keep-special", input=ids).json_lines
                for case, with_special, without, text in zip(cases, special, plain, kept, strict=True):
                    self.assertEqual(with_special["ids"], case["ids_special"])
                    self.assertEqual(without["ids"], case["ids"])
                    self.assertEqual(list(itertools.chain(*without["offsets"])), case["offsets"])
                    self.assertEqual(text["text"], case["decoded"])
                support.ran(f"tokenizers/{name} by command", len(cases))


if __name__ == "__main__":
    support.main()
