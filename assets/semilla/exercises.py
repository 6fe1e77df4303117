"""Grammar exercises, sums in words and definitions, as messages: built from the lexicon."""

import numbers_es
from lexicon import lines
from morphology import determiner, inflect, plural
from phonology import strip_accents
from verbs import conjugate

PERSON = ("yo", "tú", "él", "nosotros", "vosotros", "ellos")
TENSE = {"pres": "presente", "pret": "pretérito", "impf": "imperfecto", "fut": "futuro", "cond": "condicional",
         "subj": "presente de subjuntivo", "perf": "pretérito perfecto", "plup": "pluscuamperfecto"}
NOUN_FIELDS = ("oficio", "fruta", "verdura", "mueble", "utensilio", "aparato", "herramienta", "prenda", "juguete", "vehículo",
               "animal_salvaje", "animal_campo", "árbol", "flor", "paisaje", "lugar", "tienda", "documento", "instrumento",
               "idea", "papelería", "parte_casa", "habitación", "cosa_antigua", "arma", "trámite", "joya", "ave", "insecto", "pez")
FIELD_NAMES = {"fruta": "una fruta", "verdura": "una verdura", "mueble": "un mueble", "herramienta": "una herramienta",
               "prenda": "una prenda o un tejido", "árbol": "un árbol", "flor": "una flor", "ave": "un ave", "insecto": "un animal pequeño",
               "animal_salvaje": "un animal salvaje", "instrumento": "un instrumento musical", "vehículo": "un vehículo",
               "oficio": "un oficio", "enfermedad": "un problema de salud", "color": "un color", "mueble ": "un mueble",
               "utensilio": "un utensilio", "documento": "un documento", "tienda": "una tienda", "sentimiento": "un sentimiento",
               "paisaje": "un lugar de la naturaleza", "arma": "un arma", "asignatura": "una asignatura", "deporte": "un deporte",
               "habitación": "una parte de la casa", "material": "un material", "juguete": "un juguete", "clima": "un fenómeno del tiempo"}


def ask(question, answer):
    return "¶u" + question + "¶a" + answer


