"""A small stand-in for the engine, as `afina`, so that the widgets are tested without it and always alike.

Texts are cut at blanks and hyphens, numbers come from a seeded generator, and a run takes as long as a test wants.
tests/python/test_contract.py holds it to what the engine answers.
"""
import pathlib
import re
import runpy
import sys
import time
import types

import numpy as np

PACKAGE = pathlib.Path(__file__).resolve().parents[2] / "python" / "afina"
WORDS = ["el", "la", "perro", "gato", "come", "duerme", "pan", "sopa", "agua", "mesa", "casa", "hoy", "siempre",
         "de", "en", "con", ".", ",", "y", "un"]
LANGUAGE = "es"


AfinaError = runpy.run_path(str(PACKAGE / "_errors.py"))["AfinaError"]


class Encoding:
    def __init__(self, pieces):
        self.tokens = [text for text, _, _ in pieces]
        self.offsets = np.array([(begin, end) for _, begin, end in pieces], dtype=np.int32).reshape(-1, 2)
        self.ids = np.array([sum(map(ord, text)) % len(WORDS) for text in self.tokens], dtype=np.int32)


class Tokenizer:
    def __init__(self, source="semilla", pattern=r" ?\w{1,4}| ?[^\w\s]|\s", size=8192):
        if source != "semilla" and not pathlib.Path(source).exists():
            raise AfinaError("workflow.model_not_found", f"No existe «{source}».", "Comprueba el nombre.")
        self.name, self._pattern, self.vocab_size = source, pattern, size
        if source != "semilla" and "roto" in pathlib.Path(source).read_text(encoding="utf-8"):
            raise AfinaError("base.json_syntax", "El archivo no es un tokenizer.json.", "Elige otro archivo.")

    def encode(self, text, *, add_special=True, parse_special=True):
        return Encoding([(m[0], m.start(), m.end()) for m in re.finditer(self._pattern, text)])

    def decode(self, ids):
        return " ".join(WORDS[i % len(WORDS)] for i in ids)

    @staticmethod
    def train(files_or_texts, vocab_size, out):
        time.sleep(0.05)
        pathlib.Path(out).write_text("{}", encoding="utf-8")
        return Tokenizer(out, r" ?\w+| ?[^\w\s]|\s", vocab_size)


class Model:
    def __init__(self, model="semilla"):
        self.name, self.tokenizer = model, Tokenizer("semilla")

    def logits(self, text):
        """[T, V], V the fake words: what comes next depends on the text's length alone."""
        rows = max(1, len(self.tokenizer.encode(text).ids))
        base = np.random.default_rng(len(text)).normal(0, 2, (rows, len(WORDS)))
        base[-1] = np.linspace(4, -4, len(WORDS))
        return base.astype(np.float32)

    def score(self, text):
        absurd = "zumba" in text
        return {"bits_per_byte": 3.1 if absurd else 1.2, "perplexity": 900.0 if absurd else 14.0,
                "tokens": len(self.tokenizer.encode(text).ids)}


class Generated:
    def __init__(self, text):
        self.text, self.ids, self.stop = text, [], "end"


def generate(model, prompt, *, max_new_tokens=20, temperature=0.7, seed=1, on_text=None, **_):
    words = [f"{model}:{seed}", *prompt.split()][:max_new_tokens]
    for word in words:
        time.sleep(PACE)
        if on_text:
            on_text(word + " ")
    return Generated(" ".join(words) + " ")


PACE = 0.002    # seconds a step takes


class Report:
    def __init__(self):
        self.verdict = ["Después de afinar acierta más que antes."]
        self.scores = {"after": {"accuracy": {"value": 0.8, "low": 0.7, "high": 0.9}}}
        self.confusion = [{"truth": truth, "predicted": predicted, "rows": rows} for truth, predicted, rows in (
            ("agua", "agua", 5), ("agua", "luz", 1), ("luz", "agua", 2), ("luz", "luz", 4), ("ruido", "ruido", 3))]
        self.examples = ([{"input": f"no hay luz {i}", "reference": "luz", "before": "agua", "after": "agua"}
                          for i in range(2)]
                         + [{"input": "cortan el agua", "reference": "agua", "before": "luz", "after": "luz"}]
                         + [{"input": f"se va el agua {i}", "reference": "agua", "before": "ruido", "after": "agua"}
                            for i in range(5)])
        self.text = "\n".join(self.verdict)


class Run:
    def __init__(self, history, seconds, task="classify"):
        self.path, self.task, self.summary = pathlib.Path("afina-run"), task, "Clasificador de 3 etiquetas."
        self.history, self.seconds = history, seconds
        self.steps = self.best_step = history[-1]["step"] if history else 0

    def evaluate(self, **_):
        return Report()

    def classify(self, texts):
        return [types.SimpleNamespace(labels=[("luz", 0.7), ("agua", 0.2), ("ruido", 0.08), ("obras", 0.02)])
                for _ in texts]

    def generate(self, prompt, **options):
        if self.task == "classify":
            raise AfinaError("workflow.run_classifies", "Esta ejecución clasifica.", "Pídele una categoría.")
        return generate("afinado", prompt, **options)


RUNS = []       # options of every run that began


