"""What every widget shares: escaping, texts, actions, errors, the static picture, jobs, Colab."""
import json
import pathlib
import re
import subprocess
import sys
import threading
import time

import fake_engine
import pytest

import afina.widgets as widgets
from afina.widgets import colab, friendly, parts, texts
from afina.widgets.base import Widget, action
from afina.widgets.markup import join, tag

SOURCES = sorted((pathlib.Path(fake_engine.PACKAGE) / "widgets").glob("*.py"))
CALL = re.compile(r"""\b(?:t|texts)\(\s*"([a-z_0-9]+\.[a-z_0-9]+)\"""")
LITERAL = re.compile(r'"([a-z_0-9]+\.[a-z_0-9]+)"')


class Counter(Widget):
    title = "tokenizer.title"

    def __init__(self):
        super().__init__()
        self.count = 0
        self.refresh()

    @action
    def add(self, by="1"):
        self.count += int(by)

    def secret(self):
        self.count = -1

    def body(self):
        return tag("p", f"<{self.count}>")


def test_every_text_is_escaped():
    assert tag("p", "<b>", title='"x"') == '<p title="&quot;x&quot;">&lt;b&gt;</p>'
    assert join("a & b", None, [False, tag("br")]) == "a &amp; b<br/>"


def test_every_text_used_exists_in_both_languages_and_none_is_unused():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    used = set(CALL.findall(source))
    assert used <= set(texts.CATALOGUE), used - set(texts.CATALOGUE)
    unused = {key.removesuffix("_one") for key in texts.CATALOGUE} - set(LITERAL.findall(source))
    assert not unused
    for key, entry in texts.CATALOGUE.items():
        assert set(entry) == {"es", "en"} and all(entry.values()), key
        fields = [sorted(re.findall(r"\{(\w+)\}", text)) for text in entry.values()]
        assert fields[0] == fields[1], key


def test_one_thing_is_named_in_the_singular():
    es = texts.Texts("es")
    assert es("summary.says", n=1) == "Resumen listo: sale de 1 frase del documento."
    assert es("summary.says", n=2) == "Resumen listo: sale de 2 frases del documento."
    assert es("tokenizer.column", name="semilla", n=es.number(1)) == "semilla: 1 token"
    assert es("data.page", first=1, last=1, n=1) == "Textos 1 a 1 de 1"     # with no text of its own
    for key, entry in texts.CATALOGUE.items():
        if key.endswith("_one"):
            assert re.search(r"\b(1|únic[oa])\b", entry["es"]), key
            assert "{n}" in texts.CATALOGUE[key.removesuffix("_one")]["es"], key


def test_numbers_are_written_as_the_language_writes_them():
    es, en = texts.Texts("es"), texts.Texts("en")
    assert es.number(1234.5, 1) == "1234,5" and en.number(1234.5, 1) == "1234.5"
    assert es.number(12345) == "12\u00a0345" and es.number(float("nan")) == "-"
    assert es.percent(0.42) == "42\u00a0%" and es.percent(0.004) == "0,4\u00a0%"
    assert es.small(0.00005) == "0,00005" and es.small(0.25) == "0,25"
    assert es.seconds(61) == "61 s" and es.seconds(200) == "3 min"
    assert es.listing(["a", "b", "c"]) == "a, b y c"


def test_actions_are_called_and_nothing_else_is():
    widget = Counter()
    widget._on_message(widget, {"action": "add", "values": {"by": "2"}, "count": 7}, [])
    assert widget.count == 2 and widget.answered == 7 and "&lt;2&gt;" in widget.html
    widget.perform("secret")
    assert widget.count == 2 and widget.problem
    widget.perform("add", {"by": "dos"})
    assert "no esperábamos" in widget.problem["message"] and "ValueError" in widget.problem["detail"]


def test_language_can_be_changed():
    widget = Counter()
    widget.perform("set_language", {"language": "en"})
    assert widget.language == "en" and "How a text" in widget.html
    assert "The kernel does not answer" in widget.texts["waiting"]


def test_static_picture_stands_beside_the_live_view():
    widget = Counter()
    data, _ = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "<fieldset disabled" in data["text/html"] and "imagen fija" in data["text/html"]
    assert data["text/plain"] == widget.t("tokenizer.title")
    assert "<fieldset disabled" not in widget.as_html(static=False)


