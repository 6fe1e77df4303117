"""Tells the local survey what happened: sections, attempts, hints, predictions, errors.

The store asks for consent itself and refuses before it is given; a refusal is no reason to disturb a lesson.
"""
from __future__ import annotations


def event(notebook: str, place: str, kind: str, detail: str = "") -> bool:
    """Records one event; False where nothing was kept (no consent yet, or no store installed).

    `kind` is one of section_begin, section_end, hint, attempt, solved, error, prediction.
    """
    try:
        from afina import survey
    except ImportError:
        return False
    try:
        survey.Store().record_event(notebook=notebook, place=place, kind=kind, detail=detail[:200])
    except Exception:  # noqa: BLE001 - whatever the store refuses, the lesson goes on
        return False
    return True
