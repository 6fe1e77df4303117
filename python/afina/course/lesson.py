"""What the cells of the notebooks do with a person: predictions, exercises, quizzes, forms, the end."""
from __future__ import annotations

from typing import Any

from . import checks, content, page, record, views
from .facts import Facts
from .session import Session


def opening(session: Session) -> None:
    """Promise, minutes, two questions to recall, and which data and run the lesson will use."""
    told = session.content
    recall = "".join(page.details(entry["text"], page.paragraph(entry["answer"])) for entry in told["recall"])
    sources = [] if session.number == "closing" else [
        session.say("data.own" if session.own_data() else "data.demo", name=session.data().name), session.model_told()]
    if told["needs_run"]:
        sources += session.run_told()
    session.show(page.heading(told["title"]), page.paragraph(told["promise"]),
                 page.paragraph(session.say("start.minutes", n=told["minutes"])), recall, page.listing(sources))
    views.answers(session, always=False)


def predict(session: Session, identifier: str, option: int | None) -> None:
    """Asks for a prediction and keeps it; `option` counts from 1."""
    entry = content.item("predictions", identifier, session.lang)

    def keep(index: int) -> None:
        session.state.put("predictions", identifier, index)
        record.event(session.number, identifier, "prediction", str(index + 1))

    if option is None:
        views.choice(session, entry, keep)
    elif 1 <= option <= len(entry["options"]):
        keep(option - 1)
        session.show(page.paragraph(session.say("predict.kept", option=entry["options"][option - 1])))
    else:
        session.show(page.paragraph(session.say("predict.range", n=len(entry["options"]))))


def compare(session: Session, step: str) -> None:
    """After a step, puts what was predicted beside what there was to see."""
    for entry in session.content["predictions"]:
        if entry["after"] != step:
            continue
        kept = session.state.table("predictions").get(entry["id"])
        first = session.say("predict.none") if kept is None else session.say(
            "predict.yours", option=entry["options"][kept])
        session.show(page.paragraph(first, strong=True), page.paragraph(entry["reveal"]))


def exercise(session: Session, identifier: str, answer: Any) -> bool | None:
    """Shows an exercise, or checks an answer to it; returns whether it is solved, None where nothing was answered."""
    entry = content.item("exercises", identifier, session.lang)
    if answer is None or not str(answer).strip():
        views.exercise(session, entry, lambda given: tested(session, entry, str(given)),
                       (lambda given: unsure(session, entry, str(given))) if entry.get("unsure") else None)
        if identifier in session.state.get("solved", []):
            session.show(page.paragraph(session.say("exercise.before")))
        return None
    record.event(session.number, identifier, "attempt")
    outcome = tested(session, entry, str(answer))
    right = outcome is True
    if right:
        record.event(session.number, identifier, "solved")
    if right:
        outcome = unsure(session, entry, str(answer)) if entry.get("unsure") else (
            f"{session.say('exercise.right')} {entry['right']}")
    session.show(page.paragraph(outcome, strong=True))
    return right


def unsure(session: Session, entry: dict[str, Any], answer: str) -> str:
    """What is said to an answer that no program can judge: what was looked at, and what the person has to."""
    names = ", ".join(session.say("quote", text=name) for name in checks.maybe_names(answer))
    return " ".join(part for part in (session.say("exercise.unsure"), entry["right"],
                                      session.say("exercise.names", names=names) if names else "") if part)


def tested(session: Session, entry: dict[str, Any], answer: str) -> bool | str:
    """True where the answer is right, else a sentence that helps. What was solved is kept."""
    verdict = checks.check(entry, answer, Facts(session))
    if verdict:
        return f"{session.say('exercise.not_yet')} {entry['says'].get(verdict, entry['hints'][0])}"
    session.state.add("solved", entry["id"])
    return True


def finish(session: Session) -> None:
    """The feedback form, what was done, and what comes next."""
    session.leave()
    exercises = session.content["exercises"]
    if exercises:
        solved = set(session.state.get("solved", []))
        count = sum(entry["id"] in solved for entry in exercises)
        session.show(page.paragraph(session.say("finish.solved", n=count, total=len(exercises))))
    session.show(page.listing(session.content["next"]))
    views.form(session, "feedback")
    views.answers(session, always=True)
    session.show(page.details(session.say("finish.reading"), page.listing(
        f"{reading['author']}: {reading['title']}. {reading['summary']}" for reading in session.content["readings"])))
