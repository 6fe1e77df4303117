"""What the {…} slots of a pattern do: words chosen from the lexicon and made to agree."""

import numbers_es
from morphology import DETERMINERS, determiner, inflect
from verbs import conjugate

PERSONS = {"1s": 0, "2s": 1, "3s": 2, "1p": 3, "2p": 4, "3p": 5}
POSSESSIVES = ("mi", "tu", "su", "nuestro", "vosotros", "su")
PLURAL_FORMS = {"los": "el", "unos": "un", "estos": "este", "esos": "ese", "aquellos": "aquel", "sus": "su", "mis": "mi",
                "nuestros": "nuestro", "otros": "otro", "algunos": "algún", "muchos": "mucho", "pocos": "poco",
                "varias": "varios", "varios": "varios", "todos": "todo", "cuántos": "cuánto", "-s": "-", "ciertos": "cierto", "tus": "tu",
                "nuevos": "nuevo", "demasiados": "demasiado", "tantos": "tanto", "mismos": "mismo"}
AGREE = {"o", "lo", "le", "él", "or"}


SIMPLE = {
    "lapse": lambda rng, args: numbers_es.lapse(rng, *args),
    "num": lambda rng, args: numbers_es.thousands(rng.between(int(args[0]), int(args[1]))),
    "word": lambda rng, args: numbers_es.words(rng.between(int(args[0]), int(args[1])), "m", True),
    "wordf": lambda rng, args: numbers_es.words(rng.between(int(args[0]), int(args[1])), "f", True),
    "date": lambda rng, args: numbers_es.date(rng), "wdate": lambda rng, args: numbers_es.weekday_date(rng),
    "hour": lambda rng, args: numbers_es.hour(rng), "price": lambda rng, args: numbers_es.price(rng),
    "phone": lambda rng, args: numbers_es.phone(rng), "year": lambda rng, args: numbers_es.year(rng),
    "day": lambda rng, args: rng.choice(numbers_es.DAYS), "month": lambda rng, args: rng.choice(numbers_es.MONTHS),
    "open": lambda rng, args: "%d:%02d" % (rng.between(7, 10), rng.choice((0, 30))),
    "close": lambda rng, args: "%d:%02d" % (rng.between(13, 21), rng.choice((0, 30))),
}


class Ref:
    """A noun in use: the noun, whether plural, and its adjective."""
    __slots__ = ("noun", "many", "adjective")

    def __init__(self, noun, many=False):
        self.noun, self.many, self.adjective = noun, many, None

    def text(self, many):
        word = self.noun.many if many else self.noun.one
        return word

    @property
    def person(self):
        return 5 if self.many else 2


class Context:
    __slots__ = ("rng", "labels", "used", "subject", "kept")

    def __init__(self, rng):
        self.rng, self.labels, self.used, self.subject, self.kept = rng, {}, set(), 2, {}


