"""Texts about one topic, and questions about what a text is about: built from the files of topics/.

«# topic», then lines of
    nombres: labels of the topic, «;» between them, the usual one first
    cosas: what the topic is about, noun phrases with their article, «,» between them
    hecho: one situation in several wordings, « / » between them
    pregunta: a question in two wordings, « => », its answer
    propia: a sentence that fits no other topic

A message is written as people write: an opening, what happened, asides about something else, haste. So its topic has
to be found in its words, wherever they stand.
"""

import glob
import os
import re

from morphology import polish
from noise import hurried

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "topics")
ARTICLE = re.compile(r"^(el|la|los|las|un|una|unos|unas) ")

OPENINGS = """hola | buenas | buenos días | buenas tardes | estimados señores | hola a todos | disculpen | perdón por la molestia |
escribo para contar una cosa | les cuento | miren ustedes | oigan | una consulta | quería comentar algo | necesito ayuda |
no sé si es aquí | es la segunda vez que escribo | a quien corresponda | muy señores míos | qué tal""".replace("\n", " ").split(" | ")
LEADS = """%s | %s | %s | resulta que %s | lo que ocurre es que %s | les informo de que %s | me han dicho que %s | ayer vimos que %s |
parece que %s | según cuentan, %s | desde el lunes %s | todo el mundo sabe que %s | el caso es que %s | hoy mismo %s |
como ya dije, %s | no es normal: %s | ha pasado otra vez: %s | mi madre cuenta que %s | a veces %s | otra vez %s |
se comenta que %s | en resumen, %s | la verdad es que %s | por lo visto %s | pasa lo siguiente: %s""".replace("\n", " ").split(" | ")
MENTIONS = """se trata de %s | escribo por %s | tiene que ver con %s | todo viene de %s | quería hablar de %s | la culpa es de %s |
pregunto por %s | mi duda es sobre %s | no entiendo nada de %s | gracias por %s | estoy pendiente de %s | otra vez con %s |
hace falta revisar %s | sigo pensando en %s | me interesa lo de %s | todos hablan de %s""".replace("\n", " ").split(" | ")
ASIDES = """de %s hablaremos otro día | lo de %s ya se arregló | no escribo por %s | con %s no tengo ningún problema |
aunque %s, ese es otro asunto | también es cierto que %s, pero eso da igual | dejando aparte %s | mi hermano, en cambio, se queja de %s | olviden lo de %s | sé que %s, y no me importa""".replace("\n", " ").split(" | ")
FILLERS = """gracias de antemano | un saludo | espero su respuesta | ya no sé qué hacer | llevo así mucho tiempo | esto no puede seguir igual |
no es la primera vez | espero que me entiendan | soy una persona paciente | tengo dos hijos pequeños | vivo aquí desde hace años |
perdonen las faltas | lo digo con todo el respeto | quedo a la espera | les agradezco su tiempo | ¿qué puedo hacer? | ¿a quién se lo digo? |
¿es normal? | así estamos | y nadie responde | hagan algo | me gustaría una respuesta clara | lo hablé con mi familia |
a mis años no estoy para esto | otros piensan como yo | no pido nada más | hasta pronto | muchas gracias | piénsenlo |
ojalá me equivoque | cada día es lo mismo | se lo conté a una amiga | me lo contó un compañero | no tengo prisa | tengo mucha prisa |
salgo de trabajar a las seis | mañana volveré a escribir | me da mucha pena | estoy contento | estoy harto | me alegra decirlo""".replace("\n", " ").split(" | ")
ASKS = """clasifica el mensaje por su tema. | clasifica el mensaje por su tema. | clasifica el mensaje por su tema. |
clasifica el mensaje por su tema. | ¿de qué trata este mensaje? | di el tema del texto. | ¿a qué asunto corresponde? |
¿de qué se habla aquí? | pon una etiqueta a este texto.""".replace("\n", " ").split(" | ")


class Topic:
    def __init__(self, name):
        self.name, self.labels, self.things, self.facts, self.questions, self.own = name, [], [], [], [], []

    def read(self, key, value):
        if key == "nombres":
            self.labels.extend(part.strip() for part in value.split(";"))
        elif key == "cosas":
            self.things.extend(part.strip() for part in value.split(", "))
        elif key == "hecho":
            self.facts.append([part.strip() for part in value.split(" / ")])
        elif key == "pregunta":
            asked, _, answer = value.partition(" => ")
            self.questions.append(([part.strip() for part in asked.split(" / ")], answer.strip()))
        elif key == "propia":
            self.own.append(value.strip().rstrip("."))
        else:
            raise KeyError("topics/ has no lines called «%s»" % key)


def read_topics(folder=HERE):
    topics = []
    for path in sorted(glob.glob(os.path.join(folder, "*.txt"))):
        with open(path, encoding="utf-8") as source:
            for line in source:
                line = line.strip()
                if line.startswith("# "):
                    topics.append(Topic(line[2:].strip()))
                elif line and not line.startswith("//"):
                    key, _, value = line.partition(": ")
                    topics[-1].read(key, value)
    return topics


def sentence(text):
    return text if text[-1] in ".?!" else text + "."


def exchange(asked, said, message=""):
    """One question and its answer; `message` is written as it is, below what is asked."""
    return "¶u%s¶a%s" % ("\n".join(part for part in (polish(asked), message) if part), polish(said))


def listed(words):
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " y " + words[-1]


