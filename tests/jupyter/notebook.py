"""A notebook in JupyterLab as a person has it before them: cells are found by their titles, run with Shift+Enter, and
what is seen in them is waited for. A person's hand is a click or a key; nothing here speaks to the kernel."""
import json
import os
import pathlib
import re

from checks import axe_findings, until

# JupyterLab's own frame (menus, bars, tabs, the file browser, prompts, collapsers, editors) is not ours to mend; what
# the project wrote stands in the rendered texts and in the outputs.
OURS = {"include": [[".jp-Notebook .jp-MarkdownOutput"], [".jp-Notebook .jp-OutputArea-output"]]}
SCREENFUL = 1300        # px of a picture, so that its text can be read
CELL = ".jp-Notebook .jp-Cell[data-windowed-list-index='%d']"
SEEN = "([cell, text]) => document.querySelector(cell)?.querySelector('.jp-OutputArea')?.innerText.includes(text)"
# What is scrolled away is not drawn; it takes a moment until all of it is.
DRAWN = """cell => [...document.querySelector(cell).querySelectorAll('.jp-OutputArea-output')]
    .every((node) => node.innerText.trim() !== '')"""
NUMBER = "cell => document.querySelector(cell)?.querySelector('.jp-InputPrompt')?.textContent ?? ''"
# The sign beside the kernel's name is the one of an idle kernel before there is any; a cell run then is not run at all.
IDLE = """document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'
    && document.querySelector('#jp-main-statusbar').innerText.includes('| Idle')"""
# The click has arrived: the cell is the selected one and keys go to it or to the notebook around it.
READY = """cell => document.querySelector(cell).classList.contains('jp-mod-active')
    && document.activeElement.closest('.jp-Notebook') !== null"""
BOX = "cell => { const { top, bottom } = cell.getBoundingClientRect(); return [top, bottom] }"
WIDE = """() => [...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output, .jp-Notebook .jp-MarkdownOutput')]
    .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent.slice(0, 80))"""


