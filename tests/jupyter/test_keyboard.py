"""Notebook 00 in English from top to bottom without a mouse."""
from checks import tab_to


def run_next(nb, title, says):
    """Shift+Enter runs the selected cell and goes on to the next: texts too, until this cell has been run."""
    for _ in range(4):
        at = nb.page.locator(".jp-Notebook .jp-Cell.jp-mod-active").get_attribute("data-windowed-list-index")
        nb.page.keyboard.press("Shift+Enter")
        if int(at) == nb.place(title):
            nb.says(title, says)
            return
    raise AssertionError(f"«{title}» does not come next")


def go_into(nb, control):
    """Up to the cell that was run, and by Tab to what it shows."""
    nb.page.keyboard.press("ArrowUp")
    tab_to(nb.page, control)


def go_on(nb):
    """Back to the cell and down to the next one."""
    nb.page.keyboard.press("Escape")
    nb.page.keyboard.press("ArrowDown")


def press(nb, control, key="Enter"):
    tab_to(nb.page, control)
    nb.page.keyboard.press(key)


def test_welcome_by_keyboard(open_notebook):
    nb = open_notebook("00_welcome", "en")
    keys = nb.page.keyboard
    run_next(nb, "▶ Begin here", "May we keep")
    go_into(nb, "Yes, keep them")
    keys.press("Enter")
    nb.says("▶ Begin here", "Your code is")
    go_on(nb)
    run_next(nb, "Wait and stop", "Second 2 of 10")
    keys.press("i")
    keys.press("i")     # JupyterLab's own keys to interrupt
    nb.says("Wait and stop", "You stopped the cell")
    run_next(nb, "An error on purpose", "este_archivo_no_existe.csv")
    go_into(nb, "See the technical detail")
    keys.press("Enter")
    nb.says("An error on purpose", "Traceback")
    go_on(nb)
    run_next(nb, nb.code_titles[3], "quejas.csv")
    run_next(nb, nb.code_titles[4], "How many out of 10")
    go_into(nb, "7 or more")
    keys.press("Enter")
    nb.says(nb.code_titles[4], "7 or more”")
    go_on(nb)
