#!/usr/bin/env python3
"""Runs every notebook in both languages on the real engine, as a person who presses «run» from top to bottom would.

Each notebook runs alone, in a home and a working folder that are new and empty, so that nothing of an earlier one
helps. A cell that fails, says nothing or says what is not so ends the run with its name; so does a notebook of over
four minutes. Needs build/python-venv (make python).

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


# Where a person's programs keep things, below their home.
OWN = {"XDG_DATA_HOME": ".local/share", "XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache",
       "XDG_STATE_HOME": ".local/state", "IPYTHONDIR": ".ipython", "JUPYTER_CONFIG_DIR": ".jupyter",
       "JUPYTER_DATA_DIR": ".local/share/jupyter", "JUPYTER_RUNTIME_DIR": ".local/share/jupyter/runtime"}


@contextlib.contextmanager
def person(lang: str):
    """A home and a working folder of a person who has done nothing yet; gives the working folder."""
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="afina-course-", ignore_cleanup_errors=True) as folder:
        home, work = pathlib.Path(folder, "home"), pathlib.Path(folder, "work")
        home.mkdir()
        work.mkdir()
        os.environ.pop("AFINA_HOME", None)
        os.environ.update({name: str(home / place) for name, place in OWN.items()}, HOME=str(home), AFINA_LANG=lang)
        os.chdir(work)
        try:
            yield work
        finally:
            os.chdir(notebooks.ROOT)
            os.environ.clear()
            os.environ.update(kept)


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
    save, python, failed = options.save and options.save.resolve(), options.python and options.python.absolute(), 0
    chosen = [notebooks.ROOT / "notebooks" / lang / f"{names[place]}.ipynb"
              for place, lang in enumerate(notebooks.LANGUAGES) for names in notebooks.FILES.values()]
    chosen = [path for path in chosen
              if not options.names or f"{path.parent.name}/{path.name}".startswith(tuple(options.names))]
    if not chosen:
        parser.error(f"no notebook begins with {' or '.join(options.names)}")
    with tempfile.TemporaryDirectory(prefix="afina-kernel-") as folder:
        kernel = kernel_of(python, pathlib.Path(folder)) if python else "python3"
        for path in chosen:
            with person(path.parent.name):
                failed += bool(run(path, save and save / path.parent.name, kernel))
    print(f"RAN notebooks {len(chosen)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
