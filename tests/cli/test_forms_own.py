"""forms: what a person does with their own answers, exporting and erasing them."""
import json
import os
import sys

import support
from support import CliCase, tree

sys.path.insert(0, str(support.ROOT / "tests" / "survey"))
import make_learners


class Own(CliCase):
    def setUp(self):
        super().setUp()
        self.home = {"AFINA_HOME": str(self.folder / "casa")}
        (self.folder / "casa").mkdir()
        self.store = self.folder / "casa" / "course.sqlite"
        self.learner = make_learners.make()[0]
        make_learners.write_store(self.learner, self.store)

    def test_exporting_and_reading_it_back(self):
        out = self.folder / "entrega.json"
        said = self.done("forms", "export", "--out", out, env=self.home)
        self.assertIn(self.learner.code, said.out)
        document = json.loads(out.read_text(encoding="utf-8"))["learners"][0]
        key = lambda answer: (answer["notebook"], answer["instrument"], answer["item"])
        self.assertEqual(document["answers"], sorted(self.learner.answers.values(), key=key))
        self.assertEqual(document["events"], self.learner.events)
        self.assertEqual(set(document), {"code", "consent_at", "generated", "answers", "events"})
        self.assertEqual(self.done("forms", "report", "--json", env=self.home).json["people"], 1)
        named = self.done("forms", "export", "--json", env=self.home, cwd=self.folder).json["file"]
        self.assertEqual(named, f"afina-{self.learner.code}.json")
        self.assertTrue((self.folder / named).exists())

    def test_erasing_asks_first(self):
        self.refused("forms", "erase", code="cli.need_yes", place="export", env=self.home)
        self.assertTrue(self.done("forms", "erase", "--yes", "--json", env=self.home).json["erased"])
        self.assertEqual(os.listdir(self.store.parent), [])
        self.assertFalse(self.done("forms", "erase", "--yes", "--json", env=self.home).json["erased"])
        for action in ("export", "report"):
            self.refused("forms", action, code="survey.no_consent", env=self.home)

    def test_a_damaged_store_is_told_and_kept(self):
        self.store.write_bytes(b"SQLite format 3\x00" + bytes(2000))
        before = tree(self.folder)
        self.refused("forms", "export", code="survey.corrupt", place="course.sqlite", env=self.home)
        self.assertEqual(tree(self.folder), before)
        self.refused("forms", "export", self.store, self.store, code="cli.one_store", env=self.home)


if __name__ == "__main__":
    support.main()
