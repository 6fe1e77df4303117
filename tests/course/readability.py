"""INFLESZ of a Spanish text: 206.835 - 62.3 syllables per word - words per sentence (Barrio-Cantalejo and others).

Figures and abbreviations count as they are read aloud: «3 %» is three words, «CSV» three too.
"""
from __future__ import annotations

import re

WORD = re.compile(r"\d+(?:[.,]\d+)*|%|[a-záéíóúüñ]+", re.IGNORECASE)
STRONG, WEAK = "aeoáéó", "iuüíú"

UNITS = ("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
         "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
         "veintiocho veintinueve").split()
TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
HUNDREDS = ("ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
            "novecientos").split()
LETTERS = dict(zip("ABCDEFGHIJKLMNÑOPQRSTUVWXYZ", (
    "a be ce de e efe ge hache i jota ka ele eme ene eñe o pe cu erre ese te u uve uvedoble equis ye zeta").split()))
# What a Spanish reader can say as a word: syllables with at most one consonant at the end.
SAYABLE = re.compile(r"(?:(?:[BCDFGPT]R|[BCFGP]L|CH|LL|QU|[B-DF-HJ-NP-TV-Z])?[AEIOU]+[LNRSDZ]?)+")


def number(value: int) -> list[str]:
    """The words of a whole number under a thousand million."""
    if value < 30:
        return [UNITS[value]]
    if value < 100:
        return [TENS[value // 10 - 3], *(["y", UNITS[value % 10]] if value % 10 else [])]
    for size, name in ((1_000_000, "millones"), (1000, "mil")):
        if value >= size:
            head, rest = divmod(value, size)
            before = [] if name == "mil" and head == 1 else number(head)
            return [*before, name, *(number(rest) if rest else [])]
    rest = value % 100
    return ["cien"] if value == 100 else [HUNDREDS[value // 100 - 1], *(number(rest) if rest else [])]


def spoken(word: str) -> list[str]:
    """A word as it is read aloud: figures in words, abbreviations by their letters where they cannot be said."""
    if word == "%":
        return ["por", "ciento"]
    if word[0].isdigit():
        whole, *rest = re.split(r"[.,]", word)
        if rest and word.count(".") == len(rest) and all(len(part) == 3 for part in rest):  # 1.200.000
            whole, rest = "".join((whole, *rest)), []
        said = number(int(whole)) if len(whole) < 10 else [UNITS[int(digit)] for digit in whole]
        for part in rest:
            said += ["coma", *(UNITS[int(digit)] for digit in part)]
        return said
    if len(word) > 1 and word.isupper() and not SAYABLE.fullmatch(word):
        return [LETTERS.get(letter, letter) for letter in word]
    return [word]


def parted(first: str, second: str) -> bool:
    """Whether two vowels side by side belong to two syllables."""
    if first in STRONG and second in STRONG or first == second:
        return True
    return first in "íú" and second in STRONG or second in "íú" and first in STRONG


def syllables(word: str) -> int:
    """Vowel groups of a word: two strong vowels, or a strong one beside a stressed weak one, part a group.

    An h between vowels changes nothing, the u of que, qui, gue, gui is mute, and y is a vowel unless one follows it.
    """
    word = re.sub(r"qu(?=[eiéí])", "q", word.lower())
    word = re.sub(r"gu(?=[eiéí])", "g", word)
    word = re.sub(r"y(?![aeiouáéíóú])", "i", word)
    count, previous = 0, ""
    for letter in word:
        if letter in STRONG + WEAK:
            count += not previous or parted(previous, letter)
            previous = letter
        elif letter != "h":
            previous = ""
    return max(count, 1)


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; a figure is one word here, as it is one to the eye."""
    parts = re.split(r"(?<=[.!?…])\s+", text)
    return [found for part in parts if (found := [word for word in WORD.findall(part) if word != "%"])]


def inflesz(text: str) -> float:
    found = sentences(text)
    words = [said for word in WORD.findall(text) for said in spoken(word)]
    if not found:
        return 100.0
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / len(found)
