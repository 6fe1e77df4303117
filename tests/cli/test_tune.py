"""tune, resume, classify: every task, threads, interruptions, the files that are left."""
import json
import os
import pathlib
import struct
import subprocess
import time
import unittest.mock

import support
from support import ROOT, CliCase, interrupt, rows, tiny_model, write_csv

DEMO = ROOT / "assets" / "demo"


def first_rows(name, count, folder):
    """The heading and the first rows of a demo file whose rows are one line each."""
    lines = (DEMO / name).read_text(encoding="utf-8").splitlines()[:count + 1]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def adapter(run):
    return (pathlib.Path(run) / "adapter" / "adapter_model.safetensors").read_bytes()


def weights(run):
    """What a run of either method learned."""
    whole = pathlib.Path(run) / "model" / "model.safetensors"
    return whole.read_bytes() if whole.exists() else adapter(run)


def tensors(raw):
    size = struct.unpack("<Q", raw[:8])[0]
    return {k: v for k, v in json.loads(raw[8:8 + size]).items() if k != "__metadata__"}


def floats(raw):
    """The values of an adapter's tensors, which are all float32."""
    size = struct.unpack("<Q", raw[:8])[0]
    found = {}
    for name, entry in tensors(raw).items():
        begin, end = entry["data_offsets"]
        found[name] = list(struct.unpack(f"<{(end - begin) // 4}f", raw[8 + size + begin:8 + size + end]))
    return found


