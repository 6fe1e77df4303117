"""The documents for who teaches: easy to read, and true of the program, the course and the files that they name."""
import base64
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import notebooks  # noqa: E402
import readability  # noqa: E402

ROOT = notebooks.ROOT
PROGRAM = pathlib.Path(os.environ.get("AFINA_PROGRAM") or ROOT / "build" / "afina")
GUIDES = {"es": ROOT / "docs" / "es" / "guia-docente.md", "en": ROOT / "docs" / "en" / "teachers-guide.md"}
SPANISH = [ROOT / "docs" / "es" / name for name in (
    "guia-docente.md", "informe-final.md", "devoluciones.md", "ficha-caza.md", "hoja-consentimiento.md",
    "hoja-observacion.md")]
ENGLISH = [ROOT / "docs" / "en" / name for name in (
    "teachers-guide.md", "hunt-sheet.md", "consent-sheet.md", "observation-sheet.md")]
DOCUMENTS = [*SPANISH, *ENGLISH]
SLIDES = ROOT / "docs" / "es" / "presentacion.html"
LESSONS = ("00", "01", "02", "03", "04", "05")


def read(path: pathlib.Path) -> str:
    return path.read_text(encoding="utf-8")


def paragraphs(markdown: str) -> list[str]:
    """Blocks of running text, with the lines of a wrapped paragraph or list item joined; no code, no references."""
    text = re.sub(r"```.*?```", "", markdown, flags=re.S)
    text = re.sub(r"^## (Referencias|References).*?(?=^## |\Z)", "", text, flags=re.S | re.M)
    text = re.sub(r"`[^`]*`", "algo", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"\n(?!\n|[-|>#]|\d+\.\s)[ ]*", " ", text)
    text = re.sub(r"\n> ?(?=\S)", " ", text)
    text = text.replace(" · ", ". ")
    return [block for line in text.splitlines() if (block := notebooks.prose(line))]


def commands(markdown: str) -> list[str]:
    """Every command of the document: the code in its lines and the lines of its code."""
    text = re.sub(r"\\\n\s*", " ", markdown)
    blocks = [line for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines()]
    inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
    return [" ".join(code.split()) for code in [*blocks, *inline]]


@functools.cache
def help_of(command: str = "") -> str:
    return subprocess.run([PROGRAM, *command.split(), "--help"], text=True, capture_output=True, check=True).stdout


