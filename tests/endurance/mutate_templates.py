#!/usr/bin/env python3
"""Chat templates changed at random, parsed and rendered: a text or an error, never a crash, over a second or 512 MB.

    tests/endurance/mutate_templates.py [--count N] [--seed N]     AFINA_BUILD=build-asan for the whole campaign

Builds and runs afina_fuzz_templates (fuzz_templates.cpp); a case is repeated by its number: --first N --count 1.
"""
import argparse
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    build = pathlib.Path(os.environ.get("AFINA_BUILD") or ROOT / "build")
    subprocess.run(["cmake", "--build", build, "--target", "afina_fuzz_templates", "--", "--quiet"], check=True)
    # What the sanitizer keeps of freed memory is not the program's.
    environment = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "quarantine_size_mb=32"))
    command = [build / "afina_fuzz_templates", "--count", options.count, "--seed", options.seed, "--first", options.first]
    return subprocess.run([str(word) for word in command], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
