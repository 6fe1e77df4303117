"""What a run tells while it goes on, gathered for a picture: curves, stage, time left."""
from . import chart, engine, parts
from .markup import join


class Progress:
    """Takes the engine's events; a validation loss belongs to the step it names."""

    def __init__(self):
        self.curves = {"train": [], "validation": []}
        self.stage, self.done, self.total = "", 0, 0
        self.seconds_left = self.tokens_per_second = None

    def take(self, event: dict):
        loss = engine.loss_of(event)
        if loss:
            series, step, value = loss
            points = self.curves[series]
            # The same step may be told twice, as progress and as a metric: the later word counts.
            if points and points[-1][0] == step:
                points.pop()
            points.append((step, value))
        if "stage" in event:
            self.stage = event["stage"]
            self.done, self.total = event.get("done") or 0, event.get("total") or 0
            self.seconds_left = event.get("seconds_left")
            self.tokens_per_second = event.get("tokens_per_second") or self.tokens_per_second

    def take_history(self, history):
        """A finished run's own record replaces what was heard of it."""
        for series in self.curves:
            points = [(int(entry["step"]), float(entry[f"{series}_loss"])) for entry in history
                      if entry.get(f"{series}_loss") is not None]
            if points:
                self.curves[series] = points

    @property
    def share(self) -> float:
        return self.done / self.total if self.total else 0.0

    @property
    def last_loss(self):
        return self.curves["train"][-1][1] if self.curves["train"] else None


def curve_picture(progress, t):
    """Both curves, with the numbers in a table below."""
    names = {"train": t("training.train"), "validation": t("training.validation")}
    series = [{"name": names[key], "points": points} for key, points in progress.curves.items() if points]
    if not series:
        return parts.note(t("training.no_points"))
    label = t("training.chart_label", first=t.number(series[0]["points"][0][1], 2),
              last=t.number(series[0]["points"][-1][1], 2), n=t.number(series[0]["points"][-1][0]))
    return join(chart.curves(series, label, t, t("training.steps")), numbers(progress, t))


def numbers(progress, t, most=12):
    """At most `most` rows: every validation, and training steps evenly between."""
    validation = dict(progress.curves["validation"])
    train = dict(progress.curves["train"])
    steps = sorted(set(train) | set(validation))
    stride = -(-len(steps) // most) if steps else 1
    kept = sorted(set(steps[::stride]) | set(validation) | set(steps[-1:]))
    rows = [(t.number(step), t.number(train.get(step), 3), t.number(validation.get(step), 3)) for step in kept]
    header = [t("training.step"), t("training.train"), t("training.validation")]
    return parts.details(t("training.numbers"), parts.table(t("training.table"), header, rows, (0, 1, 2)),
                         key="numbers")
