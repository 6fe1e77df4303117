"""What goes wrong, as exceptions with a code, what happened and what to do."""
from __future__ import annotations


class AfinaError(Exception):
    """Something that the person can act on.

    Attributes:
        code: stable name such as ``"data.unknown_column"``; programs may rely on it.
        message: what happened and where, in the current language.
        hint: what to do; empty where there is nothing to advise.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.code, self.message, self.hint = code, message, hint

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" + (f"\n{self.hint}" if self.hint else "")


class OptionError(AfinaError, TypeError):
    """An option that does not exist; the hint names the nearest one."""


_KINDS = {"workflow.unknown_option": OptionError}


def make(code: str, message: str, hint: str) -> AfinaError:
    """The exception for an error of the engine; the bindings call it."""
    return _KINDS.get(code, AfinaError)(code, message, hint)
