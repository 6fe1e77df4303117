"""Conjugation: regular verbs by rule, stem changes by class, irregular ones by table.

Persons are 0 yo, 1 tú, 2 él, 3 nosotros, 4 vosotros, 5 ellos.
Tenses: pres pret impf fut cond subj subi imp, inf ger part, and the compound
perf plup futp subp conp prog progi vaa ibaa.
"""

import functools
import re

from phonology import ACCENT, attach, strip_accents, nuclei

ENDINGS = {
    ("a", "pres"): "o as a amos áis an", ("e", "pres"): "o es e emos éis en", ("i", "pres"): "o es e imos ís en",
    ("a", "pret"): "é aste ó amos asteis aron", ("e", "pret"): "í iste ió imos isteis ieron",
    ("a", "impf"): "aba abas aba ábamos abais aban", ("e", "impf"): "ía ías ía íamos íais ían",
    ("a", "subj"): "e es e emos éis en", ("e", "subj"): "a as a amos áis an",
    ("a", "subi"): "ara aras ara áramos arais aran", ("e", "subi"): "iera ieras iera iéramos ierais ieran",
    ("x", "fut"): "é ás á emos éis án", ("x", "cond"): "ía ías ía íamos íais ían",
    ("x", "strong"): "e iste o imos isteis ieron",
}
ENDINGS = {key: value.split() for key, value in ENDINGS.items()}

IE = set("""pensar cerrar despertar empezar comenzar sentar acertar calentar confesar gobernar manifestar negar
recomendar regar sembrar temblar apretar atravesar encerrar enterrar merendar nevar quebrar tropezar perder
entender encender defender atender extender querer sentir mentir preferir divertir advertir sugerir convertir
herir hervir arrepentir referir consentir requerir digerir invertir tender plegar fregar helar ascender
descender alentar desmentir transferir adherir despedir_ enmendar aferrar_ serrar cerner desplegar
segar cegar apacentar desherrar estregar discernir concernir asentar sosegar venir tener desterrar herrar encomendar denegar desenterrar renegar restregar aterrar_""".split())
UE = set("""contar encontrar mostrar recordar soñar volar costar probar rodar sonar almorzar acostar apostar aprobar
colgar comprobar consolar demostrar esforzar forzar poblar renovar rogar soltar tostar tronar volcar acordar
mover volver devolver resolver doler llover morder poder soler torcer cocer disolver envolver remover promover
conmover absolver dormir morir jugar oler reforzar descolgar degollar holgar avergonzar desollar trocar
revolver revolcar moler retorcer soldar colar amolar descontar reprobar sobrevolar concordar engrosar""".split())
EI = set("""pedir servir repetir seguir conseguir vestir despedir medir elegir corregir impedir rendir competir
perseguir reír sonreír freír gemir derretir teñir ceñir reñir concebir colegir regir embestir investir
proseguir desvestir henchir_ expedir""".split())
ACCENTED = set("""enviar confiar desconfiar guiar fiar variar vaciar ampliar fotografiar criar espiar enfriar desviar esquiar
resfriar liar desafiar porfiar ansiar extraviar rociar averiar desafiar hastiar continuar actuar
evaluar graduar situar acentuar efectuar insinuar perpetuar valuar exceptuar puntuar devaluar
habituar tatuar desvirtuar""".split())
HIATUS = {"reunir": "reún", "prohibir": "prohíb", "aislar": "aísl", "aullar": "aúll", "maullar": "maúll",
          "ahumar": "ahúm", "ahijar": "ahíj", "rehusar": "rehús", "airar": "aír", "cohibir": "cohíb"}
STRONG = {"tener": "tuv", "estar": "estuv", "andar": "anduv", "poder": "pud", "poner": "pus", "saber": "sup",
          "caber": "cup", "haber": "hub", "hacer": "hic", "querer": "quis", "venir": "vin", "decir": "dij", "traer": "traj"}
FUTURE = {"tener": "tendr", "poner": "pondr", "salir": "saldr", "valer": "valdr", "venir": "vendr", "poder": "podr",
          "saber": "sabr", "haber": "habr", "caber": "cabr", "querer": "querr", "hacer": "har", "decir": "dir"}
