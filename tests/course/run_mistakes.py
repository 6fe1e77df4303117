#!/usr/bin/env python3
"""What a beginner does wrong, in a real kernel with the real engine: always a sentence, the traceback folded, nothing lost.

Wrong files go through the handler behind the button; code that fails is typed in cells; the kernel is restarted; two
notebooks are open at once. What needs neither kernel nor engine is in test_robust.py.
"""
import base64
import contextlib
import json
import os
import pathlib
import sys
import zipfile

import nbformat

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import expected  # noqa: E402
import notebook_run  # noqa: E402
from run_notebooks import person  # noqa: E402

FOLDED = {lang: expected.SAYS["error.details"][lang] for lang in ("es", "en")}
START = 'from afina import course; course.start("{}", "{}")'
RECEIVE = ("import base64; from afina.course import files; "
           "files.receive(course._session, {!r}, base64.b64decode({!r}))")


def wrong_files(folder: pathlib.Path) -> dict:
    """{name: (bytes, what the sentence must name)}; the last one is good, in Latin-1."""
    sheet = folder / "hoja.xlsx"
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    rows = "".join(f"¿Cuándo abre la sala {place} de {thing}?;Abrirá el día {n} a las {n % 9 + 8}, señora, en {place}.\n"
                   for n, (place, thing) in enumerate((p, t) for p in ("norte", "sur", "este", "oeste", "alta", "baja")
                                                      for t in ("lectura", "música", "costura", "dibujo", "cocina")))
    return {"informe.csv": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 20, "PDF"),
            "vacio.csv": (b"", "vacío"), "foto.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "texto"),
            "unica.csv": ("pregunta,respuesta\n¿A qué hora abren?,A las nueve\n".encode(), "1 ejemplos"),
            "hoja.csv": (sheet.read_bytes(), "hoja.csv"),
            "linea.csv": (("texto\n" + "palabra " * 250_000).encode(), "iguales"),
            "latina.csv": (("pregunta;respuesta\n" + rows).encode("latin-1"), "latina.csv")}


