"""A form: scales from 1 to 5, open questions, and consent before anything is kept."""
from . import parts
from .base import Widget, action
from .friendly import Refused
from .markup import join, tag
from .record import Record


class Form(Widget):
    """`items`: [{"key", "text", "kind": "likert" | "open" | "choice", "choices"?, "low"?, "high"?}], where low and high
    are what 1 and 5 mean; how much one agrees, where nothing is said. `ask_consent` asks first, unless the person agreed
    before. `called` stands above it.
    """
    title = "form.title"

    def __init__(self, key, items, store=None, notebook="", called="", intro="", ask_consent=True, language=None):
        super().__init__(language)
        self.key, self.items, self.called, self.intro = key, list(items), called, intro
        self.record = Record(store, notebook, key)
        self.ask_consent = ask_consent
        self.answers, self.saved = {}, False
        self.refresh()

    def heading(self) -> str:
        return self.called or self.t(self.title)

    @action
    def save(self, consent=None, **answers):
        """All answers at once; what was left blank is left out, and can be added later."""
        self.answers = {item["key"]: answers[item["key"]] for item in self.items if answers.get(item["key"])}
        self.saved = False
        if self._asks() and consent != "yes":
            raise Refused(self.t("form.no_consent"))
        if not self.answers:
            raise Refused(self.t("form.empty"))
        if not self.record.agreed:
            self.record.consent(True)
        for item in self.items:
            if item["key"] in self.answers:
                value = self.answers[item["key"]]
                self.record.answer(item["key"], int(value) if item.get("kind", "likert") == "likert" else value)
        self.saved = not self.record.lost
        self.announce(self._outcome())

    def _asks(self) -> bool:
        return self.ask_consent and not self.record.agreed

    @property
    def missing(self) -> int:
        return sum(item["key"] not in self.answers for item in self.items)

    def _outcome(self) -> str:
        if self.record.lost:
            return self.t("form.lost")
        said = self.t("form.saved") if self.record.store is not None else self.t("form.not_kept")
        return " ".join([said, self.t("form.missing", n=self.missing)]) if self.missing else said

    def body(self):
        consent = self.ask_consent and tag("p", self.t("form.agreed"))
        if self._asks():
            consent = join(tag("p", self.t("form.privacy")), parts.checkbox(self.t("form.consent"), "consent"))
        outcome = (self.saved or self.record.lost) and parts.note(self._outcome(),
                                                                  "afina-bad" if self.record.lost else "afina-good")
        return join(self.intro and tag("p", self.intro),
                    parts.form("save", consent, *[self._item(item) for item in self.items],
                               parts.submit(self.t("form.save"))), outcome)

    def _item(self, item):
        given = self.answers.get(item["key"])
        kind = item.get("kind", "likert")
        if kind == "open":
            return parts.text_field(item["text"], item["key"], given or "", rows=3)
        if kind == "choice":
            return parts.radios(item["text"], item["key"], [(text, text) for text in item["choices"]], given)
        ends = {1: item.get("low") or self.t("form.disagree"), 5: item.get("high") or self.t("form.agree")}
        scale = [(value, f"{value} · {ends[value]}" if value in ends else str(value)) for value in range(1, 6)]
        return parts.radios(item["text"], item["key"], scale, given, row=True)
