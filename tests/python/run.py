#!/usr/bin/env python3
"""Runs the tests of the Python package, its widgets, the notebooks and their pages, or says that they were skipped."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("AFINA_BUILD") or ROOT / "build")
PYTHON = BUILD / "python-venv" / "bin" / "python"

if not (BUILD / "python-venv" / ".tests-ready").exists():
    print("SKIPPED python: build/python-venv is not ready (make python-tests makes it, with packages from PyPI)")
    sys.exit(0)
if not list((BUILD / "python" / "afina").glob("_core*.so")):
    log = BUILD / "python.log"
    print("the environment is there, but the module could not be built (make python-tests)")
    print(log.read_text(encoding="utf-8")[-4000:] if log.exists() else "")
    sys.exit(1)
failed = subprocess.run([PYTHON, ROOT / "tools" / "make_python_options.py", "--check"]).returncode
# The widgets are tried on a stand-in for the engine, so each set has a process of its own. A scratch folder of its own
# too: pytest's common one keeps the last three runs of whoever is at work on the machine.
for name in ("python", "widgets"):
    failed |= subprocess.run([PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp",
                              BUILD / f"{name}-tests", ROOT / "tests" / name], cwd=BUILD).returncode
executed = BUILD / "executed"
failed |= subprocess.run([PYTHON, ROOT / "tests" / "course" / "run_notebooks.py", "--save", executed],
                         cwd=BUILD).returncode
# The pages to read are made of the notebooks that have just run.
failed |= subprocess.run([PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", BUILD / "pages-tests",
                          ROOT / "tests" / "pages"], cwd=BUILD, env=dict(os.environ, AFINA_EXECUTED=str(executed))).returncode
sys.exit(1 if failed else 0)
