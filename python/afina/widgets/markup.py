"""HTML and SVG as values: what this package writes is markup, any other text is escaped."""
import html as _html


class Html(str):
    """Text that is markup already. Only `tag` and `join` make it, so a person's text can never become markup."""


def escape(value) -> Html:
    return value if isinstance(value, Html) else Html(_html.escape(str(value), quote=True))


def join(*children) -> Html:
    """Children one after the other; None and False are left out, lists are flattened."""
    parts = []
    for child in children:
        if child is None or child is False:
            continue
        parts.append(join(*child) if isinstance(child, (list, tuple)) else escape(child))
    return Html("".join(parts))


_EMPTY = {"input", "br", "hr", "circle", "line", "polyline", "rect", "path", "wbr"}


def tag(name: str, /, *children, **attributes) -> Html:
    """`tag("p", "text", class_="note", data_action="stop")`; True writes a bare attribute, None and False none."""
    written = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-") if key != "viewBox" else key
        written.append(f" {key}" if value is True else f' {key}="{_html.escape(str(value), quote=True)}"')
    opening = f"<{name}{''.join(written)}"
    return Html(f"{opening}/>") if name in _EMPTY else Html(f"{opening}>{join(*children)}</{name}>")
