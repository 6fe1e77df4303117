"""A JupyterLab for each test, and the pages in it."""
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "widgets")]

from chromium import PATIENCE, browser  # noqa: E402, F401  a fixture
from lab import Lab  # noqa: E402
from notebook import Notebook  # noqa: E402


@pytest.fixture
def open_notebook(browser, tmp_path, request):  # noqa: F811
    """open_notebook(name, lang) gives the notebook in a JupyterLab whose learner begins with nothing; a second one
    opens in the same place."""
    opened = {}

    def open_it(name, lang="es", dark=False):
        if "lab" not in opened:
            opened["lab"] = Lab(tmp_path / "lab", lang, dark)
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        opened.setdefault("contexts", []).append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return Notebook(page, opened["lab"], name)

    yield open_it
    for number, context in enumerate(opened.get("contexts", [])):
        # Where a test failed, this is what a person would be looking at.
        context.pages[0].screenshot(path=str(tmp_path / f"last-{number}.png"))
        context.close()
    if "lab" in opened:
        opened["lab"].close()
