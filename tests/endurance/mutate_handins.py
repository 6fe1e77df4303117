#!/usr/bin/env python3
"""Merges and reports hand-ins that were crafted or damaged: each is named or counted, within bounds, and nothing else moves.

    tests/endurance/mutate_handins.py [--seed N] [--count N] [--stores N] [--only TEXT]

AFINA_PROGRAM names the program; with the sanitizers, bounds are wider. Of each entry beside a sound hand-in: the command
ends 0 within 2 s and 200 MB, the sound one is counted, the other one is counted or named with its code, every file of the
folder stays as it was, and what was merged is read again. `--stores` damaged files of the program's own are given to
`forms export`, which opens them.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "cli"), str(ROOT / "tests" / "survey")]
import crafted_handins
import make_learners
import support

SANITIZED = "asan" in support.PROGRAM or "tsan" in support.PROGRAM
SECONDS = 20 if SANITIZED else 2
MEGABYTES = 1200 if SANITIZED else 200
HANGS = 60      # seconds; then it is killed


def small_document(number):
    """A sound hand-in with a little of everything."""
    document = make_learners.make(number)[number % 5].document()
    learner = document["learners"][0]
    learner["answers"], learner["events"] = learner["answers"][:6] + learner["answers"][-3:], learner["events"][:8]
    return document


def state(folder):
    """Every entry with its kind, its rights and its bytes; of the very large ones their size."""
    found = {}
    for path in sorted(os.listdir(os.fsencode(folder))):
        full = os.path.join(os.fsencode(folder), path)
        status = os.lstat(full)
        kept = (status.st_mode, status.st_size, status.st_mtime_ns)
        if stat.S_ISREG(status.st_mode) and status.st_size < 1 << 22:
            with open(full, "rb") as file:
                kept += (file.read(),)
        elif stat.S_ISLNK(status.st_mode):
            kept += (os.readlink(full),)
        found[path] = kept
    return found


class Wrong(Exception):
    pass


def peak_of(pid):
    """MB; ru_maxrss would count what this program held when it forked."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    name, peak = re.search(r"Name:\s+(.*)", status)[1], re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(peak[1]) / 1024 if peak and name == pathlib.Path(support.PROGRAM).name[:15] else 0.0


