"""Checks of exercises: pure functions of an answer, the facts and the exercise's own settings.

Each returns "" where the answer is right, else the key of the hint that fits (a sentence of the exercise's "says").
Facts is anything with the methods of facts.Facts; the tests give one with fixed values.
"""
from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

Check = Callable[[str, Any, dict[str, Any]], str]


def simple(text: str) -> str:
    """Lower case, without accents, signs or doubled spaces."""
    bare = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def words(text: str) -> list[str]:
    return simple(text).split()


def number(answer: str) -> float | None:
    """The first number of an answer; a comma may be the decimal mark. None where there is none, or none so large."""
    found = re.search(r"-?\d+(?:[.,]\d+)?(?:e-?\d+)?", answer)
    value = float(found.group().replace(",", ".")) if found else math.inf
    return value if math.isfinite(value) else None


def one_of(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A word to complete a sentence with: any of settings["accept"]."""
    said = f" {simple(answer)} "
    accepted = [simple(word) for word in settings["accept"]]
    if not said.strip():
        return "empty"
    return "" if any(f" {word} " in said for word in accepted) else "wrong"


def near(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A number between settings["low"] and settings["high"]."""
    value = number(answer)
    if value is None:
        return "empty"
    if value < settings["low"]:
        return "low"
    return "high" if value > settings["high"] else ""


def fact_number(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A number read off the person's own screen: the fact named settings["fact"]."""
    value = number(answer)
    if value is None:
        return "empty"
    truth = getattr(facts, settings["fact"])()
    truths = truth if isinstance(truth, list) else [truth]
    margin = settings.get("margin", 0)
    return "" if any(math.isclose(value, t, abs_tol=margin + 1e-9) for t in truths) else "wrong"


def cut_in(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """One word that semilla cuts into settings["tokens"] pieces or more."""
    if not answer.strip():
        return "empty"
    if len(answer.split()) > 1:
        return "many"
    return "" if facts.tokens(answer.strip()) >= settings["tokens"] else "few"


def predictable(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A beginning after which one token has at least settings["share"]."""
    if len(words(answer)) < 2:
        return "empty"
    return "" if facts.next_share(answer.strip()) >= settings["share"] else "open"


def minimal_pair(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """Two sentences parted by «|» that differ in one word."""
    parts = [part.split() for part in answer.split("|")]
    if len(parts) != 2 or not all(parts):
        return "empty"
    if len(parts[0]) < 3 or len(parts[0]) != len(parts[1]):
        return "length"
    changed = sum(simple(a) != simple(b) for a, b in zip(*parts))
    return "" if changed == 1 else ("same" if changed == 0 else "many")


def labelled(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A text of one's own that the tuned model puts into settings["label"]."""
    if len(words(answer)) < 4:
        return "empty"
    return "" if simple(facts.label(answer)) == simple(settings["label"]) else "other"


def two_columns(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A row of one's own: what comes in and what should come out, parted by «|»."""
    parts = [part.strip() for part in answer.split("|")]
    if len(parts) != 2 or not all(parts):
        return "empty"
    if simple(parts[0]) == simple(parts[1]):
        return "same"
    return "" if len(words(parts[0])) >= 3 else "short"


# Addresses of mail, bank accounts, identity numbers and telephones by their shape. Dates are shaped like a telephone.
PERSONAL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.\w+|\b[A-Z]{2}\d{2}[\s\d]{10,}|\b[XYZ]?\d{7,8}-?[A-Z]\b"
                      r"|(?:\d[\s.-]?){6,}\d", re.IGNORECASE)
DATES = re.compile(r"(?:\d{4}[.-]\d\d?[.-]\d\d?|\d\d?[.-]\d\d?[.-]\d{4}|(?:19|20)\d\d[\s-]+(?:19|20)\d\d)(?!\d)")
HIDDEN = "•"


def personal(text: str) -> list[tuple[int, int]]:
    """Where a text has what looks like personal data: begin and end of each. Names and streets have no such shape."""
    found = ((match.start(), match.end(), match.group()) for match in PERSONAL.finditer(text))
    return [(begin, end) for begin, end, said in found if not DATES.fullmatch(said.strip(" .-"))]


def masked(text: str) -> str:
    """A text to show, with the letters and figures of what looks like personal data covered."""
    for begin, end in personal(text):
        text = text[:begin] + re.sub(r"\w", HIDDEN, text[begin:end]) + text[end:]
    return text


def maybe_names(text: str) -> list[str]:
    """Words with a capital inside a sentence, which may name somebody."""
    return list(dict.fromkeys(re.findall(r"(?<=[\w,;:] )[A-ZÁÉÍÓÚÜÑ][^\W\d_]+", text)))


def no_personal_data(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A row without names, telephones, addresses of mail or identity numbers, and still saying something."""
    if len(words(answer)) < settings.get("words", 5):
        return "empty"
    said = f" {simple(answer)} "
    if any(f" {simple(name)} " in said for name in settings.get("names", [])):
        return "name"
    if personal(answer):
        return "data"
    return "" if all(f" {simple(word)} " in said for word in settings.get("keep", [])) else "lost"


def breaks_learning(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A learning rate with which the loss of a very short run does not go down."""
    rate = number(answer)
    if rate is None or rate <= 0:
        return "empty"
    first, last = facts.try_rate(rate)
    return "" if not math.isfinite(last) or last >= settings["stays"] * first else "learns"


def short_summary(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A number of sentences whose summary has at most settings["words"] words."""
    value = number(answer)
    if value is None or value < 1 or value != int(value):
        return "empty"
    return "" if facts.summary_words(int(value)) <= settings["words"] else "long"


def faithful(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A summary of one's own: short, and with no name or figure that the notice does not have."""
    said = words(answer)
    if len(said) < settings["fewest"]:
        return "empty"
    if len(said) > settings["most"]:
        return "long"
    source = set(words(facts.document()))
    names = [simple(w) for w in re.findall(r"(?<=[\w,;] )[A-ZÁÉÍÓÚÑ]\w+|\d+", answer)]
    if any(part not in source for name in names for part in name.split()):
        return "invented"
    return "" if len(source.intersection(w for w in said if len(w) > 4)) >= settings["shared"] else "other"


def more_bits(answer: str, facts: Any, settings: dict[str, Any]) -> str:
    """A sentence that surprises semilla more than the absurd one of the lesson."""
    if len(words(answer)) < settings["words"]:
        return "empty"
    return "" if facts.bits(answer.strip()) > facts.absurd_bits() else "calm"


CHECKS: dict[str, Check] = {check.__name__: check for check in (
    one_of, near, fact_number, cut_in, predictable, minimal_pair, labelled, two_columns, no_personal_data,
    breaks_learning, short_summary, faithful, more_bits)}


def check(exercise: dict[str, Any], answer: str, facts: Any) -> str:
    """Runs an exercise's check; "" where the answer is right."""
    return CHECKS[exercise["check"]](answer, facts, exercise.get("settings", {}))
