"""Notebook 00 from top to bottom, as a careful beginner goes through it."""
import stat

ERROR = "Un error a propósito"
LIGHT = "La farola de mi calle está fundida y no se ve nada"


def begin(nb):
    nb.run("▶ Empieza aquí", "Tiempo: unos 30 minutos")
    nb.says("▶ Empieza aquí", "¿Guardamos lo que contestas")
    nb.output("▶ Empieza aquí").get_by_text("¿Dónde escribes hoy los textos de tu trabajo?").click()
    nb.says("▶ Empieza aquí", "Sirve cualquier sitio")
    nb.picture("▶ Empieza aquí", "empieza")
    assert not (nb.lab.home / "course.sqlite").exists()     # nothing is kept before a yes
    nb.press("▶ Empieza aquí", "Sí, guárdalas")
    nb.says("▶ Empieza aquí", "Tu código es")
    nb.picture("▶ Empieza aquí", "acepta")
    assert stat.S_IMODE((nb.lab.home / "course.sqlite").stat().st_mode) == 0o600


def wait_and_stop(nb):
    nb.start("Esperar y parar")
    nb.says("Esperar y parar", "Segundo 2 de 10")
    nb.page.get_by_role("button", name="Interrupt the kernel").click()
    nb.says("Esperar y parar", "Has parado la celda")
    nb.picture("Esperar y parar", "parar")
    nb.run("Esperar y parar", "La celda ha terminado sola")
    assert "Has parado" not in nb.text("Esperar y parar")


def read_an_error(nb):
    nb.run(ERROR, "No encuentro «este_archivo_no_existe.csv»")
    assert "Traceback" not in nb.text(ERROR)
    nb.picture(ERROR, "error")
    nb.output(ERROR).get_by_text("Ver el detalle técnico").click()
    nb.says(ERROR, "Traceback")
    nb.picture(ERROR, "error-detalle")


def whole_cycle(nb):
    nb.run("Los datos de ejemplo", "Trabajamos con los datos de ejemplo: «quejas.csv»")
    nb.says("Los datos de ejemplo", "Elegir mi archivo")
    assert "Path(" not in nb.text("Los datos de ejemplo")
    nb.picture("Los datos de ejemplo", "datos")
    nb.run("Tu predicción", "¿Cuántas de cada 10 acertará")
    nb.press("Tu predicción", "7 o más")
    nb.says("Tu predicción", "Guardado: «7 o más»")
    assert nb.button("Tu predicción", "✓ 7 o más").is_visible()
    nb.picture("Tu predicción", "prediccion")
    nb.start("Ajustar y comprobar")
    nb.says("Ajustar y comprobar", "quedan")       # a long cell says how long
    nb.picture("Ajustar y comprobar", "ajustando")
    nb.says("Ajustar y comprobar", "Tu predicción: «7 o más»")
    nb.idle()
    assert "acierta" in nb.text("Ajustar y comprobar") and "TF-IDF" in nb.text("Ajustar y comprobar")
    nb.picture("Ajustar y comprobar", "ciclo")


def practise(nb):
    first, second, third = (title for title in nb.code_titles if title.startswith("Ejercicio"))
    nb.run(first, "Escribe una queja tuya")
    nb.press(first, "Pedir una pista (1 de 3)")
    nb.says(first, "Piensa en qué arregla ese departamento")
    nb.answer(first, "El agua de mi casa sale muy turbia", "El modelo la ha mandado a otro sitio")
    nb.picture(first, "pista-y-fallo")
    nb.write(first, "Tu respuesta", LIGHT)
    nb.page.keyboard.press("Enter")
    nb.says(first, "✓ Correcto. El modelo ha leído algo que nunca había visto")
    nb.picture(first, "acierto")
    nb.run(second, "pulso el botón")
    nb.answer(second, "parar", "✓ Correcto")
    nb.run(third, "Piensa en tus datos")
    nb.answer(third, "Quiero cambiar mi cita del lunes | citas", "✓ Correcto")
    nb.picture(third, "ejercicios")


