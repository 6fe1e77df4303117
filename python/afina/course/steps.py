"""What the cells of the notebooks do with a model: each step of the lessons, in the order of its session."""
from __future__ import annotations

import itertools
import pathlib
import time
from typing import Any

from . import checks, controls, document, models, overfitting, page, plain, views
from .guard import CourseError
from .session import Session


ASKED = 300     # characters of a row that serve as a question
ANSWER = 48     # tokens of an answer to a question
REAL = 2        # real models beside semilla
FEW_ROWS = 150  # enough for a validation part that says something, few enough to be learned by heart in seconds


def wait(session: Session, seconds: int) -> None:
    """Counts slowly, so that waiting and stopping can be practised."""
    for second in range(1, seconds + 1):
        print(session.say("wait.count", n=second, total=seconds), end="\r", flush=True)
        time.sleep(1)
    print()
    session.show(page.paragraph(session.say("wait.done", total=seconds)))


def prompts(session: Session, number: int = 2) -> dict[str, str]:
    """Held-out rows, as questions for a model that never learned from them: {question: its right answer, or ""}."""
    rows = session.dataset()
    held = [rows.examples[index] for index in rows.parts["test"]]
    held.sort(key=lambda row: bool(checks.personal(str(row))))  # those with personal data only where there are no others
    chosen = ((beginning(row), str(row.get("target") or "") if row.get("input") else "") for row in held)
    return dict(itertools.islice(((asked, right) for asked, right in chosen if asked), number)) or {
        session.content["prompt"]: ""}


def beginning(row: dict[str, Any]) -> str:
    """What a row asks, as far as it fits a question; of running text, its first words."""
    asked = str(row.get("input") or "").strip()
    return shortened(asked, ASKED) if asked else " ".join(str(row.get("target") or "").split()[:8])[:ASKED]


def shortened(text: str, characters: int) -> str:
    """The beginning of a text, cut at a blank where there is one."""
    return text if len(text) <= characters else text[:characters].rsplit(maxsplit=1)[0]


def tune(session: Session, watched: bool = True, long: bool = False) -> Any:
    """Tunes the model on the session's data, and first says how long that takes. `watched`: with its curve, going on
    while the person looks; `long`: of a larger model too, the steps that semilla takes."""
    taught = session.dataset(session.material())
    if session.material() != session.data():
        session.show(page.paragraph(session.say("teach.demo", name=session.data().name, other=session.demo().name),
                                    strong=True))
    key = "tune.plan_demo" if session.material() == session.demo() else "tune.plan"
    options = session.whole() if long else session.quick()
    session.show(page.paragraph(session.say("tune.model", model=models.name_of(session.model()))),
                 page.paragraph(session.say(key, steps=options["max_steps"], rows=len(taught.parts["train"]),
                                            checks=len(taught.parts["validation"]))),
                 page.paragraph(session.say("tune.time", time=duration(session, options)), strong=True))
    if options != session.whole():
        offer_long(session)
    run = views.train(session, options) if watched else session.short_run(**options)
    if run is None:
        return None
    session.keep_run(run)
    session.show(page.paragraph(session.say("tune.done", seconds=round(run.seconds), steps=run.steps,
                                            best=run.best_step)))
    return run


def duration(session: Session, options: dict[str, Any]) -> str:
    """How long a run takes here, in words; no closer than to ten seconds, then to a minute."""
    taught, model = session.dataset(session.material()), session.model()
    kept = session.cache.setdefault("speeds", {})
    if (key := (model, taught.source)) not in kept:
        kept[key] = models.token_seconds(model), taught.lengths(model)
    speed, lengths = kept[key]
    expected = speed * models.run_tokens(lengths, len(taught.parts["validation"]), options)
    tens, minutes = max(1, round(expected / 10)), round(expected / 60)
    return session.say("time.minutes", n=minutes) if expected > 95 else session.say("time.seconds", n=10 * tens)


def offer_long(session: Session) -> None:
    """Says what the long form of a run is, with a button for it."""
    options = session.whole()
    session.show(page.paragraph(session.say("tune.short", steps=options["max_steps"], time=duration(session, options))))
    controls.offer(session, session.say("tune.long"), lambda: tune(session, long=True))


def overfit(session: Session) -> None:
    """Too many passes over very few rows, on purpose: the loss on what teaches goes down, on what does not, up."""
    import afina
    found = session.dataset(session.material())
    rows = [found.examples[index] for index in found.parts["train"][:FEW_ROWS]]
    if found.task == "continue":
        few, roles = [{"text": str(row.get("target") or row.get("input"))} for row in rows], {"task": "continue"}
    else:
        few = [{"input": str(row["input"]), "target": str(row["target"])} for row in rows]
        roles = {"task": found.task, "input": "input", "target": "target"}
    run = afina.tune(few, out=session.fresh_folder(), **roles, max_steps=120, evaluate_every=15, patience=0,
                     max_length=96)
    parts = afina.Dataset(few, **roles).parts
    show_overfitting(session, [row for row in run.history if row.get("validation_loss") is not None],
                     len(parts["train"]), len(parts["validation"]))


