"""What the model would learn, token by token: what is read, what is learned, what is cut, where it ends."""
from . import engine, parts
from .base import Widget, action
from .markup import join, tag

_SHOWN = 500        # tokens of a row on the page


class LearnedView(Widget):
    """`data` and `model` as for `afina.preview`."""
    title = "learned.title"

    def __init__(self, data, model="semilla", rows=5, language=None):
        super().__init__(language)
        self.preview = engine.afina().preview(data, model, rows)
        self.classifies = self.preview.task == "classify"
        self.row, self.show_ids = 0, False
        self.refresh()

    @action
    def turn(self, by):
        self.row = max(0, min(self.row + int(by), len(self.preview.rows) - 1))
        self.announce(self.t("learned.row", n=self.row + 1, of=len(self.preview.rows)))

    @action
    def set(self, show_ids=None):
        self.show_ids = show_ids == "yes"

    def body(self):
        if not self.preview.rows:
            return parts.note(self.t("learned.none"))
        return join(tag("p", self._intro()), self._key(), self._row(self.preview.rows[self.row]), self._totals())

    def _intro(self):
        if self.classifies:
            return self.t("learned.intro_label")
        return self.t("learned.intro_text" if self.preview.task == "continue" else "learned.intro")

    def _key(self):
        items = [{"text": self.t("learned.read")},
                 not self.classifies and {"text": self.t("learned.learned"), "kind": "afina-learned"},
                 {"text": self.t("learned.special"), "kind": "afina-special"}]
        return parts.tokens([item for item in items if item], self.t("learned.key"))

    def _row(self, row):
        tokens = engine.field(row, "tokens", [])
        items = [self._token(token) for token in tokens[:_SHOWN]]
        told = self.t("learned.row", n=self.row + 1, of=len(self.preview.rows))
        cut = engine.field(row, "cut_tokens", 0)
        facts = [*(self._label(row) if self.classifies else self._answer(row, tokens)),
                 self.t("learned.cut", n=cut) if cut else self.t("learned.uncut")]
        return join(parts.heading(4, told),
                    tag("div", parts.button(self.t("data.previous"), "turn", by=-1, disabled=self.row == 0),
                        parts.button(self.t("data.next"), "turn", by=1,
                                     disabled=self.row >= len(self.preview.rows) - 1)),
                    parts.form("set", parts.checkbox(self.t("tokenizer.show_ids"), "show_ids", self.show_ids),
                               live=True),
                    parts.tokens(items, told), len(tokens) > _SHOWN and parts.note(self.t("tokenizer.cut", n=_SHOWN)),
                    tag("ul", *[tag("li", fact) for fact in facts if fact]))

    def _label(self, row):
        return [self.t("learned.label_learned", label=engine.field(row, "label", "")), self.t("learned.aside")]

    def _answer(self, row, tokens):
        end = engine.field(row, "end_token")
        learned = "".join(engine.field(token, "text", "") for token in tokens if engine.field(token, "learned"))
        return [self.t("learned.share", share=self.t.percent(engine.field(row, "learned_share", 0) or 0)),
                self.t("learned.end", token=end) if end else self.t("learned.no_end"),
                learned and self.t("learned.in_words", text=learned)]

    def _token(self, token):
        learned, special = engine.field(token, "learned"), engine.field(token, "special")
        kind = " ".join(name for name, on in (("afina-learned", learned), ("afina-special", special)) if on)
        id_ = engine.field(token, "id")
        return {"text": engine.field(token, "text", ""), "kind": kind,
                "note": str(id_) if self.show_ids and id_ is not None else None}

    def _totals(self):
        totals = self.preview.totals
        names = {"rows": self.t("learned.total_rows"), "tokens": self.t("learned.total_tokens"),
                 "learned_tokens": self.t("learned.total_learned"),
                 "cut_rows": self.t("learned.total_cut"), "longest": self.t("learned.total_longest")}
        if self.classifies:
            totals = {**totals, "learned_tokens": totals.get("rows", 0)}
            names["learned_tokens"] = self.t("learned.total_labels")
        rows = [(names[name], self.t.number(totals[name])) for name in names if name in totals]
        refused = [tag("li", f"{one.get('place', '')}: {one.get('reason', '')}")
                   for one in totals.get("refused") or []]
        return join(rows and parts.table(self.t("learned.totals"), [self.t("learned.what"), self.t("learned.how_many")],
                                         rows, (1,)),
                    refused and parts.details(self.t("learned.refused", n=len(refused)), tag("ul", *refused[:50]),
                                              key="refused"))
