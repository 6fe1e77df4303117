#!/usr/bin/env python3
"""Small templates and what Python's jinja2 makes of them, set up as transformers does: cases.json.

    tests/golden/jinja/make_cases.py        needs jinja2 3.1
"""
import datetime
import json
import pathlib

import jinja2
import jinja2.ext
import jinja2.sandbox

CONTEXT = {
    "n": 7, "f": 2.5, "s": "Hola, Mundo", "u": "ñandú ÉL 😀 straße", "t": True, "z": None, "e": [], "d": {"b": 1, "a": [1, 2], "items": 3},
    "l": [3, 1, 2], "m": [{"role": "user", "content": "¿Qué?"}, {"role": "assistant", "content": " Sí. "}, {"role": "tool"}],
    "p": [{"n": "b", "v": 2}, {"n": "A", "v": 1}, {"n": "a", "v": 3}], "long": "one two  three\nfour\tfive", "html": "<a href='x'>&\"</a>"}

# Expressions, each written as {{ ... }}.
EXPRESSIONS = """
1 + 2 * 3
7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3
7 / 2
2 ** 10, 2 ** -1, (-2) ** 3
-2 ** 2
1.0, 0.1, 1e16, 1e15, 1e-4, 1e-5, 123456789.123, 1e22, 2.5e-10
1_000, 0x1f, 0b101, 0o17
10 / 4, 3.0 * 2, 7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2
true + 1, true * 3, none == false, 1 == 1.0, 1 == true
'a' + 'b' * 3 ~ 1 ~ none ~ true ~ 2.0
[1, 2] + [3], (1,) + (2, 3), [0] * 3
(1,), (), (1, 2), [], {}, [none, true, 'x', 1.5]
{'a': 1, 2: 'b', none: [1]}
'it\\'s', "quote\\"", 'tab\\t', ['it\\'s', "q\\"", 'b\\\\', '\\x07', 'é', '\\u200b', '\\U0001F600']
1 < 2 < 3, 1 < 3 < 2, 1 != 2, 'a' < 'b', [1, 2] < [1, 3], 2 >= 2
1 in [1, 2], 'ol' in s, 'b' in d, 9 not in l, 'x' in 'abc', none in [none]
not true, not 0, not '', not e, not z, 1 and 2, 0 or 'x', 0 and 1, '' or e
n if t else 0, (n if z), 'x' if e else 'y' if t else 'w'
s[0], s[-1], s[1:4], s[:-3], s[::-1], s[::2], s[5:1:-1], s[100:], u[6], u[-1], u[9:11], u[::-1]
l[0], l[-1], l[1:], l[::-1], l[5:], (1, 2, 3)[1:], l[-2:]
l[5], d.missing, d['missing'], s.missing, z.missing
d.b, d['a'], d.items, d['items'], d.a[0], d.a.0
d.items()
d.items is callable
missing
missing.attribute
missing['x']
missing()
missing + 1
missing == missing2, missing != 1, missing in [1]
missing < 1
-missing
l.missing.more
s.strip('Ho'), '  x '.strip(), 'xxaxx'.lstrip('x'), 'xxaxx'.rstrip('x')
'a,b,,c'.split(','), ' a  b '.split(), 'a b c'.split(' ', 1), 'a b c'.rsplit(' ', 1), long.split(), long.split(none, 1)
''.split(), ''.split(','), 'abc'.split('')
'a\\nb\\r\\nc\\n'.splitlines(), 'a\\nb'.splitlines(true)
s.upper(), s.lower(), u.upper(), u.title(), u.capitalize(), "they're bill's".title(), 'aBc'.swapcase()
s.replace('o', '0'), s.replace('o', '0', 1), 'abc'.replace('', '-'), ''.replace('', 'x')
s.startswith('Ho'), s.startswith(('x', 'H')), s.endswith('do'), s.endswith('x'), s.startswith('ol', 1)
s.find('o'), s.find('z'), s.rfind('o'), s.index('o'), u.find('É'), s.count('o'), s.count('')
s.index('zzz')
'-'.join(['a', 'b']), ''.join([])
'-'.join([1, 2])
'a'.center(5), 'ab'.center(5, '*'), 'a'.ljust(3) ~ '|', 'a'.rjust(3), '7'.zfill(3), '-7'.zfill(4)
'abc'.isalpha(), '12'.isdigit(), 'a1'.isalnum(), ' '.isspace(), 'AB'.isupper(), 'ab'.islower(), ''.isalpha(), 'Ab'.istitle()
'a=b=c'.partition('='), 'a=b=c'.rpartition('='), 'abc'.partition('x')
'unhappy'.removeprefix('un'), 'file.txt'.removesuffix('.txt'), 'a\\tb'.expandtabs(4)
'{} {}'.format(1, 'a'), '{1} {0}'.format(1, 2), '{a}'.format(a=3), '{:>5}|{:<5}|{:^5}'.format(1, 'b', 'c'), '{:.2f} {:05d} {:,}'.format(3.14159, 42, 1234567)
'{0[b]} {0[a][0]}'.format(d), '{!r:>6}'.format('x'), '{{}}'.format(), '{:x} {:#x} {:b} {:e} {:%}'.format(255, 255, 5, 12345.678, 0.25)
'{}'.format()
'{0.__class__}'.format(1)
'%s and %d' % ('a', 3), '%5.2f|%-5s|%05d|%x|%%' % (3.14159, 'a', 42, 255), '%(k)s' % {'k': 'v'}, '%r' % 'x', '%s' % [1]
'%d' % 'x'
'%s %s' % 'x'
'%c%c' % ('a', 98), '%+d % d' % (5, 5), '%e %g' % (12345.678, 0.0001), '%.3s|' % 'abcdef', '%10s|' % u[:5]
d.get('b'), d.get('x'), d.get('x', 5), d.keys()|list, d.values()|list, d.items()|list
d.keys()
l.count(1), l.index(2), (1, 1, 2).count(1)
l.append(4)
d.update({'x': 1})
d.pop
(1.5).is_integer(), (2.0).is_integer(), (5).bit_length(), (5).real
''.__class__
''.__class__.__mro__
l.__len__
z.__class__
n|string, f|int, '42'|int, '4.7'|int, 'x'|int, 'x'|int(9), '0x1F'|int(0, 16), '101'|int(base=2), none|int, true|int, ' 7 '|int
'1.5'|float, 'x'|float, 3|float, 'inf'|float, '1e3'|float
-5|abs, (-5)|abs, (-2.5)|abs
2.5|round, 3.5|round, 2.675|round(2), 42.55|round(1, 'floor'), 42.51|round(1, 'ceil'), 7|round, 1234|round(-2), 1250|round(-2)
s|length, l|length, d|length, e|count, missing|length
5|length
m|map(attribute='role')|list, m|map(attribute='content', default='-')|list, ['a', 'b']|map('upper')|join(',')
[1, 2, 3]|map('string')|list, l|map('int', default=1)|list
m|selectattr('role', 'equalto', 'user')|list, m|rejectattr('role', 'eq', 'user')|list|length, m|selectattr('content', 'defined')|list|length, m|selectattr('content')|list|length
l|select('odd')|list, l|reject('odd')|list, l|select|list, l|select('gt', 1)|list, l|select('in', [1, 2])|list
l|select('nosuch')|list
l|map('nosuch')|list
m|selectattr('role', 'equalto', 'user')|length
m|selectattr('role', 'equalto', 'user')
l|first, l|last, s|first, s|last, e|first, e|last
l|sort, l|sort(reverse=true), ['b', 'A', 'a']|sort, ['b', 'A', 'a']|sort(case_sensitive=true), p|sort(attribute='n')|map(attribute='v')|list, p|sort(attribute='n,v')|map(attribute='v')|list
[1, 'a']|sort
['b', 'a', 'B']|unique|list, [1, 1.0, true, 2]|unique|list, p|unique(attribute='n')|map(attribute='v')|list
l|min, l|max, ['b', 'A']|min, p|max(attribute='v'), e|max
l|sum, p|sum(attribute='v'), l|sum(start=10), e|sum, [0.1, 0.2]|sum
l|join, l|join(', '), p|join('-', attribute='n'), s|join('.'), missing|join
5|join
l|reverse|list, s|reverse, d|reverse|list
l|list, s|list, d|list, missing|list
none|list
l|batch(2)|list, l|batch(2, 0)|list, [1, 2, 3, 4, 5]|slice(2)|list, [1, 2, 3]|slice(2, 'x')|list
d|items|list, missing|items|list
s|items|list
d|dictsort, {'b': 2, 'A': 1}|dictsort, {'b': 1, 'a': 2}|dictsort(by='value'), {'b': 1, 'a': 2}|dictsort(reverse=true)
p|groupby('n'), p|groupby('n', case_sensitive=true)|map('first')|list, m|groupby('content', default='')|map('first')|list
missing|default('x'), missing|d, ''|default('x'), ''|default('x', true), z|default('x'), z|default('x', boolean=true)
s|upper, s|lower, 'foo bar-baz (qux)'|title, 'fOO'|capitalize, '  x '|trim, 'xxaxx'|trim('x'), s|replace('o', '0'), 12|replace(1, 3)
'a\\nb\\n\\nc'|indent, 'a\\nb'|indent(2, true), 'a\\n\\nb'|indent(2, blank=true), 'a\\nb'|indent('> ')
'foo bar baz qux'|truncate(9), 'foo bar baz qux'|truncate(9, true), 'foo bar baz qux'|truncate(11), 'foo bar baz qux'|truncate(11, false, '...', 0)
'foo'|center(9), 'one two, three'|wordcount, 'a b&c/d=é'|urlencode, {'a': 1, 'b c': 'd&'}|urlencode, {'a': 'x<', 'b': none}|xmlattr
html|e, html|escape|e, html|forceescape, html|safe, html|e is escaped, ('<'|safe) + '<', '<' + ('<'|safe), ('<%s>'|safe) % '<', ('<'|safe) ~ '<', ('<'|safe) * 2
1000|filesizeformat, 1|filesizeformat, 1500000|filesizeformat, 1048576|filesizeformat(true)
'%s-%s'|format('a', 1), '%(a)s'|format(a=2)
d|tojson, d|tojson(indent=2), d|tojson(separators=(',', ':')), d|tojson(sort_keys=true), u|tojson, u|tojson(ensure_ascii=true), html|tojson
[1.0, 1e100, true, none, 'a\\n\\u0001', (1, 2), {1: 2, none: 3, true: 4}]|tojson, []|tojson(indent=2), {}|tojson(indent=2), [[]]|tojson(indent=1), '\\x7f'|tojson
missing|tojson
d.items()|tojson
s|attr('upper'), d|attr('b'), d|attr('__class__'), missing|attr('__class__')
missing|attr('x')
missing is defined, missing is undefined, s is defined, z is none, z is not none, missing is none
s is string, n is string, d is mapping, l is sequence, s is sequence, d is sequence, n is sequence, l is iterable, n is iterable, missing is iterable, d.keys() is sequence, range(3) is sequence
n is number, t is number, f is number, n is integer, t is integer, f is integer, f is float, t is boolean, n is boolean, t is true, 1 is true, false is false
n is odd, n is even, n is divisibleby 7, n is divisibleby(2), 'a' is lower, 'A' is upper, 1 is eq 1, 2 is gt 1, 1 is in [1], 1 is ne 2, 2 is ge 2, 1 is lessthan 2
'upper' is filter, 'nosuch' is filter, 'odd' is test, z is sameas none, 1 is sameas 1.0, s is callable, range is callable
n is odd is even
n is nosuch
n|nosuch
(n|nosuch) if false else 1
(n is nosuch) if t else 1
range(3)|list, range(1, 7, 2)|list, range(5, 0, -2)|list, range(3), range(0), range(1, 9, 3), range(3)[1], range(5)|length, 2 in range(3)
range(100001)
range(1, 2, 0)
range('a')
dict(a=1, b=2), dict([('a', 1)]), dict(d, c=3)
namespace(a=1).a, namespace({'x': 2}).x
namespace(__a=1)
raise_exception('no')
strftime_now('%d %b %Y %H:%M:%S %A %j'), strftime_now('%Y-%m-%d'), strftime_now('%-d/%-m'), strftime_now('')
cycler(1, 2).next(), cycler('a').current, joiner()() ~ 'x'
1 ~ 2 + 3, 'a' 'b', (1 if t else 2) + 1, [1, 2,], (1, 2,), {'a': 1,}
-5|abs + 1, -n|string, not n == 7, not n in l, 2 * 3 ** 2, 2 ** 3 ** 2, 1 + -1, - - 1
'a' if n > 5 and t or z else 'b'
1 / 0
1 // 0
1 % 0
1 + 'a'
'a' + 1
'a' * 'b'
[1] + (1,)
none + 1
1 < 'a'
none < 1
5 in 5
5[0]
5()
{[]: 1}
[1, 2, 3][1, 2]
z[1:]
d[[]]
m[0].content, m[1]['content'].strip(), m|length, m[-1].role, m[0:1]
self, self.x
loop
caller
varargs
""".strip("\n").split("\n")

