"""Spanish metre, as far as these verses need it: syllables with synalepha, last stress and assonance."""

import re

STRONG, ACCENTED = "aeoáéó", "áéíóú"
VOWELS = "aeiouáéíóúü"
PLAIN = str.maketrans("áéíóúü", "aeiouu")


def nuclei(word):
    """The vowel groups of a word, one a syllable: «paciencia» pa-cien-cia, «maestra» ma-es-tra, «caído» ca-í-do."""
    word = re.sub(r"([gq])u(?=[eiéí])", r"\1", word.lower()).replace("h", "" if word.lower().startswith("h") else "-")
    word = word.replace("c-", "c").replace("-", "")
    if word.endswith("y"):
        word = word[:-1] + "i"
    groups = []
    for run in re.findall(f"[{VOWELS}]+", word):
        current = run[0]
        for letter in run[1:]:
            last = current[-1]
            hiatus = (last in STRONG and letter in STRONG) or letter in "íú" or last in "íú"
            if hiatus:
                groups.append(current)
                current = letter
            else:
                current += letter
        groups.append(current)
    return groups


def stressed(word):
    """Index of the stressed group from the end: 0 aguda, 1 llana, 2 esdrújula."""
    groups = nuclei(word)
    for i, group in enumerate(reversed(groups)):
        if any(letter in ACCENTED for letter in group):
            return i
    if len(groups) > 1 and re.search(f"[{VOWELS}ns]$", word.lower()):
        return 1
    return 0


def words_of(line):
    return re.findall(r"[a-zñáéíóúü]+", line.lower())


def joins(left, right):
    """Whether two neighbouring words share a syllable: vowel against vowel, the h being mute."""
    ends = left[-1] in VOWELS or left == "y" or left.endswith("y")
    begins = right.lstrip("h")[:1] in VOWELS or right == "y"
    return ends and begins


def syllables(line):
    """Metric syllables: all of them, less the synalephas, corrected for the last stress."""
    words = words_of(line)
    count = sum(max(1, len(nuclei(word))) for word in words)
    count -= sum(joins(a, b) for a, b in zip(words, words[1:]))
    return count + 1 - min(2, stressed(words[-1]))


def assonance(line):
    """The vowels from the last stress on, weak ones of a diphthong dropped: «mañana» aa, «puerta» ea."""
    word = words_of(line)[-1]
    groups = nuclei(word)[-1 - stressed(word):]

    def core(group):
        for letter in group.translate(PLAIN):
            if letter in "aeo":
                return letter
        return group.translate(PLAIN)[-1]

    picked = [core(group) for group in groups]
    return picked[0] + (picked[-1] if len(picked) > 1 else "")
