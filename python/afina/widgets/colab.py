"""Showing a widget: with the notebook's widget front end, or in Colab as HTML whose forms call Python."""
import json
import pathlib

from .front import in_colab
from .markup import Html, join, tag
from .parts import CSS

_FOLDER = pathlib.Path(__file__).parent


def show(widget):
    """Displays a widget the way the notebook at hand can, and returns it."""
    from IPython.display import HTML, display
    if in_colab():
        display(HTML(colab_page(widget)))
    else:
        display(widget)
    return widget


def snapshot(widget) -> dict:
    return {name: getattr(widget, name)
            for name in ("html", "announcement", "answered", "busy", "language", "texts")}


def answer(widget, message) -> dict:
    """What Colab's page gets back for a message; «look» only asks how a running job stands."""
    if message.get("action") != "look":
        widget._on_message(widget, message, [])
    return snapshot(widget)


def colab_page(widget, register=None) -> str:
    """The widget's HTML with the front end in it; `register(name, function)` is Colab's unless a test gives its own."""
    widget.refresh()
    if register is None:
        from google.colab import output
        from IPython.display import JSON
        output.register_callback(_name(widget), lambda message: JSON(answer(widget, message)))
    else:
        register(_name(widget), lambda message: answer(widget, message))
    # An output cell is a page of its own, so the module stands in it whole: nothing is fetched.
    front = (_FOLDER / "front.js").read_text(encoding="utf-8").replace("export default", "const front =")
    bridge = (_FOLDER / "colab.js").read_text(encoding="utf-8")
    state = json.dumps(snapshot(widget), ensure_ascii=False).replace("<", "\\u003c")
    start = f"connect({json.dumps(_name(widget))}, {state}, front);"
    return str(join(tag("style", Html(CSS)), tag("div", id=_name(widget)),
                    tag("script", Html(f"{front}\n{bridge}\n{start}"), type="module")))


def _name(widget) -> str:
    return f"afina-{id(widget)}"
