"""What an executed cell showed, as HTML that needs no kernel: text, tables, the last state of its widgets."""
from __future__ import annotations

import html
import os
import pathlib
import re
from typing import Any

from afina.course import content, page, plain
from afina.course.session import Session
from afina.course.state import State
from nbconvert.filters import strip_ansi

WIDGET = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
ASKED = re.compile(r'course\.(quiz|exercise|predict|form)\((?:"([^"]+)")?')

TESTS = ("pretest", "posttest")     # who has read their questions before is not measured by them


def title(source: str) -> str:
    """The name that a cell's first line gives it."""
    return re.sub(r"^#@title\s*▶?\s*", "", source.splitlines()[0])


def questions(source: str, number: str, lang: str) -> str:
    """What a cell asks, with hints and reasons to unfold, which a picture would hide; "" where it asks nothing."""
    session = Session(number, lang, State(pathlib.Path(os.devnull)))
    found = []
    for kind, name in ASKED.findall(source):
        if kind == "quiz":
            found.append(plain.quiz(session, session.content["quiz"]))
        elif kind == "exercise":
            found.append(plain.exercise(session, content.item("exercises", name, lang)))
        elif kind == "form" and name in TESTS:
            found.append(page.paragraph(session.say("form.unseen")))
        elif kind == "predict":
            entry = content.item("predictions", name, lang)
            found.append(page.paragraph(entry["text"], strong=True) + page.listing(entry["options"], ordered=True))
    return "".join(found)


def control(models: dict[str, Any], name: str) -> str:
    """A button, a list or a group of ipywidgets, by its words."""
    state = models.get(name, {}).get("state", {})
    if "html" in state:                     # one of ours: its picture, with nothing in it to press
        return f'<div class="afina"><div class="afina-still">{state["html"]}</div></div>'
    if "children" in state:
        inner = [control(models, child.removeprefix("IPY_MODEL_")) for child in state["children"]]
        return f'<ul class="choices">{"".join(f"<li>{part}</li>" for part in inner if part)}</ul>' if any(inner) else ""
    if "outputs" in state:
        return "".join(output(one, models) for one in state["outputs"])
    words = state.get("description", "")
    if "_options_labels" in state and state.get("index") is not None:
        words = f"{words}: {state['_options_labels'][state['index']]}"
    return html.escape(words)


def output(one: dict[str, Any], models: dict[str, Any]) -> str:
    """One output of a cell, the richest of its forms."""
    if one["output_type"] == "stream":
        # What a carriage return wrote over is not seen.
        seen = [line.rstrip("\r").rpartition("\r")[2] for line in strip_ansi(one["text"]).split("\n")]
        return f'<pre tabindex="0">{html.escape(text)}</pre>' if (text := "\n".join(seen).strip("\n")) else ""
    if one["output_type"] == "error":
        return f'<pre tabindex="0">{html.escape(strip_ansi(chr(10).join(one["traceback"])))}</pre>'
    data = one["data"]
    if WIDGET in data and data[WIDGET]["model_id"] in models:     # its last state; else the picture it came with
        return control(models, data[WIDGET]["model_id"])
    if "text/html" in data:
        return data["text/html"]
    return f'<pre tabindex="0">{html.escape(data.get("text/plain", ""))}</pre>'


def joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outputs with texts that follow each other in one."""
    found: list[dict[str, Any]] = []
    for one in outputs:
        if one["output_type"] == "stream" and found and found[-1]["output_type"] == "stream":
            found[-1] = {**one, "text": found[-1]["text"] + one["text"]}
        else:
            found.append(one)
    return found


def still(cell: dict[str, Any], notebook: dict[str, Any], number: str, lang: str) -> str:
    """All that a code cell showed."""
    asked = questions(cell["source"], number, lang)
    if asked:
        return page.block(lang, asked)
    models = notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    return "\n".join(output(one, models) for one in joined(cell["outputs"]))
