"""Run folders: who works in one, what is left after a kill, what was changed. Small counts of tests/endurance."""
import json
import pathlib
import shutil
import subprocess
import sys
import time

import support
from support import CliCase, rows, tiny_model, write_csv

sys.path.insert(0, str(support.ROOT / "tests" / "endurance"))
import mutate_runs  # noqa: E402
import races  # noqa: E402


class Folders(CliCase):
    def setUp(self):
        super().setUp()
        self.data = write_csv(self.folder / "q.csv", ["texto", "departamento"], rows(60))
        self.out = self.folder / "run"
        self.call = ["tune", self.data, "--model", tiny_model(), "--method", "lora", "--out", self.out, "--max-steps", 4000,
                     "--evaluate-every", 4000, "--max-length", 64, "--patience", 0]

    def begun(self):
        """A run that is under way and has saved nothing yet."""
        process = subprocess.Popen([support.PROGRAM, *map(str, self.call)], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=support.environment())
        while not (self.out / "run.json").exists():
            self.assertIsNone(process.poll())
            time.sleep(0.002)
        return process

    def test_a_folder_in_use_says_by_whom(self):
        process = self.begun()
        try:
            for command in (self.call, ["resume", self.out], ["classify", self.out, "--text", "a"], ["eval", self.out]):
                result = support.afina(*command, "--lang", "es")
                self.assertEqual(result.code, 1, result)
                self.assertIn("workflow.run_busy", result.err)
                self.assertIn(f"afina tune (proceso {process.pid})", result.err)
        finally:
            process.kill()
            process.wait()

    def test_a_run_killed_before_it_saved_anything_is_begun_again(self):
        process = self.begun()
        process.kill()
        process.wait()
        self.assertFalse((self.out / "checkpoint.safetensors").exists())
        self.refused(*self.call, code="workflow.run_pending", place="afina resume")
        self.refused("eval", self.out, code="workflow.run_unfinished", place="afina resume")
        stopped = support.interrupt(["resume", self.out], '"progress"')
        self.assertEqual(stopped.code, 130, stopped)
        self.assertGreater(json.loads(stopped.out)["result"]["steps"], 0)

    def test_leftovers_of_a_kill_before_the_manifest_are_in_nobodys_way(self):
        self.out.mkdir()
        for name in (".afina-lock", ".afina-999999999-0.tmp"):
            (self.out / name).write_text("x")
        short = [4 if part == 4000 else part for part in self.call]
        self.done(*short)
        self.assertEqual([p.name for p in self.out.iterdir() if p.name.startswith(".afina")], [])

    def test_a_run_on_a_folder_for_reading_only_can_be_used_and_judged(self):
        short = [4 if part == 4000 else part for part in self.call]
        self.done(*short)
        plain = self.done("eval", self.out, "--json").json
        (self.out / "evaluation.json").unlink()
        reading = pathlib.Path(self.folder / "otra")
        self.out.rename(reading)
        (reading / "evaluation.json").mkdir()   # nobody, root included, can replace a folder by a file
        judged = self.done("eval", reading, "--json")
        self.assertIn("evaluation.json", judged.err)
        self.assertEqual(judged.json["entries"], plain["entries"])

    def test_a_shipped_run_finds_its_data_anywhere(self):
        shipped = support.ROOT / "python" / "afina" / "course" / "states" / "quejas"
        run = shutil.copytree(shipped, self.folder / "copia")
        result = self.done("eval", run, "--generate-rows", 0, "--json", cwd=self.folder)
        self.assertGreater(result.json["rows"], 50)


class Endurance(CliCase):
    def test_races(self):
        self.assertEqual(races.race(seed=3, count=4), 0)

    def test_mutations(self):
        self.assertEqual(mutate_runs.campaign(seed=3, count=60), 0)


if __name__ == "__main__":
    support.main()
