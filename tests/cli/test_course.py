"""curso (course): the notebooks copied, the person's work kept, JupyterLab opened with a Python that has all of it."""
import json
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import time

import support
from support import CliCase, afina, environment

NOTEBOOKS = {lang: sorted((support.ROOT / "notebooks" / lang).glob("*.ipynb")) for lang in ("es", "en")}
DOCS = support.ROOT / "docs"
PAGES = {"es": ("hojas", DOCS / "es" / "curso"), "en": ("pages", DOCS / "en" / "course")}

OUTSIDE = re.compile(r"\[([^\]]*)\]\(\.\./[^)]*\)")  # a link out of the pages' own folder, whose text stays

# A stand-in for the person's Python: asked what it lacks (-c), it says MISSING; told to open JupyterLab, it writes what
# it was told and stays, or ends with ENDS.
PYTHON = """#!/bin/sh
if [ "$1" = -c ]; then printf '%s' '{missing}'; exit 0; fi
echo "something that JupyterLab says"
printf '%s\\n' "$@" "AFINA_LANG=$AFINA_LANG" "JUPYTER_CONFIG_PATH=$JUPYTER_CONFIG_PATH" > '{heard}.part'
mv '{heard}.part' '{heard}'
[ -n '{ends}' ] && exit {ends}
trap 'exit 0' TERM
while :; do sleep 0.1; done
"""


class CourseCase(CliCase):
    def course(self, *arguments, **options):
        return self.done("curso", *arguments, "--no-open", cwd=self.folder, **options)

    def stand_in(self, path, missing="", ends=""):
        self.heard = self.folder / "heard"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PYTHON.format(missing=missing, heard=self.heard, ends=ends))
        path.chmod(0o755)
        return path

    def program_of_its_own(self, **python):
        """afina in a folder of its own, with a python-venv beside it as in a clone."""
        program = self.folder / "build" / "afina"
        program.parent.mkdir()
        shutil.copy(support.PROGRAM, program)
        self.stand_in(program.parent / "python-venv" / "bin" / "python", **python)
        return program

    def run_program(self, program, *arguments, **env):
        done = subprocess.run([program, *map(str, arguments)], capture_output=True, env=environment(**env),
                              cwd=self.folder, timeout=support.TIMEOUT, text=True)
        return support.Result(done.returncode, done.stdout, done.stderr)


