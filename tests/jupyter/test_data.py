"""Notebook 02 from top to bottom with a file of one's own: what is in it, its tokens, what is learned of it."""
import re

from own_data import opening_hours

DATA, LOOK, TOKENS, LEARNED = "Elegir mi archivo", "Mirar los datos", "Partir un texto", "Qué se aprende de mis filas"


def choose_a_file(nb, folder):
    nb.run("▶ Empieza aquí", "Tiempo: unos 40 minutos")
    nb.press("▶ Empieza aquí", "No, sigo sin guardar")
    nb.says("▶ Empieza aquí", "No se guarda nada")
    nb.picture("▶ Empieza aquí", "empieza")
    nb.run(DATA, "Trabajamos con los datos de ejemplo")
    wrong = folder / "foto.csv"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    nb.upload(DATA, wrong)
    nb.says(DATA, "Ver el detalle técnico")        # a sentence that helps, and the button is still there
    nb.picture(DATA, "archivo-que-no-sirve")
    nb.upload(DATA, opening_hours(folder / "horarios.csv"))
    nb.says(DATA, "Trabajamos con tus datos: «horarios.csv»")
    nb.says(DATA, "Usar estas columnas")
    # What the cell had said of the example data is true no more.
    nb.says(DATA, "Has cambiado los datos")
    assert "Trabajamos con los datos de ejemplo" not in nb.text(DATA)
    assert "consulta" in nb.text(DATA) and "contestación" in nb.text(DATA)
    nb.picture(DATA, "datos-propios")


def look_at_the_data(nb):
    nb.run(LOOK, "Lo que se ha entendido")
    nb.output(LOOK).locator("input[type=range]").first.focus()
    nb.page.keyboard.press("Home")
    nb.says(LOOK, "no caben enteros")
    nb.page.keyboard.press("End")
    nb.says(LOOK, "Todos los textos caben enteros")
    nb.picture(LOOK, "mirar-los-datos")


def see_the_tokens(nb):
    nb.run("Tu predicción", "«desaparición»")
    nb.press("Tu predicción", "Dos o tres")
    nb.says("Tu predicción", "Guardado")
    nb.run(TOKENS, "Tu predicción: «Dos o tres»")
    nb.write(TOKENS, "Tu texto", "La desaparición del bibliotecario")
    nb.says(TOKENS, "bibliotec")
    nb.picture(TOKENS, "tokens")
    nb.run(LEARNED, "Fila 1 de 3")
    nb.press(LEARNED, "Siguiente")
    nb.says(LEARNED, "Fila 2 de 3")
    nb.picture(LEARNED, "que-se-aprende")


def practise(nb):
    change, complete, transfer = (title for title in nb.code_titles if title.startswith("Ejercicio"))
    nb.run(change, "Escribe una que semilla parta")
    nb.answer(change, "casa", "semilla la conoce casi entera")
    nb.answer(change, "otorrinolaringólogo", "✓ Correcto")
    nb.run(complete, "para la prueba final se apartan")
    apart, = re.findall(r"y (\d+) apartadas para la prueba final", nb.text(DATA))
    nb.answer(complete, apart, "✓ Correcto")
    nb.run(transfer, "sin datos personales")
    nb.answer(transfer, "Que me llamen al 600 123 123 por lo de la piscina", "Queda un teléfono")
    nb.answer(transfer, "Una vecina pregunta cuándo abre la piscina", "No puedo comprobarlo")
    nb.picture(transfer, "ejercicios")


def finish(nb):
    nb.run("Cinco preguntas", "Un token es…")
    nb.picture("Cinco preguntas", "preguntas")
    nb.run("Terminar", "Ejercicios resueltos: 3 de 3")
    nb.choose("Terminar", "¿Te han parecido claras las explicaciones?", "4")
    nb.press("Terminar", "Guardar")
    nb.says("Terminar", "Sin tu permiso no se guarda nada")
    assert not (nb.lab.home / "course.sqlite").exists()        # refused: nothing is kept
    nb.output("Terminar").get_by_label("Acepto que mis respuestas se guarden").check()
    nb.press("Terminar", "Guardar")
    nb.says("Terminar", "Guardado. Gracias.")
    nb.says("Terminar", "Tu código es")
    nb.picture("Terminar", "terminar")


def test_own_data_and_tokens(open_notebook, tmp_path):
    nb = open_notebook("02_datos_y_tokens")
    choose_a_file(nb, tmp_path)
    for step in (look_at_the_data, see_the_tokens, practise, finish):
        step(nb)
    nb.sound()
    nb.narrow()
    nb.save()
    kept = nb.lab.survey()
    assert kept["answers"] == {("02", "feedback", "clarity"): "4"}
    assert not [event for event in kept["events"] if event[1] == "02.change"]      # that was before the yes
