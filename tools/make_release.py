#!/usr/bin/env python3
"""Writes what a release carries: dist/release, from the wheels in dist (make wheel) and the notebooks.

    tools/make_release.py --repository OWNER/NAME --tag v0.1.0

    *.whl, SHA256SUMS        for the release's page
    NOTES.md                 the text of that page: how to install, the notebooks' links to Colab
    colab/{es,en}/*.ipynb    the notebooks for Colab: a link, what Colab is, and a cell that installs afina

The repository's address stands nowhere else. Colab opens the notebooks at the tag colab-v0.1.0: CONTRIBUTING.md says
how a release is made.
"""
import argparse
import copy
import hashlib
import json
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COLAB_PYTHON = "cp312-abi3"  # Colab has Python 3.12 on glibc 2.35
LANGUAGES = ("es", "en")

WORDS = {
    "es": {
        "link": "Abrir en Colab",
        "install": "Instalar afina (medio minuto)",
        "colab": """Este cuaderno es para Colab, un servicio de Google. Pide una cuenta de Google. Todo ocurre en una \
máquina de Google: donde leas «este ordenador», es esa. Allí va lo que escribas y subas. Su disco se borra al \
cerrar, así que descarga lo que quieras guardar. Los botones se dibujan con una pieza que Colab trae de fuera. Si \
tus datos son privados, haz el curso en tu ordenador.

La primera celda instala afina. Ejecútala y espera a que acabe.""",
    },
    "en": {
        "link": "Open in Colab",
        "install": "Install afina (half a minute)",
        "colab": """This notebook is for Colab, a service of Google's. It asks for a Google account. Everything \
happens on a machine of Google's: where you read \"this computer\", it is that one. What you write and upload goes \
there. Its disk is erased when you close, so download what you want to keep. The buttons are drawn with a part that \
Colab brings from outside. If your data are private, do the course on your computer.

The first cell installs afina. Run it and wait until it ends.""",
    },
}

NOTES = """## El curso

En tu ordenador, con Linux o WSL2 y Python 3.10 o posterior. Descarga la rueda de tu versión de Python (la de `cp312`
vale para la 3.12 y las siguientes) y escribe, con su nombre en lugar de `RUEDA.whl`:

```sh
python3 -m venv afina && afina/bin/pip install "./RUEDA.whl[curso]" && afina/bin/afina curso
```

En Colab, con una cuenta de Google y en una máquina de Google:

{es}

## The course

On your computer, with Linux or WSL2 and Python 3.10 or later. Download the wheel of your version of Python (that of
`cp312` serves 3.12 and later) and write, with its name in place of `WHEEL.whl`:

```sh
python3 -m venv afina && afina/bin/pip install "./WHEEL.whl[course]" && afina/bin/afina course
```

On Colab, with a Google account and on a machine of Google's:

{en}
"""


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def install_cell(lang: str, wheel_url: str) -> dict:
    return {"cell_type": "code", "execution_count": None, "id": "colab-install", "outputs": [],
            "metadata": {"cellView": "form", "jupyter": {"source_hidden": True}, "tags": ["hide-input"]},
            "source": lines(f"#@title {WORDS[lang]['install']}\n%pip install --quiet {wheel_url}")}


def stamped(notebook: dict, link: str, wheel_url: str) -> dict:
    """The notebook as Colab is to open it: link and statement under the title, then the cell that installs."""
    made = copy.deepcopy(notebook)
    lang = made["metadata"]["lang"]
    title, rest = "".join(made["cells"][0]["source"]).split("\n", 1)
    made["cells"][0]["source"] = lines(f"{title}\n\n[{WORDS[lang]['link']}]({link})\n\n{WORDS[lang]['colab']}\n{rest}")
    made["cells"].insert(1, install_cell(lang, wheel_url))
    return made


def stamp_all(out: pathlib.Path, link_base: str, wheel_url: str) -> dict[str, list[str]]:
    """Writes every notebook below `out`; gives a line of Markdown for each, by language."""
    found: dict[str, list[str]] = {}
    for lang in LANGUAGES:
        (out / lang).mkdir(parents=True, exist_ok=True)
        for path in sorted((ROOT / "notebooks" / lang).glob("*.ipynb")):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            link = f"{link_base}/{lang}/{path.name}"
            text = json.dumps(stamped(notebook, link, wheel_url), ensure_ascii=False, indent=1)
            (out / lang / path.name).write_text(text + "\n", encoding="utf-8")
            title = "".join(notebook["cells"][0]["source"]).splitlines()[0].lstrip("# ")
            found.setdefault(lang, []).append(f"- [{title}]({link})")
    return found


def version() -> str:
    return re.search(r"project\(afina VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]


def digest(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repository", required=True, help="OWNER/NAME on GitHub")
    parser.add_argument("--tag", required=True, help="the release's tag, v and the version")
    parser.add_argument("--wheels", type=pathlib.Path, default=ROOT / "dist", help="folder of the wheels [dist]")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "dist" / "release", help="[dist/release]")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", given.repository):
        return print(f"{given.repository}: write OWNER/NAME") or 1
    if given.tag != f"v{version()}":
        return print(f"{given.tag}: CMakeLists.txt says version {version()}, so the tag is v{version()}") or 1
    wheels = sorted(given.wheels.glob(f"afina-{version()}-*.whl"))
    for_colab = next((wheel for wheel in wheels if COLAB_PYTHON in wheel.name), None)
    if for_colab is None:
        return print(f"{given.wheels} has no {COLAB_PYTHON} wheel of {version()}, which Colab needs: make wheel") or 1

    shutil.rmtree(given.out, ignore_errors=True)
    given.out.mkdir(parents=True)
    for wheel in wheels:
        shutil.copy(wheel, given.out)
    sums = "".join(f"{digest(wheel)}  {wheel.name}\n" for wheel in wheels)
    (given.out / "SHA256SUMS").write_text(sums, encoding="utf-8")
    # pip compares what it downloads with the sum.
    wheel_url = (f"https://github.com/{given.repository}/releases/download/{given.tag}/{for_colab.name}"
                 f"#sha256={digest(for_colab)}")
    link_base = f"https://colab.research.google.com/github/{given.repository}/blob/colab-{given.tag}"
    links = stamp_all(given.out / "colab", link_base, wheel_url)
    notes = NOTES.format(**{lang: "\n".join(found) for lang, found in links.items()})
    (given.out / "NOTES.md").write_text(notes, encoding="utf-8")
    print(f"{given.out}: {len(wheels)} wheels, {sum(map(len, links.values()))} notebooks for Colab")
    return 0


if __name__ == "__main__":
    sys.exit(main())
