"""Where widgets run, each view asks for one that exists and gives it what it takes."""
import ast
import contextlib
import inspect
import io
import os
import pathlib
import sys
import tempfile
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import fake_afina  # noqa: E402

fake_afina.install()
import notebooks  # noqa: E402
from afina import course  # noqa: E402
from afina.course import record, session, views  # noqa: E402

WIDGETS = notebooks.ROOT / "python" / "afina" / "widgets"
USED = {"BeforeAfter", "BlindAB", "ConfusionMatrix", "DataExplorer", "Exercise", "Form", "HyperparameterBench",
        "LearnedView", "LiveTraining", "NextWordExplorer", "Quiz", "SummarySource", "TokenizerExplorer"}


def signatures(folder: pathlib.Path) -> dict[str, inspect.Signature]:
    """Parameters of each widget's __init__, read from its source, so that nothing has to be installed."""
    found = {}
    for path in folder.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for method in node.body if isinstance(node, ast.ClassDef) else []:
                if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                    found[node.name] = signature_of(method.args)
    return found


def signature_of(arguments: ast.arguments) -> inspect.Signature:
    kinds = inspect.Parameter
    first_default = len(arguments.args) - len(arguments.defaults)
    made = [kinds(name.arg, kinds.POSITIONAL_OR_KEYWORD, default=None if index >= first_default else kinds.empty)
            for index, name in enumerate(arguments.args)]
    if arguments.kwarg:
        made.append(kinds(arguments.kwarg.arg, kinds.VAR_KEYWORD))
    return inspect.Signature(made)


class Shown:
    """What a widget's caller does with it."""

    def __init__(self, options):
        self.options, self.run = options, None

    def begin(self):
        if "max_steps" in self.options:
            out = pathlib.Path(os.environ["AFINA_HOME"]) / f"live-{len(os.listdir(os.environ['AFINA_HOME']))}"
            self.run = fake_afina.tune(str(fake_afina.DEMO / "oficina.csv"), out=out)

    def wait(self):
        return True

    def ask(self):
        self.asked = True


class Views(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.environ["AFINA_HOME"] = folder.name
        session.SHIPPED = pathlib.Path(folder.name) / "package"
        course._session = None
        self.calls = []
        self.addCleanup(setattr, views, "widget", views.widget)
        self.addCleanup(setattr, record, "instrument", record.instrument)
        views.widget = self.widget
        asked = {"title": "", "introduction": "", "items": [{"key": "x", "text": "x", "kind": "open"}], "options": {}}
        record.instrument = lambda name, lang, kept=None: asked

    def widget(self, lesson, name, *arguments, **options):
        self.calls.append((name, arguments, {**options, "language": lesson.lang}))
        return Shown(options)

    def run_notebook(self, number):
        with contextlib.redirect_stdout(io.StringIO()) as heard:
            for cell in notebooks.cells(number, "es", "code"):
                exec(notebooks.source(cell).replace("course.wait(10)", "course.wait(0)"), {})
        return heard.getvalue()

    def test_every_notebook_shows_widgets_that_exist_with_what_they_take(self):
        for number in notebooks.FILES:
            said = self.run_notebook(number)
            self.assertEqual(said.count("Ver el detalle técnico"), 1 if number == "00" else 0, said[-2000:])
        self.assertEqual({name for name, _, _ in self.calls}, USED)
        known = signatures(WIDGETS) if WIDGETS.exists() else {}
        for name, arguments, options in self.calls if known else []:
            known[name].bind(self, *arguments, **options)

    def test_a_run_that_goes_on_by_itself_is_waited_for_and_kept(self):
        self.run_notebook("03")
        self.assertTrue(course._session.last_run())

    def test_a_run_begun_again_takes_the_place_of_the_one_before(self):
        self.run_notebook("03")
        lesson = course._session
        before = lesson.last_run()
        lesson.cache["live"].begin()
        lesson.run()
        self.assertNotEqual(lesson.last_run(), before)

    def test_an_option_is_kept_by_its_id(self):
        heard = []
        kept = types.SimpleNamespace(record_answer=lambda *what: heard.append(what), consent=heard.append)
        store = record.FormStore(kept, {("a1", "Sí"): "b"}, lambda: heard.append("agreed"))
        store.record_answer("00", "pretest", "a1", "Sí")
        store.record_answer("00", "feedback", "clarity", 5)
        store.consent(True)
        self.assertEqual(heard, [("00", "pretest", "a1", "b"), ("00", "feedback", "clarity", 5), True, "agreed"])

    def test_a_quiz_names_its_right_choice(self):
        self.run_notebook("04")
        asked = next(arguments[1] for name, arguments, _ in self.calls if name == "Quiz")
        right = [[option["right"] for option in one["options"]].index(True) for one in notebooks.content("04")["quiz"]]
        self.assertEqual([question["right"] for question in asked], right)


if __name__ == "__main__":
    unittest.main()
