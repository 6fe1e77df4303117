"""Plain buttons of the notebook itself: to choose an option, a file, the columns. They work in Jupyter and in Colab."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import guard, page
from .session import Session


_FITTED = {"width": "auto", "min_height": "32px"}  # as wide as its text, and easy to hit
_LEFT = {"align_items": "flex-start"}  # where a text begins, not stretched over the page


def toolkit() -> tuple[Any, Any] | None:
    """(ipywidgets, display) inside a notebook; None elsewhere."""
    try:
        import ipywidgets
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return None
    return (ipywidgets, display) if get_ipython() is not None else None


def choice(session: Session, entry: dict[str, Any], chosen: Callable[[int], None]) -> bool:
    """A button for each option of a prediction; False where no buttons can be shown."""
    tools = toolkit()
    if tools is None:
        return False
    ipywidgets, display = tools
    session.show(page.paragraph(entry["text"]))
    said = ipywidgets.Output()
    buttons = [ipywidgets.Button(description=text, layout=dict(_FITTED)) for text in entry["options"]]
    for index, button in enumerate(buttons):
        def press(_: Any, index: int = index) -> None:
            chosen(index)
            for place, (one, text) in enumerate(zip(buttons, entry["options"])):
                one.description = f"✓ {text}" if place == index else text
            with said:
                said.clear_output()
                session.show(page.paragraph(session.say("predict.kept", option=entry["options"][index])))
        button.on_click(press)
    display(ipywidgets.VBox([*buttons, said], layout=_LEFT))
    return True


def upload(session: Session, chosen: Callable[[str, bytes], None]) -> None:
    """A button to choose a file; `chosen` is given its name and bytes. Nothing is shown where there is no notebook."""
    tools = toolkit()
    if tools is None:
        return
    ipywidgets, display = tools
    control = ipywidgets.FileUpload(accept=".csv,.tsv,.json,.jsonl,.txt", multiple=False,
                                    description=session.say("data.button"), layout=dict(_FITTED))
    said = ipywidgets.Output()

    def changed(change: Any) -> None:
        files = change["new"]
        if not files:
            return
        first = next(iter(files.values())) if isinstance(files, dict) else files[0]
        name = first.get("name") or first["metadata"]["name"]
        with said:
            said.clear_output()
            chosen(name, bytes(first["content"]))

    control.observe(changed, names="value")
    display(ipywidgets.VBox([control, said], layout=_LEFT))


def columns(session: Session, names: list[str], current: tuple[str, str], chosen: Callable[[str, str], None]) -> None:
    """Two lists to say which column comes in and which is learned, and a button to use them."""
    tools = toolkit()
    if tools is None or len(names) < 2:
        return
    ipywidgets, display = tools
    layout, style = {"width": "auto"}, {"description_width": "initial"}
    lists = [ipywidgets.Dropdown(options=names, value=now if now in names else names[0], description=session.say(key),
                                 layout=layout, style=style)
             for key, now in zip(("data.input", "data.target"), current)]
    button = ipywidgets.Button(description=session.say("data.use"), layout=dict(_FITTED))
    said = ipywidgets.Output()

    def press(_: Any) -> None:
        with said:
            said.clear_output()
            chosen(lists[0].value, lists[1].value)

    button.on_click(press)
    display(ipywidgets.VBox([*lists, button, said], layout=_LEFT))


def offer(session: Session, label: str, work: Callable[[], Any]) -> None:
    """A button for something that takes long; what it shows stands below it."""
    tools = toolkit()
    if tools is None:
        return
    ipywidgets, display = tools
    button = ipywidgets.Button(description=label, layout=dict(_FITTED))
    said = ipywidgets.Output()

    def press(_: Any) -> None:
        with said:
            said.clear_output()
            guard.attempt(session.lang, work)

    button.on_click(press)
    display(ipywidgets.VBox([button, said], layout=_LEFT))


def question(session: Session, label: str, go: str, asked: Callable[[str], None]) -> None:
    """A line to write in and a button; `asked` is given what was written."""
    tools = toolkit()
    if tools is None:
        return
    ipywidgets, display = tools
    line = ipywidgets.Text(description=label, layout={"width": "100%"}, style={"description_width": "initial"})
    display(ipywidgets.VBox([line], layout={"align_items": "stretch"}))
    offer(session, go, lambda: asked(line.value.strip()) if line.value.strip() else None)


def models(session: Session, names: list[str], chosen: Callable[[str], None]) -> None:
    """A list of the models that are here and a line for any other; the line counts where something is written."""
    tools = toolkit()
    if tools is None:
        return
    ipywidgets, display = tools
    style, now = {"description_width": "initial"}, session.model()
    listed = ipywidgets.Dropdown(options=names, value=now if now in names else names[0],
                                 description=session.say("model.list"), layout={"width": "auto"}, style=style)
    line = ipywidgets.Text(description=session.say("model.other"), layout={"width": "auto"}, style=style)
    display(ipywidgets.VBox([listed, line], layout={"align_items": "stretch"}))
    offer(session, session.say("model.use"), lambda: chosen(line.value.strip() or listed.value))
