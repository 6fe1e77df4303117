"""Hostile texts take time in proportion: a small count of tests/endurance/linear.py, and what is refused."""
import subprocess
import sys

import support
from support import CliCase, ROOT, tiny_model


class Linear(CliCase):
    def test_a_sample_of_the_families(self):
        for family in ("«. »", "brackets and words", "a long run before words", "marks"):
            done = subprocess.run([sys.executable, ROOT / "tests" / "endurance" / "linear.py", "--bytes", "400000",
                                   "--only", family], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Reading(CliCase):
    def test_what_is_no_file_is_refused(self):
        tokenizer = tiny_model() / "tokenizer.json"
        self.refused("tokenize", tokenizer, "--file", self.folder, code="io.not_a_file", place=self.folder)
        self.refused("tokenize", tokenizer, "--file", "/proc/self/mem", code="io.not_a_file", place="/proc/self/mem")

    def test_the_last_line_may_lack_its_break_and_long_lines_are_whole(self):
        tokenizer = tiny_model() / "tokenizer.json"
        long = "casa " * 40_000
        made = self.done("tokenize", tokenizer, input=f"{long}\n\nsol\x00y luna").json_lines
        self.assertEqual(len(made), 3)
        self.assertEqual(made[0]["offsets"][-1][1], len(long))
        self.assertEqual(made[1], {"ids": [], "offsets": [], "tokens": []})
        self.assertEqual(made[2]["offsets"][-1][1], len("sol\x00y luna"))
        self.assertEqual(len(made[0]["ids"]), len(made[0]["tokens"]))

    def test_a_table_is_no_document(self):
        table = self.write("datos.csv", "texto,etiqueta\nEl agua baja turbia,Aguas\n")
        self.refused("summarize", table, code="workflow.not_a_document", place="datos.csv")


if __name__ == "__main__":
    support.main()
