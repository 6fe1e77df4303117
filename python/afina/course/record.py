"""The course's side of the local survey: what happened goes in, what the forms ask comes out.

The store asks for consent itself and refuses before it is given; a refusal is no reason to disturb a lesson.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

_KINDS = {"scale": "likert", "choice": "choice", "open": "open"}  # the survey's names and those of the Form widget
_unkept = ""  # why the last thing that should be kept was not


def store() -> Any:
    """The person's own store, or None where the survey is not installed or its file cannot be used."""
    try:
        from afina import AfinaError, survey
    except ImportError:
        return None
    try:
        return survey.Store()
    except (AfinaError, OSError) as error:
        _note(error)
        return None


def unkept() -> str:
    """Why answers are not kept though the person agreed; "" where they are."""
    return _unkept


def _note(error: Exception | None) -> None:
    global _unkept
    _unkept = "" if error is None else str(getattr(error, "message", "") or getattr(error, "strerror", "") or error)


def event(notebook: str, place: str, kind: str, detail: str = "") -> bool:
    """Records one event; False where nothing was kept (no consent yet, or no store installed).

    `kind` is one of section_begin, section_end, hint, attempt, solved, error, prediction.
    """
    from afina import AfinaError
    kept = store()
    if kept is None:
        return False
    try:
        kept.record_event(notebook, place, kind, detail[:200])
    except (AfinaError, OSError) as error:
        _note(None if getattr(error, "code", "") == "survey.no_consent" else error)
        return False
    _note(None)
    return True


def instrument(name: str, lang: str, kept: Any = None) -> dict[str, Any] | None:
    """{"title", "introduction", "items", "options"} of a form or test in one language; None where there is no survey.

    "items" are as the Form widget takes them; "options" maps (item, text of an option) to the option's id.

    For the two tests the survey chooses form A or B by the code of the person in the store `kept`, which for somebody
    who has not agreed yet is the code that they will have.
    """
    try:
        from afina import survey
    except ImportError:
        return None
    described = survey.instrument(name, kept, lang)
    items = [{"key": item["id"], "text": item["prompt"], "kind": _KINDS[item["kind"]],
              "choices": [option["text"] for option in item.get("options", [])],
              "low": item.get("low", ""), "high": item.get("high", "")}
             for item in described["items"]]
    options = {(item["id"], option["text"]): option["id"]
               for item in described["items"] for option in item.get("options", [])}
    # Which of the two forms of a test it is is nothing to the person who takes it.
    title = described["title"].split(":")[0]
    return {"title": title, "introduction": described["introduction"], "items": items, "options": options}


class FormStore:
    """A store for the Form widget, which knows an option by its text where the survey keeps its id."""

    def __init__(self, kept: Any, options: dict[tuple[str, str], str], agreed: Callable[[], None]) -> None:
        self._kept, self._options, self._agreed = kept, options, agreed

    def consent(self, given: bool) -> None:
        self._kept.consent(given)
        if given:
            self._agreed()

    def record_answer(self, notebook: str, place: str, item: str, value: Any) -> None:
        self._kept.record_answer(notebook, place, item, self._options.get((item, str(value)), value))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept, name)
