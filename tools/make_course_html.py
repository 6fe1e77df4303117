#!/usr/bin/env python3
"""Writes each notebook and handout of the course as a page to read: accessible HTML that needs no Jupyter.

    tools/make_course_html.py [--out FOLDER] [--lang es|en] [--executed FOLDER]

Without --executed the notebooks are run first, on the real engine, in an empty home (some minutes); with it they are
taken from FOLDER/es and FOLDER/en, as tests/course/run_notebooks.py --save leaves them. Run it with
build/python-venv/bin/python (make python-tests).
"""
from __future__ import annotations

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

import nbformat
import stills
from bs4 import BeautifulSoup
from make_course_pages import FOLDERS as HANDOUTS
from nbconvert import HTMLExporter
from traitlets.config import Config

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEMPLATE = pathlib.Path(__file__).parent / "course_page"
WIDGETS = ROOT / "python" / "afina" / "widgets" / "style.css"
LANGUAGES = {"es": "Español", "en": "English"}
WORDS = {
    "es": {"course": "El curso de afina", "skip": "Ir al contenido", "pages": "Páginas", "code": "Ver el código",
           "index": "Índice", "before": "Anterior", "after": "Siguiente", "handout": "Hoja", "notebook": "Cuaderno",
           "handouts": "Hojas", "notebooks": "Cuadernos", "other": "In English", "of": "Hoja: ",
           "note": "Esta página es el cuaderno ya ejecutado, para leerlo o imprimirlo. Los controles son imágenes fijas. "
                   "Para usarlos, abre el cuaderno.",
           "about": "Los cuadernos ya ejecutados y las hojas, para leer o imprimir.",
           "footer": "Página hecha con tools/make_course_html.py. Funciona sin conexión."},
    "en": {"course": "afina's course", "skip": "Go to the content", "pages": "Pages", "code": "See the code",
           "index": "Index", "before": "Previous", "after": "Next", "handout": "Handout", "notebook": "Notebook",
           "handouts": "Handouts", "notebooks": "Notebooks", "other": "En español", "of": "Handout: ",
           "note": "This page is the notebook as it ran, to read or to print. Its controls are still pictures. "
                   "To use them, open the notebook.",
           "about": "The notebooks as they ran and the handouts, to read or to print.",
           "footer": "Made by tools/make_course_html.py. It works without a connection."}}


def exporter() -> HTMLExporter:
    """nbconvert with this project's template."""
    return HTMLExporter(config=Config({"HTMLExporter": {"exclude_anchor_links": True}}),
                        template_name=TEMPLATE.name, extra_template_basedirs=[str(TEMPLATE.parent)])


def ordered_headings(soup: BeautifulSoup) -> None:
    """What a cell put out goes under the heading before it, with no level left out."""
    level, shown, inner = 1, None, {}
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        within = heading.find_parent(class_="output")
        if within is None:
            level = int(heading.name[1])
            continue
        if within is not shown:
            shown, inner = within, {}
        depth = int(heading.name[1])
        inner = {old: new for old, new in inner.items() if old <= depth}
        inner.setdefault(depth, 1 + max(inner.values(), default=level))
        heading.name = f"h{min(inner[depth], 6)}"


def named_tables(soup: BeautifulSoup) -> None:
    """Every table has a caption and heads, and a box of its own to scroll in where it is wide."""
    for table in soup.find_all("table"):
        caption = table.find("caption")
        if caption is None:
            caption = soup.new_tag("caption")
            caption.string = table.find_previous(re.compile("^h[1-6]$")).get_text(" ", strip=True)
            table.insert(0, caption)
        for head in table.select("thead th"):
            head.attrs.setdefault("scope", "col")
        table.wrap(soup.new_tag("div", attrs={"class": "wide", "tabindex": "0", "role": "group",
                                              "aria-label": caption.get_text(" ", strip=True)}))


def plainer(soup: BeautifulSoup) -> None:
    """Takes out of the outputs what only a live notebook needs: styles, a button for the language, names of regions,
    and what controls do. Each one is switched off and not all of them at once: a fieldset would hold tables too."""
    for shown in soup.select(".output"):
        for node in shown.select("style, script, .afina-head span[lang]"):
            node.decompose()
        for region in shown.select("section[aria-label]"):
            del region["aria-label"]
        for control in shown.select("button, input, select, textarea"):
            control["disabled"] = ""


def own_links(soup: BeautifulSoup, names: set[str]) -> None:
    """Links among the handouts go to their pages; those to other files of the project stay as words."""
    for link in soup.select("main a[href]"):
        target = link["href"]
        if target.endswith(".md") and f"handout_{target[:-3]}.html" in names:
            link["href"] = f"handout_{target[:-3]}.html"
        elif "://" not in target and not target.startswith("#") and target not in names:
            link.unwrap()


