"""Quiz, exercise, form: every action, what is kept, and what is not."""
import fake_engine
import pytest

from afina.widgets import Exercise, Form, MyAnswers, Quiz

QUESTIONS = [{"key": "tokens", "text": "¿Qué lee un modelo?", "right": 1,
              "choices": [{"text": "Letras", "why": "Son piezas."}, {"text": "Piezas", "why": "Así es."}]},
             {"text": "¿Y una época?", "right": 0, "choices": [{"text": "Una pasada"}, {"text": "Un día"}]}]


def exercise(**options):
    store = fake_engine.Store(agreed=True)
    return store, Exercise("cuenta", "¿Cuántas piezas?", lambda value: value == 3 or "Cuenta otra vez.",
                           hints=["Mira los bordes.", "Cuenta las cajas.", "Un número de una cifra."],
                           store=store, notebook="02", **options)


def kinds(store):
    return [kind for _, _, kind, _ in store.events]


def test_quiz_keeps_what_was_chosen_and_counts_attempts():
    store = fake_engine.Store(agreed=True)
    quiz = Quiz("q1", QUESTIONS, store=store, notebook="01")
    quiz.perform("answer", {"question": "0", "choice": "0"})
    assert "Todavía no" in quiz.announcement["text"] and "Son piezas." in quiz.html and quiz.score == 0
    quiz.perform("answer", {"question": "0", "choice": "1"})
    assert quiz.score == 1 and store.answers == []
    assert store.events == [("01", "q1", "attempt", "tokens 0"), ("01", "q1", "attempt", "tokens 1"),
                            ("01", "q1", "solved", "tokens")]
    assert kinds(store) == ["attempt", "attempt", "solved"] and "Has respondido 1 de 2" in quiz.html
    quiz.perform("answer", {"question": "1"})
    assert "Elige antes" in quiz.problem["message"]


def test_nothing_is_kept_without_a_store_and_a_broken_one_stops_nobody():
    Quiz("q1", QUESTIONS).perform("answer", {"question": "0", "choice": "1"})
    quiz = Quiz("q1", QUESTIONS, store=fake_engine.Store(broken=True))
    quiz.perform("answer", {"question": "0", "choice": "1"})
    assert quiz.problem is None and "No se ha podido guardar" in quiz.html and quiz.score == 1


def test_exercise_in_a_cell():
    store, one = exercise(right="Eran tres.")
    assert one.check(...) is one and "puntos suspensivos" in one.problem["message"] and one.attempts == 0
    one.check([1, ...])
    assert one.attempts == 0
    one.check(4)
    assert one.attempts == 1 and not one.solved and "Cuenta otra vez." in one.html and "Pedir una pista" in one.html
    one.check(3)
    one.check(3)
    assert "✓ Correcto. Eran tres." in one.html and "Pedir una pista" not in one.html
    assert one.solved and kinds(store).count("solved") == 1 and kinds(store).count("attempt") == 3


def test_what_no_test_can_know_is_not_called_right():
    store, one = exercise(answer="text", unsure=lambda value: f"No puedo comprobarlo: {value}.", right="Eran tres.")
    one.test = lambda value: value != "no" or "Todavía queda uno."
    one.perform("submit", {"value": "no"})
    assert "✗ Todavía queda uno." in one.html
    one.perform("submit", {"value": "Olmo"})
    assert one.solved and one.announcement["text"] == "No puedo comprobarlo: Olmo."
    for said in ("Correcto", "✓", "afina-good", "Eran tres."):
        assert said not in one.html


def test_hints_go_from_nudge_to_form_and_are_counted():
    store, one = exercise()
    for expected in ("Un empujón:", "Cómo se hace:", "La forma de la respuesta:"):
        one.perform("hint")
        assert expected in one.html
    one.perform("hint")
    assert one.hints_shown == 3 and kinds(store) == ["hint"] * 3 and "Pedir una pista" not in one.html


def test_prediction_comes_first_and_is_kept_as_said():
    store, one = exercise(predict="¿Bajará la pérdida?", answer="number")
    one.perform("submit", {"value": "3"})
    assert "di qué crees" in one.problem["message"] and one.attempts == 0
    one.perform("predict", {"prediction": " sí "})
    one.perform("predict", {"prediction": "no"})
    assert one.prediction == "sí" and store.events == [("02", "cuenta", "prediction", "sí")]
    one.reveal("bajó a 1,2")
    assert "bajó a 1,2" in one.html
    one.perform("submit", {"value": "3,0"})
    assert one.solved
    one.perform("submit", {"value": "tres"})
    assert "«tres» no es un número" in one.problem["message"]


