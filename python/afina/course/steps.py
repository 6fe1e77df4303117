"""What the cells of the notebooks do with a model: each step of the lessons, in the order of its session."""
from __future__ import annotations

import pathlib
import time
from typing import Any

from . import controls, guard, page, views
from .guard import CourseError
from .session import Session
from .state import home


FEW_ROWS = 90  # enough for a test part of their own, few enough to be learned by heart in seconds


def wait(session: Session, seconds: int) -> None:
    """Counts slowly, so that waiting and stopping can be practised."""
    for second in range(1, seconds + 1):
        print(session.say("wait.count", n=second, total=seconds), end="\r", flush=True)
        time.sleep(1)
    print()
    session.show(page.paragraph(session.say("wait.done", total=seconds)))


def receive(session: Session, name: str, content: bytes) -> None:
    """Keeps an uploaded file on this machine, takes it as the person's data and says what was understood."""
    folder = home() / "data"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / pathlib.Path(name).name
    path.write_bytes(content)
    path.chmod(0o600)
    guard.attempt(session.lang, lambda: take(session, path))


def take(session: Session, path: pathlib.Path) -> None:
    session.choose(str(path))
    if not session.content["own_data"]:
        session.show(page.paragraph(session.say("data.later", name=path.name)))
        return
    understood(session)
    offer_columns(session)


def understood(session: Session) -> None:
    """Says which data the lesson works on and what afina understood of them."""
    key = "data.own" if session.own_data() else "data.demo"
    session.show(page.paragraph(session.say(key, name=session.data().name), strong=True),
                 page.lines(session.dataset().summary))


def data(session: Session, path: str, roles: dict[str, str]) -> None:
    """Takes what the person chose, says what was understood, and offers to choose a file or other columns."""
    if path == "demo":
        session.state.set("data", "")
        session.cache.clear()
    elif path:
        session.choose(path)
    if roles:
        session.keep_roles(roles)
    understood(session)
    controls.upload(session, lambda name, content: receive(session, name, content))
    if session.own_data():
        offer_columns(session)


def offer_columns(session: Session) -> None:
    found = session.dataset()

    def use(source: str, target: str) -> None:
        guard.attempt(session.lang, lambda: data(session, "", {"input": source, "target": target}))

    controls.columns(session, list(found.columns), (str(found.input or ""), str(found.target or "")), use)


def prompts(session: Session, number: int = 2) -> list[str]:
    """Held-out rows, as questions for a model that never learned from them."""
    rows = session.dataset()
    chosen = [rows.examples[index] for index in rows.parts["test"][:number]]
    return [beginning(row) for row in chosen if beginning(row)] or [session.content["prompt"]]


def beginning(row: dict[str, Any]) -> str:
    """What a row asks; of running text, its first words."""
    return str(row.get("input") or "") or " ".join(str(row.get("target") or "").split()[:8])


def tune(session: Session, watched: bool = True) -> Any:
    """Tunes on the session's data. `watched`: with its curve, going on while the person looks."""
    run = views.train(session, session.quick()) if watched else session.short_run()
    if run is None:
        return None
    session.keep_run(run)
    session.show(page.paragraph(session.say("tune.done", seconds=round(run.seconds), steps=run.steps)))
    return run


def overfit(session: Session) -> None:
    """Too many passes over very few rows, on purpose: the loss on what teaches goes down, on what does not, up."""
    import afina
    found = session.dataset()
    rows = [found.examples[index] for index in found.parts["train"][:FEW_ROWS]]
    if found.task == "continue":
        few, roles = [{"text": str(row.get("target") or row.get("input"))} for row in rows], {"task": "continue"}
    else:
        few = [{"input": str(row["input"]), "target": str(row["target"])} for row in rows]
        roles = {"task": found.task, "input": "input", "target": "target"}
    run = afina.tune(few, out=session.fresh_folder(), **roles, max_steps=120, evaluate_every=15, patience=0,
                     max_length=96)
    looks = [row for row in run.history if row.get("validation_loss") is not None]
    best = min(looks, key=lambda row: row["validation_loss"])
    table = [(row["step"], f"{row['train_loss']:.2f}", f"{row['validation_loss']:.2f}",
              session.say("overfit.here") if row is best else "") for row in looks]
    head = [session.say("overfit.step"), session.say("overfit.train"), session.say("overfit.validation"), session.say("overfit.note")]
    session.show(page.table(session.say("overfit.caption", n=len(few)), head, table))


