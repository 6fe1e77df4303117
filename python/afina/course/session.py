"""One notebook being worked through: its texts, its sections, and which data and run its steps use."""
from __future__ import annotations

import pathlib
from typing import Any

from . import content, page, record
from .content import say
from .guard import CourseError
from .state import State, home

SHIPPED = pathlib.Path(__file__).parent / "states"  # runs on the demo sets, made by tools/make_course_states.py
QUICK = {"classify": 120, "instruct": 120, "summarize": 80, "continue": 120}  # steps of a run within a lesson


class Session:
    """State of the notebook that is open; made again from the disk when the kernel was restarted."""

    def __init__(self, number: str, lang: str, state: State | None = None) -> None:
        self.content = content.notebook(number, lang)
        self.number, self.lang = number, lang
        self.state = state or State()
        self.section = ""
        self.cache: dict[str, Any] = {}

    def say(self, key: str, **values: Any) -> str:
        return say(key, self.lang, **values)

    def show(self, *parts: str) -> None:
        page.show(self.lang, *parts)

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
    def data(self) -> pathlib.Path:
        chosen = self.state.get("data")
        if chosen and self.content["own_data"] and pathlib.Path(chosen).exists():
            return pathlib.Path(chosen)
        import afina
        return pathlib.Path(afina.demo_data(self.content["demo"]))

    def own_data(self) -> bool:
        chosen = self.state.get("data")
        return bool(chosen) and self.content["own_data"] and pathlib.Path(chosen).exists()

    def choose(self, path: str) -> pathlib.Path:
        """Takes a file as the person's data; raises where it is not there."""
        found = pathlib.Path(path).expanduser().resolve()
        if not found.exists():
            raise CourseError(self.say("data.missing", name=path), self.say("data.missing_hint"))
        self.state.set("data", str(found))
        self.cache.clear()
        return found

    def dataset(self) -> Any:
        """The data as afina understands them, read once."""
        import afina
        path = str(self.data())
        wanted = (path, tuple(sorted(self.roles().items())))
        if self.cache.get("dataset_of") != wanted:
            self.cache["dataset"] = afina.Dataset(path, **self.roles())
            self.cache["dataset_of"] = wanted
        return self.cache["dataset"]

    def roles(self) -> dict[str, str]:
        """Task and columns where the person said them; empty where afina recognises them."""
        return dict(self.state.table("roles").get(str(self.data()), {}))

    def keep_roles(self, roles: dict[str, str]) -> None:
        """Which columns are learned from now on for the data in use; a run on other columns is no longer meant."""
        self.state.put("roles", str(self.data()), roles)
        self.state.put("runs", str(self.data()), "")
        self.cache.clear()

    # Runs: the person's last one on these data, else the shipped one, else a short one made now.
    def last_run(self) -> pathlib.Path | None:
        found = self.state.table("runs").get(str(self.data()))
        return pathlib.Path(found) if found and pathlib.Path(found, "run.json").exists() else None

    def keep_run(self, run: Any) -> None:
        self.state.put("runs", str(self.data()), str(pathlib.Path(run.path).resolve()))
        self.cache["run"] = run
        self.cache.pop("report", None)

    def origin(self) -> str:
        """Which run the steps use: "yours", "shipped" or "new" (made when a step needs it)."""
        if self.last_run():
            return "yours"
        shipped = SHIPPED / pathlib.Path(self.content["demo"]).stem / "run.json"
        return "shipped" if not self.own_data() and shipped.exists() else "new"

    def run(self) -> Any:
        """The run that the steps of this notebook use; tells where it comes from the first time."""
        import afina
        self.settle()
        if "run" in self.cache:
            return self.cache["run"]
        origin = self.origin()
        self.show(page.paragraph(self.say(f"run.{origin}")))
        if origin == "new":
            self.keep_run(self.short_run())
        else:
            folder = self.last_run() or SHIPPED / pathlib.Path(self.content["demo"]).stem
            self.cache["run"] = afina.open_run(folder)
        return self.cache["run"]

    def settle(self) -> None:
        """Waits for a run that goes on by itself, and takes it where it was not stopped; also one begun again since."""
        live = self.cache.get("live")
        if live is not None:
            live.wait()
            if live.run is not None and live.run is not self.cache.get("run"):
                self.keep_run(live.run)

    def short_run(self, **options: Any) -> Any:
        """Tunes semilla on the data of this notebook with few steps, so that a lesson does not wait."""
        import afina
        return afina.tune(self.dataset(), out=self.fresh_folder(), **{**self.quick(), **options})

    def quick(self) -> dict[str, Any]:
        """Options of a run that fits in a lesson."""
        steps = QUICK.get(self.dataset().task, 120)
        return {"max_steps": steps, "max_length": 160, "evaluate_every": steps // 4}

    def fresh_folder(self) -> pathlib.Path:
        base = home() / "runs"
        base.mkdir(parents=True, exist_ok=True)
        number = 1
        while (base / f"{self.data().stem}-{number}").exists():
            number += 1
        return base / f"{self.data().stem}-{number}"

    def report(self) -> Any:
        """Before against after on rows set aside, measured once for each run."""
        if "report" not in self.cache:
            import afina
            run = self.run()
            shipped = SHIPPED in pathlib.Path(run.path).parents
            tests = str(afina.demo_data(f"{pathlib.Path(self.content['demo']).stem}.prueba.csv")) if shipped else None
            self.cache["report"] = afina.evaluate(run, tests, generate_rows=20, examples=8)
        return self.cache["report"]
