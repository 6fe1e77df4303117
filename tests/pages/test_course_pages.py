"""The pages to read: every notebook and handout in both languages, the teacher's report and the preview's page."""
import os
import pathlib
import subprocess

import make_learners
import pytest
from checks import WIDE, axe_findings, picture

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("AFINA_PROGRAM") or str(ROOT / "build" / "afina")
HANDOUTS = {"es": ROOT / "docs" / "es" / "curso", "en": ROOT / "docs" / "en" / "course"}
PAGES = [f"{lang}/{name}.html" for lang, handouts in HANDOUTS.items() for name in (
    "index", *sorted(path.stem for path in (ROOT / "notebooks" / lang).glob("*.ipynb")),
    *sorted(f"handout_{path.stem}" for path in handouts.glob("*.md")))]

UNFOLD = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((one) => Number(one.tagName[1]))"
BARE_TABLES = """() => [...document.querySelectorAll('table')].filter((one) =>
    !one.caption?.textContent.trim() || !one.querySelector('th')).map((one) => one.outerHTML.slice(0, 200))"""
EMPTY = """() => [...document.querySelectorAll('.cell')].filter((one) =>
    !one.querySelector('.output').textContent.trim()).map((one) => one.getAttribute('aria-label'))"""
LANDMARKS = "() => ['body > header', 'main', 'body > footer'].map((one) => document.querySelectorAll(one).length)"
CONTROLS = """() => [...document.querySelectorAll('button, input, select, textarea')]
    .filter((one) => !one.matches(':disabled')).map((one) => one.outerHTML.slice(0, 100))"""


def in_order(levels) -> bool:
    """One first level, at the beginning, and no level left out on the way down."""
    return levels[:1] == [1] and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:]))


POLICY = """() => [document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content ?? "",
                   document.querySelector('meta[name="referrer"]')?.content, document.scripts.length]"""


def sound(page, name):
    """What holds of every page, all of it unfolded."""
    policy, referrer, scripts = page.evaluate(POLICY)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'") and "script-src" not in policy
    assert (referrer, scripts) == ("no-referrer", 0)
    page.evaluate(UNFOLD)
    assert page.problems == []
    assert len(page.asked) == 1, f"asks for more than itself: {page.asked}"
    assert page.evaluate(WIDE) <= 0, "scrolls sideways"
    assert in_order(page.evaluate(HEADINGS)), page.evaluate(HEADINGS)
    assert page.evaluate(BARE_TABLES) == []
    found = axe_findings(page)
    assert not found, "\n".join(map(str, found))
    picture(page, f"{name}-360")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_course(made, open_file, name):
    page = open_file(made / name)
    assert page.evaluate("document.documentElement.lang") == name[:2]
    assert page.evaluate(LANDMARKS) == [1, 1, 1]
    assert page.evaluate(CONTROLS) == []
    assert page.evaluate(EMPTY) == []
    sound(page, name[:-5].replace("/", "-"))
    for link in page.evaluate("[...document.querySelectorAll('a[href]')].map((one) => one.href)"):
        target = link.removeprefix("file://").partition("#")[0]
        assert pathlib.Path(target).is_file(), f"leads nowhere: {link}"


def test_nothing_else_is_written(made):
    assert sorted(str(path.relative_to(made)) for path in made.rglob("*.html")) == sorted(PAGES)


@pytest.mark.parametrize("lang", sorted(HANDOUTS))
def test_dark_wide_and_by_keyboard(made, open_file, lang):
    name = next(name for name in PAGES if name.startswith(f"{lang}/03"))
    page = open_file(made / name, width=1200, color_scheme="dark")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(22, 25, 29)"
    sound(page, f"{lang}-03-dark")
    page.emulate_media(color_scheme="light")
    picture(page, f"{lang}-03-1200")


def test_the_pictures_keep_what_was_there(made):
    """The last state of a widget, the questions' reasons and the hints can be read."""
    told = (made / "es" / "03_ajustar.html").read_text(encoding="utf-8")
    for words in ("tasa de aprendizaje", "<polyline", "Pista 3", "Lo que sabía sigue ahí, congelado.", "Elegir mi archivo"):
        assert words in told, words
    assert "VBox(" not in told and "imagen fija" not in told


def test_the_questions_of_the_tests_are_kept_back(made):
    """Who has read them before the course is not measured by them."""
    for name in PAGES:
        told = (made / name).read_text(encoding="utf-8")
        for form in "ab":
            for item in make_learners.course(f"test_{form}.json")["items"]:
                assert item["prompt"][name[:2]] not in told, name


@pytest.mark.parametrize("lang", sorted(HANDOUTS))
def test_the_teachers_report(open_file, tmp_path, lang):
    make_learners.write(tmp_path / "entregas")
    out = tmp_path / "report.html"
    subprocess.run([PROGRAM, "forms", "report", tmp_path / "entregas", "--out", out, "--lang", lang], check=True)
    page = open_file(out)
    assert page.evaluate("document.documentElement.lang") == lang
    sound(page, f"report-{lang}")


@pytest.mark.parametrize("lang", sorted(HANDOUTS))
def test_the_preview(open_file, tmp_path, lang):
    out = tmp_path / "preview.html"
    subprocess.run([PROGRAM, "preview", ROOT / "assets" / "demo" / "quejas.csv", "--model", "semilla", "--html", out,
                    "--lang", lang], check=True)
    page = open_file(out)
    assert page.evaluate("document.documentElement.lang") == lang
    sound(page, f"preview-{lang}")
