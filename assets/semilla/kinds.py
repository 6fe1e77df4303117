"""The kinds of document and how often each is written."""

import exercises
import topics
import verse
from grammar import Grammar
from lexicon import Lexicon
from morphology import polish
from slots import Context

# kind: (weight, rule or name of a Python maker)
WEIGHTS = {
    "frases": 14, "yo_diario": 4, "exposición": 7, "antiguo": 9, "administración": 8, "universidad": 7, "extraer": 7,
    "transformar": 8, "crónica": 5, "cuento": 22, "preguntas_texto": 12, "preguntas_generales": 9, "aviso": 7,
    "diálogo": 9, "noticia": 12, "reseña": 9, "definición": 6, "carta": 6, "receta": 4, "clasificación": 8,
    "ejercicio": 8, "verso": 8, "estrofa_llana": 2, "tema": 130,
}
# The second part of the corpus: conversations, of which only the answers are learned, mostly what a message is about;
# and enough running text that telling is not forgotten.
ANSWER_WEIGHTS = {
    "clasificar": 120, "tema": 24, "aviso_resumido": 32, "preguntas_texto": 12, "preguntas_generales": 5,
    "administración": 4, "universidad": 4, "extraer": 8, "transformar": 3, "clasificación": 5, "ejercicio": 3,
    "noticia": 6, "reseña": 3, "cuento": 8, "crónica": 2, "exposición": 2, "carta": 2, "aviso": 2, "diálogo": 3, "antiguo": 5, "verso": 9, "estrofa_llana": 1,
}
PARTS = {"text": WEIGHTS, "answers": ANSWER_WEIGHTS}


class Kinds:
    def __init__(self, seed, part="text"):
        self.lexicon = Lexicon()
        self.grammar = Grammar(self.lexicon)
        self.exercises = exercises.Exercises(self.lexicon)
        self.topics = topics.Topics()
        self.verses = verse.Verses(self.grammar, seed)
        self.deck = [kind for kind, weight in PARTS[part].items() for _ in range(weight)]

    def make(self, rng):
        """(kind, text); «¶u» and «¶a» in the text mark the turns of a conversation."""
        kind = rng.choice(self.deck)
        return kind, self.one(kind, rng)

    def one(self, kind, rng):
        if kind == "ejercicio":
            return self._turns(self.exercises.make(rng))
        if kind == "definición":
            return self._turns(self.exercises.definition(rng))
        if kind == "tema":
            return self.topics.make(rng)
        if kind == "clasificar":
            return self.topics.question(rng)
        if kind == "verso":
            return self.verses.poem(rng)
        return self._turns(self.grammar.raw(kind, Context(rng)))

    @staticmethod
    def _turns(text):
        """Polishes each turn by itself, so that it begins with a capital."""
        if "¶" not in text:
            return polish(text)
        parts = text.split("¶")
        return "".join("¶" + part[0] + polish(part[1:].strip()) for part in parts[1:])
