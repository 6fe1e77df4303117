#!/usr/bin/env python3
"""Runs every notebook in both languages on the real engine, as a person who presses «run» from top to bottom would.

Each language has a home folder of its own, empty at the beginning, so that nothing of an earlier run helps. A cell that
fails, says nothing or shows an error that it should not ends the run with its name; so does a notebook of over four
minutes. Needs build/python-venv (make python).

    tests/course/run_notebooks.py [--save FOLDER] [--python PYTHON] [es/03 en …]

--save keeps the executed notebooks in FOLDER/es and FOLDER/en; --python names the Python that the cells run in, which
needs no more than the course; the rest chooses notebooks by how their names begin.
"""
import argparse
import json
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


def kernel_of(python: pathlib.Path, folder: pathlib.Path) -> str:
    """Makes a kernel of another Python known to this process, in `folder`; gives its name."""
    made = folder / "kernels" / "other"
    made.mkdir(parents=True)
    told = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": str(python),
            "language": "python"}
    (made / "kernel.json").write_text(json.dumps(told), encoding="utf-8")
    os.environ["JUPYTER_PATH"] = str(folder)
    return made.name


def run(path: pathlib.Path, save: pathlib.Path | None = None, kernel: str = "python3") -> list:
    """What is wrong with one notebook, executed; `save`: the folder where it is kept with its outputs."""
    notebook = nbformat.read(path, 4)
    begin = time.time()
    NotebookClient(notebook, timeout=LIMIT, kernel_name=kernel, allow_errors=True).execute()
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
    parser.add_argument("--python", type=pathlib.Path, help="the one that the cells run in")
    parser.add_argument("wanted", nargs="*", help="beginnings of names, such as es/03")
    options = parser.parse_args()
    save, python = options.save and options.save.resolve(), options.python
    failed = 0
    for lang in ("es", "en"):
        with tempfile.TemporaryDirectory(prefix="afina-course-") as home:
            kernel = kernel_of(python.absolute(), pathlib.Path(home) / "jupyter") if python else "python3"
            os.environ.update(AFINA_HOME=home, AFINA_LANG=lang)
            os.chdir(home)
            for path in sorted((ROOT / "notebooks" / lang).glob("*.ipynb")):
                if options.wanted and not f"{lang}/{path.name}".startswith(tuple(options.wanted)):
                    continue
                failed += bool(run(path, save and save / lang, kernel))
            os.chdir(ROOT)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
