"""The pieces every widget is made of: controls, bars, tables, tokens, the error panel.

A control is a native one and sits inside its label, so that no id has to be unique between two views of a widget.
Its `name` is the argument of the action that the form around it calls.
"""
import json
import pathlib

from .markup import Html, join, tag

CSS = (pathlib.Path(__file__).parent / "style.css").read_text(encoding="utf-8")

SPACE, BREAK = "·", "↵"


def button(label, action, disabled=False, kind="", pressed=None, described=None, **values) -> Html:
    return tag("button", label, type="button", class_=f"afina-button {kind}".strip(), data_action=action,
               data_values=json.dumps(values, ensure_ascii=False) if values else None, disabled=disabled,
               aria_pressed=None if pressed is None else str(bool(pressed)).lower(), aria_label=described)


def form(action, *children, live=False) -> Html:
    """A form whose values go to `action`: at each change where `live`, else when it is sent."""
    name = {"data_live": action} if live else {"data_submit": action}
    return tag("form", *children, class_="afina-form", **name)


def submit(label) -> Html:
    return tag("button", label, type="submit", class_="afina-button afina-primary")


def slider(label, name, value, low, high, step, help_text=None, shown=None) -> Html:
    """A slider and its number, kept together by the front end; both have the same name for a screen reader."""
    shared = dict(min=low, max=high, step=step, value=value)
    return tag("div", tag("label", tag("span", label, class_="afina-label"),
                          tag("input", type="range", data_pair=name, aria_valuetext=shown, **shared)),
               tag("input", type="number", name=name, data_pair=name, aria_label=label, **shared),
               help_text and tag("p", help_text, class_="afina-help"), class_="afina-slider")


def steps(label, name, choices, value, help_text=None) -> Html:
    """A choice among a few values that do not lie evenly (learning rates, ranks): (value, text) pairs."""
    options = [tag("option", text, value=choice, selected=str(choice) == str(value)) for choice, text in choices]
    return tag("label", tag("span", label, class_="afina-label"), tag("select", *options, name=name),
               help_text and tag("span", help_text, class_="afina-help"), class_="afina-field")


def text_field(label, name, value="", rows=1, help_text=None, kind="text") -> Html:
    control = (tag("textarea", value, name=name, rows=rows) if rows > 1
               else tag("input", type=kind, name=name, value=value, autocomplete="off"))
    return tag("label", tag("span", label, class_="afina-label"), control,
               help_text and tag("span", help_text, class_="afina-help"), class_="afina-field")


def checkbox(label, name, checked=False) -> Html:
    return tag("label", tag("input", type="checkbox", name=name, value="yes", checked=checked),
               tag("span", label), class_="afina-check")


def radios(legend, name, choices, chosen=None, row=False, hint=None) -> Html:
    """(value, text) pairs as radio buttons in a fieldset; `row` lays them side by side where there is room."""
    items = [tag("label", tag("input", type="radio", name=name, value=value, checked=str(value) == str(chosen)),
                 tag("span", text), class_="afina-check") for value, text in choices]
    return tag("fieldset", tag("legend", legend), hint and tag("p", hint, class_="afina-help"),
               tag("div", *items, class_="afina-row" if row else "afina-stack"), class_="afina-radios")


def bars(items, label) -> Html:
    """Items {"name", "share" 0-1, "value", "note"?, "muted"?} as words and bars; the bar repeats the value."""
    rows = []
    for item in items:
        width = f"--share:{max(0.0, min(1.0, float(item['share']))):.4f}"
        rows.append(tag("li", tag("span", item["name"], class_="afina-bar-name"),
                        tag("span", tag("span", style=width, class_="afina-bar-fill"), class_="afina-bar",
                            aria_hidden="true"),
                        tag("span", item["value"], class_="afina-bar-value"),
                        item.get("note") and tag("span", item["note"], class_="afina-bar-note"),
                        class_="afina-muted" if item.get("muted") else None))
    return tag("ul", *rows, class_="afina-bars", aria_label=label)


def table(caption, header, rows, numeric=()) -> Html:
    """A data table; columns in `numeric` are set to the right. The first cell of a row is its header."""
    def cell(index, value):
        return tag("th" if index == 0 else "td", value, scope="row" if index == 0 else None,
                   class_="afina-number" if index in numeric else None)
    head = tag("tr", *[tag("th", name, scope="col", class_="afina-number" if index in numeric else None)
                       for index, name in enumerate(header)])
    body = [tag("tr", *[cell(index, value) for index, value in enumerate(row)]) for row in rows]
    return tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body), class_="afina-table")


def details(summary, *children, open_=False, key=None) -> Html:
    return tag("details", tag("summary", summary), *children, open=open_, data_key=key)


def visible(text) -> str:
    """Blanks that can be seen: a space is a dot, a line break an arrow."""
    return text.replace(" ", SPACE).replace("\n", BREAK).replace("\t", "→")


def tokens(items, label) -> Html:
    """Items {"text", "note"?, "kind"?} as boxes in reading order; `kind` (class) changes border and weight."""
    boxes = [tag("li", tag("span", visible(item["text"]), class_="afina-token-text"),
                 item.get("note") and tag("span", item["note"], class_="afina-token-note"),
                 class_=f"afina-token {item.get('kind', '')}".strip()) for item in items]
    return tag("ol", *boxes, class_="afina-tokens", aria_label=label)


def note(text, kind="") -> Html:
    return tag("p", text, class_=f"afina-note {kind}".strip())


def error_panel(texts, problem) -> Html:
    """What happened, what to do, and the traceback one click away; no landmark, since a notebook may hold several."""
    return tag("div", tag("p", tag("strong", texts("error.title"), " "), problem["message"]),
               problem["hint"] and tag("p", problem["hint"]),
               details(texts("error.detail"),
                       tag("pre", problem["detail"], tabindex="0", role="group", aria_label=texts("error.traceback")),
                       key="error-detail"),
               class_="afina-error", data_key="error")


def heading(level, text) -> Html:
    return tag(f"h{level}", text)


def columns(*children) -> Html:
    """Side by side where there is room, one below the other where there is not; one that is empty takes no room."""
    return tag("div", *[tag("div", child, class_="afina-column") for child in children if child],
               class_="afina-columns")


def progress(label, share) -> Html:
    return tag("label", tag("span", label, class_="afina-label"),
               tag("progress", value=f"{share:.4f}", max="1"), class_="afina-field")


def fragment(content, texts) -> Html:
    """Markup with the style it needs, for an output that no front end works on."""
    return join(tag("div", tag("style", Html(CSS)), content, class_="afina", lang=texts.language))
