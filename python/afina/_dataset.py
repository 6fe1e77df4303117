"""Data as they are understood, and as a model would read them."""
from __future__ import annotations

import json
import os
import pathlib
from typing import TYPE_CHECKING, Any

from . import _core, _data, _html, _use

if TYPE_CHECKING:
    import numpy

    from ._data import Data
    from ._use import ModelName


class Dataset(_data.Understood):
    """A person's data as afina understands them; tune and preview take it in place of the data.

    Args:
        data: as for tune.
        task, input, target: what is to be learned and from which columns; None: recognised.

    Attributes:
        source: the data it was made from.
        summary: what was understood, in words.
        task: "classify", "instruct", "summarize" or "continue".
        columns: of the source.
        examples: {"input", "target", "place"} each ("messages" in conversations); place: line or item in the source.
        labels: label → rows; empty unless the task is to classify.
        parts: "train", "validation", "test" → indices into examples.
        repeats: rows whose text is the same or nearly the same as another's; they are always in one part.
        exclusions: {"reason", "rows"} of what was left out.

    Raises:
        AfinaError: data.not_found, data.unknown_column, data.cannot_tell_roles, data.too_little...
    """

    def __init__(self, data: Data, task: str | None = None, input: str | None = None,
                 target: str | None = None) -> None:
        self.source: Any = _data.source_of(data)
        with _data.as_file(data) as path:
            self._core = _core.prepare(path, _data.roles(task, input, target))
        self._json: dict[str, Any] = json.loads(self._core.json())
        self.summary: str = self._json["summary"]
        self.task: str = self._json["task"]
        self.columns: list[str] = self._json["columns"]
        self.input: str = self._json["input"]
        self.target: str = self._json["target"]
        self.examples: list[dict[str, Any]] = self._json["examples"]
        self.labels: dict[str, int] = self._json["labels"]
        self.parts: dict[str, list[int]] = self._json["parts"]
        self.repeats: int = self._json["repeats"]
        self.exclusions: list[dict[str, Any]] = self._json["exclusions"]

    @staticmethod
    def columns_of(data: Data) -> list[str]:
        """Names of the columns, also of data whose roles cannot be told. Raises AfinaError where it cannot be read."""
        with _data.as_file(_data.source_of(data)) as path:
            return _core.columns(path)

    def lengths(self, model: ModelName = "semilla") -> numpy.ndarray:
        """Tokens of each example as the model reads it, before anything is cut: int32 [rows]."""
        return self._core.lengths(_use.name_of(model))

    def to_dict(self) -> dict[str, Any]:
        return self._json

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return self.examples[index]

    def __repr__(self) -> str:
        return self.summary

    def _repr_html_(self) -> str:
        parts = [_html.lines(self.summary)]
        if self.labels:
            heading = [_core.text("python.label"), _core.text("python.rows")]
            parts.append(_html.table(_core.text("python.labels"), heading, sorted(self.labels.items())))
        return _html.block(*parts)


class Preview:
    """What a model would read of some data, row by row, and what it would learn.

    Attributes:
        rows: a dict each: place; tokens ({"text", "id", "learned", "special"}); learned_tokens, learned_share; label;
            end_token; cut_tokens, cut_at, cut_text.
        totals: over all the data: rows, tokens, learned_tokens, learned_share, longest, cut_rows, cut_tokens, refused
            ({"place", "code", "reason"}), excluded ({"reason", "rows", "places"}).
        template: {"name", "text"} of the one in force.
        task, max_length: as encoded.
    """

    def __init__(self, core: Any) -> None:
        self._core = core
        self._json: dict[str, Any] = json.loads(core.json())
        self.rows: list[dict[str, Any]] = self._json["rows"]
        self.totals: dict[str, Any] = self._json["totals"]
        self.template: dict[str, str] = self._json["template"]
        self.task: str = self._json["task"]
        self.max_length: int = self._json["max_length"]

    @property
    def text(self) -> str:
        """As `afina preview` prints it, 100 columns wide."""
        return self._core.text(100)

    def to_dict(self) -> dict[str, Any]:
        """What `afina preview --json` prints."""
        return self._json

    def to_html(self) -> str:
        """A web page that stands alone."""
        return self._core.page()

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self._core.html()


def preview(data: Data, model: ModelName = "semilla", rows: int = 3, *, task: str | None = None,
            input: str | None = None, target: str | None = None, max_length: int = 0) -> Preview:
    """Shows, token by token, what the model reads and what it learns, from the encoder that tuning uses.

    Args:
        data: as for tune.
        model: the one that would be tuned.
        rows: how many are shown.
        max_length: most tokens in a row; 0: as in tune.

    Raises:
        AfinaError: workflow.nothing_fits, data.nothing_to_learn where every row is refused; those of Dataset.
    """
    with _data.as_file(data) as path:
        return Preview(_core.preview(path, _use.name_of(model), rows, max_length,
                                     _data.roles(task, input, target, data)))


def demo_data(name: str) -> pathlib.Path:
    """The path of one of the demo files that afina carries, written to the person's cache folder.

    Raises:
        AfinaError: python.unknown_demo, which names them all: "quejas.csv", "oficina.csv", "documento.txt"...
    """
    content = _core.demo_file(name)
    if content is None:
        _core.fail("python.unknown_demo", {"name": name, "names": ", ".join(_core.demo_names())})
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    path = cache / "afina" / _core.version() / name
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path
