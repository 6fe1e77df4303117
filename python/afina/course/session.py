"""One notebook being worked through: its texts, its sections, and which data and run its steps use."""
from __future__ import annotations

import os
import pathlib
import shutil
import tempfile
from typing import Any

from . import checks, content, models, page, record
from .content import say
from .guard import CourseError
from .state import State, home

SHIPPED = pathlib.Path(__file__).parent / "states"  # runs on the demo sets, made by tools/make_course_states.py
QUICK = {"classify": 120, "instruct": 120, "summarize": 80, "continue": 40}  # steps of a run within a lesson
SHORT = {"max_steps": 8, "batch_size": 8, "max_length": 96, "evaluate_every": 8}  # of a model larger than semilla


def opened_last(state: State, step: str) -> str:
    """The notebook that a restarted kernel belongs to.

    Jupyter names its file; elsewhere it is the one that was opened last, or the first that has this step.
    """
    name = pathlib.Path(os.environ.get("JPY_SESSION_NAME", "")).stem
    number = "closing" if name == "cierre" else name.split("_")[0]
    kept = str(state.get("notebook", "00"))
    if number in content.NOTEBOOKS:
        return number
    having = [one for one in content.NOTEBOOKS if any(step in part["steps"] for part in content.raw(one)["sections"])]
    return kept if kept in having or (kept in content.NOTEBOOKS and not having) else (having or ["00"])[0]


def own_copy(shipped: pathlib.Path, data: pathlib.Path) -> pathlib.Path:
    """A shipped run where the person may write, with its data inside, where it finds them from any folder.

    The package may be for reading only, and measuring leaves a file.
    """
    folder = home() / "shipped" / shipped.name
    if (folder / data.name).exists() and same(folder / "run.json", shipped / "run.json"):
        return folder
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="afina-")) / shipped.name
    # Bytes alone: what is copied from a folder for reading only can be written. The folder appears whole.
    fresh = pathlib.Path(tempfile.mkdtemp(dir=folder.parent))
    for path in (path for path in shipped.rglob("*") if path.is_file()):
        (fresh / path.relative_to(shipped)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, fresh / path.relative_to(shipped))
    shutil.copyfile(data, fresh / data.name)
    fresh.rename(folder)
    return folder


def same(one: pathlib.Path, other: pathlib.Path) -> bool:
    return one.exists() and one.read_bytes() == other.read_bytes()


def losses_of(history: list[dict[str, Any]]) -> list[float]:
    """Validation losses of a run in order: the rows are the same each time, so they move only where the model does."""
    return [float(row["validation_loss"]) for row in history if row.get("validation_loss") is not None]


