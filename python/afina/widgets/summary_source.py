"""A summary beside its source, the sentences it came from marked and numbered."""
from . import engine, parts
from .base import Widget, action
from .friendly import Refused
from .markup import join, tag


def segments(document, sentences) -> list:
    """The document cut into (text, number of the sentence or None), in order; offsets count code points. A sentence
    that rests on no part of the document has none."""
    pieces, reached = [], 0
    numbered = sorted((int(engine.field(one, "begin")), int(engine.field(one, "end")), number)
                      for number, one in enumerate(sentences, 1) if engine.field(one, "begin") is not None)
    for begin, end, number in numbered:
        if begin < reached:     # two summary sentences from one place: the first keeps it
            continue
        pieces += [(document[reached:begin], None), (document[begin:end], number)]
        reached = end
    pieces.append((document[reached:], None))
    return [piece for piece in pieces if piece[0]]


class SummarySource(Widget):
    """`text`: a text or the path of a document; `model` None takes sentences as they stand, as many as `sentences`."""
    title = "summary.title"

    def __init__(self, text="", model=None, sentences=3, language=None):
        super().__init__(language)
        self.source, self.model_name, self.sentences = str(text), model, sentences
        self.summary, self.chosen = None, 0
        if self.source:
            self.summarise()
        self.refresh()

    def summarise(self):
        """Starts summing up; `wait()` waits for it."""
        self.start(self._work)

    def _work(self, job):
        summary = engine.summarise(self.source, self.model_name, self.sentences)
        if not job.cancelled:
            self.summary, self.chosen = summary, 0

    def finished(self, job):
        if self.summary is not None and not job.cancelled:
            count = len(self.summary.sentences)
            self.announce(self.t("summary.says_one") if count == 1 else self.t("summary.says", n=count))

    @action
    def set(self, text=None, sentences=None):
        self.source = self.source if text is None else text
        self.sentences = max(1, int(float(sentences))) if sentences else self.sentences
        if not self.source.strip():
            raise Refused(self.t("summary.empty"))
        self.summarise()

    @action
    def choose(self, number):
        """Marks one sentence more strongly, and says where it stands."""
        self.chosen = 0 if self.chosen == int(number) else int(number)
        if self.chosen:
            self.announce(self.t("summary.chosen", n=self.chosen,
                                 text=engine.field(self.summary.sentences[self.chosen - 1], "text", "")))

    def body(self):
        how_many = self.model_name is None and parts.slider(self.t("summary.sentences"), "sentences", self.sentences,
                                                            1, 12, 1)
        controls = parts.form("set", parts.text_field(self.t("summary.text"), "text", self.source, rows=4), how_many,
                              parts.submit(self.t("summary.summarise")))
        return join(tag("p", self.t("summary.intro")), controls, self.busy and parts.note(self.t("summary.working")),
                    self.summary and parts.columns(self._summary(), self._document()))

    def _summary(self):
        items = [tag("li", engine.field(one, "text", ""), " ",
                     parts.button(f"[{number}]", "choose", number=number, pressed=number == self.chosen,
                                  described=self.t("summary.show", n=number)))
                 for number, one in enumerate(self.summary.sentences, 1)]
        written = (self.model_name is not None or not items) and tag("div", self.summary.text, class_="afina-text")
        statement = getattr(self.summary, "statement", "")
        return join(parts.heading(4, self.t("summary.summary")), written,
                    items and tag("p", self.t("summary.from")), items and tag("ol", *items),
                    statement and parts.note(statement))

    def _document(self):
        pieces = []
        for text, number in segments(self.summary.document, self.summary.sentences):
            chosen = number is not None and number == self.chosen
            pieces.append(text if number is None else
                          tag("mark", tag("strong", f"[{number}] "), text,
                              class_="afina-chosen" if chosen else None))
        return join(parts.heading(4, self.t("summary.source")), tag("div", *pieces, class_="afina-text"))
