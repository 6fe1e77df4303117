#!/usr/bin/env python3
"""Runs the first notebook as Colab would: stamped by tools/make_release.py, from a bare environment, by its own cells.

    tests/course/run_colab.py --wheel FOLDER --base FOLDER

The environment has Colab's versions (colab.txt), neither afina nor anywidget, and a stand-in for google.colab. Both
folders are made by tools/prepare_tests.py. The cell that installs must do so in half a minute; every cell after it must
work, and the pages' calls must reach Python.
"""
import argparse
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
from datetime import datetime

import nbformat

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tools")]
import make_release  # noqa: E402
import notebook_run  # noqa: E402
import run_notebooks  # noqa: E402

LIMIT = 30         # seconds that installing may take
CODE_CELLS = 13    # the twelve of a notebook and the one that installs
BASE = "https://colab.research.google.com/github/owner/name/blob/colab-v0"
# The cells whose widgets are forms that call Python.
FORMS = ("00-change", "00-complete", "00-transfer", "00-quiz", "00-pretest", "00-finish")

# What the pages' scripts do, without a page: every widget answers, and the quiz takes an answer.
AS_A_PAGE = """
from google.colab import output
for name, call in output.callbacks.items():
    state = call({"action": "look"}).data
    assert state["html"] and state["language"] == LANG, name
    if 'name="question"' in state["html"]:
        before = state["html"]
        state = call({"action": "answer", "values": {"question": "0", "choice": "0"}, "count": 1}).data
        assert state["answered"] == 1 and state["html"] != before
        print("answered")
print(len(output.callbacks), "widgets")
"""


def environment(base: pathlib.Path, fresh: pathlib.Path) -> pathlib.Path:
    """A new environment that sees Colab's versions, which are installed in `base`; gives its Python."""
    subprocess.run([base / "bin" / "python", "-m", "venv", "--without-pip", fresh], check=True)
    packages = [next(folder.glob("lib/python*/site-packages")) for folder in (base, fresh)]
    (packages[1] / "colab.pth").write_text(f"{packages[0]}\n", encoding="utf-8")
    return fresh / "bin" / "python"


def as_in_colab(folder: pathlib.Path) -> None:
    """The kernel finds google.colab imported, as Colab's does; the person's home is new."""
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "colab.py").write_text("import google.colab\n", encoding="utf-8")
    os.environ.update(PYTHONPATH=str(HERE / "colab"), IPYTHONDIR=str(folder / "ipython"),
                      AFINA_HOME=str(folder / "home"), AFINA_LANG="es")


def shape_faults(folder: pathlib.Path, url: str) -> list:
    found = []
    for path in sorted(folder.glob("*/*.ipynb")):
        book = nbformat.read(path, 4)
        nbformat.validate(book)
        code = [cell for cell in book.cells if cell.cell_type == "code"]
        if len(code) > CODE_CELLS or any(len(cell.source.splitlines()) > 3 for cell in code):
            found.append(f"{path}: more code than a notebook may show")
        if code[0].source.splitlines()[1:] != [f"%pip install --quiet {url}"]:
            found.append(f"{path}: the first cell does not install")
        if f"({BASE}/{path.parent.name}/{path.name})" not in book.cells[0].source:
            found.append(f"{path}: the link is not its own")
    return found


def seconds_of(cell) -> float:
    times = cell.metadata["execution"]
    begin, end = (datetime.fromisoformat(times[name].replace("Z", "+00:00"))
                  for name in ("iopub.execute_input", "shell.execute_reply"))
    return (end - begin).total_seconds()


def shown(cell) -> str:
    """All that a cell put out, scripts of its pages included."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            texts.append(output.text)
        elif output.output_type == "error":
            texts.append("\n".join(output.traceback))
        else:
            texts.extend(str(value) for value in output.data.values())
    return "\n".join(texts)


def faults(code: list) -> list:
    """The cells that show nothing, or a traceback where none is meant to be seen."""
    silent = [f"{cell.id} shows nothing" for cell in code if not shown(cell).strip()]
    return silent + [f"{cell.id}:\n{shown(cell)[:3000]}" for cell in code
                     if "Traceback" in shown(cell) and cell.id != "00-break"]


def run(notebook: pathlib.Path, kernel: str, lang: str) -> list:
    book = nbformat.read(notebook, 4)
    book.cells.append(nbformat.v4.new_code_cell(f"#@title page\nLANG = {lang!r}\n" + AS_A_PAGE))
    notebook_run.client_of(book, kernel).execute()
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    found = faults(code)
    seconds = seconds_of(code[0])
    print(f"  installed in {seconds:.1f} s; {shown(code[-1]).strip()}")
    if seconds > LIMIT:
        found.append(f"installing took {seconds:.0f} s, more than {LIMIT}")
    if "answered" not in shown(code[-1]):
        found.append("the quiz took no answer")
    for cell in code:
        if cell.id in FORMS and "invokeFunction" not in shown(cell):
            found.append(f"{cell.id} is not a form that calls Python:\n{shown(cell)[:600]}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=pathlib.Path, required=True, help="the folder where the one wheel is")
    parser.add_argument("--base", type=pathlib.Path, required=True, help="the environment with Colab's versions")
    given = parser.parse_args()
    wheel, = given.wheel.resolve().glob("*.whl")
    with tempfile.TemporaryDirectory(prefix="afina-colab-") as name:
        folder = pathlib.Path(name)
        url = f"{wheel.as_uri()}#sha256={hashlib.sha256(wheel.read_bytes()).hexdigest()}"
        make_release.stamp_all(folder / "colab", BASE, url)
        found = shape_faults(folder / "colab", url)
        python = environment(given.base.resolve(), folder / "venv")
        kernel = run_notebooks.kernel_of(python, folder / "jupyter")
        as_in_colab(folder)
        os.chdir(folder)
        found += run(folder / "colab" / "es" / "00_bienvenida.ipynb", kernel, "es")
        os.chdir(HERE)
    print(f"{'FAILED' if found else 'ok'} Colab", *found, sep="\n  ", flush=True)
    print("RAN notebooks as in Colab 1")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
