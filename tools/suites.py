"""Every suite of `make test`: how it is run, what it needs, and whether it computes on every core."""
import dataclasses
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTHON = [sys.executable]
COURSE = ROOT / "tests" / "course"


@dataclasses.dataclass
class Suite:
    name: str
    command: list
    kind: str               # how it says what ran: see suite_output.py
    cores: int = 2          # 2: it computes on every core; 1: two of them run side by side
    needs: tuple = ()       # preparations and suites that must have gone well
    prepares: bool = False  # makes what others need; no suite of its own
    environment: dict = dataclasses.field(default_factory=dict)
    pinned: bool = False    # of one core: kept on it, so that it computes on no more than it was given


def every(build: pathlib.Path, sanitized: bool, quick: bool) -> list:
    """The quick ones first; what waits for the network or for one core is where it leaves no core idle."""
    layers = [] if sanitized else [Suite("layers", [*PYTHON, "tools/check_layers.py"], "check", 1)]
    units = [*layers, *unit_tests(build)]
    if sanitized:
        return units
    if quick:
        return [*units, *pages(), *scripts("tests/tools"), *scripts("tests/cli", "test_smoke.py"),
                *prepared(build, ("Python environment", "Python module")), *first_notebook(build)]
    return [*prepared(build), *pages(), *scripts("tests/tools"), *scripts("tests/course"), *scripts("assets/*"), *units,
            *scripts("tests/cli"), *package(build), *peers()]


def unit_tests(build: pathlib.Path) -> list:
    """What CMake made this build of, so that a program left by an older one is not taken for a test."""
    told = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True, stdout=subprocess.PIPE)
    found = [(f"test_{test['name']}", test.get("command")) for test in json.loads(told.stdout)["tests"]]
    # Of a program that is not there CMake tells no command: then it fails for not being there.
    return [Suite(name, command or [str(build / name)], "doctest", SINGLE.get(name, 2)) for name, command in found]


SINGLE = {f"test_{part}": 1 for part in "base io tokenizer data metrics baselines summarisation survey".split()}


def scripts(folder: str, pattern: str = "test_*.py") -> list:
    found = sorted(path.relative_to(ROOT) for path in ROOT.glob(f"{folder}/{pattern}"))
    return [Suite(str(path), [*PYTHON, str(path), "-v"], "unittest",
                  2 if "cli" in path.parts else 1, pinned="cli" not in path.parts) for path in found]


def pages() -> list:
    """Documents that are written from what they describe are what it says."""
    return [Suite(f"{name} pages", [*PYTHON, f"tools/make_{name}_pages.py", "--check"], "check", 1)
            for name in ("error", "option", "course")]


def peers() -> list:
    """Comparisons with the libraries of others, with the Python that has them."""
    python = os.environ.get("AFINA_PEER_PYTHON", sys.executable)
    found = sorted(path.relative_to(ROOT) for path in (ROOT / "tests" / "peers").glob("test_*.py"))
    return [Suite(str(path), [python, str(path)], "script") for path in found]


def prepared(build: pathlib.Path, names: tuple = ()) -> list:
    """What the Python suites need; tools/prepare_tests.py makes each."""
    def step(name: str, word: str, needs: tuple = (), cores: int = 1) -> Suite:
        return Suite(name, [*PYTHON, "tools/prepare_tests.py", word], "script", cores, needs, prepares=True)

    made = [step("Python environment", "environment"), step("Chromium", "chromium"),
            step("Python module", "module", ("Python environment",), 2),
            step("wheel", "wheel", ("Python module",), 2), step("clean environment", "clean", ("wheel",)),
            step("Colab's environment", "colab", ("wheel",))]
    return [one for one in made if not names or one.name in names]


def package(build: pathlib.Path) -> list:
    """The package, its widgets, JupyterLab, the notebooks and their pages."""
    python = build / "python-venv" / "bin" / "python"
    module, browser = "Python module", "Chromium"

    def pytest(folder: str, *needs: str, cores: int = 2, **environment: str) -> Suite:
        # A process for each folder: the widgets' stand-in for the engine is in nobody's way then. A scratch folder too:
        # pytest's common one keeps the last three runs of whoever is at work on the machine.
        return Suite(f"tests/{folder}", [python, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "--basetemp",
                                         build / f"{folder}-tests", f"tests/{folder}"], "pytest", cores,
                     (module, *needs), environment=environment)

    def course(name: str, *arguments, needs: tuple = (module,), cores: int = 1) -> Suite:
        label = " ".join([f"tests/course/{name}", *(str(word) for word in arguments if str(word) in ("es", "en"))])
        return Suite(label, [python, COURSE / name, *arguments], "script", cores, needs, pinned=cores == 1)

    clean, executed = build / "clean-venv" / "bin" / "python", build / "executed"
    notebooks = [course("run_notebooks.py", "--python", clean, "--save", executed, lang, needs=("clean environment",))
                 for lang in ("es", "en")]
    real = course("run_notebooks.py", "--model", "smollm2", "es/01", "es/03", "es/05", cores=2)
    real.name += " with smollm2"
    installed = Suite("tests/python with the wheel", [clean, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider",
                                                      "tests/python", "-k", "installs or installed"], "pytest", 1,
                      ("clean environment",), environment={"PYTHONPATH": str(build / "pytest-alone")})
    # JupyterLab waits as much as it works: the others, each on one core, run beside it.
    return [Suite("option types", [python, "tools/make_python_options.py", "--check"], "check", 1, (module,)),
            pytest("jupyter", browser, cores=1), *notebooks, real, course("run_own_data.py"), course("run_mistakes.py"),
            pytest("widgets", browser, cores=1), installed,
            pytest("pages", browser, *(one.name for one in notebooks), cores=1, AFINA_EXECUTED=str(executed)),
            pytest("python"),
            # Installing has a limit of its own there: nothing runs beside it.
            course("run_colab.py", "--wheel", build / "wheel-for-tests", "--base", build / "colab-venv",
                   needs=("Colab's environment",), cores=2)]


def first_notebook(build: pathlib.Path) -> list:
    return [Suite("tests/course/run_notebooks.py es/00", [build / "python-venv" / "bin" / "python",
                                                          COURSE / "run_notebooks.py", "es/00"], "script",
                  needs=("Python module",))]


def chosen(suites: list, names: list) -> list:
    """Those whose names begin with one of `names`, and whatever they need; without names all of them."""
    by_name = {suite.name: suite for suite in suites}
    wanted = {suite.name for suite in suites if suite.name.startswith(tuple(names))} if names else set(by_name)
    while more := {need for name in wanted for need in by_name[name].needs} - wanted:
        wanted |= more
    return [suite for suite in suites if suite.name in wanted]
