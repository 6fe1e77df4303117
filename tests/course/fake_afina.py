"""A stand-in for the engine, so that the course's own logic is tested in a second and without a build.

It answers as the real package does, from fixed rules; tests/python/test_contract.py holds it to that. `install()` puts
it in place.
"""
from __future__ import annotations

import csv
import json
import pathlib
import runpy
import sys
import types

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "assets" / "demo"


AfinaError = runpy.run_path(str(ROOT / "python" / "afina" / "_errors.py"))["AfinaError"]


class Tokenizer:
    vocab_size = 8192

    def __init__(self, source="semilla"):
        self.source = source

    def encode(self, text):
        pieces = [text[i:i + 4] for i in range(0, len(text), 4)]
        self.pieces = pieces
        return types.SimpleNamespace(tokens=pieces, ids=list(range(len(pieces))))

    def decode(self, ids):
        return "".join(self.pieces[i] for i in ids)


class Model:
    def __init__(self, model="semilla"):
        if model != "semilla" and not pathlib.Path(model).exists():
            raise AfinaError("workflow.model_not_found", f"No hay modelo en «{model}».", "Comprueba la carpeta.")
        self.name = model
        self.shape = {"architecture": "llama", "parameters": 6524160, "vocabulary": 8192, "layers": 6, "context": 512}

    def next_tokens(self, text, k=10):
        return [(" vez", 0.6 if text.startswith("Había") else 0.1), (" casa", 0.05)][:k]

    def score(self, text):
        odd = sum(text.count(letter) for letter in "kwxz")
        return {"bits_per_byte": 1 + 9 * odd / len(text), "perplexity": 20.0, "tokens": len(text) // 4}


class Dataset:
    def __init__(self, data, task=None, input=None, target=None):
        self.source, rows = data, data
        if not isinstance(data, list):
            with pathlib.Path(data).open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
        self.columns = list(rows[0]) if rows else []
        self.input, self.target = input or self.columns[0], target or self.columns[-1]
        self.examples = [{"input": row[self.input], "target": row[self.target]} for row in rows]
        known = {"departamento": "classify", "respuesta": "instruct", "resumen": "summarize"}
        self.task = known.get(self.target, "continue")
        self.summary = f"{len(rows)} filas."
        self.labels = {}
        if self.task == "classify":
            for row in self.examples:
                self.labels[row["target"]] = self.labels.get(row["target"], 0) + 1
        cut = len(rows) * 7 // 10
        self.parts = {"train": list(range(cut)), "validation": [], "test": list(range(cut, len(rows)))}
        self.repeats = 0

    @staticmethod
    def columns_of(data):
        with pathlib.Path(data).open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file), [])

    def lengths(self, model="semilla"):
        return [len(row["input"]) // 4 for row in self.examples]


class Run:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        kept = json.loads((self.path / "run.json").read_text(encoding="utf-8"))
        self.model = kept["model"]
        self.task, self.seconds, self.steps, self.best_step = kept["task"], 3.0, kept["steps"], kept["steps"] // 2
        rate = kept["rate"]
        last = 0.5 if 1e-5 < rate < 0.1 else 3.0
        self.history = [{"step": 1, "train_loss": 3.0, "validation_loss": 3.0},
                        {"step": 2, "train_loss": last, "validation_loss": last}]
        self.summary = "Mejoró."

    def classify(self, texts):
        return [types.SimpleNamespace(label="Alumbrado" if "farola" in text else "Aguas") for text in texts]

    def generate(self, prompt, **options):
        return f"Respuesta a {prompt[:20]}"

    def summarize(self, text_or_path, **options):
        return summarize(text_or_path, sentences=1)


def tune(data, model="semilla", out=None, **options):
    path = pathlib.Path(out)
    path.mkdir(parents=True)
    task = data.task if isinstance(data, Dataset) else Dataset(data).task
    kept = {"task": task, "model": str(model), "steps": options.get("max_steps", 10), "rate": options.get("learning_rate", 1e-3)}
    (path / "run.json").write_text(json.dumps(kept), encoding="utf-8")
    return Run(path)


def evaluate(model_or_run, data=None, baseline=None, **options):
    score = {"value": 0.8, "low": 0.75, "high": 0.85}
    example = {"input": "La farola no luce", "reference": "Alumbrado", "before": "Aguas", "after": "Alumbrado"}
    return types.SimpleNamespace(
        verdict=["Mejor que antes."], scores={"before": {"accuracy": score}, "after": {"accuracy": score},
                                          "tfidf": {"accuracy": {"value": 0.7, "low": 0.65, "high": 0.75}}},
        confusion=[{"truth": "Aguas", "predicted": "Obras", "rows": 3}], examples=[example], text="…",
        _repr_html_=lambda: "<p>…</p>")


def summarize(text_or_path, model=None, words=0, sentences=0, *, method="auto"):
    found = [part.strip() + "." for part in text_or_path.split(".") if part.strip()][:sentences or 3]
    wrote = ["El acto será en la luna.", *found] if model is not None else []
    return types.SimpleNamespace(text=" ".join(found), statement="Leído entero.", document=text_or_path,
                                 sentences=[{"text": s, "source": "frase"} for s in found],
                                 draft=[{"section": 0, "text": s, "supported": s in found} for s in wrote])


def preview(data, model="semilla", rows=3):
    return types.SimpleNamespace(to_html=lambda: "<p>vista</p>")


def demo_data(name):
    return DEMO / name


def install():
    """Puts the stand-in where `import afina` finds it, with the real course package inside."""
    module = types.ModuleType("afina")
    module.__path__ = [str(ROOT / "python" / "afina")]
    for value in (AfinaError, Tokenizer, Model, Dataset, Run, tune, evaluate, summarize, preview, demo_data):
        setattr(module, value.__name__, value)
    module.open_run = Run
    module.generate = lambda model, prompt, **options: f"{prompt}… y siguió"
    module.set_language = lambda lang: None
    sys.modules["afina"] = module
    sys.modules["afina.survey"] = None
    return module
