"""A notebook in JupyterLab's dark theme: what is ours can be read there too."""


def test_dark_theme(open_notebook):
    nb = open_notebook("02_datos_y_tokens", dark=True)
    assert nb.page.evaluate("document.body.dataset.jpThemeLight") == "false"
    for title in nb.code_titles:
        nb.run(title)
        # Right and wrong answers, and what is said of them, have colours of their own.
        if title.startswith("Ejercicio 1"):
            nb.write(title, "Tu respuesta", "casa")
            nb.press(title, "Comprobar")
            nb.says(title, "semilla la conoce casi entera")
        nb.sound()
    nb.picture("Terminar", "oscuro")
