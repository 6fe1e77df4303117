"""Small pieces of accessible HTML for the outputs of cells, and the one place that shows them."""
from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

# They look the same wherever they stand.
from .._html import details as details, escape as escape, lines as lines, struck as struck


def paragraph(text: object, strong: bool = False) -> str:
    inner = f"<strong>{escape(text)}</strong>" if strong else escape(text)
    return f"<p>{inner}</p>"


def heading(text: object) -> str:
    """Below the notebook's own title, and above a widget's name."""
    return f'<h2 style="font-size:1.3em">{escape(text)}</h2>'


def listing(items: Iterable[object], ordered: bool = False) -> str:
    tag = "ol" if ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{escape(item)}</li>' for item in items)}</{tag}>"


def table(caption: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table whose first column names the row."""
    # JupyterLab sets cells to the right and makes them small. No column is so narrow that it breaks common words.
    start = ' style="text-align:start;vertical-align:top;min-width:5rem;overflow-wrap:anywhere"'
    top = "".join(f'<th scope="col"{start}>{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + f'<th scope="row"{start}>{escape(row[0])}</th>'
        + "".join(f"<td{start}>{escape(cell)}</td>" for cell in row[1:]) + "</tr>" for row in rows)
    return (f'<table style="font-size:inherit"><caption style="text-align:start">{escape(caption)}</caption>'
            f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>")


def code(text: str) -> str:
    return f'<pre tabindex="0"><code>{escape(text)}</code></pre>'


def marked(pieces: Iterable[str]) -> str:
    """Tokens one after another, each with a border and a bar, so that colour is not needed to tell them apart."""
    spans = "".join(f'<span style="border:1px solid;border-radius:3px;padding:0 2px;margin:1px;display:inline-block">'
                    f"{escape(piece.replace(' ', '␣'))}</span>" for piece in pieces)
    return f"<p>{spans}</p>"


def block(lang: str, *parts: str) -> str:
    return f'<div lang="{lang}" class="afina-course" style="max-width:44rem">{"".join(parts)}</div>'


def plain(markup: str) -> str:
    """The text of a fragment, for a terminal."""
    import re
    spaced = re.sub(r"</(p|li|tr|h2|summary|caption|pre|option)>", "\n", markup)
    return html.unescape(re.sub(r"<[^>]+>", " ", spaced)).strip()


def show(lang: str, *parts: str, instead_of: Any = None) -> Any:
    """Shows a fragment: in a notebook as HTML with its plain text beside it, elsewhere as text.

    Returns what was shown; given again as `instead_of`, the fragment takes its place.
    """
    markup = block(lang, *parts)
    try:
        from IPython import get_ipython
        inside = get_ipython() is not None
    except ImportError:
        inside = False
    if not inside:
        print(plain(markup))
        return None
    from IPython.display import display
    both = {"text/html": markup, "text/plain": plain(markup)}
    if instead_of is None:
        return display(both, raw=True, display_id=True)
    instead_of.update(both, raw=True)
    return instead_of
