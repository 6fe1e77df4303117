"""Live training, before and after: a run that is watched, stopped, fails; two answers with one seed."""
import time

import fake_engine
import pytest

from afina.widgets import BeforeAfter, LiveTraining
from afina.widgets.texts import Texts
from afina.widgets.training import Progress, curve_picture
from afina.widgets.work import Job


@pytest.fixture(autouse=True)
def pace(monkeypatch):
    import afina
    monkeypatch.setattr(fake_engine, "PACE", 0.002)
    return lambda seconds: monkeypatch.setattr(fake_engine, "PACE", seconds) or afina


def test_progress_takes_both_kinds_of_events():
    progress = Progress()
    progress.take({"stage": "tune", "done": 1, "total": 4, "seconds_left": 3.0, "loss": 2.0, "tokens_per_second": 50})
    assert progress.curves["train"] == []       # the bar's loss is smoothed: no point of a curve
    progress.take({"metric": "loss", "step": 1, "value": 1.9})
    progress.take({"stage": "tune", "done": 1, "total": 4, "seconds_left": 3.0, "loss": 2.0, "tokens_per_second": 50})
    progress.take({"metric": "validation_loss", "step": 1, "value": 2.5})
    progress.take({"metric": "accuracy", "step": 1, "value": 0.5})
    assert progress.curves == {"train": [(1, 1.9)], "validation": [(1, 2.5)]}
    assert progress.share == 0.25 and progress.last_loss == 1.9 and progress.tokens_per_second == 50


def test_a_picture_has_its_numbers():
    progress = Progress()
    assert "aparecerá" in curve_picture(progress, Texts("es"))
    for step in range(1, 101):
        progress.take({"metric": "loss", "step": step, "value": 3 / step})
    picture = curve_picture(progress, Texts("es"))
    assert picture.count("<polyline") == 2 and "empieza en 3,00" in picture and picture.count("<tr>") <= 15


def test_a_run_ends_and_is_kept():
    widget = LiveTraining("datos.csv", seed=3)
    assert fake_engine.RUNS == [] or fake_engine.RUNS[-1].get("seed") != 3   # nothing starts by itself
    widget.perform("begin")
    assert widget.busy and "Parar" in widget.html
    widget.perform("begin")     # a second click changes nothing
    assert widget.wait(10) and widget.run.steps == 20 and not widget.busy
    assert [run for run in fake_engine.RUNS if run.get("seed") == 3] == [fake_engine.RUNS[-1]]
    assert "Listo: 20 pasos" in widget.html and len(widget.progress.curves["validation"]) == 4


def test_time_left_is_shown_and_said_seldom(monkeypatch):
    widget = LiveTraining("datos.csv")
    said = []
    widget.observe(lambda change: said.append(change["new"]["text"]), names="announcement")
    widget.perform("begin")
    widget.wait(10)
    assert sum("quedan" in text for text in said) == 5
    widget._worker._job = Job()     # as it looks while it runs
    widget.refresh()
    assert "paso 20 de 20" in widget.html and "900 tokens por segundo" in widget.html and "<progress" in widget.html


def test_stopping_is_no_error(pace):
    pace(0.02)
    widget = LiveTraining("datos.csv", max_steps=1000)
    widget.perform("begin")
    time.sleep(0.1)
    widget.perform("stop")
    assert widget.wait(5) and widget.problem is None and widget.run is None
    assert "Ajuste parado" in widget.html and "Empezar otra vez" in widget.html


def test_a_cell_that_runs_twice_trains_once(pace):
    pace(0.02)
    first = LiveTraining("datos.csv", max_steps=1000)
    first.perform("begin")
    time.sleep(0.1)
    again = LiveTraining("datos.csv", max_steps=3)
    again.perform("begin")
    assert again.wait(10) and again.run.steps == 3 and first.stopped and first.run is None


def test_wrong_data_is_explained_by_the_engine():
    widget = LiveTraining("datos.csv", fail=True)
    widget.perform("begin")
    widget.wait(5)
    assert "La columna «texto» no existe" in widget.html and "Las columnas son" in widget.html


def test_before_and_after_share_prompt_and_seed():
    run = fake_engine.Run([], 0, "instruct")
    widget = BeforeAfter(run, prompts=["hola", "adiós"])
    widget.perform("choose", {"index": 1})
    assert widget.prompt == "adiós"
    widget.perform("ask", {"prompt": "hola", "seed": "7", "temperature": "0"})
    assert widget.wait(5) and widget.answers == {"before": "semilla:7 hola ", "after": "afinado:7 hola "}
    assert widget.temperature == 0 and "azar 7 · temperatura 0" in widget.html
    assert "Lo que dicen tus datos" not in widget.html
    widget.perform("ask", {"prompt": " "})
    assert "Escribe antes" in widget.problem["message"]


def test_the_right_answer_stands_beside_where_the_data_give_it():
    widget = BeforeAfter(fake_engine.Run([], 0, "instruct"), prompts=["hola", "adiós"], right={"hola": "Buenos días"})
    widget.perform("ask", {"prompt": "hola"})
    assert widget.wait(5) and "Lo que dicen tus datos" in widget.html and "Buenos días" in widget.html
    widget.perform("ask", {"prompt": "adiós"})
    assert widget.wait(5) and "Lo que dicen tus datos" not in widget.html


def test_a_classifier_says_its_likeliest_categories():
    widget = BeforeAfter(fake_engine.Run([], 0), prompts=["no hay luz"])
    widget.perform("ask", {"prompt": "no hay luz"})
    assert widget.wait(5) and widget.problem is None
    assert widget.answers["after"].splitlines() == ["luz: 70\u00a0%", "agua: 20\u00a0%", "ruido: 8,0\u00a0%"]
    assert "no conoce tus categorías" in widget.html and "Temperatura" not in widget.html


def test_generation_can_be_stopped(pace):
    pace(0.02)
    widget = BeforeAfter(fake_engine.Run([], 0, "instruct"), prompt="a " * 500, max_new_tokens=500)
    widget.perform("ask", {})
    time.sleep(0.1)
    widget.perform("stop")
    assert widget.wait(5) and widget.problem is None and widget.answers["after"] == ""
