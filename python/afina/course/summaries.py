"""The steps of lesson 05: the document it works on, and its two kinds of summary."""
from __future__ import annotations

import pathlib
import re
from typing import Any

from . import page, views
from .session import Session

DRAFT = 96  # tokens of a draft
LONG, SHORT = 250, 40  # words of a document that fits a lesson, and of a row that has something to leave out


def notice(session: Session) -> str:
    """The document of lesson 05: a held-out text of the person's data, or the notice of the demo set."""
    return document(session)[0]


def document(session: Session) -> tuple[str, str]:
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


def extract(session: Session, sentences: int) -> None:
    text, told = document(session)
    session.show(page.paragraph(told) if told else "")
    views.summary(session, text, sentences)


def abstract(session: Session) -> None:
    """The same document, written anew by the tuned model and by semilla as it comes."""
    import afina
    run = session.run()
    text, told = document(session)
    before, after = afina.summarize(text, model="semilla"), run.summarize(text)
    head = ["", *(session.say(f"abstract.{name}") for name in ("draft", "text", "how"))]
    session.show(page.paragraph(told) if told else "", page.table(
        session.say("abstract.caption"), head,
        [(session.say(f"before.{side}"), draft(session, run, model, text), found.text, found.statement)
         for side, model, found in (("before", "semilla", before), ("after", run, after))]),
        page.paragraph(session.say("abstract.same")) if before.text == after.text else "")
    views.summary(session, text, 0, str(run.path))


def draft(session: Session, run: Any, model: Any, text: str) -> str:
    """What a model writes, asked as the run is, before anything that rests on nothing is taken out."""
    import afina
    try:
        return str(afina.generate(model, text, like=run, max_new_tokens=DRAFT, temperature=0))
    except afina.AfinaError as error:
        if error.code != "generation.prompt_too_long":
            raise
        return session.say("abstract.long")
