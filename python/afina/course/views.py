"""The only file of the course that knows the widgets: each view is one of them, or plain HTML where they cannot run.

AFINA_COURSE_PLAIN=1 takes the plain way; so does a place without IPython or without the widgets.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from . import controls, page, plain, record
from .session import Session


# All of semilla's numbers would be moved otherwise, and the rank would change nothing. Seldom looking at the validation
# rows leaves the seconds for steps.
BENCH = {"method": "lora", "evaluate_every": 20}


def plain_wanted() -> bool:
    return os.environ.get("AFINA_COURSE_PLAIN") == "1"


def widget(session: Session, name: str, *arguments: Any, **options: Any) -> Any:
    """Shows a widget and returns it; None where it cannot be shown, so that the plain way follows.

    In Colab `widgets.show` itself puts plain HTML with forms in the widget's place.
    """
    if plain_wanted():
        return None
    try:
        from IPython import get_ipython
        if get_ipython() is None:
            return None
        from afina import widgets
    except ImportError:
        return None
    return widgets.show(getattr(widgets, name)(*arguments, language=session.lang, **options))


def watch_errors(lang: str) -> None:
    """What a person types in a cell of their own and fails is explained too, where the widgets are installed."""
    try:
        from afina import widgets
    except ImportError:
        return
    widgets.help_with_errors(lang)


def recorded(session: Session) -> dict[str, Any]:
    """What a widget needs to tell the survey what happened."""
    return {"store": record.store(), "notebook": session.number}


def tokens(session: Session, text: str) -> None:
    own = str(session.data()) if session.own_data() else None
    if widget(session, "TokenizerExplorer", text, own_texts=own) is None:
        session.show(plain.tokens(session, text))


def next_word(session: Session, prompt: str, sentences: list[str]) -> None:
    if widget(session, "NextWordExplorer", prompt, sentences=sentences) is None:
        session.show(plain.next_word(session, prompt), plain.surprise(session, sentences))


def look(session: Session) -> None:
    if widget(session, "DataExplorer", session.dataset(), model=session.model()) is None:
        session.show(plain.dataset(session))


def learned(session: Session) -> None:
    if widget(session, "LearnedView", session.dataset(), model=session.model(), rows=3) is None:
        import afina
        session.show(afina.preview(session.dataset(), session.model(), rows=3).to_html())


def bench(session: Session) -> None:
    """The widget begins with one run as it stands; in the plain way two short runs are compared."""
    shown = widget(session, "HyperparameterBench", session.dataset(), **BENCH)
    if shown is None:
        session.show(plain.bench(session))
    else:
        shown.begin()


def train(session: Session, options: dict[str, Any]) -> Any:
    """Starts a run that can be watched and stopped; None where it goes on by itself, the Run in the plain way.

    The cell ends at once, so that the button to stop is heard; the next step that needs the run waits for it. The
    engine names the folder, since the widget can begin again.
    """
    live = widget(session, "LiveTraining", session.dataset(session.material()), model=session.model(), **options)
    if live is None:
        return session.short_run(**options)
    live.begin()
    session.cache["live"] = live
    return None


def before_after(session: Session, prompts: dict[str, str]) -> None:
    """`prompts`: {question: right answer, or ""}. The first is answered at once, so that there is something to compare."""
    run = session.run()
    shown = widget(session, "BeforeAfter", run, before=run.model, prompts=list(prompts), right=prompts, temperature=0)
    if shown is None:
        session.show(plain.before_after(session, prompts))
    else:
        shown.ask()


def blind(session: Session) -> None:
    rows = plain.examples(session)
    if widget(session, "BlindAB", rows, **recorded(session)) is None:
        session.show(plain.blind(session))


def confusion(session: Session, report: Any) -> None:
    if not report.confusion or widget(session, "ConfusionMatrix", report) is None:
        session.show(plain.mistakes(session, report))


def summary(session: Session, text: str, sentences: int, model: Any = None) -> None:
    """A summary beside its source: `model` None takes the text's own sentences."""
    if widget(session, "SummarySource", text, model=model, sentences=sentences) is None:
        import afina
        method = "extractive" if model is None else "abstractive"
        session.show(plain.summary(session, afina.summarize(text, model=model, sentences=sentences, method=method)))


def quiz(session: Session, questions: list[dict[str, Any]]) -> None:
    """`questions`: {"id", "text", "options": [{"text", "right", "why"}]} each."""
    asked = [{"key": q["id"], "text": q["text"],
              "choices": [{"text": o["text"], "why": o["why"]} for o in q["options"]],
              "right": next(n for n, o in enumerate(q["options"]) if o["right"])} for q in questions]
    if widget(session, "Quiz", f"{session.number}.quiz", asked, **recorded(session)) is None:
        session.show(plain.quiz(session, questions))


def exercise(session: Session, entry: dict[str, Any], test: Callable[[Any], bool | str],
             unsure: Callable[[Any], str] | None) -> None:
    """`test(answer)` gives True or the sentence that helps; the widget gives the hints and counts. `unsure(answer)`: what
    is said in place of «right» where no program can know.
    """
    if widget(session, "Exercise", entry["id"], entry["text"], test, hints=entry["hints"], answer="text",
              right=entry["right"], unsure=unsure, **recorded(session)) is None:
        session.show(plain.exercise(session, entry))


def choice(session: Session, entry: dict[str, Any], chosen: Callable[[int], None]) -> None:
    """A prediction: options to pick, which `chosen` is told as a number from 0."""
    if not plain_wanted() and controls.choice(session, entry, chosen):
        return
    session.show(page.paragraph(entry["text"]), page.listing(entry["options"], ordered=True),
                 page.paragraph(session.say("predict.plain", id=entry["id"])))


def answers(session: Session, always: bool) -> None:
    """The person's own answers: to agree to keep them, hand them in, erase them. Without `always` only where nobody was
    asked yet. Nothing where there is no survey; the plain forms keep nothing, so they ask nothing."""
    kept = record.store()
    refused = session.state.get("answers") == "refused"
    if kept is None or not (always or not (kept.consented or refused)):
        return

    def decided(agreed: bool) -> None:
        session.state.set("answers", "kept" if agreed else "refused")
        if agreed and session.section:
            record.event(session.number, session.section, "section_begin")

    session.cache["answers"] = widget(session, "MyAnswers", kept, refused=refused, decided=decided)


def agreed_in_a_form(session: Session) -> None:
    """The person's answers, shown below the form, no longer say that nothing is kept."""
    session.state.set("answers", "kept")
    shown = session.cache.get("answers")
    if shown is not None:
        shown.refresh()


def form(session: Session, instrument: str) -> None:
    """A form of the survey (`pretest`, `posttest`, `sus`, `feedback`), by its id."""
    kept = record.store()
    asked = record.instrument(instrument, session.lang, kept)
    if asked is not None and kept is not None:
        kept = record.FormStore(kept, asked["options"], lambda: agreed_in_a_form(session))
    if asked is None or widget(session, "Form", instrument, asked["items"], called=asked["title"], store=kept,
                               intro=asked["introduction"], notebook=session.number) is None:
        session.show(plain.form(session, instrument))