def show_overfitting(session: Session, looks: list[dict[str, Any]], taught: int, checks: int) -> None:
    """The curve as a table and what it allows to say; the best step is marked only where overfitting shows."""
    best, verdict = overfitting.best_look(looks), overfitting.judge(looks, checks)
    digits = 2 if best["validation_loss"] >= overfitting.LEAST_RISE else 4
    table = [(row["step"], *(session.decimal(row[f"{side}_loss"], digits) for side in ("train", "validation")),
              session.say("overfit.here") if verdict == "seen" and row is best else "") for row in looks]
    head = [session.say(f"overfit.{name}") for name in ("step", "train", "validation", "note")]
    low, high = (session.decimal(look["validation_loss"], digits) for look in (best, looks[-1]))
    said = session.say(f"overfit.{verdict}", n=checks, step=best["step"], low=low, high=high,
                       least=overfitting.LEAST_ROWS)
    session.show(page.table(session.say("overfit.caption", n=taught), head, table), page.paragraph(said, strong=True))


def cycle(session: Session) -> Any:
    """The whole way in one click: tune, then the same rows before and after, and the verdict."""
    run = tune(session, watched=False)
    report = session.report()
    rows = [(plain.cut(row["input"], 200), row["reference"],
             *(f"{'✓' if row[side] == row['reference'] else '✗'} {row[side]}" for side in ("before", "after")))
            for row in report.examples]
    session.show(page.table(session.say("before.caption"), plain.answer_columns(session), rows),
                 page.paragraph(session.say("before.some")),
                 page.heading(session.say("verdict.title")), page.paragraph(in_ten(session, report), strong=True),
                 page.listing(report.verdict))
    return run


def evaluate(session: Session) -> None:
    report = session.report()
    session.show(report._repr_html_(), page.paragraph(in_ten(session, report)))


def in_ten(session: Session, report: Any) -> str:
    """The main figure as «8 of 10» where it is a share, with its interval out of 100; near none or all, out of 100 too.
    """
    found = report.scores.get("after", {}).get("accuracy")
    if not found:
        return session.say("ten.none")
    tenths = round(10 * found["value"])
    low, value, high = (round(100 * found[key]) for key in ("low", "value", "high"))
    if tenths in (0, 10):
        return session.say("ten.edge", value=value, low=low, high=high)
    return session.say("ten.share", value=tenths, low=low, high=high)


def tasks(session: Session) -> None:
    """One small model, three tasks: go on, answer, and tell a good opinion from a bad one."""
    import afina
    model = afina.Model("semilla")
    wanted = session.content["tasks"]
    rows = [(session.say("tasks.continue"), wanted["continue"],
             str(afina.generate("semilla", wanted["continue"], max_new_tokens=24))),
            (session.say("tasks.answer"), wanted["answer"],
             str(afina.generate("semilla", wanted["answer"], max_new_tokens=24)))]
    for text in wanted["opinions"]:
        good, bad = (total_bits(model, f"{text} {ending}") for ending in wanted["endings"])
        rows.append((session.say("tasks.opinion"), text, wanted["names"][0 if good < bad else 1]))
    head = [session.say("tasks.task"), session.say("tasks.in"), session.say("tasks.out")]
    session.show(page.table(session.say("tasks.caption"), head, rows))


def total_bits(model: Any, text: str) -> float:
    """Bits that a model needs for a whole text; fewer is likelier."""
    return model.score(text)["bits_per_byte"] * len(text.encode("utf-8"))


def pairs(session: Session) -> None:
    """Minimal pairs: two sentences that differ in one word, and how many times likelier the first is. semilla's, and
    those of the chosen model."""
    for model in dict.fromkeys((models.SEMILLA, session.model())):
        session.show(pairs_of(session, model))


def pairs_of(session: Session, name: str) -> str:
    import afina
    model = afina.Model(name)
    rows = []
    for first, second in session.content["pairs"]:
        gap = total_bits(model, second) - total_bits(model, first)
        chosen, times = (first, 2 ** gap) if gap >= 0 else (second, 2 ** -gap)
        rows.append((f"{first} / {second}", chosen, session.say("pairs.times", n=session.decimal(min(times, 999), 1))))
    head = [session.say("pairs.pair"), session.say("pairs.likelier", model=models.name_of(name)),
            session.say("pairs.how")]
    return page.table(session.say("pairs.caption"), head, rows)


def model(session: Session, path: str) -> None:
    """The chooser: says which model is in use, offers those that are here, and shows the card of the one in use."""
    if path:
        choose(session, path)
    else:
        card(session, session.model())
    there = models.found()
    session.show(page.paragraph(session.say("model.here" if there else "model.none", place=models.place())),
                 page.listing(map(str, there)), page.paragraph(session.say("model.how")) if not there else "")
    controls.models(session, [models.SEMILLA, *map(str, there)], lambda chosen: choose(session, chosen))


def choose(session: Session, path: str) -> None:
    told = session.choose_model(path)
    session.show(page.paragraph(session.say("model.chosen", model=models.name_of(told)), strong=True))
    card(session, told)


