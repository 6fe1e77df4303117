"""Paths and numbers that the system or the engine cannot take end as errors with a code, never as others."""
import os

import pytest

import afina

from conftest import complaints


@pytest.fixture
def odd_paths(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    return [tmp_path / ("a" * 300), tmp_path / "loop", tmp_path / "file" / "x", tmp_path / "pipe", "/dev/zero",
            "/proc/self/environ", tmp_path / os.fsdecode(b"caf\xe9.csv")]


def test_paths_that_cannot_be_read(odd_paths):
    for path in odd_paths:
        for call in (lambda: afina.Dataset(path), lambda: afina.tune(path, out="run", progress="none"),
                     lambda: afina.generate(str(path), "hola")):
            with pytest.raises(afina.AfinaError) as raised:
                call()
            assert raised.value.hint
            assert raised.value.code != "base.internal"


@pytest.mark.parametrize("seed", [2**63, 2**64, -(2**63) - 1, 10**30, 1.5, True, "1e3"])
def test_seeds_that_are_no_seed(seed):
    with pytest.raises((afina.AfinaError, TypeError, OverflowError)):
        afina.tune(complaints(30), out="run", seed=seed, max_steps=1, progress="none")


@pytest.mark.parametrize("count", [2**62, 2**63 - 1, 2**63])
def test_counts_that_nothing_holds(count):
    for option in ("batch_size", "accumulate", "max_length", "rank"):
        with pytest.raises((afina.AfinaError, TypeError, OverflowError)):
            afina.tune(complaints(30), out="run", progress="none", **{option: count})


def test_any_number_of_new_tokens_ends_with_the_context():
    try:
        made = afina.generate("semilla", "Había una vez", max_new_tokens=2**63 - 1)
    except afina.AfinaError as error:
        assert error.code == "workflow.option_out_of_range"
    else:
        assert len(made.ids) < 2000
