#!/usr/bin/env python3
"""Prints the carbon estimate of the course as the table of docs/es/informe-final.md, from stated inputs.

Every input is a range, low-high, and can be given; what comes out is the lowest and the highest that they allow. The
CPU time is measured and not supposed: it is what all Spanish notebooks take of a processor, run once from top to bottom
(user + system time of tests/course/run_notebooks.py). Energy = CPU time / cores x power of the processor with so many
cores busy; grams = energy x what the electricity emits where it is used. Making the computer is not counted.
"""
from __future__ import annotations

import argparse
import json
import pathlib
import re

CONTENT = pathlib.Path(__file__).resolve().parent.parent / "python" / "afina" / "course" / "content"
MINUTES = sum(json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))["minutes"]
              for name in ("00", "01", "02", "03", "04", "05", "closing"))  # of all notebooks, as they say
SEMILLA_SECONDS = 37 * 60 + 9 + 37 * 60 + 34  # on two cores: docs/decisions/semilla.md
BUILD_SECONDS = 7 * 60 + 22  # make demo on a fresh Debian 12 with two cores, installing included
LITRE_WH = 4186 * 80 / 3600  # a litre of water from 20 to 100 degrees, with no loss


class Range:
    """A quantity known between two ends."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __mul__(self, other: Range | float) -> Range:
        by = other if isinstance(other, Range) else Range(other, other)
        return Range(self.low * by.low, self.high * by.high)

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __str__(self) -> str:
        low, high = (figure(value) for value in (self.low, self.high))
        return low if low == high else f"{low}–{high}"


def figure(value: float) -> str:
    """Two significant figures, with a comma as in Spanish; an estimate knows no more."""
    rounded = float(f"{value:.2g}")
    digits = 0 if rounded >= 10 else 1 if rounded >= 1 else 2
    return f"{rounded:.{digits}f}".replace(".", ",")


def ends(text: str) -> Range:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?", text)
    if not found or float(found[2] or found[1]) < float(found[1]):
        raise argparse.ArgumentTypeError(f"«{text}» is not a number nor a range such as 15-28")
    return Range(float(found[1]), float(found[2] or found[1]))


def rows(given: argparse.Namespace) -> list[tuple[str, Range]]:
    """(what, energy in Wh) of each line of the table."""
    busy = given.watts * (1 / 3600)  # Wh of a second with the cores busy
    computing = busy * given.times * (given.cpu_seconds / given.cores)
    screen = given.laptop * (MINUTES / 60)
    return [
        ("lo que calculan los cuadernos", computing),
        (f"el portátil encendido {MINUTES} minutos", screen),
        ("**el curso entero, por persona**", computing + screen),
        ("instalar y compilar, una vez por máquina", busy * BUILD_SECONDS),
        ("hacer `semilla`, una sola vez para todo el mundo", busy * SEMILLA_SECONDS),
        (f"una GPU reservada esos {MINUTES} minutos, sin contar su servidor ni tu pantalla",
         given.gpu * given.pue * (MINUTES / 60)),
        ("para comparar: calentar un litro de agua hasta hervir", Range(LITRE_WH, LITRE_WH))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cpu-seconds", type=float, default=245.7, help="s, all Spanish notebooks run once")
    parser.add_argument("--cores", type=float, default=2, help="cores among which that time is shared")
    parser.add_argument("--times", type=ends, default=ends("1-4"), help="how often a person repeats what the cells do")
    parser.add_argument("--watts", type=ends, default=ends("15-28"), help="W of a laptop's processor, two cores busy")
    parser.add_argument("--laptop", type=ends, default=ends("5-15"), help="W of the rest, screen included")
    parser.add_argument("--grid", type=ends, default=ends("50-500"), help="g of CO2 a kWh of the grid")
    parser.add_argument("--gpu", type=ends, default=ends("10-70"), help="W of a rented GPU, idle to its limit")
    parser.add_argument("--pue", type=ends, default=ends("1.1-1.6"), help="data centre, for each unit computed")
    given = parser.parse_args()
    print("| qué | energía (Wh) | CO₂ (g) |")
    print("|---|---|---|")
    for what, energy in rows(given):
        print(f"| {what} | {energy} | {energy * given.grid * (1 / 1000)} |")


if __name__ == "__main__":
    main()
