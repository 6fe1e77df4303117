"""What the outputs of the notebooks must say: for each kind of cell, whether what is on the screen is true.

A check takes the cell's Output and a Case and returns sentences about what is wrong; none where it is right.
"""
from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable

import notebooks
from notebook_run import Output

SAYS = json.loads((notebooks.CONTENT / "texts.json").read_text(encoding="utf-8"))
LABELS = json.loads((notebooks.ROOT / "python/afina/widgets/texts.json").read_text(encoding="utf-8"))
VERDICT = {"es": r"(Mejor|Peor) que |No se puede mostrar diferencia", "en": r"(Better|Worse) than |No difference"}
# Passages of a running text that repeat others and belong to no part.
REPEATS = {"es": r"(?:de otra parte|que no se usan): (\d+)", "en": r"(?:of another part|that are not used): (\d+)"}
ON_PURPOSE = "00-break"  # the cell that shows what an error looks like


@dataclasses.dataclass
class Case:
    """What a notebook was run on: the file that is named, whether it is the person's own, and its task there."""

    number: str
    lang: str
    name: str
    own: bool
    task: str
    rows: int       # examples that afina keeps of the file
    text: str       # what afina reads of its columns, row after row
    tuned_on: str   # the file that the notebook's run learns from
    model: str = ""  # the name of the real model that was chosen; none: semilla


def pattern(key: str, lang: str, **values: str) -> str:
    """A sentence of the course as a regular expression; what is not given may be anything."""
    parts = re.split(r"\{(\w+)\}", SAYS[key][lang])
    return "".join(re.escape(part) if place % 2 == 0 else re.escape(values[part]) if part in values else r"(.+?)"
                   for place, part in enumerate(parts))


def missing(output: Output, *wanted: str) -> list[str]:
    text = re.sub(r"\s+", " ", output.text)
    return [f"does not say «{one}»" for one in wanted if not re.search(re.sub(r"(\\ |\s)+", r"\\s+", one), text)]


def number(text: str) -> float:
    return float(text.replace("\u00a0", "").replace(" ", "").replace(",", ".").rstrip("%"))


def start(output: Output, case: Case) -> list[str]:
    told = [pattern("data.own" if case.own and case.number != "00" else "data.demo", case.lang)]
    needs, chosen = notebooks.content(case.number)["needs_run"], case.model and case.number != "01"
    told.append(pattern("model.own" if chosen else "model.semilla", case.lang, model=case.model))
    return missing(output, *(told if case.number != "closing" else []),
                   *([f"({'|'.join(pattern(f'run.{k}', case.lang) for k in ('yours', 'shipped', 'new'))})"]
                     if needs else []))


def data(output: Output, case: Case) -> list[str]:
    return missing(output, pattern("data.own" if case.own else "data.demo", case.lang, name=case.name))


def broken(output: Output, case: Case) -> list[str]:
    found = missing(output, pattern("data.missing", case.lang, name="este_archivo_no_existe.csv"),
                    pattern("data.still", case.lang))
    return found + (["the traceback is not there to be opened"] if "Traceback" not in output.text else [])


def model(output: Output, case: Case) -> list[str]:
    """The chooser: what was chosen, or how a model is got where there is none, and the card of the one in use."""
    wanted = [pattern("model.chosen", case.lang, model=case.model)] if case.model else [
        f"({pattern('model.none', case.lang)}|{pattern('model.here', case.lang)})"]
    return missing(output, *wanted, pattern("card.caption", case.lang, name=case.model or "semilla"))


def ask(output: Output, case: Case) -> list[str]:
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in output.page.find_all("tr")[1:]]
    named = {row[0]: row[2].strip() for row in rows}
    found = [f"{name} does not answer" for name in ("semilla", *filter(None, [case.model])) if not named.get(name)]
    return found + ([] if len(named) > 1 else missing(output, pattern("model.how", case.lang)))


def look(output: Output, case: Case) -> list[str]:
    names = [LABELS[f"data.{part}"][case.lang] for part in ("train", "validation", "test")]
    counts = [re.search(rf"{re.escape(name)}\s+(\d[\d\u00a0 ]*)\s+\(", output.text) for name in names]
    if not all(counts):
        return [f"does not say how many rows are for {names}"]
    total = sum(number(count[1]) for count in counts) + sum(map(int, re.findall(REPEATS[case.lang], output.text)))
    return [] if total == case.rows else [f"the parts and what they leave out are {total} rows, the data {case.rows}"]


