#!/usr/bin/env python3
"""Runs the commands shown in the documents and writes their real output below them.

    tools/run_examples.py [--program build/afina] [FILE…]      README.md, docs/es/guia.md and docs/en/guide.md where none

A block is run where the line above it is a comment that begins with «run»:

    <!-- run -->              every line that begins with «$ » is a command; the rest of the block is replaced
    <!-- run lang=en -->      in English (files under docs/en are anyway)
    <!-- run lines=12 -->     at most so many lines of output, then …
    <!-- run as="afina demo" -->   what is run in place of the line shown (make's own output depends on the machine)

The commands of one file share a scratch folder, where `assets` is that of the project and `afina` is the program.
Progress bars are left out. A command that fails ends the tool, and the file stays as it was.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTS = ("docs/es/guia.md", "docs/en/guide.md", "README.md")
BLOCK = re.compile(r"^<!-- run\b(?P<options>[^\n]*)-->\n```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.M | re.S)
BAR = re.compile(r"[█·]{24}")


def option(options: str, name: str, default: str) -> str:
    found = re.search(name + r'=("[^"]*"|\S+)', options)
    return found[1].strip('"') if found else default


def commands_of(body: str) -> list:
    """The command lines, each with the lines that a backslash continues it on."""
    return re.findall(r"^\$ (?:.*\\\n)*.*$", body, re.M)


def output_of(command: str, folder: pathlib.Path, environment: dict) -> str:
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=folder, env=environment, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"{command}\n{done.stdout}\nended {done.returncode}")
    kept = [line.rstrip() for line in done.stdout.splitlines() if not BAR.search(line)]
    return "\n".join(kept).strip("\n")


def shortened(output: str, lines: int) -> str:
    rows = output.splitlines()
    return "\n".join(rows[:lines] + ["…"]) if len(rows) > lines else output


def rewrite(path: pathlib.Path, program: pathlib.Path) -> int:
    blocks = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "assets").symlink_to(ROOT / "assets")
        (folder / "bin").mkdir()
        (folder / "bin" / "afina").symlink_to(program)

        def run(match) -> str:
            nonlocal blocks
            blocks += 1
            options = match["options"]
            lang = option(options, "lang", "en" if "docs/en" in path.as_posix() else "es")
            environment = dict(os.environ, AFINA_LANG=lang, PATH=f"{folder / 'bin'}:{os.environ['PATH']}")
            body = ""
            for shown in commands_of(match["body"]):
                output = output_of(option(options, "as", shown[2:]), folder, environment)
                body += f"{shown}\n" + (shortened(output, int(option(options, "lines", "1000"))) + "\n" if output else "")
            return f"<!-- run{options}-->\n```{match['kind']}\n{body}```"

        text = path.read_text(encoding="utf-8")
        written = BLOCK.sub(run, text)
    if written != text:
        path.write_text(written, encoding="utf-8")
    return blocks


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.environ.get("AFINA_PROGRAM", str(ROOT / "build" / "afina")))
    parser.add_argument("files", nargs="*", default=[str(ROOT / name) for name in DOCUMENTS])
    arguments = parser.parse_args()
    program = pathlib.Path(arguments.program).resolve()
    if not program.exists():
        sys.exit(f"{program} does not exist: make build")
    for name in arguments.files:
        print(f"{name}: {rewrite(pathlib.Path(name).resolve(), program)} blocks", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