# Whole templates.
TEMPLATES = [
    "{% for i in l %}{{ loop.index }}/{{ loop.length }}:{{ i }}{{ ', ' if not loop.last }}{% endfor %}",
    "{% for i in l %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.depth }}{{ loop.depth0 }} {% endfor %}",
    "{% for i in l %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }};{% endfor %}",
    "{% for i in l %}{{ loop.cycle('a', 'b') }}{{ loop.changed(i > 1) }}{% endfor %}",
    "{% for i in l %}{{ loop.previtem.x }}{% endfor %}",
    "{% for i in e %}x{% else %}empty{% endfor %}",
    "{% for i in l if i > 1 %}{{ loop.index }}{{ i }}{% else %}none{% endfor %}",
    "{% for i in l if i > 9 %}{{ i }}{% else %}none{% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k in d %}{{ k }}{% endfor %}",
    "{% for a, b in [(1, 2), (3, 4)] %}{{ a + b }} {% endfor %}", "{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}",
    "{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for c in 'añ😀' %}[{{ c }}]{% endfor %}", "{% for x in 5 %}{% endfor %}", "{% for x in z %}{% endfor %}",
    "{% for x in missing %}a{% else %}b{% endfor %}",
    "{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% break %}", "{% for i in l %}{% macro f() %}{% break %}{% endmacro %}{% endfor %}",
    "{% set x = 1 %}{% for i in l %}{{ x }}{% set x = x + 1 %}{{ x }}{% endfor %}{{ x }}",
    "{% set ns = namespace(x=0) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ ns.y }}{{ ns['x'] }}",
    "{% set s.x = 1 %}", "{% set missing.x = 1 %}", "{% set ns = namespace() %}{% set ns._x = 1 %}",
    "{% if false %}{% set q = 1 %}{% endif %}[{{ q }}]", "{% if true %}{% set q = 1 %}{% endif %}[{{ q }}]",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set a, b = [1] %}", "{% set x %}a{{ n }}b{% endset %}{{ x }}|{{ x|length }}",
    "{% set x | upper | trim %} a{{ n }}b {% endset %}[{{ x }}]", "{% set x = 1, 2 %}{{ x }}", "{% set x %}<b>{% endset %}{{ x ~ '<' }}{{ x|e }}",
    "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a }}", "{% with %}{% set q = 2 %}{{ q }}{% endwith %}{{ q }}",
    "{% set a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}",
    "{% macro f(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }}|{{ f(1, 3) }}|{{ f(a=5, c=6) }}|{{ f() }}",
    "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}", "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(b=2) }}", "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, a=2) }}",
    "{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, x=3) }}", "{% macro f(a) %}{{ a.b }}{% endmacro %}{{ f() }}",
    "{% macro f(x) %}{{ f.name }}{{ f.arguments }}{{ f.catch_kwargs }}{{ f.caller }}{% endmacro %}{{ f(1) }}",
    "{% macro f() %}[{{ caller() }}]{% endmacro %}{% call f() %}x{{ n }}{% endcall %}", "{% macro f() %}[{{ caller(1, 2) }}]{% endmacro %}{% call(a, b) f() %}{{ a }}-{{ b }}{% endcall %}",
    "{% macro f() %}x{% endmacro %}{% call f() %}y{% endcall %}", "{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(4) }}",
    "{% macro g() %}{{ n }}{{ y }}{% endmacro %}{% set y = 5 %}{{ g() }}{% set y = 6 %}{{ g() }}", "{% for i in l %}{% macro h() %}{{ i }}{% endmacro %}{{ h() }}{% endfor %}",
    "{% for i in l %}{{ k() }}{% endfor %}{% macro k() %}{{ i }}{% endmacro %}", "{{ f() }}{% macro f() %}x{% endmacro %}",
    "{% macro f(m) %}{% for x in m %}{{ x }}{% endfor %}{% endmacro %}{{ f(*[l]) }}{{ f(**{'m': [9]}) }}",
    "{% set tree = [{'v': 1, 'c': [{'v': 2, 'c': []}]}, {'v': 3, 'c': []}] %}{% for x in tree recursive %}{{ x.v }}@{{ loop.depth }}{% if x.c %}({{ loop(x.c) }}){% endif %}{% endfor %}",
    "{% for x in l %}{{ loop(x) }}{% endfor %}", "{% filter upper %}a{{ s }}{% endfilter %}", "{% filter replace('a', 'b') | upper %}banana{% endfilter %}",
    "{% raw %}{{ n }}{% if %}{% endraw %}{{ n }}", "  {%- raw -%}  x  {%- endraw -%}  y", "a\n  {% raw %}\n b\n  {% endraw %}\n c",
    "a{# comment {{ n }} #}b", "a\n  {# c #}\nb\n", "a {#- c -#} b", "a\n{% if t %}\nb\n{% endif %}\nc\n", "  {% if t %}\n  b\n  {% endif %}\n  c",
    "a  {%- if t -%}  b  {%- endif -%}  c", "a\n  {%+ if t %}\nb\n  {%+ endif %}\nc", "{% if t +%}\nb\n{% endif +%}\nc", "a {{- n -}} b {{ n }}\n {{- n }}",
    "{{ n }}\n{{ n }}\n", "a\r\nb\rc\n", "x {% set a = 1 %} y\n   {% set a = 2 %}   \n z", "\n\n{% if t %}\n\nx{% endif %}\n\n", "{{ n }}   {% if t %}x{% endif %}",
    "{{ '}}' }}{{ {'a': {'b': 1}}['a'].b }}{{ \"%}\" }}{% if '%}' %}x{% endif %}", "{{ 'a\\\nb' }}{{ 'a\nb' }}", "{{ }}", "{{ n", "{% if t %}", "{% endif %}", "{% for %}", "{% nosuch %}", "{{ n } }", "{{ (1 }}", "{{ 1) }}",
    "{% if t %}a{% elif z %}b{% else %}c{% endif %}{% if z %}a{% elif n %}b{% endif %}{% if z %}a{% elif e %}b{% else %}c{% endif %}",
    "{% if n|nosuch %}a{% endif %}", "{% if false %}{{ n|nosuch }}{% endif %}ok", "{% for i in e %}{{ i|nosuch }}{% endfor %}", "{% if false %}{% for i in e %}{{ i|nosuch }}{% endfor %}{% endif %}ok",
    "{% generation %}a{{ n }}{% endgeneration %}b", "{% generation %}{% set q = 1 %}{% endgeneration %}[{{ q }}]", "{% print n, s %}", "{% include 'x' %}", "{% import 'x' as y %}", "{% extends 'x' %}",
    "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.reset() }}{{ c.current }}", "{% set j = joiner('; ') %}{{ j() }}a{{ j() }}b",
    "{% set x = [] %}{% for i in l %}{% set x = x + [i] %}{% endfor %}{{ x }}", "{% set g = l|map('string') %}{{ g|join }}{{ g|join }}", "{% set g = l|select %}{{ g|first }}{{ g|list }}",
    "{% set n = 1 %}{{ n }}", "{% for n in l %}{% endfor %}{{ n }}", "{% set loop = 1 %}{% for i in e %}{% endfor %}{{ loop }}", "{% for i in l %}{% for j in l %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}",
    "{% set true = 1 %}", "{% set 1 = 1 %}", "{% for s.x in l %}{% endfor %}", "{% macro f(a=1, b) %}{% endmacro %}", "{{ f(a=1, 2) }}", "{{ s.upper( ) }}{{ s . upper () }}{{ s|upper|lower|length + 1 }}",
    "{{ n is odd and f is float }}{{ n is divisibleby 7 or z }}{{ not n is odd }}{{ n is not even }}", "{{ l is iterable and l is not string }}", "{{ s is string + 1 }}", "{{- '' -}}  x",
    "{% if messages is defined and messages %}a{% else %}b{% endif %}", "{% set x = m | selectattr('role', 'equalto', 'assistant') | list | last %}{{ x.content | trim }}",
    "{% for x in m %}{{ x.role }}:{{ x.content if x.content is defined else '-' }}{{ '\\n' }}{% endfor %}", "{{ m[0]['content'] + m[1]['content'] }}", "{{ m[0].content + m[2].content }}",
    "{{ 'x' ~ (' ' * 3) ~ '|' }}{{ ' \\n\\t x'.lstrip() }}{{ '\\u00a0x'.strip() }}", "{{ (l|length) // 2 }}{{ l[l|length - 1] }}", "{{ d.a|join(',') if d.a is iterable }}", "{{ {'role': 'x'} | tojson }}{{ m | tojson }}",
]


