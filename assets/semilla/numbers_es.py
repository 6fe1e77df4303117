"""Numbers in words, dates, times, prices, telephone numbers."""

import functools

UNITS = """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis
veintisiete veintiocho veintinueve""".split()
TENS = "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
HUNDREDS = "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos".split()
MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
DAYS = "lunes martes miércoles jueves viernes sábado domingo".split()
ORDINALS = "primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo".split()


@functools.lru_cache(maxsize=None)
def words(number, gender="m", before_noun=False):
    """words(21, 'f') is «veintiuna», words(21, 'm', True) is «veintiún»."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = "mil" if thousands == 1 else words(thousands, gender, True) + " mil"
        return head + (" " + words(rest, gender, before_noun) if rest else "")
    if number >= 100:
        if number == 100:
            return "cien"
        head = HUNDREDS[number // 100]
        if gender == "f" and number >= 200:
            head = head[:-2] + "as"
        rest = number % 100
        return head + (" " + words(rest, gender, before_noun) if rest else "")
    if number >= 30:
        ten, unit = divmod(number, 10)
        return TENS[ten] + (" y " + words(unit, gender, before_noun) if unit else "")
    word = UNITS[number]
    if number in (1, 21):
        if gender == "f":
            return word[:-1] + "a"
        if before_noun:
            return "un" if number == 1 else "veintiún"
    return word


def thousands(number):
    """12345 -> «12 345»; four figures stay together, as the Academy asks."""
    text = str(number)
    return text if len(text) <= 4 else text[:-3] + " " + text[-3:]


def date(rng):
    return "%d de %s" % (rng.between(1, 28), rng.choice(MONTHS))


def weekday_date(rng):
    return "%s %d de %s" % (rng.choice(DAYS), rng.between(1, 28), rng.choice(MONTHS))


def clock(rng):
    """An hour as it is said or written, without the article."""
    hour, minute = rng.between(1, 12), rng.choice((0, 0, 0, 15, 30, 45, 10, 20))
    style = rng.below(3)
    if style == 0:
        return "%d:%02d" % (hour + rng.choice((0, 12)) if hour < 12 else 12, minute)
    tail = {0: " en punto" if rng.chance(20) else "", 15: " y cuarto", 30: " y media", 45: " menos cuarto",
            10: " y diez", 20: " y veinte"}[minute]
    return words(hour, "f") + tail


def hour(rng):
    """«las ocho y media», «la una», «las 17:30»."""
    text = clock(rng)
    return ("la " if text.startswith(("una", "1:")) else "las ") + text


def opening(rng):
    """(opens, closes) as figures."""
    return "%d:%02d" % (rng.between(7, 10), rng.choice((0, 30))), "%d:%02d" % (rng.between(13, 21), rng.choice((0, 30)))


def price(rng):
    whole = rng.choice((rng.between(1, 20), rng.between(5, 95), 5 * rng.between(2, 60), 10 * rng.between(10, 99)))
    coin = rng.choice(("euros", "euros", "pesos", "soles"))
    if whole < 30 and rng.chance(40):
        return "%d,%02d %s" % (whole, 5 * rng.between(1, 19), coin)
    if whole < 100 and rng.chance(30):
        return words(whole, "m", True) + " " + (coin if whole > 1 else coin[:-2] if coin == "soles" else coin[:-1])
    return "%d %s" % (whole, coin if whole > 1 else coin[:-2] if coin == "soles" else coin[:-1])


def phone(rng):
    return "%d %02d %02d %02d" % (rng.between(900, 989), rng.below(100), rng.below(100), rng.below(100))


def year(rng):
    return str(rng.choice((rng.between(1990, 2030), rng.between(1850, 2025))))


def lapse(rng, before, between):
    """Two dates in order: lapse(rng, "del", "al") is «del 3 de mayo al 9 de junio»; _ is a space."""
    first = rng.below(11)
    second = first + 1 + rng.below(min(3, 11 - first))
    return "%s %d de %s %s %d de %s" % (before.replace("_", " "), rng.between(1, 28), MONTHS[first],
                                        between.replace("_", " "), rng.between(1, 28), MONTHS[second])
