"""Next-word explorer: probabilities against hand counts, the controls, perplexity."""
import numpy as np
import pytest

from afina.widgets import NextWordExplorer
from afina.widgets.sampling import next_probabilities, perplexity, softmax, surprise

LOGITS = np.log([0.5, 0.25, 0.15, 0.1])


def test_settings_by_hand():
    assert next_probabilities(LOGITS) == pytest.approx([0.5, 0.25, 0.15, 0.1])
    assert next_probabilities(LOGITS, temperature=0) == pytest.approx([1, 0, 0, 0])
    assert next_probabilities(LOGITS, top_k=2) == pytest.approx([2 / 3, 1 / 3, 0, 0])
    assert next_probabilities(LOGITS, top_p=0.7) == pytest.approx([2 / 3, 1 / 3, 0, 0])
    assert next_probabilities(LOGITS, top_p=0.01) == pytest.approx([1, 0, 0, 0])
    squares = np.array([0.25, 0.0625, 0.0225, 0.01])
    assert next_probabilities(LOGITS, temperature=0.5) == pytest.approx(squares / squares.sum())
    # top-p after top-k: of 2/3 and 1/3 the first alone reaches 0.6.
    assert next_probabilities(LOGITS, top_k=2, top_p=0.6) == pytest.approx([1, 0, 0, 0])


def test_large_logits_do_not_overflow():
    assert softmax(np.array([1000.0, 1000.0])) == pytest.approx([0.5, 0.5])


def test_surprise_and_perplexity_by_hand():
    logits = np.log([[0.5, 0.5], [0.25, 0.75], [0.5, 0.5]])
    assert surprise(logits, [0, 1, 0]) == [None, pytest.approx(1), pytest.approx(2)]
    assert surprise(logits, [1, 0]) == [pytest.approx(1), pytest.approx(2)]   # a beginning stands before
    assert perplexity([1, 3]) == pytest.approx(4) and np.isnan(perplexity([]))


def test_moving_a_control_runs_no_model():
    widget = NextWordExplorer("El perro")
    calls = []
    widget._model.logits = lambda text: calls.append(text) or np.zeros((1, 20))
    widget.perform("set", {"text": "El perro", "temperature": "0.5", "top_k": "3", "top_p": "1"})
    assert calls == [] and int((widget.probabilities() > 0).sum()) == 3
    assert "descartado por los mandos" in widget.html and "afina-muted" in widget.html
    assert "El más probable es «el»" in widget.announcement["text"]
    widget.perform("set", {"text": "Otro", "temperature": "", "top_k": "", "top_p": ""})
    assert calls == ["Otro"] and widget.temperature == 0 and widget.problem is None


def test_choosing_and_drawing_go_on_with_the_text():
    widget = NextWordExplorer("El perro")
    widget.perform("write", {"id": 6})
    assert widget.text == "El perro pan"
    texts = []
    for _ in range(2):
        again = NextWordExplorer("El perro", seed=4)
        for _ in range(3):
            again.perform("draw")
        texts.append(again.text)
    assert texts[0] == texts[1] and texts[0].startswith("El perro ")


def test_perplexity_of_two_sentences():
    widget = NextWordExplorer()
    widget.perform("compare", {"first": "El perro bebe.", "second": "El agua zumba."})
    assert [score["perplexity"] for score in widget.scores] == [14.0, 900.0]
    assert "900,0" in widget.html and "afina-surprise" in widget.html
    assert "de la segunda: 900" in widget.announcement["text"]


@pytest.mark.parametrize("share, words", [(0, "descartado"), (0.004, "menos de 1"), (0.05, "unas 5 de cada 100"),
                                          (0.31, "unas 3 de cada 10"), (0.99, "casi siempre")])
def test_probabilities_in_words(share, words):
    assert NextWordExplorer().in_words(share).startswith(words)