class Slots:
    """Slots of the grammar; needs `lexicon`, and `_compile` of the class that inherits."""

    def _slot(self, inside):
        op, _, rest = inside.partition(" ")
        if op == "set":
            label, _, body = rest.partition(" ")
            steps = self._compile(body)

            def keep(context, out):
                piece = []
                for step in steps:
                    step(context, piece)
                context.kept[label] = "".join(piece)
            return keep
        if op.startswith("$"):
            return lambda context, out: out.append(context.kept[op[1:]])
        args = rest.split()
        if op in ("g", "n"):
            first, _, second = rest[len(args[0]) + 1:].partition("/")
            one, two = self._compile(first), self._compile(second)

            def by(context, out):
                ref = context.labels[args[0]]
                feminine = ref.noun.gender == "f" if op == "g" else ref.many
                for step in (two if feminine else one):
                    step(context, out)
            return by
        if op in SIMPLE:
            return lambda context, out: out.append(SIMPLE[op](context.rng, args))
        if op in AGREE:
            return self._agree(op, args[0])
        if op in ("v", "vp", "vs", "vt", "adj", "pos", "nn", "!"):
            return getattr(self, {"v": "_verb", "vp": "_phrase", "vs": "_select", "vt": "_told", "adj": "_adjective", "pos": "_possessive",
                                  "nn": "_counted", "!": "_silent"}[op])(args)
        if op in DETERMINERS or op in PLURAL_FORMS:
            return self._noun(PLURAL_FORMS.get(op, op), op in PLURAL_FORMS, args[0])
        raise ValueError("unknown slot {%s}" % inside)

    def _reference(self, spec, many):
        """A function that finds or chooses the noun of a reference."""
        spec, _, label = spec.partition("=")
        adorned = spec.endswith("~")
        adorned, field, label = adorned or label.endswith("~"), spec.rstrip("~"), label.rstrip("~")

        def find(context):
            known = context.labels.get(field)
            if known is not None and not label:
                return known
            for _ in range(4):
                noun = self.lexicon.pick(context.rng, field)
                if noun.one not in context.used:
                    break
            context.used.add(noun.one)
            if noun.pair and context.rng.chance(50):
                noun = noun.pair
            ref = Ref(noun, many and not noun.proper)
            if adorned and context.rng.chance(45):
                kinds = self.lexicon.field_adjectives.get(noun.field)
                if kinds:
                    ref.adjective = context.rng.choice(self.lexicon.adjectives[context.rng.choice(kinds)])
            if label:
                context.labels[label] = ref
            return ref
        return find

    def _noun(self, name, many, spec):
        find = self._reference(spec, many)

        def run(context, out):
            ref = find(context)
            plural = ref.many or many
            noun = ref.noun
            if noun.proper:
                out.append(noun.one)
                return
            text = determiner(name, noun.gender, plural, noun.stressed_a)
            text = (text + " " if text else "") + (noun.many if plural else noun.one)
            if ref.adjective:                  # said once; later mentions go without it
                text += " " + inflect(ref.adjective, noun.gender, plural)
                ref.adjective = None
            out.append(text)
        return run

    def _silent(self, args):
        find = self._reference(args[0], len(args) > 1)
        return lambda context, out: find(context) and None

    def _counted(self, args):
        find, low, high = self._reference(args[0], True), int(args[1]), int(args[2])

        def run(context, out):
            ref = find(context)
            count = context.rng.between(low, high)
            out.append(numbers_es.words(count, ref.noun.gender, True) + " " + ref.noun.many)
        return run

    def _agree(self, op, label):
        forms = DETERMINERS[op]

        def run(context, out):
            ref = context.labels[label]
            out.append(forms[(2 if ref.many else 0) + (1 if ref.noun.gender == "f" else 0)])
        return run

    def _adjective(self, args):
        kind, label = args

        def run(context, out):
            ref = context.labels[label]
            word = context.rng.choice(self.lexicon.adjectives[kind])
            out.append(inflect(word, ref.noun.gender, ref.many))
        return run

    def _possessive(self, args):
        many = len(args) > 1
        find = self._reference(args[0], many)

        def run(context, out):
            ref = find(context)
            plural = ref.many or many
            name = POSSESSIVES[context.subject]
            out.append(determiner(name, ref.noun.gender, plural, False) + " " + (ref.noun.many if plural else ref.noun.one))
        return run

    def _verb(self, args):
        infinitive, tense, subject = args if len(args) == 3 else (args[0], args[1], "3s")
        fixed = PERSONS.get(subject)

        def run(context, out):
            person = fixed if fixed is not None else context.labels[subject].person
            out.append(conjugate(infinitive, tense, person))
        return run

    def _frames(self, spec):
        kind, _, topic = spec.partition(":")
        if (kind, "") not in self.lexicon.frames:
            kind, topic = "persona", kind
        return self.lexicon.frames[kind, topic]

    def _act(self, context, frames, person):
        """(verb, complement) of one frame, said of a subject in this person."""
        verb, complements = context.rng.choice(frames)
        saved, context.subject = context.subject, person
        out = []
        for step in self._compile(context.rng.choice(complements)):
            step(context, out)
        context.subject = saved
        return verb, (" " if out else "") + "".join(out)

    def _phrase(self, args):
        tense, subject = args[0], args[1]
        frames, fixed = self._frames(args[2] if len(args) > 2 else "persona"), PERSONS.get(subject)

        def run(context, out):
            person = fixed if fixed is not None else context.labels[subject].person
            verb, complement = self._act(context, frames, person)
            out.append(conjugate(verb, tense, person) + complement)
        return run

    def _select(self, args):
        """{vs K a [topic]} chooses an action of a, to be told later in any tense."""
        label, subject = args[0], args[1]
        frames, fixed = self._frames(args[2] if len(args) > 2 else "persona"), PERSONS.get(subject)

        def run(context, out):
            person = fixed if fixed is not None else context.labels[subject].person
            context.kept[label] = self._act(context, frames, person)
        return run

    def _told(self, args):
        label, tense, subject = args
        fixed = PERSONS.get(subject)

        def run(context, out):
            person = fixed if fixed is not None else context.labels[subject].person
            verb, complement = context.kept[label]
            out.append(conjugate(verb, tense, person) + complement)
        return run
