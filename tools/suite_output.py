"""What a suite's output says: how many tests ran, what was skipped and why."""
import dataclasses
import re


@dataclasses.dataclass
class Counted:
    tests: int = 0
    skipped: list = dataclasses.field(default_factory=list)      # reasons
    conformance: dict = dataclasses.field(default_factory=dict)  # set -> cases


def count(kind: str, output: str, good: bool) -> Counted:
    """`kind`: doctest, unittest and pytest count themselves; a script prints «RAN name N», a check is one test."""
    found = Counted()
    for name, cases in re.findall(r"^RAN conformance: (.*) (\d+)$", output, re.M):
        found.conformance[name] = found.conformance.get(name, 0) + int(cases)
    found.skipped = re.findall(r"^SKIPPED (?!\[\d+\] )(.*?)\s*$", output, re.M)
    found.tests = COUNTERS[kind](output, good, found.skipped)
    found.skipped = list(dict.fromkeys(found.skipped))
    return found


def _doctest(output: str, good: bool, skipped: list) -> int:
    total = re.search(r"^\[doctest\] test cases: +(\d+) \|.*\| +(\d+) skipped", output, re.M)
    if total and int(total[2]):
        skipped.append(f"{total[2]} test cases are switched off")
    return int(total[1]) if total else 0


def _unittest(output: str, good: bool, skipped: list) -> int:
    """Run with -v: only then does unittest say why it skipped."""
    totals = [int(number) for number in re.findall(r"^Ran (\d+) tests? in ", output, re.M)]
    reasons = [match[1] for match in re.finditer(r" \.\.\. skipped (?:'(.*)'|\"(.*)\")$", output, re.M)]
    unsaid = sum(int(number) for number in re.findall(r"^(?:OK|FAILED) \(.*?skipped=(\d+)", output, re.M))
    skipped += [reason or "for no reason" for reason in reasons]
    return sum(totals) - max(unsaid, len(reasons))


def _pytest(output: str, good: bool, skipped: list) -> int:
    """Run with -rs: only then does pytest say why it skipped."""
    reasons = re.findall(r"^SKIPPED \[\d+\] \S+: (.*)$", output, re.M)
    skipped += reasons
    last = (re.findall(r"^.*\b\d+ (?:passed|failed|skipped|errors?)\b.* in [\d.]+s.*$", output, re.M) or [""])[-1]
    if re.search(r"\d+ skipped", last) and not reasons:
        skipped.append("for no reason")
    return sum(int(number) for number in re.findall(r"(\d+) (?:passed|failed|errors?|xfailed|xpassed)", last))


def _script(output: str, good: bool, skipped: list) -> int:
    return sum(int(number) for number in re.findall(r"^RAN (?!conformance: ).* (\d+)$", output, re.M))


def _check(output: str, good: bool, skipped: list) -> int:
    return 1 if good else 0


COUNTERS = {"doctest": _doctest, "unittest": _unittest, "pytest": _pytest, "script": _script, "check": _check}
