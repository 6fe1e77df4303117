#!/usr/bin/env python3
"""Makes the runs that come with the course, python/afina/course/states, with the afina that was built.

    tools/make_course_states.py --program build/afina [--steps N]

One small LoRA run for each demo set that a notebook needs, so that every notebook works by itself. Made again whenever
semilla changes: a run belongs to the model that it started from. The runs name their data without a folder, and leave out
the tokenizer, which is semilla's.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "python" / "afina" / "course" / "states"
SETS = ("quejas", "oficina", "avisos")
LARGEST = 1_000_000  # bytes of one run; the three travel in the wheel


def make(program: pathlib.Path, name: str, steps: int, folder: pathlib.Path) -> pathlib.Path:
    run = folder / name
    subprocess.run([program, "tune", ROOT / "assets" / "demo" / f"{name}.csv", "--model", "semilla", "--method", "lora",
                    "--rank", "8", "--max-length", "160", "--max-steps", str(steps), "--out", run], check=True)
    for copy in run.glob("tokenizer*.json"):
        copy.unlink()
    manifest = run / "run.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["data"] = f"{name}.csv"
    manifest.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build" / "afina"))
    parser.add_argument("--steps", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in SETS:
            run = make(pathlib.Path(options.program), name, options.steps, pathlib.Path(folder))
            size = sum(path.stat().st_size for path in run.rglob("*") if path.is_file())
            if size > LARGEST:
                print(f"{name}: {size} bytes, more than {LARGEST}")
                return 1
            shutil.rmtree(OUT / name, ignore_errors=True)
            shutil.copytree(run, OUT / name)
            print(f"{name}: {size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
