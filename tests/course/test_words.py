"""Every word of the field that a learner meets is in the glossary, explained by then; each thing has one word."""
import functools
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import notebooks  # noqa: E402
import readability  # noqa: E402
import texts  # noqa: E402

WORDS = json.loads((pathlib.Path(__file__).parent / "words.json").read_text(encoding="utf-8"))
GLOSSARY = {term["id"]: term for term in notebooks.content("glossary")["terms"]}
ORDER = list(notebooks.FILES)
CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*\b(?![.(]\w)")


def word(pattern: str) -> re.Pattern:
    """The pattern as a whole word; one without small letters (SUS) is an abbreviation and not the word «sus»."""
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", 0 if pattern == pattern.upper() else re.IGNORECASE)


def prose(text: str) -> str:
    """A text without code, file names, the kernel's own menu and the names of libraries."""
    text = re.sub(r"```.*?```|`[^`]*`|<[^>]+>|\S+\.(?:csv|json|txt|html)\b|[\w-]+=\S+", " ", text, flags=re.S)
    return re.sub(r"[«“]Kernel[»”]|\bdatasets\b|course\.\w+\(.*?\)", " ", text)


@functools.cache
def everything(lang: str) -> list[tuple[str, str, str]]:
    """(group, place, text) of all that a learner reads."""
    return [(group, where, prose(text)) for group, found in texts.groups(lang).items() for where, text in found]


def told(lang: str, *kinds: str) -> list[tuple[str, str, str]]:
    """Those of some groups or kinds of them: "notebook", "content", "widgets", "form"."""
    return [one for one in everything(lang) if one[0] in kinds or one[0].split()[0] in kinds]


class Glossary(unittest.TestCase):
    def test_every_word_of_the_field_is_in_the_glossary(self):
        for lang in notebooks.LANGUAGES:
            for term in WORDS["terms"]:
                if term["glossary"] is not None:
                    self.assertIn(term["glossary"], GLOSSARY)
                    continue
                for _, where, text in told(lang, "notebook", "content", "glossary", "widgets", "form"):
                    self.assertIsNone(word(term[lang]).search(text), f"{where}: {text}")

    def test_it_is_explained_by_the_notebook_where_it_comes_first(self):
        """The widgets and forms say words of every lesson; the tests before and after ask about all of them."""
        for lang in notebooks.LANGUAGES:
            for term in WORDS["terms"]:
                if term["glossary"] is None:
                    continue
                explained = ORDER.index(GLOSSARY[term["glossary"]]["notebook"])
                for group, where, text in told(lang, "notebook", "content"):
                    number = group.split()[1]
                    if number in ORDER and ORDER.index(number) < explained:
                        self.assertIsNone(word(term[lang]).search(text), f"{where} ({number}): {text}")

    def test_the_list_knows_the_words_of_the_glossary(self):
        """A pattern that finds its own word nowhere would pass every test."""
        for lang in notebooks.LANGUAGES:
            said = " ".join(text for _, _, text in told(lang, "notebook", "content", "widgets", "form"))
            for term in WORDS["terms"]:
                if term["glossary"] is not None:
                    self.assertIsNotNone(word(term[lang]).search(said), f"{lang}: {term[lang]}")

    def test_every_abbreviation_is_in_the_glossary_or_a_name(self):
        for lang in notebooks.LANGUAGES:
            known = {*WORDS["names"][lang], *(term["word"][lang] for term in GLOSSARY.values())}
            known |= {part for one in known for part in one.split("-")}
            for _, where, text in told(lang, "notebook", "content", "widgets", "form"):
                self.assertLessEqual(set(CAPITALS.findall(text)) - {"A", "I", "Y", "O"}, known, f"{where}: {text}")
        for wanted in ("CSV", "LoRA", "PEFT", "GPU", "SUS", "TF-IDF"):
            self.assertIn(wanted, {term["word"]["es"] for term in GLOSSARY.values()})

    def test_an_explanation_is_short_and_does_not_use_its_own_word(self):
        for term in GLOSSARY.values():
            for lang in notebooks.LANGUAGES:
                text = term["text"][lang]
                self.assertLessEqual(len(readability.sentences(text + ".")), 2, text)
                self.assertLessEqual(len(text.split()), 20, text)
                own = term["word"][lang]
                self.assertIsNone(word(f"{re.escape(own.rstrip('s'))}s?").search(text), f"{own}: {text}")


class OneWord(unittest.TestCase):
    def test_each_thing_has_one_word(self):
        for lang in notebooks.LANGUAGES:
            for rule in WORDS["one_word"][lang]:
                for _, where, text in told(lang, "notebook", "content", "glossary", "widgets", "form", "handout README"):
                    self.assertIsNone(word(rule["not"]).search(text), f"{where}: «{rule['use']}» in {text}")


if __name__ == "__main__":
    unittest.main()
