#!/usr/bin/env python3
"""Time against length on hostile texts: linear.py [--bytes N] [--seconds S] [--growth G] [--only WORD]

Runs commands on families of texts of N/4, N/2 and N bytes (10 MB unless told). Fails where time grows by more than G
(2.5) from one length to its double, beyond what noise on short times does, or where the longest takes over S seconds
(5 for a summary of 10 MB, in proportion for other lengths and commands)."""
import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
from support import PROGRAM, environment  # noqa: E402

NOISE = 0.4    # seconds that a busy machine may add to any run
SLOWER = {"summarize": 1.0, "summarize --words": 3.0, "tokenize": 3.0, "score chrf": 8.0, "score rouge": 12.0,
          "score bleu": 8.0, "score accuracy": 4.0, "split": 8.0}    # seconds allowed, against a summary's


def repeated(piece):
    return lambda n, chance: (piece * (n // len(piece.encode()) + 1)).encode()[:n].decode("utf-8", "ignore")


def mixed(pieces):
    def make(n, chance):
        found, size = [], 0
        while size < n:
            found.append(chance.choice(pieces))
            size += len(found[-1].encode())
        return "".join(found)
    return make


SIGNS = list(".,;:!?…—–-()[]{}\"'«»“”¿¡*_#/\\|<>=+~@&%$`´")
WORDS = "casa río calle noche fuente molino plaza verano agua viento pueblo tarde".split()
PUNCTUATION = {f"«{sign} »": repeated(sign + " ") for sign in SIGNS} | {f"«{sign}»": repeated(sign) for sign in SIGNS}
TEXTS = {
    "dots and brackets": repeated(".) "), "quotes after stops": repeated('."'), "closers": repeated(".».»"),
    "open brackets": repeated("(["), "brackets and words": repeated("(a. "), "ellipses": repeated("... "),
    "figures": repeated("1.234.567,89 "), "numbers": repeated("1. "), "abbreviations": repeated("Sr. "),
    "abbreviations in lower case": repeated("art. a "), "initials": repeated("A. "), "a. C.": repeated("a. C. "),
    "lines": repeated("\n"), "blank lines": repeated("a\n\n"), "signs before words": repeated("--- no. 5 "),
    "dashes after words": repeated("a.—"), "quotation marks nested": repeated("«“'"), "headings": repeated("# A\n"),
    "items": repeated("- a.\n"), "rules": repeated("---\n"), "tags": repeated("<a "), "fences": repeated("```\n"),
    "quoted lines": repeated("> "), "one word": repeated("a"), "one word of accents": repeated("á"),
    "marks": repeated("\u0301\u0323"), "no stop": mixed([w + " " for w in WORDS]),
    "a sentence many times": repeated("El agua baja turbia por la calle del molino. "),
    "short sentences": mixed([w.capitalize() + " " + v + ". " for w in WORDS for v in WORDS]),
    "a heading as long as the text": lambda n, chance: (" ".join(f"w{i}" for i in range(n // 14)) + "\n\n" +
                                                        "".join(f"Hoy w{chance.randrange(n)} cae. " for _ in range(n // 36))),
    "a long run before words": lambda n, chance: "(" * (n // 2) + "no. 5 " * (n // 12),
    "signs mixed": mixed(SIGNS + [" ", "\n", "a", "A", "1"]),
    "words and signs": mixed(WORDS + SIGNS + [" "] * 30 + [". "] * 5 + ["\n"]),
    "broken bytes": mixed(["\ufffd", "é", "語", "🙂", ". "]),
}


def tokenizer(folder):
    path = folder / "tokenizer.json"
    text = folder / "words.txt"
    text.write_text(" ".join(WORDS) * 50, encoding="utf-8")
    subprocess.run([PROGRAM, "train-tokenizer", text, "--vocab-size", "400", "--out", path], check=True,
                   capture_output=True, env=environment())
    return path


def commands(vocabulary, family):
    def words_asked(path):
        return ["summarize", path, "--words", str(max(10, path.stat().st_size // 12))]

    def scored(metric):
        return lambda path: ["score", metric, "--predictions", path, "--references", path]

    if family in TEXTS:
        yield "summarize", lambda path: ["summarize", path]
        yield "tokenize", lambda path: ["tokenize", vocabulary, "--file", path]
    if family in ("short sentences", "a sentence many times", "words and signs"):
        yield "summarize --words", words_asked
    if family in ("lines", "blank lines", "items", "one word", "no stop", "words and signs"):
        for metric in ("chrf", "bleu", "accuracy"):
            yield f"score {metric}", scored(metric)
    if family in ("blank lines", "items", "words and signs"):
        yield "score rouge", scored("rouge")
    if family in PUNCTUATION:
        yield "summarize", lambda path: ["summarize", path]


def seconds(command, limit):
    begin = time.monotonic()
    try:
        done = subprocess.run([PROGRAM, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              env=environment(), timeout=limit)
    except subprocess.TimeoutExpired:
        return float("inf"), "stopped"
    spent = time.monotonic() - begin
    if done.returncode not in (0, 1) or (done.returncode == 1 and b"internal" in done.stderr):
        return spent, f"exit {done.returncode}: {done.stderr[-300:]!r}"
    return spent, ""


def check(name, command, make, options, folder, allowed):
    """What is wrong with the growth of one command on one family, or ''."""
    times = []
    for size in (options.bytes // 4, options.bytes // 2, options.bytes):
        path = folder / "text.txt"
        path.write_text(make(size, random.Random(options.seed)), encoding="utf-8")
        spent, wrong = seconds(command(path), 4 * allowed + 30)
        times.append(spent)
        if wrong:
            return times, wrong
    for short, long in zip(times, times[1:]):
        if long > options.growth * short + NOISE:
            return times, f"grows {long / short:.1f} times"
    return times, f"over {allowed:.0f} s" if times[-1] > allowed else ""


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--bytes", type=int, default=10_000_000)
    ask.add_argument("--seconds", type=float, default=5, help="for a summary of 10 MB")
    ask.add_argument("--growth", type=float, default=2.5)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--only", default="", help="families or commands whose name holds this")
    options = ask.parse_args()
    failed = ran = 0
    with tempfile.TemporaryDirectory(prefix="afina-linear-") as name:
        folder = pathlib.Path(name)
        vocabulary = tokenizer(folder)
        for family, make in (TEXTS | PUNCTUATION).items():
            for command, arguments in commands(vocabulary, family):
                if options.only not in family and options.only not in command:
                    continue
                allowed = max(1.0, options.seconds * SLOWER[command] * options.bytes / 10_000_000)
                times, wrong = check(family, arguments, make, options, folder, allowed)
                ran += 1
                failed += bool(wrong)
                print(f"{'FAILED' if wrong else 'ok':7}{command:18} {family:32}",
                      " ".join(f"{t:6.2f}" for t in times), "s", wrong, flush=True)
    print(f"{ran} families and commands at up to {options.bytes} bytes, {failed} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
