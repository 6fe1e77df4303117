"""What happens to people: the kernel restarted and a cell in the middle run, a cell run twice, a typing error, keys."""


def test_restarted_kernel_and_cells_out_of_order(open_notebook):
    nb = open_notebook("02_datos_y_tokens")
    nb.run("Cinco preguntas", "Sigo en el 02")          # before the first cell was run
    nb.run("▶ Empieza aquí", "Tiempo: unos 40 minutos")
    nb.run("Tu predicción", "«desaparición»")
    nb.press("Tu predicción", "Dos o tres")
    nb.says("Tu predicción", "Guardado")
    nb.restart_kernel()
    nb.run("Partir un texto", "Sigo en el 02 con lo que ya tenías")
    nb.says("Partir un texto", "Tu predicción: «Dos o tres»")
    nb.run("Partir un texto", "Tu predicción: «Dos o tres»")       # twice: as the first time, without the notice
    assert "Sigo en el 02" not in nb.text("Partir un texto")
    nb.run("Tu predicción", "«desaparición»")
    nb.press("Tu predicción", "Doce: uno por letra")
    nb.says("Tu predicción", "Guardado: «Doce: uno por letra»")


def test_ctrl_s_saves_while_a_widget_has_the_keys(open_notebook):
    nb = open_notebook("02_datos_y_tokens")
    nb.run("▶ Empieza aquí", "Tiempo: unos 40 minutos")
    nb.run("Partir un texto", "semilla")
    nb.write("Partir un texto", "Tu texto", "La desaparición del bibliotecario")
    nb.says("Partir un texto", "bibliotec")
    saved = nb.save()
    assert saved["cells"][nb.place("Partir un texto")]["outputs"]


def test_a_typing_error_in_a_cell_of_ones_own(open_notebook):
    nb = open_notebook("00_bienvenida")
    nb.run("▶ Empieza aquí", "Tiempo: unos 30 minutos")
    for typed, said, kind in (("print('hola", "El núcleo no entiende la línea 1", "SyntaxError"),
                              ("if True:\nprint(1)", "El núcleo no entiende la línea 2", "IndentationError"),
                              ("resultado", "El núcleo no conoce todavía el nombre «resultado»", "NameError")):
        shown = nb.type_below(typed)
        shown.get_by_text(said).wait_for()
        assert kind not in shown.inner_text()
        shown.get_by_text("Ver el detalle técnico").click()
        shown.get_by_text(kind).last.wait_for()
    nb.sound()


def test_keys_stay_in_a_widget_whose_button_is_gone(open_notebook):
    nb = open_notebook("02_datos_y_tokens")
    nb.run("▶ Empieza aquí", "Tiempo: unos 40 minutos")
    nb.button("▶ Empieza aquí", "Sí, guárdalas").press("Enter")
    nb.says("▶ Empieza aquí", "Tu código es")
    assert nb.page.evaluate("document.activeElement.closest('.afina') !== null")
    nb.page.keyboard.press("Escape")
    assert nb.page.evaluate("document.activeElement.matches('.jp-Cell')")