class Tasks(CliCase):
    def tune(self, data, *more, model=None, steps=3):
        out = self.folder / "run"
        result = self.done("tune", data, "--model", model or tiny_model(), "--out", out, "--max-steps", steps, *more, "--json")
        self.assertEqual(result.json["status"], "done")
        self.assertEqual(json.loads((out / "run.json").read_text(encoding="utf-8"))["status"], "done")
        self.assertEqual([p for p in out.rglob("*") if ".tmp" in p.name or p.name.startswith(("checkpoint", "best"))], [])
        return out, result

    def test_classify_learns_and_classifies(self):
        data = write_csv(self.folder / "q.csv", ["texto", "departamento"], rows(120))
        out, result = self.tune(data, "--learning-rate", 0.02, "--method", "full", "--evaluate-every", 20, steps=80)
        self.assertIn("departamento", result.err)                  # what was understood is said
        self.assertEqual(sorted(result.json["labels"]), ["Aguas", "Alumbrado", "Limpieza"])
        fresh = list(rows(30, seed=9))
        texts = self.write("t.txt", "".join(t + "\n" for t, _ in fresh))
        found = self.done("classify", out, "--file", texts, "--json").json_lines
        self.assertEqual([line["text"] for line in found], [t for t, _ in fresh])
        for line in found:
            self.assertAlmostEqual(sum(l["probability"] for l in line["labels"]), 1, places=4)
            self.assertEqual(line["label"], line["labels"][0]["label"])
        right = sum(line["label"] == label for line, (_, label) in zip(found, fresh))
        self.assertGreaterEqual(right, 24)                          # a third would be chance
        one = self.done("classify", out, "--text", fresh[0][0]).out
        self.assertIn(found[0]["label"], one)
        self.refused("generate", out, "--prompt", "a", code="workflow.run_classifies")
        # The model inside is a Hugging Face folder by itself, and a classifier too.
        by_itself = self.done("classify", out / "model", "--file", texts, "--json").json_lines
        self.assertEqual([line["label"] for line in by_itself], [line["label"] for line in found])
        self.refused("generate", out / "model", "--prompt", "a", code="workflow.run_classifies")
        self.refused("tune", data, "--model", out, "--out", self.folder / "otra", code="workflow.tune_a_run")
        self.refused("resume", out, code="workflow.nothing_to_resume")
        self.refused("classify", out, code="cli.need_text")

    def test_lora_leaves_what_peft_opens(self):
        data = first_rows("quejas.csv", 80, self.folder)
        out, result = self.tune(data, "--method", "lora", "--rank", 4, "--alpha", 6, "--targets", "q_proj,down_proj")
        config = json.loads((out / "adapter" / "adapter_config.json").read_text())
        self.assertEqual((config["r"], config["lora_alpha"], config["peft_type"], config["task_type"]), (4, 6, "LORA", "SEQ_CLS"))
        self.assertEqual(sorted(config["target_modules"]), ["down_proj", "q_proj"])
        names = tensors(adapter(out))
        self.assertEqual(sum("lora_A" in n for n in names), 4)
        self.assertEqual(names["base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"]["shape"], [4, 64])
        self.assertTrue((out / "tokenizer.json").exists())
        self.assertGreater(result.json["result"]["steps"], 0)

    def test_instruct_answers(self):
        out, result = self.tune(first_rows("oficina.csv", 60, self.folder))
        self.assertIn("respuesta", result.err)
        made = self.done("generate", out, "--prompt", "¿Cuándo abren?", "--max-new-tokens", 5, "--json").json
        raw = self.done("generate", out, "--prompt", "¿Cuándo abren?", "--max-new-tokens", 5, "--raw", "--json").json
        self.assertGreater(len(made["prompt_ids"]), len(raw["prompt_ids"]))   # the format it was taught in
        self.refused("classify", out, "--text", "a", code="workflow.not_a_classifier")

    def test_summarize_and_continue(self):
        lines = [(f"{text} Lo pide un vecino de {town}.", f"{town}: hay que ir.") for text, town in rows(60)]
        data = write_csv(self.folder / "s.csv", ["documento", "resumen"], lines)
        out, _ = self.tune(data, "--task", "summarize", "--input", "documento", "--target", "resumen")
        self.assertEqual(json.loads((out / "run.json").read_text(encoding="utf-8"))["task"], "summarize")
        text = self.write("libro.txt", "\n\n".join(t for t, _ in rows(150)))
        running = self.folder / "run2"
        made = self.done("tune", text, "--task", "continue", "--model", tiny_model(), "--out", running, "--max-steps", 3, "--json").json
        self.assertEqual(made["status"], "done")
        self.done("generate", running, "--prompt", "En la calle", "--max-new-tokens", 5)

    def test_full_tuning_leaves_a_whole_model(self):
        out, _ = self.tune(first_rows("oficina.csv", 40, self.folder), "--method", "full")
        for name in ("config.json", "model.safetensors", "tokenizer.json"):
            self.assertTrue((out / "model" / name).exists(), name)
        self.assertFalse((out / "adapter").exists())
        self.done("generate", out / "model", "--prompt", "hola", "--max-new-tokens", 2)   # a Hugging Face folder by itself

    def test_formats_give_the_same_run(self):
        pairs = list(rows(60))
        as_dicts = [{"texto": t, "departamento": d} for t, d in pairs]
        files = [write_csv(self.folder / "a.csv", ["texto", "departamento"], pairs),
                 self.write("a.tsv", "texto\tdepartamento\n" + "".join(f"{t}\t{d}\n" for t, d in pairs)),
                 self.write("b.csv", ("\ufefftexto;departamento\r\n" + "".join(f'"{t}";{d}\r\n' for t, d in pairs)).encode()),
                 self.write("l.csv", ("texto;departamento\n" + "".join(f"{t};{d}\n" for t, d in pairs)).encode("latin-1")),
                 self.write("a.json", json.dumps(as_dicts)),
                 self.write("a.jsonl", "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in as_dicts))]
        made = []
        for file in files:
            out = self.folder / ("run-" + file.name)
            self.done("tune", file, "--model", tiny_model(), "--out", out, "--max-steps", 2)
            made.append(weights(out))
        self.assertEqual(len(set(made)), 1)


class Reproducible(CliCase):
    STEPS = 200

    def setUp(self):
        super().setUp()
        self.data = write_csv(self.folder / "q.csv", ["texto", "departamento"], rows(90))

    def call(self, out, *more, steps=None, method="lora"):
        return ["tune", self.data, "--model", tiny_model(), "--method", method, "--out", self.folder / out, "--max-steps", steps or self.STEPS,
                "--evaluate-every", 50, "--patience", 0, "--accumulate", 2, "--batch-size", 4, *more]

    def test_threads_and_repeats_give_the_same_bytes_and_seeds_do_not(self):
        for method in ("lora", "full"):
            runs = {}
            for name, more in {"one": ["--threads", 1], "two": ["--threads", 2], "three": ["--threads", 3], "four": ["--threads", 4],
                               "again": [], "seed": ["--seed", 2]}.items():
                self.done(*self.call(method + name, *more, steps=12, method=method))
                runs[name] = weights(self.folder / (method + name))
            self.assertEqual(len({runs[n] for n in ("one", "two", "three", "four", "again")}), 1, method)
            self.assertNotEqual(runs["one"], runs["seed"], method)

    def test_a_quantised_base_gives_the_same_bytes_for_any_threads_and_after_a_stop(self):
        asked = ("--quantize", "q8_0")
        for name, threads in (("one", 1), ("two", 2), ("four", 4)):
            self.done(*self.call(name, *asked, "--threads", threads, steps=12))
        adapters = {adapter(self.folder / name) for name in ("one", "two", "four")}
        self.assertEqual(len(adapters), 1)
        self.done(*self.call("plain", steps=12))
        self.assertNotIn(adapter(self.folder / "plain"), adapters)
        self.done(*self.call("qlora", steps=12, method="qlora"))
        self.assertIn(adapter(self.folder / "qlora"), adapters)
        self.done(*self.call("whole", *asked))
        stopped = interrupt(self.call("cut", *asked), '"progress"')
        self.assertEqual(stopped.code, 130, stopped)
        self.done("resume", self.folder / "cut", "--threads", 1)
        self.assertEqual(adapter(self.folder / "cut"), adapter(self.folder / "whole"))
        # What answers is the base that was learned on.
        one, two = (self.done("eval", self.folder / name, "--json").json["entries"] for name in ("cut", "whole"))
        self.assertEqual(one, two)

    def test_all_weights_can_be_saved_in_half_the_size(self):
        answers = []
        for name, more in (("whole", []), ("half", ["--save-dtype", "bf16"])):
            self.done(*self.call(name, *more, steps=12, method="full"))
            answers.append(self.done("classify", self.folder / name, "--text", "No sale agua", "--json").json_lines)
        sizes = [(self.folder / name / "model" / "model.safetensors").stat().st_size for name in ("whole", "half")]
        self.assertLess(sizes[1], 0.6 * sizes[0])
        self.assertEqual(json.loads((self.folder / "half" / "model" / "config.json").read_text())["torch_dtype"], "bfloat16")
        whole, half = (dict(answer[0]["labels"]) if isinstance(answer[0]["labels"], list) else answer[0]["labels"]
                       for answer in answers)
        for label, share in whole.items():
            self.assertAlmostEqual(half[label], share, delta=0.02)

    def test_products_in_bf16_without_the_instruction_give_nearly_the_same(self):
        asked = ("--quantize", "q8_0", "--lora-dropout", 0, "--precision", "bf16")
        curves = []
        for name, most in (("native", "DEFAULT"), ("through_f32", "AVX2")):
            with unittest.mock.patch.dict(os.environ, {"ONEDNN_MAX_CPU_ISA": most}):
                self.done(*self.call(name, *asked, steps=6))
            run = json.loads((self.folder / name / "run.json").read_text())
            self.assertEqual(run["options"]["precision"], "bf16")
            curves.append(run["result"]["best_validation_loss"])
        self.done(*self.call("exact", *asked[:-1], "f32", steps=6))
        exact = json.loads((self.folder / "exact" / "run.json").read_text())["result"]["best_validation_loss"]
        self.assertAlmostEqual(curves[0], curves[1], delta=1e-4 * exact)
        self.assertAlmostEqual(curves[0], exact, delta=1e-3 * exact)
        self.assertNotEqual(curves[0], exact)

    def test_general_texts_come_back_after_a_stop(self):
        task = ("--task", "instruct", "--input", "texto", "--target", "departamento")
        asked = (*task, "--replay", 0.2)
        whole = self.done(*self.call("whole", *asked))
        self.assertIn("textos generales", whole.err)
        stopped = interrupt(self.call("cut", *asked), '"progress"')
        self.assertEqual(stopped.code, 130, stopped)
        self.done("resume", self.folder / "cut")
        self.assertEqual(adapter(self.folder / "cut"), adapter(self.folder / "whole"))
        self.done(*self.call("without", *task))
        self.assertNotEqual(adapter(self.folder / "without"), adapter(self.folder / "whole"))

    def test_a_share_is_kept_of_what_adapters_learned(self):
        task = ("--task", "instruct", "--input", "texto", "--target", "departamento")
        self.done(*self.call("whole", *task, steps=12))
        half = self.done(*self.call("half", *task, "--interpolation", 0.5, steps=12))
        self.assertIn("50 % de lo aprendido", half.err)
        whole_values, half_values = (floats(adapter(self.folder / name)) for name in ("whole", "half"))
        self.assertEqual(whole_values.keys(), half_values.keys())
        for name, values in whole_values.items():
            share = 0.5 if name.endswith("lora_B.weight") else 1
            self.assertEqual([share * value for value in values], half_values[name], name)
        result = json.loads((self.folder / "half" / "run.json").read_text())["result"]
        self.assertEqual(result["interpolation"], 0.5)

    def test_interrupted_and_resumed_is_as_if_nothing_had_happened(self):
        self.done(*self.call("whole"))
        stopped = interrupt(self.call("cut"), '"progress"')
        self.assertEqual(stopped.code, 130, stopped)
        said = json.loads(stopped.out)
        self.assertEqual(said["status"], "interrupted")
        self.assertLess(said["result"]["steps"], self.STEPS)
        self.refused("classify", self.folder / "cut", "--text", "a", code="workflow.run_unfinished", place="resume")
        again = interrupt(["resume", self.folder / "cut"], '"progress"')       # twice
        self.assertIn(again.code, (0, 130), again)
        if again.code == 130:
            self.done("resume", self.folder / "cut", "--threads", 1)
        self.assertEqual(adapter(self.folder / "cut"), adapter(self.folder / "whole"))
        files = [sorted(str(p.relative_to(self.folder / n)) for p in (self.folder / n).rglob("*")) for n in ("cut", "whole")]
        self.assertEqual(files[0], files[1])

    def test_a_killed_run_goes_on_from_its_last_checkpoint(self):
        self.done(*self.call("whole"))
        out = self.folder / "killed"
        process = subprocess.Popen([support.PROGRAM, *map(str, self.call("killed"))], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=support.environment())
        deadline = time.time() + 120
        while not (out / "checkpoint.safetensors").exists() and process.poll() is None and time.time() < deadline:
            time.sleep(0.002)
        process.kill()
        process.wait()
        self.assertTrue((out / "checkpoint.safetensors").exists(), "the run ended before it could be killed")
        self.done("resume", out)
        self.assertEqual(adapter(out), adapter(self.folder / "whole"))

    def test_resuming_refuses_other_data(self):
        stopped = interrupt(self.call("cut"), '"progress"')
        self.assertEqual(stopped.code, 130, stopped)
        write_csv(self.data, ["texto", "departamento"], rows(91))
        self.refused("resume", self.folder / "cut", code="workflow.data_changed", place="q.csv")
        self.data.unlink()
        self.refused("resume", self.folder / "cut", code="workflow.data_changed", place="q.csv")


if __name__ == "__main__":
    support.main()
