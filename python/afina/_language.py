"""The language of every text: ``AFINA_LANG``, then the locale, then Spanish, as on the command line."""
from __future__ import annotations

from . import _core


def set_language(lang: str) -> None:
    """Sets the language of messages, errors and reprs: ``"es"`` or ``"en"``."""
    if lang not in ("es", "en"):
        _core.fail("python.unknown_language", {"language": str(lang)})
    _core.set_language(lang)


def language() -> str:
    """The current language, ``"es"`` or ``"en"``."""
    return _core.language()