class Exercises:
    def __init__(self, lexicon):
        self.lexicon = lexicon
        self.verbs = sorted({verb for frames in lexicon.frames.values() for verb, _ in frames if not verb.endswith("se")})
        self.pairs = {"opuestos": [], "sinónimos": []}
        kind = None
        for line in lines("pairs.txt"):
            if line.startswith("# "):
                kind = line[2:].strip()
                continue
            self.pairs[kind].extend(tuple(pair.strip().split("/")) for pair in line.split(","))
        self.definitions = [tuple(part.strip() for part in line.split("|")) for line in lines("definitions.txt")]
        self.kinds = (self.plural, self.gender, self.conjugation, self.infinitive, self.opposite, self.synonym, self.sum,
                      self.number, self.agreement, self.odd, self.series, self.article, self.kind_of, self.letters, self.compare, self.alphabet)

    def make(self, rng):
        count = rng.between(1, 3)
        return "".join(rng.choice(self.kinds)(rng) for _ in range(count))

    def _noun(self, rng):
        while True:
            noun = rng.choice(self.lexicon.bag(rng.choice(NOUN_FIELDS)))
            if not noun.proper:
                return noun.pair if noun.pair and rng.chance(40) else noun

    def plural(self, rng):
        noun = self._noun(rng)
        article = determiner("el", noun.gender, False, noun.stressed_a)
        many = determiner("el", noun.gender, True, False) + " " + noun.many
        style = rng.below(4)
        if style == 0:
            return ask("¿cuál es el plural de «%s»?" % noun.one, noun.many)
        if style == 1:
            return ask("escribe en plural: %s %s" % (article, noun.one), many)
        if style == 2:
            return ask("escribe en singular: " + many, article + " " + noun.one)
        return ask("plural de %s:" % noun.one, "el plural de «%s» es «%s»." % (noun.one, noun.many))

    def gender(self, rng):
        noun = self._noun(rng)
        if noun.pair and noun.pair.one != noun.one:
            if rng.chance(50):
                return ask("¿cuál es el femenino de «%s»?" % noun.one, noun.pair.one)
            return ask("femenino de %s:" % noun.one, "«%s»." % noun.pair.one)
        word = "femenina" if noun.gender == "f" else "masculina"
        return ask("¿«%s» es una palabra masculina o femenina?" % noun.one, word)

    def conjugation(self, rng):
        verb, tense, person = rng.choice(self.verbs), rng.choice(sorted(TENSE)), rng.below(6)
        if rng.chance(30):
            forms = ", ".join(PERSON[n] + " " + conjugate(verb, tense, n) for n in range(6))
            return ask("conjuga «%s» en %s." % (verb, TENSE[tense]), forms)
        return ask(rng.choice(("conjuga: %s, %s, %s", "%s (%s) en %s")) %
                   ((verb, PERSON[person], TENSE[tense])), PERSON[person] + " " + conjugate(verb, tense, person))

    def infinitive(self, rng):
        verb = rng.choice(self.verbs)
        form = conjugate(verb, rng.choice(("pret", "impf", "fut", "pres", "subj")), rng.below(6))
        return ask(rng.choice(("¿cuál es el infinitivo de «%s»?", "infinitivo de «%s»:")) % form, verb)

    def opposite(self, rng):
        one, two = rng.choice(self.pairs["opuestos"])
        if rng.chance(50):
            one, two = two, one
        return ask(rng.choice(("¿cuál es el contrario de «%s»?", "lo contrario de %s:", "antónimo de «%s»:")) % one, two)

    def synonym(self, rng):
        one, two = rng.choice(self.pairs["sinónimos"])
        if rng.chance(50):
            one, two = two, one
        return ask(rng.choice(("dime un sinónimo de «%s».", "otra palabra para «%s»:", "sinónimo de %s:")) % one, two)

    def sum(self, rng):
        one, two = rng.between(2, 60), rng.between(2, 40)
        if rng.chance(50):
            one, two = max(one, two), min(one, two)
            result, sign, word = one - two, "-", "menos"
        else:
            result, sign, word = one + two, "+", "más"
        style = rng.below(4)
        if style == 0:
            return ask("¿cuánto es %s %s %s?" % (numbers_es.words(one), word, numbers_es.words(two)), numbers_es.words(result))
        if style == 1:
            return ask("¿cuánto es %d %s %d?" % (one, sign, two), "%d %s %d = %d" % (one, sign, two, result))
        noun = self._noun(rng)
        who = rng.choice(self.lexicon.bag("nombre")).one
        verb = "regalan" if word == "más" else "quitan"
        question = "%s tiene %s y le %s %s. ¿cuánt%ss tiene ahora?" % (
            who, _counted(one, noun), verb, numbers_es.words(two, noun.gender), "a" if noun.gender == "f" else "o")
        return ask(question, "tiene %s." % _counted(result, noun) if result else "no le queda nada.")

    def number(self, rng):
        value = rng.choice((rng.between(0, 99), rng.between(100, 999), rng.between(1000, 9999), rng.between(1, 30)))
        if rng.chance(60):
            return ask(rng.choice(("escribe con letras: %d", "¿cómo se escribe %d?")) % value, numbers_es.words(value))
        return ask("escribe con cifras: %s" % numbers_es.words(value), str(value))

    def agreement(self, rng):
        noun = self._noun(rng)
        kinds = self.lexicon.field_adjectives.get(noun.field)
        if not kinds:
            return self.plural(rng)
        word = rng.choice(self.lexicon.adjectives[rng.choice(kinds)])
        many = rng.chance(40)
        phrase = determiner("el", noun.gender, many, noun.stressed_a) + " " + (noun.many if many else noun.one)
        return ask("completa: %s ... (%s)" % (phrase, word), phrase + " " + inflect(word, noun.gender, many))

    def odd(self, rng):
        first, second = rng.sample(sorted(key for key in FIELD_NAMES if key in self.lexicon.nouns), 2)
        words = [noun.one for noun in rng.sample(self.lexicon.bag(first), 3)]
        other = rng.choice(self.lexicon.bag(second)).one
        listed = list(words)
        listed.insert(rng.below(4), other)
        return ask("¿qué palabra sobra? " + ", ".join(listed), "sobra «%s»." % other)

    def series(self, rng):
        start, step = rng.between(1, 30), rng.between(1, 10)
        values = [start + step * n for n in range(5)]
        return ask("sigue la serie: %d, %d, %d, %d" % tuple(values[:4]), str(values[4]))

    def article(self, rng):
        noun = self._noun(rng)
        name = rng.choice(("el", "un", "este"))
        return ask("pon %s delante de «%s»." % ({"el": "el artículo determinado", "un": "el artículo indeterminado",
                                                "este": "un demostrativo"}[name], noun.one),
                   determiner(name, noun.gender, False, noun.stressed_a) + " " + noun.one)

    def kind_of(self, rng):
        field = rng.choice(sorted(key for key in FIELD_NAMES if key in self.lexicon.nouns))
        noun = rng.choice(self.lexicon.bag(field))
        if rng.chance(50):
            return ask("¿qué es %s %s?" % (determiner("un", noun.gender, False, noun.stressed_a), noun.one), "es %s." % FIELD_NAMES[field]
                       if field != "oficio" else "es una persona con ese oficio.")
        words = [item.one for item in rng.sample(self.lexicon.bag(field), 3)]
        return ask("dime tres ejemplos de %s." % FIELD_NAMES[field].split(" ", 1)[1], "%s, %s y %s." % tuple(words))

    def letters(self, rng):
        noun = self._noun(rng).one
        style = rng.below(3)
        if style == 0:
            return ask("¿con qué letra empieza «%s»?" % noun, "con la %s." % noun[0])
        if style == 1:
            return ask("¿cuántas letras tiene «%s»?" % noun.split(" ")[0], numbers_es.words(len(noun.split(" ")[0]), "f"))
        return ask("¿con qué letra termina «%s»?" % noun, "con la %s." % noun[-1])

    def compare(self, rng):
        one, two = rng.sample(range(2, 999), 2)
        return ask("¿qué número es mayor, %d o %d?" % (one, two), str(max(one, two)))

    def alphabet(self, rng):
        words = [self._noun(rng).one for _ in range(rng.between(3, 5))]
        return ask("ordena por orden alfabético: " + ", ".join(words), ", ".join(sorted(words, key=strip_accents)))

    def definition(self, rng):
        word, gender, text = rng.choice(self.definitions)
        article = "una" if gender == "f" else "un"
        if gender == "f" and word.split(" ")[0] in ("agua", "águila", "arpa", "hacha", "aula", "ancla"):
            article = "un"
        sentence = "%s %s es %s." % (article, word, text)
        style = rng.below(5)
        if style == 0:
            return sentence
        if style == 1:
            return ask("¿qué es %s %s?" % (article, word), sentence)
        if style == 2:
            return ask("define «%s».", sentence) % word if "%" not in sentence else sentence
        if style == 3:
            return ask("adivina la palabra: es %s." % text, "%s %s." % (article, word))
        others = [rng.choice(self.definitions) for _ in range(rng.between(1, 3))]
        return " ".join([sentence] + ["%s %s es %s." % ("una" if g == "f" else "un", w, t) for w, g, t in others])


def _counted(number, noun):
    return "%s %s" % (numbers_es.words(number, noun.gender, True), noun.many if number != 1 else noun.one)
