"""A real run that can be watched and stopped: curves, time left, what is being done."""
from . import engine, parts
from .base import Widget, action
from .markup import join, tag
from .training import Progress, curve_picture

_SAY_EVERY = 5      # announcements in a whole run: each fifth of the way


class LiveTraining(Widget):
    """Takes what `afina.tune` takes; the finished run is `.run`. Nothing starts before `begin()` or its button."""
    title = "training.title"
    _latest = None      # the widget whose run began last

    def __init__(self, data, model="semilla", out=None, language=None, **options):
        super().__init__(language)
        self.data, self.model_name, self.out, self.options = data, model, out, options
        self.run = None
        self.stopped = False
        self.progress = Progress()
        self._said = 0
        self.refresh()

    @action
    def begin(self):
        """Starts; while a run goes on, a second click or a cell run twice changes nothing."""
        if self._worker.busy:
            return
        self.progress, self.run, self.stopped, self._said = Progress(), None, False, 0
        self.announce(self.t("training.begun"))
        # A cell that was run again shows a new widget, and nobody can reach the old one's button any more.
        earlier, LiveTraining._latest = LiveTraining._latest, self
        if earlier is not None and earlier is not self:
            earlier.stop()
        self.start(lambda job: self._tune(job, earlier))

    @action
    def stop(self):
        if self._worker.busy:
            self.stopped = True
            self.cancel()
            self.announce(self.t("training.stopping"))

    def _tune(self, job, earlier):
        if earlier is not None and earlier is not self:
            earlier.wait()
        def hear(event):
            job.check()
            self._hear(event)
        self.run = engine.afina().tune(self.data, self.model_name, self.out, progress=hear, **self.options)
        self.progress.take_history(self.run.history)

    def _hear(self, event):
        self.progress.take(event)
        part = int(self.progress.share * _SAY_EVERY)
        if self.progress.seconds_left is not None and part > self._said:
            self._said = part
            self.announce(self.t("training.says", share=self.t.percent(self.progress.share),
                                 left=self.t.seconds(self.progress.seconds_left)))
        self.refresh(throttled=True)

    def finished(self, job):
        if job.cancelled:
            self.announce(self.t("training.stopped"))
        elif self.run is not None:
            self.announce(self.t("training.done", time=self.t.seconds(self.run.seconds),
                                 steps=self.t.number(self.run.steps)))

    def body(self):
        if self.busy:
            buttons = parts.button(self.t("training.stop"), "stop")
        else:
            label = self.t("training.again") if self.run or self.stopped else self.t("training.start")
            buttons = parts.button(label, "begin", kind="afina-primary")
        return join(tag("p", self.t("training.intro")), tag("p", buttons), self._state(),
                    curve_picture(self.progress, self.t))

    def _state(self):
        if self.busy:
            return self._running()
        if self.run is not None and not self.stopped:
            done = self.t("training.done", time=self.t.seconds(self.run.seconds),
                          steps=self.t.number(self.run.steps))
            return join(parts.note(done, "afina-good"), tag("p", str(self.run.summary), class_="afina-lines"),
                        tag("p", self.t("training.best", step=self.t.number(self.run.best_step))))
        return self.stopped and parts.note(self.t("training.stopped"))

    def _running(self):
        name = self.progress.stage or self.t("training.getting_ready")     # the engine names its stages in words
        facts = [self.t("training.of", done=self.t.number(self.progress.done), total=self.t.number(self.progress.total))
                 if self.progress.total else None,
                 self.t("training.left", left=self.t.seconds(self.progress.seconds_left))
                 if self.progress.seconds_left is not None else None,
                 self.t("training.speed", n=self.t.number(self.progress.tokens_per_second))
                 if self.progress.tokens_per_second else None]
        return join(parts.progress(name, self.progress.share), tag("p", " · ".join(fact for fact in facts if fact)))
