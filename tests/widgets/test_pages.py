"""Every widget in a browser, worked by keyboard alone at 360 px, then seen at 1200 px, two also dark and forced."""
import fake_engine
from checks import both_widths, picture, tab_to, until
from test_questions import ITEMS, QUESTIONS

from afina.widgets import (BeforeAfter, BlindAB, ConfusionMatrix, DataExplorer, Exercise, Form, HyperparameterBench,
                           LearnedView, LiveTraining, NextWordExplorer, Quiz, SummarySource, TokenizerExplorer)

NOTICE = ("El pleno aprobó ayer la obra de la calle Mayor. Los vecinos lo pedían desde hace años. "
          "La calle se corta el lunes y se abre en abril. El autobús pasará por la plaza.")


def says(page, text):
    until(page, "text => document.querySelector('.afina').textContent.includes(text)", text)


def press(page, name, key="Enter"):
    tab_to(page, name)
    page.keyboard.press(key)


def test_tokenizer_explorer(open_page):
    page = open_page(TokenizerExplorer(own_texts=["la reclamación de la concejala", "otra reclamación"]), width=360)
    press(page, "Mostrar el número", "Space")
    page.wait_for_selector(".afina-token-note")
    press(page, "Aprender de mis textos")
    says(page, "el tuyo: ")
    both_widths(page, "tokenizer")


def test_next_word_explorer(open_page):
    page = open_page(NextWordExplorer(), width=360)
    tab_to(page, "Solo los k")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    says(page, "quedan 4 trozos posibles")
    assert page.evaluate("document.activeElement.type") == "range"
    assert page.input_value("input[type=number][name=top_k]") == "4"
    press(page, "Que elija el azar")
    press(page, "Comparar las dos")
    says(page, "Frase 2")
    both_widths(page, "next-word")


def test_live_training(open_page, monkeypatch):
    monkeypatch.setattr(fake_engine, "PACE", 0.05)
    page = open_page(LiveTraining("datos.csv", max_steps=4000), width=360)
    press(page, "Empezar")
    says(page, "quedan")
    page.wait_for_selector(".afina-line")
    picture(page, "training-running-360")
    press(page, "Parar")
    says(page, "Ajuste parado")
    both_widths(page, "training")


def test_before_and_after(open_page):
    page = open_page(BeforeAfter(fake_engine.Run([], 0, "instruct"), prompts=["¿Cuándo abre la biblioteca?", "No hay luz"]),
                     width=360)
    press(page, "No hay luz")
    until(page, "document.querySelector('textarea').value === 'No hay luz'")
    press(page, "Preguntar a los dos")
    says(page, "afinado:1")
    both_widths(page, "before-after")


def test_quiz(open_page):
    page = open_page(Quiz("q", QUESTIONS), width=360)
    tab_to(page, "Una pasada")
    page.keyboard.press("Space")
    tab_to(page, "Letras")
    page.keyboard.press("Space")
    press(page, "Comprobar")
    says(page, "✗ Todavía no")
    # The other question's choice, not sent yet, is still there.
    assert page.evaluate("document.querySelectorAll('input:checked').length") == 2
    both_widths(page, "quiz")


def test_exercise(open_page):
    one = Exercise("cuenta", "¿Cuántas piezas tiene «hola»?", lambda value: value == 2, predict="¿Más de tres?",
                   answer="number", hints=["Mira los bordes.", "Cuenta las cajas.", "Una cifra."])
    page = open_page(one, width=360)
    tab_to(page, "¿Más de tres?")
    page.keyboard.type("no")
    page.keyboard.press("Enter")
    says(page, "Tu predicción: no")
    tab_to(page, "Tu respuesta (un número)")
    page.keyboard.type("2")
    press(page, "Pedir una pista (1 de 3)")
    says(page, "Un empujón:")
    assert page.input_value("input[name=value]") == "2"     # what is half done stays
    tab_to(page, "Tu respuesta (un número)")
    page.keyboard.press("Enter")
    says(page, "✓ Correcto")
    both_widths(page, "exercise")


