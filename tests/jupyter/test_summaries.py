"""Notebook 05 from top to bottom: a summary beside its source, one that a model writes, and one's own."""
EXTRACT, ABSTRACT, TUNE = "Resumen con frases del texto", "Antes y después", "Ajustar con los resúmenes"


def summarise(nb):
    nb.run("▶ Empieza aquí", "Tiempo: unos 35 minutos")
    nb.press("▶ Empieza aquí", "Sí, guárdalas")
    nb.says("▶ Empieza aquí", "Tu código es")
    nb.picture("▶ Empieza aquí", "empieza")
    nb.run(EXTRACT)
    nb.says(EXTRACT, "Frases de las que sale")
    marks = nb.output(EXTRACT).locator("mark")
    assert marks.count() == 2
    nb.picture(EXTRACT, "extractivo")
    nb.button(EXTRACT, "Señalar la frase 2 en el documento").click()
    nb.output(EXTRACT).locator("mark.afina-chosen").wait_for()
    assert nb.output(EXTRACT).locator("mark.afina-chosen").inner_text().startswith("[2]")
    nb.output(EXTRACT).get_by_label("Frases del resumen").last.fill("1")
    nb.press(EXTRACT, "Resumir")
    nb.output(EXTRACT).locator("mark").nth(1).wait_for(state="detached")
    nb.picture(EXTRACT, "extractivo-una-frase")


def tune_and_compare(nb):
    nb.run("Elegir los textos", "Trabajamos con los datos de ejemplo")
    nb.run("Tu predicción", "¿Qué esperas?")
    nb.press("Tu predicción", "Bien escrito, con algún dato cambiado")
    nb.says("Tu predicción", "Guardado")
    nb.picture("Tu predicción", "textos-y-prediccion")
    nb.start(TUNE)
    nb.says(TUNE, "El modelo guardado es el del paso")
    nb.picture(TUNE, "ajustado")
    nb.start(ABSTRACT)
    nb.says(ABSTRACT, "Tu predicción: «Bien escrito, con algún dato cambiado»")
    nb.says(ABSTRACT, "Documento")
    nb.picture(ABSTRACT, "antes-y-despues")


def practise(nb):
    change, complete, transfer = (title for title in nb.code_titles if title.startswith("Ejercicio"))
    nb.run(change, "en 45 palabras o menos")
    nb.answer(change, "12", "pasa de 45 palabras")
    nb.answer(change, "1", "✓ Correcto")
    nb.run(complete, "copia frases del texto")
    nb.answer(complete, "extractivo", "✓ Correcto")
    nb.run(transfer, "Resume tú el aviso")
    nb.answer(transfer, "El alcalde Napoleón se reúne en Valsereno con toda la gente del pueblo",
              "Hay un nombre o una cifra que no está en el texto")
    first = nb.output(EXTRACT).locator("ol li").first.text_content().split("[1]")[0].strip()
    nb.answer(transfer, " ".join(first.split()[:28]), "✓ Correcto")
    nb.picture(transfer, "ejercicios")


def finish(nb):
    nb.run("Cinco preguntas", "¿Qué resumen puede inventar un dato?")
    nb.choose_checked("Cinco preguntas", "¿Qué resumen puede inventar un dato?", "El abstractivo.", 0)
    nb.says("Cinco preguntas", "Has respondido 1 de 5")
    nb.picture("Cinco preguntas", "preguntas")
    nb.run("Terminar", "Ejercicios resueltos: 3 de 3")
    nb.choose("Terminar", "¿Te han parecido claras las explicaciones?", "4")
    nb.press("Terminar", "Guardar")
    nb.says("Terminar", "Guardado. Gracias.")
    assert nb.lab.survey()["answers"]["05", "feedback", "clarity"] == "4"
    nb.press("Terminar", "Borrar lo guardado")
    nb.says("Terminar", "¿Seguro?")
    nb.press("Terminar", "Sí, borrar todo")
    nb.says("Terminar", "Tus respuestas están borradas")
    nb.picture("Terminar", "terminar-y-borrar")


def test_summaries(open_notebook):
    nb = open_notebook("05_resumir")
    for step in (summarise, tune_and_compare, practise):
        step(nb)
    assert ("05", "05.transfer", "solved", "2 0") in nb.lab.survey()["events"]
    finish(nb)
    nb.sound()
    nb.save()
    assert not (nb.lab.home / "course.sqlite").exists()
