"""Patterns and their expansion.

A pattern is text with
    [a|b|c]        one of them            <rule>      an alternative of a rule
    {op args}      a word made to agree   \\n          a line break
Operations (REF is «field», «field=label», «label»; a «~» after the field asks for an
adjective now and then):
    {el REF} {un REF} {los REF} … every determiner of morphology.py, plurals with a final s
    {- REF} {-s REF}        bare noun, singular or plural
    {nn REF 2 9}            number in words and plural noun
    {o a} {lo a} {le a} {él a}   endings and pronouns that agree with label a
    {adj kind a}            adjective of a kind agreeing with a
    {v infinitive tense a}  verb; the subject is a label or 1s 2s 3s 1p 2p 3p
    {vp tense a [topic]}    verb and complements fit for the subject
    {pos field}             possessive of the subject of the verb phrase
    {g a he/she} {n a it/they}   alternatives by gender, by number
    {! REF}                 chooses and says nothing
    {set x text} {$x}       keeps an expansion, says it again
    {num 2 9} {word 2 9} {date} {wdate} {hour} {price} {phone} {year} {day} {month}
"""

import glob
import os
import re

import numbers_es
from morphology import DETERMINERS, determiner, inflect, polish
from verbs import conjugate

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "patterns")
PERSONS = {"1s": 0, "2s": 1, "3s": 2, "1p": 3, "2p": 4, "3p": 5}
POSSESSIVES = ("mi", "tu", "su", "nuestro", "vosotros", "su")
PLURAL_FORMS = {"los": "el", "unos": "un", "estos": "este", "esos": "ese", "aquellos": "aquel", "sus": "su", "mis": "mi",
                "nuestros": "nuestro", "otros": "otro", "algunos": "algún", "muchos": "mucho", "pocos": "poco",
                "varias": "varios", "varios": "varios", "todos": "todo", "cuántos": "cuánto", "-s": "-", "ciertos": "cierto", "tus": "tu",
                "nuevos": "nuevo", "demasiados": "demasiado", "tantos": "tanto", "mismos": "mismo"}
AGREE = {"o", "lo", "le", "él", "or"}


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


DEFINES = re.compile(r"\{(\S+) ([^\s{}=]+)=(\w+)(~?)((?: [^{}]*)?)\}")


def hoist(text):
    """Chooses beforehand what the pattern agrees with before it is named.

    «se {v vender pres o} {los libro=o}» needs the noun first; likewise the subject
    that <suj> chooses as label s.
    """
    early = ""
    for match in DEFINES.finditer(text):
        op, field, label, tilde, _ = match.groups()
        if op == "!" or not re.search(r"[ {]%s[ }]" % label, text[:match.start()]):
            continue
        many = " p" if op in PLURAL_FORMS else ""
        early += "{! %s%s=%s%s}" % (field, tilde, label, many)
        text = text[:match.start()] + text[match.start():].replace("%s=%s%s" % (field, label, tilde), label, 1)
    for rule in ("<suj>", "<suj1>"):
        place = text.find(rule)
        if place > 0 and re.search(r" s[ }]", text[:place]):
            early = "{set S %s}" % rule + early
            text = text.replace(rule, "{$S}", 1)
    return early + text


def split_top(text, separator):
    """Splits at separators outside brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        if letter in "[{<":
            depth += 1
        elif letter in "]}>":
            depth -= 1
        elif letter == separator and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return parts


def closing(text, start):
    pairs = {"[": "]", "{": "}", "<": ">"}
    mine, other, depth = text[start], pairs[text[start]], 0
    for place in range(start, len(text)):
        if text[place] == mine:
            depth += 1
        elif text[place] == other:
            depth -= 1
            if depth == 0:
                return place
    raise ValueError("unclosed %s in pattern: %s" % (mine, text))


class Grammar:
    def __init__(self, lexicon, folder=HERE):
        self.lexicon = lexicon
        self.rules, self.compiled, self.cache = {}, {}, {}
        for path in sorted(glob.glob(os.path.join(folder, "*.txt"))):
            self._read(path)

    def _read(self, path):
        name = None
        with open(path, encoding="utf-8") as source:
            for line in source:
                line = line.strip()
                if not line or line.startswith("//"):
                    continue
                if line.startswith("@"):
                    name = line[1:].strip()
                    self.rules.setdefault(name, [])
                    continue
                weight = re.match(r"(\d+)\* ", line)
                text = hoist(line[weight.end():] if weight else line)
                self.rules[name].extend([text.replace("\\n", "\n").replace("...", "…")] * (int(weight.group(1)) if weight else 1))

    def expand(self, rule, rng):
        """A finished text of the rule, polished."""
        return polish(self.raw(rule, Context(rng)))

    def raw(self, rule, context):
        out = []
        self._rule(rule)(context, out)
        return "".join(out)

    def _rule(self, name):
        if name not in self.compiled:
            if name not in self.rules:
                raise KeyError("no rule is called <%s>" % name)
            self.compiled[name] = None

            def run(context, out, name=name):
                parts = self._alternatives[name]
                part = parts[context.rng.below(len(parts))]
                if isinstance(part, str):
                    part = self._compile(part)
                for step in part:
                    step(context, out)
            self.compiled[name] = run
            self._alternatives[name] = self.rules[name]
        return self.compiled[name]

    _alternatives = {}

    def _compile(self, text):
        if text in self.cache:
            return self.cache[text]
        steps, place = [], 0
        while place < len(text):
            letter = text[place]
            if letter in "[{<":
                end = closing(text, place)
                inside = text[place + 1:end]
                if letter == "[":
                    steps.append(self._choice([self._compile(part) for part in split_top(inside, "|")]))
                elif letter == "<":
                    steps.append(self._call(inside))
                else:
                    steps.append(self._slot(inside))
                place = end + 1
            else:
                end = place
                while end < len(text) and text[end] not in "[{<":
                    end += 1
                piece = text[place:end]
                steps.append(lambda context, out, piece=piece: out.append(piece))
                place = end
        self.cache[text] = steps
        return steps

    def _choice(self, parts):
        def run(context, out):
            for step in parts[context.rng.below(len(parts))]:
                step(context, out)
        return run

    def _call(self, name):
        fresh = name.startswith("^")
        name = name.lstrip("^")

        def run(context, out):
            if fresh:
                inner = Context(context.rng)
                inner.used = context.used
                self._rule(name)(inner, out)
            else:
                self._rule(name)(context, out)
        return run

    # -- slots ---------------------------------------------------------------

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
        if op in ("v", "vp", "adj", "pos", "nn", "!"):
            return getattr(self, {"v": "_verb", "vp": "_phrase", "adj": "_adjective", "pos": "_possessive",
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
            bag = self.lexicon.bag(field)
            for _ in range(4):
                noun = context.rng.choice(bag)
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

    def _phrase(self, args):
        tense, subject = args[0], args[1]
        kind, _, topic = (args[2] if len(args) > 2 else "persona").partition(":")
        if (kind, "") not in self.lexicon.frames:
            kind, topic = "persona", kind
        fixed = PERSONS.get(subject)
        frames = self.lexicon.frames[kind, topic]

        def run(context, out):
            person = fixed if fixed is not None else context.labels[subject].person
            verb, complements = context.rng.choice(frames)
            saved, context.subject = context.subject, person
            out.append(conjugate(verb, tense, person))
            complement = context.rng.choice(complements)
            if complement:
                out.append(" ")
                for step in self._compile(complement):
                    step(context, out)
            context.subject = saved
        return run


SIMPLE = {
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
