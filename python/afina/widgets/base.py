"""What every widget shares: state in Python, one rendering, actions, announcements, a static picture."""
import pathlib
import threading
import time

import traitlets

from . import engine, parts
from .friendly import explain
from .front import AnyWidget
from .markup import join, tag
from .texts import Texts
from .work import Worker

_FOLDER = pathlib.Path(__file__).parent
_REFRESH_EVERY = 0.25   # seconds between two pictures of a running job: more would only make the page late


def action(method):
    """Marks a method that the page may call; nothing else can be called from there."""
    method.is_action = True
    return method


class Widget(AnyWidget):
    """A widget's own part is `title` (a key of the catalogue), `body()` and its actions."""
    _esm = _FOLDER / "front.js"
    _css = _FOLDER / "style.css"
    html = traitlets.Unicode("").tag(sync=True)
    announcement = traitlets.Dict({}).tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)
    language = traitlets.Unicode("es").tag(sync=True)
    texts = traitlets.Dict({}).tag(sync=True)
    title = ""

    def __init__(self, language=None):
        super().__init__()
        self._lock = threading.RLock()
        self._worker = Worker(self._job_finished)
        self._refreshed = 0.0
        self.problem = None
        self.t = Texts("es")
        self._use_language(language or engine.language())
        self.on_msg(self._on_message)

    # What a widget adds.

    def body(self):
        raise NotImplementedError

    def finished(self, job):
        """Called in the job's thread when a job ended well or was stopped."""

    def heading(self) -> str:
        return self.t(self.title)

    # Language.

    def _use_language(self, language):
        self.t = Texts(language)
        self.language = self.t.language
        self.texts = {"waiting": self.t("front.waiting")}

    @action
    def set_language(self, language):
        self._use_language(language)

    # The page calls, the page is shown.

    def _on_message(self, _widget, content, _buffers):
        self.perform(content.get("action", ""), content.get("values") or {})
        self.answered = int(content.get("count", 0))

    def perform(self, name, values=None):
        """One action with its values, as the page asks for it; an error becomes the widget's error panel."""
        with self._lock:
            self.problem = None
            try:
                method = getattr(type(self), name, None)
                if not getattr(method, "is_action", False):
                    raise ValueError(f"{type(self).__name__} has no action {name!r}")
                method(self, **(values or {}))
            except Exception as error:
                self.fail(error)
            self.refresh()

    def fail(self, error):
        self.problem = explain(error, self.t)
        self.announce(self.problem["message"])

    def announce(self, text):
        """Says something to a screen reader; the page keeps announcements two seconds apart."""
        self.announcement = {"count": self.announcement.get("count", 0) + 1, "text": text}

    def refresh(self, throttled=False):
        now = time.monotonic()
        if throttled and now - self._refreshed < _REFRESH_EVERY:
            return
        with self._lock:
            self._refreshed = now
            self.busy = self._worker.busy
            self.html = str(self.render())

    # Long work.

    def start(self, function):
        job = self._worker.start(function)
        self.refresh()
        return job

    def cancel(self):
        self._worker.cancel()

    def wait(self, timeout=None) -> bool:
        """Waits for the running job; True where none runs any more. For cells and tests."""
        return self._worker.wait(timeout)

    def _job_finished(self, job, error):
        with self._lock:
            if error is not None:
                self.fail(error)
            self.finished(job)
            self.refresh()

    # The picture.

    def render(self):
        other = "en" if self.language == "es" else "es"
        name = {"es": "Español", "en": "English"}[other]
        switch = tag("span", parts.button(name, "set_language", kind="afina-quiet", language=other), lang=other)
        # A group and not a landmark: a page has many widgets of one name.
        return tag("div", tag("div", parts.heading(3, self.heading()), switch, class_="afina-head"),
                   self.problem and parts.error_panel(self.t, self.problem), self.body(), class_="afina-widget", role="group",
                   lang=self.language, aria_label=self.heading())

    def as_html(self, static=True) -> str:
        """The widget as one fragment of HTML + SVG; `static`: a picture, its controls switched off."""
        content = self.render()
        if static:
            content = join(tag("fieldset", content, disabled=True, class_="afina-still"),
                           parts.note(self.t("static.note")))
        return str(parts.fragment(content, self.t))

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (dict(bundle or {}), {})
        return dict(data, **{"text/html": self.as_html(), "text/plain": self.t(self.title)}), metadata
