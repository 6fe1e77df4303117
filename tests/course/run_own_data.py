#!/usr/bin/env python3
"""Runs notebooks 02 to 05 on a person's own files in place of the demo sets, on the real engine.

With the conformance data: questions to a university (answered, and sorted into 285 categories) and Martín Fierro, a
poem in a table. Without them: a small file that is written here. What a person chose in 02 is still chosen in 05, and
no output may speak of the demo set but where a lesson says that it teaches with it. Arguments choose notebooks by the
file's first four letters and their number: upao03.
"""
import pathlib
import re
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "cli")]
import expected  # noqa: E402
import notebook_run  # noqa: E402
import notebooks  # noqa: E402
import support  # noqa: E402
from run_notebooks import case_of, person, report  # noqa: E402

LANG = "es"
LESSONS = ("02", "03", "04", "05")
SORTED = {"input": "Pregunta", "target": "Categoría"}
DEMO = ("quejas.csv", "oficina.csv", "avisos.csv", "vecinos de un pueblo")


def small_file(home: pathlib.Path) -> pathlib.Path:
    """Questions and answers of an invented library, as a spreadsheet in Spanish saves them: semicolons and Latin-1."""
    things = "novelas cuentos mapas revistas películas partituras diccionarios cómics atlas periódicos".split()
    places = "infantil adultos música estudio verano archivo".split()
    rows = [f"¿Dónde están los fondos de {thing} de la sección {place}?;Los fondos de {thing} están en la planta "
            f"{number % 4}, sección {place}, junto a la mesa {number}."
            for number, (thing, place) in enumerate((thing, place) for thing in things for place in places)]
    path = home / "mi_biblioteca.csv"
    path.write_bytes(("pregunta;respuesta\n" + "\n".join(rows) + "\n").encode("latin-1"))
    return path


def files(home: pathlib.Path) -> list:
    """(file, columns, lessons) of each case."""
    try:
        folder = support.conformance("datasets")
    except unittest.SkipTest:
        return [(small_file(home), {}, LESSONS)]
    questions = folder / "upao_faq.es.csv"
    return [(questions, {}, LESSONS), (questions, SORTED, ("04",)),
            (folder / "martin_fierro_martin_fierro.csv", {}, LESSONS)]


def speaks_of_the_demo(outputs: dict, case: expected.Case) -> list:
    """Places where the demo set is named though the person chose a file; saying that it teaches with it is allowed."""
    allowed = expected.pattern("teach.demo", case.lang), expected.pattern("run.shipped", case.lang), \
        expected.pattern("run.new", case.lang), expected.pattern("run.yours", case.lang)
    found = []
    for name, output in outputs.items():
        text = re.sub("|".join(allowed) if case.tuned_on != case.name else "$^", " ", output.text)
        found += [f"{name} ({output.title}) speaks of «{word}»" for word in DEMO if word in text]
    return found


def learn(home: pathlib.Path, path: pathlib.Path, roles: dict, lessons: tuple) -> int:
    failed = 0
    for number in lessons:
        case = case_of(number, LANG, path, own=True, roles=roles)
        told = "".join(f", {key}={value!r}" for key, value in roles.items())
        book = notebooks.ROOT / "notebooks" / LANG / f"{notebooks.FILES[number][0]}.ipynb"
        # The first cell of a later lesson already works on the file: it was chosen in the one before.
        executed = notebook_run.execute(book, f"{str(path)!r}{told}",
                                        f"from afina import course; course.data({str(path)!r}{told})")
        found = expected.faults(executed.outputs, case) + speaks_of_the_demo(executed.outputs, case)
        failed += bool(report(f"{LANG}/{book.name} with {path.name} ({case.task})", executed, found))
    return failed


def main(wanted: list) -> int:
    failed, cases = 0, 0
    with person(LANG) as home:
        chosen = files(home)
    for path, roles, lessons in chosen:
        lessons = [number for number in lessons if not wanted or f"{path.name[:4]}{number}" in wanted]
        with person(LANG) as home:
            path = path if path.exists() else small_file(home)
            failed += learn(home, path, roles, lessons)
            cases += len(lessons)
    if len(chosen) > 1 and not wanted:
        support.ran("datasets", cases)
    print(f"RAN notebooks with own data {cases}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
