"""Data of every kind a person has, data sets and previews."""
import json

import numpy as np
import pytest
from conftest import complaints, questions

import afina


class Frame:
    """What afina asks of a pandas.DataFrame, so that pandas is not needed to test it."""

    def __init__(self, rows):
        self.rows, self.columns = rows, list(rows[0])

    def to_dict(self, orient):
        assert orient == "records"
        return self.rows


class ClassLabel:
    def int2str(self, number):
        return ["Aguas", "Limpieza", "Alumbrado"][number]


class HubDataset:
    """What afina asks of a datasets.Dataset, with its labels as numbers."""

    column_names = ["texto", "departamento"]
    features = {"texto": object(), "departamento": ClassLabel()}

    def __init__(self, rows):
        self.rows = rows

    def __iter__(self):
        return iter(self.rows)


def forms_of_the_same_data(folder):
    rows = complaints(60)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "q.jsonl").write_text(lines, encoding="utf-8")
    numbers = {"Aguas": 0, "Limpieza": 1, "Alumbrado": 2}
    yield str(folder / "q.jsonl")
    yield folder / "q.jsonl"
    yield rows
    yield Frame(rows)
    yield HubDataset([{**row, "departamento": numbers[row["departamento"]]} for row in rows])
    try:
        import pandas
        yield pandas.DataFrame(rows)
    except ImportError:
        pass


def test_all_forms_are_understood_alike(tmp_path):
    found = [afina.Dataset(data) for data in forms_of_the_same_data(tmp_path)]
    for dataset in found:
        assert dataset.to_dict() == found[0].to_dict()
    first = found[0]
    assert (first.task, first.input, first.target) == ("classify", "texto", "departamento")
    assert first.labels == {"Aguas": 20, "Limpieza": 20, "Alumbrado": 20}
    assert sorted(sum(first.parts.values(), [])) == list(range(60))
    assert len(first) == 60
    assert first[0]["input"].startswith("En la calle")
    assert repr(first) == first.summary
    assert "<table>" in first._repr_html_()


def test_missing_values_and_numbers():
    rows = questions(40)
    rows[3]["respuesta"] = float("nan")
    rows[4]["respuesta"] = None
    rows[5]["respuesta"] = np.int64(7)
    dataset = afina.Dataset(rows)
    assert len(dataset) == 38
    assert dataset.exclusions[0]["rows"] == 2
    assert dataset[3]["target"] == "7"


def test_a_list_of_texts_is_continued():
    assert afina.Dataset([row["texto"] for row in complaints(60)]).task == "continue"


def test_a_dataset_stands_for_its_data():
    dataset = afina.Dataset(questions(40), task="summarize", input="pregunta", target="respuesta")
    assert afina.preview(dataset, rows=1).task == "summarize"
    assert afina.Dataset(dataset, task="instruct", input="pregunta", target="respuesta").task == "instruct"


def test_lengths():
    dataset = afina.Dataset(questions(40))
    lengths = dataset.lengths("semilla")
    assert (lengths.dtype, lengths.shape) == (np.int32, (40,))
    shown = afina.preview(dataset, rows=40, max_length=512)
    by_place = {row["place"]: len(row["tokens"]) for row in shown.rows}
    for example, length in zip(dataset.examples, lengths):
        assert by_place.get(example["place"], length) == length


@pytest.mark.parametrize("data", [[], 7, [1, 2], {"a": [1]}, b"abc"])
def test_what_is_not_data(data):
    with pytest.raises(afina.AfinaError) as raised:
        afina.Dataset(data)
    assert raised.value.code == "python.unknown_data"


def test_preview():
    shown = afina.preview(questions(40), rows=2)
    assert (len(shown.rows), shown.template["name"]) == (2, "chat")
    learned = "".join(t["text"] for t in shown.rows[0]["tokens"] if t["learned"])
    assert learned.startswith("Lo lleva") and learned.endswith("<|im_end|>")
    assert shown.rows[0]["end_token"] == "<|im_end|>"
    assert shown.totals["rows"] == 40
    assert "│" in shown.text and repr(shown) == shown.text
    assert "<mark>" in shown._repr_html_() and "<html" not in shown._repr_html_()
    assert shown.to_html().startswith("<!doctype html>")
    assert shown.to_dict()["rows"] == shown.rows


def test_demo_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = afina.demo_data("quejas.csv")
    assert path.is_relative_to(tmp_path) and path.stat().st_size > 10000
    assert afina.demo_data("quejas.csv") == path
    with pytest.raises(afina.AfinaError) as raised:
        afina.demo_data("nada.csv")
    assert raised.value.code == "python.unknown_demo" and "quejas.csv" in raised.value.hint
