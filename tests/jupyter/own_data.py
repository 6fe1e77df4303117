"""Files such as a person brings: invented here, and different from those that come with the course."""
import csv

_PLACES = ("la biblioteca", "el museo", "la piscina", "el mercado", "el archivo", "el gimnasio", "la ludoteca", "la plaza")
_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábados")
_ASKED = ("¿Cuándo abre {place} los {day}?", "Quería saber a qué hora abre {place} los {day}.",
          "Buenos días. ¿A qué hora se puede visitar {place} los {day}?")
_BECAUSE = ("Iré con mi madre, que camina despacio.", "Trabajo de noche y solo puedo por la mañana.",
            "Somos un grupo de doce personas.", "Tengo que recoger un paquete.", "Mi hijo sale tarde del colegio.",
            "El mes pasado encontré la puerta cerrada.", "Vengo en autobús desde el otro pueblo.")


def opening_hours(path, rows=144):
    """Questions about opening hours with their answers, as a spreadsheet saves them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["consulta", "contestación"])
        for number in range(rows):
            place, day = _PLACES[number % len(_PLACES)], _DAYS[number // len(_PLACES) % len(_DAYS)]
            asked = _ASKED[number % len(_ASKED)].format(place=place, day=day)
            hour = 8 + number % len(_PLACES)
            writer.writerow([f"{asked} {_BECAUSE[number % len(_BECAUSE)]}",
                             f"{place.capitalize()} abre los {day} de {hour} a {hour + 4}."])
    return path
