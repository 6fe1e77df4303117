#!/usr/bin/env python3
"""Runs the tests of the Python package in build/python-venv, or says that they were skipped."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("AFINA_BUILD") or ROOT / "build")
PYTHON = BUILD / "python-venv" / "bin" / "python"

if not PYTHON.exists():
    print("SKIPPED python: build/python-venv is not there (make python makes it, with packages from PyPI)")
    sys.exit(0)
if not list((BUILD / "python" / "afina").glob("_core*.so")):
    print("SKIPPED python: the module is not built (make python)")
    sys.exit(0)
check = subprocess.run([PYTHON, ROOT / "tools" / "make_python_options.py", "--check"])
# A scratch folder of its own: pytest's common one keeps the last three runs of whoever is at work on the machine.
tests = subprocess.run([PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", BUILD / "python-tests",
                        ROOT / "tests" / "python"], cwd=BUILD)
sys.exit(check.returncode or tests.returncode)