def run_cells(sources: list) -> list:
    """The outputs of code cells, in order, in a kernel of their own."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    client = notebook_run.client_of(book)
    with client.setup_kernel():
        for number, cell in enumerate(book.cells):
            client.execute_cell(cell, number)
    return [notebook_run.shown(cell, client.widget_state) for cell in book.cells]


def folded(output: notebook_run.Output, lang: str, what: str, *words: str) -> list:
    """A sentence with its traceback folded below."""
    found = [f"{what}: does not say «{word}»: {output.text[:400]}" for word in words if word not in output.text]
    if "Traceback" in output.open_text or output.errors:
        found.append(f"{what}: the traceback stands open: {output.open_text[:400]}")
    if "Traceback" not in output.text:
        found.append(f"{what}: the technical detail is not there to be opened")
    return found


def files_are_refused_with_a_sentence(home: pathlib.Path) -> list:
    given = wrong_files(home)
    cells = [START.format("02", "es")] + [RECEIVE.format(name, base64.b64encode(content).decode())
                                          for name, (content, _) in given.items()]
    cells += ["course.data('.')", "course.look()"]
    outputs = run_cells(cells)
    found = []
    for output, (name, (_, word)) in zip(outputs[1:], given.items()):
        if name == "latina.csv":
            found += [f"{name}: {output.text[:300]}"] if "señora" not in output.text else []
        else:
            found += folded(output, "es", name, word, "Mientras, sigo con «quejas.csv»")
    found += folded(outputs[-2], "es", "a folder", "Mientras, sigo con «latina.csv»")
    return found + ([] if "señora" in outputs[-1].text else ["the good file is not in use after the wrong ones"])


def a_wide_sheet_asks_for_its_columns(home: pathlib.Path) -> list:
    words = "agua luz calle plaza árbol banco fuente puente".split()
    rows = [",".join(f"dice {words[(row + column) % 8]} {words[row % 7]} {row} {column}" for column in range(40))
            for row in range(60)]
    path = home / "ancha.csv"
    path.write_text(",".join(f"columna {n}" for n in range(40)) + "\n" + "\n".join(rows), encoding="utf-8")
    asked, chosen = run_cells([START.format("02", "es"), f"course.data({str(path)!r})",
                               f"course.data({str(path)!r}, input='columna 3', target='columna 5')"])[1:]
    found = [] if "no está claro qué hay que aprender" in asked.text and "columna 39" in asked.text else [
        f"a sheet of 40 columns: {asked.text[:400]}"]
    found += ["the sheet's columns are asked for as on the command line"] if "--input" in asked.text else []
    return found + ([] if "«columna 3»" in chosen.text else [f"its columns cannot be said: {chosen.text[:400]}"])


def what_is_typed_is_explained(home: pathlib.Path) -> list:
    typed = ["course.exercise('02.change', 'hola", "1 / 0", "no_existe + 1", "open('nada.txt')", "course.look(",
             "import pandas_que_no_esta", "raise KeyboardInterrupt"]
    found = []
    for lang in ("es", "en"):
        for source, output in zip(typed, run_cells([START.format("02", lang), *typed])[1:]):
            if output.errors or "Traceback" in output.open_text or not output.open_text.strip():
                found.append(f"{source} in {lang}: {(output.errors or [output.open_text])[0][:400]}")
    return found


def answers_of_any_kind_get_a_sentence(home: pathlib.Path) -> list:
    """Those whose check asks the engine: nothing, blanks, nonsense, code, far too long."""
    cells = [START.format("01", "es")]
    for exercise in ("01.change", "02.change", "04.change", "00.change", "03.change"):
        for answer in ("'   '", "'zzz'", "'palabra ' * 20000", "'import os; os.remove(1)'", "'1e999'", "'-1'"):
            cells.append(f"course.exercise({exercise!r}, {answer})")
    return [f"{cell}: {output.open_text[:400]}" for cell, output in zip(cells, run_cells(cells))
            if output.errors or "Traceback" in output.open_text or not output.open_text.strip()
            or "Algo ha fallado" in output.text]


def a_restart_goes_on(home: pathlib.Path) -> list:
    own = home / "latina.csv"
    own.write_bytes(wrong_files(home)["latina.csv"][0])
    run_cells([START.format("03", "es"), f"course.data({str(own)!r})", "course.predict('03.rate', 3)"])
    again, looked = run_cells(["from afina import course; course.bench()", "course.data()"])
    found = [] if "Sigo en el 03" in again.text else [f"after a restart: {again.text[:400]}"]
    found += [] if "Dejará de aprender bien" in again.text else ["the prediction is lost by a restart"]
    return found + ([] if "tus datos: «latina.csv»" in looked.text else ["the person's file is lost by a restart"])


def two_notebooks_keep_what_both_did(home: pathlib.Path) -> list:
    books = [nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (
        START.format(number, "es"), f"course.predict({prediction!r}, 1)", f"course.exercise({exercise!r}, {answer!r})")])
        for number, prediction, exercise, answer in (("02", "02.tokens", "02.change", "otorrinolaringólogo"),
                                                     ("03", "03.rate", "03.complete", "quieto"))]
    with contextlib.ExitStack() as open_now:
        clients = [notebook_run.client_of(book) for book in books]
        for client in clients:
            open_now.enter_context(client.setup_kernel())
        for number in range(3):
            for client, book in zip(clients, books):
                client.execute_cell(book.cells[number], number)
    from afina.course import state
    kept = json.loads((state.home() / "course.json").read_text(encoding="utf-8"))
    both = set(kept["predictions"]) == {"02.tokens", "03.rate"} and set(kept["solved"]) == {"02.change", "03.complete"}
    return [] if both else [f"two notebooks at once left {kept}"]


CASES = (files_are_refused_with_a_sentence, a_wide_sheet_asks_for_its_columns, what_is_typed_is_explained,
         answers_of_any_kind_get_a_sentence, a_restart_goes_on, two_notebooks_keep_what_both_did)


def main() -> int:
    failed = 0
    for case in CASES:
        with person("es") as home:
            os.environ["JPY_SESSION_NAME"] = ""
            found = case(home)
        failed += bool(found)
        print(f"{'FAILED' if found else 'ok'} {case.__name__.replace('_', ' ')}", *found, sep="\n  ", flush=True)
    print(f"RAN mistakes {len(CASES)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
