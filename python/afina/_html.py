"""Small pieces of accessible HTML for notebooks: tables with headers, nothing said by colour alone."""
from __future__ import annotations

import html
from collections.abc import Iterable, Sequence


def escape(text: object) -> str:
    return html.escape(str(text))


def block(*parts: str) -> str:
    from . import _core

    return f'<div lang="{_core.language()}" style="max-width:60rem;overflow-x:auto">{"".join(parts)}</div>'


def paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def listing(items: Iterable[str]) -> str:
    found = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{found}</ul>" if found else ""


def struck(said: Iterable[tuple[int, str, bool]]) -> str:
    """Sentences as (paragraph, text, whether it holds); those that do not are struck out and in brackets."""
    paragraphs: dict[int, list[str]] = {}
    for number, text, holds in said:
        paragraphs.setdefault(number, []).append(escape(text) if holds else f"<del>[{escape(text)}]</del>")
    return "".join(f"<p>{' '.join(parts)}</p>" for parts in paragraphs.values())


def lines(text: str) -> str:
    """A text of several lines as it is meant: a paragraph each, those that begin with «·» as a list."""
    parts: list[str] = []
    items: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip().startswith("·"):
            items.append(line.strip(" ·"))
        else:
            parts += [listing(items), paragraph(line.strip())]
            items = []
    return "".join(parts)


def details(summary: str, inner: str) -> str:
    """What is one click away."""
    return f"<details><summary>{escape(summary)}</summary>{inner}</details>"


def table(caption: str, heading: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """The first cell of each row names the row."""
    head = "".join(f'<th scope="col" style="text-align:left">{escape(cell)}</th>' for cell in heading)
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(row[0])}</th>'
        + "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in row[1:]) + "</tr>"
        for row in rows)
    return (f'<table><caption style="text-align:left">{escape(caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def shortened(text: str, characters: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= characters else line[:characters] + "…"
