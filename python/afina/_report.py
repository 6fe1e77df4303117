"""What a comparison found: before, after, and what needs no neural network."""
from __future__ import annotations

import json
from typing import Any

from . import _core, _html


class Report:
    """Before against after, and against what needs no neural network, on rows that nothing was learned from.

    Attributes:
        verdict: one sentence for each comparison.
        scores: name ("before", "after", "model", "majority", "tfidf"...) → metric → {"value", "low", "high"}: the
            ends are of the 95 % interval; accuracy, F1 and ROUGE in 0-1, chrF in 0-100, bits_per_byte in bits.
        confusion: of a classifier, {"truth", "predicted", "rows"} for each pair that occurs.
        examples: {"input", "reference", "before", "after"} each.
        notes: what was left out, and why.
    """

    def __init__(self, core: Any) -> None:
        self._core = core
        self._json: dict[str, Any] = json.loads(core.json())
        self.verdict: list[str] = [c["sentence"] for c in self._json["comparisons"]]
        self.scores: dict[str, dict[str, dict[str, float]]] = {
            e["name"]: {metric: {key: s[key] for key in ("value", "low", "high")} for metric, s in e["scores"].items()}
            for e in self._json["entries"]}
        self.confusion: list[dict[str, Any]] = self._json.get("classification", {}).get("confusion", [])
        self.examples: list[dict[str, str]] = [
            {"input": e["input"], "reference": e["target"], "before": e["before"], "after": e["after"]}
            for e in self._json["examples"]]
        self.notes: list[str] = self._json["notes"]

    @property
    def text(self) -> str:
        """The whole report as plain text, 100 columns wide."""
        return self._core.text(100)

    def to_dict(self) -> dict[str, Any]:
        """What `afina eval --json` prints."""
        return self._json

    def __repr__(self) -> str:
        return "\n".join(self.verdict) or self.text

    def _repr_html_(self) -> str:
        metrics = list(dict.fromkeys(metric for scores in self.scores.values() for metric in scores))
        first = [metric for metric in metrics if metric in _FIRST]
        kind = "title_running" if self._json["task"] == "continue" else "title"
        told = {name: str(self._json[name]) for name in ("rows", "bytes")}
        parts = [_html.paragraph(_core.text(f"evaluation.{kind}", told)), _html.listing(self.verdict),
                 self._table(first)]
        details = [f"{_core.text('evaluation.name_' + e['name'])}: {e['detail']}" for e in self._json["entries"]]
        parts.append(_html.listing(text for text, e in zip(details, self._json["entries"]) if e["detail"]))
        if len(first) < len(metrics):
            parts.append(_html.details(_core.text("python.more_scores"), self._table(metrics)))
        if self.examples:
            names = ["python.input", "evaluation.example_target", "evaluation.name_before", "evaluation.name_after"]
            parts.append(_html.table(_core.text("evaluation.examples_title"), [_core.text(name) for name in names],
                                     [[_html.shortened(cell) for cell in e.values()] for e in self.examples]))
        return _html.block(*parts, _html.listing(self.notes))

    def _table(self, metrics: list[str]) -> str:
        heading = ["", *(_core.text("evaluation.score_" + metric.lower().replace("-", "_")) for metric in metrics)]
        rows = [[_core.text(f"evaluation.name_{name}"), *(_interval(scores.get(metric)) for metric in metrics)]
                for name, scores in self.scores.items()]
        return _html.table(_core.text("evaluation.interval_note"), heading, rows)


_FIRST = ("accuracy", "macro_f1", "bits_per_byte", "perplexity")  # what a reader looks at; the others are a click away


def _interval(score: dict[str, float] | None) -> str:
    if not score:
        return "·"
    value, low, high = (_core.decimal(score[key], 3) for key in ("value", "low", "high"))
    return f"{value} ({low}–{high})"
