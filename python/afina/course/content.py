"""Reads the course's texts: `content/NN.json` of each notebook, the glossary, and the sentences of the steps."""
from __future__ import annotations

import functools
import json
import pathlib
from typing import Any

FOLDER = pathlib.Path(__file__).parent / "content"
LANGUAGES = ("es", "en")
NOTEBOOKS = ("00", "01", "02", "03", "04", "05", "closing")


@functools.lru_cache(maxsize=None)
def raw(name: str) -> dict[str, Any]:
    """A content file as it is written, both languages side by side."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def localized(value: Any, lang: str) -> Any:
    """The same structure with {"es": …, "en": …} replaced by the text in `lang`."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return value[lang]
        return {key: localized(item, lang) for key, item in value.items()}
    if isinstance(value, list):
        return [localized(item, lang) for item in value]
    return value


def notebook(number: str, lang: str) -> dict[str, Any]:
    """Content of a notebook in one language; KeyError where there is no such notebook."""
    if number not in NOTEBOOKS:
        raise KeyError(number)
    return localized(raw(number), lang)


def item(kind: str, identifier: str, lang: str) -> dict[str, Any]:
    """A prediction or an exercise by its id, such as "03.loss"."""
    found = notebook(identifier.split(".")[0], lang)[kind]
    for entry in found:
        if entry["id"] == identifier:
            return entry
    raise KeyError(identifier)


def say(key: str, lang: str, **values: Any) -> str:
    """A sentence of the steps with its values; of one thing, where n is 1, that of `key`_one where there is one."""
    texts = raw("texts")
    if values.get("n") == 1 and f"{key}_one" in texts:
        key = f"{key}_one"
    return texts[key][lang].format(**values)
