#!/usr/bin/env python3
"""Writes semilla's training corpus: train.jsonl and validation.jsonl.

    python3 assets/semilla/make_corpus.py --out FOLDER --megabytes 24 --seed 1

Every line is {"text": …} or {"messages": [{"role": "user", …}, {"role": "assistant", …}]}.
The same seed and size give the same bytes on any machine: document number n draws
only from Rng(seed, n).
"""

import argparse
import json
import os
import re
import sys
import time

import kinds
from rng import Rng

VALIDATION_EVERY = 100
WORD = re.compile("[a-záéíóúüñ]+")


def as_record(text):
    """A text with «¶u» and «¶a» marks becomes a conversation."""
    if "¶" not in text:
        return {"text": text}
    turns = re.split("¶([ua])", text)[1:]
    return {"messages": [{"role": "user" if turns[place] == "u" else "assistant", "content": turns[place + 1].strip()}
                         for place in range(0, len(turns), 2)]}


def documents(seed, part="text"):
    """(kind, record) without end and without repeating a text."""
    maker = kinds.Kinds(seed, part)
    seen, number = set(), 0
    while True:
        rng = Rng(seed, number)
        number += 1
        kind, text = maker.make(rng)
        if text in seen:
            continue
        seen.add(text)
        yield kind, as_record(text)


class Statistics:
    def __init__(self):
        self.count, self.size, self.words = {}, {}, set()

    def add(self, kind, record, size):
        self.count[kind] = self.count.get(kind, 0) + 1
        self.size[kind] = self.size.get(kind, 0) + size
        for text in [record["text"]] if "text" in record else [turn["content"] for turn in record["messages"]]:
            self.words.update(WORD.findall(text.lower()))

    def print(self, out=sys.stdout):
        total = sum(self.size.values())
        for kind in sorted(self.count, key=self.size.get, reverse=True):
            print("%-24s %8d documents %8.2f MB %5.1f %%" % (kind, self.count[kind], self.size[kind] / 1e6,
                                                           100 * self.size[kind] / total), file=out)
        print("total %d documents, %.2f MB, %d distinct words" % (sum(self.count.values()), total / 1e6, len(self.words)),
              file=out)


def write(folder, megabytes, seed, part="text"):
    """Writes both files and returns the statistics."""
    os.makedirs(folder, exist_ok=True)
    statistics, size, number = Statistics(), 0, 0
    limit = int(megabytes * 1000000)
    names = [os.path.join(folder, name) for name in ("train.jsonl", "validation.jsonl")]
    with open(names[0], "w", encoding="utf-8", newline="\n") as train, \
            open(names[1], "w", encoding="utf-8", newline="\n") as validation:
        for kind, record in documents(seed, part):
            line = json.dumps(record, ensure_ascii=False) + "\n"
            (validation if number % VALIDATION_EVERY == VALIDATION_EVERY - 1 else train).write(line)
            number += 1
            bytes_in_line = len(line.encode("utf-8"))
            statistics.add(kind, record, bytes_in_line)
            size += bytes_in_line
            if size >= limit:
                return statistics


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder to write to")
    parser.add_argument("--megabytes", type=float, default=24.0, help="size of both files together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=sorted(kinds.PARTS), default="text",
                        help="text: everything is learned; answers: conversations of which the answers are learned")
    options = parser.parse_args()
    start = time.time()
    statistics = write(options.out, options.megabytes, options.seed, options.part)
    statistics.print()
    print("%.1f s" % (time.time() - start), file=sys.stderr)


if __name__ == "__main__":
    main()
