"""Curves and columns as SVG. Lines differ by dash and by marker; whoever shows a picture adds its table."""
from .markup import join, tag

WIDTH, HEIGHT = 340, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 10, 28
DASHES = ("", "7 4", "2 3", "10 3 2 3", "14 5")
MARKERS = ("●", "■", "▲", "◆", "✚")


def style_of(index: int) -> tuple:
    return DASHES[index % len(DASHES)], MARKERS[index % len(MARKERS)]


def curves(series, label, texts, x_label) -> str:
    """Series {"name", "points": [(x, y)], "style"?} on shared axes; an empty one is left out."""
    series = [dict(line, style=line.get("style", index)) for index, line in enumerate(series)]
    drawn = [line for line in series if line["points"]]
    points = [point for line in drawn for point in line["points"]]
    x_range = _range([x for x, _ in points], zero=True)
    y_range = _range([y for _, y in points])

    def place(x, y):
        return (LEFT + (x - x_range[0]) / (x_range[1] - x_range[0]) * (WIDTH - LEFT - RIGHT),
                TOP + (1 - (y - y_range[0]) / (y_range[1] - y_range[0])) * (HEIGHT - TOP - BOTTOM))

    picture = tag("svg", _axes(x_range, y_range, place, texts, x_label), *[_line(line, place) for line in drawn],
                  viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=label, class_="afina-chart")
    return join(picture, legend(series))


def legend(series) -> str:
    items = []
    for line in series:
        dash, marker = style_of(line["style"])
        sample = tag("svg", tag("line", x1=1, y1=6, x2=27, y2=6, stroke_dasharray=dash or None),
                     viewBox="0 0 28 12", aria_hidden="true", class_=f"afina-sample afina-line-{line['style'] % 5}")
        items.append(tag("li", sample, tag("span", marker, aria_hidden="true"), " ", line["name"]))
    return tag("ul", *items, class_="afina-legend")


def _range(values, zero=False) -> tuple:
    if not values:
        return 0.0, 1.0
    low, high = (0.0 if zero else min(values)), max(values)
    if high - low < 1e-9:
        return max(0.0, low - 0.5) if low >= 0 else low - 0.5, high + (1 if zero else 0.5)
    margin = 0 if zero else 0.05 * (high - low)
    # A loss is never below zero, so neither is its axis.
    return max(0.0, low - margin) if low >= 0 else low - margin, high + margin


def _axes(x_range, y_range, place, texts, x_label):
    left, bottom = place(x_range[0], y_range[0])
    right, top = place(x_range[1], y_range[1])
    lines = [tag("polyline", points=f"{left:.1f},{top:.1f} {left:.1f},{bottom:.1f} {right:.1f},{bottom:.1f}",
                 class_="afina-axis")]
    for share in (0, 0.5, 1):
        value = y_range[0] + share * (y_range[1] - y_range[0])
        _, y = place(x_range[0], value)
        lines.append(tag("text", texts.number(value, 2), x=left - 5, y=f"{y + 4:.1f}", text_anchor="end"))
    for share, anchor in ((0, "start"), (1, "end")):
        value = x_range[0] + share * (x_range[1] - x_range[0])
        x, _ = place(value, y_range[0])
        lines.append(tag("text", texts.number(value), x=f"{x:.1f}", y=HEIGHT - 12, text_anchor=anchor))
    lines.append(tag("text", x_label, x=(LEFT + WIDTH - RIGHT) / 2, y=HEIGHT - 12, text_anchor="middle"))
    return join(lines)


def _line(line, place):
    dash, marker = style_of(line["style"])
    places = [place(x, y) for x, y in line["points"]]
    path = tag("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places), stroke_dasharray=dash or None)
    x, y = places[-1]
    end = tag("text", marker, x=f"{x:.1f}", y=f"{y + 4:.1f}", text_anchor="middle", class_="afina-marker")
    return tag("g", path, end, class_=f"afina-line afina-line-{line['style'] % 5}")


def histogram(counts, label, texts, names, limit_index=None, limit_name="") -> str:
    """Columns of `counts` named below by their first and last name; a dashed line stands before `limit_index`."""
    highest = max(list(counts) + [1])
    width = (WIDTH - LEFT - RIGHT) / max(1, len(counts))
    base, top = HEIGHT - BOTTOM, TOP + 16      # the limit's name stands above the columns
    shapes = [tag("polyline", points=f"{LEFT},{TOP} {LEFT},{base} {WIDTH - RIGHT},{base}", class_="afina-axis"),
              tag("text", texts.number(highest), x=LEFT - 5, y=top + 8, text_anchor="end"),
              tag("text", "0", x=LEFT - 5, y=base, text_anchor="end"),
              tag("text", names[0], x=LEFT, y=HEIGHT - 12),
              tag("text", names[-1], x=WIDTH - RIGHT, y=HEIGHT - 12, text_anchor="end")]
    for index, count in enumerate(counts):
        height = (base - top) * count / highest
        shapes.append(tag("rect", x=f"{LEFT + index * width + 1:.1f}", y=f"{base - height:.1f}",
                          width=f"{max(1.0, width - 2):.1f}", height=f"{height:.1f}", class_="afina-column-bar"))
    if limit_index is not None:
        x = LEFT + limit_index * width
        anchor = "end" if limit_index > len(counts) / 2 else "start"
        shapes += [tag("line", x1=f"{x:.1f}", y1=TOP, x2=f"{x:.1f}", y2=base, class_="afina-limit"),
                   tag("text", limit_name, x=f"{x + (-4 if anchor == 'end' else 4):.1f}", y=TOP + 10,
                       text_anchor=anchor)]
    return tag("svg", *shapes, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=label, class_="afina-chart")
