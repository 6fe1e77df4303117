"""What is refused, and how: code, place and hint in both languages, exit 1 or 2, nothing half-written left behind."""
import json
import os
import pathlib
import resource
import shutil
import signal
import struct
import tempfile

import support
from support import CliCase, afina, rows, tiny_model, tree, write_csv


def limited(most_bytes):
    """A disk that is full after so many bytes of one file, whatever the caller did to the signal."""
    def apply():
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    return apply


class Refusals(CliCase):
    def setUp(self):
        super().setUp()
        self.data = write_csv(self.folder / "quejas.csv", ["texto", "departamento"], rows(60))
        self.out = self.folder / "run"

    def tune(self, data=None, *more, model=None, **expected):
        return self.refused("tune", data or self.data, "--model", model or tiny_model(), "--out", self.out, "--max-steps", 2,
                            *more, **expected)

    def model_copy(self, name="model"):
        return pathlib.Path(shutil.copytree(tiny_model(), self.folder / name))

    # ---- data

    def test_unknown_column(self):
        texts = self.tune(None, "--input", "textos", "--target", "departamento", code="data.unknown_column", place="textos")
        for lang in texts:
            self.assertIn("departamento", texts[lang])   # what there is

    def test_empty_file(self):
        for name in ("nada.csv", "nada.txt", "nada.json", "nada.jsonl"):
            empty = self.write(name, b"")
            self.tune(empty, code="data.empty_file", place=name)
        self.refused("summarize", self.write("vacio.txt", b""), code="data.empty_file", place="vacio.txt")
        self.refused("summarize", self.write("blancos.txt", b" \n\t\n"), code="data.empty_file", place="blancos.txt")
        self.refused("summarize", self.write("rayas.txt", "--- *** ...\n\n---\n"), code="summarisation.empty_document")

    def test_missing_data(self):
        self.tune(self.folder / "no.csv", code="data.not_found", place="no.csv")

    def test_one_class_too_little_and_empty_rows(self):
        one = write_csv(self.folder / "una.csv", ["texto", "etiqueta"], [(t, "sí") for t, _ in rows(30)])
        self.tune(one, "--task", "classify", code="data.one_class", place="sí")
        two = write_csv(self.folder / "pocos.csv", ["texto", "etiqueta"], [("hola", "a"), ("adiós", "b")])
        self.tune(two, "--task", "classify", "--input", "texto", "--target", "etiqueta", code="data.too_little")
        none = write_csv(self.folder / "huecos.csv", ["texto", "etiqueta"], [("", "a"), (" ", "b")])
        self.tune(none, "--input", "texto", "--target", "etiqueta", code="data.all_empty")

    def test_office_files_and_pictures(self):
        self.tune(self.write("hoja.xlsx", b"PK\x03\x04" + bytes(30)), code="data.unsupported_spreadsheet", place="hoja.xlsx")
        self.refused("summarize", self.write("informe.pdf", b"%PDF-1.7\n\x00\x01"), code="data.unsupported_document",
                     place="informe.pdf")
        self.tune(self.write("foto.csv", bytes(range(256)) * 20), code="data.not_text", place="foto.csv")

    # ---- models

    def test_truncated_safetensors(self):
        model = self.model_copy()
        weights = model / "model.safetensors"
        whole = weights.read_bytes()
        for keep in (0, 4, 100, len(whole) // 2, len(whole) - 1):
            weights.write_bytes(whole[:keep])
            with self.subTest(keep=keep):
                result = afina("generate", model, "--prompt", "hola")
                code = result.err.split("afina: ")[-1].split(":")[0]
                self.assertTrue(code.startswith("io.safetensors"), result)
                self.refused("generate", model, "--prompt", "hola", code=code, place="model.safetensors")
                self.tune(model=model, code=code, place="model.safetensors")

    def test_bin_model(self):
        model = self.model_copy()
        (model / "model.safetensors").rename(model / "pytorch_model.bin")
        for call in (["generate", model, "--prompt", "a"], ["models", "show", model]):
            texts = self.refused(*call, code="io.pickle_refused", place="pytorch_model.bin")
            self.assertIn("safetensors", texts["es"])
        self.refused("generate", model / "pytorch_model.bin", "--prompt", "a", code="io.pickle_refused", place="pytorch_model.bin")

    def test_missing_files_of_a_model(self):
        for missing, code in (("tokenizer.json", "workflow.missing_tokenizer"), ("config.json", "models.no_config"),
                              ("model.safetensors", "io.no_weights")):
            model = self.model_copy("sin-" + missing)
            (model / missing).unlink()
            with self.subTest(missing=missing):
                self.refused("generate", model, "--prompt", "a", code=code, place=model)
                self.tune(model=model, code=code, place=model)
        model = self.model_copy("tok")
        (model / "tokenizer.json").unlink()
        self.refused("tokenize", model, input="hola", code="workflow.missing_tokenizer", place=model)

    def test_models_that_are_not_here(self):
        self.refused("generate", "no_hay", "--prompt", "a", code="workflow.model_not_found", place="no_hay")
        self.refused("generate", "HuggingFaceTB/SmolLM2-135M", "--prompt", "a", code="workflow.hub_not_available", place="SmolLM2")
        self.refused("generate", "modelo.gguf", "--prompt", "a", code="workflow.model_not_found", place="modelo.gguf")
        self.refused("resume", self.folder, code="workflow.not_a_run", place=self.folder)
        self.refused("classify", tiny_model(), "--text", "a", code="workflow.not_a_classifier", place=tiny_model())

    def test_another_architecture(self):
        model = self.model_copy()
        config = json.loads((model / "config.json").read_text())
        config.update(model_type="mamba", architectures=["MambaForCausalLM"])
        (model / "config.json").write_text(json.dumps(config))
        self.refused("generate", model, "--prompt", "a", code="models.unsupported_architecture", place="mamba")

    def test_prompt_longer_than_the_model(self):
        self.refused("generate", tiny_model(), "--prompt", "ñ" * 400, code="generation.prompt_too_long")
        self.refused("generate", tiny_model(), "--prompt", "", code="generation.no_beginning")
        self.refused("generate", tiny_model(), code="cli.need_prompt")

    # ---- options

    def test_wrong_options(self):
        self.tune(None, "--rank", "-1", code="workflow.option_out_of_range", place="--rank")
        self.tune(None, "--learning-rate", "-1", code="workflow.option_out_of_range", place="--learning-rate")
        self.tune(None, "--schedule", "zigzag", code="workflow.option_choice", place="zigzag")
        self.tune(None, "--quantize", "q3_k", code="workflow.option_choice", place="q3_k")
        self.tune(None, "--method", "full", "--quantize", "q8_0", code="tuning.option_needs_lora", place="--quantize")
        self.tune(None, "--targets", "no_proj", code="models.unknown_target", place="no_proj")
        self.tune(None, "--method", "full", "--rank", "8", code="tuning.option_needs_lora", place="--rank")
        self.tune(None, "--method", "full", "--interpolation", "0.9", code="tuning.option_needs_lora",
                  place="--interpolation")
        self.tune(None, "--task", "translate", code="workflow.option_choice", place="translate")
        self.tune(None, "--opcion", "1", code="cli.unknown_option", place="--opcion", exit=2)
        self.refused("generate", tiny_model(), "--prompt", "a", "--top-p", "2", code="workflow.option_out_of_range", place="--top-p")
        self.refused("score", "bonito", "--predictions", self.data, "--references", self.data, code="metrics.unknown", place="bonito")
        self.refused("summarize", self.data, "--words", "-3", code="workflow.option_out_of_range", place="--words")
        self.refused("summarize", self.data, "--method", "mágico", code="workflow.option_choice", place="mágico")
        self.refused("tune", self.data, "--model", tiny_model(), code="workflow.out_missing")

    def test_out_that_exists_is_not_overwritten(self):
        self.write("run/tesis.txt", "no tocar")
        self.tune(code="workflow.run_exists", place=self.out)

    # ---- a full disk

    def test_full_disk(self):
        size = sum(p.stat().st_size for p in tiny_model().iterdir())
        self.assertGreater(size, 20000)
        for most in (0, 50, 4000, 20000):
            with self.subTest(most=most):
                self.tune(preexec_fn=limited(most), code="io.disk_full")
        text = self.write("texto.txt", "\n".join(t for t, _ in rows(40)))
        tokenizer = self.folder / "nuevo.json"
        self.refused("train-tokenizer", text, "--vocab-size", 300, "--out", tokenizer, preexec_fn=limited(500),
                     code="io.disk_full", place="nuevo.json")
        # What was there before is still there, whole.
        tokenizer.write_text("lo de antes")
        self.refused("train-tokenizer", text, "--vocab-size", 300, "--out", tokenizer, preexec_fn=limited(500),
                     code="io.disk_full", place="nuevo.json")

    def test_full_disk_late_in_a_run_can_be_resumed(self):
        # The checkpoint (parameters and two moments) fits; nothing is lost when the disk fills up afterwards.
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "run"
            stopped = support.interrupt(["tune", self.data, "--model", tiny_model(), "--out", out, "--max-steps", 400,
                                         "--evaluate-every", 10], '"progress"')
            self.assertEqual(stopped.code, 130, stopped)
            before = tree(out)
            self.refused("resume", out, preexec_fn=limited(2000), code="workflow.run_paused", place="run")
            after = tree(out)
            self.assertEqual(before.keys(), after.keys())
            self.assertEqual(before["checkpoint.safetensors"], after["checkpoint.safetensors"])
            # Full while the run is under way: what was saved stays, and it goes on when there is room.
            size = (out / "checkpoint.safetensors").stat().st_size
            self.refused("resume", out, preexec_fn=limited(size - 1), code="workflow.run_paused", place="afina resume")
            self.assertEqual(before["checkpoint.safetensors"], tree(out)["checkpoint.safetensors"])
            self.done("resume", out)
            self.done("classify", out, "--text", "a")

    def test_places_that_cannot_be_written(self):
        if os.geteuid() != 0:   # root may write anywhere
            self.folder.joinpath("cerrada").mkdir(mode=0o500)
            self.refused("tune", self.data, "--model", tiny_model(), "--out", self.folder / "cerrada" / "run",
                         "--max-steps", 1, code="io.cannot_write", place="cerrada")
        self.refused("tune", self.data, "--model", tiny_model(), "--out", self.data / "run", "--max-steps", 1,
                     code="io.cannot_write", place="quejas.csv")


class Malformed(CliCase):
    def test_malicious_safetensors_as_expected(self):
        folder = support.conformance("malicious/safetensors")
        cases = json.loads((folder / "expected.json").read_text())["cases"]
        model = pathlib.Path(shutil.copytree(tiny_model(), self.folder / "model"))
        for case in cases:
            with self.subTest(file=case["file"]):
                shutil.copyfile(folder / case["file"], model / "model.safetensors")
                result = afina("generate", model, "--prompt", "a")
                self.assertEqual(result.code, 1, result)
                # What is well-formed lacks this model's tensors; the rest is refused as a file.
                wanted = "models.missing_tensor" if case["expected"].startswith("valid") else "io.safetensors"
                self.assertIn(f"afina: {wanted}", result.err)
        support.ran("malicious/safetensors by command", len(cases))

    def test_malicious_tokenizers(self):
        folder = support.conformance("malicious/tokenizers")
        files = sorted(folder.glob("*.json"))
        for file in files:
            with self.subTest(file=file.name):
                result = afina("tokenize", file, input="hola")
                self.assertEqual(result.code, 1, result)
                self.assertIn("afina: tokenizer.", result.err)
                self.assertEqual(result.out, "")
        support.ran("malicious/tokenizers by command", len(files))

    def test_headers_that_lie(self):
        model = pathlib.Path(shutil.copytree(tiny_model(), self.folder / "model"))
        weights = model / "model.safetensors"
        whole = weights.read_bytes()
        size = struct.unpack("<Q", whole[:8])[0]
        header = json.loads(whole[8:8 + size])
        name = next(n for n in header if n != "__metadata__")

        def write(changed):
            text = json.dumps(changed).encode()
            weights.write_bytes(struct.pack("<Q", len(text)) + text + whole[8 + size:])

        for key, value in (("shape", [2 ** 40, 2 ** 40]), ("shape", [-1]), ("data_offsets", [0, 2 ** 63]),
                           ("data_offsets", [8, 4]), ("dtype", "F12"), ("dtype", 7)):
            changed = json.loads(json.dumps(header))
            changed[name][key] = value
            write(changed)
            with self.subTest(key=key, value=value):
                result = afina("generate", model, "--prompt", "a")
                self.assertEqual(result.code, 1, result)
                self.assertRegex(result.err, r"afina: (io\.(safetensors|unsupported)|models\.)")
        for lie in (2 ** 63, 2 ** 64 - 1, len(whole), 0):
            weights.write_bytes(struct.pack("<Q", lie) + whole[8:])
            self.assertEqual(afina("generate", model, "--prompt", "a").code, 1)

    def test_configurations_that_lie(self):
        model = pathlib.Path(shutil.copytree(tiny_model(), self.folder / "model"))
        good = json.loads((model / "config.json").read_text())
        for change in ({"hidden_size": -1}, {"hidden_size": "32"}, {"num_attention_heads": 0}, {"num_hidden_layers": 10 ** 9},
                       {"vocab_size": 2 ** 62}, {"rope_theta": "mucho"}, {"rms_norm_eps": None, "num_attention_heads": 5},
                       {"max_position_embeddings": -5}, {"model_type": 3}, {"eos_token_id": "fin"}):
            (model / "config.json").write_text(json.dumps({**good, **change}))
            with self.subTest(change=change):
                result = afina("generate", model, "--prompt", "a", "--max-new-tokens", 1)
                self.assertIn(result.code, (0, 1), result)
                if result.code == 1:
                    self.assertRegex(result.err, r"afina: (models|io|base\.json)")
        for text in ("", "{", "[]", "null", '{"model_type":"llama"}', "\xff\xfe"):
            (model / "config.json").write_text(text, encoding="latin-1")
            with self.subTest(text=text):
                self.assertEqual(afina("generate", model, "--prompt", "a").code, 1)

    def test_data_files_of_any_bytes(self):
        cases = {"a.csv": b'texto,departamento\n"sin cerrar,uno\n', "b.csv": b"\xff\xfe\x00\x00", "c.json": b"[" * 5000,
                 "d.json": b'[{"texto": "a"', "e.jsonl": b'{"texto": "a"}\nno es json\n', "f.jsonl": b"1\n2\n3\n",
                 "g.json": b"{}", "h.tsv": b"a\tb\n1\n1\t2\t3\n", "i.csv": b",\n,\n", "j.txt": b"\x00" * 100,
                 "k.json": b'"hola"', "l.csv": b"texto,texto\na,b\n"}
        for name, content in cases.items():
            path = self.write(name, content)
            with self.subTest(name=name):
                before = tree(self.folder)
                result = afina("tune", path, "--model", tiny_model(), "--out", self.folder / "run", "--max-steps", 1)
                self.assertEqual(result.code, 1, result)
                self.assertRegex(result.err, r"afina: (data|base\.json)")
                self.assertEqual(tree(self.folder), before)


if __name__ == "__main__":
    support.main()