class Copies(CourseCase):
    def test_notebooks_and_pages_in_the_language_asked_for(self):
        for line, lang, folder in ((["curso"], "es", "curso-afina"), (["course"], "en", "afina-course"),
                                   (["course", "--lang", "es"], "es", "curso-afina"),
                                   (["curso", "otra", "--lang", "en"], "en", "otra")):
            with self.subTest(line=line):
                self.done(*line, "--no-open", cwd=self.folder)
                there = self.folder / folder
                for notebook in NOTEBOOKS[lang]:
                    self.assertEqual((there / notebook.name).read_bytes(), notebook.read_bytes())
                name, source = PAGES[lang]
                for page in source.glob("*.md"):
                    copied = (there / name / page.name).read_text()
                    self.assertEqual(copied, OUTSIDE.sub(r"\1", page.read_text()))
                    for link in re.findall(r"\]\((?!https?:|#)([^)]+)\)", copied):
                        self.assertTrue((there / name / link).exists(), f"{page.name}: {link}")
                self.assertEqual(len(list(there.glob("*.ipynb"))), 7)
                shutil.rmtree(there)

    def test_json_gives_the_paths(self):
        told = self.course("mio", "--json").json
        self.assertEqual(told["folder"], "mio")
        self.assertEqual(told["first"], "mio/00_bienvenida.ipynb")
        self.assertEqual(told["kept"], [])
        self.assertIn(told["first"], told["copied"])
        self.assertTrue(all((self.folder / path).is_file() for path in told["copied"]))
        self.assertEqual(len([path for path in told["copied"] if path.endswith(".ipynb")]), 7)

    def test_what_the_person_changed_is_kept_and_named(self):
        self.course()
        mine = self.folder / "curso-afina" / "02_datos_y_tokens.ipynb"
        mine.write_text("{}")
        said = self.course()
        self.assertEqual(mine.read_text(), "{}")
        self.assertIn(mine.name, said.out)
        self.assertNotIn("03_ajustar", said.out)
        told = self.course("--json").json
        self.assertEqual((told["copied"], told["kept"]), ([], ["curso-afina/02_datos_y_tokens.ipynb"]))

    def test_fresh_puts_a_new_copy_beside_and_begins_there(self):
        self.course()
        mine = self.folder / "curso-afina" / "00_bienvenida.ipynb"
        mine.write_text("mine")
        first = self.course("--fresh", "--json").json
        self.assertEqual(first["first"], "curso-afina/00_bienvenida-2.ipynb")
        self.assertEqual((self.folder / first["first"]).read_bytes(), NOTEBOOKS["es"][0].read_bytes())
        self.assertEqual(self.course("--fresh", "--json").json["first"], "curso-afina/00_bienvenida-3.ipynb")
        self.assertEqual(mine.read_text(), "mine")

    def test_a_file_of_an_earlier_version_is_renewed_unless_it_was_changed(self):
        self.course()
        folder = self.folder / "curso-afina"
        memory = folder / ".afina" / "copied.json"
        marks = json.loads(memory.read_text())
        # As an earlier version would have left them: other content, and the memory of having copied just that.
        other = (folder / "05_resumir.ipynb").read_bytes()
        for name in ("03_ajustar.ipynb", "04_evaluar.ipynb"):
            (folder / name).write_bytes(other)
            marks[name] = marks["05_resumir.ipynb"]
        memory.write_text(json.dumps(marks))
        (folder / "04_evaluar.ipynb").write_text("mine")
        told = self.course("--json").json
        self.assertEqual(told["copied"], ["curso-afina/03_ajustar.ipynb"])
        self.assertEqual(told["kept"], ["curso-afina/04_evaluar.ipynb"])

    def test_a_damaged_memory_loses_nobodys_work(self):
        self.course()
        folder = self.folder / "curso-afina"
        (folder / "04_evaluar.ipynb").write_text("mine")
        for damage in ("{", "[]", '{"04_evaluar.ipynb": 3}', ""):
            (folder / ".afina" / "copied.json").write_text(damage)
            self.assertEqual(self.course("--json").json["kept"], ["curso-afina/04_evaluar.ipynb"], damage)
        self.assertEqual((folder / "04_evaluar.ipynb").read_text(), "mine")

    def test_a_folder_with_other_things_keeps_them(self):
        self.write("curso-afina/apuntes.txt", "míos")
        self.course()
        self.assertEqual((self.folder / "curso-afina" / "apuntes.txt").read_text(), "míos")


