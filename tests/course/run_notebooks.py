#!/usr/bin/env python3
"""Runs every notebook in both languages on the real engine, as a person who presses «run» from top to bottom would.

Each language has a home folder of its own, empty at the beginning, so that nothing of an earlier run helps. A cell that
fails, says nothing or shows an error that it should not ends the run with its name; so does a notebook of over four
minutes. Needs build/python-venv (make python).

    tests/course/run_notebooks.py [--save FOLDER]    keeps the executed notebooks in FOLDER/es and FOLDER/en
"""
import argparse
import os
import pathlib
import sys
import tempfile
import time

import nbformat
from nbclient import NotebookClient

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT = 240  # seconds a notebook may take
ON_PURPOSE = ("Un error a propósito", "An error on purpose")  # the cell that shows what an error looks like


def shown(cell) -> str:
    """Everything that a cell put out, as one text."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            texts.append(output.text)
        elif output.output_type == "error":
            texts.append("\n".join(output.traceback))
        else:
            texts.append("".join(str(value) for value in output.data.values()))
    return "\n".join(texts)


def faults(notebook) -> list:
    found = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        title = cell.source.splitlines()[0]
        out = shown(cell)
        if not out.strip():
            found.append(f"cell {number} ({title}) shows nothing")
        elif "Traceback" in out and not any(words in title for words in ON_PURPOSE):
            found.append(f"cell {number} ({title}):\n{out[:3000]}")
    return found


def run(path: pathlib.Path, save: pathlib.Path | None = None) -> list:
    """What is wrong with one notebook, executed; `save`: the folder where it is kept with its outputs."""
    notebook = nbformat.read(path, 4)
    begin = time.time()
    NotebookClient(notebook, timeout=LIMIT, kernel_name="python3", allow_errors=True).execute()
    seconds = time.time() - begin
    if save:
        save.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, save / path.name)
    found = faults(notebook)
    if seconds > LIMIT:
        found.append(f"took {seconds:.0f} s, more than {LIMIT}")
    print(f"{'FAILED' if found else 'ok'} {path.relative_to(ROOT)} ({seconds:.0f} s)", *found, sep="\n  ", flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save", type=pathlib.Path, help="a folder for the executed notebooks")
    save = parser.parse_args().save
    save = save and save.resolve()
    failed = 0
    for lang in ("es", "en"):
        with tempfile.TemporaryDirectory(prefix="afina-course-") as home:
            os.environ.update(AFINA_HOME=home, AFINA_LANG=lang)
            os.chdir(home)
            for path in sorted((ROOT / "notebooks" / lang).glob("*.ipynb")):
                failed += bool(run(path, save and save / lang))
            os.chdir(ROOT)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
