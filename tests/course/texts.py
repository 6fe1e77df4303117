"""Every text that a learner reads, wherever it is kept, in one language: for the tests of its words."""
from __future__ import annotations

import json
import pathlib
import re
import sys
from collections.abc import Iterator

import notebooks
from notebooks import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import make_error_pages  # noqa: E402

Texts = list[tuple[str, str]]   # (where, text) each

# What stands for a placeholder while a text is measured: a word or a name as the program would put it; 12 elsewhere.
WORDS = {
    "place": "datos.csv", "path": "datos.csv", "file": "datos.csv", "out": "salida", "folder": "datos", "name": "datos",
    "model": "semilla", "run": "salida", "notebook": "03", "text": "la farola", "word": "farola", "token": "farola",
    "sentence": "la farola no luce", "prompt": "la farola", "label": "Aguas", "truth": "Aguas", "true": "Aguas",
    "said": "Obras", "predicted": "Obras", "input": "texto", "target": "tema", "column": "texto", "known": "texto, tema",
    "columns": "texto, tema", "names": "texto, tema", "nearest": "texto", "value": "siete", "option": "rank",
    "argument": "rank", "key": "rank", "against": "TF-IDF", "what": "el acierto", "adjective": "distintas",
    "question": "¿Abre hoy?", "answer": "Abre hoy.", "detail": "no hay sitio", "reason": "no hay sitio", "why": "no lo es",
    "before": "Aguas", "after": "Obras", "kind": "tabla", "type": "tabla", "format": "CSV", "task": "clasificar",
    "choices": "uno, dos", "id": "03.change", "first": "uno", "last": "dos", "time": "un minuto", "left": "un minuto",
    "part": "prueba", "labels": "Aguas, Obras", "expected": "un número", "found": "un texto", "reference": "Aguas",
    "tensor": "pesos", "supported": "llama", "architecture": "llama", "architectures": "llama", "language": "español",
    "method": "lora", "change": "una pista más", "changed": "rango 4", "action": "ver", "shape": "12", "dtype": "bf16"}


def filled(text: str) -> str:
    """A text with a plausible value in each {placeholder}."""
    return re.sub(r"\{([a-z_0-9]+)\}", lambda found: WORDS.get(found[1], "12"), text)


def cells(number: str, lang: str) -> Texts:
    """The Markdown cells of a notebook."""
    return [(cell["id"], notebooks.source(cell)) for cell in notebooks.cells(number, lang, "markdown")]


def named(value, lang: str, where: str) -> Iterator[tuple[str, str]]:
    """The {es, en} texts inside a file's content, each with its place."""
    if isinstance(value, dict):
        if set(value) == set(notebooks.LANGUAGES):
            yield where, filled(value[lang])
            return
        where = f"{where}/{value['id']}" if isinstance(value.get("id"), str) else where
        for key, item in value.items():
            yield from named(item, lang, f"{where}/{key}")
    elif isinstance(value, list):
        for item in value:
            yield from named(item, lang, where)


def kept(path: pathlib.Path, lang: str) -> Texts:
    """The texts of a JSON file."""
    return list(named(json.loads(path.read_text(encoding="utf-8")), lang, path.stem))


def glossary(lang: str) -> Texts:
    """Each word with what explains it, as one sentence."""
    return [(term["id"], f"{term['word'][lang]}: {term['text'][lang]}.")
            for term in notebooks.content("glossary")["terms"]]


def blocks(path: pathlib.Path) -> Texts:
    """The paragraphs, entries of lists and tables of a Markdown page; a paragraph's lines are one."""
    text = re.sub(r"\]\([^)]*\)", "]", path.read_text(encoding="utf-8"))
    text = re.sub(r"(?<=[^|\n])\n(?![\n|#]|- |\d+\. )", " ", text)
    parts = re.split(r"\n\s*\n|\n(?=- |\d+\. )", text)
    return [(f"{path.name}: {part.strip()[:40]}", part) for part in parts if part.strip()]


def program(lang: str) -> Texts:
    """The engine's catalogue: an error's message with what to do; the words of its reports and help."""
    found = []
    for path in sorted((make_error_pages.CATALOGUE / lang).glob("*.cpp")):
        for key, *told in make_error_pages.entries(path.read_text(encoding="utf-8")):
            found.append((key, filled("\n".join(told))))
    return found


def groups(lang: str) -> dict[str, Texts]:
    """All of them, by what a person has before them at once."""
    content, folder = notebooks.CONTENT, {"es": "es/curso", "en": "en/course"}[lang]
    found = {f"notebook {number}": cells(number, lang) for number in notebooks.FILES}
    found |= {f"content {number}": kept(content / f"{number}.json", lang) for number in (*notebooks.FILES, "texts")}
    found["glossary"] = glossary(lang)
    found["widgets"] = kept(ROOT / "python" / "afina" / "widgets" / "texts.json", lang)
    found |= {f"form {path.stem}": kept(path, lang) for path in sorted((ROOT / "assets" / "course").glob("*.json"))}
    found |= {f"handout {path.stem}": blocks(path) for path in sorted((ROOT / "docs" / folder).glob("*.md"))}
    found["program"] = program(lang)
    return found
