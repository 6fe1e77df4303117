"""A person's own answers in the course: agree to keep them or not, hand them in, stop, erase."""
import pathlib

from . import parts
from .base import Widget, action
from .markup import join, tag


class MyAnswers(Widget):
    """`store`: an afina.survey.Store. `refused`: the person was asked before and said no. `decided(agreed)` hears what
    they say now. The file to hand in is written to `folder`, the notebook's own where it is empty.
    """
    title = "answers.title"

    def __init__(self, store, refused=False, decided=None, folder="", language=None):
        super().__init__(language)
        self.store, self.refused, self.decided, self.folder = store, refused, decided, pathlib.Path(folder)
        self.said = ""          # what the last button did
        self.asked_to_erase = False
        self.refresh()

    @action
    def agree(self, code=""):
        """Keeps answers from now on; `code` is the one from another machine, where there was one."""
        self.store.consent(True, str(code).strip())
        self.refused = False
        self._say("")
        self._tell(True)

    @action
    def refuse(self):
        self.store.consent(False)
        self.refused = True
        self._say(self.t("answers.stopped") if self.store.learner_code else "")
        self._tell(False)

    @action
    def hand_in(self):
        name = f"afina-{self.store.learner_code}.json"
        self._say(self.t("answers.handed", name=self.store.export(self.folder / name).name))

    @action
    def ask_to_erase(self):
        self.asked_to_erase, self.said = True, ""
        self.announce(self.t("answers.sure"))

    @action
    def keep(self):
        self._say("")

    @action
    def erase(self):
        self.store.erase()
        self.refused = True     # nothing is kept again before the person says so
        self._say(self.t("answers.erased"))
        self._tell(False)

    def _say(self, text):
        self.said, self.asked_to_erase = text, False
        self.announce(text or self._state())

    def _tell(self, agreed):
        if self.decided is not None:
            self.decided(agreed)

    def _state(self) -> str:
        if self.store.consented:
            return self.t("answers.kept", code=self.store.learner_code)
        return self.t("answers.refused") if self.refused else self.t("answers.ask")

    def body(self):
        said = self.said and parts.note(self.said, "afina-good")
        if self.store.consented:
            return join(tag("p", self._state()), tag("p", self.t("answers.note_code"), class_="afina-help"),
                        parts.button(self.t("answers.hand_in"), "hand_in"),
                        parts.button(self.t("answers.stop"), "refuse"), self._erasing(), said,
                        parts.details(self.t("answers.other_code"), self._code_form("answers.use_code"), key="code"))
        if self.refused:
            erasing = self.store.learner_code and join(parts.button(self.t("answers.hand_in"), "hand_in"),
                                                       self._erasing())
            return join(tag("p", self._state()), parts.button(self.t("answers.begin"), "agree"), erasing, said)
        return join(tag("p", self._state()), tag("p", self.t("answers.ask_why")), self._code_form("answers.yes"),
                    parts.button(self.t("answers.no"), "refuse"))

    def _code_form(self, label):
        return parts.form("agree", parts.text_field(self.t("answers.code"), "code",
                                                    help_text=self.t("answers.code_help")),
                          parts.submit(self.t(label)))

    def _erasing(self):
        if not self.asked_to_erase:
            return parts.button(self.t("answers.erase"), "ask_to_erase")
        return tag("div", parts.note(self.t("answers.sure"), "afina-bad"),
                   parts.button(self.t("answers.erase_yes"), "erase"), parts.button(self.t("answers.erase_no"), "keep"),
                   data_key="erasing")
