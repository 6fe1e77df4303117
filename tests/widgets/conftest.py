"""The fake engine stands in before any widget is imported; pages open in the Chromium at hand."""
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import fake_engine  # noqa: E402  the path above comes first

fake_engine.install()

# The shell without a window needs far less of the processor.
BROWSERS = [os.environ.get("AFINA_CHROMIUM", ""), "/usr/bin/chromium-headless-shell", "/usr/bin/chromium",
            "/usr/bin/chromium-browser"]
PATIENCE = 180_000      # ms: a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    program = next((path for path in BROWSERS if path and pathlib.Path(path).exists()), None)
    if program is None:
        pytest.skip("no Chromium: apt-get install chromium, or name one in AFINA_CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, timeout=PATIENCE,
                                             args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


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
        page.wait_for_selector(".afina section")
        return page

    yield open_it
    for context in contexts:
        context.close()
