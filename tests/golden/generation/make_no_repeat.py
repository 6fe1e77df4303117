"""Writes no_repeat_ngram.json: the ids that transformers' NoRepeatNGramLogitsProcessor bans (5.24 when last run).

Sequences of few different ids, drawn from a seed, so that most of them repeat something. Run from anywhere (needs torch
and transformers):

    python tests/golden/generation/make_no_repeat.py
"""
import json
import random
from pathlib import Path

import torch
from transformers import NoRepeatNGramLogitsProcessor

VOCABULARY = 7


def banned(size, ids):
    scores = NoRepeatNGramLogitsProcessor(size)(torch.tensor([ids]), torch.zeros(1, VOCABULARY))
    return torch.isneginf(scores[0]).nonzero().flatten().tolist()


def main():
    random.seed(20261130)
    cases = []
    for size in (1, 2, 3, 4, 5):
        for length in (1, 2, size - 1, size, size + 1, 12, 30, 60):
            if length > 0:
                ids = [random.randrange(3 if size > 2 else VOCABULARY) for _ in range(length)]
                cases.append({"size": size, "ids": ids, "banned": banned(size, ids)})
    assert sum(bool(c["banned"]) for c in cases) > len(cases) // 3
    lines = ",\n".join("  " + json.dumps(c) for c in cases)
    path = Path(__file__).parent / "no_repeat_ngram.json"
    path.write_text(f'{{"vocabulary": {VOCABULARY}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
