"""The only file of the course that knows the widgets: each view is one of them, or plain HTML where they cannot run.

Colab and AFINA_COURSE_PLAIN=1 take the plain way; so does a widget that fails to start.
"""
from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from . import page, plain
from .session import Session


def plain_wanted() -> bool:
    return "google.colab" in sys.modules or os.environ.get("AFINA_COURSE_PLAIN") == "1"


def widget(session: Session, name: str, *arguments: Any, **options: Any) -> Any:
    """Shows a widget and returns it; None where it cannot be shown, so that the plain way follows."""
    if plain_wanted():
        return None
    try:
        from IPython import get_ipython
        if get_ipython() is None:
            return None
        from afina import widgets
        made = getattr(widgets, name)(*arguments, language=session.lang, **options)
        widgets.show(made)
    except (ImportError, AttributeError, TypeError):
        return None
    return made


def tokens(session: Session, text: str) -> None:
    if widget(session, "TokenizerExplorer", text) is None:
        session.show(plain.tokens(session, text))


def next_word(session: Session, prompt: str, absurd: str) -> None:
    if widget(session, "NextWordExplorer", prompt) is None:
        session.show(plain.next_word(session, prompt), plain.surprise(session, [prompt, absurd]))


def look(session: Session) -> None:
    if widget(session, "DataExplorer", session.dataset()) is None:
        session.show(plain.dataset(session))


def learned(session: Session) -> None:
    import afina
    seen = afina.preview(str(session.data()), rows=3)
    if widget(session, "LearnedView", seen) is None:
        session.show(seen.to_html())


def bench(session: Session) -> None:
    """In the plain way two short runs are shown, so that there is something to compare."""
    if widget(session, "Bench", str(session.data())) is None:
        session.show(plain.bench(session))


def train(session: Session) -> Any:
    """A run on the session's data, with its curve and a button to stop where widgets run; returns the Run."""
    from .session import QUICK
    options = {"max_steps": QUICK.get(session.dataset().task, 120), "max_length": 160}
    live = widget(session, "LiveTraining", str(session.data()), out=session.fresh_folder(), **options)
    if live is not None and hasattr(live, "result"):
        return live.result()
    return session.short_run()


def before_after(session: Session, prompts: list[str]) -> None:
    if widget(session, "BeforeAfter", session.run(), prompts=prompts) is None:
        session.show(plain.before_after(session, prompts))


def blind(session: Session) -> None:
    if widget(session, "BlindAB", session.run()) is None:
        session.show(plain.blind(session))


def confusion(session: Session, report: Any) -> None:
    if not report.confusion or widget(session, "ConfusionMatrix", report) is None:
        session.show(plain.mistakes(session, report))


def summary(session: Session, found: Any) -> None:
    if widget(session, "SummaryBesideSource", found) is None:
        session.show(plain.summary(session, found))


def quiz(session: Session, questions: list[dict[str, Any]]) -> None:
    """`questions`: {"id", "text", "options": [{"text", "right", "why"}]} each."""
    if widget(session, "Quiz", questions) is None:
        session.show(plain.quiz(session, questions))


def exercise(session: Session, entry: dict[str, Any], judge: Callable[[str], tuple[bool, str]],
             hint: Callable[[], str]) -> None:
    """`judge(answer)` gives whether it is right and what to say; `hint()` gives the next hint."""
    if widget(session, "Exercise", entry["text"], judge=judge, hint=hint) is None:
        session.show(plain.exercise(session, entry))


def choice(session: Session, entry: dict[str, Any], chosen: Callable[[int], None]) -> None:
    """A prediction: options to pick, which `chosen` is told as a number from 0."""
    if not plain_wanted() and choice_buttons(session, entry, chosen):
        return
    session.show(page.paragraph(entry["text"]), page.listing(entry["options"], ordered=True),
                 page.paragraph(session.say("predict.plain", id=entry["id"])))


def choice_buttons(session: Session, entry: dict[str, Any], chosen: Callable[[int], None]) -> bool:
    try:
        import ipywidgets
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return False
    if get_ipython() is None:
        return False
    session.show(page.paragraph(entry["text"]))
    said = ipywidgets.Output()
    buttons = [ipywidgets.Button(description=text, layout={"width": "auto", "min_height": "32px"})
               for text in entry["options"]]
    for index, button in enumerate(buttons):
        def press(_: Any, index: int = index) -> None:
            chosen(index)
            with said:
                said.clear_output()
                session.show(page.paragraph(session.say("predict.kept", option=entry["options"][index])))
        button.on_click(press)
    display(ipywidgets.VBox([*buttons, said]))
    return True


def form(session: Session, instrument: str) -> None:
    """A form of the survey (`pretest`, `posttest`, `sus`, `feedback`), by its id."""
    if widget(session, "Form", instrument, notebook=session.number) is None:
        session.show(plain.form(session, instrument))


def upload(session: Session, chosen: Callable[[str, bytes], None]) -> None:
    """A button to choose a file; `chosen` is given its name and bytes. Nothing is shown where there is no notebook."""
    try:
        import ipywidgets
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return
    if get_ipython() is None:
        return
    control = ipywidgets.FileUpload(accept=".csv,.tsv,.json,.jsonl,.txt", multiple=False,
                                    description=session.say("data.button"), layout={"width": "auto"})
    said = ipywidgets.Output()

    def changed(change: Any) -> None:
        files = change["new"]
        if not files:
            return
        first = next(iter(files.values())) if isinstance(files, dict) else files[0]
        name = first.get("name") or first["metadata"]["name"]
        with said:
            said.clear_output()
            chosen(name, bytes(first["content"]))

    control.observe(changed, names="value")
    display(ipywidgets.VBox([control, said]))
