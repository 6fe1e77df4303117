#!/usr/bin/env python3
"""Runs every test and says of each suite what ran, what was skipped and why, and how long it took.

Ends with «N passed, N failed» (suites). A suite that ran no test fails. Where something is not there (a Chromium, a
network for Python's packages) its suites are skipped, with the reason at the end; with AFINA_REQUIRE=all every skip is a
failure but those that a line of AFINA_MAY_SKIP names by a part of «suite: reason».

    tools/run_tests.py [--build FOLDER] [--quick | --sanitized] [NAME ...]

NAME chooses suites by the beginning of their names, with what they need.
"""
import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

import suite_output
import suites

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATIENCE = 3600     # seconds; a suite that hangs is ended, and fails
CANNOT = 75         # how a preparation ends where it cannot be had here; its last line says why
TAIL = 8000         # characters shown of a suite that failed


class Result:
    """How a suite went: `state` is ok, FAILED or skipped."""

    def __init__(self, suite: suites.Suite, code: int, output: str, seconds: float, cpu: float) -> None:
        self.suite, self.output, self.seconds, self.cpu = suite, output, seconds, cpu
        self.counted = suite_output.Counted()
        self.why = ""
        if suite.prepares:
            self.state = "ok" if code == 0 else "skipped" if code == CANNOT else "FAILED"
            if self.state == "skipped":
                self.counted.skipped = [(output.strip().splitlines() or ["for no reason"])[-1]]
            return
        self.counted = suite_output.count(suite.kind, output, code == 0)
        self.state = "ok" if code == 0 else "FAILED"
        if code == 0 and not self.counted.tests:
            self.state, self.why = ("skipped", "") if self.counted.skipped else ("FAILED", "ran no test")

    @classmethod
    def without_running(cls, suite: suites.Suite, missing: "Result") -> "Result":
        """Of a suite whose preparation did not go well."""
        made = cls(suites.Suite(suite.name, [], "script", prepares=True), 0, "", 0, 0)
        made.state, made.why = missing.state, f"needs {missing.suite.name}"
        if missing.state == "skipped":
            made.counted.skipped = [*missing.counted.skipped]
        return made

    def line(self) -> str:
        parts = [self.why] if self.why else []
        if self.counted.tests:
            parts.append(f"RAN {self.counted.tests} tests")
        if self.state != "FAILED" and self.counted.skipped:
            parts.append(f"{len(self.counted.skipped)} skipped")
        parts.append(f"{self.seconds:.1f} s, {self.cpu:.1f} s of processor")
        return f"{self.state:<7} {self.suite.name} ({'; '.join(parts)})"


class Runner:
    """Runs suites in their order: those that compute on every core alone, the others two at a time."""

    def __init__(self, chosen: list, environment: dict, cores: int) -> None:
        self.pending, self.environment, self.cores = list(chosen), environment, cores
        self.free = sorted(os.sched_getaffinity(0))[:cores]     # cores that no suite is kept on
        self.results = {}       # by name
        self.running = {}       # name -> (suite, process or None)
        self.changed = threading.Condition()

    def run(self) -> list:
        try:
            with self.changed:
                while self.pending or self.running:
                    self._begin_what_can()
                    if self.running:
                        self.changed.wait(1)
        except KeyboardInterrupt:
            for _, process in self.running.values():
                if process:
                    os.killpg(process.pid, signal.SIGTERM)
            raise
        return list(self.results.values())

    def _begin_what_can(self) -> None:
        for suite in list(self.pending):
            missing = next((self.results[name] for name in suite.needs
                            if name in self.results and self.results[name].state != "ok"), None)
            if missing:
                self.pending.remove(suite)
                self._finish(Result.without_running(suite, missing))
            elif all(name in self.results for name in suite.needs):
                used = sum(min(one.cores, self.cores) for one, _ in self.running.values())
                if used + min(suite.cores, self.cores) > self.cores:
                    return      # in order: what computes on every core would never find them free
                self.pending.remove(suite)
                self.running[suite.name] = suite, None
                threading.Thread(target=self._one, args=[suite], daemon=True).start()

    def _one(self, suite: suites.Suite) -> None:
        begin = time.monotonic()
        core = self.free.pop() if suite.pinned and self.free else None
        command = suite.command if core is None else ["taskset", "-c", str(core), *suite.command]
        with tempfile.TemporaryFile() as out:
            try:
                process = subprocess.Popen(command, cwd=ROOT, env={**self.environment, **suite.environment},
                                           stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                           start_new_session=True)
            except OSError as error:
                code, cpu, told = 127, 0.0, str(error).encode()
            else:
                self.running[suite.name] = suite, process
                alarm = threading.Timer(PATIENCE, os.killpg, [process.pid, signal.SIGKILL])
                alarm.start()
                _, status, used = os.wait4(process.pid, 0)
                alarm.cancel()
                code, cpu = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
                process.returncode = code
                out.seek(0)
                told = out.read()
        with self.changed:
            if core is not None:
                self.free.append(core)
            del self.running[suite.name]
            self._finish(Result(suite, code, told.decode("utf-8", "replace"), time.monotonic() - begin, cpu))
            self.changed.notify()

    def _finish(self, result: Result) -> None:
        self.results[result.suite.name] = result
        print(result.line(), flush=True)
        if result.state == "FAILED" and result.output:
            print(result.output[-TAIL:], flush=True)