def made(cells: list, page: dict, names: set[str]) -> str:
    """One page from Markdown and executed cells."""
    style = WIDGETS.read_text(encoding="utf-8") + (TEMPLATE / "style.css").read_text(encoding="utf-8")
    book = nbformat.v4.new_notebook(cells=cells)
    text, _ = exporter().from_notebook_node(book, resources={
        "page": {**page, "style": style, "say": WORDS[page["lang"]]}})
    soup = BeautifulSoup(text, "html.parser")
    for step in (plainer, ordered_headings, named_tables):
        step(soup)
    own_links(soup, names)
    return str(soup)


def cells_of(notebook: dict, number: str, lang: str) -> list:
    """A notebook's cells, each code cell with its title and what it showed."""
    found = []
    for cell in notebook["cells"]:
        source = cell["source"]
        if cell["cell_type"] == "markdown":
            found.append(nbformat.v4.new_markdown_cell(source))
        else:
            shown = stills.still(cell, notebook, number, lang)
            if not shown:
                sys.exit(f"cell {cell['id']} shows nothing: was the notebook run?")
            found.append(nbformat.v4.new_code_cell(source, metadata={"title": stills.title(source), "still": shown}))
    return found


def link(href: str, text: str, lang: str) -> dict[str, str]:
    return {"href": href, "text": text, "lang": lang}


def heading(markdown: str) -> str:
    return re.search(r"^# (.+)$", markdown, re.M)[1]


def pages(executed: pathlib.Path, lang: str, both: bool) -> dict[str, str]:
    """File name -> page, of the notebooks, the handouts and the index of one language; `both`: the other is made too."""
    say, other = WORDS[lang], next(one for one in LANGUAGES if one != lang)
    books = sorted((executed / lang).glob("*.ipynb"))
    others = sorted((executed / other).glob("*.ipynb")) if both else []
    sheets = sorted(HANDOUTS[lang].glob("*.md"), key=lambda path: (path.stem != "README", path.stem))
    names = {"index.html", *(f"{path.stem}.html" for path in books), *(f"handout_{path.stem}.html" for path in sheets)}
    index, found = {"notebooks": [], "handouts": []}, {}
    read = [nbformat.read(path, 4) for path in books]
    titles = [heading(book["cells"][0]["source"]) for book in read]
    for place, (path, title) in enumerate(zip(books, titles)):
        cells = cells_of(read[place], path.stem[:2] if path.stem[:2].isdigit() else "closing", lang)
        links = [link("index.html", say["index"], lang)]
        links += [link(f"{books[one].stem}.html", f"{say[way]}: {titles[one]}", lang)
                  for one, way in ((place - 1, "before"), (place + 1, "after")) if 0 <= one < len(books)]
        if others:
            links.append(link(f"../{other}/{others[place].stem}.html", say["other"], other))
        found[f"{path.stem}.html"] = made(cells, {"lang": lang, "title": title, "links": links, "note": say["note"]},
                                          names)
        index["notebooks"].append(f"- [{title}]({path.stem}.html)")
    for path in sheets:
        text = path.read_text(encoding="utf-8")
        page = {"lang": lang, "title": say["of"] + heading(text), "note": "",
                "links": [link("index.html", say["index"], lang)]}
        found[f"handout_{path.stem}.html"] = made([nbformat.v4.new_markdown_cell(text)], page, names)
        index["handouts"].append(f"- [{heading(text)}](handout_{path.stem}.html)")
    lists = [f"## {say[kind]}\n\n" + "\n".join(entries) for kind, entries in index.items()]
    cell = nbformat.v4.new_markdown_cell("\n\n".join([f"# {say['course']}", say["about"], *lists]))
    page = {"lang": lang, "title": say["index"], "note": "",
            "links": [link(f"../{other}/index.html", say["other"], other)] if others else []}
    found["index.html"] = made([cell], page, names)
    return found


def execute(folder: pathlib.Path, languages: list[str]) -> None:
    """Runs the notebooks of these languages as the tests do and keeps them in `folder`."""
    program = ROOT / "tests" / "course" / "run_notebooks.py"
    subprocess.run([sys.executable, program, "--save", folder, *languages], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "course-html")
    parser.add_argument("--lang", choices=sorted(LANGUAGES), action="append", help="both without it")
    parser.add_argument("--executed", type=pathlib.Path, help="notebooks that were run already")
    options = parser.parse_args()
    languages = options.lang or sorted(LANGUAGES)
    with tempfile.TemporaryDirectory(prefix="afina-html-") as kept:
        executed = options.executed or pathlib.Path(kept)
        if not options.executed:
            execute(executed, languages)
        for lang in languages:
            (options.out / lang).mkdir(parents=True, exist_ok=True)
            for name, text in pages(executed, lang, len(languages) > 1).items():
                (options.out / lang / name).write_text(text, encoding="utf-8")
            print(options.out / lang / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
