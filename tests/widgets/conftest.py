"""The fake engine stands in before any widget is imported; pages open in the Chromium at hand."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import fake_engine  # noqa: E402  the path above comes first
from chromium import PATIENCE, browser  # noqa: E402, F401  a fixture

fake_engine.install()


@pytest.fixture(scope="session")
def host():
    from host import Host
    host = Host()
    yield host
    host.close()


@pytest.fixture
def open_page(browser, host):
    """open_page(widget, width=1200, **context) gives a page that shows the widget, ready to be worked."""
    contexts = []

    def open_it(widget, width=1200, path="/", **options):
        host.show(widget)
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(host.address + path)
        page.wait_for_selector(".afina .afina-widget")
        return page

    yield open_it
    for context in contexts:
        context.close()
