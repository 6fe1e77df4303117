"""Each objective of the course has an exercise, a quiz question and a test item, and each of those an objective."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import notebooks  # noqa: E402

TABLE = json.loads((notebooks.ROOT / "docs" / "objectives.json").read_text(encoding="utf-8"))["objectives"]
BANK = notebooks.ROOT / "assets" / "course"
LESSONS = ("00", "01", "02", "03", "04", "05")


class Objectives(unittest.TestCase):
    def test_the_table_names_what_exists(self):
        exercises = {entry["id"] for number in LESSONS for entry in notebooks.content(number)["exercises"]}
        questions = {entry["id"] for number in LESSONS for entry in notebooks.content(number)["quiz"]}
        for row in TABLE:
            self.assertTrue(row["exercises"] and row["quiz"] and len(row["test"]) == 2, row["id"])
            self.assertLessEqual(set(row["exercises"]), exercises, row["id"])
            self.assertLessEqual(set(row["quiz"]), questions, row["id"])

    def test_each_exercise_and_question_serves_an_objective_of_its_lesson_and_none_is_left_out(self):
        for number in LESSONS:
            told = notebooks.content(number)
            aims = {entry["id"] for entry in told["objectives"]}
            served = [entry["objective"] for kind in ("exercises", "quiz") for entry in told[kind]]
            self.assertEqual(set(served), aims, number)

    def test_the_table_agrees_with_the_test_items(self):
        if not BANK.exists():
            self.skipTest("the item bank is not in this tree")
        for form in ("a", "b"):
            items = json.loads((BANK / f"test_{form}.json").read_text(encoding="utf-8"))["items"]
            asked = {item["objective"]: item["id"] for item in items}
            self.assertEqual(asked, {row["id"]: next(t for t in row["test"] if t[0] == form) for row in TABLE})


if __name__ == "__main__":
    unittest.main()
