#!/usr/bin/env python3
"""Writes docs/es/errores.md and docs/en/errors.md from the catalogue (afina/base/catalogue/es, en).

    tools/make_error_pages.py            writes both pages
    tools/make_error_pages.py --check    ends 1 where a page is not what it would write

An entry is an error where the sources name its code in fail(...) or Error(...), or name it and it has a hint; the other
texts of the catalogue are left out.
"""
import argparse
import pathlib
import re
import sys

from pages import write_pages

ROOT = pathlib.Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "afina" / "base" / "catalogue"

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"((?:[^"\\]|\\.)*)"|([{},])|(\bk[A-Z]\w*)', re.S)
CONSTANT = re.compile(r'constexpr const char\*\s+(k\w+)\s*=\s*((?:"(?:[^"\\]|\\.)*"\s*)+);')
ESCAPE = re.compile(r'\\(.)')
ESCAPED = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "'": "'"}

# In the order of the program's own listing, with what each part does.
PARTS = {
    "base": ("Base: memoria, JSON, textos", "Base: memory, JSON, texts"),
    "io": ("Archivos y pesos de modelos", "Files and model weights"),
    "kernels": ("Cálculo", "Computing"),
    "tensor": ("Tensores", "Tensors"),
    "tokenizer": ("Tokenizadores", "Tokenizers"),
    "jinja": ("Plantillas de conversación", "Chat templates"),
    "data": ("Datos", "Data"),
    "models": ("Modelos", "Models"),
    "metrics": ("Medidas", "Metrics"),
    "baselines": ("Referencias sin red neuronal", "Baselines without a neural network"),
    "generation": ("Escritura de textos", "Generation"),
    "tuning": ("Ajuste", "Tuning"),
    "evaluation": ("Evaluación", "Evaluation"),
    "summarisation": ("Resúmenes", "Summaries"),
    "survey": ("Curso: respuestas y resultados", "Course: answers and results"),
    "workflow": ("Órdenes completas", "Whole commands"),
    "cli": ("Línea de órdenes", "Command line"),
    "python": ("Paquete de Python", "Python package"),
}

PAGES = {
    "es": ("docs/es/errores.md", """# Errores

Cada error dice un código, qué ha pasado y dónde, y qué puedes hacer. Busca aquí el código. Lo que va entre llaves
cambia en cada caso: `{place}` es el archivo o el lugar.

Con `--json`, el error sale también como un documento: `{"error": {"code": …, "message": …, "hint": …}}`. El programa
termina con 1 cuando rechaza algo, con 2 cuando no entiende la línea de órdenes y con 130 cuando lo interrumpes.

Esta página la escribe `tools/make_error_pages.py` a partir de los textos del programa.
""", "| código | qué ha pasado | qué hacer |"),
    "en": ("docs/en/errors.md", """# Errors

Every error gives a code, what happened and where, and what you can do. Look the code up here. What stands in braces
changes from case to case: `{place}` is the file or the place.

With `--json` the error also comes as a document: `{"error": {"code": …, "message": …, "hint": …}}`. The program ends 1
where it refuses something, 2 where it does not understand the command line, and 130 where you interrupt it.

This page is written by `tools/make_error_pages.py` from the program's own texts.
""", "| code | what happened | what to do |"),
}


def entries(source: str):
    """The texts of one catalogue file: lists of key, text and, where there is one, hint."""
    start = re.search(r"CatalogueText\s+\w+\s*\[\]\s*=\s*\{", source)
    if not start:
        return
    constants = {name: "".join(m[1] for m in TOKEN.finditer(value)) for name, value in CONSTANT.findall(source)}
    depth, fields, field = 1, [], None
    for match in TOKEN.finditer(source, start.end()):
        if match[1] is not None:
            piece = ESCAPE.sub(lambda m: ESCAPED[m[1]], match[1])
            field = (field or "") + piece
        elif match[3]:
            field = (field or "") + constants[match[3]]
        elif match[2] == "{":
            depth += 1
            fields, field = [], None
        elif match[2] == "}" or match[2] == ",":
            if field is not None:
                fields.append(field)
                field = None
            if match[2] == "}":
                depth -= 1
                if depth == 0:
                    return
                yield fields


def codes_in_sources():
    """(codes that are thrown, codes that are named at all) outside the catalogue and the tests."""
    thrown, named = set(), set()
    for folder in ("afina", "cli", "python"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix not in (".cpp", ".h", ".py") or CATALOGUE in path.parents or path.name.endswith("_test.cpp"):
                continue
            source = path.read_text(encoding="utf-8")
            thrown.update(re.findall(r'\b(?:fail|Error)\(\s*"([a-z_0-9]+\.[a-z_0-9]+)"', source))
            named.update(re.findall(r'"([a-z_0-9]+\.[a-z_0-9]+)"', source))
    return thrown, named


def catalogue() -> dict:
    thrown, named = codes_in_sources()
    parts = {}
    for lang in PAGES:
        for path in sorted((CATALOGUE / lang).glob("*.cpp")):
            for fields in entries(path.read_text(encoding="utf-8")):
                if len(fields) not in (2, 3):
                    sys.exit(f"{path.relative_to(ROOT)}: an entry of {len(fields)} texts: {fields}")
                key, text, hint = fields + [""] * (3 - len(fields))
                if key in thrown or (hint and key in named):
                    parts.setdefault(key.split(".")[0], {}).setdefault(key, {})[lang] = (text, hint)
    return {part: list(texts.items()) for part, texts in parts.items()}


def cell(text: str) -> str:
    for a, b in (("\\", "\\\\"), ("|", "\\|"), ("<", "&lt;"), ("*", "\\*"), ("_", "\\_"), ("\n", "<br>")):
        text = text.replace(a, b)
    return text


def page(lang: str, parts: dict) -> str:
    _, introduction, header = PAGES[lang]
    out = [introduction]
    unknown = set(parts) - set(PARTS)
    if unknown:
        sys.exit(f"tools/make_error_pages.py: add {', '.join(sorted(unknown))} to PARTS")
    for part, titles in PARTS.items():
        if part not in parts:
            continue
        out.append(f"## {titles[lang == 'en']}\n\n{header}\n|---|---|---|")
        for key, texts in parts[part]:
            message, hint = texts[lang]
            out.append(f"| `{key}` | {cell(message)} | {cell(hint)} |")
        out.append("")
    return "\n".join(out)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; end 1 where a page is out of date")
    check = parser.parse_args().check
    parts = catalogue()
    pages = {name: page(lang, parts) for lang, (name, *_) in PAGES.items()}
    if write_pages(pages, check, "make_error_pages.py"):
        return 1
    count = sum(map(len, parts.values()))
    print(f"{count} errors in {len(parts)} parts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
