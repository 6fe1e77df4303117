"""Using models: generate, classify, summarize."""
from __future__ import annotations

import dataclasses
import json
import math
import os
import pathlib
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Union

from . import _core, _html, _progress

if TYPE_CHECKING:
    import numpy

    ModelName = Union[str, os.PathLike[str]]  # a Run and a Model are paths too


def name_of(model: ModelName) -> str:
    """MODEL as the engine names it: "semilla", a folder, a run. A name in other bytes than UTF-8 is refused."""
    name = os.fspath(model)
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        _core.fail("io.name_not_utf8", {"path": name.encode("utf-8", "backslashreplace").decode("utf-8")})
    return name


def options_text(options: Mapping[str, Any]) -> str:
    """Options as JSON. Numbers that JSON cannot hold go by their names ("nan"), so that the engine refuses them by the
    option's range."""
    def held(value: Any) -> Any:
        if hasattr(value, "item"):
            value = value.item()   # a NumPy number
        lost = isinstance(value, float) and not math.isfinite(value) or (
            isinstance(value, int) and not -2**63 <= value < 2**63)
        return str(value) if lost else value
    return json.dumps({name: held(value) for name, value in options.items()})


@dataclasses.dataclass(frozen=True)
class Generated:
    """A text that a model wrote; ``str()`` gives it.

    Attributes:
        text: what was written, without the prompt.
        ids: its tokens, int32 [T], without the one that ended it.
        prompt_ids: the tokens of the prompt, int32 [T], template included.
        stop: why it ended: "stop_id", "stop_string", "length", "context".
    """

    text: str
    ids: numpy.ndarray
    prompt_ids: numpy.ndarray
    stop: str

    def __str__(self) -> str:
        return self.text


def generate(model: ModelName, prompt: str, *, max_new_tokens: int = 128, temperature: float = 0, top_k: int = 0,
             top_p: float = 1, min_p: float = 0, repetition_penalty: float = 1, no_repeat_ngram_size: int = 0,
             seed: int = 1, stop: Iterable[str] = (), raw: bool = False, like: ModelName | None = None,
             chat: bool = False, on_text: Callable[[str], None] | None = None, threads: int = 0) -> Generated:
    """Continues a text, or answers where the model was tuned to answer.

    Args:
        model: "semilla", a Hugging Face folder, a GGUF file, or a run.
        prompt: the text to begin with.
        max_new_tokens: most tokens written.
        temperature: how much chance there is in choosing each token; 0 is none (greedy).
        top_k: only the K most probable are chosen from; 0: all.
        top_p: the most probable that add up to P are chosen from.
        min_p: those below this share of the most probable are dropped.
        repetition_penalty: how strongly repetition is avoided; 1: not at all.
        no_repeat_ngram_size: so many tokens in a row never come twice, the prompt's included; 0: they may.
        seed: the same one gives the same text.
        stop: texts that end the answer and are not part of it.
        raw: the prompt goes as it is, without a conversation format.
        chat: the prompt is what a person says in the model's conversation format, as in `afina chat`.
        like: a run: the model is asked exactly as it is, so that what both say can be compared.
        on_text: receives pieces of text as they become certain, never half a character.
        threads: processors used; 0: all.

    Raises:
        AfinaError: generation.empty_prompt, generation.prompt_too_long, workflow.run_classifies, workflow.no_chat,
            workflow.model_not_found, workflow.option_out_of_range.
        KeyboardInterrupt: stopped by Ctrl-C.
    """
    options = options_text({"max_new_tokens": max_new_tokens, "temperature": temperature, "top_k": top_k,
                            "top_p": top_p, "min_p": min_p, "repetition_penalty": repetition_penalty,
                            "no_repeat_ngram_size": no_repeat_ngram_size, "seed": seed})

    def heard(text: str) -> None:
        if on_text is not None and "text" in (event := json.loads(text)):
            on_text(event["text"])

    stops, event = [stop] if isinstance(stop, str) else list(stop), heard if on_text is not None else None
    if chat:
        return Generated(*_core.answer(name_of(model), prompt, options, stops, threads, event))
    return Generated(*_core.generate(name_of(model), prompt, options, stops, raw,
                                     "" if like is None else name_of(like), threads, event))


