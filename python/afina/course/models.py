"""The model of the course: semilla, or one of the person's own, chosen in notebook 01 and kept for the later ones."""
from __future__ import annotations

import json
import os
import pathlib
import time
from typing import Any

SEMILLA = "semilla"
WRITES = ("ForCausalLM", "LMHeadModel", "ForConditionalGeneration")  # how the architecture of a model that writes ends
SAMPLE = "La biblioteca abre de lunes a viernes, de nueve a dos. Para llevarse un libro hace falta el carné. " * 6
TRAINED = 2  # passes forward that a token costs when it is learned from, as measured on SmolLM2 with LoRA


def place() -> pathlib.Path:
    """Where real models are looked for: $AFINA_MODELS, else ~/.cache/afina-models."""
    told = os.environ.get("AFINA_MODELS")
    return pathlib.Path(told) if told else pathlib.Path.home() / ".cache" / "afina-models"


def found() -> list[pathlib.Path]:
    """The real models there, then those beside the notebook; folders before GGUF files."""
    places = dict.fromkeys(one.resolve() for one in (place(), pathlib.Path.cwd()))
    there = [path for folder in places for path in inside(folder) if is_model(path)]
    return sorted(there, key=pathlib.Path.is_file)


def inside(folder: pathlib.Path) -> list[pathlib.Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def is_model(path: pathlib.Path) -> bool:
    """Whether a path looks like a model that writes: a GGUF file, or a folder with weights and a tokenizer."""
    if path.suffix.lower() == ".gguf":
        return path.is_file()
    try:
        told = json.loads((path / "config.json").read_text(encoding="utf-8"))
        kinds = told.get("architectures") or []
        return (path / "tokenizer.json").exists() and any(path.glob("*.safetensors")) and any(
            str(kind).endswith(WRITES) for kind in kinds)
    except (OSError, ValueError, AttributeError):
        return False


def name_of(model: str | os.PathLike[str]) -> str:
    """A model as a person calls it: the name of its folder or file."""
    told = os.fspath(model)
    return told if told == SEMILLA else pathlib.Path(told).name


def token_seconds(model: str) -> float:
    """How long a pass forward takes here for one token, measured over a text."""
    import afina
    opened = afina.Model(model)
    opened.score(SAMPLE[:100])  # the first time the weights come from the disk
    begin = time.monotonic()
    tokens = opened.score(SAMPLE)["tokens"]
    return (time.monotonic() - begin) / max(tokens, 1)


def run_tokens(lengths: list[int], checks: int, options: dict[str, Any]) -> float:
    """Passes forward of one token that a run takes: learning, and each look at its `checks` validation rows."""
    usual = sum(min(int(length), options["max_length"]) for length in lengths) / max(len(lengths), 1)
    looks = -(-options["max_steps"] // options["evaluate_every"])
    return usual * (TRAINED * options["max_steps"] * options.get("batch_size", 16) + looks * checks)