def test_form(open_page):
    store = fake_engine.Store()
    page = open_page(Form("final", ITEMS, store=store), width=360)
    press(page, "Acepto", "Space")
    tab_to(page, "1 · nada de acuerdo")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    tab_to(page, "¿Qué mejorarías?")
    page.keyboard.type("Más ejemplos.")
    press(page, "Guardar")
    says(page, "Guardado. Gracias.")
    assert [answer[2:] for answer in store.answers] == [("util", 5), ("mejor", "Más ejemplos.")]
    both_widths(page, "form")


def test_hyperparameter_bench(open_page):
    widget = HyperparameterBench("datos.csv", max_steps=30)
    for rate in (1e-5, 3e-5, 0.003, 0.01):
        widget.perform("set", {"learning_rate": rate})
        widget.wait(60)
    page = open_page(widget, width=360)
    tab_to(page, "vueltas")
    page.keyboard.press("ArrowRight")
    says(page, "ejecución 5: vueltas 2")
    until(page, "document.querySelector('.afina-button.afina-primary') !== null")
    press(page, "Ver los números")
    page.wait_for_selector("details[open] table")
    both_widths(page, "bench", schemes=True)


def test_data_explorer(open_page):
    page = open_page(DataExplorer("quejas.csv"), width=360)
    tab_to(page, "Tokens que lee")
    page.keyboard.press("End")
    says(page, "Todos los textos caben")
    page.keyboard.press("Home")
    says(page, "no caben enteros")
    press(page, "Siguiente")
    says(page, "Textos 6 a 10")
    both_widths(page, "data")


def test_a_question_on_two_lines_stands_inside_its_frame(open_page):
    long = {"text": "¿Cuántas filas hacen falta para decir que un modelo va mejor que otro, y no por casualidad?", "right": 0,
            "choices": [{"text": "Las que den un intervalo estrecho"}, {"text": "Diez"}]}
    page = open_page(Quiz("q1", [long]), width=360)
    frame, legend, choices = page.evaluate("""() => ['.afina-radios', '.afina-radios > legend', '.afina-radios > div']
        .map((one) => document.querySelector(one).getBoundingClientRect().toJSON())""")
    assert legend["height"] > 40 and legend["top"] > frame["top"] and legend["right"] < frame["right"]
    assert choices["top"] >= legend["bottom"] and choices["bottom"] < frame["bottom"]


def test_learned_view(open_page):
    page = open_page(LearnedView("quejas.csv"), width=360)
    press(page, "Siguiente")
    says(page, "Fila 2 de 5")
    both_widths(page, "learned")


def test_confusion_matrix(open_page):
    page = open_page(ConfusionMatrix(fake_engine.Report()), width=360)
    press(page, "2 de «luz»")
    says(page, "no hay luz 1")
    assert "2 de «luz»" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    both_widths(page, "confusion", schemes=True)


def test_summary_beside_its_source(open_page):
    widget = SummarySource(NOTICE, sentences=2)
    widget.wait(30)
    page = open_page(widget, width=360)
    press(page, "Señalar la frase 1")
    page.wait_for_selector("mark.afina-chosen")
    both_widths(page, "summary")


def test_blind_comparison(open_page):
    widget = BlindAB(fake_engine.Report(), limit=3)
    page = open_page(widget, width=360)
    picture(page, "blind-begin-360")
    for place in range(3):
        says(page, f"Comparación {place + 1} de 3")
        assert page.query_selector("input:checked") is None     # a new pair begins without a choice
        tab_to(page, "A es mejor")
        page.keyboard.press("Space")
        press(page, "Siguiente")
    says(page, "Después gana")
    both_widths(page, "blind")


def test_static_picture(open_page, host):
    html = DataExplorer("quejas.csv").as_html()
    host.extra["/still.html"] = ("<!doctype html><html lang=es><meta charset=utf-8><meta name=viewport content="
                                 f"'width=device-width'><title>x</title><main><h1>x</h1><h2>y</h2>{html}</main>")
    page = open_page(None, width=360, path="/still.html")
    assert page.evaluate("[...document.querySelectorAll('button, input')].every((node) => node.matches(':disabled'))")
    both_widths(page, "static")
