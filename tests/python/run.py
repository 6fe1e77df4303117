#!/usr/bin/env python3
"""Runs the tests of the Python package, its widgets, the notebooks and their pages, or says that they were skipped.

Package, widgets and JupyterLab run in build/python-venv, on the build tree. The notebooks run where a stranger is:
a wheel is built, put into a new environment with what `pip install "WHEEL[course]"` brings, and nothing else is there.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("AFINA_BUILD") or ROOT / "build")
PYTHON = BUILD / "python-venv" / "bin" / "python"
CLEAN = BUILD / "clean-venv"
COLAB = "3.12"  # the Python that Colab has
COURSE = ROOT / "tests" / "course"


def fails(*command, **options) -> bool:
    """Runs a command, says how long it took, and gives whether it failed."""
    begin = time.time()
    failed = subprocess.run([str(word) for word in command], cwd=BUILD, **options).returncode != 0
    print(f"{time.time() - begin:.0f} s: {' '.join(str(word) for word in command[1:6])}", flush=True)
    return failed


def pytest_fails(name: str, **environment: str) -> bool:
    """The tests of one folder, in a process of its own: the widgets' stand-in for the engine is in nobody's way then. A
    scratch folder of its own too: pytest's common one keeps the last three runs of whoever is at work on the machine.
    """
    return fails(PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", BUILD / f"{name}-tests",
                 ROOT / "tests" / name, env={**os.environ, **environment})


def build_wheel(python: pathlib.Path | str, name: str) -> pathlib.Path | None:
    """The wheel of a Python or of a version; None where it could not be built. For this machine: no older systems."""
    begin = time.time()
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    done = subprocess.run([ROOT / "tools" / "make_wheels.sh", "--build", python, folder],
                          env=dict(os.environ, AFINA_WHEEL_PLATFORM="auto"))
    print(f"{time.time() - begin:.0f} s: the wheel of {python}", flush=True)
    return next(folder.glob("*.whl")) if done.returncode == 0 else None


def colab_fails(wheel: pathlib.Path) -> bool:
    """The first notebook as in Colab, with Colab's Python and its wheel where that is here, else with the given one."""
    python, version = PYTHON, "here"
    if own := build_wheel(COLAB, "wheel-for-colab"):
        wheel, version = own, COLAB
        python = ROOT / "build" / "wheel-venv" / COLAB / "bin" / "python"
    return fails(PYTHON, COURSE / "run_colab.py", "--wheel", wheel, "--python", python,
                 "--base", BUILD / f"colab-venv-{version}")


def test_course() -> bool:
    """The notebooks with the wheel, as on a person's own computer and as in Colab, and the pages that are made of what
    they showed; gives whether anything failed.
    """
    wheel = build_wheel(PYTHON, "wheel-for-tests")
    if wheel is None:
        return True
    shutil.rmtree(CLEAN, ignore_errors=True)
    failed = fails(PYTHON, "-m", "venv", CLEAN)
    failed |= fails(CLEAN / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                    "-c", ROOT / "python" / "requirements.txt", f"{wheel}[course]")
    executed = BUILD / "executed"
    failed |= fails(PYTHON, COURSE / "run_notebooks.py", "--python", CLEAN / "bin" / "python", "--save", executed)
    failed |= pytest_fails("pages", AFINA_EXECUTED=str(executed))
    return failed | colab_fails(wheel)


def main() -> int:
    if not (BUILD / "python-venv" / ".tests-ready").exists():
        print("SKIPPED python: build/python-venv is not ready (make python-tests makes it, with packages from PyPI)")
        return 0
    if not list((BUILD / "python" / "afina").glob("_core*.so")):
        log = BUILD / "python.log"
        print("the environment is there, but the module could not be built (make python-tests)")
        print(log.read_text(encoding="utf-8")[-4000:] if log.exists() else "")
        return 1
    failed = fails(PYTHON, ROOT / "tools" / "make_python_options.py", "--check")
    for name in ("python", "widgets", "jupyter"):
        failed |= pytest_fails(name)
    for name in ("run_mistakes.py", "run_own_data.py"):
        failed |= fails(PYTHON, COURSE / name)
    failed |= test_course()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
