"""What a model would write next, while temperature, top-k and top-p move; and how absurd it finds a sentence."""
import numpy as np

from . import engine, parts
from .base import Widget, action
from .markup import join, tag
from .sampling import next_probabilities, perplexity, surprise

_SHOWN = 12


class NextWordExplorer(Widget):
    """`model`: a name or a loaded model; `sentences`: a predictable and an absurd one to compare."""
    title = "next.title"

    def __init__(self, text=None, model="semilla", sentences=None, seed=1, language=None):
        super().__init__(language)
        self.text = self.t("next.sample") if text is None else text
        self.temperature, self.top_k, self.top_p, self.seed = 1.0, 0, 1.0, seed
        self._name, self._model, self._tokenizer = model, engine.model(model), None
        self._logits, self._logits_of = None, None
        self._random = np.random.default_rng(seed)
        self.sentences = list(sentences or (self.t("next.predictable"), self.t("next.absurd")))
        self.scores = []
        self.refresh()

    @property
    def tokenizer(self):
        if self._tokenizer is None:
            self._tokenizer = getattr(self._model, "tokenizer", None) or engine.tokenizer(self._name)
        return self._tokenizer

    def logits(self) -> np.ndarray:
        """[V] after the text; kept while the text stays, so that a moved slider costs no model run."""
        if self._logits_of != self.text:
            self._logits = np.array(self._model.logits(self.text or " ")[-1])   # a copy: the array is the model's own
            self._logits_of = self.text
        return self._logits

    def probabilities(self) -> np.ndarray:
        return next_probabilities(self.logits(), self.temperature, self.top_k, self.top_p)

    def candidates(self) -> list:
        """The likeliest next pieces before any setting: [{id, text, before, after}]."""
        before, after = next_probabilities(self.logits()), self.probabilities()
        order = np.argsort(-before, kind="stable")[:_SHOWN]
        return [{"id": int(id_), "text": self.tokenizer.decode([int(id_)]), "before": float(before[id_]),
                 "after": float(after[id_])} for id_ in order]

    @action
    def set(self, text=None, temperature=None, top_k=None, top_p=None):
        self.text = self.text if text is None else text
        self.temperature = min(2.0, max(0.0, float(temperature or 0))) if temperature is not None else self.temperature
        self.top_k = max(0, int(float(top_k or 0))) if top_k is not None else self.top_k
        self.top_p = min(1.0, max(0.01, float(top_p or 1))) if top_p is not None else self.top_p
        best = max(self.candidates(), key=lambda one: one["after"])
        self.announce(self.t("next.says", word=best["text"], share=self.t.percent(best["after"]),
                             n=self.t.number(int((self.probabilities() > 0).sum()))))

    @action
    def write(self, id):
        """Adds a piece to the text, as a model does at each step."""
        ids = [token for _, _, _, token in engine.encode(self.tokenizer, self.text)]
        so_far, whole = self.tokenizer.decode(ids), self.tokenizer.decode(ids + [int(id)])
        # Only the whole text tells whether a blank stands before the piece: decoders drop it at a beginning.
        piece = whole[len(so_far):] if whole.startswith(so_far) else self.tokenizer.decode([int(id)])
        self.text += piece
        self.announce(self.t("next.wrote", word=piece))

    @action
    def draw(self):
        """One piece by chance, with the probabilities as they stand."""
        probabilities = self.probabilities()
        self.write(int(self._random.choice(len(probabilities), p=probabilities)))

    @action
    def compare(self, first, second):
        self.sentences = [first, second]
        self.scores = [self._score(sentence) for sentence in self.sentences]
        self.announce(self.t("next.perplexities", first=self.t.number(self.scores[0]["perplexity"]),
                             second=self.t.number(self.scores[1]["perplexity"])))

    def _score(self, sentence):
        """Perplexity of the engine, and the bits that each piece costs."""
        tokens = engine.encode(self.tokenizer, sentence)
        bits = surprise(self._model.logits(sentence), [id_ for _, _, _, id_ in tokens])
        known = [one for one in bits if one is not None]
        value = engine.field(self._model.score(sentence), "perplexity", perplexity(known))
        return {"sentence": sentence, "perplexity": value, "bits": bits,
                "pieces": [sentence[begin:end] for _, begin, end, _ in tokens]}

    def in_words(self, share) -> str:
        """A probability as people say it."""
        if share <= 0:
            return self.t("next.never")
        if share < 0.01:
            return self.t("next.rarely")
        if share < 0.095:
            return self.t("next.of_hundred", n=round(100 * share))
        return self.t("next.of_ten", n=round(10 * share)) if share < 0.95 else self.t("next.nearly_always")

    def body(self):
        controls = parts.form(
            "set", parts.text_field(self.t("next.text"), "text", self.text, rows=2),
            parts.slider(self.t("next.temperature"), "temperature", self.temperature, 0, 2, 0.05,
                         self.t("next.temperature_help")),
            parts.slider(self.t("next.top_k"), "top_k", self.top_k, 0, 100, 1, self.t("next.top_k_help")),
            parts.slider(self.t("next.top_p"), "top_p", self.top_p, 0.05, 1, 0.05, self.t("next.top_p_help")),
            live=True)
        return join(tag("p", self.t("next.intro")), controls, self._candidates(), self._sentences())

    def _candidates(self):
        found = self.candidates()
        bars = [{"name": parts.visible(one["text"]), "share": one["after"], "value": self.t.percent(one["after"]),
                 "note": self.in_words(one["after"]), "muted": one["after"] == 0} for one in found]
        kept = int((self.probabilities() > 0).sum())
        buttons = [parts.button(parts.visible(one["text"]) or "∅", "write", id=one["id"],
                                described=self.t("next.write", word=one["text"])) for one in found if one["after"] > 0]
        return parts.columns(
            join(parts.heading(4, self.t("next.candidates")), parts.bars(bars, self.t("next.candidates"))),
            join(parts.heading(4, self.t("next.go_on")), parts.note(self.t("next.kept", n=self.t.number(kept))),
                 tag("div", parts.button(self.t("next.draw"), "draw", kind="afina-primary")),
                 tag("p", self.t("next.choose")), tag("div", *buttons)))

    def _sentences(self):
        ask = parts.form("compare", parts.text_field(self.t("next.first"), "first", self.sentences[0]),
                         parts.text_field(self.t("next.second"), "second", self.sentences[1]),
                         parts.submit(self.t("next.compare")))
        return join(parts.heading(4, self.t("next.perplexity")), tag("p", self.t("next.perplexity_intro")), ask,
                    self.scores and self._scores())

    def _scores(self):
        most = max(score["perplexity"] for score in self.scores)
        bars = [{"name": self.t("next.sentence", n=index + 1), "share": score["perplexity"] / most,
                 "value": self.t.number(score["perplexity"], 1), "note": score["sentence"]}
                for index, score in enumerate(self.scores)]
        boxes = []
        for index, score in enumerate(self.scores):
            worst = max([bits for bits in score["bits"] if bits is not None] + [0])
            items = [{"text": text, "note": None if bits is None else self.t.number(bits, 1),
                      "kind": "afina-surprise" if bits is not None and bits == worst else ""}
                     for text, bits in zip(score["pieces"], score["bits"])]
            label = self.t("next.sentence", n=index + 1)
            boxes.append(join(tag("p", label), parts.tokens(items, label)))
        return join(parts.bars(bars, self.t("next.perplexity")), parts.columns(*boxes),
                    tag("p", self.t("next.bits_help"), class_="afina-help"))
