#!/usr/bin/env python3
"""Writes docs/es/opciones.md and docs/en/options.md from the help of the program itself.

    tools/make_option_pages.py [--program build/afina]            writes both pages
    tools/make_option_pages.py [--program build/afina] --check    ends 1 where a page is not what it would write
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

from pages import write_pages

ROOT = pathlib.Path(__file__).resolve().parent.parent

PAGES = {
    "es": ("docs/es/opciones.md", """# Órdenes y opciones

Lo que dice `afina ORDEN --help`. El valor entre corchetes es el que se usa si no pones otro; entre llaves van los
valores que se admiten.

En todas las órdenes valen `--json` (la respuesta sale como JSON; los mensajes van aparte, por la salida de errores),
`--threads N` (núcleos que se usan; 0, todos), `--lang es|en` y `--help`.

Esta página la escribe `tools/make_option_pages.py` a partir de la ayuda del programa.
""", ("argumento", "opción", "qué es", "Ejemplo:")),
    "en": ("docs/en/options.md", """# Commands and options

What `afina COMMAND --help` says. The value in brackets is the one used where you give none; the values accepted stand
in braces.

Every command takes `--json` (the answer comes as JSON; messages go apart, to standard error), `--threads N` (cores to
use; 0, all), `--lang es|en` and `--help`.

This page is written by `tools/make_option_pages.py` from the program's help.
""", ("argument", "option", "what it is", "Example:")),
}


def helped(program: str, lang: str, *command: str) -> str:
    return subprocess.run([program, *command, "--help", "--lang", lang], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def command_names(program: str, lang: str) -> list:
    listed = re.search(r"^(?:Commands|Órdenes):\n((?:  .*\n)+)", helped(program, lang), re.M)[1]
    return [line.split()[0] for line in listed.splitlines()]


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def section(name: str, text: str, words) -> str:
    """One command: its sentence, its usage, a table of arguments, one of options, its example."""
    positional, option, what, example = words
    blocks = text.strip("\n").split("\n\n")
    out = [f"## afina {name}", "", blocks[0], "", "```", blocks[1].split(":", 1)[1].strip(), "```"]
    for block in blocks[2:]:
        lines = block.splitlines()
        if lines[0] == example:
            out += ["", example, "", "```", *[line.strip() for line in lines[1:]], "```"]
            continue
        # "  LEFT                       help", or LEFT alone where it is too long, its help on the next line.
        rows = re.findall(r"^  (\S+(?: \S+)?) *(?:\n {2,})?  *(\S.*)$", "\n".join(lines[1:]), re.M)
        rows = [row for row in rows if row[0] != "--json"]
        if not rows:
            continue
        out += ["", f"| {option if rows[0][0].startswith('--') else positional} | {what} |", "|---|---|"]
        out += [f"| `{left}` | {cell(right)} |" for left, right in rows]
    return "\n".join(out) + "\n"


def page(program: str, lang: str) -> str:
    _, introduction, words = PAGES[lang]
    names = command_names(program, lang)
    return "\n".join([introduction] + [section(name, helped(program, lang, name), words) for name in names])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.environ.get("AFINA_PROGRAM", str(ROOT / "build" / "afina")))
    parser.add_argument("--check", action="store_true", help="write nothing; end 1 where a page is out of date")
    arguments = parser.parse_args()
    pages = {name: page(arguments.program, lang) for lang, (name, *_) in PAGES.items()}
    if write_pages(pages, arguments.check, "make_option_pages.py"):
        return 1
    print(f"{len(command_names(arguments.program, 'es'))} commands")
    return 0


if __name__ == "__main__":
    sys.exit(main())
