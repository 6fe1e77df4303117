"""The Chromium at hand, for the pages of the widgets and for JupyterLab."""
import os
import pathlib

import pytest

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
