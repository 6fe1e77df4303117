"""What is true of the person's own data, run and words, for the checks of exercises. Computed when asked for."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import document
from .session import Session, losses_of


SURPRISE = ("bits_per_byte", "perplexity")  # measures of which less is better


class Facts:
    """Lazy facts of a session; a check calls only what it needs."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def tokens(self, text: str) -> int:
        """How many tokens semilla cuts a text into."""
        import afina
        return len(afina.Tokenizer("semilla").encode(text).tokens)

    def next_share(self, text: str) -> float:
        """Probability of the likeliest next token, 0-1."""
        import afina
        return float(afina.Model("semilla").next_tokens(text, 1)[0][1])

    def label(self, text: str) -> str:
        """The category that the tuned model chooses for a text."""
        return str(self.session.run().classify([text])[0].label)

    def test_rows(self) -> int:
        return len(self.session.dataset().parts["test"])

    def best_step(self) -> int:
        return int(self.session.run().best_step)

    def bits(self, text: str) -> float:
        """How surprising semilla finds a text, in bits per byte."""
        import afina
        return float(afina.Model("semilla").score(text)["bits_per_byte"])

    def absurd_bits(self) -> float:
        return self.bits(self.session.content["sentences"][1])

    def baselines(self) -> list[float]:
        """Figures of the simple methods as a table shows them: shares also as per cent."""
        return self._figures(("value",), lambda name: name not in ("before", "after", "model"))

    def worst_end(self) -> list[float]:
        """The worse end of the tuned model's intervals: the low one of hits, the high one of what surprises."""
        scores = self.session.report().scores
        tuned = {metric: score for name in ("after", "model") for metric, score in scores.get(name, {}).items()}
        ends = (float(score["high" if metric in SURPRISE else "low"]) for metric, score in tuned.items())
        return [end * scale for end in ends for scale in (1, 10, 100)]

    def _figures(self, keys: tuple[str, ...], wanted: Callable[[str], bool]) -> list[float]:
        found = [float(score[key]) for name, scores in self.session.report().scores.items() if wanted(name)
                 for score in scores.values() for key in keys]
        return [value * scale for value in found for scale in (1, 10, 100)]

    def document(self) -> str:
        """The notice that notebook 05 works on."""
        return document.chosen(self.session)[0]

    def summary_words(self, sentences: int) -> int:
        """Words of the extractive summary with so many sentences."""
        import afina
        return len(afina.summarize(self.document(), sentences=sentences).text.split())

    def try_rate(self, rate: float) -> tuple[float, float]:
        """Loss before learning, and at the end of a very short run with this learning rate.

        What a run says first is after some steps, and with a huge rate that is far above where it began.
        """
        if "untouched" not in self.session.cache:
            still = self.session.trial(learning_rate=1e-9, max_steps=1, evaluate_every=1)
            self.session.cache["untouched"] = losses_of(still.history)[0]
        run = self.session.trial(learning_rate=rate, max_steps=16, evaluate_every=8)
        return self.session.cache["untouched"], losses_of(run.history)[-1]
