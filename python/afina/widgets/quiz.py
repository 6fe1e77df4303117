"""Questions with one right answer, each answer with its reason."""
from . import parts
from .base import Widget, action
from .friendly import Refused
from .markup import join, tag
from .record import Record


class Quiz(Widget):
    """`questions`: [{"key", "text", "choices": [{"text", "why"?}], "right": index}]."""
    title = "quiz.title"

    def __init__(self, key, questions, store=None, notebook="", language=None):
        super().__init__(language)
        self.key, self.questions = key, list(questions)
        self.record = Record(store, notebook, key)
        self.chosen, self.attempts = {}, {}
        self.refresh()

    @action
    def answer(self, question, choice=None):
        """The index of a question and of a choice, both from 0."""
        index = int(question)
        if choice in (None, ""):
            raise Refused(self.t("quiz.choose"))
        asked, choice = self.questions[index], int(choice)
        self.chosen[index] = choice
        self.attempts[index] = self.attempts.get(index, 0) + 1
        item = asked.get("key", f"{index + 1}")
        # The store keeps answers to its own forms alone; here the first attempt is the honest measure.
        self.record.event("attempt", f"{item} {choice}")
        if self.right(index):
            self.record.event("solved", item)
        self.announce(self._verdict(index))

    def right(self, index) -> bool:
        return self.chosen.get(index) == self.questions[index]["right"]

    @property
    def score(self) -> int:
        return sum(self.right(index) for index in range(len(self.questions)))

    def _verdict(self, index) -> str:
        said = self.t("quiz.right") if self.right(index) else self.t("quiz.wrong")
        why = self.questions[index]["choices"][self.chosen[index]].get("why", "")
        return f"{said} {why}".strip()

    def body(self):
        answered = len(self.chosen)
        summary = self.t("quiz.score", right=self.score, answered=answered, n=len(self.questions))
        return join(*[self._question(index, question) for index, question in enumerate(self.questions)],
                    answered > 0 and parts.note(summary),
                    self.record.lost and parts.note(self.t("form.lost"), "afina-bad"))

    def _question(self, index, question):
        choices = [(number, choice["text"]) for number, choice in enumerate(question["choices"])]
        legend = self.t("quiz.question", n=index + 1, text=question["text"])
        verdict = None
        if index in self.chosen:
            sign = "✓ " if self.right(index) else "✗ "
            verdict = parts.note(sign + self._verdict(index), "afina-good" if self.right(index) else "afina-bad")
        return parts.form("answer", tag("input", type="hidden", name="question", value=index),
                          parts.radios(legend, "choice", choices, self.chosen.get(index)), verdict,
                          parts.submit(self.t("quiz.check")))