def answer_the_quiz(nb):
    quiz = "Cinco preguntas"
    nb.run(quiz, "¿Qué es ajustar un modelo?")
    nb.picture(quiz, "preguntas")
    nb.choose_checked(quiz, "Una celda da un error", "El ordenador se ha dañado.", 0)
    nb.says(quiz, "Un error es solo un mensaje")
    answers = {"Una celda da un error": "Ese paso no se pudo hacer; lo leo y lo repito.",
               "Cierras el cuaderno": "El texto guardado y tus ejecuciones en el disco.",
               "¿Qué es ajustar un modelo?": "Enseñarle ejemplos y corregirlo poco a poco.",
               "¿Por qué se aparta": "Para medir con textos que el modelo no vio.",
               "¿Adónde van tus datos": "A ningún sitio: se leen en tu ordenador."}
    for place, (question, answer) in enumerate(answers.items()):
        nb.choose_checked(quiz, question, answer, place)
        nb.says(quiz, f"Has respondido {place + 1} de 5")
    nb.says(quiz, "correctas ahora: 5")
    assert "Algo no ha salido bien" not in nb.text(quiz)
    nb.picture(quiz, "preguntas-contestadas")


def take_the_test(nb):
    test = "Prueba inicial"
    nb.run(test, "como aceptaste")
    assert "Lo que sabes" in nb.text(test)
    groups = nb.output(test).locator("fieldset")
    assert groups.count() == 10
    for place in range(3):
        groups.nth(place).get_by_role("radio").nth(1).click()
    nb.press(test, "Guardar")
    nb.says(test, "Sin responder: 7")
    nb.picture(test, "prueba-inicial")


def finish(nb):
    end = "Terminar"
    nb.run(end, "Ejercicios resueltos: 3 de 3")
    nb.picture(end, "terminar")
    nb.choose(end, "¿Te ha resultado fácil hacer lo que se pedía?", "5 · muy fácil")
    nb.choose(end, "¿Qué es lo que más te ha frenado?", "Las esperas")
    nb.write(end, "¿Qué es lo más importante que te llevas?", "Que un error es solo un mensaje.")
    nb.press(end, "Guardar")
    nb.says(end, "Guardado. Gracias.")
    nb.press(end, "Preparar el archivo para entregar")
    nb.says(end, "Archivo preparado")
    nb.picture(end, "terminado")


def test_welcome(open_notebook):
    nb = open_notebook("00_bienvenida")
    for step in (begin, wait_and_stop, read_an_error, whole_cycle, practise, answer_the_quiz, take_the_test, finish):
        step(nb)
    nb.sound()
    saved = nb.save()
    # After the last cell JupyterLab adds an empty one.
    assert all(cell["outputs"] for cell in saved["cells"] if cell["cell_type"] == "code" and cell["source"])
    assert nb.lab.state()["predictions"] == {"00.cycle": 3}
    assert set(nb.lab.state()["solved"]) == {"00.change", "00.complete", "00.transfer"}
    assert list(nb.lab.notebooks.glob("afina-????-????.json"))
    check_what_was_kept(nb.lab.survey())


def check_what_was_kept(kept):
    answers, events = kept["answers"], kept["events"]
    assert answers["00", "feedback", "ease"] == "5" and answers["00", "feedback", "difficulty"] == "waiting"
    assert answers["00", "feedback", "learned"] == "Que un error es solo un mensaje."
    assert sum(form == "pretest" for _, form, _ in answers) == 3
    for event in (("00", "00.quiz", "attempt", "00.q1 0"), ("00", "00.quiz", "solved", "00.q1"),
                  ("00", "00.cycle", "prediction", "4"), ("00", "00.change", "hint", "1"),
                  ("00", "00.change", "solved", "2 1"), ("00", "open", "section_begin", ""),
                  ("00", "practice", "section_end", "")):
        assert event in events, event
    assert ("00", "data", "error", "CourseError") in events and ("00", "wait", "error", "KeyboardInterrupt") in events
