"""The command `afina` that comes with the package: the same command line as the program's, and the course it opens."""
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from conftest import complaints

import afina
from afina import _core

COURSE = ("jupyterlab", "anywidget", "ipywidgets", "ipykernel")
PATIENCE = 300  # seconds: a busy machine is slow, not wrong


def environment(**more):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AFINA_", "LC_", "LANG"))}
    return {**clean, "PYTHONPATH": ":".join(sys.path), **more}


def command(*line, **options):
    return subprocess.run([sys.executable, "-m", "afina", *map(str, line)], capture_output=True, text=True,
                          env=environment(), timeout=PATIENCE, **options)


def test_it_answers_as_the_program_does():
    assert re.fullmatch(r"afina \d+\.\d+\.\d+ \(.+\)\n", command("version").stdout)
    assert json.loads(command("version", "--json").stdout)["version"] == afina.__version__
    helped = command("--help")
    assert (helped.returncode, helped.stderr) == (0, "") and "Uso: afina ORDEN" in helped.stdout
    assert "Usage: afina tune DATA" in command("tune", "--help", "--lang", "en").stdout
    unknown = command("tun")
    assert (unknown.returncode, unknown.stdout) == (2, "") and "afina: cli.unknown_command: " in unknown.stderr
    refused = command("tokenize", "no/hay", "--json")
    assert refused.returncode == 1 and json.loads(refused.stdout)["error"]["code"] in refused.stderr
    assert (command().returncode, command().stdout) == (2, "")


def test_input_and_names_go_through_as_bytes(tmp_path):
    read = command("tokenize", "semilla", input="La niña\n")
    assert json.loads(read.stdout)["ids"] and read.returncode == 0
    name = os.fsdecode(b"no-es-utf8-\xff.txt")
    (tmp_path / name).write_text("Una frase. Otra frase. La tercera frase es más larga.", encoding="utf-8")
    assert command("summarize", name, "--sentences", 1, cwd=tmp_path).returncode == 0


def test_pip_installs_it_under_its_own_name():
    try:
        scripts = importlib.metadata.distribution("afina").entry_points
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("running from the build folder")
    assert [(s.group, s.name, s.value) for s in scripts] == [("console_scripts", "afina", "afina.__main__:main")]
    script = pathlib.Path(sys.executable).parent / "afina"
    assert subprocess.run([script, "version"], capture_output=True, text=True, env=environment()).stdout \
        == command("version").stdout


def test_ctrl_c_stops_a_tuning_that_can_go_on(tmp_path):
    data = tmp_path / "quejas.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in complaints(60)), encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "afina", "tune", data, "--out", "run", "--epochs", "500",
                                "--json", "--max-length", "64"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env=environment(), cwd=tmp_path)
    for line in process.stderr:
        if '"progress"' in line and '"loss"' in line:
            break
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["status"] == "interrupted"


def test_whoever_calls_it_gets_signals_and_language_back():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)}
    afina.set_language("en")
    assert _core.run_command_line([b"version", b"--lang", b"es"], sys.executable) == 0
    assert _core.run_command_line([b"nada"], sys.executable) == 2
    assert afina.language() == "en"
    assert {number: signal.getsignal(number) for number in before} == before
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)


# ---- the course -------------------------------------------------------------------------------------------------

def browser(folder):
    """A browser that only writes down where it was sent."""
    script = folder / "browser"
    script.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{folder}/sent.part"; mv "{folder}/sent.part" "{folder}/sent"\n')
    script.chmod(0o755)
    return folder / "sent", {"BROWSER": f"{script} %s", "HOME": str(folder)}


def address(sent):
    """Of the notebook, with its token; JupyterLab may send a browser there by a page on the disk."""
    text = sent.read_text()
    if text.startswith("file://"):
        text = re.search(r'href="([^"]+)"', pathlib.Path(text.removeprefix("file://")).read_text(encoding="utf-8"))[1]
    return text


def fetch(url, path=None):
    if path is not None:
        host, token = re.match(r"(https?://[^/]+)/.*(token=\w+)", url).groups()
        url = f"{host}{path}?{token}"
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return answer.read().decode("utf-8")


def test_the_course_opens_in_jupyterlab_and_ctrl_c_closes_it(tmp_path):
    if missing := [name for name in COURSE if importlib.util.find_spec(name) is None]:
        pytest.skip(f"{', '.join(missing)} not installed here")
    sent, variables = browser(tmp_path)
    process = subprocess.Popen([sys.executable, "-m", "afina", "course", "mine"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, env=environment(**variables), cwd=tmp_path)
    try:
        deadline = time.time() + PATIENCE
        while not sent.exists() and process.poll() is None and time.time() < deadline:
            time.sleep(0.1)
        assert sent.exists(), process.communicate(timeout=PATIENCE)
        url = address(sent)
        assert "/lab/tree/00_welcome.ipynb" in url
        assert "JupyterLab" in fetch(url)
        there = {item["name"] for item in json.loads(fetch(url, "/api/contents/"))["content"]}
        assert {"00_welcome.ipynb", "closing.ipynb", "pages"} <= there and len(there) == 8
        # Nothing is looked for outside, and the pages open as pages.
        told = json.loads(fetch(url, "/lab/api/settings/@jupyterlab/apputils-extension:notification"))["schema"]
        assert told["properties"]["fetchNews"]["default"] == "false"
        assert told["properties"]["checkForUpdates"]["default"] is False
        viewers = json.loads(fetch(url, "/lab/api/settings/@jupyterlab/docmanager-extension:plugin"))["schema"]
        assert viewers["properties"]["defaultViewers"]["default"]["markdown"] == "Markdown Preview"
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert "mine" in out and "token=" in err and "The course is closed" in err


def test_without_jupyterlab_the_line_that_brings_it_is_said(tmp_path):
    """In an environment of its own, which sees this package and nothing of what the course needs."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    python = tmp_path / "bare" / "bin" / "python"
    package = pathlib.Path(afina.__file__).parent
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / "afina").symlink_to(package)
    told = subprocess.run([python, "-m", "afina", "curso"], capture_output=True, text=True, cwd=tmp_path,
                          env=environment(PYTHONPATH=str(tmp_path / "only")))
    assert told.returncode == 1
    assert told.stderr.splitlines()[1] == f"Escribe: {python} -m pip install {' '.join(COURSE)}"
    assert not (tmp_path / "curso-afina").exists()
    done = subprocess.run([python, "-m", "afina", "curso", "--no-open", "--json"], capture_output=True, text=True,
                          cwd=tmp_path, env=environment(PYTHONPATH=str(tmp_path / "only")))
    assert done.returncode == 0 and len(json.loads(done.stdout)["copied"]) == 15
