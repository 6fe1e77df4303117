"""The check of the Python layers sees what it should: on small trees with one fault each."""
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import python_layers  # noqa: E402  the path above comes first

SOUND = {"__init__.py": "from ._use import generate\n", "_use.py": "from . import _core\nfrom ._html import table\n",
         "_html.py": "import html\n", "course/__init__.py": "from . import steps\n",
         "course/page.py": "from .._html import table\n", "course/steps.py": "from . import page\n",
         "widgets/__init__.py": "from .quiz import Quiz\n", "widgets/quiz.py": "from .markup import tag\n",
         "widgets/markup.py": "import html\n"}


class Layers(unittest.TestCase):
    def errors(self, **changed: str) -> list:
        with tempfile.TemporaryDirectory() as folder:
            every = {**SOUND, **{key.replace("__", "/") + ".py": text for key, text in changed.items()}}
            for name, text in every.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return python_layers.check(pathlib.Path(folder))[1]

    def one(self, expected: str, **changed: str) -> None:
        found = self.errors(**changed)
        self.assertEqual(len(found), 1, found)
        self.assertIn(expected, found[0])

    def test_sound(self):
        self.assertEqual(self.errors(), [])

    def test_upwards(self):
        self.one("course/texts may not import course.session", course__page="from . import session\n",
                 course__session="")

    def test_inside_a_function(self):
        self.one("widgets may not import course.page",
                 widgets__quiz="def ask():\n    from ..course import page\n    return page\n")

    def test_for_types_alone(self):
        self.one("use may not import _model", _model="", _use="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
                 "    from ._model import Model\n")

    def test_by_its_full_name(self):
        self.one("widgets/pieces may not import survey", widgets__markup="import afina.survey\n", survey="")

    def test_circle(self):
        self.one("course.facts -> course.plain -> course.facts", course__facts="from . import plain\n",
                 course__plain="def f():\n    from .facts import g\n    return g\n")

    def test_a_library_of_others(self):
        self.one("use may not need numpy", _use="import numpy\n")
        self.assertEqual(self.errors(_use="def f():\n    import numpy\n    return numpy\n"), [])

    def test_in_no_layer(self):
        self.one("_new stands in no layer", _new="")


if __name__ == "__main__":
    unittest.main()
