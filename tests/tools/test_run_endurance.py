"""The front end of the campaigns runs each, hands on count and seed, and fails where one does or where there is none."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Campaigns(unittest.TestCase):
    def run_all(self, *arguments, **scripts):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in scripts.items():
                pathlib.Path(folder, f"{name}.py").write_text(text, encoding="utf-8")
            done = subprocess.run([sys.executable, ROOT / "tools" / "run_endurance.py", "--folder", folder, *arguments],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def test_each_runs_with_count_and_seed(self):
        code, out = self.run_all("--count", "7", "--seed", "3",
                                 kill='import sys; print(sys.argv[1:])  # "--count" "--seed"',
                                 races="import sys; sys.exit(1)",
                                 linear="import sys; print('linear', sys.argv[1:])")
        self.assertEqual(code, 1)
        self.assertIn("['--count', '7', '--seed', '3']", out)
        self.assertIn("linear []", out)
        self.assertIn("ok      kill", out)
        self.assertIn("FAILED  races", out)

    def test_without_a_failure(self):
        self.assertEqual(self.run_all("ki", kill="print('300 kills, all resumed')", races="import sys; sys.exit(1)")[0], 0)

    def test_none_at_all_is_a_failure(self):
        self.assertEqual(self.run_all()[0], 1)


if __name__ == "__main__":
    unittest.main()