class Notebook:
    def __init__(self, page, lab, name):
        self.page, self.lab, self.path = page, lab, lab.notebooks / f"{name}.ipynb"
        self.number, self._pictures, self._pictured = name[:2], 0, 0
        cells = json.loads(self.path.read_text(encoding="utf-8"))["cells"]
        self.kinds = [cell["cell_type"] for cell in cells]
        self.titles = [re.sub(r"^#@title\s*", "", "".join(cell["source"]).split("\n")[0]) for cell in cells]
        page.goto(f"{lab.address}/lab/tree/{self.path.name}")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        self.idle()

    # Cells.

    def place(self, title) -> int:
        """The number of the code cell with this title."""
        return next(place for place, kind in enumerate(self.kinds)
                    if kind == "code" and self.titles[place] == title)

    def selector(self, title) -> str:
        return CELL % self.place(title)

    @property
    def code_titles(self) -> list:
        return [title for title, kind in zip(self.titles, self.kinds) if kind == "code"]

    def cell(self, title):
        return self.page.locator(self.selector(title))

    def output(self, title):
        return self.cell(title).locator(".jp-OutputArea").first

    def start(self, title):
        """Clicks on the cell, which unfolds it, and presses Shift+Enter; does not wait for it to end."""
        cell = self.cell(title)
        cell.locator(".jp-InputPlaceholder .jp-Placeholder-content, .jp-InputArea-editor").first.click()
        cell.locator(".jp-InputArea-editor").wait_for()
        until(self.page, READY, self.selector(title))
        self.page.keyboard.press("Shift+Enter")

    def run(self, title, says=""):
        """Runs a cell to its end; `says`: what is then to be read below it."""
        before = self.page.evaluate(NUMBER, self.selector(title))
        self.start(title)
        until(self.page, f"""([cell, before]) => {{ const now = ({NUMBER})(cell);
            return now !== before && /[0-9]/.test(now) }}""", [self.selector(title), before])
        if says:
            self.says(title, says)

    def says(self, title, text):
        """Waits until `text` stands in the cell's output; what is scrolled away is not drawn and has no text."""
        self.cell(title).scroll_into_view_if_needed()
        until(self.page, SEEN, [self.selector(title), text])

    def text(self, title) -> str:
        self.cell(title).scroll_into_view_if_needed()
        until(self.page, DRAWN, self.selector(title))
        return self.output(title).inner_text()

    def type_below(self, text):
        """A cell of one's own below the selected one, by JupyterLab's own keys; runs it and gives what it shows."""
        keys = self.page.keyboard
        keys.press("Escape")
        keys.press("b")
        keys.press("Enter")
        keys.insert_text(text)
        keys.press("Control+Enter")
        shown = self.page.locator(".jp-Notebook .jp-Cell.jp-mod-active .jp-OutputArea")
        shown.scroll_into_view_if_needed()
        return shown

    def idle(self):
        until(self.page, IDLE)

    # Hands.

    def button(self, title, name, exact=True):
        return self.output(title).get_by_role("button", name=name, exact=exact)

    def press(self, title, name):
        self.button(title, name).click()

    def choose(self, title, question, answer):
        """Picks `answer` in the group of options that asks `question`."""
        group = self.output(title).get_by_role("group", name=question)
        group.get_by_text(answer, exact=True).click()

    def write(self, title, label, text):
        self.output(title).get_by_role("textbox", name=label, exact=True).fill(text)

    def answer(self, title, text, says):
        """Answers an exercise and has it checked; `says`: what is then to be read."""
        self.write(title, "Tu respuesta", text)
        self.press(title, "Comprobar")
        self.says(title, says)

    def choose_checked(self, quiz, question, answer, place):
        """Answers one question of a quiz, the one at `place`, and has it checked."""
        self.choose(quiz, question, answer)
        self.button(quiz, "Comprobar").nth(place).click()

    def upload(self, title, path):
        """Chooses a file with the button, in the window that it opens."""
        with self.page.expect_file_chooser() as chooser:
            self.output(title).get_by_role("button", name="Elegir mi archivo").click()
        chooser.value.set_files(path)

    def save(self):
        """Ctrl+S, and what is then on the disk."""
        self.page.keyboard.press("Control+s")
        until(self.page, "!document.querySelector('.jp-mod-current.jp-mod-dirty')")
        return json.loads(self.path.read_text(encoding="utf-8"))

    def restart_kernel(self):
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        # The one that also clears the outputs: their numbers begin again, and a cell's run is told by its number.
        self.page.get_by_role("menuitem", name="Restart Kernel and Clear Outputs").first.click()
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self.idle()

    # What must hold.

    def sound(self):
        """axe's rules on what is ours, as it stands."""
        found = axe_findings(self.page, json.dumps(OURS))
        assert not found, "\n".join(map(str, found))

    def narrow(self, width=480):
        """A small window without the file browser: nothing of ours is wider than its place."""
        self.page.keyboard.press("Escape")      # out of a widget, which keeps its keys
        self.page.keyboard.press("Control+b")
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.wait_for_timeout(500)     # JupyterLab lays itself out
        assert not self.page.evaluate(WIDE)
        self.sound()
        self.page.set_viewport_size({"width": 1200, "height": 900})

    # Pictures.

    def picture(self, title, name):
        """From the last cell that has a picture to this one, in screenfuls, where AFINA_PICTURES names a folder."""
        folder = os.environ.get("AFINA_PICTURES")
        if not folder:
            return
        last = self.place(title)
        first, self._pictured = min(self._pictured, last), last + 1
        begin, end = (self.page.locator(CELL % place) for place in (first, last))
        begin.evaluate("cell => cell.scrollIntoView()")
        height = end.evaluate(BOX)[1] - begin.evaluate(BOX)[0]
        # All of it at once: what lies outside the window is not drawn.
        self.page.set_viewport_size({"width": 1200, "height": int(height) + 400})
        begin.evaluate("cell => cell.scrollIntoView()")
        self.page.wait_for_timeout(300)
        top, bottom = begin.evaluate(BOX)[0], end.evaluate(BOX)[1]
        panel = self.page.locator(".jp-NotebookPanel").bounding_box()
        parts = max(1, -(-int(bottom - top) // SCREENFUL))
        height = (bottom - top) / parts
        for part in range(parts):
            self._pictures += 1
            name_of_part = f"nb{self.number}_{self._pictures:02}_{name}.png"
            self.page.screenshot(path=str(pathlib.Path(folder) / name_of_part), clip={
                "x": panel["x"], "width": panel["width"], "y": top + part * height, "height": height})
        self.page.set_viewport_size({"width": 1200, "height": 900})
