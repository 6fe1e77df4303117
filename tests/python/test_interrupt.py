"""Stopping, signals and broken files in a process that goes on living."""
import faulthandler
import os
import signal
import subprocess
import sys
import time

import pytest

import afina
from conftest import complaints

# While the engine computes, a timer fires every millisecond and its handler says on which thread it ran.
TIMER = """
import signal, sys, threading
import afina
threads, me = set(), threading.get_ident()
signal.signal(signal.SIGALRM, lambda *_: threads.add(threading.get_ident()))
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
model = afina.Model("semilla")
for _ in range(20):
    score = model.score("La plaza del pueblo estaba vacía. " * 20)
from afina import _core
code = _core.run_command_line([b"generate", b"semilla", b"--prompt", b"La plaza " * 50, b"--max-new-tokens", b"40"], sys.executable)
signal.setitimer(signal.ITIMER_REAL, 0)
print(threads == {me}, code, round(score["perplexity"], 6))
"""


def test_handlers_never_run_where_the_engine_computes():
    done = subprocess.run([sys.executable, "-c", TIMER], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    model = afina.Model("semilla")
    score = model.score("La plaza del pueblo estaba vacía. " * 20)
    assert done.stdout.splitlines()[-1].split() == ["True", "0", str(round(score["perplexity"], 6))]


def test_a_run_needs_nobody_to_read_its_progress(tmp_path):
    code = (f"import afina; afina.tune({complaints(60)!r}, out='run', max_steps=2, max_length=64); "
            f"print(afina.open_run('run').status)")
    for closed in ("2>&-", "2>/dev/full", "2> >(exit)"):
        folder = tmp_path / str(len(os.listdir(tmp_path)))
        folder.mkdir()
        done = subprocess.run(["bash", "-c", f'"$0" -c "$1" {closed}', sys.executable, code], capture_output=True, text=True,
                              cwd=folder, timeout=120)
        assert (done.returncode, done.stdout.split()) == (0, ["done"]), (closed, done)


def mapped_model(folder):
    """A small model in f32, which is used where it lies in its file."""
    rows = [{"texto": row["texto"]} for row in complaints(40)]
    afina.tune(rows, out=folder / "run", task="continue", method="full", max_steps=1, max_length=32, progress="none")
    return folder / "run" / "model"


def test_a_weight_file_that_is_cut_is_an_error_and_the_process_lives(tmp_path):
    path = mapped_model(tmp_path)
    weights = (path / "model.safetensors").read_bytes()
    text = "En la calle hay una fuga de agua. " * 4
    model, other = afina.Model(str(path)), afina.Model("semilla")
    expected, other_expected = model.score(text), other.score(text)
    faulthandler.enable()       # as pytest has it: it takes SIGBUS for itself
    os.truncate(path / "model.safetensors", 4096)
    for _ in range(2):          # and again: its zeros must not pass for weights
        with pytest.raises(afina.AfinaError) as raised:
            model.score(text)
        assert raised.value.code == "io.file_damaged"
        assert "model.safetensors" in str(raised.value)
    assert other.score(text) == other_expected
    (path / "model.safetensors").write_bytes(weights)
    with pytest.raises(afina.AfinaError):
        model.score(text)
    assert afina.Model(str(path)).score(text) == expected


def test_other_faults_are_the_faulthandlers():
    code = ("import afina, faulthandler, os, signal; faulthandler.enable(); "
            "afina.Model('semilla').score('Hola, buenos días'); os.kill(os.getpid(), signal.SIGBUS)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGBUS
    assert "Fatal Python error: Bus error" in done.stderr


SLOW = """
import signal, sys
import afina
print("begun", flush=True)
try:
    {work}
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.mark.parametrize("work", ["[afina.Model('semilla') for _ in range(10000)]",
                                  "afina.Tokenizer('semilla').encode('La plaza, la calle y el río. ' * 3000000)",
                                  "afina.open_data(sys.argv[1]) if hasattr(afina, 'open_data') else "
                                  "afina.tune(sys.argv[1], out='run', progress='none', max_steps=1)"])
def test_ctrl_c_is_heard_while_loading(tmp_path, work):
    many = tmp_path / "many.csv"
    many.write_text("texto,departamento\n" + "".join(f'"{row["texto"]}",{row["departamento"]}\n' for row in complaints(30000)),
                    encoding="utf-8")
    child = subprocess.Popen([sys.executable, "-c", SLOW.format(work=work), str(many)], stdout=subprocess.PIPE, text=True,
                             cwd=tmp_path)
    assert child.stdout.readline().strip() == "begun"
    time.sleep(0.4)
    begun = time.monotonic()
    child.send_signal(signal.SIGINT)
    assert child.stdout.readline().strip() == "stopped"
    assert time.monotonic() - begun < 10    # on a busy machine
    child.communicate(timeout=60)


def test_threads_are_limited(tmp_path):
    with pytest.raises(afina.AfinaError) as raised:
        afina.generate("semilla", "Hola", max_new_tokens=1, threads=100000)
    assert raised.value.code == "workflow.option_out_of_range"
