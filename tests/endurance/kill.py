#!/usr/bin/env python3
"""Kills tunings at random moments, while a checkpoint is written too, and goes on with them until they end.

    tests/endurance/kill.py --count 300 --seed 1

A run is begun, killed (SIGKILL), resumed, killed again… until it ends by itself; then the next one. Half of the kills
fall into the writing of a file: as soon as a temporary one appears in the run folder. What must hold: whatever the kill
left can be gone on with, and every run that ends has the bits of one that nobody killed, with nothing left over.
"""
import argparse
import collections
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import support
from support import PROGRAM, rows, write_csv

MOST_KILLS = 12     # of one run, before it is left to end
PATIENCE = 300


def learned(run):
    """What a finished run has learned, and how it got there."""
    files = sorted(p for p in run.rglob("*") if p.suffix in (".safetensors", ".npz") or p.name == "curve.jsonl")
    assert files, f"nothing learned in {run}"
    return {str(p.relative_to(run)): p.read_bytes() for p in files}


class Kind:
    def __init__(self, name, data, model, *options):
        self.name, self.data, self.model, self.options = name, data, model, options

    def begin(self, run):
        return [PROGRAM, "tune", self.data, "--model", self.model, "--out", run, "--max-length", 64, "--threads", 2, *self.options]

    def go_on(self, run):
        """What a person would type: resume where there is a run, the same command where there is none yet."""
        return [PROGRAM, "resume", run, "--threads", 2] if (run / "run.json").exists() else self.begin(run)

    def whole(self, folder):
        begin = time.monotonic()
        done = support.afina(*self.begin(folder / "whole")[1:])
        assert done.code == 0, done
        self.seconds, self.expected = time.monotonic() - begin, learned(folder / "whole")


class Campaign:
    def __init__(self, seed):
        self.random, self.counts, self.failures, self.kills = random.Random(seed), collections.Counter(), [], 0

    def fail(self, kind, what):
        self.failures.append(f"{kind.name}: {what}")
        print("FAILED", self.failures[-1], flush=True)

    def killed(self, process, run, seconds):
        """Whether the process was killed before it ended by itself."""
        deadline = time.monotonic() + self.random.uniform(0, seconds)
        writing = self.random.random() < 0.5
        while process.poll() is None:
            late = time.monotonic() > deadline
            if late and writing:
                late = any(run.glob("**/.afina-*.tmp")) or time.monotonic() > deadline + seconds
                if late and self.random.random() < 0.5:
                    time.sleep(self.random.uniform(0, 0.002))
            if late:
                self.counts["while a file was written"] += any(run.glob("**/.afina-*.tmp"))
                process.kill()
                break
            time.sleep(0.0002 if writing else 0.002)
        out, err = process.communicate(timeout=PATIENCE)
        self.last = (out + err).decode(errors="replace")[-1500:]
        return process.returncode < 0

    def chain(self, kind, folder, count):
        """One run from nothing to its end."""
        run, kills = folder / "run", 0
        while True:
            process = subprocess.Popen([str(w) for w in kind.go_on(run)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       env=support.environment())
            if kills < MOST_KILLS and self.kills < count:
                if self.killed(process, run, kind.seconds):
                    kills += 1
                    self.kills += 1
                    self.counts[self.state(run)] += 1
                    continue
            else:
                out, err = process.communicate(timeout=PATIENCE)
                self.last = (out + err).decode(errors="replace")[-1500:]
            break
        # Killed between the last file and the end: there is nothing to go on with, and all is there.
        if process.returncode != 0 and not ('"done"' in self.status(run) and "workflow.nothing_to_resume" in self.last):
            return self.fail(kind, f"could not go on after {kills} kills: exit {process.returncode}\n{self.last}")
        self.counts["runs ended"] += 1
        if learned(run) != kind.expected:
            self.fail(kind, f"other bits after {kills} kills")
        left = [str(p.relative_to(run)) for p in run.glob("**/.afina-*.tmp")]
        left += [p.name for name in ("checkpoint*", "best*") for p in run.glob(name)]
        if left:
            self.fail(kind, f"left behind after {kills} kills: {left}")

    @staticmethod
    def status(run):
        file = run / "run.json"
        return next((line for line in file.read_text(encoding="utf-8").splitlines() if '"status"' in line), "") if file.exists() else ""

    def state(self, run):
        if not (run / "run.json").exists():
            return "killed before the run was written down"
        if '"done"' in self.status(run):
            return "killed at the very end"
        return "killed with a checkpoint" if any(run.glob("checkpoint*")) else "killed before the first checkpoint"

    def report(self):
        for name in sorted(self.counts):
            print(f"{self.counts[name]:6} {name}")
        print(f"{self.kills} kills, {len(self.failures)} failures")
        return 1 if self.failures else 0


def kinds(folder, light):
    tiny = support.tiny_model()
    data = write_csv(folder / "quejas.csv", ["texto", "departamento"], rows(200))
    steps = 20 if light else 60
    yield Kind("tiny", data, tiny, "--max-steps", steps, "--evaluate-every", 2, "--lora-dropout", 0.1)
    yield Kind("tiny, all weights", data, tiny, "--max-steps", steps, "--evaluate-every", 2, "--method", "full")
    if not light:
        yield Kind("semilla", data, "semilla", "--max-steps", 6, "--evaluate-every", 1)


def run(count, seed, light=False):
    with tempfile.TemporaryDirectory(prefix="afina-kill-") as name:
        scratch, campaign = pathlib.Path(name), Campaign(seed)
        all_kinds = list(kinds(scratch, light))
        for number, kind in enumerate(all_kinds):
            (scratch / str(number)).mkdir()
            kind.whole(scratch / str(number))
            print(f"{kind.name}: {kind.seconds:.2f} s", flush=True)
        while campaign.kills < count:
            folder = pathlib.Path(tempfile.mkdtemp(dir=scratch))
            campaign.chain(campaign.random.choice(all_kinds), folder, count)
            shutil.rmtree(folder)
        return campaign.report()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--light", action="store_true", help="only the smallest models")
    given = parser.parse_args()
    sys.exit(run(given.count, given.seed, given.light))


if __name__ == "__main__":
    main()
