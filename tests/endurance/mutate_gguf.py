#!/usr/bin/env python3
"""GGUF headers changed at random: an error or a model, never a crash, more than a second, or more than 512 MB.

    tests/endurance/mutate_gguf.py [--seed N] [--count N]      AFINA_BUILD=build-asan for the whole campaign

Builds mutate_gguf in that build folder and runs it.
"""
import argparse
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200_000)
    options = parser.parse_args()
    build = pathlib.Path(os.environ.get("AFINA_BUILD", ROOT / "build")).resolve()
    subprocess.run(["cmake", "--build", build, "--target", "mutate_gguf"], check=True, stdout=subprocess.DEVNULL)
    # What the sanitizer keeps back of freed memory would count as the program's.
    environment = {"ASAN_OPTIONS": "quarantine_size_mb=32", **os.environ}
    program = [build / "mutate_gguf", str(options.seed), str(options.count)]
    return subprocess.run(program, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
