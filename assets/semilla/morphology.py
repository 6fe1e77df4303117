"""Gender and number of nouns and adjectives, articles, contractions, joining words."""

import functools
import re

from phonology import ACCENT, strip_accents, stress

# Feminine nouns that begin with stressed a: «el agua», «un aula».
STRESSED_A = set("""agua águila alma arma aula área hambre hacha ala ancla alba acta arpa asa ave
habla hada alga ansia ama asma arca haba aya""".split())
PLURALS = {"carácter": "caracteres", "régimen": "regímenes", "té": "tés", "café": "cafés",
           "sofá": "sofás", "papá": "papás", "mamá": "mamás", "menú": "menús", "champú": "champús",
           "pie": "pies", "carné": "carnés", "bebé": "bebés", "puré": "purés", "consomé": "consomés",
           "comité": "comités", "club": "clubes", "test": "tests", "chalé": "chalés", "paté": "patés",
           "espécimen": "especímenes", "bisturí": "bisturíes", "jabalí": "jabalíes", "rubí": "rubíes",
           "colibrí": "colibríes", "ñandú": "ñandúes", "bambú": "bambúes", "rey": "reyes", "ley": "leyes",
           "buey": "bueyes", "convoy": "convoyes", "jersey": "jerséis", "web": "webs", "fax": "faxes",
           "tórax": "tórax", "champiñón": "champiñones", "correo electrónico": "correos electrónicos"}
BREAK = re.compile(r" (?:de|del|en|para|con|sin|a|al|por|y) ")
MASCULINE = set("""día mapa problema tema clima programa sistema idioma poema planeta tranvía drama
sofá papá cometa poeta diploma síntoma esquema dilema telegrama enigma fantasma pijama aroma
crucigrama pentagrama puma gorila panda koala yoga gaucho guardia cura dogma trauma estigma
carisma lema emblema teorema eccema edema magma karma pergamino""".split())
FEMININE = set("""mano foto moto radio luz flor sal miel leche carne noche tarde calle llave torre nube
nieve sangre clase parte gente muerte suerte mente base frase fase fuente puente_ nave leche sede
fe ley red pared miel piel cárcel sal señal catedral capital col hiel vez voz paz cruz nuez raíz
nariz tos res mies imagen orden_ razón sartén crin sien labor flor coliflor mujer madre hambre
fiebre liebre nube serpiente corriente patente mente simiente lente_ catástrofe higiene índole
sílaba crisis tesis síntesis hipótesis dosis análisis_ diócesis caries serie superficie especie
intemperie planicie calvicie lumbre costumbre muchedumbre cumbre legumbre certidumbre actriz
emperatriz perdiz lombriz codorniz matriz cicatriz directriz base llanura bilis prótesis
azúcar_ hoz coz faz tez luz cal postal credencial terminal_ vocal sucursal inicial moral
sirvienta dínamo libido polio soprano_ modelo_ salud virtud juventud niñez vejez altivez
timidez rapidez sencillez honradez escasez estupidez chispa ave torre fiebre intemperie
posguerra avestruz_ trama escama cama rama llama fama dama crema quema suma broma goma loma
paloma forma norma firma alarma arma plataforma reforma víctima lima rima cima clase corte_
muestra gripe índole mugre urdimbre techumbre servidumbre mansedumbre hojalata hélice apéndice_
codicia torre estirpe plebe prole cohorte sede laringe esfinge falange""".split())


@functools.lru_cache(maxsize=None)
def gender_of(noun):
    """Gender by ending, with the usual exceptions."""
    head = noun.split(" ")[0]
    if head in MASCULINE:
        return "m"
    if head in FEMININE:
        return "f"
    if head.endswith(("a", "ción", "sión", "xión", "gión", "nión", "stión", "dad", "tad", "tud", "umbre", "ez", "triz")):
        return "f"
    return "m"


@functools.lru_cache(maxsize=None)
def plural_word(word):
    if word in PLURALS:
        return PLURALS[word]
    if word[-1] in "aeiouáéó":
        return word + "s"
    if word[-1] in "íú":
        return word + "es"
    count, index, place = stress(word)
    if word[-1] in "sx":
        if count > 1 and index < count - 1:
            return word                                   # la crisis, las crisis
    if word[-1] == "z":
        base = word[:-1] + "c"
    else:
        base = word
    whole = base + "es"
    if count > 1 and index == count - 1 and word[-1] in "ns":
        hiatus = word[place] in "íú" and place > 0 and word[place - 1] in "aeo"
        whole = whole if hiatus else strip_accents(base) + "es"   # canción, canciones; país, países
    elif count > 1 and index == count - 2 and word[-1] == "n" and word[place] in ACCENT:
        whole = base[:place] + ACCENT[base[place]] + base[place + 1:] + "es"   # joven, jóvenes
    return whole


@functools.lru_cache(maxsize=None)
def plural(noun):
    """Plural of a noun with its adjectives, up to the first preposition."""
    if noun in PLURALS:
        return PLURALS[noun]
    cut = BREAK.search(noun)
    head, tail = (noun[:cut.start()], noun[cut.start():]) if cut else (noun, "")
    return " ".join(plural_word(word) for word in head.split(" ")) + tail


INVARIANT_OR = set("mayor menor mejor peor superior inferior exterior interior anterior posterior ulterior".split())


