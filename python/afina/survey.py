"""What you answer in the course, kept in a file of your own and sent to nobody.

Nothing is kept before you agree (Store.consent); Store.erase removes it; Store.export writes the file to hand in.
"""
from __future__ import annotations

import json
import os
import pathlib
from typing import Any

from . import _core
from ._language import language

__all__ = ["Store", "instrument"]


class Store:
    """Answers and events of one person: a SQLite file of mode 0600.

    path: where it is; by default $AFINA_HOME/course.sqlite, else below the person's own data folder.
    Raises AfinaError survey.corrupt or survey.newer_file where the file cannot be used; it is left as it is.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = pathlib.Path(path) if path else pathlib.Path(_core.default_store_path())
        self._fresh_code = _core.new_learner_code()     # the person's, from the moment they agree
        _ = self._store     # a file that cannot be used is told now

    @property
    def _store(self) -> Any:
        """Opened for each use: another notebook, or another widget of this one, may have made or erased the file."""
        return _core.Store(self.path)

    @property
    def consented(self) -> bool:
        return self._store.consented()

    @property
    def learner_code(self) -> str:
        """The anonymous code that joins a person's answers; empty before they agree."""
        return self._store.learner_code()

    @property
    def test_code(self) -> str:
        """The code that the order of the two tests follows: the person's, or the one they will have if they agree."""
        return self.learner_code or self._fresh_code

    def consent(self, agreed: bool, code: str = "") -> None:
        """Agrees to keep answers here, or stops keeping them. `code`: the one from another machine, if there was.

        Raises AfinaError survey.bad_code.
        """
        if agreed:
            self._store.give_consent(code or self.test_code)
        else:
            self._store.withdraw_consent()

    def record_answer(self, notebook: str, instrument: str, item: str, value: Any) -> None:
        """Keeps an answer; a second one to the same item replaces it. Raises AfinaError survey.no_consent first."""
        self._store.record_answer(notebook, instrument, item, str(value))

    def record_event(self, notebook: str, place: str, kind: str, detail: str = "") -> None:
        """`kind`: section_begin, section_end, hint, attempt, solved, error or prediction."""
        self._store.record_event(notebook, place, kind, detail)

    def export(self, out: str | os.PathLike[str] | None = None) -> pathlib.Path:
        """Writes the file to hand in, without a name in it, and says where; by default afina-CODE.json, here."""
        # "" and not Path(""), which is the folder itself: the library then names the file.
        return pathlib.Path(json.loads(_core.export_forms(self.path, os.fspath(out) if out else ""))["file"])

    def erase(self) -> None:
        """Overwrites what was kept and removes the file."""
        self._store.erase()

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r}, consented={self.consented})"


def instrument(name: str, store: Store | None = None, lang: str | None = None) -> dict[str, Any]:
    """A form or test, "feedback", "sus", "pretest" or "posttest", in the language `lang` (by default the current one).

    The person's code decides which of the two parallel tests comes first. Raises AfinaError survey.unknown_item.
    """
    return json.loads(_core.instrument(name, (store or Store()).test_code, lang or language()))
