"""The only place that knows what the engine's answers look like; widgets ask here.

The engine is imported when it is first needed, so that a page of widgets opens before the library is loaded.
"""
import os

EXAMPLES = 100      # of a report, where a widget shows examples


def afina():
    import afina as engine
    return engine


def language() -> str:
    return afina().language()


def model(name_or_model):
    return afina().Model(name_or_model) if isinstance(name_or_model, (str, os.PathLike)) else name_or_model


def tokenizer(name_or_tokenizer):
    is_name = isinstance(name_or_tokenizer, (str, os.PathLike))
    return afina().Tokenizer(str(name_or_tokenizer)) if is_name else name_or_tokenizer


def encode(tokenizer, text) -> list:
    """(token, begin, end, id) of a person's text: nothing put around it, nothing in it read as a special token."""
    encoding = tokenizer.encode(text, add_special=False, parse_special=False)
    return [(token, int(begin), int(end), int(id_))
            for token, (begin, end), id_ in zip(encoding.tokens, encoding.offsets, encoding.ids)]


def dataset(data):
    """A Dataset from a path, a table or rows; one that is a Dataset already stays as it is."""
    return data if hasattr(data, "parts") and hasattr(data, "summary") else afina().Dataset(data)


def parts_of(dataset) -> dict:
    """{part: rows} in the order of their use, the rows as dicts; the engine gives indices into its examples."""
    order = ("train", "validation", "test")
    names = sorted(dataset.parts, key=lambda name: order.index(name) if name in order else len(order))
    return {name: [dataset.examples[int(row)] if isinstance(row, int) else row for row in dataset.parts[name]]
            for name in names}


def texts_of(data) -> list:
    """A person's texts: one text, several, or whatever the engine opens as data."""
    if isinstance(data, (list, tuple)) and all(isinstance(text, str) for text in data):
        return list(data)
    if isinstance(data, str) and ("\n" in data or " " in data) and not os.path.exists(data):
        return [data]
    return [" ".join(text for text in cells(row).values()) for row in dataset(data).examples]


def cells(row) -> dict:
    """What of a row is a person's own text, in words; a conversation is its turns."""
    if not isinstance(row, dict):
        return {"": str(row)}
    shown = {name: str(value) for name, value in row.items() if name not in ("place", "messages") and value}
    for number, turn in enumerate(row.get("messages") or [], 1):
        shown[f"{number} {turn.get('role', '')}"] = str(turn.get("content", ""))
    return shown


def columns_of(dataset) -> list:
    """(name, «input», «target» or "") of each column of the source."""
    roles = {getattr(dataset, "input", None): "input", getattr(dataset, "target", None): "target"}
    return [(str(name), roles.get(name, "")) for name in dataset.columns]


def same_texts(dataset) -> list:
    """Groups of examples whose text is the same but for case and blanks: [(numbers from 1, text)]."""
    groups = {}
    for number, row in enumerate(dataset.examples, 1):
        text = str(row.get("input") or next(iter(cells(row).values()), ""))
        groups.setdefault(" ".join(text.casefold().split()), []).append((number, text))
    return [([number for number, _ in rows], rows[0][1]) for rows in groups.values() if len(rows) > 1]


def report_of(run_or_report):
    """A Report as it is, or a run's, with enough examples to look into; the engine shows its own bar meanwhile."""
    if not hasattr(run_or_report, "evaluate"):
        return run_or_report
    return run_or_report.evaluate(examples=EXAMPLES)


def confusion_of(report) -> tuple:
    """(labels, counts by [truth][predicted]) of a classifier's report, which names only the pairs that occur."""
    labels = list(dict.fromkeys([pair["truth"] for pair in report.confusion]
                                + [pair["predicted"] for pair in report.confusion]))
    counts = [[0] * len(labels) for _ in labels]
    for pair in report.confusion:
        counts[labels.index(pair["truth"])][labels.index(pair["predicted"])] = int(pair["rows"])
    return labels, counts


def loss_of(event: dict):
    """(series, step, value) of an event that is a point of a curve, or None; series is «train» or «validation».

    The loss of a progress event is no point: it is smoothed for a bar, and far behind in a short run.
    """
    if event.get("metric") in ("loss", "validation_loss"):
        series = "train" if event["metric"] == "loss" else "validation"
        return series, int(event["step"]), float(event["value"])
    return None


def summarise(text_or_path, model, sentences):
    return afina().summarize(text_or_path, model=model, sentences=sentences, progress=lambda event: None,
                             method="extractive" if model is None else "abstractive")


def field(record, name, default=None):
    """A field of a record that is a dict or an object."""
    return record.get(name, default) if isinstance(record, dict) else getattr(record, name, default)
