"""What the engine understood of a person's data: roles, lengths against the context, labels, repeats, the split."""
from . import chart, engine, parts
from .base import Widget, action
from .markup import join, tag

_BINS = 12
_SHOWN = 5
_REPEATS = 20
_PARTS = {"train": "data.train", "validation": "data.validation", "test": "data.test"}
_PART_HELP = {"train": "data.train_help", "validation": "data.validation_help", "test": "data.test_help"}


def bins_of(lengths, context) -> tuple:
    """Counts of lengths in even bins, their upper ends, and the bin where the context ends (None: all fit)."""
    highest = max(list(lengths) + [1])
    width = max(1, -(-highest // _BINS))
    counts = [0] * (-(-highest // width))
    for length in lengths:
        counts[min(len(counts) - 1, max(0, length - 1) // width)] += 1
    return counts, [(index + 1) * width for index in range(len(counts))], context / width if context < highest else None


class DataExplorer(Widget):
    """`data`: a path, rows or a Dataset; `context`: how many tokens of a row the model sees (max_length)."""
    title = "data.title"

    def __init__(self, data, model="semilla", context=256, language=None):
        super().__init__(language)
        self.dataset, self.context = engine.dataset(data), context
        self.lengths = [int(length) for length in self.dataset.lengths(model)]
        self.parts = engine.parts_of(self.dataset)
        self.part, self.first = "train", 0
        self.refresh()

    @action
    def set_context(self, context):
        self.context = max(1, int(float(context or 1)))
        self.announce(self._fit())

    @action
    def show_part(self, part):
        self.part, self.first = part, 0

    @action
    def turn(self, by):
        rows = len(self.parts[self.part])
        self.first = max(0, min(self.first + int(by) * _SHOWN, (rows - 1) // _SHOWN * _SHOWN))
        self.announce(self.t("data.page", first=self.first + 1, last=min(self.first + _SHOWN, rows), n=rows))

    def too_long(self) -> int:
        return sum(length > self.context for length in self.lengths)

    def _fit(self) -> str:
        cut = self.too_long()
        return self.t("data.cut", n=cut, of=len(self.lengths)) if cut else self.t("data.all_fit")

    def body(self):
        return join(tag("p", self.t("data.intro")), self._understood(), self._lengths(),
                    parts.columns(self._labels(), self._split()), self._repeats(), self._rows())

    def _understood(self):
        roles = {"input": self.t("data.input"), "target": self.t("data.target"), "": self.t("data.no_role")}
        rows = [(name, roles[role]) for name, role in engine.columns_of(self.dataset)]
        return join(parts.heading(4, self.t("data.understood")), parts.note(str(self.dataset.summary)),
                    rows and parts.table(self.t("data.columns"), [self.t("data.column"), self.t("data.role")], rows))

    def _lengths(self):
        if not self.lengths:
            return None
        counts, ends, limit = bins_of(self.lengths, self.context)
        label = self.t("data.lengths_label", shortest=min(self.lengths), longest=max(self.lengths))
        rows = [(self.t("data.up_to", n=end), count) for end, count in zip(ends, counts)]
        picture = chart.histogram(counts, label, self.t, ["1", str(ends[-1])], limit,
                                  self.t("data.context_short", n=self.context))
        control = parts.form("set_context", parts.slider(self.t("data.context"), "context", self.context, 16, 1024, 16,
                                                         self.t("data.context_help")), live=True)
        table = parts.details(self.t("training.numbers"), parts.table(
            self.t("data.lengths"), [self.t("data.length"), self.t("data.rows")], rows, (1,)), key="lengths")
        return join(parts.heading(4, self.t("data.lengths")), control,
                    parts.note(self._fit(), "afina-bad" if self.too_long() else "afina-good"), picture, table)

    def _labels(self):
        labels = self.dataset.labels or {}
        if not labels:
            return None
        total, most = sum(labels.values()), max(labels.values())
        items = [{"name": name, "share": count / most, "value": self._count(count, total)}
                 for name, count in sorted(labels.items(), key=lambda pair: -pair[1])]
        uneven = most > 3 * min(labels.values())
        return join(parts.heading(4, self.t("data.labels")), parts.bars(items, self.t("data.labels")),
                    uneven and parts.note(self.t("data.uneven")))

    def _split(self):
        counts = {name: len(rows) for name, rows in self.parts.items()}
        total = max(1, sum(counts.values()))
        items = [{"name": self._part_name(name), "share": count / total,
                  "value": self._count(count, total),
                  "note": self.t(_PART_HELP[name]) if name in _PART_HELP else None} for name, count in counts.items()]
        return join(parts.heading(4, self.t("data.split")), parts.bars(items, self.t("data.split")))

    def _count(self, count, total):
        return f"{self.t.number(count)} ({self.t.percent(count / total)})"

    def _part_name(self, name):
        return self.t(_PARTS[name]) if name in _PARTS else name

    def _repeats(self):
        if not self.dataset.repeats:
            return parts.note(self.t("data.no_repeats"), "afina-good")
        listed = [tag("li", self.t("data.rows_alike", rows=self.t.listing(str(number) for number in numbers)),
                      tag("div", text, class_="afina-help"))
                  for numbers, text in engine.same_texts(self.dataset)[:_REPEATS]]
        return join(parts.heading(4, self.t("data.repeats")),
                    tag("p", self.t("data.repeats_help", n=self.t.number(self.dataset.repeats))),
                    listed and parts.details(self.t("data.see_repeats"), tag("ul", *listed), key="repeats"))

    def _rows(self):
        rows = self.parts.get(self.part, [])
        page = rows[self.first:self.first + _SHOWN]
        choose = [parts.button(self._part_name(name), "show_part", part=name, pressed=name == self.part)
                  for name in self.parts]
        shown = []
        for number, row in enumerate(page, self.first + 1):
            names = {"input": self.t("data.input"), "target": self.t("data.target")}
            shown.append(tag("li", *[tag("div", name and tag("strong", f"{names.get(name, name)}: "), value)
                                     for name, value in engine.cells(row).items()], value=number))
        told = self.t("data.page", first=self.first + 1, last=self.first + len(page), n=len(rows))
        return join(parts.heading(4, self.t("data.look")), tag("div", *choose), tag("p", told), tag("ol", *shown),
                    tag("div", parts.button(self.t("data.previous"), "turn", by=-1, disabled=self.first == 0),
                        parts.button(self.t("data.next"), "turn", by=1, disabled=self.first + _SHOWN >= len(rows))))
