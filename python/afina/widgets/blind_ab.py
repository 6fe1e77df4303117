"""Blind comparison: two answers without names, on rows held out from tuning; the names come at the end."""
import math
import random

from . import engine, parts
from .base import Widget, action
from .friendly import Refused
from .markup import join, tag
from .record import Record

_CHOICES = ("a", "b", "same")


def chance(wins, losses) -> float:
    """How often a coin would give at least so uneven a result (two-sided sign test); ties say nothing."""
    n = wins + losses
    if n == 0:
        return 1.0
    tail = sum(math.comb(n, k) for k in range(max(wins, losses), n + 1)) / 2 ** n
    return min(1.0, 2 * tail)


class BlindAB(Widget):
    """`rows`: a Report, a run to evaluate, or [{"input", "before", "after", "reference"?}]."""
    title = "blind.title"

    def __init__(self, rows, limit=10, seed=1, store=None, notebook="", language=None):
        super().__init__(language)
        rows = rows if isinstance(rows, (list, tuple)) else engine.report_of(rows).examples
        # Two equal answers cannot be told apart: they would only be work.
        rows = [row for row in rows if engine.field(row, "before") != engine.field(row, "after")]
        order = random.Random(seed)
        self.rows = order.sample(rows, min(limit, len(rows)))
        self.first_is_after = [order.random() < 0.5 for _ in self.rows]
        self.record = Record(store, notebook, "blind_ab")
        self.choices = []
        self.refresh()

    @action
    def choose(self, choice=None):
        if choice not in _CHOICES:
            raise Refused(self.t("blind.choose"))
        if len(self.choices) < len(self.rows):
            place = len(self.choices)
            self.choices.append(choice)
            self.record.event("attempt", f"{place + 1} {self.winner(place)}")
            self.announce(self._where() if len(self.choices) < len(self.rows) else self._result())

    @action
    def back(self):
        """The last choice once more."""
        if self.choices:
            self.choices.pop()

    def winner(self, place) -> str:
        """«before», «after» or «same»."""
        if self.choices[place] == "same":
            return "same"
        return "after" if (self.choices[place] == "a") == self.first_is_after[place] else "before"

    def counts(self) -> dict:
        winners = [self.winner(place) for place in range(len(self.choices))]
        return {name: winners.count(name) for name in ("after", "before", "same")}

    def _where(self) -> str:
        return self.t("blind.where", n=len(self.choices) + 1, of=len(self.rows))

    def _result(self) -> str:
        counts = self.counts()
        told = self.t("blind.result", after=counts["after"], before=counts["before"], same=counts["same"])
        lucky = chance(counts["after"], counts["before"])
        verdict = (self.t("blind.unclear") if lucky > 0.05 else
                   self.t("blind.better") if counts["after"] > counts["before"] else self.t("blind.worse"))
        return f"{told} {verdict}"

    def body(self):
        if not self.rows:
            return parts.note(self.t("blind.nothing"))
        if len(self.choices) < len(self.rows):
            return join(tag("p", self.t("blind.intro")), self._pair())
        return self._unmasked()

    def _sides(self, place) -> tuple:
        row = self.rows[place]
        before, after = engine.field(row, "before", ""), engine.field(row, "after", "")
        return (after, before) if self.first_is_after[place] else (before, after)

    def _pair(self):
        place = len(self.choices)
        first, second = self._sides(place)
        choices = list(zip(_CHOICES, (self.t("blind.a"), self.t("blind.b"), self.t("blind.same"))))
        return join(parts.heading(4, self._where()), tag("p", tag("strong", self.t("blind.input"))),
                    tag("div", engine.field(self.rows[place], "input", ""), class_="afina-text"),
                    parts.columns(join(parts.heading(4, "A"), tag("div", first, class_="afina-text")),
                                  join(parts.heading(4, "B"), tag("div", second, class_="afina-text"))),
                    tag("div", parts.form("choose", parts.radios(self.t("blind.which"), "choice", choices, row=True),
                                          parts.submit(self.t("blind.go_on"))), data_key=f"choice-{place}"),
                    place > 0 and parts.button(self.t("blind.back"), "back"))

    def _unmasked(self):
        counts = self.counts()
        names = {"after": self.t("before.after"), "before": self.t("before.before"), "same": self.t("blind.same")}
        bars = [{"name": names[name], "share": count / len(self.rows), "value": self.t.number(count)}
                for name, count in counts.items()]
        rows = [(str(place + 1), engine.field(row, "input", ""), names[self.winner(place)],
                 str(engine.field(row, "reference", "") or "-")) for place, row in enumerate(self.rows)]
        header = [self.t("blind.number"), self.t("blind.input"), self.t("blind.chosen"), self.t("blind.reference")]
        return join(parts.note(self._result()), parts.bars(bars, self.t("blind.title")),
                    parts.details(self.t("blind.see"), parts.table(self.t("blind.table"), header, rows), key="rows"),
                    parts.button(self.t("blind.back"), "back"))
