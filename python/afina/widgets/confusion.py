"""A confusion matrix whose cells open their examples."""
from . import engine, parts
from .base import Widget, action
from .markup import join, tag

_WIDEST = 7     # labels that fit 360 px as a matrix; more are a list, longest confusions first
_SHOWN = 10


class ConfusionMatrix(Widget):
    """`report`: a Report, or a run to evaluate. Rows are what a text is, columns what the model said."""
    title = "confusion.title"

    def __init__(self, report, language=None):
        super().__init__(language)
        report = engine.report_of(report)
        self.labels, self.counts = engine.confusion_of(report)
        self.examples = list(report.examples)
        self.chosen = None
        self.refresh()

    @action
    def open_cell(self, true, said):
        self.chosen = (int(true), int(said))
        self.announce(self._sentence(*self.chosen))

    @action
    def close_cell(self):
        self.chosen = None

    def examples_of(self, true, said) -> list:
        """The report keeps some examples, not every row: there may be fewer than the cell counts."""
        return [example for example in self.examples
                if str(engine.field(example, "reference")) == self.labels[true]
                and str(engine.field(example, "after")) == self.labels[said]]

    def _sentence(self, true, said) -> str:
        count = self.counts[true][said]
        if true == said:
            return self.t("confusion.right", n=count, label=self.labels[true])
        return self.t("confusion.wrong", n=count, true=self.labels[true], said=self.labels[said])

    def body(self):
        total = sum(map(sum, self.counts))
        right = sum(row[index] for index, row in enumerate(self.counts))
        told = self.t("confusion.told", right=right, total=total, share=self.t.percent(right / max(1, total)))
        picture = self._matrix() if len(self.labels) <= _WIDEST else self._list()
        return join(tag("p", self.t("confusion.intro")), parts.note(told), picture, self.chosen and self._opened())

    def _cell(self, true, said):
        sign = "✓ " if true == said else "✗ " if self.counts[true][said] else ""
        return parts.button(f"{sign}{self.counts[true][said]}", "open_cell", true=true, said=said,
                            pressed=self.chosen == (true, said), described=self._sentence(true, said))

    def _matrix(self):
        # Numbers head the columns, so that long labels need no width; the row's header gives number and name.
        header = [self.t("confusion.corner"), *[str(index + 1) for index in range(len(self.labels))]]
        rows = [[f"{index + 1} {label}", *[self._cell(index, said) for said in range(len(self.labels))]]
                for index, label in enumerate(self.labels)]
        return tag("div", parts.table(self.t("confusion.caption"), header, rows, range(1, len(header))),
                   class_="afina-matrix")

    def _list(self):
        cells = [(count, true, said) for true, row in enumerate(self.counts) for said, count in enumerate(row)
                 if count and true != said]
        cells.sort(key=lambda cell: -cell[0])
        rows = [[self.labels[true], self.labels[said], self._cell(true, said)] for _, true, said in cells[:30]]
        right = [[label, f"{self.counts[index][index]} / {sum(self.counts[index])}"]
                 for index, label in enumerate(self.labels)]
        return join(parts.table(self.t("confusion.largest"), [self.t("confusion.true"), self.t("confusion.said"),
                                                              self.t("confusion.count")], rows, (2,)),
                    parts.details(self.t("confusion.by_label"), parts.table(
                        self.t("confusion.by_label"), [self.t("confusion.true"), self.t("confusion.hits")], right,
                        (1,)), key="by-label"))

    def _opened(self):
        found = self.examples_of(*self.chosen)
        items = []
        for example in found[:_SHOWN]:
            before = engine.field(example, "before")
            items.append(tag("li", tag("div", engine.field(example, "input", ""), class_="afina-text"),
                             before and tag("p", self.t("confusion.before", label=before), class_="afina-help")))
        return tag("div", parts.heading(4, self._sentence(*self.chosen)),
                   tag("ul", *items) if items else parts.note(self.t("confusion.no_examples")),
                   0 < len(found) < self.counts[self.chosen[0]][self.chosen[1]] and parts.note(
                       self.t("confusion.some", n=len(found))),
                   parts.button(self.t("confusion.close"), "close_cell"), data_key="opened")
