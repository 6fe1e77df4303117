#!/usr/bin/env python3
"""Writes python/afina/_options.py: the options of afina.tune as a TypedDict, for editors and type checkers.

Run it with a Python that imports afina (build/python-venv/bin/python). With --check it ends 1 where the file is not what
it would write.
"""
import json
import pathlib
import sys
import textwrap

from afina import _core

PATH = pathlib.Path(__file__).resolve().parent.parent / "python" / "afina" / "_options.py"
HEADING = '''"""The options of afina.tune, written by tools/make_python_options.py from the engine's own list."""
from __future__ import annotations

from typing import TypedDict


class TuneOptions(TypedDict, total=False):
'''


def content() -> str:
    language = _core.language()
    _core.set_language("en")
    lines = []
    for option in json.loads(_core.tune_options()):
        words = f"{option['help']} [{option['default']}]"
        lines.append(textwrap.fill(words, 118, initial_indent="    # ", subsequent_indent="    # ") + "\n")
        lines.append(f"    {option['name']}: {type(option['default']).__name__}\n")
    _core.set_language(language)
    return HEADING + "".join(lines)


def main() -> int:
    if "--check" in sys.argv:
        if PATH.read_text(encoding="utf-8") != content():
            print("python/afina/_options.py is out of date: run tools/make_python_options.py")
            return 1
        return 0
    PATH.write_text(content(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
