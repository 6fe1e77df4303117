#!/usr/bin/env python3
"""Makes what the tests of the Python package need, one step at a time; tools/run_tests.py calls it.

    tools/prepare_tests.py environment | chromium | module | wheel | clean | colab

Ends 75 where something cannot be had here (no network, no right to install), with the reason in the last line. What is
there already is kept where it was made of the same requirements.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("AFINA_BUILD") or ROOT / "build")
WHEEL = BUILD / "wheel-for-tests"
CLEAN, COLAB, PYTEST = BUILD / "clean-venv", BUILD / "colab-venv", BUILD / "pytest-alone"
COLAB_PYTHON = "3.12"   # the one that Colab has
COLAB_VERSIONS = ROOT / "tests" / "course" / "colab.txt"
CANNOT = 75
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser")


def cannot(reason: str) -> None:
    print(reason, flush=True)
    sys.exit(CANNOT)


def run(*command, **options) -> int:
    return subprocess.run([str(word) for word in command], cwd=ROOT, stdin=subprocess.DEVNULL, **options).returncode


def index_answers(python: pathlib.Path | str) -> bool:
    """Whether pip reaches its index at all: then what could not be installed is a fault of ours."""
    return run(python, "-m", "pip", "index", "versions", "pip", "--disable-pip-version-check", "--timeout", "10",
               "--retries", "0", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def installed(python: pathlib.Path, *arguments) -> None:
    if run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", *arguments) != 0:
        if index_answers(python):
            sys.exit(1)
        cannot("no packages for Python: its index does not answer")


def made_of(python: pathlib.Path | str, *files: pathlib.Path) -> str:
    """Changes where the Python or a file that says what is installed changes."""
    version = subprocess.run([python, "-VV"], check=True, stdout=subprocess.PIPE).stdout
    return hashlib.sha256(version + b"".join(path.read_bytes() for path in files)).hexdigest()


def fresh(folder: pathlib.Path, python: pathlib.Path | str, *files: pathlib.Path) -> bool:
    """Makes an environment anew unless it was made of the same; True where it is new. whole() marks it."""
    mark = folder / ".made-of"
    if mark.exists() and mark.read_text(encoding="utf-8") == made_of(python, *files):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    if run(python, "-m", "venv", folder) != 0:
        cannot("no environment for Python can be made here: python3-venv is missing")
    return True


def whole(folder: pathlib.Path, python: pathlib.Path | str, *files: pathlib.Path) -> None:
    (folder / ".made-of").write_text(made_of(python, *files), encoding="utf-8")


def environment() -> None:
    if run("make", "--no-print-directory", "python-env") == 0:
        return
    python = BUILD / "python-venv" / "bin" / "python"
    if python.exists() and index_answers(python):
        sys.exit(1)
    cannot("no Python environment: it takes python3-venv, python3-dev and packages from the network")


def chromium() -> None:
    if any(map(os.path.exists, (os.environ.get("AFINA_CHROMIUM", ""), *BROWSERS))):
        return
    if run("tools/install_packages.sh", "chromium-headless-shell") != 0:
        cannot("no Chromium: install chromium-headless-shell, or name one in AFINA_CHROMIUM")


def module() -> None:
    """The module of this very source: where it cannot be built, an older one is no answer."""
    if run("make", "--no-print-directory", "python") != 0:
        sys.exit(1)


def interpreter() -> str:
    """Colab's Python where it is here, so that one wheel serves both; else the one that everything else runs with."""
    found = subprocess.run([ROOT / "tools" / "make_wheels.sh", "--interpreter", COLAB_PYTHON], text=True,
                           stdout=subprocess.PIPE).stdout.strip()
    return found or str(BUILD / "python-venv" / "bin" / "python")


def wheel() -> None:
    """For this machine: no older systems."""
    shutil.rmtree(WHEEL, ignore_errors=True)
    code = run(ROOT / "tools" / "make_wheels.sh", "--build", interpreter(), WHEEL,
               env=dict(os.environ, AFINA_WHEEL_PLATFORM="auto"))
    if code == 4 and not index_answers(BUILD / "python-venv" / "bin" / "python"):
        cannot("no wheel: what builds it comes from the network")
    sys.exit(code)


def the_wheel() -> pathlib.Path:
    return next(WHEEL.glob("*.whl"))


def clean() -> None:
    """Where a stranger is: what `pip install "WHEEL[course]"` brings, and nothing else. pytest lies apart."""
    python, files = interpreter(), (ROOT / "pyproject.toml", ROOT / "python" / "requirements.txt")
    inside = CLEAN / "bin" / "python"
    if not fresh(CLEAN, python, *files):
        run(inside, "-m", "pip", "uninstall", "--quiet", "--yes", "afina")
    shutil.rmtree(BUILD / "executed", ignore_errors=True)
    installed(inside, "-c", files[1], f"{the_wheel()}[course]")
    if not PYTEST.exists():
        installed(inside, "--target", PYTEST, "pytest", "-c", ROOT / "python" / "requirements-test.txt")
    whole(CLEAN, python, *files)


def colab() -> None:
    """Colab's versions, without afina."""
    python = interpreter()
    if fresh(COLAB, python, COLAB_VERSIONS):
        installed(COLAB / "bin" / "python", "-r", COLAB_VERSIONS)
        whole(COLAB, python, COLAB_VERSIONS)


STEPS = {step.__name__: step for step in (environment, chromium, module, wheel, clean, colab)}

if __name__ == "__main__":
    STEPS[sys.argv[1]]()
