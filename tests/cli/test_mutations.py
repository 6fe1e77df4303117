"""Chat templates and GGUF headers changed at random: small counts of tests/endurance."""
import os
import pathlib
import subprocess
import sys
import unittest

import support
from support import ROOT

BUILD = pathlib.Path(support.PROGRAM).resolve().parent


class Mutations(unittest.TestCase):
    def campaign(self, name, count):
        done = subprocess.run([sys.executable, ROOT / "tests" / "endurance" / f"{name}.py", "--count", str(count)],
                              env=dict(os.environ, AFINA_BUILD=str(BUILD)), text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])

    def test_templates(self):
        self.campaign("mutate_templates", 2000)

    def test_gguf_headers(self):
        self.campaign("mutate_gguf", 5000)


if __name__ == "__main__":
    support.main()
