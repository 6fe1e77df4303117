"""Hyperparameter bench: each change is a real run, bounded in time; five curves are kept."""
import time

import fake_engine
import pytest

from afina.widgets import HyperparameterBench


@pytest.fixture(autouse=True)
def pace(monkeypatch):
    monkeypatch.setattr("fake_engine.PACE", 0.001)
    fake_engine.RUNS.clear()

    def set_pace(seconds):
        monkeypatch.setattr("fake_engine.PACE", seconds)
    return set_pace


def test_moving_one_starts_a_run_with_it_and_the_same_again_does_not():
    widget = HyperparameterBench("datos.csv", max_steps=10)
    assert fake_engine.RUNS == []
    widget.perform("set", {"epochs": "2", "batch_size": "8", "learning_rate": "0.003", "rank": "8",
                           "max_length": "128"})
    assert widget.wait(10)
    assert fake_engine.RUNS[-1]["learning_rate"] == 0.003 and fake_engine.RUNS[-1]["epochs"] == 2
    widget.perform("set", {"epochs": "2", "learning_rate": "0.003"})
    assert len(fake_engine.RUNS) == 1 and not widget.busy
    assert "Ejecución 1 terminada" in widget.announcement["text"]


def test_first_point_comes_within_two_seconds():
    widget = HyperparameterBench("datos.csv", max_steps=10)
    widget.perform("begin")
    assert widget.wait(10) and widget.runs[0]["first"] < 2


def test_a_run_ends_when_its_time_is_up(pace):
    pace(0.01)
    widget = HyperparameterBench("datos.csv", seconds=0.3, max_steps=100000)
    began = time.monotonic()
    widget.perform("begin")
    assert widget.wait(10) and time.monotonic() - began < 5
    assert widget.problem is None and widget.runs[0]["progress"].last_loss is not None


def test_a_newer_run_replaces_the_one_under_way(pace):
    pace(0.02)
    widget = HyperparameterBench("datos.csv", max_steps=500)
    widget.perform("begin")
    time.sleep(0.2)
    pace(0.001)
    widget.max_steps = 10
    widget.perform("set", {"rank": "16"})
    assert widget.wait(10) and len(widget.runs) == 2 and widget.problem is None
    assert widget.runs[1]["progress"].done == 10 and widget.runs[0]["progress"].done < 500
    assert widget.name_of(widget.runs[1]) == "ejecución 2: rango 16"


def test_the_last_five_curves_are_kept_and_told_apart():
    widget = HyperparameterBench("datos.csv", max_steps=5)
    for epochs in range(2, 9):
        widget.perform("set", {"epochs": str(epochs)})
        widget.wait(10)
    assert [run["number"] for run in widget.runs] == [3, 4, 5, 6, 7]
    lines = [part.split('"')[0] for part in widget.html.split('class="afina-line afina-line-')[1:]]
    assert sorted(lines) == ["0", "1", "2", "3", "4"]
    assert widget.html.count('<th scope="col" class="afina-number">') == 5
    widget.perform("clear")
    assert widget.runs == []


def test_values_that_are_none_are_refused():
    widget = HyperparameterBench("datos.csv")
    for wrong in ("", "0", "mucho"):
        widget.perform("set", {"epochs": wrong})
        assert "«vueltas»" in widget.problem["message"]
    assert fake_engine.RUNS == []


def test_wrong_data_is_explained():
    widget = HyperparameterBench("datos.csv", fail=True)
    widget.perform("begin")
    widget.wait(5)
    assert "La columna «texto» no existe" in widget.html