def cycle(session: Session) -> Any:
    """The whole way in one click: tune, then the same rows before and after, and the verdict."""
    run = tune(session, watched=False)
    report = session.report()
    rows = [(row["input"][:140], row["reference"], row["before"], row["after"]) for row in report.examples[:3]]
    head = [session.say("before.text"), session.say("mistakes.truth"), session.say("before.before"),
            session.say("before.after")]
    session.show(page.table(session.say("before.caption"), head, rows), page.listing(report.verdict))
    return run


def evaluate(session: Session) -> Any:
    report = session.report()
    session.show(report._repr_html_(), page.paragraph(in_ten(session, report)))
    return report


def in_ten(session: Session, report: Any) -> str:
    """The main figure as «8 of 10» where it is a share, with its interval in the same words."""
    found = report.scores.get("after", {}).get("accuracy")
    if not found:
        return session.say("ten.none")
    point = "," if session.lang == "es" else "."
    low, value, high = (f"{10 * found[key]:.1f}".removesuffix(".0").replace(".", point)
                        for key in ("low", "value", "high"))
    return session.say("ten.share", value=value, low=low, high=high)


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
    """Minimal pairs: two sentences that differ in one word, and how many times likelier the first is."""
    import afina
    model = afina.Model("semilla")
    rows = []
    for first, second in session.content["pairs"]:
        gap = total_bits(model, second) - total_bits(model, first)
        chosen, times = (first, 2 ** gap) if gap >= 0 else (second, 2 ** -gap)
        rows.append((f"{first} / {second}", chosen, session.say("pairs.times", n=f"{min(times, 999):.1f}")))
    head = [session.say("pairs.pair"), session.say("pairs.likelier"), session.say("pairs.how")]
    session.show(page.table(session.say("pairs.caption"), head, rows))


def card(session: Session, model: str) -> None:
    """What a model is, read from its own files: semilla's, or those of a folder that the person has."""
    import afina
    found = afina.Model(model)
    shape = found.shape
    rows = [(session.say(f"card.{key}"), shape[key]) for key in ("architecture", "parameters", "vocabulary", "layers",
                                                                  "context")]
    notes = session.content["card"] if model == "semilla" else [session.say("card.own")]
    session.show(page.table(session.say("card.caption", name=found.name), ["", session.say("card.value")], rows),
                 page.listing(notes))


def surprise(session: Session) -> None:
    """Perplexity of a predictable and of an absurd sentence, and the words that were expected."""
    views.next_word(session, session.content["prompt"], session.content["sentences"])


def take_away(session: Session) -> pathlib.Path:
    """Where the run is, what each file is for, and a proof that it opens again and says the same."""
    import afina
    run = session.run()
    prompt = prompts(session, 1)[0]
    again = afina.open_run(run.path)
    same = str(ask(run, prompt)) == str(ask(again, prompt))
    folder = pathlib.Path(run.path)
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    rows = [(str(p.relative_to(folder)), session.say("take.kib", n=max(1, p.stat().st_size // 1024))) for p in files]
    session.show(page.paragraph(session.say("take.where", path=folder)),
                 page.paragraph(session.say("take.same" if same else "take.differs"), strong=True),
                 page.table(session.say("take.caption"), [session.say("take.file"), session.say("take.size")], rows),
                 page.paragraph(session.say("take.care")))
    if not same:
        raise CourseError(session.say("take.differs"), session.say("take.differs_hint"))
    return folder


def ask(run: Any, prompt: str) -> Any:
    return run.classify([prompt])[0].label if run.task == "classify" else run.generate(prompt, max_new_tokens=32)
