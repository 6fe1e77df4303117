"""What must hold on every page: 360 px without sideways scroll, targets of 24 px, names, axe's rules."""
import functools
import os
import pathlib
from importlib import resources

WIDE = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
# A control that sits in a label is hit through the whole label.
SMALL = """() => [...document.querySelectorAll(
    '.afina button, .afina input, .afina select, .afina textarea, .afina summary')]
  .filter((node) => node.offsetParent !== null)
  .map((node) => [node.outerHTML.slice(0, 90), node.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
TABS = """() => [...document.querySelectorAll('.afina [tabindex]')].filter((node) => node.tabIndex > 0).length"""


@functools.cache
def axe_script() -> str:
    """axe-core as axe-playwright-python brings it."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def axe_findings(page, where="document") -> list:
    """What axe finds of moderate weight or more: (rule, weight, the elements)."""
    page.evaluate(axe_script())
    found = page.evaluate(f"async () => (await axe.run({where})).violations")
    return [(one["id"], one["impact"], [node["html"][:160] for node in one["nodes"]]) for one in found
            if one["impact"] in ("serious", "critical", "moderate")]


def sound(page):
    """Everything that can be checked by measuring, and axe's rules."""
    assert page.problems == []
    assert page.evaluate(WIDE) <= 0, "scrolls sideways"
    assert page.evaluate(SMALL) == []
    assert page.evaluate(TABS) == 0
    found = axe_findings(page)
    assert not found, "\n".join(map(str, found))


def picture(page, name):
    """A screenshot where AFINA_PICTURES names a folder for them."""
    folder = os.environ.get("AFINA_PICTURES")
    if folder:
        page.screenshot(path=str(pathlib.Path(folder) / f"{name}.png"), full_page=True)


def until(page, condition, argument=None):
    """Waits for a condition in the page, looking four times a second."""
    page.wait_for_function(condition, arg=argument, polling=250)


def tab_to(page, text, limit=60):
    """Goes by Tab to the control whose label, name or text holds `text`."""
    name = """() => { const node = document.activeElement;
        if (node === document.body) return '';
        return [node.getAttribute('aria-label'), node.closest('label')?.textContent, node.textContent].join(' ') }"""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if text in page.evaluate(name):
            return
    raise AssertionError(f"no control «{text}» by Tab")


def both_widths(page, name, schemes=False):
    """The page as it stands at 360 px, then at 1200 px; with `schemes` also dark and with forced colours."""
    sound(page)
    picture(page, f"{name}-360")
    page.set_viewport_size({"width": 1200, "height": 900})
    assert page.evaluate(WIDE) <= 0
    picture(page, f"{name}-1200")
    if schemes:
        page.emulate_media(color_scheme="dark")
        sound(page)
        picture(page, f"{name}-dark")
        page.emulate_media(color_scheme="light", forced_colors="active")
        picture(page, f"{name}-forced")