def environment():
    class Generation(jinja2.ext.Extension):
        tags = {"generation"}

        def parse(self, parser):
            line = next(parser.stream).lineno
            body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
            return jinja2.nodes.CallBlock(self.call_method("_support"), [], [], body).set_lineno(line)

        def _support(self, caller):
            return caller()

    class Namespace(jinja2.utils.Namespace):
        def __init__(*args, **kwargs):
            self, args = args[0], args[1:]
            attributes = dict(*args, **kwargs)
            for name in attributes:
                Namespace.check(name)
            jinja2.utils.Namespace.__init__(self, attributes)

        def __setitem__(self, name, value):
            Namespace.check(name)
            jinja2.utils.Namespace.__setitem__(self, name, value)

        @staticmethod
        def check(name):
            if isinstance(name, str) and name.startswith("_"):
                raise jinja2.exceptions.SecurityError(name)

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env = jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True,
                                                       extensions=[Generation, jinja2.ext.loopcontrols])
    env.filters["tojson"] = tojson
    env.globals.update(raise_exception=raise_exception, namespace=Namespace,
                       strftime_now=datetime.datetime(2025, 7, 10, 12, 0, 0).strftime)
    return env


def main():
    env, cases = environment(), []
    for source in [f"{{{{ {line} }}}}" for line in EXPRESSIONS] + TEMPLATES:
        case = {"template": source}
        try:
            case["text"] = env.from_string(source).render(**CONTEXT)
        except Exception as error:  # whatever Python raises, ours is an error too
            case["error"] = type(error).__name__
        if " at 0x" not in case.get("text", ""):  # an address says nothing
            cases.append(case)
    path = pathlib.Path(__file__).with_name("cases.json")
    lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
    path.write_text(f'{{"context": {json.dumps(CONTEXT, ensure_ascii=False)},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(cases)} cases, {sum('error' in c for c in cases)} of them errors")


if __name__ == "__main__":
    main()