@dataclasses.dataclass(frozen=True)
class Classified:
    """A text with the probability of each label, most probable first."""

    text: str
    labels: list[tuple[str, float]]

    @property
    def label(self) -> str:
        """The most probable one."""
        return self.labels[0][0]

    def __str__(self) -> str:
        return f"{self.label} ({100 * self.labels[0][1]:.0f} %)"


def classify(run: ModelName, texts: str | Iterable[str], *, threads: int = 0) -> list[Classified]:
    """The probabilities of the labels that a run learned, for each text.

    Raises:
        AfinaError: workflow.not_a_classifier, workflow.model_not_found, generation.empty_prompt.
    """
    texts = [texts] if isinstance(texts, str) else list(texts)
    return [Classified(text, labels) for text, labels in zip(texts, _core.classify(name_of(run), texts, threads))]


@dataclasses.dataclass(frozen=True)
class Summary:
    """A summary that says where each of its sentences comes from; ``str()`` gives its text.

    Attributes:
        text: the summary.
        statement: what part of the document was read, by which method and why.
        document: the document as read.
        sentences: a dict each: text, begin, end (code points of `document`), sentence, paragraph, source (the same in
            words). Where a model wrote: section, quoted (it is the document's own sentence), source_sentence (the one
            it rests on) and overlap (the share of its words that stand there).
        draft: the sentences as a model wrote them, a dict each with the same fields, of the nearest sentence of the
            document (None where none is near), supported (it rests on that one) and unfinished. Empty without a model.
    """

    text: str
    statement: str
    document: str
    sentences: list[dict[str, Any]]
    draft: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Summary({self.text!r})"

    def _repr_html_(self) -> str:
        return _html.block(_html.listing(f"{s['text']} [{s['source']}]" for s in self.sentences),
                           _html.paragraph(self.statement))

    def draft_html(self) -> str:
        """What the model wrote, a section a paragraph, with what rests on nothing struck out."""
        return _html.struck((one["section"], one["text"], one["supported"]) for one in self.draft)


def summarize(text_or_path: str | os.PathLike[str], model: ModelName | None = None, words: int = 0, sentences: int = 0,
              *, method: str = "auto", progress: _progress.Progress = "auto", threads: int = 0) -> Summary:
    """Summarises a document of any length, with its own sentences or, with a model, in new words.

    Args:
        text_or_path: the document, or the path of a text file.
        model: writes the summary; None: sentences of the document are chosen.
        words, sentences: most of them; 0: from the length.
        method: "extractive" (sentences of the document), "abstractive" (the model writes) or "auto": a model writes
            where it was taught to summarise or has 500 million parameters; a smaller one would invent.

    Raises:
        AfinaError: summarisation.empty_document, data.not_found, workflow.run_classifies, workflow.option_choice.
    """
    observe = _progress.observer(progress)
    options = options_text({"words": words, "sentences": sentences, "method": method})
    with tempfile.TemporaryDirectory(prefix="afina-") as folder:
        path = os.fspath(text_or_path)
        if isinstance(text_or_path, str) and not _is_path(path):
            path = str(pathlib.Path(folder) / "document.txt")
            pathlib.Path(path).write_text(text_or_path, encoding="utf-8", errors="replace", newline="")
        try:
            found = _core.summarise(path, "" if model is None else name_of(model), options, threads, observe)
        finally:
            _progress.close(observe)
    return Summary(**json.loads(found))


def _is_path(text: str) -> bool:
    """A text on one line without blanks that ends like a file's name is one, whether the file is there or not."""
    if re.fullmatch(r"\S+\.[A-Za-z]\w{0,4}", text):
        return True
    return len(text) < 1024 and "\n" not in text and os.path.exists(text)
