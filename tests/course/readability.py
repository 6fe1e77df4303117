"""INFLESZ of a Spanish text: 206.835 - 62.3 syllables per word - words per sentence (Barrio-Cantalejo and others)."""
from __future__ import annotations

import re

WORD = re.compile(r"[a-záéíóúüñ]+", re.IGNORECASE)
STRONG, WEAK, STRESSED_WEAK = "aeoáéó", "iuü", "íú"


def syllables(word: str) -> int:
    """Vowel groups of a word: two strong vowels or a stressed weak one part a group."""
    word = re.sub(r"qu(?=[eiéí])", "q", word.lower())
    word = re.sub(r"gu(?=[eiéí])", "g", word)
    word = re.sub(r"y(?![aeiouáéíóú])", "i", word)
    count, previous = 0, ""
    for letter in word:
        if letter in STRONG + WEAK + STRESSED_WEAK:
            joined = previous and not (letter in STRONG and previous in STRONG) \
                and letter not in STRESSED_WEAK and previous not in STRESSED_WEAK
            count += 0 if joined else 1
            previous = letter
        elif letter != "h":
            previous = ""
    return max(count, 1)


def sentences(text: str) -> list[list[str]]:
    parts = re.split(r"(?<=[.!?…])\s+", text)
    return [found for part in parts if (found := WORD.findall(part))]


def inflesz(text: str) -> float:
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    if not words:
        return 100.0
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / len(found)
