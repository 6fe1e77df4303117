"""Files such as a person brings: invented here, and different from those that come with the course."""
import csv

_PLACES = "la biblioteca,el museo,la piscina,el mercado,el archivo,el centro juvenil,la ludoteca,el polideportivo".split(",")
_DAYS = "lunes,martes,miércoles,jueves,viernes,sábados".split(",")
_ASKED = ("¿Cuándo abre {place} los {day}?", "Quería saber el horario de {place} los {day}.",
          "Buenos días. ¿A qué hora puedo ir los {day} a visitar {place}?")


def opening_hours(path, rows=120):
    """Questions about opening hours with their answers, as a spreadsheet saves them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["consulta", "contestación"])
        for number in range(rows):
            place, day = _PLACES[number % len(_PLACES)], _DAYS[number // len(_PLACES) % len(_DAYS)]
            asked = _ASKED[number % len(_ASKED)].format(place=place, day=day)
            hour = 8 + number % len(_PLACES)
            writer.writerow([f"{asked} Consulta número {number}.",
                             f"{place.capitalize()} abre los {day} de {hour} a {hour + 4}."])
    return path