FIRST = {"tener": "teng", "poner": "pong", "salir": "salg", "valer": "valg", "venir": "veng", "hacer": "hag",
         "decir": "dig", "traer": "traig", "caer": "caig", "oír": "oig", "caber": "quep", "asir": "asg"}
PARTICIPLES = {"abrir": "abierto", "cubrir": "cubierto", "escribir": "escrito", "romper": "roto", "morir": "muerto",
               "volver": "vuelto", "resolver": "resuelto", "ver": "visto", "hacer": "hecho", "decir": "dicho",
               "poner": "puesto", "freír": "frito", "imprimir": "impreso", "disolver": "disuelto",
               "absolver": "absuelto", "proveer": "provisto", "inscribir": "inscrito", "describir": "descrito",
               "suscribir": "suscrito", "transcribir": "transcrito"}
TABLE = {
    ("ser", "pres"): "soy eres es somos sois son", ("estar", "pres"): "estoy estás está estamos estáis están",
    ("ir", "pres"): "voy vas va vamos vais van", ("dar", "pres"): "doy das da damos dais dan",
    ("ver", "pres"): "veo ves ve vemos veis ven", ("haber", "pres"): "he has ha hemos habéis han",
    ("saber", "pres"): "sé sabes sabe sabemos sabéis saben", ("oír", "pres"): "oigo oyes oye oímos oís oyen",
    ("decir", "pres"): "digo dices dice decimos decís dicen", ("oler", "pres"): "huelo hueles huele olemos oléis huelen",
    ("reír", "pres"): "río ríes ríe reímos reís ríen", ("sonreír", "pres"): "sonrío sonríes sonríe sonreímos sonreís sonríen",
    ("freír", "pres"): "frío fríes fríe freímos freís fríen", ("caber", "pres"): "quepo cabes cabe cabemos cabéis caben",
    ("ser", "pret"): "fui fuiste fue fuimos fuisteis fueron", ("ir", "pret"): "fui fuiste fue fuimos fuisteis fueron",
    ("dar", "pret"): "di diste dio dimos disteis dieron", ("ver", "pret"): "vi viste vio vimos visteis vieron",
    ("reír", "pret"): "reí reíste rio reímos reísteis rieron", ("sonreír", "pret"): "sonreí sonreíste sonrió sonreímos sonreísteis sonrieron",
    ("freír", "pret"): "freí freíste frio freímos freísteis frieron",
    ("ser", "impf"): "era eras era éramos erais eran", ("ir", "impf"): "iba ibas iba íbamos ibais iban",
    ("ver", "impf"): "veía veías veía veíamos veíais veían",
    ("ser", "subj"): "sea seas sea seamos seáis sean", ("estar", "subj"): "esté estés esté estemos estéis estén",
    ("ir", "subj"): "vaya vayas vaya vayamos vayáis vayan", ("dar", "subj"): "dé des dé demos deis den",
    ("ver", "subj"): "vea veas vea veamos veáis vean", ("haber", "subj"): "haya hayas haya hayamos hayáis hayan",
    ("saber", "subj"): "sepa sepas sepa sepamos sepáis sepan", ("oler", "subj"): "huela huelas huela olamos oláis huelan",
    ("reír", "subj"): "ría rías ría riamos riáis rían", ("sonreír", "subj"): "sonría sonrías sonría sonriamos sonriáis sonrían",
    ("freír", "subj"): "fría frías fría friamos friáis frían",
}
TABLE = {key: value.split() for key, value in TABLE.items()}
IMPERATIVE = {"decir": "di", "hacer": "haz", "ir": "ve", "poner": "pon", "salir": "sal", "ser": "sé", "tener": "ten", "venir": "ven"}
PREFIXES = ("des", "re", "con", "com", "pro", "dis", "im", "ex", "o", "ob", "man", "de", "su", "sos", "pre", "inter",
            "a", "atra", "dis", "contra", "sobre", "entre", "en", "man", "man", "abs", "pos", "trans")
ROOTS = ("tener", "poner", "venir", "hacer", "traer", "volver", "cubrir", "escribir", "oír", "caer", "ver", "decir", "salir")
CLITICS = ("me", "te", "se", "nos", "os", "se")
COMPOUND = {"perf": "pres", "plup": "impf", "futp": "fut", "subp": "subj", "conp": "cond", "subpp": "subi"}


