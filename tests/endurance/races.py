#!/usr/bin/env python3
"""Commands that meet in one run folder: whoever loses says why, and the folder is one run's in the end.

    tests/endurance/races.py [--seed N] [--count N]

Four kinds, in turn: two tune into one --out; two resume; eval again and again while resume trains and saves; resume
while tune trains. Whatever is left is compared with a run that nobody disturbed, to the bit.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import support  # noqa: E402

REFUSED = {"workflow.run_busy", "workflow.run_exists", "workflow.run_pending", "workflow.nothing_to_resume"}
UNFINISHED = {"workflow.run_busy", "workflow.run_unfinished"}


def start(*arguments):
    return subprocess.Popen([support.PROGRAM, *map(str, arguments), "--threads", "1", "--json"], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=support.environment())


def ended(process):
    """(exit status, code of the error or "", stdout)."""
    out, err = process.communicate(timeout=support.TIMEOUT)
    told = re.search(r"^afina: ([a-z_.]+): ", err, re.M)
    if process.returncode == 1 and not told:
        raise AssertionError(f"no reason was given:\n{err[-2000:]}")
    if process.returncode not in (0, 1):
        raise AssertionError(f"exit {process.returncode}:\n{err[-2000:]}")
    return process.returncode, told[1] if told and process.returncode else "", out


def adapter(run):
    return (run / "adapter" / "adapter_model.safetensors").read_bytes()


class Races:
    def __init__(self, folder, chance):
        self.folder, self.chance = folder, chance
        self.told = collections.Counter()
        self.data = support.write_csv(folder / "q.csv", ["texto", "departamento"], support.rows(60))
        self.whole = {seed: folder / f"whole-{seed}" for seed in (1, 2)}
        for seed, out in self.whole.items():
            assert ended(start(*self.tune(out, seed)))[0] == 0
        self.files = self.names(self.whole[1])
        self.report = self.judged(self.whole[1])
        self.cut = self.interrupted(folder / "cut")

    def tune(self, out, seed=1):
        return ["tune", self.data, "--model", support.tiny_model(), "--method", "lora", "--out", out, "--max-steps", 60,
                "--evaluate-every", 5, "--patience", 0, "--batch-size", 4, "--max-length", 64, "--seed", seed]

    def interrupted(self, out):
        process = start(*self.tune(out))
        while not (out / "checkpoint.safetensors").exists():
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.001)
        process.kill()
        process.communicate()
        return out

    @staticmethod
    def names(run):
        return sorted(str(path.relative_to(run)) for path in run.rglob("*"))

    @staticmethod
    def judged(run):
        status, code, out = ended(start("eval", run))
        return json.loads(out) if status == 0 else code

    def is_whole(self, run, seed):
        assert adapter(run) == adapter(self.whole[seed]), "another run's weights"
        assert json.loads((run / "run.json").read_text())["options"]["seed"] == seed, "another run's manifest"
        names = [name for name in self.names(run) if name != "evaluation.json"]
        assert names == [name for name in self.files if name != "evaluation.json"], names
        status, code, _ = ended(start("classify", run, "--text", "la farola no se enciende"))
        assert status == 0, code

    def one_wins(self, processes):
        """The number of the process that did its work; the others were refused."""
        results = [ended(process) for process in processes]
        winners = [i for i, (status, _, _) in enumerate(results) if status == 0]
        assert len(winners) == 1, results
        for status, code, _ in results:
            assert status == 0 or code in REFUSED, code
            self.told[code or "done"] += 1
        return winners[0]

    def pause(self):
        time.sleep(self.chance.random() * 0.3)

    def two_tunes(self, run):
        seeds = self.chance.sample([1, 2], 2)
        first = start(*self.tune(run, seeds[0]))
        if self.chance.random() < 0.5:
            self.pause()
        winner = self.one_wins([first, start(*self.tune(run, seeds[1]))])
        self.is_whole(run, seeds[winner])

    def two_resumes(self, run):
        shutil.copytree(self.cut, run)
        first = start("resume", run)
        if self.chance.random() < 0.5:
            self.pause()
        self.one_wins([first, start("resume", run)])
        self.is_whole(run, 1)

    def eval_while_resume(self, run):
        shutil.copytree(self.cut, run)
        working = start("resume", run)
        while True:
            over = working.poll() is not None
            found = self.judged(run)
            if isinstance(found, str):
                assert found in UNFINISHED and not over, found
                self.told[found] += 1
            else:
                assert found["entries"] == self.report["entries"], "judged another state of the run"
                self.told["judged"] += 1
            if over:
                break
        assert ended(working)[0] == 0
        self.is_whole(run, 1)

    def resume_while_tune(self, run):
        working = start(*self.tune(run))
        while not (run / "run.json").exists():
            assert working.poll() is None, ended(working)
            time.sleep(0.001)
        self.pause()
        self.one_wins([working, start("resume", run)])
        self.is_whole(run, 1)


def race(seed, count):
    chance = random.Random(seed)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="afina-races-") as name:
        races = Races(pathlib.Path(name), chance)
        kinds = [races.two_tunes, races.two_resumes, races.eval_while_resume, races.resume_while_tune]
        for number in range(count):
            run, kind = races.folder / f"race-{number}", kinds[number % len(kinds)]
            try:
                kind(run)
            except AssertionError as error:
                failed += 1
                print(f"race {number} ({kind.__name__}): {error}", flush=True)
            shutil.rmtree(run, ignore_errors=True)
        print(f"{count} races, {failed} failed; {dict(races.told)}")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args()
    return 1 if race(options.seed, options.count) else 0


if __name__ == "__main__":
    sys.exit(main())