def run(*arguments):
    """(exit status, stdout, stderr), with the bounds checked."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.monotonic()
        process = subprocess.Popen([support.PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                   env=support.environment())
        megabytes = 0.0
        while True:
            megabytes = max(megabytes, peak_of(process.pid))
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - begun > HANGS:
                process.kill()
                os.wait4(process.pid, 0)
                raise Wrong(f"still running after {HANGS} s")
            time.sleep(0.002)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        printed, said = out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace")
    seconds = usage.ru_utime + usage.ru_stime
    run.most = max(run.most[0], seconds), max(run.most[1], megabytes)
    if code not in (0, 1) or "Sanitizer" in said or "terminate called" in said or "runtime error" in said:
        raise Wrong(f"exit {code}\n{said[-2000:]}")
    if seconds > SECONDS or megabytes > MEGABYTES:
        raise Wrong(f"{seconds:.1f} s of processor, {megabytes:.0f} MB")
    return code, printed, said


run.most = (0.0, 0.0)


def judge(put, fate=None):
    """Puts the entry beside a sound hand-in and merges or reports; `fate` None takes any. Returns what became of it."""
    with tempfile.TemporaryDirectory(prefix="afina-handins-") as base:
        folder = pathlib.Path(base) / "entregas"
        folder.mkdir()
        (folder / "bien.json").write_text(json.dumps(small_document(3)), encoding="utf-8")
        (folder / "examen.docx").write_text("de quien enseña", encoding="utf-8")
        put(folder)
        before = state(folder)
        merged, page = pathlib.Path(base) / "clase.json", pathlib.Path(base) / "informe.html"
        for command in (["merge", folder, "--out", merged], ["report", folder, "--out", page]):
            code, printed, said = run("forms", *command, "--json")
            if state(folder) != before:
                raise Wrong(f"{command[0]} changed the folder")
            if code != 0:
                raise Wrong(f"{command[0]} ends {code}: {said[-1000:]}")
            told = json.loads(printed)
            if command[0] == "merge" and told["people"] < 1:
                raise Wrong("the sound hand-in is not counted")
            codes = [entry["code"] for entry in told["skipped"]]
            if told["files"] + len(codes) != 2 or len(codes) > 1:
                raise Wrong(f"{told['files']} files read, {codes} left out")
            became = codes[0] if codes else crafted_handins.COUNTED
            if fate is not None and became != fate:
                raise Wrong(f"{became} instead of {fate}")
            if codes and not said.strip():
                raise Wrong("left out without a word")
        html = page.read_text(encoding="utf-8")
        if "<script" in html or "\x1b" in html:
            raise Wrong("what somebody wrote came into the page as it is")
        again = pathlib.Path(base) / "otra.json"
        code, _, said = run("forms", "merge", merged, "--out", again, "--json")
        if code != 0 or again.read_bytes() != merged.read_bytes():
            raise Wrong(f"what was merged is not read as it was written: {said[-500:]}")
        return became


# ---- damage -----------------------------------------------------------------------------------------------------------

PIECES = [b'"', b"{", b"}", b"[", b"]", b",", b":", b"null", b"true", b"-1", b"1e308", b"99999999999999999999", b"\\u0000",
          b"\\ud83d", b"\xff", b"\0", b"0.1", b'"at": 1', b'"code"', b"253402300799"]


def damaged(chance, whole):
    """One to twenty changes of bytes, pieces and lengths."""
    data = bytearray(whole)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 5, 20])):
        if not data:
            break
        at, length = chance.randrange(len(data)), chance.choice([1, 1, 2, 4, 16, 200])
        way = chance.randrange(7)
        if way == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            data[at:at + length] = b""
        elif way == 2:
            data[at:at] = chance.choice(PIECES)
        elif way == 3:
            data[at:at + length] = chance.choice(PIECES)
        elif way == 4:
            other = chance.randrange(len(data))
            data[at:at] = data[other:other + length]
        elif way == 5:
            data[at:at + length] = bytes(chance.randrange(256) for _ in range(length))
        else:
            del data[at + chance.randrange(len(data) - at):]
    return bytes(data)


def mutations(chance, count):
    sound = [json.dumps(small_document(number), ensure_ascii=chance.random() < 0.5, indent=chance.choice([None, 1])).encode()
             for number in range(1, 6)]
    for number in range(count):
        whole = damaged(chance, chance.choice(sound))
        yield f"mutation {number}", (lambda folder, whole=whole: (folder / "malo.json").write_bytes(whole)), None


def export_damaged(chance, count, report):
    """The program's own file, damaged, with a damaged journal beside it at times."""
    with tempfile.TemporaryDirectory(prefix="afina-stores-") as base:
        base = pathlib.Path(base)
        sound = base / "sound.sqlite"
        make_learners.write_store(make_learners.make()[0], sound)
        whole, victim = sound.read_bytes(), base / "examen.docx"
        victim.write_text("de quien enseña", encoding="utf-8")
        for number in range(count):
            folder = base / "casa"
            folder.mkdir()
            (folder / "course.sqlite").write_bytes(damaged(chance, whole))
            if chance.random() < 0.5:
                journal = crafted_handins.journal_naming(victim, len(whole) // 4096)
                (folder / "course.sqlite-journal").write_bytes(damaged(chance, journal) if chance.random() < 0.5 else journal)
            try:
                run("forms", "export", folder / "course.sqlite", "--out", base / "out.json")
                if victim.read_text(encoding="utf-8") != "de quien enseña":
                    raise Wrong("another file was changed")
            except (Wrong, OSError) as wrong:
                report(f"store {number}", wrong)
            shutil.rmtree(folder)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--stores", type=int, default=300)
    parser.add_argument("--only", default="", help="crafted cases with this in their names")
    parser.add_argument("--every", type=int, default=1, help="one crafted case in so many")
    options = parser.parse_args(arguments)
    chance = random.Random(options.seed)
    failed, became = [], {}

    def report(name, wrong):
        failed.append(name)
        print(f"FAILED {name}: {wrong}", flush=True)

    crafted = [case for case in crafted_handins.cases(small_document(1)) if options.only in case[0]]
    crafted = crafted[options.seed % options.every::options.every]
    for name, put, fate in [*crafted, *mutations(chance, options.count)]:
        try:
            fate = judge(put, fate)
            became[fate] = became.get(fate, 0) + 1
        except (Wrong, OSError, ValueError, KeyError) as wrong:
            report(name, wrong)
    export_damaged(chance, options.stores, report)
    print(f"{len(crafted)} crafted and {options.count} mutated hand-ins, {options.stores} damaged stores, seed "
          f"{options.seed}: {len(failed)} failed; at most {run.most[0]:.2f} s and {run.most[1]:.0f} MB")
    print(", ".join(f"{code} {count}" for code, count in sorted(became.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
