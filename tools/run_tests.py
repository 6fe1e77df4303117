#!/usr/bin/env python3
"""Runs every test and says what ran: unit tests, layer check, whole commands, comparisons with other libraries.

Ends with «N passed, N failed» (programs) and the number of conformance cases. With AFINA_REQUIRE_CONFORMANCE=1 a
conformance set that was skipped fails the run.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def commands(build: pathlib.Path, sanitized: bool):
    """(name, command) of everything to run, the quick ones first."""
    python = [sys.executable]
    yield "layers", python + ["tools/check_layers.py"]
    for program in sorted(build.glob("test_*")):
        if program.is_file() and os.access(program, os.X_OK):
            yield program.name, [str(program)]
    if sanitized:
        return
    yield "error pages", python + ["tools/make_error_pages.py", "--check"]
    yield "option pages", python + ["tools/make_option_pages.py", "--check"]
    yield "course pages", python + ["tools/make_course_pages.py", "--check"]
    for script in sorted((ROOT / "tests" / "course").glob("test_*.py")):
        yield str(script.relative_to(ROOT)), python + [str(script)]
    for script in sorted((ROOT / "assets").glob("*/test_*.py")):
        yield str(script.relative_to(ROOT)), python + [str(script)]
    for script in sorted((ROOT / "tests" / "cli").glob("test_*.py")):
        yield str(script.relative_to(ROOT)), python + [str(script)]
    yield "tests/python", python + ["tests/python/run.py"]
    peer_python = os.environ.get("AFINA_PEER_PYTHON", sys.executable)
    for script in sorted((ROOT / "tests" / "peers").glob("test_*.py")):
        yield str(script.relative_to(ROOT)), [peer_python, str(script)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build")
    parser.add_argument("--sanitized", action="store_true", help="only the unit tests, built with sanitizers")
    options = parser.parse_args()
    build = (ROOT / options.build).resolve()
    environment = dict(os.environ, AFINA_PROGRAM=str(build / "afina"), AFINA_BUILD=str(build))
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")

    passed, failed, ran, skipped = [], [], {}, []
    for name, command in commands(build, options.sanitized):
        begin = time.time()
        result = subprocess.run(command, cwd=ROOT, env=environment, text=True, errors="replace",
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        seconds = time.time() - begin
        for kind, detail in re.findall(r"^(RAN|SKIPPED) (.*)$", result.stdout, re.M):
            if kind == "SKIPPED":
                skipped.append(detail)
            elif match := re.match(r"conformance: (.*) (\d+)$", detail):
                ran[match[1]] = ran.get(match[1], 0) + int(match[2])
        good = result.returncode == 0
        (passed if good else failed).append(name)
        print(f"{'ok    ' if good else 'FAILED'} {name} ({seconds:.1f} s)", flush=True)
        if not good:
            print(result.stdout[-8000:])

    for line in sorted(set(skipped)):
        print(f"skipped {line}")
    print(f"conformance: {sum(ran.values())} cases ran in {len(ran)} sets, "
          f"{sum('conformance' in s for s in set(skipped))} sets skipped")
    if os.environ.get("AFINA_REQUIRE_CONFORMANCE") == "1" and any("conformance" in s for s in skipped):
        failed.append("conformance sets were skipped")
        print("FAILED: conformance data are present, but sets were skipped")
    print(f"{len(passed)} passed, {len(failed)} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
