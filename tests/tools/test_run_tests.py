"""The front end of the tests sees what it should: injected suites and preparations that fail, are empty or are skipped."""
import contextlib
import io
import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import run_tests  # noqa: E402  the path above comes first
import suite_output  # noqa: E402
from suites import Suite, chosen  # noqa: E402

DOCTEST = "[doctest] test cases:  {ran} |  {ran} passed | 0 failed | {skipped} skipped"
UNITTEST = """test_a (t.T.test_a) ... ok
test_b (t.T.test_b)
What it is about. ... skipped 'not here'
----
Ran 2 tests in 0.1s

OK (skipped=1)"""
PYTEST = """.s
SKIPPED [1] tests/x/test_y.py:9: no Chromium
1 passed, 1 skipped in 0.02s"""


def says(text: str, code: int = 0) -> list:
    return [sys.executable, "-c", f"import sys; print({text!r}); sys.exit({code})"]


class Counting(unittest.TestCase):
    def counted(self, kind, text, good=True):
        found = suite_output.count(kind, text, good)
        return found.tests, found.skipped

    def test_each_kind(self):
        self.assertEqual(self.counted("doctest", DOCTEST.format(ran=12, skipped=0)), (12, []))
        self.assertEqual(self.counted("doctest", DOCTEST.format(ran=12, skipped=1)),
                         (12, ["1 test cases are switched off"]))
        self.assertEqual(self.counted("unittest", UNITTEST), (1, ["not here"]))
        self.assertEqual(self.counted("pytest", PYTEST), (1, ["no Chromium"]))
        self.assertEqual(self.counted("script", "RAN notebooks 7\nRAN conformance: csv 3"), (7, []))
        self.assertEqual(self.counted("check", "", False), (0, []))

    def test_what_every_kind_may_say(self):
        self.assertEqual(self.counted("doctest", "SKIPPED conformance: csv\n" + DOCTEST.format(ran=2, skipped=0)),
                         (2, ["conformance: csv"]))
        self.assertEqual(suite_output.count("script", "RAN conformance: csv 3\nRAN conformance: csv 4", True).conformance,
                         {"csv": 7})

    def test_a_skip_without_a_reason_is_seen(self):
        self.assertEqual(self.counted("pytest", "1 passed, 2 skipped in 0.1s"), (1, ["for no reason"]))
        self.assertEqual(self.counted("unittest", "Ran 3 tests in 0.1s\n\nOK (skipped=3)")[0], 0)