def anchor(title: str) -> str:
    """The name that a heading has in a link: lower case, spaces as dashes, signs left out."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


class Reading(unittest.TestCase):
    def test_spanish_is_easy_to_read(self):
        for path in SPANISH:
            blocks = paragraphs(read(path))
            self.assertGreaterEqual(readability.inflesz(" ".join(blocks)), 60, path.name)
            for sentence in readability.sentences(" ".join(blocks)):
                self.assertLessEqual(len(sentence), 30, f"{path.name}: {' '.join(sentence)}")

    def test_english_has_no_long_sentences(self):
        for path in ENGLISH:
            for sentence in readability.sentences(" ".join(paragraphs(read(path)))):
                self.assertLessEqual(len(sentence), 30, f"{path.name}: {' '.join(sentence)}")

    def test_lines_keep_within_the_columns(self):
        for path in DOCUMENTS:
            for line in read(path).splitlines():
                self.assertTrue(len(line) <= 120 or line.startswith("|"), f"{path.name}: {line}")


class Truth(unittest.TestCase):
    def test_every_relative_link_resolves_to_a_file_and_a_heading(self):
        for path in DOCUMENTS:
            for target in re.findall(r"\]\(([^)]+)\)", read(path)):
                if re.match(r"https?:", target):
                    continue
                name, _, heading = target.partition("#")
                found = (path.parent / name).resolve() if name else path
                self.assertTrue(found.exists(), f"{path.name}: {target}")
                if heading:
                    titles = {anchor(t) for t in re.findall(r"^#+ (.+)$", read(found), re.M)}
                    self.assertIn(heading, titles, f"{path.name}: {target}")

    def test_every_target_of_make_and_every_script_exists(self):
        makefile = read(ROOT / "Makefile")
        for path in DOCUMENTS:
            for code in commands(read(path)):
                for target in re.findall(r"(?:^|&& )make ([a-z-]+)", code):
                    self.assertRegex(makefile, rf"(?m)^(?:[a-z-]+ )*{target}(?: [a-z-]+)*:", f"{path.name}: {code}")
                for script in re.findall(r"\b(?:tools|tests|benchmarks|assets)/[\w./-]+\.(?:py|sh|csv|txt)", code):
                    self.assertTrue((ROOT / script).exists(), f"{path.name}: {script}")

    @unittest.skipUnless(PROGRAM.exists(), "the program is not built")
    def test_every_command_of_the_program_exists_with_its_options(self):
        known = {*re.findall(r"^  ([a-z-]+)  ", help_of(), re.M), "course"}  # the English name of curso
        for path in DOCUMENTS:
            for code in commands(read(path)):
                for name, rest in re.findall(r"(?:^|/| )afina ([a-z-]+)([^&|]*)", re.sub(r"^.*\bcd afina\b", "", code)):
                    self.assertIn(name, known, f"{path.name}: {code}")
                    for option in re.findall(r" (--[a-z-]+)", rest):
                        self.assertIn(option, help_of(name), f"{path.name}: {code}")
                    if name == "forms" and (action := re.match(r" ([a-z]+)", rest)):
                        self.assertRegex(help_of("forms"), rf"ACTION .*\b{action[1]}\b", f"{path.name}: {code}")

    def test_every_step_of_the_course_exists(self):
        steps = set(re.findall(r"^def (\w+)", read(ROOT / "python" / "afina" / "course" / "__init__.py"), re.M))
        for path in DOCUMENTS:
            self.assertLessEqual(set(re.findall(r"course\.(\w+)\(", read(path))), steps, path.name)

    def test_every_error_code_exists(self):
        pages = {"es": read(ROOT / "docs" / "es" / "errores.md"), "en": read(ROOT / "docs" / "en" / "errors.md")}
        for lang, path in GUIDES.items():
            for code in re.findall(r"`((?:data|io|survey|cli)\.\w+)`", read(path)):
                self.assertIn(f"`{code}`", pages[lang], path.name)


class Solutions(unittest.TestCase):
    def test_every_exercise_has_a_solution_in_both_guides(self):
        wanted = [entry["id"] for number in LESSONS for entry in notebooks.content(number)["exercises"]]
        for path in GUIDES.values():
            rows = re.findall(r"^\| `(\d\d\.\w+)` \| (\S.*?\S) \| (\S.*?\S) \|$", read(path), re.M)
            self.assertEqual([row[0] for row in rows], wanted, path.name)

    def test_the_rows_of_the_data_hunt_are_those_of_the_sheet(self):
        for guide, sheet in zip(GUIDES.values(), ("ficha-caza.md", "hunt-sheet.md")):
            wanted = re.findall(r"^\| ([1-8]) \| (.+) \| \|$", read(guide.parent / sheet), re.M)
            self.assertEqual(len(wanted), 8)
            for number, row in wanted:
                self.assertRegex(read(guide), rf"(?m)^\| {number} \| {re.escape(row)} \| \S", guide.name)

    def test_the_letters_of_the_quizzes_are_the_right_options(self):
        for path in GUIDES.values():
            for number in LESSONS:
                right = ["abc"[next(n for n, option in enumerate(question["options"]) if option["right"])]
                         for question in notebooks.content(number)["quiz"]]
                self.assertIn(f"| {number} | {' | '.join(right)} |", read(path), path.name)

    def test_the_criteria_are_those_of_the_report(self):
        header = read(ROOT / "docs" / "es" / "curso" / "README.md")
        for goal in ("72,6", "70 %", "0,5", "80 %"):
            self.assertIn(goal, header)
        for figure in ("72,6", "70", "0,5", "4 de 5", "80 %"):
            self.assertRegex(read(GUIDES["es"]), rf"\|[^|\n]*\| {re.escape(figure)}")
        for figure in ("72.6", "70", "0.5", "4 of 5", "80 %"):
            self.assertRegex(read(GUIDES["en"]), rf"\|[^|\n]*\| {re.escape(figure)}")


class Report(unittest.TestCase):
    def test_the_carbon_table_is_what_its_command_prints(self):
        command = [sys.executable, ROOT / "tools" / "carbon.py"]
        printed = subprocess.run(command, text=True, capture_output=True, check=True).stdout
        self.assertIn(printed, read(ROOT / "docs" / "es" / "informe-final.md"))

    def test_the_objectives_and_the_criteria_are_all_there(self):
        report = read(ROOT / "docs" / "es" / "informe-final.md")
        table = json.loads(read(ROOT / "docs" / "objectives.json"))["objectives"]
        told = re.findall(r"^\| \d+ \| .+ \| (\w+) \| (\d\d) \|$", report, re.M)
        asked = json.loads(read(ROOT / "assets" / "course" / "objectives.json"))["objectives"]
        levels = {objective["id"]: objective["level"] for objective in asked}
        words = {"understand": "comprender", "apply": "aplicar", "evaluate": "valorar"}
        self.assertEqual(told, [(words[levels[row["id"]]], row["notebook"]) for row in table])
        self.assertEqual(report.count("| 0 | no se puede decir |"), 8)


class Slides(unittest.TestCase):
    def test_the_slides_ask_for_nothing_outside_and_have_notes(self):
        page = read(SLIDES)
        slides = re.findall(r"<section\b.*?</section>", page, re.S)
        self.assertTrue(8 <= len(slides) <= 10, len(slides))
        self.assertTrue(all("<aside" in slide for slide in slides))
        self.assertNotRegex(page, r"(?:src|href)=\"(?!#)|url\(|@import")
        self.assertIn("@media print", page)

    def test_the_policy_of_the_slides_lets_their_own_script_run_and_nothing_else(self):
        page = read(SLIDES)
        scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
        allowed = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
        policy = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', page)[1]
        self.assertEqual(re.findall(r"'sha256-([^']+)'", policy), allowed)
        for part in ("default-src 'none'", "base-uri 'none'", "form-action 'none'"):
            self.assertIn(part, policy)
        self.assertIn('<meta name="referrer" content="no-referrer">', page)
        self.assertNotRegex(page, r"<script[^>]|\son\w+=")

    def test_the_words_of_the_slides_are_few_and_easy(self):
        for slide in re.findall(r"<section\b.*?</section>", read(SLIDES), re.S):
            shown = re.sub(r"<aside.*?</aside>|<svg.*?</svg>", " ", slide, flags=re.S)
            text = notebooks.prose(re.sub(r"</(?:h\d|p|li|td|th)>", "\n", shown))
            self.assertLessEqual(len(text.split()), 70, text)
            notes = notebooks.prose(re.sub(r"</p>", "\n", re.search(r"<aside.*?</aside>", slide, re.S)[0]))
            for sentence in readability.sentences(f"{text} {notes}"):
                self.assertLessEqual(len(sentence), 25, " ".join(sentence))


if __name__ == "__main__":
    unittest.main()
