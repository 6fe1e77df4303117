"""The only place that knows what the engine's answers look like; widgets ask here.

The engine is imported when it is first needed, so that a page of widgets opens before the library is loaded.
"""


def afina():
    import afina as engine
    return engine


def language() -> str:
    return afina().language()


def model(name_or_model):
    return afina().Model(name_or_model) if isinstance(name_or_model, str) else name_or_model


def tokenizer(name_or_tokenizer):
    return afina().Tokenizer(name_or_tokenizer) if isinstance(name_or_tokenizer, str) else name_or_tokenizer


def dataset(data):
    """A Dataset from a path, a table or rows; one that is a Dataset already stays as it is."""
    return data if hasattr(data, "parts") and hasattr(data, "summary") else afina().Dataset(data)


def texts_of(data) -> list:
    """A person's texts: one text, several, or whatever the engine opens as data."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, (list, tuple)) and all(isinstance(text, str) for text in data):
        return list(data)
    rows = [row for part in dataset(data).parts.values() for row in part]
    return [" ".join(str(value) for value in row.values()) if isinstance(row, dict) else str(row) for row in rows]


def report_of(run_or_report):
    return run_or_report.evaluate() if hasattr(run_or_report, "evaluate") else run_or_report


def loss_of(event: dict):
    """(series, step, value) of a progress event, or None; series is «train» or «validation»."""
    if event.get("metric") in ("train_loss", "validation_loss"):
        return event["metric"].split("_")[0], int(event["step"]), float(event["value"])
    if event.get("loss") is not None:
        return "train", int(event.get("done", 0)), float(event["loss"])
    return None


def lengths_of(lengths) -> list:
    """Token counts, row by row: a list, or one list a part."""
    if isinstance(lengths, dict):
        return [int(length) for part in lengths.values() for length in part]
    return [int(length) for length in lengths]


def repeats_of(repeats) -> list:
    """Groups of rows that say the same: [{"rows": [..], "text": ..}]."""
    groups = []
    for group in repeats or []:
        if isinstance(group, dict):
            groups.append({"rows": list(group.get("rows", [])), "text": str(group.get("text", ""))})
        else:
            groups.append({"rows": list(group), "text": ""})
    return groups


def columns_of(columns) -> list:
    """(name, role) of each column; the role may be missing."""
    if isinstance(columns, dict):
        return [(str(name), str(role or "")) for name, role in columns.items()]
    pairs = []
    for column in columns or []:
        if isinstance(column, dict):
            pairs.append((str(column.get("name", "")), str(column.get("role", "") or "")))
        else:
            pairs.append((str(column), ""))
    return pairs


def field(record, name, default=None):
    """A field of a record that is a dict or an object."""
    return record.get(name, default) if isinstance(record, dict) else getattr(record, name, default)