@functools.lru_cache(maxsize=None)
def split_prefix(verb):
    """('des', 'hacer') for deshacer; ('', verb) when no known irregular is inside."""
    for root in ROOTS:
        if verb != root and verb.endswith(root) and verb[:-len(root)] in PREFIXES and verb not in ("resolver",):
            return verb[:-len(root)], root
    return "", verb


def _soft(stem, kind, ending):
    """Spelling that keeps the sound of the stem before another vowel."""
    first = strip_accents(ending[:1])
    if kind == "a" and first == "e":
        for old, new in (("gu", "gü"), ("c", "qu"), ("g", "gu"), ("z", "c")):
            if stem.endswith(old):
                return stem[:-len(old)] + new
    elif kind != "a" and first in ("a", "o"):
        if stem.endswith("gu"):
            return stem[:-1]
        if stem.endswith("qu"):
            return stem[:-2] + "c"
        if stem.endswith("g"):
            return stem[:-1] + "j"
        if stem.endswith("c"):
            return stem[:-1] + "z"
    return stem


def _change(stem, verb, person, tense):
    """The stem with its diphthong or closed vowel, where this form has one."""
    stressed = person in (0, 1, 2, 5)
    if stressed and tense in ("pres", "subj"):
        if verb in HIATUS:
            return HIATUS[verb]
        if verb in ACCENTED:
            return stem[:-1] + ACCENT[stem[-1]]
        for verbs, old, new in ((IE, "e", "ie"), (UE, "o", "ue"), (EI, "e", "i")):
            if verb in verbs:
                if verb == "jugar":
                    return "jueg"
                place = stem.rfind(old)
                if verb == "avergonzar":
                    return "avergüenz"
                return stem[:place] + new + stem[place + 1:]
        return stem
    closes = (tense == "pret" and person in (2, 5)) or tense in ("subi", "ger") or (tense == "subj" and not stressed)
    if closes and verb.endswith(("ir", "ír")) and (verb in IE or verb in EI or verb in ("dormir", "morir", "venir", "decir")):
        old, new = ("o", "u") if verb in UE else ("e", "i")
        place = stem.rfind(old)
        return stem[:place] + new + stem[place + 1:]
    return stem


def _join(stem, ending):
    """Unstressed i between vowels turns y (leyó), and takes an accent when stressed (leíste)."""
    if ending.startswith("i") and len(ending) > 1 and ending[1] in "eóoé" and stem[-1] in "aeoiu" and not stem.endswith(("gu", "qu")):
        return stem + "y" + ending[1:]
    if ending.startswith("i") and stem[-1] in "aeo":
        return stem + "í" + ending[1:]
    if stem.endswith(("ñ", "ll")) and ending.startswith("i") and len(ending) > 1 and ending[1] in "eó":
        return stem + ending[1:]
    return stem + ending


