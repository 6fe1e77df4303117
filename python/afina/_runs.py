"""Tuning a model on one's own data, and judging what came of it."""
from __future__ import annotations

import json
import os
import pathlib
import re
import time
from typing import TYPE_CHECKING, Any

from . import _core, _data, _html, _progress, _use
from ._report import Report

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._data import Data
    from ._options import TuneOptions
    from ._use import Classified, Generated, ModelName, Summary


class Run:
    """What tuning left in a folder: a model that can be used, judged and taken elsewhere.

    Attributes:
        path: the run's folder.
        model: what it was tuned from, as it was named then.
        task: "classify", "instruct", "summarize" or "continue".
        status: "done" or "interrupted".
        labels: of a classifier, in the model's order.
        history: a dict for each look at the validation part: step, epoch, train_loss and validation_loss (nats per
            learned token; of a classifier, per row), validation_accuracy for a classifier.
        options: the options in force, with 0 and "auto" resolved.
        seconds: of training, over all sittings.
        steps, best_step: taken, and the one whose weights were kept.
    """

    def __init__(self, manifest: dict[str, Any]) -> None:
        self._manifest = manifest
        result = manifest["result"] or {}
        self.path = pathlib.Path(manifest["path"])
        self.model: str = manifest["model"]
        self.task: str = manifest["task"]
        self.status: str = manifest["status"]
        self.labels: list[str] = manifest["labels"]
        self.history: list[dict[str, Any]] = manifest["curve"]
        self.options: dict[str, Any] = {name.replace("-", "_"): value for name, value in manifest["options"].items()}
        self.seconds: float = result.get("seconds", 0.0)
        self.steps: int = result.get("steps", 0)
        self.best_step: int = result.get("best_step", 0)
        self._summary: str | None = None

    @property
    def summary(self) -> str:
        """What was understood of the data. Raises AfinaError workflow.data_changed where they are gone."""
        if self._summary is None:
            self._summary = _core.describe_data_of_run(str(self.path))
        return self._summary

    def evaluate(self, data: Data | None = None, baseline: ModelName | None = None, **options: Any) -> Report:
        """As afina.evaluate(run, ...)."""
        return evaluate(self, data, baseline, **options)

    def generate(self, prompt: str, **options: Any) -> Generated:
        """As afina.generate(run, ...)."""
        return _use.generate(self, prompt, **options)

    def classify(self, texts: str | list[str], **options: Any) -> list[Classified]:
        """As afina.classify(run, ...)."""
        return _use.classify(self, texts, **options)

    def summarize(self, text_or_path: str | os.PathLike[str], **options: Any) -> Summary:
        """As afina.summarize(..., model=run)."""
        return _use.summarize(text_or_path, self, **options)

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return _core.text("python.run", {
            "path": str(self.path), "task": _core.text(f"python.task_{self.task}"),
            "status": _core.text(f"python.status_{self.status}"), "steps": str(self.steps), "best": str(self.best_step),
            "seconds": f"{self.seconds:.0f}"})

    def _repr_html_(self) -> str:
        heading = [_core.text(f"python.history_{name}") for name in ("step", "train_loss", "validation_loss")]
        rows = [(p["step"], *(_core.decimal(p[name], 3) for name in ("train_loss", "validation_loss")))
                for p in self.history]
        return _html.block(_html.paragraph(repr(self)), _html.table(_core.text("python.history"), heading, rows))


