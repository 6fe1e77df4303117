"""Looking inside: tokenizers and models kept loaded."""
from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import tempfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from . import _core, _html, _use

if TYPE_CHECKING:
    import numpy

    from ._use import ModelName


@dataclasses.dataclass(frozen=True, eq=False)
class Encoding:
    """A text as tokens.

    Attributes:
        ids: int32 [T].
        tokens: each token as it reads; "‹C3›" where it is a part of a character.
        offsets: int32 [T, 2], begin and end in code points of the text; (0, 0) for what was added.
    """

    ids: numpy.ndarray
    tokens: list[str]
    offsets: numpy.ndarray

    def __len__(self) -> int:
        return len(self.tokens)

    def __repr__(self) -> str:
        return f"Encoding({self.tokens})"

    def _repr_html_(self) -> str:
        boxes = "<wbr>".join(f'<span style="border:1px solid;border-radius:3px;padding:0 .15em;margin-right:2px;'
                             f'white-space:pre-wrap" title="{int(id)}">{_html.escape(token)}</span>'
                             for id, token in zip(self.ids, self.tokens))
        return _html.block(boxes)


class Tokenizer:
    """A model's tokenizer, exact to Hugging Face's.

    Args:
        source: "semilla", a model's or a run's folder, or a tokenizer.json.

    Raises:
        AfinaError: workflow.model_not_found, workflow.missing_tokenizer, tokenizer.*.
    """

    def __init__(self, source: ModelName = "semilla") -> None:
        self.name = _use.name_of(source)
        self._core = _core.load_tokenizer(self.name)

    @classmethod
    def _of(cls, core: Any, name: str) -> Tokenizer:
        made = cls.__new__(cls)
        made.name, made._core = name, core
        return made

    @property
    def vocab_size(self) -> int:
        """With added tokens."""
        return self._core.vocabulary_size()

    def encode(self, text: str, *, add_special: bool = True, parse_special: bool = True) -> Encoding:
        """`add_special`: with what the tokenizer puts around a text. `parse_special` False: "<|im_end|>" in the text is
        ordinary text, as afina reads a person's data."""
        return Encoding(*self._core.encode(text, add_special, parse_special))

    def decode(self, ids: Iterable[int], *, skip_special: bool = True) -> str:
        """The text of the ids; those outside the vocabulary are skipped."""
        return self._core.decode([int(id) for id in ids], skip_special)

    def id_of(self, token: str) -> int | None:
        """The id of a token as it stands in the vocabulary, such as "<|im_end|>"."""
        return self._core.id_of(token)

    @staticmethod
    def train(files_or_texts: Sequence[str | os.PathLike[str]], vocab_size: int, out: str | os.PathLike[str], *,
              special_tokens: Sequence[str] = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")) -> Tokenizer:
        """A byte-level BPE of your own, written to `out` (tokenizer.json).

        Raises:
            AfinaError: tokenizer.vocabulary_size, tokenizer.bad_special_token, data.not_found.
        """
        given = [files_or_texts] if isinstance(files_or_texts, (str, os.PathLike)) else list(files_or_texts)
        with tempfile.TemporaryDirectory(prefix="afina-") as folder:
            texts = [item for item in given if isinstance(item, str) and not _use._is_path(item)]
            files = [os.fspath(item) for item in given if not (isinstance(item, str) and not _use._is_path(item))]
            if texts:
                path = pathlib.Path(folder) / "texts.jsonl"
                path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
                files.append(str(path))
            _core.train_tokenizer(files, vocab_size, list(special_tokens), os.fspath(out), None)
        return Tokenizer(out)

    def __repr__(self) -> str:
        return _core.text("python.tokenizer", {"name": self.name, "size": str(self.vocab_size)})


class Model:
    """A model kept loaded, to see what it expects.

    Args:
        model: "semilla", a Hugging Face folder, a GGUF file, or a run that writes text.
        threads: processors used; 0: all.

    Attributes:
        name: as it was given.
        shape: architecture, parameters, vocabulary (V), hidden_size, intermediate_size, layers, heads, kv_heads,
            head_size, context (most tokens), tied_head; as `afina models show`.
        tokenizer: its Tokenizer.

    Raises:
        AfinaError: workflow.model_not_found, workflow.run_classifies.
    """

    def __init__(self, model: ModelName = "semilla", *, threads: int = 0) -> None:
        self.name = _use.name_of(model)
        self._core = _core.Model(self.name, threads)
        self.shape: dict[str, Any] = json.loads(self._core.shape())
        self.tokenizer = Tokenizer._of(self._core.tokenizer(), self.name)

    def next_tokens(self, text: str, k: int = 10, raw: bool = True) -> list[tuple[str, float]]:
        """The k likeliest next tokens with their probabilities, likeliest first. `raw` False: the text is a question in
        the model's conversation format."""
        return self._core.next_tokens(text, k, raw)

    def logits(self, text: str, raw: bool = True) -> numpy.ndarray:
        """float32 [T, V]: row t scores what follows token t. The array is the model's own memory, not a copy."""
        return self._core.logits(text, raw)

    def score(self, text: str) -> dict[str, float]:
        """How well the model knows a text: bits_per_byte, perplexity (per token), tokens and bytes predicted."""
        return json.loads(self._core.score(text))

    def __fspath__(self) -> str:
        """Its name, so that whatever takes the name of a model takes this one."""
        return self.name

    def __repr__(self) -> str:
        return _core.text("python.model", {
            "name": self.name, "architecture": self.shape["architecture"],
            "parameters": _core.decimal(self.shape["parameters"] / 1e6, 1), "layers": str(self.shape["layers"]),
            "context": str(self.shape["context"]), "vocabulary": str(self.shape["vocabulary"])})
