#!/usr/bin/env python3
"""Runs every campaign of tests/endurance, one after the other, and says what each did and how long it took.

    tools/run_endurance.py [--build FOLDER] [--count N] [--seed N] [NAME ...]

Each script has its own count and seed where none are given here, or where it knows no such option; it prints its
figures and ends 1 on any failure. NAME chooses scripts by the beginning of their names.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "tests" / "endurance")
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    build = (ROOT / options.build).resolve()
    environment = dict(os.environ, AFINA_PROGRAM=str(build / "afina"), AFINA_BUILD=str(build), PYTHONUNBUFFERED="1")
    asked = {f"--{name}": str(value) for name in ("count", "seed") if (value := getattr(options, name)) is not None}
    scripts = [path for path in sorted(options.folder.glob("*.py"))
               if not options.names or path.stem.startswith(tuple(options.names))]
    if not scripts:
        print("no campaign was run", file=sys.stderr)
        return 1
    told = []
    for path in scripts:
        print(f"== {path.stem}", flush=True)
        begin, text = time.monotonic(), path.read_text(encoding="utf-8")
        passed_on = [word for name, value in asked.items() if f'"{name}"' in text for word in (name, value)]
        code = subprocess.run([sys.executable, path, *passed_on], cwd=ROOT, env=environment).returncode
        told.append((code, f"{'ok' if code == 0 else 'FAILED':<7} {path.stem} ({time.monotonic() - begin:.0f} s)"))
    print("\n".join(["", *(line for _, line in told)]))
    return 1 if any(code for code, _ in told) else 0


if __name__ == "__main__":
    sys.exit(main())
