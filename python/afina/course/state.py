"""What the course remembers between cells, kernels and notebooks: one small JSON file on the person's own disk.

The file: {"notebook", "lang", "data", "model", "runs": {data and model: folder}, "roles": {data: columns},
"predictions": {id: option}, "solved": [ids], "done": {notebook: [section ids]}}. Nothing here is sent anywhere.
"""
from __future__ import annotations

import contextlib
import json
import os
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

KINDS = {"notebook": str, "lang": str, "data": str, "model": str, "runs": dict, "roles": dict, "predictions": dict,
         "solved": list, "done": dict}


def home() -> pathlib.Path:
    """Where the course keeps its things: $AFINA_HOME, else $XDG_DATA_HOME/afina, else ~/.local/share/afina."""
    if os.environ.get("AFINA_HOME"):
        return pathlib.Path(os.environ["AFINA_HOME"])
    data = os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local" / "share"
    return pathlib.Path(data) / "afina"


class State:
    """A dictionary that is on disk after every change, shared by the notebooks that are open at the same time.

    Each change is made on what the file says at that moment, so that two notebooks do not undo each other's. A damaged
    file is put aside under another name, never written over. Where nothing can be written (a full disk, a folder for
    reading only) it goes on in memory and `unsaved` says why.
    """

    def __init__(self, path: pathlib.Path | None = None) -> None:
        self.path = path or home() / "course.json"
        self.unsaved: OSError | None = None
        self._values = self._read() or {}

    def _read(self) -> dict[str, Any] | None:
        """What is on disk; None where the file is missing, cannot be read or is damaged."""
        try:
            values = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(values, dict):
            return None
        return {key: value for key, value in values.items() if isinstance(value, KINDS.get(key, object))}

    def _fresh(self) -> dict[str, Any]:
        found = None if self.unsaved else self._read()
        if found is not None:
            self._values = found
        return self._values

    def get(self, key: str, default: Any = None) -> Any:
        return self._fresh().get(key, default)

    def set(self, key: str, value: Any) -> None:
        self._change(lambda values: values.__setitem__(key, value))

    def table(self, name: str) -> dict[str, Any]:
        """The entry `name` as a dictionary; change it through put()."""
        found = self.get(name)
        return found if isinstance(found, dict) else {}

    def put(self, name: str, key: str, value: Any) -> None:
        self._change(lambda values: values.__setitem__(name, {**values.get(name, {}), key: value}))

    def add(self, name: str, item: str) -> None:
        """Adds to the list `name` what is not in it yet."""
        def change(values: dict[str, Any]) -> None:
            if item not in values.get(name, []):
                values[name] = [*values.get(name, []), item]
        self._change(change)

    def erase(self) -> None:
        self._values = {}
        for path in (self.path, self._beside("damaged.json"), self._beside("lock")):
            path.unlink(missing_ok=True)

    def _beside(self, ending: str) -> pathlib.Path:
        return self.path.with_suffix(f".{ending}")

    def _change(self, change: Callable[[dict[str, Any]], None]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._alone():
                if self.path.exists() and self._read() is None:
                    os.replace(self.path, self._beside("damaged.json"))
                change(self._fresh())
                self._write()
            self.unsaved = None
        except OSError as error:
            change(self._values)  # a change made twice is the same change
            self.unsaved = error

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Holds the other notebooks back for the moment of a change, where the disk can do that."""
        try:
            import fcntl
        except ImportError:
            yield
            return
        with self._beside("lock").open("a") as lock:
            with contextlib.suppress(OSError):  # some network folders have no locks; a change is short
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self) -> None:
        """Written whole or not at all, and readable by its owner alone."""
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(self._values, file, ensure_ascii=False, indent=1)
            os.replace(fresh, self.path)
        finally:
            fresh.unlink(missing_ok=True)
