"""Tuning, stopping, going on, judging and using."""
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from conftest import complaints, questions

import afina


def test_a_run_and_what_it_says(classifier):
    assert (classifier.task, classifier.status, classifier.steps) == ("classify", "done", 3)
    assert classifier.labels == ["Aguas", "Alumbrado", "Limpieza"]
    assert {"step", "train_loss", "validation_loss"} <= set(classifier.history[0])
    assert classifier.options["max_steps"] == 3
    assert "60" not in repr(classifier) and "quejas" in repr(classifier)
    assert "<table>" in classifier._repr_html_()
    assert "Categorías distintas: 3" in classifier.summary
    again = afina.open_run(classifier.path)
    assert (again.history, again.steps, again.labels) == (classifier.history, classifier.steps, classifier.labels)
    assert pathlib.Path(str(classifier.path) + ".data.jsonl").exists()


def test_a_folder_of_its_own_for_each_run(own_folder):
    run = afina.tune(complaints(60), max_steps=1, max_length=64, progress="none")
    assert run.path.parent.name == "afina-runs"
    assert run.path.resolve().is_relative_to(own_folder)


def test_progress_reaches_a_function_of_ones_own(tmp_path):
    events = []
    afina.tune(complaints(60), out=tmp_path / "r", max_steps=2, max_length=64, progress=events.append)
    stages = [e for e in events if "stage" in e]
    assert {"stage", "done", "total", "seconds_left", "loss", "tokens_per_second"} <= set(stages[-1])
    assert stages[-1]["done"] == stages[-1]["total"] == 2
    assert any("metric" in e and isinstance(e["value"], float) for e in events)
    assert any("message" in e for e in events)


def test_what_a_callback_raises_stops_the_work_and_is_raised(tmp_path):
    def refuse(event):
        raise ValueError("basta")

    with pytest.raises(ValueError, match="basta"):
        afina.tune(complaints(60), out=tmp_path / "r", max_steps=200, max_length=64, progress=refuse)


def test_progress_by_name(tmp_path, capsys):
    with pytest.raises(afina.AfinaError) as raised:
        afina.tune(complaints(60), out=tmp_path / "r", progress="bar")
    assert raised.value.code == "python.unknown_progress"
    afina.tune(complaints(60), out=tmp_path / "s", max_steps=1, max_length=64, progress="none")
    assert capsys.readouterr().err == ""
    afina.tune(complaints(60), out=tmp_path / "t", max_steps=1, max_length=64)
    assert "Clasificar" in capsys.readouterr().err


def test_the_gil_is_free_while_the_engine_works(tmp_path):
    ticks = []
    over = threading.Event()

    def tick():
        while not over.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.01)

    thread = threading.Thread(target=tick)
    thread.start()
    afina.tune(complaints(60), out=tmp_path / "r", max_steps=3, max_length=64, progress="none")
    over.set()
    thread.join()
    assert len(ticks) > 5