def tokens(output: Output, case: Case) -> list[str]:
    import afina
    prompt = next(notebooks.texts({"prompt": notebooks.content(case.number)["prompt"]}, case.lang),
                  notebooks.content(case.number)["prompt"])
    pieces = len(afina.Tokenizer("semilla").encode(prompt, add_special=False, parse_special=False).ids)
    heading = LABELS["tokenizer.column"][case.lang].format(name="semilla", n=pieces)
    return missing(output, re.escape(heading), rf"semilla\s+{pieces}\s")


def next_word(output: Output, case: Case) -> list[str]:
    shares = [number(found) for found in re.findall(r"^\s*(\d+(?:[.,]\d+)?[\u00a0 ]?%)\s*$", output.text, re.M)]
    if len(shares) < 3:
        return ["shows no probabilities"]
    total = sum(shares)
    return [] if 20 <= total <= 101 else [f"the likeliest words together have {total:.1f} %"]


def bench(output: Output, case: Case) -> list[str]:
    row = re.search(rf"{re.escape(LABELS['training.train'][case.lang])}\s+(\d+[.,]\d\d)", output.text)
    return [] if row and number(row[1]) > 0 else ["the short run left no loss"]


def tune(output: Output, case: Case) -> list[str]:
    done = [re.escape(LABELS["training.best"][case.lang]).replace(r"\{step\}", r"\d+"),
            pattern("tune.model", case.lang, model=case.model or "semilla"), pattern("tune.time", case.lang),
            *([pattern("tune.short", case.lang)] if case.model else [])]
    found = missing(output, *done)
    other = case.own and case.tuned_on != case.name
    return found + missing(output, *([pattern("teach.demo", case.lang, name=case.name, other=case.tuned_on)]
                                     if other else []))


def overfit(output: Output, case: Case) -> list[str]:
    """What is said follows from the table and the number of validation rows that it is said with."""
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in output.page.find_all("tr")[1:]]
    looks = [(number(row[1]), number(row[2]), bool(row[3].strip())) for row in rows if len(row) == 4]
    if not looks:
        return ["shows no losses"]
    best = min(range(len(looks)), key=lambda place: looks[place][1])
    (low, last), marked = (looks[best][1], looks[-1][1]), [place for place, look in enumerate(looks) if look[2]]
    text = re.sub(r"\s+", " ", output.text)
    said = {key: found for key in ("seen", "unseen", "few", "unsure", "zero", "both")
            if (found := re.search(pattern(f"overfit.{key}", case.lang, least="10"), text))}
    if len(said) != 1:
        return [f"says {list(said)} of the table"]
    (key, found), = said.items()
    checks = int(found[1]) if key != "both" else 10
    slack, margin = 0.02, max(0.1, low / checks ** 0.5)
    true = {"seen": checks >= 10 and last - low >= margin - slack and looks[-1][0] <= looks[best][0],
            "unseen": checks >= 10 and last - low <= 0.02 * low + slack, "few": checks < 10,
            "unsure": checks >= 10 and low < last, "zero": max(low, last) < 0.1, "both": looks[-1][0] >= looks[best][0]}
    faults = [] if true[key] else [f"«{found[0]}» does not follow from {low} and {last}"]
    if marked != ([best] if key == "seen" else []):
        faults.append(f"the arrow is at {marked}, and «{key}» is said")
    return faults if case.own or key == "seen" else [*faults, "the example data do not show overfitting"]


def try_it(output: Output, case: Case) -> list[str]:
    sides = [output.page.find(["h4", "h5"], string=LABELS[f"before.{side}"][case.lang]) for side in ("before", "after")]
    if not all(sides):
        return ["shows no answers"]
    before, after = (side.find_next(class_="afina-text").get_text() for side in sides)
    if not after.strip(" …"):
        return ["the tuned model says nothing"]
    # The short form of a real model learns little, and says so: its answer may stay as it was.
    return [] if before != after or case.model else [f"before and after say the same: {before!r}"]


def take_away(output: Output, case: Case) -> list[str]:
    found = missing(output, pattern("take.same", case.lang), pattern("take.where", case.lang) + "/", "run.json")
    return found


def verdict(output: Output, case: Case) -> list[str]:
    return missing(output, VERDICT[case.lang])


def evaluate(output: Output, case: Case) -> list[str]:
    keys = ("ten.share", "ten.edge") if case.task == "classify" else ("ten.none",)
    words = "|".join(pattern(key, case.lang) for key in keys)
    tested = {"es": r"Prueba con \d+", "en": r"Test on \d+"}[case.lang]
    intervals = re.findall(r"\((\d+[.,]\d+)–(\d+[.,]\d+)\)", output.text)
    return verdict(output, case) + missing(output, f"({words})", tested) + (
        [] if intervals else ["there is no interval"]) + [
        f"an interval is upside down: {low}–{high}" for low, high in intervals if number(low) > number(high)]


