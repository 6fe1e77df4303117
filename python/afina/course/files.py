"""The step in which a person chooses a file: it is read before it is taken; what was in use stays if it fails."""
from __future__ import annotations

import os
import pathlib
import tempfile
from typing import Any

from . import checks, controls, guard, page, views
from .guard import CourseError
from .session import Session
from .state import home

ASK = ("data.cannot_tell_roles", "data.need_target")  # what a person can settle by naming the columns
COLUMNS = 60  # names of columns that are listed
PLACES = 10   # rows that are named


def receive(session: Session, name: str, content: bytes) -> None:
    """Keeps an uploaded file on this machine, takes it as the person's data and says what was understood."""
    guard.attempt(session.lang, lambda: take(session, str(kept(session, name, content))))


def kept(session: Session, name: str, content: bytes) -> pathlib.Path:
    """The uploaded bytes as a file on this machine; one of the same name is replaced only by one that can be read."""
    import afina
    folder = home() / "data"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (pathlib.Path(name).name or "datos")
    with tempfile.TemporaryDirectory(dir=folder) as apart:
        fresh = pathlib.Path(apart) / path.name
        fresh.write_bytes(content)
        fresh.chmod(0o600)
        if session.content["own_data"]:
            try:
                afina.Dataset(str(fresh))
            except afina.AfinaError as error:
                if error.code not in ASK:
                    # Where it was read from for a moment is nothing to the person.
                    said = (text.replace(str(fresh), path.name) for text in (error.message, error.hint))
                    raise still(session, afina.AfinaError(error.code, *said)) from error
        os.replace(fresh, path)
    return path


def take(session: Session, path: str, roles: dict[str, str] | None = None) -> None:
    """Takes a file, says what was understood and offers its columns; asks for them where they are not clear."""
    try:
        found = session.choose(path, roles)
    except Exception as error:
        if getattr(error, "code", "") in ASK:
            ask_columns(session, path, error)
            return
        raise still(session, error) from error
    if not session.content["own_data"]:
        session.show(page.paragraph(session.say("data.later", name=found.name)))
        return
    understood(session)
    offer_columns_in_use(session)


def still(session: Session, error: Exception) -> CourseError:
    """The same error, and which data are in use in spite of it."""
    message, hint = guard.sentence(error, session.lang)
    told = CourseError(message, f"{hint} {session.say('data.still', name=session.data().name)}".strip())
    told.code = str(getattr(error, "code", type(error).__name__))
    return told


def ask_columns(session: Session, path: str, error: Any) -> None:
    """The columns of a file whose roles are not clear, to choose from."""
    import afina
    names = afina.Dataset.columns_of(path)
    session.show(page.paragraph(session.say("data.unclear", name=pathlib.Path(path).name), strong=True),
                 page.paragraph(session.say("data.say_columns")), page.listing(names[:COLUMNS]))
    offer_columns(session, path, names, ("", ""))


def understood(session: Session) -> None:
    """Says which data the lesson works on and what afina understood of them; what was said before is true no more."""
    key = "data.own" if session.own_data() else "data.demo"
    if session.data_shown is not None:
        page.show(session.lang, page.paragraph(session.say("data.changed")), instead_of=session.data_shown)
    session.data_shown = session.show(page.paragraph(session.say(key, name=session.data().name), strong=True),
                                      page.lines(checks.masked(session.dataset().summary)), personal(session))


def personal(session: Session) -> str:
    """Which rows seem to hold personal data; "" where none does."""
    rows = [row.get("place", 0) for row in session.dataset().examples
            if any(isinstance(value, (str, list)) and checks.personal(str(value)) for value in row.values())]
    if not rows:
        return ""
    places = ", ".join(str(place) for place in rows[:PLACES]) + ("…" if len(rows) > PLACES else "")
    return page.paragraph(session.say("personal.rows", n=len(rows), places=places), strong=True)


def look(session: Session) -> None:
    """The data as they are, so that what is personal can be seen, and first which rows to look at."""
    told = personal(session)
    if told:
        session.show(told)
    views.look(session)


def data(session: Session, path: str, roles: dict[str, str]) -> None:
    """Takes what the person chose, says what was understood, and offers to choose a file or other columns."""
    if path == "demo":
        session.state.set("data", "")
        session.cache.clear()
    session.data_shown = None  # that was in a cell run before
    controls.upload(session, lambda name, content: receive(session, name, content))
    if (path and path != "demo") or roles:
        take(session, path if path not in ("", "demo") else str(session.data()), roles or None)
        return
    understood(session)
    if session.own_data():
        offer_columns_in_use(session)


def offer_columns_in_use(session: Session) -> None:
    found = session.dataset()
    offer_columns(session, str(session.data()), list(found.columns), (str(found.input or ""), str(found.target or "")))


def offer_columns(session: Session, path: str, names: list[str], current: tuple[str, str]) -> None:
    """Two lists of the file's columns; using them takes the file anew."""
    def use(source: str, target: str) -> None:
        guard.attempt(session.lang, lambda: take(session, path, {"input": source, "target": target}))

    controls.columns(session, names, current, use)
