"""Pages that are written from the program's own texts: written, or checked for being what would be written."""
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def write_pages(pages: dict, check: bool, tool: str) -> int:
    """`pages`: name -> content. With `check` nothing is written, and a page out of date gives 1."""
    stale = []
    for name, content in pages.items():
        path = ROOT / name
        if path.exists() and path.read_text(encoding="utf-8") == content:
            continue
        if check:
            stale.append(name)
        else:
            path.write_text(content, encoding="utf-8")
    if stale:
        print(f"out of date: {', '.join(stale)}; run tools/{tool}")
        return 1
    return 0
