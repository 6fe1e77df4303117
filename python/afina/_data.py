"""Data as a person has it (a file, a frame, a list), as the file that the engine reads."""
from __future__ import annotations

import contextlib
import json
import os
import pathlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Union

from . import _core

if TYPE_CHECKING:
    import datasets
    import pandas

    Data = Union[str, os.PathLike[str], "pandas.DataFrame", "datasets.Dataset", "Understood", list[dict[str, Any]],
                 list[str]]


class Understood:
    """Data whose task and columns are settled already: the base of afina.Dataset."""

    source: Any
    task: str
    input: str
    target: str


def source_of(data: Any) -> Any:
    """What an afina.Dataset was made from; anything else as it is."""
    return data.source if isinstance(data, Understood) else data


def roles(task: str | None, input: str | None, target: str | None, data: Any = None) -> list[str]:
    """Task and columns as asked for; of an afina.Dataset those that it was made with, where nothing else is asked."""
    if isinstance(data, Understood):
        task, input, target = task or data.task, input or data.input, target or data.target
    return [task or "", input or "", target or ""]


@contextlib.contextmanager
def as_file(data: Data, keep: pathlib.Path | None = None) -> Iterator[str]:
    """The path of the data. What is in memory is written as JSON lines: to `keep`, or for as long as it is needed."""
    data = source_of(data)
    if isinstance(data, (str, os.PathLike)):
        yield os.fspath(data)
    elif keep is not None:
        keep.parent.mkdir(parents=True, exist_ok=True)
        _write(keep, data)
        yield str(keep)
    else:
        with tempfile.TemporaryDirectory(prefix="afina-") as folder:
            path = pathlib.Path(folder) / "data.jsonl"
            _write(path, data)
            yield str(path)


def _write(path: pathlib.Path, data: Any) -> None:
    lines = (json.dumps({name: _cell(value) for name, value in row.items()}, ensure_ascii=False) for row in _rows(data))
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", errors="replace")


def _rows(data: Any) -> Iterable[Mapping[str, Any]]:
    if hasattr(data, "column_names") and hasattr(data, "features"):
        return _dataset_rows(data)
    if hasattr(data, "to_dict") and hasattr(data, "columns"):
        return data.to_dict("records")
    rows = list(data) if isinstance(data, Iterable) and not isinstance(data, (Mapping, bytes)) else []
    if rows and all(isinstance(row, str) for row in rows):
        return [{"text": row} for row in rows]
    if rows and all(isinstance(row, Mapping) for row in rows):
        return [{str(name): value for name, value in row.items()} for row in rows]
    _core.fail("python.unknown_data", {"type": type(data).__name__})


def _dataset_rows(data: Any) -> Iterator[dict[str, Any]]:
    """Rows of a datasets.Dataset, with the names of its class labels in place of their numbers."""
    names = {name: feature.int2str for name, feature in data.features.items() if hasattr(feature, "int2str")}
    for row in data:
        yield {name: names[name](value) if name in names and value is not None and value >= 0 else value
               for name, value in row.items()}


def _cell(value: Any) -> Any:
    if hasattr(value, "item") and callable(value.item) and getattr(value, "ndim", 0) == 0:
        value = value.item()   # a NumPy number
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if value == value else None   # NaN is how pandas says that nothing is there
    if isinstance(value, Mapping):
        return {str(name): _cell(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cell(item) for item in value]
    return None if type(value).__name__ in ("NAType", "NaTType") else str(value)
