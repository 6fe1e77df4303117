"""A real JupyterLab with copies of the notebooks, a home folder of its own and no way out to the network."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
# JupyterLab's own settings, by the file they stand in. News and updates would be asked for on the network, and their
# pop-ups stand before the notebook; what saves itself hides that Ctrl+S did not.
QUIET = {"apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
         "docmanager-extension/plugin": {"autosave": False}}
DARK = {"apputils-extension/themes": {"theme": "JupyterLab Dark"}}


class Lab:
    """`folder` receives everything: the notebooks, the learner's home, Jupyter's own files. `close()` ends it."""

    def __init__(self, folder: pathlib.Path, lang="es", dark=False):
        self.folder, self.home, self.notebooks = folder, folder / "home", folder / "notebooks"
        shutil.copytree(ROOT / "notebooks" / lang, self.notebooks)
        for name, wanted in (QUIET | DARK if dark else QUIET).items():
            settings = folder / "config" / "lab" / "user-settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(json.dumps(wanted), encoding="utf-8")
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = (folder / "jupyter.log").open("w", encoding="utf-8")
        self._server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={self.port}",
             "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={self.notebooks}"],
            env=self._environment(), stdout=self._log, stderr=subprocess.STDOUT)
        self._wait()

    def _environment(self) -> dict:
        """A person's own, but nothing of theirs is read or written; no proxy, so that nothing goes out."""
        names = {"AFINA_HOME": "home", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data",
                 "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython"}
        kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        return {**kept, **{key: str(self.folder / name) for key, name in names.items()}}

    def _wait(self, seconds=180):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._server.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/api", timeout=10):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"JupyterLab does not answer:\n{self.log()}")

    def log(self) -> str:
        return (self.folder / "jupyter.log").read_text(encoding="utf-8")[-3000:]

    def survey(self) -> dict:
        """What is kept of this learner: {"answers": {(notebook, form, item): value}, "events": [(notebook, place,
        kind, detail)]}; read from the file to hand in, as a teacher would."""
        from afina import survey
        written = survey.Store(self.home / "course.sqlite").export(self.folder / "handed-in.json")
        learner, = json.loads(written.read_text(encoding="utf-8"))["learners"]
        answers = {(one["notebook"], one["instrument"], one["item"]): one["value"] for one in learner["answers"]}
        events = [(one["notebook"], one["place"], one["kind"], one["detail"]) for one in learner["events"]]
        return {"answers": answers, "events": events}

    def state(self) -> dict:
        """What the course remembers between notebooks."""
        return json.loads((self.home / "course.json").read_text(encoding="utf-8"))

    def close(self):
        # The server ends its kernels itself; one that hangs is ended with it.
        self._server.terminate()
        try:
            self._server.wait(60)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
