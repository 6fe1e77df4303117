#!/usr/bin/env python3
"""Asks commands to stop at random moments and looks at how they end.

    tests/endurance/interrupt.py --count 1000 --seed 1

Every round starts a command (or a Python program), waits until it listens to signals, and sends SIGINT, SIGTERM or
SIGHUP at a moment drawn from the time that the command takes. What must hold: no death by a signal; the end comes within
2 s; a command that was stopped ends 130; a run that was stopped can be resumed and ends in the bits of one that was not.
On a machine with other work the 2 s are processor time of the command, and at most --slack times as long by the clock.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import support
from support import PROGRAM, ROOT, rows, write_csv

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ANSWER = 2.0        # seconds
PATIENCE = 120
TICKS = os.sysconf("SC_CLK_TCK")
PYTHON = ROOT / "build" / "python-venv" / "bin" / "python"

PROGRAM_IN_PYTHON = """
import os, signal, sys
import afina
def stop(*_): raise KeyboardInterrupt
try:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(number, stop)
    print("ready", flush=True)
    {work}
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
except KeyboardInterrupt:
    os._exit(130)
os._exit(0)
"""


def processor_seconds(pid):
    """User and system time of a process so far; None where it is gone."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICKS


def listens(pid):
    """Whether the process has taken SIGINT over: blocked in its first thread."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True
    blocked = int(status.split("SigBlk:")[1].split()[0], 16)
    return bool(blocked & 1 << (signal.SIGINT - 1))


class Subject:
    """Something that is run and stopped. `argv` gets the folder of its round."""

    def __init__(self, name, argv, run=None, prepare=None, python=False, weight=1):
        self.name, self.argv, self.run, self.prepare, self.python, self.weight = name, argv, run, prepare, python, weight
        self.seconds = None     # of a round that nobody stops
        self.expected = None    # bits of its result

    def start(self, folder):
        if self.prepare:
            self.prepare(folder)
        process = subprocess.Popen([str(word) for word in self.argv(folder)], stdin=subprocess.DEVNULL, cwd=folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=support.environment())
        if self.python:
            process.stdout.readline()
        else:
            while not listens(process.pid):
                time.sleep(0.001)
        return process

    def measure(self, folder):
        begin = time.monotonic()
        process = self.start(folder)
        begin = time.monotonic()
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, f"{self.name} fails by itself: {process.returncode}\n{err.decode()}"
        self.seconds = time.monotonic() - begin
        if self.run:
            self.expected = bits(folder / self.run)


def bits(run):
    """What a run has learned, and how it got there."""
    files = sorted(p for p in run.rglob("*") if p.suffix in (".safetensors", ".npz") or p.name == "curve.jsonl")
    assert files, f"nothing learned in {run}"
    return {str(p.relative_to(run)): p.read_bytes() for p in files}


class Campaign:
    def __init__(self, scratch, seed, slack, resume_every):
        self.scratch, self.random, self.slack, self.resume_every = scratch, random.Random(seed), slack, resume_every
        self.clock, self.processor, self.failures = [], [], []
        self.counts = collections.Counter()

    def fail(self, subject, what, process=None, err=b""):
        line = f"{subject.name}: {what}"
        if process is not None:
            line += f" (exit {process.returncode})\n    " + err.decode(errors="replace")[-800:].replace("\n", "\n    ")
        self.failures.append(line)
        print("FAILED", line, flush=True)

    def round(self, subject):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.scratch))
        process = subject.start(folder)
        time.sleep(self.random.uniform(0, subject.seconds))
        number = self.random.choice(SIGNALS)
        if process.poll() is not None:
            self.counts["had ended before"] += 1
            process.communicate()
            shutil.rmtree(folder)
            return
        before, begin = processor_seconds(process.pid) or 0, time.monotonic()
        process.send_signal(number)
        out, err = self.wait(process)
        self.judge(subject, process, err, number, time.monotonic() - begin, self.used - before)
        self.counts[f"{subject.name} {signal.Signals(number).name}"] += 1
        if subject.run:
            self.go_on(subject, folder)
        shutil.rmtree(folder)

    def wait(self, process):
        """Output and errors; the processor time it used in all is left in `used`."""
        texts = {}
        readers = [threading.Thread(target=lambda n=name, s=stream: texts.update({n: s.read()}))
                   for name, stream in (("out", process.stdout), ("err", process.stderr))]
        for reader in readers:
            reader.start()
        deadline = time.monotonic() + PATIENCE
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                process.kill()
            time.sleep(0.002)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.used = usage.ru_utime + usage.ru_stime
        for reader in readers:
            reader.join()
        process.stdout.close()
        process.stderr.close()
        return texts["out"], texts["err"]

    def judge(self, subject, process, err, number, clock, processor):
        self.clock.append(clock)
        self.processor.append(processor)
        name = signal.Signals(number).name
        if process.returncode < 0:
            return self.fail(subject, f"{name} ended it by a signal", process, err)
        if process.returncode == 0:
            self.counts["ended by itself"] += 1
        elif process.returncode != 130:
            self.fail(subject, f"{name} was not answered with 130", process, err)
        if min(clock, max(processor, clock / self.slack)) > ANSWER:
            self.fail(subject, f"{name} was answered after {clock:.1f} s, {processor:.1f} s of processor", process, err)

    def go_on(self, subject, folder):
        run = folder / subject.run
        if list(run.glob(".afina-*.tmp")):
            self.fail(subject, "a temporary file was left behind")
        if not (run / "run.json").exists():
            return      # stopped before there was anything to keep
        state = json.loads((run / "run.json").read_text(encoding="utf-8"))["status"]
        self.counts["resumable"] += state != "done"
        if self.counts["resumable"] % self.resume_every:
            return
        if state != "done":
            done = support.afina("resume", run, cwd=folder)
            if done.code != 0:
                return self.fail(subject, f"could not be resumed: {done}")
        self.counts["bits compared"] += 1
        if bits(run) != subject.expected:
            self.fail(subject, "other bits than without stopping")

    def report(self):
        for name in sorted(self.counts):
            print(f"{self.counts[name]:6} {name}")
        for name, values in (("by the clock", self.clock), ("of processor", self.processor)):
            if not values:
                continue
            ordered = sorted(values)
            print(f"seconds to answer {name}: median {statistics.median(ordered):.3f}, 95 % {ordered[int(0.95 * len(ordered))]:.3f}, "
                  f"99 % {ordered[int(0.99 * len(ordered))]:.3f}, most {ordered[-1]:.3f}")
        print(f"{len(self.clock)} interruptions, {len(self.failures)} failures")
        return 1 if self.failures else 0


def finished_run(scratch, name, model, data, steps):
    out = scratch / name
    done = support.afina("tune", data, "--model", model, "--out", out, "--max-steps", steps, "--max-length", 64, "--threads", 2)
    assert done.code == 0, done
    return out


def subjects(scratch, light, with_python):
    """`light`: what takes well under a second each."""
    tiny = support.tiny_model()
    data = write_csv(scratch / "quejas.csv", ["texto", "departamento"], rows(400))
    text = scratch / "texto.txt"
    text.write_text("\n\n".join(f"{line} Lo dijo ayer el concejal de {town}, y hoy lo repite." for line, town in rows(6000)),
                    encoding="utf-8")
    short = scratch / "corto.txt"
    short.write_text("\n\n".join(line for line, _ in rows(40)), encoding="utf-8")
    tiny_run, tiny_steps = finished_run(scratch, "tiny-run", tiny, data, 5), 60 if light else 150

    def tune(model, steps, *more):
        return lambda folder: [PROGRAM, "tune", data, "--model", model, "--out", folder / "run", "--max-steps", steps,
                               "--evaluate-every", 5, "--max-length", 64, "--threads", 2, *more]

    stopped = {}

    def half_done(model, steps):
        """A run that was stopped on its way, copied for each round."""
        def prepare(folder):
            if model not in stopped:
                stopped[model] = scratch / f"half-{len(stopped)}"
                process = subprocess.Popen([str(w) for w in tune(model, steps, "--json")(stopped[model])],
                                           stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=support.environment(), text=True)
                next(line for line in process.stderr if '"progress"' in line)
                process.send_signal(signal.SIGINT)
                process.communicate()
                assert process.returncode == 130
            shutil.copytree(stopped[model] / "run", folder / "run")
        return prepare

    def resume(folder):
        return [PROGRAM, "resume", folder / "run", "--threads", 2]

    def python(work):
        return lambda folder: [PYTHON, "-c", PROGRAM_IN_PYTHON.format(work=work.format(
            data=str(data), tiny=str(tiny), run=str(folder / "run"), text=str(text), tiny_run=str(tiny_run)))]

    yield Subject("tune tiny", tune(tiny, tiny_steps), "run", weight=3)
    yield Subject("resume tiny", resume, "run", half_done(tiny, tiny_steps), weight=2)
    yield Subject("tune tiny full", tune(tiny, tiny_steps, "--method", "full"), "run")
    yield Subject("eval tiny", lambda f: [PROGRAM, "eval", tiny_run, "--threads", 2])
    yield Subject("generate tiny", lambda f: [PROGRAM, "generate", tiny, "--prompt", "En la calle", "--max-new-tokens", 100])
    yield Subject("summarize", lambda f: [PROGRAM, "summarize", text, "--threads", 2])
    yield Subject("bench semilla", lambda f: [PROGRAM, "bench", "--shape", "semilla", "--batch", 2, "--length", 128, "--steps",
                                              2 if light else 4, "--threads", 2], weight=2)
    yield Subject("generate semilla", lambda f: [PROGRAM, "generate", "semilla", "--prompt", "La plaza " * 100,
                                                 "--max-new-tokens", 60, "--threads", 2])
    yield Subject("train-tokenizer", lambda f: [PROGRAM, "train-tokenizer", text, "--vocab-size", 3000, "--out", f / "t.json"])
    if not light:
        semilla_run = finished_run(scratch, "semilla-run", "semilla", data, 2)
        yield Subject("tune semilla", tune("semilla", 6), "run", weight=3)
        yield Subject("resume semilla", resume, "run", half_done("semilla", 6), weight=2)
        yield Subject("tune semilla full", tune("semilla", 4, "--method", "full"), "run")
        yield Subject("eval semilla", lambda f: [PROGRAM, "eval", semilla_run, "--threads", 2], weight=2)
        yield Subject("classify semilla", lambda f: [PROGRAM, "classify", semilla_run, "--file", short, "--threads", 2])
        yield Subject("summarize semilla", lambda f: [PROGRAM, "summarize", short, "--method", "abstractive", "--threads", 2])
        real = pathlib.Path.home() / ".cache" / "afina-models" / "smollm2"
        if (real / "model.safetensors").exists():
            yield Subject("generate smollm2", lambda f: [PROGRAM, "generate", real, "--prompt", "The", "--max-new-tokens", 4])
    if with_python:
        yield Subject("Python tune", python("afina.tune({data!r}, model={tiny!r}, out={run!r}, max_steps=60, max_length=64, "
                                            "progress='none')"), "run", python=True)
        yield Subject("Python evaluate", python("afina.open_run({tiny_run!r}).evaluate(progress='none')"), python=True)
        yield Subject("Python score", python("afina.Model('semilla').score(open({text!r}).read()[:6000])"), python=True)
        yield Subject("Python summarize", python("afina.summarize(open({text!r}).read(), progress='none')"), python=True)
        yield Subject("Python's afina tune", lambda f: [PYTHON, "-m", "afina", *tune(tiny, tiny_steps)(f)[1:]], "run")


def has_python():
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", "import afina"], capture_output=True).returncode == 0


def run(count, seed, slack, light=False, resume_every=3, with_python=None, only="", minutes=0):
    with tempfile.TemporaryDirectory(prefix="afina-interrupt-") as name:
        scratch = pathlib.Path(name)
        campaign = Campaign(scratch, seed, slack, resume_every)
        all_subjects = [s for s in subjects(scratch, light, has_python() if with_python is None else with_python)
                        if only in s.name]
        for subject in all_subjects:
            folder = pathlib.Path(tempfile.mkdtemp(dir=scratch))
            subject.measure(folder)
            print(f"{subject.name}: {subject.seconds:.2f} s", flush=True)
            shutil.rmtree(folder)
        deadline = time.monotonic() + 60 * minutes
        try:
            while len(campaign.clock) < count and (not minutes or time.monotonic() < deadline):
                campaign.round(campaign.random.choices(all_subjects, [s.weight for s in all_subjects])[0])
        except KeyboardInterrupt:
            print("stopped here", flush=True)
        return campaign.report()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slack", type=float, default=5, help="how much longer by the clock than by the processor")
    parser.add_argument("--light", action="store_true", help="only what takes well under a second")
    parser.add_argument("--only", default="", help="subjects whose name contains this")
    parser.add_argument("--minutes", type=float, default=0, help="ends then, whatever the count; 0: never")
    given = parser.parse_args()
    sys.exit(run(given.count, given.seed, given.slack, given.light, only=given.only, minutes=given.minutes))


if __name__ == "__main__":
    main()
