"""Values out of an option's range, given by name in Python: refused by that name before anything is read."""
import json
import math

import numpy as np
import pytest

import afina
from afina import _core

NO_DATA = "no_hay.csv"


def refused(call, code="workflow.option_out_of_range"):
    with pytest.raises(afina.AfinaError) as raised:
        call()
    assert raised.value.code == code, raised.value
    return raised.value.message


def test_every_option_of_tune_on_both_sides_of_its_range():
    for option in afina.tune_options():
        if option["choices"]:
            message = refused(lambda: afina.tune(NO_DATA, **{option["name"]: "mágico"}), "workflow.option_choice")
            assert message.startswith(option["name"] + "=: ")
        if "min" not in option:
            continue
        step = 1 if isinstance(option["default"], int) else 1e-6 * max(1, abs(option["max"]))
        for value in (option["min"] - step, option["max"] + step, math.nan, math.inf, -math.inf, 10**30, 2**63):
            message = refused(lambda: afina.tune(NO_DATA, **{option["name"]: value}))
            assert message.startswith(option["name"] + "=: "), message
        for value in (option["min"], option["max"]):
            refused(lambda: afina.tune(NO_DATA, out="no_hay/run", **{option["name"]: value}), "data.not_found")


@pytest.mark.parametrize("name", ["max_new_tokens", "temperature", "top_k", "top_p", "min_p", "repetition_penalty",
                                  "no_repeat_ngram_size", "seed"])
def test_options_of_generate(name):
    for value in (-5, math.nan, 2.0**70):
        assert refused(lambda: afina.generate("no_hay", "a", **{name: value})).startswith(f"{name}=: ")


def test_options_of_evaluate():
    for name in ("generate_rows", "max_new_tokens", "examples", "seed"):
        assert refused(lambda: afina.evaluate("no_hay", **{name: -1})).startswith(f"{name}=: -1 ")
    with pytest.raises(afina.OptionError) as raised:
        afina.evaluate("no_hay", generate_row=3)
    assert "generate_rows" in raised.value.hint


def test_other_numbers():
    assert refused(lambda: afina.summarize("Hola a todos.", words=-1)).startswith("words=: -1 ")
    assert refused(lambda: afina.summarize("Hola a todos.", sentences=10**12)).startswith("sentences=: ")
    assert refused(lambda: afina.preview(NO_DATA, rows=-1)).startswith("rows=: -1 ")
    assert refused(lambda: afina.Tokenizer.train(["hola"], 10, "t.json")).startswith("vocab_size=: 10 ")


def test_threads():
    for threads in (-1, 100000):
        for call in (lambda: afina.tune(NO_DATA, threads=threads), lambda: afina.resume("no_hay", threads=threads),
                     lambda: afina.evaluate("no_hay", threads=threads), lambda: afina.Model(threads=threads),
                     lambda: afina.generate("no_hay", "a", threads=threads),
                     lambda: afina.classify("no_hay", "a", threads=threads),
                     lambda: afina.summarize("Hola a todos.", threads=threads)):
            assert refused(call).startswith(f"threads=: {threads} ")


def test_numbers_of_numpy_and_whole_floats_are_numbers():
    for value in (np.int64(3), np.float32(3), 3.0):
        refused(lambda: afina.tune(NO_DATA, out="no_hay/run", rank=value, epochs=value), "data.not_found")
    for value in (2.5, True, "3"):
        refused(lambda: afina.tune(NO_DATA, rank=value), "base.json_type")


def test_the_command_line_in_python_names_options_its_own_way(capfd):
    assert _core.run_command_line([b"tune", b"x.csv", b"--rank", b"-1"], "") == 1
    assert "--rank: -1 " in capfd.readouterr().err
    assert refused(lambda: afina.tune(NO_DATA, rank=-1)).startswith("rank=: ")


def test_a_prompt_of_nothing():
    message = refused(lambda: afina.generate("semilla", ""), "generation.no_beginning")
    assert "semilla" in message


def test_hostile_text_is_spelled_out():
    message = refused(lambda: afina.tune("\x1b]0;x\x07.csv"), "data.not_found")
    assert r"\x1b]0;x\x07.csv" in message
    assert "\x1b" not in _core.text("python.stopped", {"path": "\x1b[2J"})
    assert json.loads(json.dumps(_core.visible("ñ\u202e"))) == "ñ\\u202e"
