"""Notebook 00 in English from top to bottom without a mouse."""
from checks import tab_to

BEGIN, WAIT, ERROR, DATA, PREDICT, CYCLE, CHANGE, COMPLETE, TRANSFER, QUIZ, TEST, FINISH = (
    "▶ Begin here", "Wait and stop", "An error on purpose", "The example data", "Your prediction", "Tune and check",
    "Exercise 1 · Change", "Exercise 2 · Complete", "Exercise 3 · Take it to your own", "Five questions", "First test",
    "Finish")


def run_next(nb, title, says):
    """Shift+Enter runs the selected cell and goes on to the next: texts too, until this cell has been run."""
    for _ in range(5):
        active = nb.page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
        at = int(active.get_attribute("data-windowed-list-index"))
        nb.page.keyboard.press("Shift+Enter")
        if at == nb.place(title):
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


def first_steps(nb):
    keys = nb.page.keyboard
    run_next(nb, BEGIN, "May we keep")
    go_into(nb, "Yes, keep them")
    keys.press("Enter")
    nb.says(BEGIN, "Your code is")
    go_on(nb)
    run_next(nb, WAIT, "Second 2 of 10")
    keys.press("i")
    keys.press("i")     # JupyterLab's own keys to interrupt
    nb.says(WAIT, "You stopped the cell")
    run_next(nb, ERROR, "este_archivo_no_existe.csv")
    go_into(nb, "See the technical detail")
    keys.press("Enter")
    nb.says(ERROR, "Traceback")
    keys.press("ArrowDown")
    run_next(nb, DATA, "quejas.csv")


def cycle(nb):
    run_next(nb, PREDICT, "How many out of 10")
    go_into(nb, "7 or more")
    nb.page.keyboard.press("Enter")
    nb.says(PREDICT, "Kept: “7 or more”")
    nb.page.keyboard.press("ArrowDown")
    run_next(nb, CYCLE, "Your prediction: “7 or more”")


def practise(nb):
    keys = nb.page.keyboard
    run_next(nb, CHANGE, "Write a complaint of your own")
    go_into(nb, "Your answer")
    press(nb, "Ask for a hint (1 of 3)", "Space")
    nb.says(CHANGE, "Think about what that department repairs")
    keys.press("Escape")
    tab_to(nb.page, "Your answer")
    keys.type("La farola de mi calle está fundida y no se ve nada")
    keys.press("Enter")
    nb.says(CHANGE, "✓ Right")
    go_on(nb)
    for title, answer in ((COMPLETE, "stop"), (TRANSFER, "I want to move my Monday appointment | appointments")):
        run_next(nb, title, "Your answer")
        go_into(nb, "Your answer")
        keys.type(answer)
        keys.press("Enter")
        nb.says(title, "✓ Right")
        go_on(nb)


def questions(nb):
    keys = nb.page.keyboard
    run_next(nb, QUIZ, "A cell gives an error")
    go_into(nb, "That step could not be done; I read the message and try again.")
    keys.press("Space")
    press(nb, "Check")
    nb.says(QUIZ, "You have answered 1 of 5")
    go_on(nb)
    run_next(nb, TEST, "as you agreed")
    keys.press("ArrowUp")
    for _ in range(40):     # the first option of the first question
        keys.press("Tab")
        if nb.page.evaluate("document.activeElement.type") == "radio":
            break
    keys.press("Space")
    keys.press("ArrowDown")     # the arrows stay within the question
    nb.page.keyboard.press("Enter")
    nb.says(TEST, "Saved. Thank you.")
    go_on(nb)


def finish(nb):
    run_next(nb, FINISH, "Exercises solved: 3 of 3")
    go_into(nb, "1 · very bad")
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