def test_an_exercise_that_fails_is_explained_and_noted():
    store = fake_engine.Store(agreed=True)
    one = Exercise("x", "?", lambda value: value.shape, store=store)
    one.check(5)
    assert one.problem and "AttributeError" in one.problem["detail"] and kinds(store) == ["attempt", "error"]


ITEMS = [{"key": "util", "text": "Me ha sido útil"}, {"key": "mejor", "text": "¿Qué mejorarías?", "kind": "open"},
         {"key": "oficio", "text": "Trabajo en", "kind": "choice", "choices": ["escuela", "oficina"]}]


def test_form_keeps_answers_after_consent():
    store = fake_engine.Store()
    form = Form("final", ITEMS, store=store, notebook="09")
    form.perform("save", {"util": "4", "mejor": "nada", "oficio": "oficina"})
    assert "Sin tu permiso" in form.problem["message"] and store.answers == [] and store.consents == []
    assert "nada" in form.html      # what was written is not lost
    form.perform("save", {"consent": "yes", "util": "4", "mejor": ""})
    assert store.consents[-1] is True and store.answers == [("09", "final", "util", 4)]
    assert "Guardado" in form.html and "Sin responder: 2" in form.html


def test_who_agreed_before_is_not_asked_again():
    store = fake_engine.Store()
    store.consent(True)
    form = Form("final", ITEMS, store=store)
    assert "como aceptaste" in form.html and 'type="checkbox"' not in form.html
    form.perform("save", {"util": "4"})
    assert len(store.answers) == 1 and store.consents == [True]


def test_a_scale_says_what_its_ends_mean():
    html = Form("final", [{"key": "a", "text": "¿Fácil?", "low": "muy difícil", "high": "muy fácil"},
                          {"key": "b", "text": "Es útil"}]).html
    assert "1 · muy difícil" in html and "5 · muy fácil" in html
    assert "1 · nada de acuerdo" in html and "5 · muy de acuerdo" in html


class Refusing(fake_engine.Store):
    """As the real store before a yes: it refuses with its code."""

    def record_event(self, *what):
        raise fake_engine.AfinaError(self.code, "No.", "")

    record_answer = record_event


def test_without_consent_everything_works_and_nothing_is_said_to_be_lost():
    store = Refusing()
    store.code = "survey.no_consent"
    quiz = Quiz("q1", QUESTIONS, store=store)
    quiz.perform("answer", {"question": "0", "choice": "1"})
    one = Exercise("x", "?", lambda value: value == "3", hints=["a"], answer="text", store=store)
    one.perform("hint")
    one.perform("submit", {"value": "3"})
    assert quiz.problem is None and quiz.score == 1 and "No se ha podido" not in quiz.html
    assert one.problem is None and one.solved
    store.code = "io.disk_full"
    quiz.perform("answer", {"question": "1", "choice": "0"})
    assert quiz.problem is None and quiz.score == 2 and "No se ha podido guardar" in quiz.html


def test_own_answers_are_asked_for_once_handed_in_and_erased(tmp_path):
    store, heard = fake_engine.Store(), []
    mine = MyAnswers(store, decided=heard.append, folder=tmp_path)
    assert "¿Guardamos" in mine.html and store.consents == []
    mine.perform("refuse")
    assert "No se guarda nada" in mine.html and "Borrar" not in mine.html
    mine.perform("agree")
    assert "BCDF-GHJK" in mine.html and heard == [False, True] and store.consented
    mine.perform("hand_in")
    assert (tmp_path / "afina-BCDF-GHJK.json").exists() and "«afina-BCDF-GHJK.json»" in mine.html
    mine.perform("ask_to_erase")
    mine.perform("keep")
    assert store.consented
    mine.perform("ask_to_erase")
    mine.perform("erase")
    assert "están borradas" in mine.html and not store.consented and heard[-1] is False
    assert "No se guarda nada" in MyAnswers(fake_engine.Store(), refused=True).html


def test_form_without_answers_or_without_a_place_to_keep_them():
    form = Form("final", ITEMS, ask_consent=False)
    form.perform("save", {})
    assert "ninguna respuesta" in form.problem["message"]
    form.perform("save", {"util": "5"})
    assert "no guarda respuestas" in form.html
    broken = Form("final", ITEMS, ask_consent=False, store=fake_engine.Store(broken=True))
    broken.perform("save", {"util": "5"})
    assert "No se ha podido guardar" in broken.html and not broken.saved


def test_likert_is_a_group_of_radios_with_its_legend():
    html = Form("final", ITEMS).html
    assert "<fieldset class=\"afina-radios\"><legend>Me ha sido útil</legend>" in html
    assert html.count('type="radio"') == 5 + 2 and "1 · nada de acuerdo" in html


@pytest.mark.parametrize("language", ["es", "en"])
def test_both_languages(language):
    assert Form("final", ITEMS, language=language).html and exercise(language=language)[1].html
