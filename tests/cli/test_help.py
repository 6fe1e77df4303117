"""Help, version, usage, languages and exit codes."""
import json

import support
from support import CliCase, afina

COMMANDS = ("demo curso preview tune resume eval generate chat classify summarize tokenize detokenize train-tokenizer template score "
            "forms pretrain bench models version").split()
LATER = "doctor plan sweep report export serve".split()


class Help(CliCase):
    def test_general_help_lists_every_command_in_both_languages(self):
        for lang, word in (("es", "Uso:"), ("en", "Usage:")):
            for call in (["--help"], ["-h"], ["help"]):
                result = self.done(*call, "--lang", lang)
                self.assertIn(word, result.out)
                self.assertEqual(result.err, "")
                for command in COMMANDS:
                    shown = "course" if (lang, command) == ("en", "curso") else command
                    self.assertRegex(result.out, rf"(?m)^  {shown} ")

    def test_every_command_explains_itself_without_its_arguments(self):
        for command in COMMANDS:
            spanish = self.done(command, "--help").out
            english = self.done(command, "--help", "--lang", "en").out
            self.assertIn(f"afina {command}", spanish)
            self.assertNotEqual(spanish.splitlines()[0], english.splitlines()[0])
            for line in (spanish + english).splitlines():
                self.assertNotIn("  TEXT [", line)
            self.assertIn("--json", spanish)

    def test_the_course_has_a_name_in_each_language(self):
        for command in ("curso", "course"):
            self.assertIn("Uso: afina curso [FOLDER]", self.done(command, "--help", "--lang", "es").out)
            self.assertIn("Usage: afina course [FOLDER]", self.done(command, "--help", "--lang", "en").out)

    def test_tune_help_says_ranges_and_standards(self):
        english = self.done("tune", "--help", "--lang", "en").out
        for option in ("--task", "--method", "--rank", "--learning-rate", "--max-steps", "--seed", "--target"):
            self.assertIn(option, english)
        self.assertIn("classify|instruct|summarize|continue", english)

    def test_version(self):
        self.assertRegex(self.done("version").out, r"^afina \d+\.\d+\.\d+ \(.+\)\n$")
        self.assertEqual(self.done("--version").out, self.done("version").out)
        found = self.done("version", "--json").json
        self.assertEqual(set(found), {"version", "instruction_set"})

    def test_models_list(self):
        found = self.done("models", "list", "--json").json
        self.assertLessEqual({"llama", "qwen2", "gpt2"}, set(found["architectures"]))
        self.assertEqual(self.done("models", "--json").json, found)


class Language(CliCase):
    def first_line(self, *arguments, **env):
        return self.done("--help", *arguments, env=env).out.splitlines()[0]

    def test_option_then_variable_then_locale_then_spanish(self):
        spanish, english = self.first_line("--lang", "es"), self.first_line("--lang", "en")
        self.assertNotEqual(spanish, english)
        self.assertEqual(self.first_line(), spanish)
        self.assertEqual(self.first_line(AFINA_LANG="en"), english)
        self.assertEqual(self.first_line("--lang", "es", AFINA_LANG="en"), spanish)
        self.assertEqual(self.first_line("--lang=en", AFINA_LANG="es"), english)
        self.assertEqual(self.first_line(LANG="en_GB.UTF-8"), english)
        self.assertEqual(self.first_line(LANG="es_PE.UTF-8"), spanish)
        self.assertEqual(self.first_line(LC_ALL="en_US.UTF-8", LANG="es_ES.UTF-8"), english)
        self.assertEqual(self.first_line(AFINA_LANG="es", LANG="en_US.UTF-8"), spanish)
        self.assertEqual(self.first_line(LANG="C.UTF-8"), spanish)
        self.assertEqual(self.first_line(LANG="fr_FR.UTF-8"), spanish)

    def test_the_courses_two_names_are_its_two_languages_unless_it_is_said(self):
        def english(*line, **env):
            return "no option" in afina(*line, "--epoch", env=env).err
        self.assertEqual([english(name) for name in ("curso", "course")], [False, True])
        self.assertEqual([english(name, LANG="es_PE.UTF-8") for name in ("curso", "course")], [False, True])
        self.assertEqual([english(name, AFINA_LANG="en") for name in ("curso", "course")], [True, True])
        self.assertEqual([english(name, "--lang", "es") for name in ("curso", "course")], [False, False])


class Usage(CliCase):
    def test_syntax_errors_end_2_name_the_word_and_help(self):
        for line, code, place, hint in (
                (["nada"], "unknown_command", "nada", "afina --help"),
                (["tun", "a.csv"], "unknown_command", "tun", "afina tune"),
                (["cursos"], "unknown_command", "cursos", "afina curso"),
                (["corse"], "unknown_command", "corse", "afina course"),
                (["tune"], "missing_argument", "DAT", "--help"),
                (["generate"], "missing_argument", "MODEL", "--help"),
                (["tune", "a.csv", "--epoch", "1"], "unknown_option", "--epoch", "--epochs"),
                (["--nada"], "unknown_option", "--nada", "--"),
                (["tune", "a.csv", "--rank", "mucho"], "bad_value", "mucho", "--help"),
                (["tune", "a.csv", "--threads", "dos"], "bad_value", "dos", "--help"),
                (["tune", "a.csv", "--rank"], "missing_value", "--rank", "--help"),
                (["version", "sobra"], "extra_argument", "sobra", "")):
            with self.subTest(line=line):
                texts = self.refused(*line, code="cli." + code, place=place, exit=2)
                for said in texts.values():
                    self.assertIn(hint, said.splitlines()[1])

    def test_a_syntax_error_in_json(self):
        result = afina("tune", "a.csv", "--epoch", "1", "--json")
        self.assertEqual(result.code, 2)
        self.assertEqual(result.json["error"]["code"], "cli.unknown_option")

    def test_no_command_shows_the_help_on_stderr(self):
        result = afina()
        self.assertEqual((result.code, result.out), (2, ""))
        self.assertIn("Uso:", result.err)

    def test_what_later_versions_bring_ends_1_with_a_hint(self):
        for command in LATER:
            with self.subTest(command=command):
                self.refused(command, "algo", code="cli.later", place=command)
                self.refused(command, "--some-option", "x", code="cli.later", place=command)
        for action in ("download", "verify", "remove"):
            self.refused("models", action, "x", code="cli.later", place=action)

    def test_json_refusals_are_json_too(self):
        result = afina("tokenize", "no/hay", "--json")
        self.assertEqual(result.code, 1)
        error = json.loads(result.out)["error"]
        self.assertEqual(set(error), {"code", "message", "hint"})
        self.assertIn(error["code"], result.err)

    def test_a_full_standard_output_is_no_success(self):
        with open("/dev/full", "wb") as full:
            result = afina("--lang", "en", "version", stdout=full)
        self.assertEqual(result.code, 1, result)
        self.assertIn("io.disk_full", result.err)


if __name__ == "__main__":
    support.main()
