"""Checks a tokenizer.json that afina trained against Hugging Face tokenizers.

    python tokenizer_training.py TOKENIZER_JSON TEXT [--afina PROGRAM] [--retrain]

Loads TOKENIZER_JSON with the real library, encodes every line of TEXT and compares with `afina tokenize`, then decodes
and compares with the line. --retrain also trains the library's own BpeTrainer on the lines of TEXT (from which
TOKENIZER_JSON must have been trained, each line one document) and compares vocabulary and merges. Exit 1 where
anything differs; SKIPPED and exit 0 where the library is missing.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

try:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
except ImportError as missing:
    print(f"SKIPPED peer: {missing.name} is not installed for {sys.executable}")
    sys.exit(0)


def afina_ids(program, tokenizer_json, lines):
    given = "".join(json.dumps(line) + "\n" for line in lines)
    run = subprocess.run([program, "tokenize", tokenizer_json, "--jsonl"], input=given, capture_output=True, text=True,
                         check=True)
    return [json.loads(line)["ids"] for line in run.stdout.splitlines()]


def compare_ids(program, tokenizer_json, lines):
    theirs = Tokenizer.from_file(tokenizer_json)
    expected = [encoding.ids for encoding in theirs.encode_batch(lines)]
    ours = afina_ids(program, tokenizer_json, lines)
    wrong = [line for line, mine, real in zip(lines, ours, expected) if mine != real]
    unread = [line for line, real in zip(lines, expected) if theirs.decode(real, skip_special_tokens=False) != line]
    print(f"{len(lines)} lines: {len(wrong)} with other ids, {len(unread)} not read back; {len(ours)} answers")
    for line in (wrong + unread)[:5]:
        print("  ", repr(line[:200]))
    return len(ours) == len(lines) and not wrong and not unread


def retrain(tokenizer_json, lines):
    ours = json.loads(Path(tokenizer_json).read_text(encoding="utf-8"))
    special = [token["content"] for token in ours["added_tokens"]]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = Tokenizer.from_file(tokenizer_json).pre_tokenizer
    trainer = trainers.BpeTrainer(vocab_size=len(ours["model"]["vocab"]), min_frequency=2, special_tokens=special,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(lines, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]]
    same = model["vocab"] == ours["model"]["vocab"] and merges == ours["model"]["merges"]
    print(f"retrained: {len(merges)} merges, {'equal' if same else 'different'}")
    return same


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokenizer_json")
    parser.add_argument("text")
    parser.add_argument("--afina", default="build/afina")
    parser.add_argument("--retrain", action="store_true")
    arguments = parser.parse_args()
    lines = Path(arguments.text).read_bytes().decode("utf-8").split("\n")
    if lines[-1] == "":
        lines.pop()
    good = compare_ids(arguments.afina, arguments.tokenizer_json, lines)
    if arguments.retrain:
        good = retrain(arguments.tokenizer_json, lines) and good
    print(f"RAN lines of tokenizer training {len(lines)}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
