"""Progress of long work: a bar in a terminal, a display in a notebook, or a function of the caller's own."""
from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any, Union

from . import _core
from ._html import block, escape, lines

Event = dict[str, Any]
Progress = Union[str, Callable[[Event], None]]

_REFRESH = 0.1   # seconds between two drawings
_CELLS = 24


def observer(progress: Progress) -> Callable[[str], None] | None:
    """What the engine calls with one event as JSON text; None where nobody wants to know."""
    if callable(progress):
        return lambda text: progress(json.loads(text))
    if progress == "none":
        return None
    if progress != "auto":
        _core.fail("python.unknown_progress", {"progress": str(progress)})
    return _Notebook() if _in_notebook() else _Terminal()


def close(observe: Callable[[str], None] | None) -> bool:
    """Ends a bar with a line break, so that what is printed next stands on a line of its own.

    True where this package shows the progress; False where nobody does or a function of the caller's own.
    """
    if not isinstance(observe, _Display):
        return False
    observe.close()
    return True


def _in_notebook() -> bool:
    if "IPython" not in sys.modules:
        return False
    shell = sys.modules["IPython"].get_ipython()
    return shell is not None and hasattr(shell, "kernel")


def _line(event: Event) -> str:
    parts = [event["stage"]]
    if event["total"]:
        parts.append(f"{event['done']}/{event['total']}")
    if event["loss"] is not None:
        parts.append(f"{_core.text('cli.loss')} {_core.decimal(event['loss'], 3)}")
    if event["tokens_per_second"] is not None:
        parts.append(f"{event['tokens_per_second']:.0f} tokens/s")
    if event["seconds_left"] is not None:
        left = event["seconds_left"]
        parts.append(f"{_core.text('cli.left')} {f'{left:.0f} s' if left < 90 else f'{left / 60:.0f} min'}")
    return " · ".join(parts)


def say(text: str) -> None:
    """To stderr; where that is closed, full or read by nobody, what is being done goes on all the same."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()
    except (OSError, ValueError):
        pass


class _Display:
    """Draws the last state, not more often than the eye can follow."""

    def __init__(self) -> None:
        self.last = 0.0

    def __call__(self, text: str) -> None:
        event = json.loads(text)
        if "message" in event:
            self.message(event["message"])
        elif "stage" in event:
            now, over = time.monotonic(), event["total"] and event["done"] >= event["total"]
            if over or now - self.last >= _REFRESH:
                self.last = now
                self.draw(event)

    def message(self, text: str) -> None:
        say(_core.visible(text) + "\n")

    def draw(self, event: Event) -> None: ...
    def close(self) -> None: ...


class _Terminal(_Display):
    def __init__(self) -> None:
        super().__init__()
        self.terminal = sys.stderr is not None and not sys.stderr.closed and sys.stderr.isatty()
        self.drawn = False

    def draw(self, event: Event) -> None:
        if not self.terminal:
            return
        filled = _CELLS * event["done"] // event["total"] if event["total"] else 0
        bar = "█" * min(filled, _CELLS) + "·" * (_CELLS - min(filled, _CELLS))
        say(f"\r\033[K{bar} {_line(event)}")
        self.drawn = True

    def message(self, text: str) -> None:
        self.close()
        super().message(text)

    def close(self) -> None:
        if self.drawn:
            say("\n")
        self.drawn = False


class _Notebook(_Display):
    """One HTML element that is replaced in place; it needs no widget extension."""

    def __init__(self) -> None:
        super().__init__()
        self.handle: Any = None

    def message(self, text: str) -> None:
        from IPython.display import HTML, display

        display(HTML(block(lines(text))))

    def draw(self, event: Event) -> None:
        from IPython.display import HTML, display

        label = escape(_line(event))
        value = f' max="{event["total"]}" value="{event["done"]}"' if event["total"] else ""
        style = "width:min(24rem,60vw)"
        html = HTML(f'<div><progress{value} aria-label="{label}" style="{style}"></progress> {label}</div>')
        if self.handle is None:
            self.handle = display(html, display_id=True)
        else:
            self.handle.update(html)