def tune(data: Data, model: ModelName = "semilla", out: str | os.PathLike[str] | None = None, *,
         task: str | None = None, input: str | None = None, target: str | None = None,
         progress: _progress.Progress = "auto", threads: int = 0, **options: Unpack[TuneOptions]) -> Run:
    """Tunes a model on your data and saves the result in a folder. What was understood is said before it begins.

    Args:
        data: a path (CSV, TSV, JSON, JSONL, TXT, a folder of TXT), a pandas.DataFrame, a datasets.Dataset, a list of
            dicts (a row each) or of texts. What is in memory is written beside the run, so that it can be resumed
            and judged later: `out` + ".data.jsonl".
        model: "semilla" (included), a Hugging Face folder or a GGUF file.
        out: a new folder; None: one under afina-runs/ in the working folder.
        task: "classify", "instruct", "summarize" or "continue"; None: recognised from the data.
        input, target: names of columns; None: recognised.
        progress: "auto", "none", or a function that receives dicts: {"stage", "done", "total", "seconds_left", "loss",
            "tokens_per_second"} (None: unknown), {"metric", "step", "value"}, {"message"}.
        threads: processors used; 0: all. The result does not depend on it.
        options: those of `afina tune`, with "_" for "-": epochs=3, learning_rate=1e-3... afina.tune_options() says
            what each one is.

    Raises:
        AfinaError: what is wrong with the data, the model or an option, with code and hint.
        OptionError: (an AfinaError and a TypeError) an option that does not exist; the hint names the nearest.
        KeyboardInterrupt: stopped by Ctrl-C; nothing is lost: afina.resume(out) goes on.
    """
    asked = _use.options_text(options)
    _core.check_tune_options(asked)
    folder = pathlib.Path(out) if out is not None else _fresh_folder(data)
    keep = folder.with_name(folder.name + ".data.jsonl")
    with _data.as_file(data, keep) as path:
        observe = _progress.observer(progress)
        return _whole(folder, observe, lambda: _core.tune(
            path, _use.name_of(model), str(folder), _data.roles(task, input, target, data), asked, threads, observe))


def resume(run: Run | str | os.PathLike[str], *, progress: _progress.Progress = "auto", threads: int = 0) -> Run:
    """Goes on with an interrupted run; the result is the same as without stopping.

    Raises:
        AfinaError: workflow.not_a_run, workflow.nothing_to_resume, workflow.data_changed, workflow.model_changed.
    """
    folder = pathlib.Path(os.fspath(run))
    observe = _progress.observer(progress)
    return _whole(folder, observe, lambda: _core.resume(str(folder), threads, observe))


def open_run(path: str | os.PathLike[str]) -> Run:
    """A run made earlier, here or on the command line. Raises AfinaError workflow.not_a_run."""
    return Run(json.loads(_core.describe_run(os.fspath(path))))


def tune_options() -> list[dict[str, Any]]:
    """Every option of tune: name, default, help, unit, choices, min, max."""
    return json.loads(_core.tune_options())


def _whole(folder: pathlib.Path, observe: Any, work: Any) -> Run:
    try:
        return Run(json.loads(work()))
    except KeyboardInterrupt:
        if _progress.close(observe) and (folder / "run.json").exists():
            _progress.say(_core.text("python.stopped", {"path": repr(str(folder))}) + "\n")
        raise
    finally:
        _progress.close(observe)


def _fresh_folder(data: Any) -> pathlib.Path:
    """afina-runs/NAME-DATE-TIME, with a number where there is one already."""
    source = _data.source_of(data)
    name = pathlib.Path(os.fspath(source)).stem if isinstance(source, (str, os.PathLike)) else "data"
    name = re.sub(r"[^\w-]+", "-", name).strip("-") or "data"
    base = pathlib.Path("afina-runs") / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}"
    folder, number = base, 2
    while folder.exists():
        folder, number = base.with_name(f"{base.name}-{number}"), number + 1
    return folder


def evaluate(model_or_run: ModelName, data: Data | None = None, baseline: ModelName | None = None, *,
             task: str | None = None, input: str | None = None, target: str | None = None,
             progress: _progress.Progress = "auto", threads: int = 0, **options: int) -> Report:
    """Measures before and after on examples that were not learned from, and says whether it got better.

    Args:
        model_or_run: a run, or a model (which needs data).
        data: as for tune; None: what the run set aside.
        baseline: a model to compare with; None: the one the run started from.
        task, input, target: for data that is not the run's own.
        options: those of `afina eval`, with "_" for "-": generate_rows=20, max_new_tokens=50...

    Raises:
        AfinaError: workflow.eval_needs_data, workflow.eval_nothing_new, workflow.data_changed, workflow.run_unfinished,
            workflow.option_out_of_range.
        OptionError: (an AfinaError and a TypeError) an option that does not exist; the hint names the nearest.
        KeyboardInterrupt: stopped by Ctrl-C; nothing is left behind.
    """
    observe = _progress.observer(progress)
    with _data.as_file("" if data is None else data) as path:
        try:
            return Report(_core.evaluate(_use.name_of(model_or_run), path,
                                         "" if baseline is None else _use.name_of(baseline),
                                         _data.roles(task, input, target), _use.options_text(options), threads, observe))
        finally:
            _progress.close(observe)
