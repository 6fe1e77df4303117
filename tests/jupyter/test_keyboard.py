"""Notebook 00 in English from top to bottom without a mouse."""
from checks import tab_to, until
from notebook import READY

BEGIN, WAIT, ERROR, DATA, PREDICT, CYCLE, CHANGE, COMPLETE, TRANSFER, QUIZ, TEST, FINISH = (
    "▶ Begin here", "Wait and stop", "An error on purpose", "The example data", "Your prediction", "Tune and check",
    "Exercise 1 · Change", "Exercise 2 · Complete", "Exercise 3 · Take it to your own", "Five questions", "First test",
    "Finish")
ACTIVE = "() => document.querySelector('.jp-Notebook .jp-Cell.jp-mod-active')?.dataset.windowedListIndex ?? ''"
FOCUSED = """() => [document.activeElement.closest('.jp-Cell')?.dataset.windowedListIndex ?? '',
    document.activeElement.closest('label')?.textContent || document.activeElement.getAttribute('aria-label')
    || document.activeElement.textContent]"""


def tab_until(nb, title, control):
    """By Tab to a control of a cell's output."""
    for _ in range(80):
        place, name = nb.page.evaluate(FOCUSED)
        if place == str(nb.place(title)) and control in name:
            return
        nb.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to «{title}» {control}")


def run(nb, title, says):
    """Shift+Enter runs the selected cell, or passes over a text, and selects the next, until this one has been run."""
    for _ in range(6):
        selected = nb.page.evaluate(ACTIVE)
        nb.page.keyboard.press("Shift+Enter")
        if selected == str(nb.place(title)):
            nb.says(title, says)
            return
        until(nb.page, f"selected => ({ACTIVE})() !== selected", selected)
    raise AssertionError(f"«{title}» does not come next")


def go_into(nb, title, control):
    """Up to the text above the cell (the arrows pass over hidden code), and down by Tab to what it shows."""
    nb.page.keyboard.press("Escape")
    nb.page.keyboard.press("ArrowUp")
    tab_until(nb, title, control)


def go_on(nb):
    """Out of what a cell shows, and down to the text that follows."""
    nb.page.keyboard.press("Escape")
    nb.page.keyboard.press("ArrowDown")


def press(nb, control, key="Enter"):
    tab_to(nb.page, control)
    nb.page.keyboard.press(key)


def first_steps(nb):
    keys = nb.page.keyboard
    keys.press("Shift+Enter")       # the first text is selected
    until(nb.page, READY, nb.selector(BEGIN))
    run(nb, BEGIN, "May we keep")
    go_into(nb, BEGIN, "Yes, keep them")
    keys.press("Enter")
    nb.says(BEGIN, "Your code is")
    go_on(nb)
    run(nb, WAIT, "Second 2 of 10")
    keys.press("i")
    keys.press("i")     # JupyterLab's own keys to interrupt
    nb.says(WAIT, "You stopped the cell")
    run(nb, ERROR, "este_archivo_no_existe.csv")
    go_into(nb, ERROR, "See the technical detail")
    keys.press("Enter")
    nb.says(ERROR, "Traceback")
    go_on(nb)
    run(nb, DATA, "quejas.csv")


def cycle(nb):
    run(nb, PREDICT, "How many out of 10")
    go_into(nb, PREDICT, "7 or more")
    nb.page.keyboard.press("Enter")
    nb.says(PREDICT, "Kept: “7 or more”")
    go_on(nb)
    run(nb, CYCLE, "Your prediction: “7 or more”")


def practise(nb):
    keys = nb.page.keyboard
    run(nb, CHANGE, "Write a complaint of your own")
    go_into(nb, CHANGE, "Your answer")
    press(nb, "Ask for a hint (1 of 3)", "Space")
    nb.says(CHANGE, "Think about what that department repairs")
    tab_until(nb, CHANGE, "Your answer")
    keys.type("La farola de mi calle está fundida y no se ve nada")
    keys.press("Enter")
    nb.says(CHANGE, "✓ Right")
    go_on(nb)
    for title, answer in ((COMPLETE, "stop"), (TRANSFER, "I want to move my Monday appointment | appointments")):
        run(nb, title, "Your answer")
        go_into(nb, title, "Your answer")
        keys.type(answer)
        keys.press("Enter")
        nb.says(title, "✓ Right")
        go_on(nb)


def questions(nb):
    keys = nb.page.keyboard
    run(nb, QUIZ, "A cell gives an error")
    go_into(nb, QUIZ, "The computer is damaged.")
    for key in ("ArrowDown", "ArrowDown"):      # to the third option, which this chooses
        keys.press(key)
    press(nb, "Check")
    nb.says(QUIZ, "You have answered 1 of 5")
    go_on(nb)
    run(nb, TEST, "as you agreed")
    keys.press("ArrowUp")
    for _ in range(40):     # the first option of the first question
        keys.press("Tab")
        if nb.page.evaluate("document.activeElement.type") == "radio":
            break
    keys.press("Space")
    keys.press("ArrowDown")     # the arrows stay within the question
    press(nb, "Save")
    nb.says(TEST, "Saved. Thank you.")
    go_on(nb)


def finish(nb):
    run(nb, FINISH, "Exercises solved: 3 of 3")
    go_into(nb, FINISH, "1 · very bad")
    nb.page.keyboard.press("Space")
    press(nb, "Save", "Enter")
    nb.says(FINISH, "Saved. Thank you.")


def test_welcome_by_keyboard(open_notebook):
    nb = open_notebook("00_welcome", "en")
    for step in (first_steps, cycle, practise, questions, finish):
        step(nb)
    nb.sound()
    nb.save()
    kept = nb.lab.survey()
    assert ("00", "00.quiz", "solved", "00.q1") in kept["events"]
    assert kept["answers"]["00", "feedback", "experience"] == "1"
    assert sum(form == "pretest" for _, form, _ in kept["answers"]) == 1
    assert ("00", "00.change", "hint", "1") in kept["events"]
