"""The document that lesson 05 summarises: a held-out text of the person's data, or the notice of the demo set."""
from __future__ import annotations

import pathlib
import re

from .session import Session

LONG, SHORT = 250, 40  # words of a document that fits a lesson, and of a row that has something to leave out


def chosen(session: Session) -> tuple[str, str]:
    """The document and the sentence that says where it comes from; "" for the demo's own notice."""
    import afina
    if not session.own_data():
        return pathlib.Path(afina.demo_data("aviso.txt")).read_text(encoding="utf-8"), ""
    rows = session.dataset()
    held = [rows.examples[index] for index in rows.parts["test"]]
    fields = ("input",) if rows.task in ("summarize", "continue", "classify") else ("input", "target")
    texts = [str(row.get(field) or "").strip() for row in held for field in fields]
    longest = max(texts, key=lambda text: len(text.split()), default="")
    if len(longest.split()) >= SHORT:
        return beginning(longest), session.say("document.row")
    texts = [str(row.get("target") or row.get("input") or "").strip() if "target" in fields
             else str(row.get("input") or "").strip() for row in held]
    taken: list[str] = []
    while texts and sum(len(text.split()) for text in taken) < LONG:
        taken.append(texts.pop(0))
    return beginning("\n".join(taken)), session.say("document.joined", n=len(taken))


def beginning(text: str) -> str:
    """The first sentences or lines of a text, as many as fit a lesson."""
    kept, count = "", 0
    for piece in re.split(r"(?<=[.!?…])(?=\s)|(?<=\n)", text):
        count += len(piece.split())
        if kept and count > LONG:
            break
        kept += " ".join(piece.split(" ")[:LONG]) if count > LONG else piece
    return kept.strip()
