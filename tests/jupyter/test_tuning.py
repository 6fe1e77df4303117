"""Notebook 03 from top to bottom with a file of one's own: the bench, a run stopped and begun again, before and after."""
import re

from checks import until
from own_data import opening_hours

TUNE, BENCH, TRY = "Ajustar con mis datos", "Banco de pruebas", "Prueba tu modelo"


def bring_data(nb, folder):
    nb.run("▶ Empieza aquí", "Tiempo: unos 45 minutos")
    nb.press("▶ Empieza aquí", "Sí, guárdalas")
    nb.says("▶ Empieza aquí", "Tu código es")
    nb.picture("▶ Empieza aquí", "empieza")
    nb.run("Elegir los datos", "Trabajamos con los datos de ejemplo")
    nb.picture("Elegir los datos", "datos-de-ejemplo")
    nb.upload("Elegir los datos", opening_hours(folder / "horarios.csv"))
    nb.says("Elegir los datos", "Trabajamos con tus datos: «horarios.csv»")
    nb.says("Elegir los datos", "Usar estas columnas")
    nb.picture("Elegir los datos", "datos-propios")


def use_the_bench(nb):
    nb.run("Tu predicción", "cien veces más grande")
    nb.press("Tu predicción", "Dejará de aprender bien")
    nb.says("Tu predicción", "Guardado")
    nb.picture("Tu predicción", "prediccion")
    nb.start(BENCH)
    nb.says(BENCH, "ejecución 1")
    nb.button(BENCH, "Ajustar con estos valores").wait_for()
    nb.picture(BENCH, "banco")
    slider = nb.output(BENCH).locator("input[type=range]").first
    slider.focus()
    nb.page.keyboard.press("ArrowRight")
    nb.says(BENCH, "ejecución 2: ")
    nb.button(BENCH, "Ajustar con estos valores").wait_for()
    nb.output(BENCH).get_by_label("tasa de aprendizaje").select_option(label="0,01")
    nb.says(BENCH, "ejecución 3: tasa de aprendizaje 0,01")
    nb.button(BENCH, "Ajustar con estos valores").wait_for()
    nb.says(BENCH, "Tu predicción: «Dejará de aprender bien»")
    nb.picture(BENCH, "banco-tres-curvas")


def stop_and_begin_again(nb):
    nb.start(TUNE)
    nb.says(TUNE, "quedan")
    nb.picture(TUNE, "ajustando")
    nb.press(TUNE, "Parar")
    nb.says(TUNE, "Ajuste parado")
    nb.picture(TUNE, "parado")
    nb.press(TUNE, "Empezar otra vez")
    nb.says(TUNE, "El modelo guardado es el del paso")
    nb.picture(TUNE, "ajustado")


def look_at_overfitting(nb):
    nb.run("Ver el sobreajuste", "Demasiadas vueltas a")
    # These rows are very much alike: whether it shows is said, and the arrow stands only where it does.
    told = nb.text("Ver el sobreajuste")
    unseen = "Esta vez no se ve" in told or "No se puede decir con" in told
    assert ("Se ve el sobreajuste" in told) == ("aquí convenía parar" in told) != unseen
    nb.picture("Ver el sobreajuste", "sobreajuste")


def compare(nb):
    nb.run(TRY)
    nb.press(TRY, "Preguntar a los dos")
    answered(nb)
    nb.picture(TRY, "prueba-con-fila-apartada")
    nb.write(TRY, "Tu pregunta o comienzo", "¿Cuándo abre el museo los lunes?")
    nb.press(TRY, "Preguntar a los dos")
    nb.says(TRY, "«¿Cuándo abre el museo los lunes?» · azar")
    answered(nb)
    nb.picture(TRY, "prueba-con-pregunta-propia")


def answered(nb):
    """Both answers are there, and nothing is being written any more."""
    until(nb.page, """cell => { const told = document.querySelector(cell).querySelector('.jp-OutputArea').innerText;
        return told.includes('temperatura 0') && !told.includes('Escribiendo') }""", nb.selector(TRY))


def take_it_away(nb):
    nb.run("Llévatelo", "Comprobado: al abrirlo otra vez contesta lo mismo")
    nb.picture("Llévatelo", "llevatelo")
    run = nb.lab.state()["runs"]
    folder, = (folder for data, folder in run.items() if data.endswith("horarios.csv"))
    assert folder in nb.text("Llévatelo")


def practise(nb):
    change, both = (title for title in nb.code_titles if title.startswith("Ejercicio"))
    nb.run(change, "Escribe una con la que el modelo no aprenda")
    nb.answer(change, "0,001", "Todavía no")
    nb.press(change, "Pedir una pista (1 de 3)")
    nb.says(change, "Hay dos maneras de no aprender")
    nb.answer(change, "1", "✓ Correcto")
    nb.picture(change, "ejercicio-1")
    nb.run(both, "¿en qué paso fue mejor tu modelo?")
    nb.picture(both, "ejercicios-2-y-3")
    best, = re.findall(r"El modelo guardado es el del paso (\d+)", nb.text(TUNE))
    for place, answer in enumerate(("quieto", best)):
        nb.output(both).get_by_role("textbox", name="Tu respuesta").nth(place).fill(answer)
        nb.button(both, "Comprobar").nth(place).click()
        until(nb.page, "([cell, n]) => document.querySelector(cell).innerText.split('✓ Correcto').length === n + 2",
              [nb.selector(both), place])


def finish(nb):
    nb.run("Cinco preguntas", "¿Qué hace LoRA?")
    nb.choose_checked("Cinco preguntas", "¿Qué hace LoRA?", "Añade piezas pequeñas y entrena solo esas.", 1)
    nb.says("Cinco preguntas", "Has respondido 1 de 5")
    nb.picture("Cinco preguntas", "preguntas")
    nb.run("Terminar", "Ejercicios resueltos: 3 de 3")
    nb.choose("Terminar", "¿Te han parecido claras las explicaciones?", "4")
    nb.press("Terminar", "Guardar")
    nb.says("Terminar", "Guardado. Gracias.")
    nb.picture("Terminar", "terminar")


def test_tuning_on_own_data(open_notebook, tmp_path):
    nb = open_notebook("03_ajustar")
    bring_data(nb, tmp_path)
    for step in (use_the_bench, stop_and_begin_again, look_at_overfitting, compare, take_it_away, practise, finish):
        step(nb)
    nb.sound()
    nb.save()
    kept = nb.lab.survey()
    assert kept["answers"]["03", "feedback", "clarity"] == "4"
    assert ("03", "03.rate", "prediction", "3") in kept["events"]
    assert ("03", "03.change", "solved", "2 1") in kept["events"]
    assert ("03", "03.transfer", "solved", "1 0") in kept["events"]
    assert (nb.lab.home / "data" / "horarios.csv").stat().st_mode & 0o777 == 0o600