class Refusals(CourseCase):
    def test_a_file_where_the_folder_would_be(self):
        taken = self.write("curso", "x")
        self.refused("curso", taken, "--no-open", code="workflow.course_folder_taken", place=taken)
        self.refused("curso", taken / "abajo", "--no-open", code="io.cannot_write", place=taken)

    def test_a_folder_without_permission(self):
        if os.geteuid() == 0:
            self.refused("curso", "/proc/curso", "--no-open", code="io.cannot_write", place="/proc/curso")
            return
        closed = self.folder / "closed"
        closed.mkdir()
        closed.chmod(stat.S_IRUSR | stat.S_IXUSR)
        self.addCleanup(closed.chmod, 0o700)
        self.refused("curso", closed / "curso", "--no-open", code="io.cannot_write", place=closed)

    def test_a_full_disk(self):
        result = afina("curso", self.folder / "curso", "--no-open",
                       preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
        self.assertEqual(result.code, 1, result)
        self.assertIn("afina: io.disk_full: ", result.err)

    def test_without_jupyterlab_it_says_the_line_that_mends_it_and_copies_nothing(self):
        program = self.program_of_its_own(missing="jupyterlab anywidget")
        for lang in ("es", "en"):
            result = self.run_program(program, "curso", "--lang", lang)
            self.assertEqual((result.code, result.out), (1, ""), result)
            code, hint = result.err.splitlines()
            self.assertTrue(code.startswith("afina: cli.course_no_jupyter: "), code)
            python = program.parent / "python-venv" / "bin" / "python"
            self.assertTrue(hint.endswith(f": {python} -m pip install jupyterlab anywidget"), hint)
        self.assertFalse((self.folder / "curso-afina").exists())

    def test_without_the_package_it_says_make_curso(self):
        """No python-venv beside the program: python3 is asked; a python3 that is not there has nothing either."""
        program = self.folder / "afina"
        shutil.copy(support.PROGRAM, program)
        python = self.stand_in(self.folder / "bin" / "python3", missing="afina jupyterlab")
        for path in (f"{python.parent}:{os.environ['PATH']}", str(self.folder / "nothing")):
            result = self.run_program(program, "curso", PATH=path)
            self.assertEqual(result.code, 1, result)
            self.assertIn("cli.course_no_package", result.err)
            self.assertIn("make curso", result.err)
        self.assertIn("make course", self.run_program(program, "course", PATH=path).err)


class Opens(CourseCase):
    def opened(self, program, *arguments, **env):
        process = subprocess.Popen([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env=environment(**env), cwd=self.folder)
        deadline = time.time() + support.TIMEOUT
        while not self.heard.exists() and process.poll() is None and time.time() < deadline:
            time.sleep(0.02)
        self.addCleanup(process.kill)
        return process

    def ended(self, process, how=signal.SIGINT):
        process.send_signal(how)
        out, err = process.communicate(timeout=support.TIMEOUT)
        return support.Result(process.returncode, out, err)

    def test_jupyterlab_begins_at_00_with_the_courses_settings_and_ends_with_ctrl_c(self):
        program = self.program_of_its_own()
        for name, lang, first in (("curso", "es", "curso-afina/00_bienvenida.ipynb"),
                                  ("course", "en", "afina-course/00_welcome.ipynb")):
            process = self.opened(program, name, JUPYTER_CONFIG_PATH="/theirs")
            heard = self.heard.read_text().splitlines()
            self.assertEqual(heard[:3], ["-m", "jupyterlab", str(self.folder / first)])
            self.assertIn(f"AFINA_LANG={lang}", heard)
            settings = (self.folder / first).parent / ".afina"
            self.assertIn(f"JUPYTER_CONFIG_PATH={settings}:/theirs", heard)
            self.assertTrue((settings / "labconfig" / "default_setting_overrides.json").is_file())
            self.assertEqual("--allow-root" in heard, os.geteuid() == 0)
            result = self.ended(process)
            self.assertEqual(result.code, 0, result)
            self.assertIn("Ctrl + C", result.err)
            self.assertIn("something that JupyterLab says", result.err)
            self.assertNotIn("JupyterLab says", result.out)
            self.heard.unlink()

    def test_python3_opens_it_where_there_is_no_python_beside_the_program(self):
        program = self.folder / "afina"
        shutil.copy(support.PROGRAM, program)
        python = self.stand_in(self.folder / "bin" / "python3")
        process = self.opened(program, "curso", "--json", PATH=f"{python.parent}:{os.environ['PATH']}")
        result = self.ended(process, signal.SIGTERM)
        self.assertEqual(result.code, 0, result)
        self.assertEqual(result.json["first"], "curso-afina/00_bienvenida.ipynb")

    def test_jupyterlab_that_fails_is_said(self):
        program = self.program_of_its_own(ends="3")
        result = self.run_program(program, "curso")
        self.assertEqual(result.code, 1, result)
        self.assertIn("cli.course_not_opened", result.err)
        self.assertIn("3", result.err)


if __name__ == "__main__":
    support.main()