def ask_all(session: Session, question: str) -> None:
    """One question to semilla and to real models, the chosen one first; where none is here, says how to get them."""
    answered(session, question or session.content["tasks"]["answer"])
    controls.question(session, session.say("ask.label"), session.say("ask.button"),
                      lambda asked: answered(session, asked))


def answered(session: Session, question: str) -> None:
    import afina
    chosen = [] if session.model() == models.SEMILLA else [session.model()]
    real = list(dict.fromkeys([*chosen, *map(str, models.found())]))[:REAL]
    rows = []
    for name in (models.SEMILLA, *real):
        begin = time.monotonic()
        said = asked_as_it_can(name, question)
        millions = round(afina.Model(name).shape["parameters"] / 1e6)
        rows.append((models.name_of(name), session.say("ask.millions", n=millions), said,
                     session.decimal(time.monotonic() - begin, 1)))
    head = [session.say(f"ask.{key}") for key in ("model", "size", "answer", "seconds")]
    session.show(page.table(session.say("ask.caption", question=question), head, rows),
                 page.paragraph(session.say("ask.note")) if real else "",
                 page.paragraph(session.say("model.none", place=models.place())) if not real else "",
                 page.paragraph(session.say("model.how")) if not real else "")


def asked_as_it_can(model: str, question: str) -> str:
    """In the model's conversation format; of one that has none, what it goes on with."""
    import afina
    try:
        return str(afina.generate(model, question, max_new_tokens=ANSWER, chat=True))
    except afina.AfinaError as error:
        if error.code != "workflow.no_chat":
            raise
        return str(afina.generate(model, question, max_new_tokens=ANSWER))


def card(session: Session, model: str) -> None:
    """What a model is, read from its own files: semilla's, or those of a folder that the person has."""
    import afina
    found = afina.Model(model)
    shape = found.shape
    rows = [(session.say(f"card.{key}"), shape[key]) for key in ("architecture", "parameters", "vocabulary", "layers",
                                                                  "context")]
    notes = session.content["card"] if model == "semilla" else [session.say("card.own")]
    session.show(page.table(session.say("card.caption", name=models.name_of(model)), ["", session.say("card.value")],
                            rows),
                 page.listing(notes))


def surprise(session: Session) -> None:
    """Perplexity of a predictable and of an absurd sentence, and the words that were expected."""
    views.next_word(session, session.content["prompt"], session.content["sentences"])


def take_away(session: Session) -> None:
    """Where the run is, what each file is for, and a proof that it opens again and says the same."""
    import afina
    run = session.run()
    prompt = next(iter(prompts(session, 1)))
    again = afina.open_run(run.path)
    same = str(ask(run, prompt)) == str(ask(again, prompt))
    folder = pathlib.Path(run.path).resolve()
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    rows = [(str(p.relative_to(folder)), session.say("take.kib", n=max(1, p.stat().st_size // 1024))) for p in files]
    session.show(page.paragraph(session.say("take.where", path=folder.resolve())),
                 page.paragraph(session.say("take.same" if same else "take.differs"), strong=True),
                 page.table(session.say("take.caption"), [session.say("take.file"), session.say("take.size")], rows),
                 page.paragraph(session.say("take.care")))
    if not same:
        raise CourseError(session.say("take.differs"), session.say("take.differs_hint"))


def ask(run: Any, prompt: str) -> Any:
    return run.classify([prompt])[0].label if run.task == "classify" else run.generate(prompt, max_new_tokens=32)


def extract(session: Session, sentences: int) -> None:
    text, told = document.chosen(session)
    session.show(page.paragraph(told) if told else "")
    views.summary(session, text, sentences)


def abstract(session: Session) -> None:
    """The same document, written anew by the tuned model and by the one it began from: first what each wrote, with what
    rests on nothing struck out, then what is left."""
    import afina
    run = session.run()
    text, told = document.chosen(session)
    sides = {"before": afina.summarize(text, model=run.model, method="abstractive"),
             "after": afina.summarize(text, model=run, method="abstractive")}
    session.show(page.paragraph(told) if told else "",
                 page.paragraph(session.say("abstract.model", model=models.name_of(run.model))),
                 *(drafted(session, side, found) for side, found in sides.items()))
    head = ["", *(session.say(f"abstract.{name}") for name in ("text", "how"))]
    kept = [(session.say(f"before.{side}"), found.text, found.statement) for side, found in sides.items()]
    session.show(page.table(session.say("abstract.caption"), head, kept),
                 page.paragraph(session.say("abstract.same")) if kept[0][1] == kept[1][1] else "")
    views.summary(session, text, 0, str(run.path))


def drafted(session: Session, side: str, found: Any) -> str:
    """What a model wrote, before anything that rests on nothing is taken out."""
    held = sum(bool(sentence["supported"]) for sentence in found.draft)
    return (page.heading(session.say(f"abstract.{side}"))
            + (page.struck((one["section"], one["text"], bool(one["supported"])) for one in found.draft)
               or page.paragraph(session.say("abstract.nothing")))
            + page.paragraph(session.say("abstract.held", n=held, total=len(found.draft))))