@functools.lru_cache(maxsize=None)
def feminine(word):
    """Feminine of an adjective or of a noun of trade."""
    if word.endswith("o"):
        return word[:-1] + "a"
    if word.endswith(("or", "ón", "án", "ín")) and word not in INVARIANT_OR and word not in ("marrón", "afín"):
        return strip_accents(word) + "a"
    if word.endswith(("és", "uz")) and word != "cortés":
        return strip_accents(word) + "a"
    if word in ("español",):
        return word + "a"
    return word


@functools.lru_cache(maxsize=None)
def inflect(adjective, gender, many):
    """An adjective (with its complement, if any) in one of its four forms."""
    if adjective.startswith("de "):
        return adjective
    cut = BREAK.search(adjective)
    head, tail = (adjective[:cut.start()], adjective[cut.start():]) if cut else (adjective, "")
    word = feminine(head) if gender == "f" else head
    return (plural_word(word) if many else word) + tail


# determiner -> (masculine, feminine, masculine plural, feminine plural)
DETERMINERS = {
    "el": ("el", "la", "los", "las"), "un": ("un", "una", "unos", "unas"),
    "este": ("este", "esta", "estos", "estas"), "ese": ("ese", "esa", "esos", "esas"),
    "aquel": ("aquel", "aquella", "aquellos", "aquellas"), "mi": ("mi", "mi", "mis", "mis"),
    "tu": ("tu", "tu", "tus", "tus"), "su": ("su", "su", "sus", "sus"),
    "nuestro": ("nuestro", "nuestra", "nuestros", "nuestras"), "otro": ("otro", "otra", "otros", "otras"),
    "algún": ("algún", "alguna", "algunos", "algunas"), "ningún": ("ningún", "ninguna", "ningunos", "ningunas"),
    "cada": ("cada", "cada", "cada", "cada"), "mucho": ("mucho", "mucha", "muchos", "muchas"),
    "poco": ("poco", "poca", "pocos", "pocas"), "varios": ("vario", "varia", "varios", "varias"),
    "todo": ("todo el", "toda la", "todos los", "todas las"), "cuánto": ("cuánto", "cuánta", "cuántos", "cuántas"),
    "tanto": ("tanto", "tanta", "tantos", "tantas"), "qué": ("qué", "qué", "qué", "qué"),
    "mismo": ("el mismo", "la misma", "los mismos", "las mismas"), "cierto": ("cierto", "cierta", "ciertos", "ciertas"),
    "nuevo": ("el nuevo", "la nueva", "los nuevos", "las nuevas"), "primer": ("el primer", "la primera", "los primeros", "las primeras"),
    "viejo": ("el viejo", "la vieja", "los viejos", "las viejas"), "pequeño": ("un pequeño", "una pequeña", "unos pequeños", "unas pequeñas"),
    "gran": ("un gran", "una gran", "unos grandes", "unas grandes"), "buen": ("un buen", "una buena", "unos buenos", "unas buenas"),
    "demasiado": ("demasiado", "demasiada", "demasiados", "demasiadas"), "-": ("", "", "", ""),
    "lo": ("lo", "la", "los", "las"), "le": ("le", "le", "les", "les"), "él": ("él", "ella", "ellos", "ellas"),
    "o": ("o", "a", "os", "as"), "or": ("", "a", "es", "as"), "uno": ("uno", "una", "unos", "unas"),
    "éste": ("este", "esta", "estos", "estas"), "vosotros": ("vuestro", "vuestra", "vuestros", "vuestras"),
    "último": ("el último", "la última", "los últimos", "las últimas"), "propio": ("su propio", "su propia", "sus propios", "sus propias"),
    "don": ("don", "doña", "don", "doña"), "señor": ("el señor", "la señora", "los señores", "las señoras"),
}


def determiner(name, gender, many, stressed_a):
    forms = DETERMINERS[name]
    if stressed_a and not many and name in ("el", "un", "algún", "ningún"):
        return forms[0]
    return forms[(2 if many else 0) + (1 if gender == "f" else 0)]


RE_CONTRACT = re.compile(r"\b([Dd]e|[Aa]) el (?=\S)")
RE_Y = re.compile(r"\by (?=(?:[ií]|h[ií](?!e))(?!e))", re.I)
RE_O = re.compile(r"\bo (?=h?[oó])", re.I)
RE_SPEECH = re.compile(r"([.:]) —(?! )")
RE_START = re.compile(r"(^[—«\"(¿¡]*|[.?!][»\")]* [«\"(¿¡]*|: «[¿¡]*)([a-záéíóúñü])", re.M)


def _upper(match):
    return match.group(1) + match.group(2).upper()


def polish(text):
    """Contractions, euphonic e/u, and capitals at the start of sentences.

    «_» is a space after which no capital follows (abbreviations), «^» at the start
    of a line keeps its small letter.
    """
    if " el " in text:
        text = RE_CONTRACT.sub(lambda m: ("del " if m.group(1) == "de" else "Del " if m.group(1) == "De"
                                          else "al " if m.group(1) == "a" else "Al "), text)
    text = RE_Y.sub(lambda m: "e " if m.group()[0] == "y" else "E ", text)
    text = RE_O.sub(lambda m: "u " if m.group()[0] == "o" else "U ", text)
    while "  " in text:
        text = text.replace("  ", " ")
    text = RE_SPEECH.sub(lambda m: m.group(1) + "\n—", text)
    text = text.replace(" \n", "\n").replace("\n ", "\n").replace(" .", ".").replace(" ,", ",")
    text = text.replace("...", "…").replace("..", ".").replace("?.", "?").replace("!.", "!").replace(".,", ",")
    text = RE_START.sub(_upper, text)
    return text.replace("_", " ").replace("^", "").replace("…", "...").strip()
