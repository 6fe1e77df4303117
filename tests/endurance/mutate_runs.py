#!/usr/bin/env python3
"""Every file of a run, and of the model under it, changed at random: an error that names the file, or the same answer.

    tests/endurance/mutate_runs.py [--seed N] [--count N]      AFINA_PROGRAM=build-asan/afina for the whole campaign

Runs: a classifier's adapter, a classifier tuned whole, an adapter that answers, and a run that was interrupted and is
resumed. Changes: bits flipped, files cut, lengthened, deleted, exchanged, and JSON fields given values that hurt. Never a
crash, a wait without end, or another answer. In a manifest without checksums, as earlier versions wrote them, a field
may say something else that is valid; there another answer is right, and only crashes and waits are faults.
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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import support  # noqa: E402

SECONDS = 60  # a command that takes longer hangs
NASTY = [None, True, False, -1, 0, 1, 2, 1 << 31, 1 << 40, 1 << 60, 1 << 63, (1 << 64) - 1, -(1 << 63), 0.5, -0.0, 1e300,
         float("nan"), float("inf"), "", "0", "x" * 1000, "../../etc/passwd", "/dev/zero", "/dev/null", "\u0000", "\x1b[2J",
         [], [[]], {}, {"a": []}, [1, 2, 3], "semilla", "lora", "full", "done", "running"]


class Subject:
    """A run, the model below it, the command that uses it and what that command answers while nothing is changed."""

    def __init__(self, name, folder, command):
        self.name, self.folder, self.command = name, folder, command
        self.run = folder / "run"
        self.files = sorted(p for p in folder.rglob("*") if p.is_file())
        self.kept = {path: path.read_bytes() for path in self.files}
        self.answer = self.use()
        if self.answer[0] != 0:
            raise RuntimeError(f"{name} does not work untouched: {self.answer}")
        self.restore()

    def use(self):
        """(exit status, what was answered, stderr)."""
        try:
            done = subprocess.run([support.PROGRAM, *map(str, self.command(self.run)), "--threads", "1"], timeout=SECONDS,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=support.environment())
        except subprocess.TimeoutExpired:
            return "hang", "", ""
        answer = done.stdout.decode()
        if self.name == "interrupted" and done.returncode == 0:
            answer = (self.run / "adapter" / "adapter_model.safetensors").read_bytes()
        elif done.returncode == 0:
            answer = re.sub(r'"[a-z_]*seconds":[^,}]*', "", answer)
        return done.returncode, answer, done.stderr.decode("utf-8", "replace")

    def restore(self):
        for path in [p for p in self.folder.rglob("*") if p.is_file() and p not in self.kept]:
            path.unlink()
        for path, content in self.kept.items():
            if not path.exists() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def places(value, path=()):
    """Every place in a JSON document."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def with_field(document, chance):
    """The document with one field changed, removed or added, and where."""
    place = chance.choice([p for p in places(document) if p] or [()])
    if not place:
        return chance.choice(NASTY), place
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    how = chance.random()
    if how < 0.15:
        del holder[place[-1]]
    elif how < 0.25 and isinstance(holder, dict):
        holder[place[-1] + "x"] = holder.pop(place[-1])
    elif how < 0.35 and isinstance(holder[place[-1]], (int, float)) and not isinstance(holder[place[-1]], bool):
        holder[place[-1]] += chance.choice([-1, 1, 1000])
    elif how < 0.45 and isinstance(holder, list) and len(holder) > 1:
        chance.shuffle(holder)
    else:
        holder[place[-1]] = chance.choice(NASTY)
    return document, place


class Mutations:
    def __init__(self, chance):
        self.chance = chance

    def bits(self, subject, path):
        raw = bytearray(path.read_bytes())
        for _ in range(self.chance.choice([1, 1, 1, 2, 50])):
            raw[self.chance.randrange(len(raw))] ^= 1 << self.chance.randrange(8)
        path.write_bytes(raw)

    def cut(self, subject, path):
        path.write_bytes(path.read_bytes()[:self.chance.choice([0, 1, self.chance.randrange(path.stat().st_size)])])

    def longer(self, subject, path):
        path.write_bytes(path.read_bytes() + self.chance.choice([b"\0", b"\n", b"x" * 5000, b"{}"]))

    def deleted(self, subject, path):
        path.unlink()

    def exchanged(self, subject, path):
        other = self.chance.choice([p for p in subject.files if p != path])
        mine, theirs = path.read_bytes(), other.read_bytes()
        path.write_bytes(theirs)
        other.write_bytes(mine)

    def field(self, subject, path):
        if path.suffix == ".json":
            document, _ = with_field(json.loads(path.read_text(encoding="utf-8")), self.chance)
            path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        elif path.suffix == ".safetensors":
            raw = path.read_bytes()
            length = int.from_bytes(raw[:8], "little")
            document, _ = with_field(json.loads(raw[8:8 + length]), self.chance)
            header = json.dumps(document).encode()
            path.write_bytes(len(header).to_bytes(8, "little") + header + raw[8 + length:])
        else:
            self.bits(subject, path)

    def unsigned(self, subject, path):
        manifest = subject.run / "run.json"
        document = json.loads(manifest.read_text(encoding="utf-8"))
        for key in ("checksum", "files", "base"):
            document.pop(key, None)
        document, _ = with_field(document, self.chance)
        manifest.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def verdict(subject, path, how, result):
    """What came of it; a fault begins with "FAULT"."""
    status, answer, err = result
    if status == 0:
        if answer == subject.answer[1]:
            return "same answer"
        return "valid all the same" if how == "unsigned" else "FAULT: another answer"
    told = re.search(r"^afina: ([a-z0-9_.]+): (.*)", err, re.M | re.S)
    if status != 1 or not told or "Sanitizer" in err or "internal" in told[1]:
        return f"FAULT: exit {status}: {err[-1500:]}"
    # A name that stands for the file: of what was exchanged, either one.
    if how in ("unsigned", "exchanged") or path.name in told[2] or told[1].startswith("workflow.not_a_run"):
        return told[1]
    return f"FAULT: {path.name} is not named: {told[0][:500]}"


