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
    {vs K a [topic]}        chooses an action of a; {vt K tense a} tells it in a tense
    {pos field}             possessive of the subject of the verb phrase
    {g a he/she} {n a it/they}   alternatives by gender, by number
    {! REF}                 chooses and says nothing
    {set x text} {$x}       keeps an expansion, says it again
    {num 2 9} {word 2 9} {date} {wdate} {lapse del al} {hour} {price} {phone} {year} {day} {month}
"""

import glob
import os
import re

from morphology import polish
from slots import Context, PLURAL_FORMS, Slots

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "patterns")
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


class Grammar(Slots):
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