class Running(unittest.TestCase):
    def run_suites(self, *suites: Suite, **environment: str) -> tuple:
        """(exit status, what was printed)."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("AFINA_")}
        with mock.patch.dict(os.environ, {**clean, **environment}, clear=True), \
                contextlib.redirect_stdout(io.StringIO()) as out:
            code = run_tests.report(run_tests.Runner(list(suites), dict(os.environ), 2).run())
        return code, out.getvalue()

    def test_sound(self):
        code, out = self.run_suites(Suite("one", says("RAN things 3"), "script"),
                                    Suite("two", says(PYTEST.replace("s\nSKIPPED", "\nsk")), "pytest", 1))
        self.assertEqual(code, 0, out)
        self.assertIn("ok      one (RAN 3 tests", out)
        self.assertIn("2 passed, 0 failed", out)

    def test_a_suite_that_ran_nothing_fails(self):
        for kind, text in (("script", "all is well"), ("unittest", "Ran 0 tests in 0.0s\n\nOK"), ("pytest", ""),
                           ("doctest", DOCTEST.format(ran=0, skipped=0))):
            code, out = self.run_suites(Suite("empty", says(text), kind), Suite("one", says("RAN things 3"), "script"))
            self.assertEqual(code, 1, kind)
            self.assertIn("FAILED empty: ran no test", out)

    def test_a_suite_that_ends_badly_fails_and_shows_its_output(self):
        code, out = self.run_suites(Suite("bad", says("RAN things 3\nthe cause", 1), "script"))
        self.assertEqual(code, 1)
        self.assertIn("the cause", out)
        code, out = self.run_suites(Suite("gone", ["/nowhere/at-all"], "check"))
        self.assertEqual(code, 1)

    def test_nothing_at_all_is_a_failure(self):
        self.assertEqual(self.run_suites()[0], 1)

    def skipping(self, **environment: str) -> tuple:
        return self.run_suites(Suite("browser", says("no Chromium here", run_tests.CANNOT), "script", prepares=True),
                               Suite("pages", says("RAN pages 9"), "script", needs=("browser",)),
                               Suite("one", says("RAN things 3"), "script"), **environment)

    def test_what_cannot_be_had_skips_what_needs_it_with_the_reason(self):
        code, out = self.skipping()
        self.assertEqual(code, 0, out)
        self.assertIn("skipped in browser, pages: no Chromium here", out)
        self.assertIn("1 passed, 0 failed", out)

    def test_where_everything_is_required_a_skip_is_a_failure(self):
        code, out = self.skipping(AFINA_REQUIRE="all")
        self.assertEqual(code, 1)
        self.assertIn("skipped, but required here: pages: no Chromium here", out)
        code, out = self.run_suites(Suite("one", says(PYTEST), "pytest"), AFINA_REQUIRE="all")
        self.assertEqual(code, 1)

    def test_but_for_those_that_are_named(self):
        code, out = self.skipping(AFINA_REQUIRE="all", AFINA_MAY_SKIP="other: thing\nno Chromium")
        self.assertEqual(code, 0, out)
        code, out = self.skipping(AFINA_REQUIRE="all", AFINA_MAY_SKIP="pages: no Chromium\n\n")
        self.assertEqual(code, 1, "the preparation's own skip is not named")

    def test_a_preparation_that_fails_is_a_failure_and_nothing_that_needs_it_runs(self):
        with tempfile.TemporaryDirectory() as folder:
            mark = pathlib.Path(folder) / "ran"
            code, out = self.run_suites(
                Suite("module", says("error: expected ';'", 2), "script", prepares=True),
                Suite("package", [sys.executable, "-c", f"open({str(mark)!r}, 'w')"], "check", needs=("module",)),
                Suite("one", says("RAN things 3"), "script"))
            self.assertEqual(code, 1)
            self.assertIn("error: expected ';'", out)
            self.assertIn("FAILED  package (needs module", out)
            self.assertFalse(mark.exists())

    def test_two_of_one_core_run_side_by_side_and_one_of_two_runs_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            watch = ("import os, pathlib, time; here = pathlib.Path({!r}); mine = here / str(os.getpid()); mine.touch()\n"
                     "most = 0\nfor _ in range(10):\n    most = max(most, len(list(here.iterdir()))); time.sleep(0.05)\n"
                     "mine.unlink(); print('RAN at once', most)").format(folder)
            command = [sys.executable, "-c", watch]
            suites = [Suite("a", command, "script", 1), Suite("b", command, "script", 1), Suite("c", command, "script", 2)]
            _, out = self.run_suites(*suites)
        self.assertIn("c (RAN 1 tests", out)
        self.assertTrue("a (RAN 2 tests" in out or "b (RAN 2 tests" in out, out)

    def test_a_suite_that_is_kept_on_a_core_sees_one(self):
        told = [sys.executable, "-c", "import os; print('RAN cores', len(os.sched_getaffinity(0)))"]
        _, out = self.run_suites(Suite("kept", told, "script", 1, pinned=True), Suite("free", told, "script", 2))
        self.assertIn("kept (RAN 1 tests", out)
        self.assertIn(f"free (RAN {len(os.sched_getaffinity(0))} tests", out)

    def test_names_bring_what_they_need(self):
        suites = [Suite("module", [], "script", prepares=True), Suite("wheel", [], "script", needs=("module",)),
                  Suite("pages", [], "script", needs=("wheel",)), Suite("other", [], "script")]
        self.assertEqual([one.name for one in chosen(suites, ["pag"])], ["module", "wheel", "pages"])
        self.assertEqual([one.name for one in chosen(suites, [])], ["module", "wheel", "pages", "other"])


if __name__ == "__main__":
    unittest.main()
