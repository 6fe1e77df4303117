"""The same prompt and seed, answered before and after tuning, side by side; of a classifier, its categories."""
from . import engine, parts
from .base import Widget, action
from .friendly import Refused
from .markup import join, tag


_CATEGORIES = 3     # a classifier's likeliest ones


class BeforeAfter(Widget):
    """`run`: what was tuned; `before`: the model it began from, which knows no categories where `run` classifies.
    `right`: {question: the answer that the data give}, shown beside the two where it is known.
    """
    title = "before.title"

    def __init__(self, run, before="semilla", prompt="", prompts=(), right=None, seed=1, temperature=0.7,
                 max_new_tokens=60, language=None):
        super().__init__(language)
        self.run, self.before_model = run, before
        self.prompts, self.right = list(prompts), dict(right or {})
        self.prompt = prompt or (self.prompts[0] if self.prompts else "")
        self.classifies = engine.field(run, "task") == "classify"
        self.seed, self.temperature, self.max_new_tokens = seed, temperature, max_new_tokens
        self.answers = {"before": "", "after": ""}
        self.asked = None
        self.refresh()

    @action
    def ask(self, prompt=None, seed=None, temperature=None):
        """Both answers, the one before first."""
        self.prompt = (self.prompt if prompt is None else prompt).strip()
        if not self.prompt:
            raise Refused(self.t("before.empty"))
        self.seed = int(float(seed)) if seed else self.seed
        self.temperature = float(temperature) if temperature not in (None, "") else self.temperature
        self.answers = {"before": "", "after": ""}
        self.asked = (self.prompt, self.seed, self.temperature)
        self.start(self._generate)

    @action
    def choose(self, index):
        self.prompt = self.prompts[int(index)]

    @action
    def stop(self):
        self.cancel()

    def _generate(self, job):
        if self.classifies:
            self.answers = self._categories()
            return
        options = {"max_new_tokens": self.max_new_tokens, "temperature": self.temperature, "seed": self.seed}
        asked = self.prompt

        def writer(side):
            def write(piece):
                if job.cancelled:
                    raise KeyboardInterrupt     # the engine stops cleanly at this
                self.answers[side] += piece
                self.refresh(throttled=True)
            return write

        self.answers["before"] = engine.afina().generate(self.before_model, asked, like=self.run,
                                                         on_text=writer("before"), **options).text
        self.answers["after"] = self.run.generate(asked, on_text=writer("after"), **options).text

    def _categories(self):
        found = self.run.classify([self.prompt])[0].labels[:_CATEGORIES]
        said = "\n".join(f"{label}: {self.t.percent(share)}" for label, share in found)
        return {"before": self.t("before.no_categories"), "after": said}

    def finished(self, job):
        if not job.cancelled and self.answers["after"]:
            self.announce(self.t("before.says", before=self.answers["before"], after=self.answers["after"]))

    def body(self):
        examples = self.prompts and tag("div", tag("p", self.t("before.examples")), *[
            parts.button(prompt, "choose", index=index, pressed=prompt == self.prompt)
            for index, prompt in enumerate(self.prompts)])
        controls = parts.form(
            "ask", parts.text_field(self.t("before.prompt"), "prompt", self.prompt, rows=2),
            not self.classifies and self._chance(), parts.submit(self.t("before.ask")))
        intro = self.t("before.intro_categories" if self.classifies else "before.intro")
        return join(tag("p", intro), examples, controls,
                    self.busy and tag("p", self.t("before.writing"), " ", parts.button(self.t("before.stop"), "stop")),
                    self.asked and self._answers())

    def _chance(self):
        return parts.columns(
            parts.slider(self.t("before.temperature"), "temperature", self.temperature, 0, 2, 0.05,
                         self.t("before.temperature_help")),
            parts.text_field(self.t("before.seed"), "seed", self.seed, kind="number",
                             help_text=self.t("before.seed_help")))

    def _answers(self):
        prompt, seed, temperature = self.asked
        told = f"«{prompt}»" if self.classifies else self.t(
            "before.told", prompt=prompt, seed=self.t.number(seed), temperature=self.t.small(temperature))
        sides = [join(parts.heading(4, name), tag("div", self.answers[side] or "…", class_="afina-text"))
                 for side, name in (("before", self.t("before.before")), ("after", self.t("before.after")))]
        right = self.right.get(prompt)
        if right:
            sides.append(join(parts.heading(4, self.t("before.right")), tag("div", right, class_="afina-text")))
        same = not self.busy and self.answers["before"] == self.answers["after"] != ""
        return join(tag("p", told), parts.columns(*sides), same and parts.note(self.t("before.same")))
