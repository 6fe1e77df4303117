"""Runs a notebook on the real engine and says what each cell put out, as a person at the screen would see it."""
from __future__ import annotations

import dataclasses
import os
import pathlib
import time

import nbformat
import psutil
from bs4 import BeautifulSoup
from nbclient import NotebookClient

LIMIT = 240      # seconds a notebook may take on two cores that do nothing else
SHORT = 180      # with a real model, in its short form
PATIENCE = 1800  # seconds after which a cell is given up: a busy machine is slow, not wrong
# What a widget still does when the last cell has ended, a person waits for.
WAIT = """from ipywidgets.widgets.widget import _instances
for widget in list(_instances.values()):
    if hasattr(widget, "wait"):
        widget.wait()
        widget.send_state()  # nbclient hears only what the running cell says, and a thread may have spoken between two
"""
VIEW = "application/vnd.jupyter.widget-view+json"


@dataclasses.dataclass
class Output:
    """What a cell put out: a page for each of its outputs, a widget as it stood at the end."""

    cell: str
    title: str
    pages: list[BeautifulSoup]
    errors: list[str]

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup("".join(map(str, self.pages)), "html.parser")

    @property
    def text(self) -> str:
        """The words alone, a line for each piece."""
        return "\n".join(line for line in self.page.get_text("\n").splitlines() if line.strip())

    @property
    def open_text(self) -> str:
        """What is read without opening anything."""
        page = self.page
        for folded in page.find_all("details"):
            folded.decompose()
        return page.get_text("\n") + "\n".join(self.errors)


@dataclasses.dataclass
class Executed:
    path: pathlib.Path
    outputs: dict[str, Output]  # by the cell's id
    seconds: float
    cpu: float                  # seconds of processor that the kernel used, all cores together

    def took_too_long(self, limit: int = LIMIT) -> bool:
        """More than a person with two free cores would wait: what the processor worked bounds that wait."""
        return min(self.seconds, self.cpu) > limit


def execute(path: pathlib.Path, data: str = "", before: str = "", save: pathlib.Path | None = None,
            kernel: str = "python3", model: str = "") -> Executed:
    """Runs every cell from top to bottom.

    `data`: what stands in the brackets of `course.data()`, as the button does it; `before`: code put in front of the
    first cell; `save`: the folder where it is kept with its outputs; `kernel`: the one that its cells run in;
    `model`: what the chooser of the model is given.
    """
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and data:
            cell.source = cell.source.replace("course.data()", f"course.data({data})")
        if cell.cell_type == "code" and model:
            cell.source = cell.source.replace("course.model()", f"course.model({model!r})")
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = f"{before}\n{first.source}" if before else first.source
    steps = list(notebook.cells)
    notebook.cells.append(nbformat.v4.new_code_cell(WAIT))
    client = client_of(notebook, kernel)
    begin = time.time()
    with client.setup_kernel():
        for number, cell in enumerate(notebook.cells):
            client.execute_cell(cell, number)
        used = psutil.Process(client.km.provisioner.pid).cpu_times()
    seconds = time.time() - begin
    notebook.cells = steps
    if save:
        client.set_widgets_metadata()
        save.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, save / path.name)
    outputs = {cell.id: shown(cell, client.widget_state) for cell in steps if cell.cell_type == "code"}
    return Executed(path, outputs, seconds, used.user + used.system)


def client_of(notebook: nbformat.NotebookNode, kernel: str = "python3") -> NotebookClient:
    return NotebookClient(notebook, timeout=PATIENCE, kernel_name=kernel, allow_errors=True,
                          resources={"metadata": {"path": os.getcwd()}})


def shown(cell: nbformat.NotebookNode, widgets: dict) -> Output:
    pages, errors = [], []
    for output in cell.outputs:
        if output.output_type == "stream":
            pages.append(BeautifulSoup("", "html.parser"))
            pages[-1].append(output.text)
        elif output.output_type == "error":
            errors.append("\n".join(output.traceback))
        else:
            state = widgets.get(output.data.get(VIEW, {}).get("model_id", ""), {})
            found = state.get("html") or state.get("description") or "".join(output.data.get("text/html", ""))
            pages.append(BeautifulSoup(found or "".join(output.data.get("text/plain", "")), "html.parser"))
    title = next((line for line in cell.source.splitlines() if line.startswith("#@title")), cell.id)
    return Output(cell.id, title, pages, errors)
