"""The language of every text: ``AFINA_LANG``, then the locale, then Spanish, as on the command line."""
from __future__ import annotations

import os

from . import _core


def set_language(lang: str) -> None:
    """Sets the language of messages, errors and reprs: ``"es"`` or ``"en"``."""
    if lang not in ("es", "en"):
        _core.fail("python.unknown_language", {"language": str(lang)})
    _core.set_language(lang)


def language() -> str:
    """The current language, ``"es"`` or ``"en"``."""
    return _core.language()


def from_environment() -> str:
    for variable in ("AFINA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value and value not in ("C", "POSIX") and not value.startswith("C."):
            return "en" if value.startswith("en") else "es"
    return "es"
