"""Syllables, stress and rhyme of written Spanish, as far as spelling tells them."""

import functools
import re

STRONG = "aeoáéóíú"
WEAK = "iuü"
VOWELS = STRONG + WEAK
ACCENT = {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "ú"}
PLAIN = {accented: plain for plain, accented in ACCENT.items()}


def strip_accents(text):
    return "".join(PLAIN.get(letter, letter) for letter in text)


def nuclei(word):
    """Position in `word` of the main vowel of every syllable."""
    places = []
    previous = ""          # class of the vowel just before: "", "s", "w"
    silent = {m.start() + 1 for m in re.finditer("[qg]u[eiéí]", word)}
    for place, letter in enumerate(word):
        if place in silent or (letter == "h" and previous):
            continue
        if letter == "y" and place == len(word) - 1 and len(word) > 1:
            letter = "i"
        if letter in STRONG:
            if previous == "w" and places and places[-1][1]:
                places[-1] = (place, False)     # rising diphthong: the strong vowel rules
            else:
                places.append((place, False))
            previous = "s"
        elif letter in WEAK:
            if not previous:
                places.append((place, True))
            elif previous == "w" and places[-1][1]:
                places[-1] = (place, True)      # two weak vowels: the second rules
            previous = "w"
        else:
            previous = ""
    return [place for place, _ in places]


@functools.lru_cache(maxsize=None)
def stress(word):
    """(syllables, index of the stressed syllable, position of its vowel)."""
    places = nuclei(word)
    if not places:
        return 0, 0, 0
    for index, place in enumerate(places):
        if word[place] in PLAIN:
            return len(places), index, place
    last = len(places) - 1
    penultimate = word[-1] in "aeiouns" and last > 0
    index = last - 1 if penultimate else last
    return len(places), index, places[index]


def attach(form, clitics):
    """A verb form with its enclitic pronouns, with the accent that it then needs."""
    if not clitics:
        return form
    if clitics in ("nos", "se") and form.endswith("mos"):
        form = form[:-1]
    if clitics == "os" and form.endswith("d"):
        form = form[:-1]
    whole = form + clitics
    _, _, place = stress(form)
    bare = strip_accents(whole[:place + 1]) + whole[place + 1:]
    count, index, at = stress(bare)
    if at == place and count - index <= 2:
        return bare
    return whole[:place] + ACCENT.get(whole[place], whole[place]) + whole[place + 1:]


@functools.lru_cache(maxsize=None)
def rhyme(word):
    """(full rhyme, assonance) of a word: sounds from the stressed vowel on."""
    word = word.lower()
    _, _, place = stress(word)
    tail = re.sub("[qg]u(?=[eiéí])", lambda m: m.group()[0], word[place:])
    tail = strip_accents(tail).replace("v", "b").replace("h", "").replace("ll", "y")
    vowels = "".join(letter for letter in tail if letter in "aeiou")
    return tail, vowels[:1] + (vowels[-1:] if len(vowels) > 1 else "")


def metric(line):
    """Metric syllables of a line of verse: with synalepha and the law of the last stress."""
    words = re.findall("[a-záéíóúüñ]+", line.lower())
    total = 0
    for index, word in enumerate(words):
        total += 1 if word == "y" else stress(word)[0]
        if index and (word[0] in VOWELS or word[0] == "h" or word == "y"):
            before = words[index - 1]
            if before[-1] in VOWELS or before[-1] == "y":
                total -= 1
    if not words:
        return 0
    count, index, _ = stress(words[-1])
    return total + {1: 1, 2: 0}.get(count - index, -1)
