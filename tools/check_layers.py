#!/usr/bin/env python3
"""Fails where a file includes a part that its own part may not include directly.

The table is the one of docs/decisions/layers.md: a part may include itself, what is listed here, and nothing else
of the project. Vendor headers (oneDNN, Highway, CUDA) belong to kernels alone. python/afina has layers of its own
(python_layers.py).
"""
import pathlib
import re
import sys

import python_layers

ROOT = pathlib.Path(__file__).resolve().parent.parent

ALLOWED = {
    "afina/base": [],
    "afina/io": ["base"],
    "afina/kernels": ["base"],
    "afina/tensor": ["base", "kernels"],
    "afina/jinja": ["base"],
    "afina/tokenizer": ["base", "io", "jinja"],
    "afina/data": ["base", "io", "tokenizer"],
    "afina/models": ["base", "io", "tensor"],
    "afina/hub": ["base", "io"],
    "afina/metrics": ["base"],
    "afina/baselines": ["base"],
    "afina/generation": ["base", "models", "tokenizer", "data"],
    "afina/tuning": ["base", "io", "tensor", "models", "data"],
    "afina/evaluation": ["base", "metrics", "baselines", "generation", "models", "data"],
    "afina/summarisation": ["base", "generation", "data"],
    "afina/page": ["base"],
    "afina/survey": ["base", "io", "page"],
}
# The top of the table: everything below is theirs to use.
ALLOWED["afina/workflow"] = [part.split("/")[1] for part in ALLOWED]
# What a workflow header itself exposes may be named by the front ends.
ALLOWED["cli"] = ["workflow", "base", "io", "data", "jinja", "tokenizer", "models", "generation", "evaluation", "metrics"]
# The same, what a preview takes its standard length from, and the command line itself, which pip installs too.
ALLOWED["python/bindings"] = ALLOWED["cli"] + ["tuning", "survey"]
ALSO = {"python/bindings": ["cli"]}

# Kernel headers hold plain views and the Context that operators pass through (DESIGN decision 6).
KERNEL_USERS = {"afina/models", "afina/generation", "afina/tuning", "afina/evaluation"}
KERNEL_HEADERS = {"afina/kernels/" + name for name in (
    "context.h", "activation.h", "attention.h", "elementwise.h", "cross_entropy.h", "rotary.h", "gemm.h",
    "layout.h", "stored_matrix.h")}

VENDOR = re.compile(r'#\s*include\s*[<"](dnnl|oneapi|hwy/|cuda|cublas|immintrin|arm_neon)')


def part_of(path: pathlib.PurePath) -> str:
    return "/".join(path.parts[:2]) if path.parts[0] in ("afina", "python") else path.parts[0]


def check(path: pathlib.Path) -> list:
    relative = path.relative_to(ROOT)
    part = part_of(relative)
    errors = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{relative}:{number}"
        if VENDOR.search(line) and part != "afina/kernels":
            errors.append(f"{place}: {line.strip()} - only afina/kernels may know this library")
        match = re.match(r'\s*#\s*include\s*"((?:afina|cli|python)/[^"]+)"', line)
        if not match:
            continue
        target = part_of(pathlib.PurePath(match[1]))
        if target == part or target in ALSO.get(part, []):
            continue
        if target.startswith("afina/") and target.split("/")[1] in ALLOWED.get(part, []):
            continue
        if match[1] in KERNEL_HEADERS and part in KERNEL_USERS:
            continue
        if target == "afina/tensor" and part in ("afina/generation", "afina/evaluation"):
            continue   # operators come with the models that are made of them
        errors.append(f"{place}: {part} may not include {match[1]}")
    return errors


def main() -> int:
    files = sorted(p for folder in ("afina", "cli", "python/bindings") for p in (ROOT / folder).rglob("*")
                   if p.suffix in (".h", ".cpp"))
    errors = [error for path in files for error in check(path)]
    modules, found = python_layers.check(ROOT / "python" / "afina")
    errors += [error.replace(f"{ROOT}/", "") for error in found]
    print("\n".join(errors) if errors else f"layers hold in {len(files)} files and {modules} Python modules")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
