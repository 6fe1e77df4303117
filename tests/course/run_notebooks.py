#!/usr/bin/env python3
"""Runs every notebook in both languages on the real engine, as a person who presses «run» from top to bottom would.

Each notebook runs alone, in a home and a working folder that are new and empty, so that nothing of an earlier one
helps. A cell that fails, says nothing or says what is not so ends the run with its name; so does a notebook of over
four minutes. Needs build/python-venv (make python).

    tests/course/run_notebooks.py [--save FOLDER] [--python PYTHON] [--model MODEL] [NAME ...]

--save keeps the executed notebooks in FOLDER/es and FOLDER/en; --python names the Python that the cells run in, which
needs no more than the course. --model chooses a real model by its name in AFINA_MODELS, else ~/.cache/afina-models:
notebook 01 through its chooser, the others as 01 leaves it; each in its short form, in three minutes. NAME chooses notebooks by the beginning of their names: es/03 en.
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


def report(name: str, executed: notebook_run.Executed, found: list, limit: int = notebook_run.LIMIT) -> list:
    """Prints how a notebook went, and returns what is wrong with it."""
    if executed.took_too_long(limit):
        took = f"took {executed.seconds:.0f} s ({executed.cpu:.0f} s of processor)"
        found = [*found, f"{took}, over {limit}"]
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


def real_models() -> pathlib.Path:
    return pathlib.Path(os.environ.get("AFINA_MODELS") or pathlib.Path.home() / ".cache" / "afina-models")


@contextlib.contextmanager
def person(lang: str, models: str = ""):
    """A home and a working folder of a person who has done nothing yet; gives the working folder. `models`: where they
    have real ones.
    """
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="afina-course-", ignore_cleanup_errors=True) as folder:
        home, work = pathlib.Path(folder, "home"), pathlib.Path(folder, "work")
        home.mkdir()
        work.mkdir()
        os.environ.pop("AFINA_HOME", None)
        os.environ.pop("AFINA_MODELS", None)
        os.environ.update({"AFINA_MODELS": models} if models else {})
        os.environ.update({name: str(home / place) for name, place in OWN.items()}, HOME=str(home), AFINA_LANG=lang)
        os.chdir(work)
        try:
            yield work
        finally:
            os.chdir(notebooks.ROOT)
            os.environ.clear()
            os.environ.update(kept)


def chosen_before(model: pathlib.Path) -> None:
    """Leaves the state that notebook 01 leaves when a model is chosen there."""
    folder = pathlib.Path(os.environ["XDG_DATA_HOME"], "afina")
    folder.mkdir(parents=True)
    (folder / "course.json").write_text(json.dumps({"model": str(model)}), encoding="utf-8")


def run(path: pathlib.Path, save: pathlib.Path | None = None, kernel: str = "python3",
        model: pathlib.Path | None = None) -> list:
    """What is wrong with one notebook, executed; `save`: the folder where it is kept with its outputs."""
    import afina
    lang = path.parent.name
    number = next(number for number, names in notebooks.FILES.items() if path.stem in names)
    demo = afina.demo_data(notebooks.content(number).get("demo") or "quejas.csv")
    if model and number != "01":
        chosen_before(model)
    executed = notebook_run.execute(path, save=save, kernel=kernel, model=str(model or ""))
    case = case_of(number, lang, demo)
    case.model = model.name if model else ""
    return report(" ".join([f"{lang}/{path.name}", *([f"with {case.model}"] if model else [])]), executed,
                  expected.faults(executed.outputs, case), notebook_run.SHORT if model else notebook_run.LIMIT)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save", type=pathlib.Path, help="a folder for the executed notebooks")
    parser.add_argument("--python", type=pathlib.Path, help="the one that the cells run in")
    parser.add_argument("--model", help="a real model by its name, in place of semilla")
    parser.add_argument("names", nargs="*", metavar="NAME", help="es/03 en: which notebooks; none: all")
    options = parser.parse_args()
    save, python, failed = options.save and options.save.resolve(), options.python and options.python.absolute(), 0
    chosen = [notebooks.ROOT / "notebooks" / lang / f"{names[place]}.ipynb"
              for place, lang in enumerate(notebooks.LANGUAGES) for names in notebooks.FILES.values()]
    chosen = [path for path in chosen
              if not options.names or f"{path.parent.name}/{path.name}".startswith(tuple(options.names))]
    if not chosen:
        parser.error(f"no notebook begins with {' or '.join(options.names)}")
    model = real_models() / options.model if options.model else None
    if model and not model.exists():
        print(f"SKIPPED models: {options.model}")
        return 0
    with tempfile.TemporaryDirectory(prefix="afina-kernel-") as folder:
        kernel = kernel_of(python, pathlib.Path(folder)) if python else "python3"
        for path in chosen:
            with person(path.parent.name, str(model.parent) if model else ""):
                failed += bool(run(path, save and save / path.parent.name, kernel, model))
    print(f"RAN notebooks {len(chosen)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
