"""The options of afina.tune, written by tools/make_python_options.py from the engine's own list."""
from __future__ import annotations

from typing import TypedDict


class TuneOptions(TypedDict, total=False):
    # What is trained: "lora" adds a few new pieces; "qlora", the same over a compressed model; "full" trains all
    # weights; "auto", "full" for a small model and "lora" for the others. [auto]
    method: str
    # How the base model, which does not change, rests in memory: "q8_0" takes half, "q4_k" a quarter (none: as in its
    # file; with qlora, q8_0). [none]
    quantize: str
    # Numbers that the base model is multiplied with in training: "bf16", of 16 bits, takes half the time on a
    # processor that has them; "f32", of 32 (auto: bf16 where it is faster, with LoRA). [auto]
    precision: str
    # Numbers of the model that is saved where all weights are trained: "bf16" rounds them to half the size. [f32]
    save_dtype: str
    # What the model is asked before each text (empty: from the task, in the language of the data). []
    instruction: str
    # Share of general text in what is learned, so that the model does not forget what it knew (-1: 0.05 with LoRA on
    # large models, else 0). [-1.0]
    replay: float
    # Share kept at the end of what LoRA's pieces learned: with a little less than all, much less is forgotten (-1:
    # the one that reads the validation part best on large models, else 1). [-1.0]
    interpolation: float
    # Size of LoRA's new pieces: a higher rank learns more and takes more room (0: 16). [0]
    rank: int
    # Weight of LoRA's pieces (0: twice the rank). [0.0]
    alpha: float
    # Share of LoRA's inputs switched off at random in training (-1: 0.05). [-1.0]
    lora_dropout: float
    # When classifying, share of the text's tokens left out at random in each pass, so that no single word decides
    # (-1: from the task). [-1.0]
    token_dropout: float
    # When classifying, weight of asking for the category after every word too and not only at the end (0: only at the
    # end). [1.0]
    target_replication: float
    # When classifying, weight of learning how the texts are written as well (0: it is not learned; -1: from the
    # method). [-1.0]
    language_weight: float
    # Layers that get LoRA, separated by commas (empty: all linear ones). []
    targets: str
    # Passes over the data (0: from the task and the amount). [0.0]
    epochs: float
    # Most steps (0: as many as the epochs need). [0]
    max_steps: int
    # Rows looked at together (0: 16). [0]
    batch_size: int
    # Most tokens looked at together (0: no limit). [0]
    batch_tokens: int
    # Batches added up before each correction. [1]
    accumulate: int
    # Size of each correction (0: from the method and the model). [0.0]
    learning_rate: float
    # How the size of corrections falls: cosine, linear or constant. [cosine]
    schedule: str
    # Share of the steps in which corrections grow from zero. [0.05]
    warmup: float
    # Weight decay (AdamW): shrinks large weights. [0.01]
    weight_decay: float
    # Memory of AdamW's second moment. [0.999]
    beta2: float
    # Limit on the gradient's norm (0: none). [1.0]
    max_grad_norm: float
    # Most tokens in a row; what does not fit is counted and said. [256]
    max_length: int
    # Steps between checks on the validation part (0: about eight a run). [0]
    evaluate_every: int
    # Checks without improvement before stopping (0: never). [3]
    patience: int
    # Number that fixes chance: the same one gives the same result. [1]
    seed: int