def tune(data, model="semilla", out=None, *, progress="auto", max_steps=20, learning_rate=1e-3,
         fail=None, **options):
    RUNS.append(dict(options, data=data, max_steps=max_steps, learning_rate=learning_rate))
    if fail:
        raise AfinaError("data.no_column", "La columna «texto» no existe.", "Las columnas son: a, b.")
    history, began = [], time.monotonic()
    hear = progress if callable(progress) else (lambda event: None)
    for step in range(1, max_steps + 1):
        time.sleep(PACE)
        loss = 3 / (1 + step * learning_rate * 100)
        hear({"metric": "loss", "step": step, "value": loss})
        hear({"stage": "Afinando", "done": step, "total": max_steps, "seconds_left": (max_steps - step) * PACE,
              "loss": loss + 1, "tokens_per_second": 900.0})
        if step % 5 == 0 or step == max_steps:
            history.append({"step": step, "train_loss": loss, "validation_loss": loss + 0.2})
            hear({"metric": "validation_loss", "step": step, "value": loss + 0.2})
    return Run(history, time.monotonic() - began)


class Dataset:
    """Rows {"texto", "tema"} in three parts; any path will do."""

    def __init__(self, data, rows=40):
        if data == "vacio.csv":
            raise AfinaError("data.empty", "El archivo está vacío.", "Elige otro archivo.")
        topics = ["agua", "luz", "agua", "ruido", "agua", "agua"]
        every = [{"input": f"Queja número {index % 38} de la calle Mayor", "target": topics[index % 6],
                  "place": index + 2} for index in range(rows)]
        self.summary, self.task = f"{rows} filas con un texto y su etiqueta.", "classify"
        self.columns, self.input, self.target = ["texto", "tema", "fecha"], "texto", "tema"
        self.parts = {"train": list(range(28)), "validation": list(range(28, 34)), "test": list(range(34, rows))}
        self.labels = {topic: sum(row["target"] == topic for row in every) for topic in ("agua", "luz", "ruido")}
        self.examples = every
        self.repeats = 3

    def lengths(self, model):
        return np.array([10 + 17 * (index % 20) for index in range(40)], dtype=np.int32)


class Preview:
    """As the real one: the answer and the end are learned; of a category no token, of running text all but the first."""

    def __init__(self, rows, task):
        words = ["<|im_start|>", "Clasifica", ":", " No", " hay", " agua", "\n", "agua", "<|im_end|>"]
        first = {"classify": len(words), "continue": 1}.get(task, 7)
        learned = len(words) - first
        self.task = task
        self.rows = [{"tokens": [{"text": word, "id": index, "learned": index >= first, "special": word[0] == "<"}
                                 for index, word in enumerate(words)],
                      "learned_share": learned / 9, "cut_tokens": 4 if row == 1 else 0,
                      "end_token": "<|im_end|>" if first == 7 else "", "label": "agua" if task == "classify" else ""}
                     for row in range(rows)]
        self.totals = {"rows": rows, "tokens": 9 * rows, "learned_tokens": learned * rows, "learned_share": learned / 9,
                       "refused": [{"place": "fila 7", "code": "data.x", "reason": "La respuesta no cabe."}]}


def preview(data, model, rows):
    return Preview(rows, {"preguntas.csv": "instruct", "versos.csv": "continue"}.get(data, "classify"))


class Summary:
    def __init__(self, document, count):
        found = [(m.start(), m.end()) for m in re.finditer(r"[^.\s][^.]*\.", document)][:count]
        self.document, self.statement = document, "Nada en el resumen falta en el documento."
        self.sentences = [{"text": document[begin:end], "begin": begin, "end": end} for begin, end in reversed(found)]
        self.text = " ".join(one["text"] for one in self.sentences)


def summarize(text_or_path, model=None, words=0, sentences=0, *, method="auto", progress="auto"):
    if text_or_path == "no-existe.txt":
        raise AfinaError("data.not_found", "No existe «no-existe.txt».", "Comprueba el nombre.")
    return Summary(text_or_path, sentences)


class Store:
    """What afina.survey.Store is asked for, kept in lists."""

    def __init__(self, broken=False, agreed=False):
        self.answers, self.events, self.consents, self.broken = [], [], [True] if agreed else [], broken

    @property
    def consented(self):
        return self.consents[-1:] == [True]

    @property
    def learner_code(self):
        return "BCDF-GHJK" if True in self.consents else ""

    def consent(self, agreed, code=""):
        self.consents.append(agreed)

    def export(self, out):
        out.write_text("{}", encoding="utf-8")
        return out

    def erase(self):
        self.answers, self.events, self.consents = [], [], []

    def _allowed(self):
        if self.broken:
            raise OSError("read-only")
        if not self.consented:
            raise AfinaError("survey.no_consent", "Aún no has dado tu permiso.", "Dalo y vuelve a probar.")

    def record_answer(self, notebook, instrument, item, value):
        self._allowed()
        self.answers.append((notebook, instrument, item, value))

    def record_event(self, notebook, place, kind, detail=""):
        self._allowed()
        self.events.append((notebook, place, kind, detail))


def install():
    """Puts this module in the place of the engine; `afina.widgets` then comes from the repository."""
    module = sys.modules.get("afina")
    if module is None or not getattr(module, "is_fake", False):
        module = types.ModuleType("afina")
        sys.modules["afina"] = module
    names = {name: value for name, value in globals().items() if not name.startswith("_") and name != "install"}
    module.__dict__.update(names, is_fake=True, __path__=[str(PACKAGE)])
    module.language = lambda: LANGUAGE
    return module
