"""Moving a hyperparameter starts a short real run; the last five curves lie over each other."""
import pathlib
import tempfile
import time

from . import chart, engine, parts
from .base import Widget, action
from .friendly import Refused
from .markup import join, tag
from .training import Progress

KEPT = 5
RATES = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1)
RANKS = (1, 2, 4, 8, 16, 32, 64)
BATCHES = (1, 2, 4, 8, 16, 32)
LENGTHS = (32, 64, 128, 256, 512)
_NAMES = {"epochs": "bench.epochs", "batch_size": "bench.batch", "learning_rate": "bench.rate", "rank": "bench.rank",
          "max_length": "bench.length"}


def _breakable(number):
    """0,00003 may be broken once, where five of them side by side would be too wide."""
    return join(number[:4], number[4:] and tag("wbr"), number[4:])


class HyperparameterBench(Widget):
    """`seconds` bounds a run; a smaller `max_steps` or fewer epochs end it earlier. A run leaves no files, and stops
    where a newer one replaces it.
    """
    title = "bench.title"

    def __init__(self, data, model="semilla", seconds=10.0, max_steps=60, seed=1, language=None, **options):
        super().__init__(language)
        self.data, self.model_name = data, model
        self.seconds, self.max_steps, self.seed, self.options = seconds, max_steps, seed, options
        self.values = {"epochs": 1, "batch_size": 8, "learning_rate": 1e-3, "rank": 8, "max_length": 128}
        self.runs = []          # newest last: {"number", "values", "progress", "first", "seconds"}
        self._count = 0
        self.refresh()

    @action
    def set(self, **values):
        """New values; a run starts where one of them changed."""
        changed = {name: self._number(name, value) for name, value in values.items() if name in self.values}
        if any(self.values[name] != value for name, value in changed.items()):
            self.values.update(changed)
            self.begin()

    def _number(self, name, value):
        try:
            number = float(value) if name == "learning_rate" else int(float(value))
        except (TypeError, ValueError):
            raise Refused(self.t("bench.not_a_number", name=self.t(_NAMES[name]))) from None
        if number <= 0:
            raise Refused(self.t("bench.not_a_number", name=self.t(_NAMES[name])))
        return number

    @action
    def begin(self):
        """A run with the values as they stand."""
        self._count += 1
        run = {"number": self._count, "values": dict(self.values), "progress": Progress(), "first": None,
               "seconds": 0.0}
        # A run that was replaced before its first point says nothing and would only push out one that does.
        self.runs = [one for one in self.runs if one["progress"].curves["train"]][-(KEPT - 1):] + [run]
        self.start(lambda job: self._tune(job, run))

    @action
    def stop(self):
        self.cancel()

    @action
    def clear(self):
        self.cancel()
        self.runs = []

    def _tune(self, job, run):
        began = time.monotonic()

        def hear(event):
            job.check()
            run["seconds"] = time.monotonic() - began
            run["progress"].take(event)
            if run["first"] is None and run["progress"].curves["train"]:
                run["first"] = run["seconds"]
            if run["seconds"] > self.seconds:
                raise KeyboardInterrupt     # time is up: what the curve shows by now is the result
            self.refresh(throttled=True)

        options = {**self.options, **run["values"], "max_steps": self.max_steps, "seed": self.seed}
        with tempfile.TemporaryDirectory(prefix="afina-") as folder:
            engine.afina().tune(self.data, self.model_name, str(pathlib.Path(folder) / "run"), progress=hear, **options)

    def finished(self, job):
        run = self.runs[-1] if self.runs else None
        if run is not None and not job.cancelled and run["progress"].last_loss is not None:
            self.announce(self.t("bench.says", n=run["number"], loss=self.t.number(run["progress"].last_loss, 2),
                                 time=self.t.seconds(run["seconds"])))

    def name_of(self, run) -> str:
        """What tells a run from the one before it: the values that changed."""
        place = self.runs.index(run)
        before = self.runs[place - 1]["values"] if place else {}
        changed = [name for name in self.values if run["values"][name] != before.get(name)]
        if not changed or not place:
            return self.t("bench.run", n=run["number"])
        told = self.t.listing(f"{self.t(_NAMES[name])} {self.t.small(run['values'][name])}" for name in changed)
        return self.t("bench.run_with", n=run["number"], changed=told)

    def body(self):
        return join(tag("p", self.t("bench.intro", seconds=self.t.number(self.seconds))),
                    parts.columns(self._controls(), join(self._state(), self._picture())), self._table())

    def _controls(self):
        def choice(name, key, help_text, values):
            values = sorted(set(values) | {self.values[name]})
            return parts.steps(key, name, [(value, self.t.small(value)) for value in values], self.values[name],
                               help_text)
        return parts.form(
            "set", parts.slider(self.t("bench.epochs"), "epochs", self.values["epochs"], 1, 10, 1,
                                self.t("bench.epochs_help")),
            choice("batch_size", self.t("bench.batch"), self.t("bench.batch_help"), BATCHES),
            choice("learning_rate", self.t("bench.rate"), self.t("bench.rate_help"), RATES),
            choice("rank", self.t("bench.rank"), self.t("bench.rank_help"), RANKS),
            choice("max_length", self.t("bench.length"), self.t("bench.length_help"), LENGTHS), live=True)

    def _state(self):
        if self.busy:
            progress = self.runs[-1]["progress"]
            return tag("div", parts.progress(self.t("bench.running", n=self._count), progress.share),
                       parts.button(self.t("training.stop"), "stop"), data_key="state")
        clear = self.runs and parts.button(self.t("bench.clear"), "clear")
        return tag("div", parts.button(self.t("bench.start"), "begin", kind="afina-primary"), clear, data_key="state")

    def _picture(self):
        series = [{"name": self.name_of(run), "points": run["progress"].curves["train"], "style": run["number"] - 1}
                  for run in self.runs if run["progress"].curves["train"]]
        if not series:
            return parts.note(self.t("training.no_points"))
        return chart.curves(series, self.t("bench.chart", n=len(series)), self.t, self.t("training.steps"))

    def _table(self):
        # A run is a column: five of them fit 360 px, nine values side by side would not.
        rows = [[self.t(_NAMES[name]), *[_breakable(self.t.small(run["values"][name])) for run in self.runs]]
                for name in self.values]
        validations = [run["progress"].curves["validation"] for run in self.runs]
        rows += [[self.t("training.train"), *[self.t.number(run["progress"].last_loss, 2) for run in self.runs]],
                 [self.t("training.validation"),
                  *[self.t.number(points[-1][1] if points else None, 2) for points in validations]],
                 [self.t("bench.seconds"), *[self.t.number(run["seconds"], 1) for run in self.runs]]]
        header = [self.t("bench.number"), *[str(run["number"]) for run in self.runs]]
        return self.runs and parts.details(
            self.t("training.numbers"), parts.table(self.t("bench.table"), header, rows, range(1, len(header))),
            key="numbers")