def make_subjects(folder):
    """The four runs, on a tiny model each has for itself."""
    def fresh(name):
        shutil.copytree(support.tiny_model(), folder / name / "model")
        (folder / name / "model" / "instruction_set").unlink(missing_ok=True)
        return folder / name

    def tuned(home, data, *more):
        return support.afina("tune", data, "--model", home / "model", "--out", home / "run", "--max-length", 64, "--threads",
                             1, "--batch-size", 4, *more)

    labelled = support.write_csv(folder / "q.csv", ["texto", "departamento"], support.rows(60))
    answered = support.write_csv(folder / "s.csv", ["pregunta", "respuesta"],
                                 [(text, f"Irán a {place}.") for text, place in support.rows(60)])
    classify = lambda run: ["classify", run, "--text", "la farola de la calle olmo no se enciende", "--json"]
    generate = lambda run: ["generate", run, "--prompt", "sale poca agua", "--max-new-tokens", 8, "--json"]
    quick = ["--max-steps", 4, "--evaluate-every", 2, "--learning-rate", 0.01]
    homes = {name: fresh(name) for name in ("adapter", "whole", "answers", "interrupted")}
    for name, data, more in (("adapter", labelled, ["--method", "lora", *quick]), ("whole", labelled, ["--method", "full", *quick]),
                             ("answers", answered, ["--method", "lora", "--task", "instruct", *quick])):
        made = tuned(homes[name], data, *more)
        if made.code != 0:
            raise RuntimeError(f"{name}: {made}")
    shutil.rmtree(homes["whole"] / "model")  # what is tuned whole needs it no more
    home = homes["interrupted"]
    process = subprocess.Popen([support.PROGRAM, "tune", labelled, "--model", home / "model", "--out", home / "run", "--method",
                                "lora", "--max-steps", "30", "--evaluate-every", "2", "--max-length", "64", "--batch-size", "4",
                                "--threads", "1", "--patience", "0"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=support.environment())
    while not (home / "run" / "checkpoint.safetensors").exists() and process.poll() is None:
        pass
    process.kill()
    process.wait()
    for left in home.rglob(".afina-*"):
        left.unlink()
    return [Subject("adapter", homes["adapter"], classify), Subject("whole", homes["whole"], classify),
            Subject("answers", homes["answers"], generate), Subject("interrupted", home, lambda run: ["resume", run])]


def campaign(seed, count):
    chance = random.Random(seed)
    mutations = Mutations(chance)
    kinds = ["bits", "cut", "longer", "deleted", "exchanged", "field", "field", "unsigned"]
    seen, faults = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="afina-mutate-") as name:
        subjects = make_subjects(pathlib.Path(name))
        for number in range(count):
            subject = subjects[number % len(subjects)]
            how = chance.choice(kinds)
            path = chance.choice(subject.files)
            if how == "unsigned":
                path = subject.run / "run.json"
            getattr(mutations, how)(subject, path)
            changed = any(not p.exists() or p.read_bytes() != content for p, content in subject.kept.items())
            found = verdict(subject, path, how, subject.use()) if changed else "nothing changed"
            if found.startswith("FAULT"):
                faults += 1
                print(f"{number}: {subject.name}, {how} of {path.relative_to(subject.folder)}: {found}", flush=True)
            seen["FAULT" if found.startswith("FAULT") else found] += 1
            subject.restore()
    print(f"{count} mutations, {faults} faults; " + ", ".join(f"{what}: {n}" for what, n in seen.most_common()))
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    options = parser.parse_args()
    return 1 if campaign(options.seed, options.count) else 0


if __name__ == "__main__":
    sys.exit(main())
