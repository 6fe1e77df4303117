#!/usr/bin/env python3
"""Makes the runs that come with the course, python/afina/course/states, with the afina that was built.

    tools/make_course_states.py --program build/afina [--steps N | --seal]

One small LoRA run for each demo set that a notebook needs, so that every notebook works by itself. Made again whenever
semilla changes: a run belongs to the model that it started from. The runs name their data without a folder, and leave out
the tokenizer, which is semilla's; so their checksums are taken anew, as afina takes them (pip install xxhash). --seal does
that alone, for the runs there are.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import xxhash

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "python" / "afina" / "course" / "states"
SETS = ("quejas", "oficina", "avisos")
SEMILLA = ROOT / "assets" / "semilla" / "model"
EMBEDDED = ("config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
LARGEST = 1_000_000  # bytes of one run; the three travel in the wheel


def make(program: pathlib.Path, name: str, steps: int, folder: pathlib.Path) -> pathlib.Path:
    run = folder / name
    subprocess.run([program, "tune", ROOT / "assets" / "demo" / f"{name}.csv", "--model", "semilla", "--method", "lora",
                    "--rank", "8", "--max-length", "160", "--max-steps", str(steps), "--out", run], check=True)
    for copy in run.glob("tokenizer*.json"):
        copy.unlink()
    seal(run)
    return run


def checksum(raw: bytes) -> str:
    return xxhash.xxh3_128_hexdigest(raw)


def seal(run: pathlib.Path) -> None:
    """Says in run.json what lies in the folder and which semilla is below it (afina/workflow/run_manifest.cpp)."""
    manifest = run / "run.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["data"], told["data_from_run"] = f"{run.name}.csv", ""
    files = [path for path in run.rglob("*") if path.is_file() and path != manifest]
    told["files"] = {path.relative_to(run).as_posix(): checksum(path.read_bytes()) for path in files}
    told["base"] = {path.name: checksum(path.read_bytes()) for path in SEMILLA.iterdir() if path.name in EMBEDDED}
    told.pop("checksum", None)
    told["checksum"] = checksum(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    manifest.write_text(json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def check(program: pathlib.Path, run: pathlib.Path) -> None:
    """afina opens the run, or says what it has against it."""
    subprocess.run([program, "tokenize", run], input=b"hola\n", stdout=subprocess.DEVNULL, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build" / "afina"))
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seal", action="store_true", help="only take the checksums of the runs there are")
    options = parser.parse_args()
    if options.seal:
        for name in SETS:
            seal(OUT / name)
            check(pathlib.Path(options.program), OUT / name)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for name in SETS:
            run = make(pathlib.Path(options.program), name, options.steps, pathlib.Path(folder))
            check(pathlib.Path(options.program), run)
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
