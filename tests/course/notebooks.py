"""Reads the notebooks and the course's texts for the tests."""
from __future__ import annotations

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONTENT = ROOT / "python" / "afina" / "course" / "content"
LANGUAGES = ("es", "en")
FILES = {
    "00": ("00_bienvenida", "00_welcome"), "01": ("01_modelos", "01_models"),
    "02": ("02_datos_y_tokens", "02_data_and_tokens"), "03": ("03_ajustar", "03_tuning"),
    "04": ("04_evaluar", "04_evaluating"), "05": ("05_resumir", "05_summarising"), "closing": ("cierre", "closing")}


def load(number: str, lang: str) -> dict:
    path = ROOT / "notebooks" / lang / f"{FILES[number][LANGUAGES.index(lang)]}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell: dict) -> str:
    return "".join(cell["source"])


def cells(number: str, lang: str, kind: str) -> list[dict]:
    return [cell for cell in load(number, lang)["cells"] if cell["cell_type"] == kind]


def content(name: str) -> dict:
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))


def texts(value, lang: str):
    """Every text of a content file in one language."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            yield value[lang]
            return
        for item in value.values():
            yield from texts(item, lang)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, lang)


def prose(markdown: str) -> str:
    """The sentences of a Markdown text: no code, no tags, no marks; every block ends as a sentence does."""
    text = re.sub(r"```.*?```", " ", markdown, flags=re.S)
    text = re.sub(r"</?[a-z][^>]*>", " ", text)
    lines = []
    for line in text.splitlines():
        line = re.sub(r"^[#>\-\s]+|^\d+\.\s+", "", line).replace("|", ". ")
        line = re.sub(r"[*_`«»“”\"\[\]()]", "", line).strip()
        if line and not re.fullmatch(r"[.\s\-:]*", line):
            lines.append(line if line[-1] in ".?!…" else line + ".")
    return " ".join(lines)
