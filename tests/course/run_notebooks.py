#!/usr/bin/env python3
"""Runs every notebook in both languages on the real engine, as a person who presses «run» from top to bottom would.

Each language has a home folder of its own, empty at the beginning, so that nothing of an earlier run helps. A cell that
fails, says nothing or says what is not so ends the run with its name; so does a notebook of over four minutes. Needs
build/python-venv (make python).

    tests/course/run_notebooks.py [--save FOLDER] [--python PYTHON] [NAME ...]

--save keeps the executed notebooks in FOLDER/es and FOLDER/en; --python names the Python that the cells run in, which
needs no more than the course. NAME chooses notebooks by the beginning of their names: es/03 en.
"""
import argparse
import contextlib
import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import expected  # noqa: E402
import notebook_run  # noqa: E402
import notebooks  # noqa: E402


def report(name: str, executed: notebook_run.Executed, found: list) -> list:
    """Prints how a notebook went, and returns what is wrong with it."""
    if executed.took_too_long():
        took = f"took {executed.seconds:.0f} s ({executed.cpu:.0f} s of processor)"
        found = [*found, f"{took}, over {notebook_run.LIMIT}"]
    print(f"{'FAILED' if found else 'ok'} {name} ({executed.seconds:.0f} s; {executed.cpu:.0f} s of processor)",
          *found, sep="\n  ", flush=True)
    return found


def case_of(number: str, lang: str, file: pathlib.Path, own: bool = False, roles: dict | None = None) -> expected.Case:
    """What is true of a notebook that runs on `file`, asked of the engine itself."""
    import afina
    data = afina.Dataset(str(file), **(roles or {}))
    told = notebooks.content(number)
    fits = not own or told.get("task", data.task) == data.task
    return expected.Case(number, lang, file.name, own, data.task if fits else told["task"], len(data),
                         " ".join(str(row[side]) for row in data.examples for side in ("input", "target")),
                         file.name if fits else told["demo"])


def kernel_of(python: pathlib.Path, folder: pathlib.Path) -> str:
    """Makes a kernel of another Python known to this process, in `folder`; gives its name."""
    made = folder / "kernels" / "other"
    made.mkdir(parents=True)
    told = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": str(python),
            "language": "python"}
    (made / "kernel.json").write_text(json.dumps(told), encoding="utf-8")
    os.environ["JUPYTER_PATH"] = str(folder)
    return made.name


@contextlib.contextmanager
def person(lang: str):
    """A home and a working folder of a person who has done nothing yet."""
    with tempfile.TemporaryDirectory(prefix="afina-course-") as home:
        os.environ.update(AFINA_HOME=home, AFINA_LANG=lang)
        os.chdir(home)
        try:
            yield pathlib.Path(home)
        finally:
            os.chdir(notebooks.ROOT)


def run(path: pathlib.Path, save: pathlib.Path | None = None, kernel: str = "python3") -> list:
    """What is wrong with one notebook, executed; `save`: the folder where it is kept with its outputs."""
    import afina
    lang = path.parent.name
    number = next(number for number, names in notebooks.FILES.items() if path.stem in names)
    demo = afina.demo_data(notebooks.content(number).get("demo") or "quejas.csv")
    executed = notebook_run.execute(path, save=save, kernel=kernel)
    return report(f"{lang}/{path.name}", executed, expected.faults(executed.outputs, case_of(number, lang, demo)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save", type=pathlib.Path, help="a folder for the executed notebooks")
    parser.add_argument("--python", type=pathlib.Path, help="the one that the cells run in")
    parser.add_argument("names", nargs="*", metavar="NAME", help="es/03 en: which notebooks; none: all")
    options = parser.parse_args()
    save, python = options.save and options.save.resolve(), options.python and options.python.absolute()
    ran = failed = 0
    for lang in notebooks.LANGUAGES:
        with person(lang) as home:
            kernel = kernel_of(python, home / "jupyter") if python else "python3"
            for number, names in notebooks.FILES.items():
                path = notebooks.ROOT / "notebooks" / lang / f"{names[notebooks.LANGUAGES.index(lang)]}.ipynb"
                if not options.names or f"{lang}/{path.name}".startswith(tuple(options.names)):
                    failed += bool(run(path, save and save / lang, kernel))
                    ran += 1
    print(f"RAN notebooks {ran}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