def not_allowed(results: list) -> list:
    """«suite: reason» of the skips that are failures here."""
    if os.environ.get("AFINA_REQUIRE") != "all":
        return []
    allowed = [line.strip() for line in os.environ.get("AFINA_MAY_SKIP", "").splitlines() if line.strip()]
    found = [f"{one.suite.name}: {reason}" for one in results for reason in one.counted.skipped]
    return [skip for skip in found if not any(part in skip for part in allowed)]


def report(results: list) -> int:
    """Says what was skipped and why, how long each suite took, and how many went well."""
    print("\nslowest first:")
    for one in sorted(results, key=lambda one: -one.seconds):
        if one.seconds >= 1:
            print(f"  {one.seconds:7.1f} s {one.cpu:7.1f} s of processor  {one.suite.name}")
    reasons = {}
    for one in results:
        for reason in one.counted.skipped:
            reasons.setdefault(reason, []).append(one.suite.name)
    for reason, names in sorted(reasons.items()):
        print(f"skipped in {', '.join(names)}: {reason}")
    sets = {}
    for one in results:
        for name, cases in one.counted.conformance.items():
            sets[name] = sets.get(name, 0) + cases
    skipped = sum(reason.startswith("conformance: ") for reason in reasons)
    print(f"conformance: {sum(sets.values())} cases ran in {len(sets)} sets, {skipped} sets skipped")
    refused = not_allowed(results)
    for skip in refused:
        print(f"FAILED: skipped, but required here: {skip}")
    tested = [one for one in results if not one.suite.prepares or one.state == "FAILED"]
    failed = [one for one in tested if one.state == "FAILED"]
    passed = [one for one in tested if one.state == "ok"]
    left = len(tested) - len(failed) - len(passed)
    print(f"{sum(one.counted.tests for one in results)} tests ran; {left} suites skipped")
    for one in failed:
        print(f"FAILED {one.suite.name}" + (f": {one.why}" if one.why else ""))
    print(f"{len(passed)} passed, {len(failed) + len(refused)} failed")
    return 1 if failed or refused or not passed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--sanitized", action="store_true", help="only the unit tests, built with sanitizers")
    parser.add_argument("--quick", action="store_true", help="unit tests and a smoke of the rest, for daily work")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    build = (ROOT / options.build).resolve()
    environment = dict(os.environ, AFINA_PROGRAM=str(build / "afina"), AFINA_BUILD=str(build))
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    every = suites.every(build, options.sanitized, options.quick)
    chosen = suites.chosen(every, options.names)
    if not chosen:
        sys.exit(f"no suite is called {' or '.join(options.names)}")
    return report(Runner(chosen, environment, min(2, os.cpu_count() or 1)).run())


if __name__ == "__main__":
    sys.exit(main())
