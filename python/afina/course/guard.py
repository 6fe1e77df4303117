"""Whatever goes wrong in a step ends as a sentence that helps, with the traceback one click away."""
from __future__ import annotations

import errno
import functools
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

from . import page
from .content import say

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)
Step = TypeVar("Step", bound=Callable[..., Any])


class CourseError(Exception):
    """Something the person can put right; the message is already in their language."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
        self.code = type(self).__name__


def sentence(error: BaseException, lang: str) -> tuple[str, str]:
    """What happened and what to do, in the person's language."""
    if getattr(error, "message", "") and hasattr(error, "hint"):
        return str(error.message), str(error.hint)
    if isinstance(error, KeyboardInterrupt):
        return say("error.stopped", lang), say("error.stopped_hint", lang)
    if isinstance(error, ModuleNotFoundError):
        return say("error.module", lang, name=error.name or "?"), say("error.module_hint", lang)
    if isinstance(error, KeyError):
        return say("error.unknown", lang, name=error.args[0] if error.args else "?"), say("error.unknown_hint", lang)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return say("error.disk", lang, name=error.filename or "?"), say("error.disk_hint", lang)
    if isinstance(error, FileNotFoundError):
        return say("error.file", lang, name=error.filename or error), say("error.file_hint", lang)
    return say("error.other", lang, kind=type(error).__name__), say("error.other_hint", lang)


def show_error(error: BaseException, lang: str) -> None:
    message, hint = sentence(error, lang)
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    page.show(lang, page.paragraph(message, strong=True), page.paragraph(hint) if hint else "",
              page.details(say("error.details", lang), page.code(trace)))


def attempt(lang: str, work: Callable[[], Any]) -> None:
    """For what a button starts: an error is shown in its output, as in a cell."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - shown, with its traceback
        show_error(error, lang)


def guarded(language: Callable[[], str], failed: Callable[[str, BaseException], None]) -> Callable[[Step], Step]:
    """Makes a step say what went wrong and go on, instead of ending the notebook with a traceback.

    `failed` is told the step's name and the error, so that the teacher's report knows where people got stuck.
    """
    def decorate(step: Step) -> Step:
        @functools.wraps(step)
        def run(*arguments: Any, **options: Any) -> Any:
            try:
                return step(*arguments, **options)
            except (Exception, KeyboardInterrupt) as error:
                show_error(error, language())
                failed(step.__name__, error)
                return None
        return run  # type: ignore[return-value]
    return decorate