def errors(output: Output, case: Case) -> list[str]:
    if case.task == "classify":
        told = re.search(re.escape(LABELS["confusion.told"][case.lang]).replace(r"\{right\}", r"([\d.,\u00a0]+)")
                         .replace(r"\{total\}", r"([\d.,\u00a0]+)").replace(r"\{share\}", ".+"), output.text)
        return [] if told and number(told[1]) <= number(told[2]) else ["does not say how many it got right"]
    rows = output.page.find_all("tr")[1:]
    return [] if rows and any(row.find_all("td")[-1].get_text() for row in rows) else ["shows no examples"]


def blind(output: Output, case: Case) -> list[str]:
    first, second = (output.page.find(["h4", "h5"], string=name) for name in "AB")
    if not first or not second:
        return ["there are no two answers to choose from"]
    texts = [side.find_next(class_="afina-text").get_text() for side in (first, second)]
    return [] if texts[0] != texts[1] else ["the two answers are the same"]


def extract(output: Output, case: Case) -> list[str]:
    """Every sentence of the summary stands, letter by letter, in the document beside it and in the person's file."""
    source = output.page.find(["h4", "h5"], string=LABELS["summary.source"][case.lang])
    items = [item for listing in output.page.find_all("ol") for item in listing.find_all("li")]
    if source is None or not items:
        return [f"shows no summary beside its source: {output.text[:300]}"]
    beside = " ".join(re.sub(r"\[\d+\]", " ", source.find_next(class_="afina-text").get_text()).split())
    said = [" ".join(item.find(string=True).split()) for item in items]
    found = [f"a sentence is not in the document: {one}" for one in said if one not in beside]
    return found + [f"a sentence is not in the person's file: {one}" for one in said
                    if case.own and one not in " ".join(case.text.split())]


def abstract(output: Output, case: Case) -> list[str]:
    caption = output.page.find("caption", string=SAYS["abstract.caption"][case.lang])
    if caption is None:
        return ["does not compare before and after"]
    kept = [row.find_all("td")[0].get_text() for row in caption.find_parent("table").find_all("tr")[1:3]]
    told = not missing(output, pattern("abstract.same", case.lang))
    fine = kept[1].strip() and (kept[0] == kept[1]) == told
    found = [] if fine else [f"before and after, without a word: {kept[0]!r}"]
    found += missing(output, pattern("abstract.model", case.lang, model=case.model or "semilla"))
    text = re.sub(r"\s+", " ", output.text)
    held = [tuple(map(int, one)) for one in re.findall(pattern("abstract.held", case.lang), text)]
    struck = len(output.page.find_all("del"))
    if len(held) != 2 or not held[1][1]:
        return [*found, f"does not show what the model writes: {held}"]
    out = sum(total - good for good, total in held)
    return found + ([] if out == struck else [f"{out} sentences rest on nothing, {struck} are struck out"])


def quiz(output: Output, case: Case) -> list[str]:
    asked = [question["text"][case.lang] for question in notebooks.content(case.number)["quiz"]]
    return [f"does not ask «{one}»" for one in asked if one not in output.text]


def finish(output: Output, case: Case) -> list[str]:
    return missing(output, pattern("finish.solved", case.lang)) if case.number != "closing" else []


CHECKS: dict[str, Callable[[Output, Case], list[str]]] = {
    "start": start, "break": broken, "data": data, "model": model, "ask": ask, "look": look, "tokens": tokens, "surprise": next_word,
    "next": next_word, "bench": bench, "tune": tune, "overfit": overfit, "try": try_it, "take": take_away,
    "cycle": verdict, "evaluate": evaluate, "errors": errors, "blind": blind, "extract": extract,
    "abstract": abstract, "quiz": quiz, "finish": finish}


def faults(outputs: dict[str, Output], case: Case) -> list[str]:
    """What is wrong with a notebook's outputs, each with its cell."""
    found = []
    for name, output in outputs.items():
        if not output.text.strip() and not output.errors:
            found.append(f"{name} ({output.title}) shows nothing")
        if "Traceback" in output.open_text:
            found.append(f"{name} ({output.title}) shows an open traceback:\n{output.open_text[:3000]}")
        if SAYS["error.details"][case.lang] in output.text and name != ON_PURPOSE:
            found.append(f"{name} ({output.title}) ends in an error:\n{output.text[:3000]}")
        check = CHECKS.get(name.split("-", 1)[1])
        found += [f"{name} ({output.title}) {fault}" for fault in (check(output, case) if check else [])]
    return found
