"""An exercise: predict, run, check; hints that go from a nudge to the answer's form; attempts and hints are counted."""
from . import parts
from .base import Widget, action
from .friendly import Refused
from .markup import join, tag
from .record import Record


def _unfinished(value) -> bool:
    """True where dots are left to replace, also inside a list or a table of values."""
    if value is ...:
        return True
    if isinstance(value, dict):
        return any(_unfinished(part) for part in value.values())
    return isinstance(value, (list, tuple, set)) and any(_unfinished(part) for part in value)


class Exercise(Widget):
    """`test(value)` gives True, False or a sentence that says what is missing. `hints`: nudge, method, form.

    With `answer="text"` or `"number"` the answer is written in the widget; without, a cell calls `check(value)`.
    With `predict` (a question) nothing is checked before a prediction is given. `right`: what a right answer shows;
    `unsure(value)`, where no test can know: what is said in place of «right» to an answer that passed.
    """
    title = "exercise.title"

    def __init__(self, key, text, test, hints=(), predict="", answer="", right="", unsure=None, store=None,
                 notebook="", language=None):
        super().__init__(language)
        self.key, self.text, self.test, self.hints = key, text, test, list(hints)
        self.predict_question, self.answer_kind, self.right_text, self.unsure = predict, answer, right, unsure
        self.record = Record(store, notebook, key)
        self.prediction = self.result = self.verdict = None
        self.attempts = self.hints_shown = 0
        self.solved = False
        self.given = ""
        self.refresh()

    def check(self, value):
        """For cells: `exercise.check(my_answer)`; returns the widget, so that the cell shows it."""
        self.perform("submit", {"value": value})
        return self

    @action
    def predict(self, prediction):
        """Kept as it was said first: a prediction that is mended afterwards is none."""
        if not str(prediction).strip():
            raise Refused(self.t("exercise.no_prediction"))
        if self.prediction is None:
            self.prediction = str(prediction).strip()
            self.record.event("prediction", self.prediction)
            self.announce(self.t("exercise.predicted", text=self.prediction))

    def reveal(self, result):
        """What the run really gave, to stand beside the prediction."""
        self.result = str(result)
        self.refresh()
        return self

    @action
    def submit(self, value=None):
        if self.predict_question and self.prediction is None:
            raise Refused(self.t("exercise.predict_first"))
        if _unfinished(value) or value is None or (isinstance(value, str) and not value.strip()):
            raise Refused(self.t("error.unfinished"))
        self.given = value
        value = self._number(value) if self.answer_kind == "number" else value
        self.attempts += 1
        self.record.event("attempt", self.attempts)
        try:
            outcome = self.test(value)
        except Exception as error:
            self.record.event("error", getattr(error, "code", type(error).__name__))
            raise
        self._judge(outcome)

    def _number(self, value):
        try:
            return float(str(value).replace(",", ".").replace("%", "").strip())
        except ValueError:
            raise Refused(self.t("exercise.not_a_number", value=value)) from None

    def _judge(self, outcome):
        right = outcome is True or (not isinstance(outcome, str) and bool(outcome))
        if right and not self.solved:
            self.record.event("solved", f"{self.attempts} {self.hints_shown}")
        self.solved = self.solved or right
        if not right:
            self.verdict = (False, outcome if isinstance(outcome, str) else self.t("exercise.wrong"))
        elif self.unsure is not None:
            self.verdict = (None, self.unsure(self.given))
        else:
            self.verdict = (True, " ".join([self.t("exercise.right"), self.right_text]).strip())
        self.announce(self.verdict[1])

    @action
    def hint(self):
        if self.hints_shown < len(self.hints):
            self.hints_shown += 1
            self.record.event("hint", self.hints_shown)
            self.announce(self.hints[self.hints_shown - 1])

    def body(self):
        return join(tag("p", self.text), self.predict_question and self._prediction(), self._answer(),
                    self._outcome(), self._hints(), self.attempts > 0 and tag("p", self.t(
                        "exercise.counts", attempts=self.attempts, hints=self.hints_shown), class_="afina-help"))

    def _prediction(self):
        if self.prediction is None:
            return parts.form("predict", parts.text_field(self.predict_question, "prediction",
                                                          help_text=self.t("exercise.predict_help")),
                              parts.submit(self.t("exercise.predict")))
        said = tag("p", tag("strong", self.t("exercise.your_prediction")), " ", self.prediction)
        if self.result is None:
            return said
        return parts.columns(said, tag("p", tag("strong", self.t("exercise.what_came")), " ", self.result))

    def _answer(self):
        if not self.answer_kind:
            return parts.note(self.t("exercise.in_cell"))
        label = self.t("exercise.your_number") if self.answer_kind == "number" else self.t("exercise.your_answer")
        return parts.form("submit", parts.text_field(label, "value", self.given),
                          parts.submit(self.t("exercise.check")))

    def _outcome(self):
        if self.verdict is None:
            return None
        right, said = self.verdict
        if right is None:
            return parts.note("? " + said)
        return parts.note(("✓ " if right else "✗ ") + said, "afina-good" if right else "afina-bad")

    def _hints(self):
        if not self.hints:
            return None
        names = [self.t("exercise.nudge"), self.t("exercise.method"), self.t("exercise.form")]
        shown = [tag("li", tag("strong", names[min(index, 2)]), " ", hint)
                 for index, hint in enumerate(self.hints[:self.hints_shown])]
        more = self.hints_shown < len(self.hints) and not self.solved
        label = self.t("exercise.hint", n=self.hints_shown + 1, of=len(self.hints))
        return join(shown and tag("ol", *shown), more and parts.button(label, "hint"))
