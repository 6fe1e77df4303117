"""The steps of lesson 05: the document it works on, and its two kinds of summary."""
from __future__ import annotations

import pathlib

from . import page, views
from .session import Session


def notice(session: Session) -> str:
    """The document of lesson 05: a held-out text of the person's data, or the notice of the demo set."""
    import afina
    if session.own_data():
        rows = session.dataset()
        texts = [str(row.get("input") or row.get("target") or "") for row in rows.examples]
        longest = max(texts, key=len, default="")
        return longest if len(longest.split()) >= 40 else "\n".join(texts)[:20000]
    return pathlib.Path(afina.demo_data("aviso.txt")).read_text(encoding="utf-8")


def extract(session: Session, sentences: int) -> None:
    views.summary(session, notice(session), sentences)


def abstract(session: Session) -> None:
    """The same document, written anew by the tuned model and by semilla as it comes."""
    import afina
    run = session.run()
    text = notice(session)
    before = afina.summarize(text, model="semilla")
    if run.task != "summarize":
        session.show(page.paragraph(session.say("abstract.other")))
        views.summary(session, text, 0, "semilla")
        return
    after = run.summarize(text)
    session.show(page.table(session.say("abstract.caption"), ["", session.say("abstract.text")], [
        (session.say("before.before"), before.text), (session.say("before.after"), after.text)]))
    views.summary(session, text, 0, str(run.path))
