"""How people write in a hurry: without accents or capitals, with short forms and slips of the fingers."""

import re

PLAIN = str.maketrans("áéíóúüÁÉÍÓÚÜ", "aeiouuAEIOUU")
SHORT = (("porque", "xq"), ("que", "q"), ("por", "x"), ("también", "tb"), ("mañana", "mñn"), ("para", "pa"), ("de", "d"), ("estoy", "toy"))
SOUNDS = (("b", "v"), ("v", "b"), ("h", ""), ("ll", "y"), ("z", "s"), ("c", "s"), ("j", "g"))
LETTERS = "abcdefghijklmnopqrstuvwxyzáéíóúñ"


def slip(rng, word):
    """One wrong letter, or a sound written as another."""
    place = rng.below(len(word))
    style = rng.below(5)
    if style == 0:
        return word[:place] + word[place + 1:]
    if style == 1:
        return word[:place] + word[place] + word[place:]
    if style == 2 and place + 1 < len(word):
        return word[:place] + word[place + 1] + word[place] + word[place + 2:]
    if style == 3:
        return word[:place] + rng.choice(LETTERS) + word[place + 1:]
    sound, other = rng.choice(SOUNDS)
    return word.replace(sound, other, 1)


def hurried(rng, text):
    """`text` with one or more of these; never empty."""
    styles = rng.between(1, 31)
    if styles & 1:
        text = text.translate(PLAIN)
    if styles & 2:
        text = text.lower()
    if styles & 4:
        text = re.sub("[¿¡]", "", text)
        text = re.sub(r"[.,;:](?= )", "", text).rstrip(".") if rng.chance(50) else text.replace(". ", ", ").rstrip(".")
    if styles & 8:
        for long, short in SHORT:
            if rng.chance(40):
                text = re.sub(r"\b%s\b" % long, short, text)
    if styles & 16:
        words = text.split(" ")
        for _ in range(1 + len(words) // 12):
            place = rng.below(len(words))
            if len(words[place]) > 4 and words[place].isalpha():
                words[place] = slip(rng, words[place])
        text = " ".join(words)
    if rng.chance(4):
        text = text.upper()
    return text
