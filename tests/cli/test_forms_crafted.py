"""forms: hand-ins that were crafted or damaged, a few of those of tests/endurance/mutate_handins.py."""
import sys

import support

sys.path[:0] = [str(support.ROOT / "tests" / "endurance"), str(support.ROOT / "tests" / "survey")]
import crafted_handins
import make_learners
import mutate_handins
from support import CliCase


class Crafted(CliCase):
    def test_each_is_named_or_counted_and_nothing_else_moves(self):
        self.assertEqual(mutate_handins.main(["--every", "8", "--count", "40", "--stores", "20"]), 0)

    def test_every_way_to_hand_in_a_database_is_refused(self):
        self.assertEqual(mutate_handins.main(["--only", "database", "--count", "0", "--stores", "0"]), 0)

    def test_a_journal_beside_a_store_removes_no_other_file(self):
        victim = self.write("examen.docx", "de quien enseña")
        store = self.folder / "persona.sqlite"
        make_learners.write_store(make_learners.make()[0], store)
        journal = crafted_handins.journal_naming(victim, store.stat().st_size // 4096)
        for action in (["report"], ["merge"], ["export"], ["erase", "--yes"]):
            self.write("persona.sqlite-journal", journal)
            before = support.tree(self.folder)
            self.refused("forms", *action, store, "--out", self.folder / "out.json", place="persona.sqlite",
                         code="survey.all_skipped" if action[0] in ("report", "merge") else "survey.corrupt")
            self.assertEqual(support.tree(self.folder), before)


if __name__ == "__main__":
    support.main()
