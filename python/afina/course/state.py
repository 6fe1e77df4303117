"""What the course remembers between cells, kernels and notebooks: one small JSON file on the person's own disk.

The file: {"notebook", "lang", "data", "runs": {data: folder}, "roles": {data: columns}, "predictions": {id: option},
"solved": [ids], "done": {notebook: [section ids]}}. Nothing here is sent anywhere.
"""
from __future__ import annotations

import json
import os
import pathlib
from typing import Any


def home() -> pathlib.Path:
    """Where the course keeps its things: $AFINA_HOME, else $XDG_DATA_HOME/afina, else ~/.local/share/afina."""
    if os.environ.get("AFINA_HOME"):
        return pathlib.Path(os.environ["AFINA_HOME"])
    data = os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local" / "share"
    return pathlib.Path(data) / "afina"


class State:
    """A dictionary that is on disk after every change; a damaged or missing file is an empty one."""

    def __init__(self, path: pathlib.Path | None = None) -> None:
        self.path = path or home() / "course.json"
        self._values: dict[str, Any] = self._read()

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self._values[key] = value
        self._write()

    def table(self, name: str) -> dict[str, Any]:
        """The entry `name` as a dictionary; change it through put()."""
        found = self._values.get(name)
        return found if isinstance(found, dict) else {}

    def put(self, name: str, key: str, value: Any) -> None:
        self._values[name] = {**self.table(name), key: value}
        self._write()

    def erase(self) -> None:
        self._values = {}
        self.path.unlink(missing_ok=True)

    def _write(self) -> None:
        """Written whole or not at all, and readable by its owner alone."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self._values, file, ensure_ascii=False, indent=1)
        os.replace(fresh, self.path)
