"""What the wrappers of this folder share. Each runs one comparison, or says that it was skipped and ends 0."""
import importlib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAM = os.environ.get("AFINA_PROGRAM") or str(ROOT / "build" / "afina")

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")


def need(name, modules):
    """Ends the script where one of the libraries is missing; the test front end counts the line."""
    for module in modules:
        try:
            importlib.import_module(module)
        except ImportError:
            print(f"SKIPPED peers: {name}", flush=True)
            print(f"({module} is not installed for {sys.executable})")
            sys.exit(0)


def run(name, script, arguments, needs):
    need(name, needs)
    sys.exit(subprocess.run([sys.executable, str(HERE / script), *map(str, arguments)]).returncode)


def afina(*arguments, input=None):
    """Standard output of a command that must succeed."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=input, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"afina {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout
