"""Data explorer, what is learned, confusion matrix, summary, blind comparison."""
import fake_engine
import pytest

from afina.widgets import BlindAB, ConfusionMatrix, DataExplorer, LearnedView, SummarySource
from afina.widgets.blind_ab import chance
from afina.widgets.data_explorer import bins_of
from afina.widgets.summary_source import segments


def test_bins_by_hand():
    assert bins_of([1, 2, 12], 6) == ([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], list(range(1, 13)), 6.0)
    counts, ends, limit = bins_of([10, 100, 240], 300)
    assert sum(counts) == 3 and ends[-1] == 240 and limit is None
    assert bins_of([1], 1)[0] == [1]


def test_data_explorer_tells_what_was_understood():
    widget = DataExplorer("quejas.csv", context=128)
    for said in ("40 filas con un texto", "salida", "no se usa", "no caben enteros", "Filas 1 y 39", "Filas 2 y 40",
                 "prueba final", "límite: 128", "muy desiguales"):
        assert said in widget.html, said
    assert widget.too_long() == sum(length > 128 for length in widget.lengths) > 0


def test_context_and_pages():
    widget = DataExplorer("quejas.csv")
    widget.perform("set_context", {"context": "512"})
    assert widget.too_long() == 0 and "caben enteros" in widget.announcement["text"]
    widget.perform("turn", {"by": 1})
    assert "Textos 6 a 10 de 28" in widget.html
    widget.perform("turn", {"by": 99})
    assert "Textos 26 a 28 de 28" in widget.html
    widget.perform("show_part", {"part": "test"})
    assert "Textos 1 a 5 de 6" in widget.html
    widget.perform("turn", {"by": -3})
    assert widget.first == 0


def test_a_dataset_is_taken_as_it_is_and_a_wrong_file_says_why():
    dataset = fake_engine.Dataset("x")
    assert DataExplorer(dataset).dataset is dataset
    with pytest.raises(fake_engine.AfinaError):
        DataExplorer("vacio.csv")


def test_learned_view_marks_what_is_learned():
    widget = LearnedView("preguntas.csv", rows=3)
    assert widget.html.count('class="afina-token afina-learned') == 2 + 1      # two tokens and the key
    assert "Se aprende el 22" in widget.html and "terminar con &lt;|im_end|&gt;" in widget.html
    assert "Cabe entera" in widget.html and "categoría" not in widget.html
    widget.perform("turn", {"by": 1})
    assert "4 tokens no caben" in widget.html and "Fila 2 de 3" in widget.announcement["text"]
    widget.perform("turn", {"by": 9})
    assert widget.row == 2
    widget.perform("set", {"show_ids": "yes"})
    assert "afina-token-note" in widget.html
    assert "Tokens aprendidos" in widget.html and "fila 7: La respuesta no cabe." in widget.html


def test_of_a_row_with_a_category_the_category_is_learned_and_no_token_is():
    widget = LearnedView("quejas.csv", rows=3)
    assert "afina-learned" not in widget.html and "aprende a elegir su categoría" in widget.html
    assert "su categoría, «agua»" in widget.html
    for said in ("Se aprende el", "señal de final", "tokens marcados", "Tokens aprendidos"):
        assert said not in widget.html, said
    assert "una por fila" in widget.html and ">3</td>" in widget.html


def test_of_running_text_every_token_but_the_first_is_learned():
    widget = LearnedView("versos.csv", rows=1)
    assert widget.html.count('class="afina-token afina-learned') == 8 + 1
    assert "a partir de los anteriores" in widget.html and "ninguna señal de final" in widget.html
    assert "categoría" not in widget.html


def test_confusion_cells_open_their_examples():
    widget = ConfusionMatrix(fake_engine.Run([], 0))
    assert "Acierta 12 de 15" in widget.html
    widget.perform("open_cell", {"true": 1, "said": 0})
    assert "2 de «luz» que el modelo tomó por «agua»" in widget.html and "no hay luz 1" in widget.html
    widget.perform("open_cell", {"true": 2, "said": 2})
    assert "no guarda ejemplos" in widget.html and 'aria-pressed="true"' in widget.html
    widget.perform("close_cell")
    assert 'aria-pressed="true"' not in widget.html


def test_many_labels_are_a_list():
    report = fake_engine.Report()
    report.confusion = [{"truth": f"tema {a}", "predicted": f"tema {b}", "rows": 5 if a == b else 1}
                        for a in range(9) for b in range(a, 9)]
    widget = ConfusionMatrix(report)
    assert "confusiones más frecuentes" in widget.html and widget.html.count('data-action="open_cell"') == 30


def test_segments_cover_the_document_in_order():
    text = "Uno. Dos. Tres."
    sentences = [{"begin": 10, "end": 15}, {"begin": 0, "end": 4}, {"begin": 2, "end": 6}]
    assert segments(text, sentences) == [("Uno.", 2), (" Dos. ", None), ("Tres.", 1)]
    assert "".join(piece for piece, _ in segments(text, sentences)) == text
    assert segments(text, [{"begin": None, "end": None}]) == [(text, None)]


def test_summary_marks_its_sentences():
    widget = SummarySource("El pleno aprobó la obra. Llovió. La calle se corta el lunes.", sentences=2)
    assert widget.wait(5) and widget.html.count("<mark") == 2
    widget.perform("choose", {"number": 1})
    assert "afina-chosen" in widget.html and widget.announcement["text"] == "Frase 1: Llovió."
    widget.perform("choose", {"number": 1})
    assert "afina-chosen" not in widget.html
    widget.perform("set", {"text": "Una. Dos. Tres.", "sentences": "1"})
    assert widget.wait(5) and widget.html.count("<mark") == 1
    widget.perform("set", {"text": " "})
    assert "pega antes un texto" in widget.problem["message"]


def test_a_document_that_is_not_there_is_explained():
    widget = SummarySource("no-existe.txt")
    widget.wait(5)
    assert "Comprueba el nombre" in widget.html


def test_chance_by_hand():
    assert chance(0, 0) == 1 and chance(1, 0) == 1 and chance(5, 0) == pytest.approx(2 / 32)
    assert chance(8, 0) == pytest.approx(2 / 256) and chance(3, 3) == 1


def blind(rows=8, store=None):
    return BlindAB([{"input": f"pregunta {n}", "before": f"antes {n}", "after": f"después {n}"} for n in range(rows)],
                   store=store, notebook="07")


def test_blind_comparison_hides_and_then_tells():
    store = fake_engine.Store(agreed=True)
    widget = blind(store=store)
    assert 0 < sum(widget.first_is_after) < 8 and "Después gana" not in widget.html
    for place in range(8):
        widget.perform("choose", {"choice": "a" if widget.first_is_after[place] else "b"})
    assert widget.counts() == {"after": 8, "before": 0, "same": 0} and "rara vez" in widget.announcement["text"]
    assert [event[2:] for event in store.events] == [("attempt", f"{place + 1} after") for place in range(8)]
    widget.perform("choose", {"choice": "a"})
    assert len(widget.choices) == 8


def test_a_choice_can_be_changed_and_must_be_made():
    widget = blind(rows=2)
    widget.perform("choose", {})
    assert "Elige antes A" in widget.problem["message"]
    widget.perform("choose", {"choice": "same"})
    widget.perform("back")
    assert widget.choices == []
    for _ in range(2):
        widget.perform("choose", {"choice": "same"})
    assert "podría ser azar" in widget.html
    assert "responda" in BlindAB([{"input": "x", "before": "a", "after": "a"}]).html


def test_the_same_seed_gives_the_same_order():
    assert [row["input"] for row in blind().rows] == [row["input"] for row in blind().rows]


def test_a_part_that_is_not_there_takes_no_room():
    from afina.widgets import parts
    assert parts.columns(None, "a", False, "b").count('class="afina-column"') == 2