class Topics:
    def __init__(self, folder=HERE):
        self.topics = read_topics(folder)
        self.kinds = (self.classify,) * 12 + (self.choose, self.choose, self.same, self.other_words, self.other_words, self.gist, self.answer,
                      self.answer, self.answer, self.things_of, self.belongs, self.which, self.letter, self.letter, self.letter)

    def make(self, rng):
        return rng.choice(self.kinds)(rng, rng.choice(self.topics))

    def question(self, rng):
        """What one message is about: of any length, from the name of a thing on."""
        return self.classify(rng, rng.choice(self.topics))

    # What people say

    def fact(self, rng, topic):
        return rng.choice(rng.choice(topic.facts))

    def aside(self, rng, topic):
        """Something of another topic, said not to be the matter."""
        other = topic
        while other is topic:
            other = rng.choice(self.topics)
        form = rng.choice(ASIDES)
        clause = "aunque %s" in form or "que %s" in form
        return form % (self.fact(rng, other) if clause else rng.choice(other.things))

    def point(self, rng, topic):
        """A sentence that tells the topic."""
        style = rng.below(10)
        if style < 5:
            return rng.choice(LEADS) % self.fact(rng, topic)
        if style < 7:
            return rng.choice(MENTIONS) % rng.choice(topic.things)
        if style < 8:
            return rng.choice(topic.own)
        if style < 9:
            return rng.choice(rng.choice(topic.questions)[0])
        return rng.choice(MENTIONS) % listed(rng.sample(topic.things, 2))

    def message(self, rng, topic):
        brevity = rng.below(10)
        if brevity < 2:
            return polish(sentence(rng.choice(topic.things)))
        if brevity < 4:
            return polish(sentence(self.point(rng, topic)))
        parts = [self.point(rng, topic) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
        if rng.chance(25):
            parts.insert(rng.below(len(parts) + 1), self.aside(rng, topic))
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            parts.insert(rng.below(len(parts) + 1), rng.choice(FILLERS))
        if rng.chance(30):
            parts.insert(0, rng.choice(OPENINGS))
        text = polish(" ".join(sentence(part) for part in parts))
        return hurried(rng, text) if rng.chance(35) else text

    def label(self, rng, topic):
        return topic.labels[0] if rng.chance(70) else rng.choice(topic.labels)

    # Kinds of document

    def classify(self, rng, topic):
        text = self.message(rng, topic)
        if rng.chance(15):
            return exchange("", "el tema es %s." % self.label(rng, topic), text)
        return exchange(rng.choice(ASKS), self.label(rng, topic), text)

    def choose(self, rng, topic):
        others = [other for other in rng.sample(self.topics, 4) if other is not topic][:rng.between(1, 3)]
        labels = sorted([topic.labels[0]] + [other.labels[0] for other in others])
        return exchange("elige el tema: %s." % "; ".join(labels), topic.labels[0], self.message(rng, topic))

    def same(self, rng, topic):
        wordings = rng.choice(topic.facts)
        first, second = rng.sample(wordings, 2)
        said = "sí, dicen lo mismo."
        if rng.chance(65):
            other = topic if rng.chance(50) else rng.choice(self.topics)
            second = self.fact(rng, other)
            if other is not topic:
                said = "no. la primera habla de %s y la segunda, de %s." % (topic.labels[0], other.labels[0])
            elif second not in wordings:
                said = "no, aunque las dos hablan de %s." % topic.labels[0]
        return exchange("¿dicen lo mismo estas dos frases?\n1. %s.\n2. %s." % (first, second), said)

    def other_words(self, rng, topic):
        first, second = rng.sample(rng.choice(topic.facts), 2)
        ask = rng.choice(("dilo con otras palabras:", "escribe lo mismo de otra manera:", "repite esto con palabras distintas:"))
        return exchange(ask + "\n" + sentence(first), sentence(second))

    def gist(self, rng, topic):
        first, second = rng.sample(rng.choice(topic.facts), 2)
        parts = [rng.choice(FILLERS) for _ in range(rng.between(1, 3))] + [rng.choice(LEADS) % first]
        parts = [rng.choice(OPENINGS)] + rng.sample(parts, len(parts))
        return exchange("resume el texto:", sentence(second), polish(" ".join(sentence(part) for part in parts)))

    def answer(self, rng, topic):
        asked, said = rng.choice(topic.questions)
        question = polish(rng.choice(asked))
        return exchange("", sentence(said), hurried(rng, question) if rng.chance(25) else question)

    def things_of(self, rng, topic):
        things = [ARTICLE.sub("", thing) for thing in rng.sample(topic.things, rng.between(4, 9))]
        ask = rng.choice(("dime palabras sobre %s.", "¿qué palabras se usan al hablar de %s?", "vocabulario: %s."))
        return exchange(ask % self.label(rng, topic), sentence(listed(things)))

    def belongs(self, rng, topic):
        things = rng.sample(topic.things, rng.between(2, 6))
        return exchange("¿qué tienen en común %s?" % listed(things), "son cosas de %s." % self.label(rng, topic))

    def which(self, rng, topic):
        others = [other for other in rng.sample(self.topics, 3) if other is not topic][:2]
        facts = [self.fact(rng, other) for other in others]
        place = rng.below(len(facts) + 1)
        facts.insert(place, self.fact(rng, topic))
        lines = ["%d. %s." % (number + 1, fact) for number, fact in enumerate(facts)]
        return exchange("¿cuál de estos mensajes trata de %s?\n%s" % (self.label(rng, topic), "\n".join(lines)), "el %d." % (place + 1))

    def letter(self, rng, topic):
        """Running text: what goes together is read together."""
        head = rng.choice(("sobre %s.", "asunto: %s.", "%s.", "notas sobre %s:", "opiniones: %s.")) % self.label(rng, topic)
        parts = [self.point(rng, topic) for _ in range(rng.between(3, 8))]
        if rng.chance(30):
            parts.append(rng.choice(FILLERS))
        return polish(head + rng.choice((" ", "\n")) + " ".join(sentence(part) for part in parts))