class Session:
    """State of the notebook that is open; made again from the disk when the kernel was restarted."""

    def __init__(self, number: str, lang: str, state: State | None = None) -> None:
        self.content = content.notebook(number, lang)
        self.number, self.lang = number, lang
        self.state = state or State()
        self.section = ""
        self.cache: dict[str, Any] = {}
        self.data_shown: Any = None  # what was shown last of the data in use
        self.told: set[str] = set()

    def say(self, key: str, **values: Any) -> str:
        return say(key, self.lang, **values)

    def decimal(self, value: float, digits: int) -> str:
        """With the decimal mark of the notebook's language."""
        written = f"{value:.{digits}f}"
        return written.replace(".", ",") if self.lang == "es" else written

    def show(self, *parts: str) -> Any:
        return page.show(self.lang, *parts)

    # Sections: a step belongs to the section that lists it, so that nobody has to mark where one begins.
    def enter(self, step: str) -> None:
        """Notes that a step runs: its section begins, and the one before ends."""
        found = next((s["id"] for s in self.content["sections"] if step in s["steps"]), "")
        if not found or found == self.section:
            return
        self.leave()
        self.section = found
        record.event(self.number, found, "section_begin")

    def leave(self) -> None:
        if not self.section:
            return
        record.event(self.number, self.section, "section_end")
        done = self.state.table("done").get(self.number, [])
        self.state.put("done", self.number, sorted({*done, self.section}))
        self.section = ""

    # Data: what the person chose, or the demo set of this notebook.
    def chosen(self) -> pathlib.Path | None:
        """The person's own file, where this notebook works on it and it is still there."""
        kept = self.state.get("data")
        return pathlib.Path(kept) if kept and self.content["own_data"] and pathlib.Path(kept).exists() else None

    def data(self) -> pathlib.Path:
        """The data that this notebook looks at."""
        return self.chosen() or self.demo()

    def demo(self) -> pathlib.Path:
        import afina
        return pathlib.Path(afina.demo_data(self.content["demo"]))

    def own_data(self) -> bool:
        return self.chosen() is not None

    def material(self) -> pathlib.Path:
        """The data that this notebook tunes on: those it looks at, but for a lesson whose task they do not fit."""
        task = self.content.get("task")
        if not task or not self.own_data():
            return self.data()
        try:
            return self.data() if self.dataset().task == task else self.demo()
        except Exception:  # noqa: BLE001 - the step that reads them says what is wrong with them
            return self.data()

    def choose(self, path: str, roles: dict[str, str] | None = None) -> pathlib.Path:
        """Takes a file as the person's data once it can be read; where it cannot, those in use stay."""
        found = pathlib.Path(path).expanduser().resolve()
        if not found.exists():
            raise CourseError(self.say("data.missing", name=path), self.say("data.missing_hint"))
        if self.content["own_data"]:
            import afina
            kept = roles if roles is not None else self.roles(found)
            afina.Dataset(str(found), **kept)
        self.state.set("data", str(found))
        if roles is not None:
            self.keep_roles(found, roles)
        self.cache.clear()
        return found

    def dataset(self, path: pathlib.Path | None = None) -> Any:
        """The data as afina understands them, read once."""
        import afina
        path = path or self.data()
        wanted = (path, path.stat().st_mtime_ns, tuple(sorted(self.roles(path).items())))
        known = self.cache.setdefault("datasets", {})
        if wanted not in known:
            known[wanted] = afina.Dataset(str(path), **self.roles(path))
        return known[wanted]

    # The model: what the person chose in 01, or semilla.
    def model(self) -> str:
        """The model that the steps of this notebook use."""
        kept = self.state.get("model")
        return kept if kept and self.content["own_model"] and pathlib.Path(kept).exists() else models.SEMILLA

    def model_told(self) -> str:
        """Which model the notebook uses, in words."""
        model = self.model()
        return self.say("model.semilla" if model == models.SEMILLA else "model.own", model=models.name_of(model))

    def choose_model(self, model: str) -> str:
        """Takes a model once it opens; where it does not, the one in use stays."""
        import afina
        told = model if model == models.SEMILLA else str(pathlib.Path(model).expanduser().resolve())
        afina.Model(told)
        self.state.set("model", "" if told == models.SEMILLA else told)
        self.cache.clear()
        return told

    def roles(self, path: pathlib.Path | None = None) -> dict[str, str]:
        """Task and columns where the person said them; empty where afina recognises them."""
        found = self.state.table("roles").get(str(path or self.data()), {})
        return dict(found) if isinstance(found, dict) else {}

    def keep_roles(self, path: pathlib.Path, roles: dict[str, str]) -> None:
        """Which columns are learned from now on; a run on other columns is no longer meant."""
        if roles != self.roles(path):
            for key in self.state.table("runs"):
                if key == str(path) or key.startswith(f"{path}\n"):
                    self.state.put("runs", key, "")
        self.state.put("roles", str(path), roles)

    def tell_losses(self) -> None:
        """What was there and is not any more: the file, the run, room to write. Each is told once."""
        told: list[str] = []
        kept = self.state.get("data")
        if kept and self.content["own_data"] and not pathlib.Path(kept).exists():
            told.append(self.say("data.gone", name=pathlib.Path(kept).name, other=self.demo().name))
        elif self.content["needs_run"] and (folder := self.state.table("runs").get(self.run_key())):
            if self.last_run() is None:
                told.append(self.say("run.gone", path=folder))
        model = self.state.get("model")
        if model and self.content["own_model"] and not pathlib.Path(model).exists():
            told.append(self.say("model.gone", path=model))
        if record.unkept():
            told.append(self.say("record.unkept", reason=record.unkept().rstrip(". ") + "."))
        if self.state.unsaved is not None:
            told.append(self.say("state.unsaved", path=self.state.path.parent))
        fresh = [page.paragraph(sentence, strong=True) for sentence in told if sentence not in self.told]
        self.told.update(told)
        if fresh:
            self.show(*fresh)

    # Runs: the person's last one of this model on these data, else the shipped one, else a short one made now.
    def run_key(self) -> str:
        """A run is of its data and its model."""
        model = self.model()
        return str(self.material()) + ("" if model == models.SEMILLA else f"\n{model}")

    def last_run(self) -> pathlib.Path | None:
        found = self.state.table("runs").get(self.run_key())
        return pathlib.Path(found) if found and pathlib.Path(found, "run.json").exists() else None

    def keep_run(self, run: Any) -> None:
        self.state.put("runs", self.run_key(), str(pathlib.Path(run.path).resolve()))
        self.cache.update(run=run, origin="yours")
        self.cache.pop("report", None)

    def origin(self) -> str:
        """Which run the steps use: "yours", "shipped" or "new" (made when a step needs it)."""
        if self.last_run():
            return "yours"
        return "shipped" if self.material() == self.demo() and (self.shipped() / "run.json").exists() else "new"

    def run_told(self) -> list[str]:
        """Which run the steps use; the shipped one is semilla's, whatever was chosen."""
        origin, model = self.origin(), self.model()
        told = [self.say(f"run.{origin}", name=self.material().name)]
        if origin == "shipped" and model != models.SEMILLA:
            told.append(self.say("run.semilla", model=models.name_of(model)))
        return told

    def shipped(self) -> pathlib.Path:
        """The run that comes with the course for the demo set of this notebook."""
        return SHIPPED / pathlib.Path(self.content["demo"]).stem

    def run(self) -> Any:
        """The run that the steps of this notebook use; tells where it comes from the first time."""
        import afina
        self.settle()
        if "run" in self.cache and pathlib.Path(self.cache["run"].path, "run.json").exists():
            return self.cache["run"]
        self.cache.pop("report", None)
        origin = self.origin()
        self.show(*(page.paragraph(sentence) for sentence in self.run_told()))
        if origin == "new":
            self.keep_run(self.short_run())
        else:
            self.cache["run"] = afina.open_run(self.last_run() or own_copy(self.shipped(), self.demo()))
        self.cache["origin"] = origin
        return self.cache["run"]

    def settle(self) -> None:
        """Waits for a run that goes on by itself, and takes it where it was not stopped; also one begun again since."""
        live = self.cache.get("live")
        if live is not None:
            live.wait()
            if live.run is not None and live.run is not self.cache.get("run"):
                self.keep_run(live.run)

    def short_run(self, **options: Any) -> Any:
        """Tunes the model on the data of this notebook with few steps, so that a lesson does not wait."""
        import afina
        return afina.tune(self.dataset(self.material()), self.model(), self.fresh_folder(),
                          **{**self.quick(), **options})

    def trial(self, **options: Any) -> Any:
        """A run to try settings out: of semilla, whatever was chosen, because it takes seconds."""
        import afina
        return afina.tune(self.dataset(self.material()), models.SEMILLA, self.fresh_folder(),
                          **{**self.whole(), **options})

    def quick(self) -> dict[str, Any]:
        """Options of a run that fits in a lesson: of a larger model, its short form."""
        return self.whole() if self.model() == models.SEMILLA else dict(SHORT)

    def whole(self) -> dict[str, Any]:
        """Options of a run with the steps that semilla takes in a lesson."""
        steps = QUICK.get(self.dataset(self.material()).task, 120)
        return {"max_steps": steps, "max_length": 160, "evaluate_every": steps // 4}

    def fresh_folder(self) -> pathlib.Path:
        base = home() / "runs"
        base.mkdir(parents=True, exist_ok=True)
        name, number = self.material().stem, 1
        while (base / f"{name}-{number}").exists():
            number += 1
        return base / f"{name}-{number}"

    def report(self) -> Any:
        """Before against after on rows set aside, measured once for each run."""
        run = self.run()
        if "report" not in self.cache:
            import afina
            tests = None
            if self.cache["origin"] == "shipped":
                tests = str(afina.demo_data(f"{self.shipped().name}.prueba.csv"))
            report = afina.evaluate(run, tests, generate_rows=20, examples=8)
            shown = [{side: checks.masked(text) for side, text in row.items()} for row in report.examples]
            if shown != report.examples:
                self.show(page.paragraph(self.say("personal.masked")))
                report.examples = shown
            self.cache["report"] = report
        return self.cache["report"]
