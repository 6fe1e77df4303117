"""The course: what the cells of the notebooks call.

    from afina import course
    course.start("03", "es")

Every step says what it does in the notebook's language; what goes wrong ends as a sentence with its traceback one click
away. Cells may run twice, in any order, and after the kernel was restarted: what was done is on the person's disk.
"""
from __future__ import annotations

import os
from typing import Any

from . import files, lesson, page, record, steps, views
from .content import LANGUAGES, NOTEBOOKS
from .guard import guarded
from .session import Session, opened_last
from .state import State

__all__ = ["abstract", "ask", "bench", "blind", "card", "cycle", "data", "errors", "evaluate", "exercise", "extract",
           "finish", "forget", "form", "learned", "look", "model", "next_word", "overfit", "pairs", "predict", "quiz",
           "start", "surprise", "take_away", "tasks", "tokens", "try_it", "tune", "wait"]

_session: Session | None = None


def _language() -> str:
    kept = _session.lang if _session else State().get("lang", "es")
    return kept if kept in LANGUAGES else "es"


def _failed(step: str, error: BaseException) -> None:
    if _session:
        record.event(_session.number, step, "error", getattr(error, "code", type(error).__name__))


_step = guarded(_language, _failed)


def _current(step: str, identifier: str = "") -> Session:
    """The open notebook; after a restart, the one that was open last, or the one an exercise's id names."""
    global _session
    number = identifier.split(".")[0] if identifier else ""
    if _session is None or (number in NOTEBOOKS and number != _session.number):
        state = State()
        _session = Session(number if number in NOTEBOOKS else opened_last(state, step), _language(), state)
        _session.show(page.paragraph(_session.say("start.again", number=_session.number)))
        views.watch_errors(_session.lang)
    _session.enter(step)
    _session.tell_losses()
    return _session


@_step
def start(number: str, lang: str = "es") -> None:
    """Opens a notebook: promise, minutes, recall, which data and run are used. `number`: "00" to "05", "closing"."""
    global _session
    _session = Session(number, lang)
    _session.state.set("notebook", number)
    _session.state.set("lang", lang)
    try:
        import afina
        afina.set_language(lang)
    except (ImportError, AttributeError):
        os.environ["AFINA_LANG"] = lang
    views.watch_errors(lang)
    _session.enter("start")
    lesson.opening(_session)
    _session.tell_losses()


@_step
def data(path: str = "", **roles: str) -> None:
    """The upload step: shows a button to choose a file and says what was understood of the data in use.

    `path` chooses a file without the button; "demo" goes back to the data that come with the course. `roles` are task,
    input and target, where afina did not recognise them.
    """
    files.data(_current("data"), path, roles)


@_step
def predict(identifier: str, option: int | None = None) -> None:
    """Asks what will happen and keeps the answer; the step it is about compares."""
    lesson.predict(_current(f"predict:{identifier}", identifier), identifier, option)


@_step
def exercise(identifier: str, answer: Any = None) -> bool | None:
    """A checked exercise with three graded hints; with an answer, checks it and returns whether it is right."""
    return lesson.exercise(_current(f"exercise:{identifier}", identifier), identifier, answer)


@_step
def quiz() -> None:
    """The notebook's five questions, every option explained."""
    session = _current("quiz")
    views.quiz(session, session.content["quiz"])


@_step
def form(instrument: str) -> None:
    """A form or test of the survey: "pretest", "posttest", "sus" or "feedback". Asks for consent before it keeps."""
    views.form(_current(f"form:{instrument}"), instrument)


@_step
def finish() -> None:
    """Ends the notebook: exercises solved, the feedback form, what next, what to read."""
    lesson.finish(_current("finish"))


@_step
def forget() -> None:
    """Erases what the course remembers of this person: chosen data, runs used, predictions, attempts."""
    global _session
    session = _current("forget")
    session.state.erase()
    session.show(page.paragraph(session.say("forget.done")))
    _session = None


def _shown(name: str, work: Any) -> Any:
    """Runs a step of the session and compares it with what was predicted."""
    session = _current(name)
    result = work(session)
    lesson.compare(session, name)
    return result


@_step
def wait(seconds: int = 15) -> None:
    """Counts slowly: a cell to practise waiting and stopping."""
    _shown("wait", lambda s: steps.wait(s, seconds))


@_step
def cycle() -> None:
    """Tunes semilla on the demo set and shows the same rows before and after."""
    _shown("cycle", steps.cycle)


@_step
def tasks() -> None:
    """Continuation, answer and opinion, with the model as it comes."""
    _shown("tasks", steps.tasks)


@_step
def pairs() -> None:
    """Minimal pairs: which of two sentences the model finds likelier."""
    _shown("pairs", steps.pairs)


@_step
def card(model: str = "semilla") -> None:
    """A model's card: semilla's, or what the files of your own model's folder say."""
    _shown("card", lambda s: steps.card(s, model))


@_step
def model(path: str = "") -> None:
    """Chooses the model of the course: "semilla", a folder or a GGUF file; without one, offers those that are here."""
    _shown("model", lambda s: steps.model(s, path))


@_step
def ask(question: str = "") -> None:
    """The same question, answered by semilla and by real models that are on this machine."""
    _shown("ask", lambda s: steps.ask_all(s, question))


@_step
def next_word() -> None:
    """The words that the model expects next."""
    _shown("next_word", lambda s: views.next_word(s, s.content["prompt"], s.content["sentences"]))


@_step
def surprise() -> None:
    """Perplexity of a predictable and of an absurd sentence."""
    _shown("surprise", steps.surprise)


@_step
def tokens() -> None:
    """A text in semilla's pieces, beside words and bytes."""
    _shown("tokens", lambda s: views.tokens(s, s.content["prompt"]))


@_step
def look() -> None:
    """The data: lengths, labels, repeats, parts."""
    _shown("look", files.look)


@_step
def learned() -> None:
    """Token by token, what the model reads and what it learns."""
    _shown("learned", views.learned)


@_step
def bench() -> None:
    """Short real runs with other settings."""
    _shown("bench", views.bench)


@_step
def tune(long: bool = False) -> None:
    """Tunes the chosen model on the data of the notebook; the run becomes «your last run». `long`: of a model larger
    than semilla, with as many steps as semilla takes."""
    _shown("tune", lambda s: steps.tune(s, long=long))


@_step
def overfit() -> None:
    """Too many passes over few rows, on purpose, to see what overfitting looks like."""
    _shown("overfit", steps.overfit)


@_step
def try_it() -> None:
    """The same prompts, before and after; any text can be tried."""
    _shown("try_it", lambda s: views.before_after(s, steps.prompts(s)))


@_step
def take_away() -> None:
    """Where the run is, what its files are, and a proof that it opens again."""
    _shown("take_away", steps.take_away)


@_step
def evaluate() -> None:
    """Before against after on rows set aside, with intervals, baselines and the verdict."""
    _shown("evaluate", steps.evaluate)


@_step
def errors() -> None:
    """Where the model fails, and examples of it."""
    _shown("errors", lambda s: views.confusion(s, s.report()))


@_step
def blind() -> None:
    """Answers without saying which model wrote them."""
    _shown("blind", views.blind)


@_step
def extract(sentences: int = 2) -> None:
    """A summary with the document's own sentences, beside them."""
    _shown("extract", lambda s: steps.extract(s, sentences))


@_step
def abstract() -> None:
    """A summary that a model writes, before and after tuning, and what it rests on."""
    _shown("abstract", steps.abstract)
