"""The Chromium at hand, and the course's pages as tools/make_course_html.py writes them."""
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "widgets"), str(ROOT / "tests" / "survey")]

from chromium import PATIENCE, browser  # noqa: E402, F401  a fixture

EXECUTED = pathlib.Path(os.environ.get("AFINA_EXECUTED") or ROOT / "build" / "executed")


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder with the pages, made of the notebooks that tests/course/run_notebooks.py --save left."""
    if not EXECUTED.exists():
        pytest.skip(f"no executed notebooks in {EXECUTED}: tests/course/run_notebooks.py --save leaves them there")
    out = tmp_path_factory.mktemp("course")
    subprocess.run([sys.executable, ROOT / "tools" / "make_course_html.py", "--executed", EXECUTED, "--out", out],
                   check=True)
    return out


@pytest.fixture
def open_file(browser):     # noqa: F811
    """open_file(path, width=360, **context) gives a page that shows a file, with what it asked for in `asked`."""
    contexts = []

    def open_it(path, width=360, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.asked, page.problems = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(path.resolve().as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