SLOW = """
import json, sys, afina
rows = json.loads(sys.stdin.readline())
def heard(event):
    if event.get("done", 0) >= 2:
        print("begun", flush=True)
try:
    afina.tune(rows, out=sys.argv[1], max_steps=100000, max_length=64, evaluate_every=2, progress=heard)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def test_ctrl_c_stops_cleanly_and_the_run_goes_on(tmp_path):
    import json

    out = tmp_path / "r"
    child = subprocess.Popen([sys.executable, "-c", SLOW, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             text=True)
    child.stdin.write(json.dumps(complaints(60)) + "\n")
    child.stdin.flush()
    assert child.stdout.readline().strip() == "begun"
    os.kill(child.pid, signal.SIGINT)
    rest, _ = child.communicate(timeout=120)
    assert rest.strip().splitlines()[-1] == "stopped"
    stopped = afina.open_run(out)
    assert stopped.status == "interrupted"
    assert "afina.resume" not in repr(stopped)
    with pytest.raises(afina.AfinaError) as raised:
        stopped.classify("hola")
    assert raised.value.code == "workflow.run_unfinished"


def test_resuming_gives_what_not_stopping_gives(tmp_path, capsys):
    def stop(event):
        if max(event.get("done") or 0, event.get("step") or 0) >= 2:    # the look after the second step is always told
            raise KeyboardInterrupt

    options = dict(max_steps=4, max_length=64, evaluate_every=2)
    whole = afina.tune(complaints(60), out=tmp_path / "whole", progress="none", **options)
    with pytest.raises(KeyboardInterrupt):
        afina.tune(complaints(60), out=tmp_path / "parts", progress=stop, **options)
    assert capsys.readouterr().err == ""    # who stops a run by a function of their own knows that it stopped
    assert afina.open_run(tmp_path / "parts").status == "interrupted"
    resumed = afina.resume(tmp_path / "parts", progress="none")
    assert (resumed.status, resumed.steps) == ("done", whole.steps)
    assert [p["validation_loss"] for p in resumed.history] == [p["validation_loss"] for p in whole.history]


def test_report(classifier):
    report = classifier.evaluate(progress="none")
    assert {"before", "after", "tfidf"} <= set(report.scores)
    for scores in report.scores.values():
        assert scores["accuracy"]["low"] <= scores["accuracy"]["value"] <= scores["accuracy"]["high"]
    assert len(report.verdict) == 2 and all(report.verdict)
    assert sum(cell["rows"] for cell in report.confusion) == report.to_dict()["rows"]
    assert set(report.examples[0]) == {"input", "reference", "before", "after"}
    assert "TF-IDF" in report.text
    page = report._repr_html_()
    assert "<table>" in page and f"Prueba con {report.to_dict()['rows']} ejemplos" in page and "Macro-F1" in page
    assert repr(report).splitlines() == report.verdict


def test_report_on_other_data(answerer):
    report = afina.evaluate(answerer, questions(90)[60:], generate_rows=2, max_new_tokens=4, examples=1,
                            progress="none")
    assert report.to_dict()["rows"] == 30
    assert "bits_per_byte" in report.scores["after"] and len(report.examples) == 1
    with pytest.raises(TypeError):
        afina.evaluate(answerer, rows=3)


def test_classify(classifier):
    found = classifier.classify(["sale poca agua", "la farola no luce"])
    assert len(found) == 2
    assert sum(p for _, p in found[0].labels) == pytest.approx(1, abs=1e-4)
    assert [p for _, p in found[0].labels] == sorted((p for _, p in found[0].labels), reverse=True)
    assert found[0].label == found[0].labels[0][0] and found[0].label in str(found[0])
    with pytest.raises(afina.AfinaError) as raised:
        afina.classify("semilla", ["a"])
    assert raised.value.code == "workflow.not_a_classifier"


def test_generate(answerer):
    pieces = []
    written = afina.generate("semilla", "Había una vez", max_new_tokens=8, on_text=pieces.append)
    assert "".join(pieces) == written.text == str(written)
    assert (written.ids.dtype, written.stop) == (np.int32, "length")
    assert len(written.ids) == 8
    assert afina.Tokenizer().decode(written.prompt_ids) == "Había una vez"
    assert afina.generate("semilla", "Había una vez", max_new_tokens=8).text == written.text
    chance = [afina.generate("semilla", "El", max_new_tokens=8, temperature=1, seed=s).text for s in (1, 2, 1)]
    assert chance[0] == chance[2] != chance[1]
    asked, raw = (answerer.generate("¿Quién lleva el caso 3?", max_new_tokens=4, raw=raw) for raw in (False, True))
    assert len(asked.prompt_ids) > len(raw.prompt_ids)
    with pytest.raises(afina.AfinaError) as raised:
        afina.generate("semilla", "a", top_p=2)
    assert raised.value.code == "workflow.option_out_of_range"


def test_ctrl_c_while_writing():
    def stop(piece):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        afina.generate("semilla", "Había una vez", max_new_tokens=400, on_text=stop)


def test_summarize(tmp_path):
    sentences = (f"La reunión {i} trató del agua y de la plaza {i}." for i in range(30))
    document = "El niño llegó a Ñuñoa. " + " ".join(sentences)
    summary = afina.summarize(document, sentences=2)
    assert summary.document == document
    assert len(summary.sentences) == 2 and str(summary) == summary.text
    for sentence in summary.sentences:
        assert document[sentence["begin"]:sentence["end"]] == sentence["text"]
        assert sentence["source"]
    path = tmp_path / "acta.txt"
    path.write_text(document, encoding="utf-8")
    assert afina.summarize(path, sentences=2).text == summary.text
    assert afina.summarize(str(path), sentences=2).text == summary.text
    assert "<li>" in summary._repr_html_()
    with pytest.raises(afina.AfinaError) as raised:
        afina.summarize("no_hay.txt")
    assert raised.value.code == "data.not_found"


def test_a_model_writes_where_it_is_asked_to_and_its_draft_is_shown():
    document = "La plaza se cerró el lunes por obras. El mercado abre cada jueves. Los vecinos piden más bancos. " * 2
    chosen = afina.summarize(document, model="semilla", progress="none")
    assert chosen.draft == [] and all(one["text"] in document for one in chosen.sentences)
    assert "500" in chosen.statement and "semilla" in chosen.statement      # why
    assert chosen.text == afina.summarize(document).text == afina.summarize(document, method="extractive").text
    written = afina.summarize(document, model="semilla", method="abstractive", progress="none")
    assert written.draft and written.text
    for one in written.sentences + [one for one in written.draft if one["supported"]]:
        assert document[one["begin"]:one["end"]] == one["source_sentence"]
        assert one["overlap"] > 0.6
    page = written.draft_html()
    assert page.count("<del>") == sum(not one["supported"] for one in written.draft)
    with pytest.raises(afina.AfinaError) as raised:
        afina.summarize(document, method="otro")
    assert raised.value.code == "workflow.option_choice"


def test_another_model_is_asked_as_a_run_is(answerer):
    question = "¿Quién lleva el caso 3?"
    after = answerer.generate(question, max_new_tokens=4)
    before = afina.generate("semilla", question, like=answerer, max_new_tokens=4)
    assert before.prompt_ids.tolist() == after.prompt_ids.tolist() and before.text != after.text
    assert len(afina.generate("semilla", question, max_new_tokens=4).prompt_ids) < len(before.prompt_ids)
