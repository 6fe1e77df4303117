"""Noise of people who write in a hurry: typing slips, missing accents, abbreviations, capitals, punctuation."""

import re

ACCENTS = str.maketrans("áéíóúüÁÉÍÓÚÜ", "aeiouuAEIOUU")
SHORT = [("porque", "xq"), ("por qué", "xq"), ("por favor", "x favor"), ("por favor", "porfa"), ("que", "q"),
         ("también", "tb"), ("también", "tmb"), ("por", "x"), ("calle", "c/"), ("ayuntamiento", "ayto"),
         ("teléfono", "tfno"), ("número", "nº"), ("días", "dias"), ("para", "pa"), ("bastante", "bstante"),
         ("gracias", "grcs"), ("todos", "tds"), ("nada", "na")]
SPELLING = [("había", "abía"), ("hay ", "ai "), ("hace", "ace"), ("echar", "hechar"), ("haber", "aver"),
            ("vecin", "becin"), ("lleva", "yeva"), ("ahora", "haora"), ("hasta", "asta"), ("hacer", "acer"),
            ("vez", "ves"), ("llevo", "yevo"), ("hemos", "emos"), ("van a", "ban a"), ("volver", "bolver")]
WORD = re.compile(r"[a-zñáéíóúü]{5,}")


def slip(random, word):
    """One slip of the fingers inside a word: a letter lost, doubled or swapped with the next."""
    i = random.between(1, len(word) - 2)
    kind = random.below(3)
    if kind == 0:
        return word[:i] + word[i + 1:]
    if kind == 1:
        return word[:i] + word[i] + word[i:]
    return word[:i] + word[i + 1] + word[i] + word[i + 2:]


def slips(random, text, count):
    for _ in range(count):
        words = list(WORD.finditer(text))
        if not words:
            return text
        where = random.choice(words)
        text = text[:where.start()] + slip(random, where.group()) + text[where.end():]
    return text


def abbreviate(random, text, percent):
    for long, short in SHORT:
        if random.chance(percent):
            text = re.sub(r"\b" + long + r"\b", short, text)
    return text


def misspell(random, text, percent):
    for right, wrong in SPELLING:
        if random.chance(percent):
            text = text.replace(right, wrong)
    return text


def loosen(random, text):
    """Punctuation as it comes: none, commas for stops, dots, too many signs, or no opening signs."""
    kind = random.below(6)
    if kind == 0:
        return re.sub(r"[.,;:¡¿]", "", text)
    if kind == 1:
        return text.replace(". ", ", ").rstrip(".")
    if kind == 2:
        return text.replace(". ", "... ").rstrip(".") + random.choice(["...", "!!!", "!!"])
    if kind == 3:
        return text.replace("¿", "").replace("¡", "").rstrip(".")
    if kind == 4:
        return text.replace(", ", ",").replace("¿", "").replace("¡", "")
    return text.replace(", ", " ").replace(". ", " . ")


def roughen(random, text):
    """Nearly half of the texts stay clean, a third get one or two kinds of noise, the rest several."""
    level = random.below(100)
    if level < 46:
        return text
    heavy = level >= 82
    if random.chance(75 if heavy else 35):
        text = text.translate(ACCENTS)
    if random.chance(60 if heavy else 30):
        text = loosen(random, text)
    if random.chance(50 if heavy else 20):
        text = abbreviate(random, text, 55)
    if random.chance(40 if heavy else 10):
        text = misspell(random, text, 60)
    if random.chance(70 if heavy else 45):
        text = slips(random, text, random.between(1, 3 if heavy else 1))
    if random.chance(50 if heavy else 25):
        text = text[0].lower() + text[1:] if random.chance(40) else text.lower()
    elif random.chance(6):
        text = text.upper()
    return text
