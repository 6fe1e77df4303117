"""The stand-ins that the course and the widgets are tested with answer as the engine does: the same calls on both.

What a stand-in has, the engine has: names, parameters, attributes, keys and types; and the same codes of errors. It may
have less: what is missing there fails the test that asks for it.
"""
import importlib.util
import inspect
import pathlib
import types

import numpy
import pytest

import afina
from afina import survey

TESTS = pathlib.Path(__file__).resolve().parents[1]
# Tables whose keys are data: every value is like every other.
TABLES = {"labels", "scores", "parts", "after", "before", "tfidf"}
# What a test tells a stand-in to do, beside what the engine is asked.
KNOBS = {"Tokenizer": {"pattern", "size"}, "Dataset": {"rows"}, "Store": {"broken", "agreed"}, "tune": {"fail"}}
OPTIONS = {option["name"].replace("-", "_"): None for option in afina.tune_options()}
# Of the stand-in itself, or made by the engine alone.
ITS_OWN = {"install", "Preview", "Run", "Report", "Generated", "Encoding", "Summary"}


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COURSE = load(TESTS / "course" / "fake_afina.py")
WIDGETS = load(TESTS / "widgets" / "fake_engine.py")


def kind(value):
    """A word for a type, the same for what is used alike."""
    if isinstance(value, (bool, numpy.bool_)):
        return "bool"
    if isinstance(value, (int, numpy.integer)):
        return "int"
    if isinstance(value, (float, numpy.floating)):
        return "float"
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return "sequence"
    if isinstance(value, pathlib.PurePath):
        return "path"
    return type(value).__name__ if isinstance(value, (str, dict, types.NoneType)) else "object"


def parameters(made, real, where):
    """Names and order of what a stand-in's function takes, as the engine's takes them."""
    theirs = inspect.signature(real).parameters
    ours = [one for one in inspect.signature(made).parameters.values()
            if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL) and one.name != "self"
            and one.name not in KNOBS.get(where.split(".")[-1], ())]
    found = [f"{where}({one.name}): the engine has no such parameter" for one in ours
             if one.name not in theirs and not (one.name in OPTIONS and "options" in theirs)]
    places = [name for name, one in theirs.items() if one.kind == one.POSITIONAL_OR_KEYWORD and name != "self"]
    by_place = [one.name for one in ours if one.kind == one.POSITIONAL_OR_KEYWORD]
    return found + ([] if by_place == places[:len(by_place)] else
                    [f"{where}: its places are {by_place}, the engine's {places}"])


def public(value):
    return [name for name in dir(value) if not name.startswith("_")]


def unlike(made, real, where):
    """How what a stand-in gave differs from what the engine gave."""
    if kind(made) != kind(real):
        return [f"{where}: {kind(made)}, the engine's is {kind(real)}"]
    if kind(made) == "sequence":
        return unlike(made[0], real[0], f"{where}[0]") if len(made) and len(real) else []
    if kind(made) == "dict":
        if where.split(".")[-1] in TABLES:
            return unlike(next(iter(made.values())), next(iter(real.values())), f"{where}.*") if made and real else []
        return [f"{where}: the engine has no «{key}»" for key in made if key not in real] + [
            line for key in made if key in real for line in unlike(made[key], real[key], f"{where}.{key}")]
    if kind(made) == "object":
        found = []
        for name in public(made):
            place = f"{where}.{name}"
            if not hasattr(real, name):
                found.append(f"{place}: the engine's has none")
            elif callable(getattr(made, name)):
                found += parameters(getattr(made, name), getattr(real, name), place)
            else:
                found += unlike(getattr(made, name), getattr(real, name), place)
        return found
    return []


def test_what_a_stand_in_has_the_engine_has():
    for module, real in ((COURSE, afina), (WIDGETS, afina)):
        names = [name for name in public(module) if getattr(getattr(module, name), "__module__", "") == module.__name__
                 and name not in ITS_OWN]
        assert len(names) > 6
        for name in names:
            theirs = getattr(survey if name == "Store" else real, name)
            found = parameters(getattr(module, name), theirs, name)
            for method in public(getattr(module, name)):
                assert hasattr(theirs, method) or method in vars(module.Dataset), f"{name}.{method}"
            assert not found, f"{module.__name__}: {found}"


@pytest.fixture(scope="module")
def demo():
    return {name: str(afina.demo_data(f"{name}.csv")) for name in ("quejas", "oficina", "avisos")}


TEXT = "Había una vez un perro. Comía pan y agua. Dormía en la casa de la calle."
# What the course and the widgets ask, of whichever module: names of the stand-ins that answer it.
CALLS = {
    "tokens": ((COURSE, WIDGETS), lambda m: m.Tokenizer("semilla").encode(TEXT)),
    "tokens' parts": ((WIDGETS,), lambda m: m.Tokenizer("semilla").encode(TEXT, add_special=False,
                                                                         parse_special=False).offsets.tolist()),
    "next tokens": ((COURSE,), lambda m: m.Model("semilla").next_tokens(TEXT, 2)),
    "logits": ((WIDGETS,), lambda m: m.Model("semilla").logits(TEXT).tolist()),
    "score": ((COURSE, WIDGETS), lambda m: m.Model("semilla").score(TEXT)),
    "model": ((COURSE, WIDGETS), lambda m: m.Model("semilla")),
    "summary": ((COURSE, WIDGETS), lambda m: m.summarize(TEXT, sentences=2)),
    "generated": ((WIDGETS,), lambda m: m.generate("semilla", TEXT, max_new_tokens=4)),
}