@pytest.mark.parametrize("error, said", [
    (NameError("name 'datos' is not defined", name="datos"), "«datos»"),
    (FileNotFoundError(2, "no", "quejas.csv"), "«quejas.csv»"),
    (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "leer como texto"),
    (SyntaxError("bad", ("celda", 3, 1, "x")), "línea 3"),
    (KeyboardInterrupt(), "lo pediste"),
    (ImportError("no", name="numpy"), "«numpy»"),
    (MemoryError(), "memoria"),
    (TypeError("unsupported operand: 'ellipsis' and 'int'"), "puntos suspensivos"),
    (fake_engine.AfinaError("data.x", "Falta la columna.", "Elige otra."), "Falta la columna."),
    (RuntimeError("boom"), "no esperábamos"),
])
def test_each_error_has_a_sentence_and_a_detail(error, said):
    problem = friendly.explain(error, texts.Texts("es"))
    assert said in problem["message"] and type(error).__name__ in problem["detail"]
    assert said in friendly.error_html(error, "es").replace("&#x27;", "'")


def test_cells_of_a_notebook_fail_kindly():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    shell = InteractiveShell.instance()
    assert widgets.help_with_errors(shell=shell) and widgets.help_with_errors(shell=shell)
    with capture_output() as captured:
        result = shell.run_cell("datos.head()")
    InteractiveShell.clear_instance()
    assert not result.success
    assert "«datos»" in captured.outputs[0].data["text/html"] and "Traceback" not in captured.stdout


@pytest.mark.parametrize("typed", ["print('hola", "  x = 1\n y = 2", "Hola, qué tal"])
def test_what_python_cannot_read_is_explained_too(typed):
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    shell = InteractiveShell.instance()
    widgets.help_with_errors(shell=shell)
    with capture_output() as captured:
        result = shell.run_cell(typed)
    InteractiveShell.clear_instance()
    assert not result.success and captured.stdout == captured.stderr == ""
    shown = captured.outputs[0].data["text/html"]
    assert "no entiende la línea" in shown and "Error" in shown


def test_a_newer_job_cancels_the_older_and_waits_for_its_end():
    widget = Counter()
    running, order = threading.Event(), []

    def slow(job):
        running.set()
        while not job.cancelled:
            time.sleep(0.01)
        order.append("slow")
        job.check()

    widget.start(slow)
    running.wait(2)
    widget.start(lambda job: order.append("fast"))
    assert widget.wait(5) and order == ["slow", "fast"] and widget.problem is None and not widget.busy


def test_an_error_in_a_job_is_shown():
    widget = Counter()
    widget.start(lambda job: 1 / 0)
    widget.wait(5)
    assert "ZeroDivisionError" in widget.html and not widget.busy


def test_refreshing_is_throttled_while_a_job_runs():
    widget = Counter()
    widget.count = 5
    widget.refresh(throttled=True)
    assert "&lt;0&gt;" in widget.html
    widget.refresh()
    assert "&lt;5&gt;" in widget.html


def test_colab_gets_the_same_html_and_calls_the_same_actions():
    registered = {}
    widget = Counter()
    page = colab.colab_page(widget, registered.__setitem__)
    (name, function), = registered.items()
    assert name in page and "invokeFunction" in page and "export default" not in page and "</script>" in page
    state = function({"action": "add", "values": {"by": "3"}, "count": 1})
    assert state["answered"] == 1 and "&lt;3&gt;" in state["html"] and json.dumps(state)
    assert function({"action": "look"})["answered"] == 1 and widget.count == 3


def test_colab_needs_neither_anywidget_nor_ipywidgets():
    code = """
import sys, types
for name in ("google", "google.colab"):
    sys.modules[name] = types.ModuleType(name)
for name in ("anywidget", "ipywidgets"):
    sys.modules[name] = None        # importing it fails
import fake_engine
fake_engine.install()
from afina import widgets
calls = {}
page = widgets.colab.colab_page(widgets.TokenizerExplorer("Hola"), calls.__setitem__)
(call,) = calls.values()
print("invokeFunction" in page, call({"action": "set_language", "values": {"language": "en"}, "count": 1})["language"])
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=pathlib.Path(__file__).parent, capture_output=True,
                          text=True)
    assert said.stdout.split() == ["True", "en"], said.stderr


def test_show_chooses(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *objects: shown.extend(objects))
    widget = Counter()
    assert widgets.show(widget) is widget and shown == [widget]
    monkeypatch.setattr(colab, "in_colab", lambda: True)
    monkeypatch.setattr(colab, "colab_page", lambda one: "<p>colab</p>")
    widgets.show(widget)
    assert shown[1].data == "<p>colab</p>"


def test_style_belongs_to_widgets_alone():
    rules = re.sub(r"/\*.*?\*/", "", parts.CSS, flags=re.S)
    selectors = [part.strip() for rule in re.findall(r"([^{}]+)\{", rules) for part in rule.split(",")]
    foreign = [one for one in selectors if ".afina" not in one and not one.startswith("@")
               and not re.match(r"^\[type=|^\[", one)]
    assert not foreign
