"""The package as such: import, version, language, errors."""
import importlib.metadata
import json
import re
import subprocess
import sys

import pytest

import afina
from afina import _core


def run(code):
    return subprocess.run([sys.executable, "-c", code], check=True, text=True, stdout=subprocess.PIPE).stdout


def test_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+", afina.__version__)


def test_import_brings_nothing_heavy():
    loaded = run("import sys, afina; print(*[m for m in ('numpy', 'pandas', 'torch', 'IPython') if m in sys.modules])")
    assert loaded.strip() == ""


def test_installed_package_leaves_numpy_alone():
    try:
        needs = importlib.metadata.requires("afina")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("running from the build folder")
    always, course = [[need for need in needs if ("extra ==" in need) == extra] for extra in (False, True)]
    assert always == ["numpy"]   # no bound, so that pip never replaces the one there is
    # Opening the course asks for more, but never for a version that is not newer, nor for NumPy's or torch's.
    names = [re.match(r"[\w-]+", need)[0] for need in course]
    assert sorted(names) == ["afina", "anywidget", "ipykernel", "ipywidgets", "jupyterlab"]
    assert not any(re.search(r"==|~=|<|!=", need.split(";")[0]) for need in course)


def test_import_takes_less_than_a_third_of_a_second():
    """The processor's, which is the clock's where nothing else is at work."""
    code = "import time; begin = time.process_time(); import afina; print(time.process_time() - begin)"
    assert min(float(run(code)) for _ in range(5)) < 0.3


def test_language():
    assert afina.language() == "es"
    afina.set_language("en")
    assert afina.language() == "en"
    with pytest.raises(afina.AfinaError, match="There is no language"):
        afina.set_language("fr")


def test_language_comes_from_the_environment():
    cases = (({"AFINA_LANG": "en"}, "en"), ({"LANG": "en_US.UTF-8"}, "en"), ({"LANG": "C.UTF-8"}, "es"))
    for variables, wanted in cases:
        code = "import afina; print(afina.language())"
        env = {"PATH": "", "PYTHONPATH": ":".join(sys.path), **variables}
        found = subprocess.run([sys.executable, "-c", code], env=env, check=True, text=True, stdout=subprocess.PIPE)
        assert found.stdout.strip() == wanted, variables


def test_errors_have_code_message_and_hint_in_both_languages():
    texts = set()
    for lang in ("es", "en"):
        afina.set_language(lang)
        with pytest.raises(afina.AfinaError) as raised:
            afina.Dataset("no_hay.csv")
        error = raised.value
        assert error.code == "data.not_found"
        assert "no_hay.csv" in error.message
        assert error.hint
        assert str(error) == f"{error.code}: {error.message}\n{error.hint}"
        texts.add(str(error))
    assert len(texts) == 2


def test_an_unknown_option_names_the_nearest_before_anything_is_read():
    with pytest.raises(TypeError) as raised:
        afina.tune("no_hay.csv", learning_rat=1)
    assert isinstance(raised.value, afina.OptionError)
    assert "learning_rate" in raised.value.hint
    with pytest.raises(afina.AfinaError) as raised:
        afina.tune("no_hay.csv", rank=-1)
    assert raised.value.code == "workflow.option_out_of_range"
    with pytest.raises(afina.AfinaError) as raised:
        afina.tune("no_hay.csv", rank="mucho")
    assert raised.value.code == "base.json_type"


def test_options_are_those_of_the_engine():
    names = [option["name"] for option in afina.tune_options()]
    assert {"method", "rank", "learning_rate", "epochs", "max_length", "seed"} <= set(names)
    from afina._options import TuneOptions
    assert list(TuneOptions.__annotations__) == names


def test_texts_of_the_catalogue():
    assert _core.text("preview.row", {"row": "1"}).startswith("Fila 1 ")
    assert json.loads(_core.sampling_options())[0]["name"] == "temperature"