@pytest.mark.parametrize("name", CALLS)
def test_answers_have_the_same_shape(name):
    modules, call = CALLS[name]
    for module in modules:
        assert not (found := unlike(call(module), call(afina), name)), f"{module.__name__}: {found}"


@pytest.mark.parametrize("module", (COURSE, WIDGETS), ids=("course", "widgets"))
def test_data(module, demo):
    assert not (found := unlike(module.Dataset(demo["quejas"]), afina.Dataset(demo["quejas"]), "Dataset")), found
    if module is WIDGETS:
        made, real = (m.preview(afina.Dataset(demo["quejas"]) if m is afina else m.Dataset("x"), "semilla", 2)
                      for m in (module, afina))
        assert not (found := unlike(made, real, "preview")), found


def test_the_course_s_data_are_read_alike(demo):
    for name, path in demo.items():
        made, real = COURSE.Dataset(path), afina.Dataset(path)
        for key in ("task", "input", "target", "columns", "labels", "repeats"):
            assert getattr(made, key) == getattr(real, key), (name, key)
        assert [row["input"] for row in made.examples] == [row["input"] for row in real.examples]
        assert COURSE.Dataset.columns_of(path) == afina.Dataset.columns_of(path)
    shape = afina.Model("semilla").shape
    assert COURSE.Model("semilla").shape == {key: shape[key] for key in COURSE.Model("semilla").shape}


def test_runs_and_reports(classifier, answerer, tmp_path):
    made = COURSE.tune(str(afina.demo_data("quejas.csv")), out=tmp_path / "made", max_steps=4)
    report = classifier.evaluate(generate_rows=2, progress="none")
    for run, real in ((made, classifier), (WIDGETS.tune([], max_steps=5), classifier)):
        assert not (found := unlike(run, real, "Run")), found
        assert not (found := unlike(run.classify(["No hay luz"]), real.classify(["No hay luz"]), "classify")), found
    for mine in (COURSE.evaluate(made), WIDGETS.Report()):
        assert not (found := unlike(mine, report, "Report")), found
    written = WIDGETS.Run([], 0, "instruct").generate("hola", max_new_tokens=2)
    assert not (found := unlike(written, answerer.generate("hola", max_new_tokens=2), "generate")), found


def events_of(tune, data, **options):
    """{what kind of event: {key: type}} that a run tells."""
    heard = []
    tune(data, max_steps=6, evaluate_every=2, progress=heard.append, **options)
    return {next(iter(sorted(set(event) & {"metric", "stage"})), "other"): event
            for event in heard if "message" not in event}


def test_events_of_a_run(tmp_path, demo):
    made, real = events_of(WIDGETS.tune, []), events_of(afina.tune, demo["quejas"], out=tmp_path / "run", max_length=32)
    assert set(made) <= set(real)
    for name, event in made.items():
        assert set(event) <= set(real[name]), name


def code(call):
    with pytest.raises(Exception) as raised:
        call()
    return raised.value.code


WRONG = {
    "no such model": ((COURSE,), lambda m: m.Model("no-hay")),
    "no such tokenizer": ((WIDGETS,), lambda m: m.Tokenizer("no-hay")),
    "no such document": ((WIDGETS,), lambda m: m.summarize("no-existe.txt")),
}


@pytest.mark.parametrize("name", WRONG)
def test_errors_have_the_same_code(name):
    modules, call = WRONG[name]
    for module in modules:
        assert code(lambda: call(module)) == code(lambda: call(afina))


def test_errors_are_made_alike(classifier):
    for module in (COURSE, WIDGETS):
        made, real = (m.AfinaError("data.x", "Qué pasó.", "Qué hacer.") for m in (module, afina))
        assert (made.code, made.message, made.hint) == (real.code, real.message, real.hint)
        assert str(made) == str(real)
    assert code(lambda: WIDGETS.Run([], 0).generate("hola")) == code(lambda: classifier.generate("hola"))


def test_the_store_refuses_before_consent(tmp_path):
    item = survey.instrument("sus")["items"][0]["id"]
    for store in (WIDGETS.Store(), survey.Store(tmp_path / "course.sqlite")):
        assert (store.consented, store.learner_code) == (False, "")
        assert code(lambda: store.record_answer("01", "sus", item, "3")) == "survey.no_consent"
        store.consent(True)
        assert store.consented and store.learner_code
        store.record_answer("01", "sus", item, "3")
        store.record_event("01", "intro", "section_begin", "")
        assert store.export(tmp_path / "out.json") == tmp_path / "out.json"
        store.consent(False)
        assert not store.consented
        store.erase()
        assert not store.consented
