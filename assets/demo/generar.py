"""Writes the demo sets: `python3 assets/demo/generar.py [folder]`. The same bytes on any machine."""

import importlib
import pathlib
import sys

import documento
from comun import FOLDER, to_csv

MAKERS = ["quejas", "oficina", "avisos", "versos"]


def everything():
    """{file name: bytes} of all the demo files."""
    files = {}
    for name in MAKERS:
        for file, (header, rows) in importlib.import_module(name).write().items():
            files[file] = to_csv(header, rows)
    for file, text in documento.write().items():
        files[file] = text.encode("utf-8")
    return files


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in everything().items():
        (folder / file).write_bytes(content)
        print(f"{file}: {len(content)} bytes")


if __name__ == "__main__":
    main()
