"""A few rounds of the campaigns in tests/endurance: commands that are asked to stop, and runs that are killed."""
import pathlib
import sys
import unittest

import support

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "endurance"))
import interrupt
import kill


class Campaigns(unittest.TestCase):
    def test_commands_that_are_asked_to_stop(self):
        self.assertEqual(interrupt.run(16, seed=3, slack=10, light=True, with_python=False), 0)

    def test_runs_that_are_killed(self):
        self.assertEqual(kill.run(10, seed=3, light=True), 0)


if __name__ == "__main__":
    support.main()
