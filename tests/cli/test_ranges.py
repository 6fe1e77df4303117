"""Every option of every command: a value just outside its range is refused by its own name, one just inside is not."""
import functools
import itertools

import support
from support import CliCase, afina

REFUSALS = ("workflow.option_out_of_range", "workflow.option_choice", "cli.bad_value")
NOT_NUMBERS = ("nan", "inf", "-inf", "1e400", "99999999999999999999")


@functools.lru_cache(maxsize=None)
def listing():
    """What the program says of itself."""
    return afina("--help", "--json").json


def options():
    for command in listing()["commands"]:
        for option in command["options"] + listing()["everywhere"]:
            yield command, option


def numbers():
    return [(c, o) for c, o in options() if o["type"] in ("integer", "number")]


def line(command):
    """The command with a word for each argument that it needs; none of them exists."""
    return [command["name"], *("no/hay" for a in command["arguments"] if a["required"])]


def outside(option):
    step = 1 if option["type"] == "integer" else 1e-6 * max(1, abs(option["max"]))
    return option["min"] - step, option["max"] + step


class Listing(CliCase):
    def test_every_number_has_a_range_and_a_standard_value_within_it(self):
        self.assertGreater(len(numbers()), 60)
        for command, option in numbers():
            with self.subTest(command=command["name"], option=option["name"]):
                self.assertIsNotNone(option["min"])
                self.assertIsNotNone(option["max"])
                self.assertLessEqual(option["max"], 2**53)
                self.assertTrue(option["min"] <= option["default"] <= option["max"])

    def test_one_command_alone(self):
        found = self.done("tune", "--help", "--json").json
        self.assertEqual(found, next(c for c in listing()["commands"] if c["name"] == "tune"))

    def test_both_languages_list_the_same(self):
        english = self.done("help", "--json", "--lang", "en").json
        names = [[o["name"] for o in c["options"]] for c in english["commands"]]
        self.assertEqual(names, [[o["name"] for o in c["options"]] for c in listing()["commands"]])


class Ranges(CliCase):
    def check_refused(self, command, option, value, code):
        result = afina(*line(command), option["name"], value, "--lang", "en")
        self.assertEqual((result.code, result.out), (1, ""), result)
        first = result.err.splitlines()[0]
        self.assertTrue(first.startswith(f"afina: {code}: {option['name']}: "), result)
        self.assertIn(str(value), first, result)
        return first

    def test_just_outside_is_refused_by_its_own_name(self):
        for command, option in numbers():
            for value in outside(option):
                with self.subTest(command=command["name"], option=option["name"], value=value):
                    typed = repr(value).removesuffix(".0")
                    said = self.check_refused(command, option, typed, "workflow.option_out_of_range")
                    self.assertRegex(said, r"outside the allowed range, \S+ to \S+\.$")

    def test_what_is_no_number_of_that_kind(self):
        seen = {}
        for command, option in numbers():
            seen.setdefault((option["name"], option["type"]), (command, option))
        for (command, option), value in itertools.product(seen.values(), NOT_NUMBERS):
            whole = option["type"] == "integer"
            with self.subTest(command=command["name"], option=option["name"], value=value):
                if whole and value != "99999999999999999999":
                    result = afina(*line(command), option["name"], value)
                    self.assertEqual(result.code, 2, result)
                    self.assertIn("cli.bad_value", result.err)
                else:
                    shown = value if whole else value.replace("99999999999999999999", "1e+20")
                    self.check_refused(command, option, shown, "workflow.option_out_of_range")

    def test_just_inside_is_not_refused_for_its_value(self):
        for command, option in numbers():
            if command["name"] in ("demo", "curso", "version", "models", "forms", "bench"):
                continue  # they would run
            for value in (option["min"], option["max"]):
                with self.subTest(command=command["name"], option=option["name"], value=value):
                    result = afina(*line(command), option["name"], value, input="", cwd=self.folder)
                    for code in REFUSALS:
                        self.assertNotIn(code, result.err, result)

    def test_choices(self):
        for command, option in options():
            if not option["choices"]:
                continue
            with self.subTest(command=command["name"], option=option["name"]):
                said = self.check_refused(command, option, "mágico", "workflow.option_choice")
                for choice in option["choices"]:
                    self.assertIn(choice, said)

    def test_of_two_values_the_bad_one_is_named(self):
        for bad, good in (("--top-k", "--seed"), ("--seed", "--top-k")):
            result = afina("generate", "no/hay", "--prompt", "a", bad, "-1", good, "1")
            self.assertIn(f"{bad}: -1 ", result.err)


class Words(CliCase):
    def test_a_value_that_is_missing_or_given_twice(self):
        self.refused("tune", "a.csv", "--rank", "--json", code="cli.missing_value", place="--rank", exit=2)
        self.refused("tune", "a.csv", "--rank", "4", "--rank", "8", code="cli.repeated_option", place="--rank", exit=2)
        self.refused("tune", "a.csv", "--json=perhaps", code="cli.switch_value", place="--json", exit=2)

    def test_a_list_may_be_given_twice(self):
        result = afina("generate", "no/hay", "--prompt", "a", "--stop", "x", "--stop", "y")
        self.assertIn("workflow.hub_not_available", result.err)


if __name__ == "__main__":
    support.main()