@functools.lru_cache(maxsize=None)
def simple(verb, tense, person):
    """One simple form of a non-reflexive infinitive."""
    if (verb, tense) in TABLE:
        return TABLE[verb, tense][person]
    prefix, root = split_prefix(verb)
    if prefix:
        form = simple(root, tense, person)
        if tense == "imp" and root in IMPERATIVE:
            return prefix + {"pon": "pón", "ten": "tén", "ven": "vén"}.get(form, form)
        if root == "ver" and len(nuclei(form)) == 1 and tense in ("pres", "pret", "subj"):
            form = {"ve": "vé", "ves": "vés", "ven": "vén", "vi": "ví", "vio": "vió"}.get(form, form)
        if root == "decir" and tense in ("fut", "cond"):
            form = "decir" + form[3:]
        return prefix + form
    kind = {"á": "a", "é": "e", "í": "i"}.get(verb[-2], verb[-2])
    stem = verb[:-2]
    ducir = verb.endswith("ducir")
    if tense in ("fut", "cond"):
        base = FUTURE.get(verb, strip_accents(verb))
        return base + ENDINGS["x", tense][person]
    if tense == "imp":
        if person == 1:
            return IMPERATIVE.get(verb) or simple(verb, "pres", 2)
        if person == 4:
            return verb[:-1] + "d"
        return simple(verb, "subj", person)
    if tense in ("pret", "subi") and (verb in STRONG or ducir):
        strong = STRONG.get(verb) or stem[:-1] + "j"
        if tense == "pret":
            ending = ENDINGS["x", "strong"][person]
        else:
            ending = ENDINGS["e", "subi"][person]
        if strong.endswith("j") and ending.startswith("ie"):
            ending = ending[1:]
        if strong.endswith("j") and ending.startswith("ié"):
            ending = ending[1:]
        return ("hiz" if strong == "hic" and ending == "o" else strong) + ending
    if tense == "subi" and verb in ("ser", "ir", "dar", "reír", "sonreír", "freír", "ver"):
        base = simple(verb, "pret", 5)[:-3]
        many = base + "ra"
        if person == 3:
            place = nuclei(base)[-1]
            return base[:place] + ACCENT[base[place]] + base[place + 1:] + "ramos"
        return many + ("", "s", "", "", "is", "n")[person]
    endings = ENDINGS.get((kind, tense)) or ENDINGS["a" if kind == "a" else "e", tense]
    ending = endings[person]
    first_person = (tense == "pres" and person == 0) or tense == "subj"
    if first_person and verb in FIRST:
        return FIRST[verb] + ending
    if first_person and (ducir or re.search("[aeou]cer$|[aeou]cir$|ducir$", verb)) and verb not in ("hacer", "mecer", "cocer", "decir"):
        return stem[:-1] + "zc" + ending
    if verb.endswith("uir") and not verb.endswith(("guir", "quir")):
        if (tense == "pres" and person in (0, 1, 2, 5)) or tense == "subj":
            return stem + "y" + ending
    if tense == "impf":
        return stem + ending
    if verb == "tener" or verb == "venir":
        return (stem.replace("e", "ie") if tense == "pres" and person in (1, 2, 5) else stem) + ending
    if verb == "errar" and tense in ("pres", "subj") and person in (0, 1, 2, 5):
        return "yerr" + ending
    stem = _change(stem, verb, person, tense)
    return _join(_soft(stem, kind, ending), ending)


@functools.lru_cache(maxsize=None)
def participle(verb):
    for known, form in PARTICIPLES.items():
        if verb == known:
            return form
    prefix, root = split_prefix(verb)
    if prefix and root in PARTICIPLES:
        return prefix + PARTICIPLES[root]
    stem = verb[:-2]
    if verb[-2] == "a":
        return stem + "ado"
    return stem + ("ído" if stem[-1:] in ("a", "e", "o") else "ido")


@functools.lru_cache(maxsize=None)
def gerund(verb):
    prefix, root = split_prefix(verb)
    if prefix:
        return prefix + gerund(root)
    if verb == "ir":
        return "yendo"
    if verb == "poder":
        return "pudiendo"
    if verb in ("reír", "sonreír", "freír"):
        return verb[:-3] + "iendo"
    stem = verb[:-2]
    if verb[-2] == "a":
        return stem + "ando"
    return _join(_change(stem, verb, 2, "ger"), "iendo")


@functools.lru_cache(maxsize=None)
def conjugate(infinitive, tense, person):
    """Any form, with the reflexive pronoun where the infinitive ends in -se."""
    reflexive = infinitive.endswith("se")
    verb = infinitive[:-2] if reflexive else infinitive
    if reflexive and verb.endswith("í"):
        verb += "r"
    clitic = CLITICS[person] if reflexive else ""
    if tense == "inf":
        return attach(verb, clitic) if reflexive else verb
    if tense == "ger":
        return attach(gerund(verb), clitic)
    if tense == "part":
        return participle(verb)
    if tense == "imp":
        return attach(simple(verb, "imp", person), clitic)
    before = clitic + " " if clitic else ""
    if tense in COMPOUND:
        return before + simple_haber(COMPOUND[tense], person) + " " + participle(verb)
    if tense == "prog":
        return before + simple("estar", "pres", person) + " " + gerund(verb)
    if tense == "progi":
        return before + simple("estar", "impf", person) + " " + gerund(verb)
    if tense == "vaa":
        return simple("ir", "pres", person) + " a " + conjugate(infinitive, "inf", person)
    if tense == "ibaa":
        return simple("ir", "impf", person) + " a " + conjugate(infinitive, "inf", person)
    return before + simple(verb, tense, person)


def simple_haber(tense, person):
    return simple("haber", tense, person)
