"""Whatever a beginner does ends in a sentence, nothing is lost, and the technical detail stays folded.

On the stand-in for the engine: what is tried here is the course's own behaviour. tests/course/run_mistakes.py does the
same where a kernel or the engine matters.
"""
import errno
import json
import multiprocessing
import os
import pathlib
import random
import shutil
import sys
import types
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import fake_afina  # noqa: E402
import notebooks  # noqa: E402
from test_course import FAILED, CourseCase  # noqa: E402
from afina import course  # noqa: E402
from afina.course import content, files, record, state  # noqa: E402

BREAK = "00-break"
ANSWERS = ("   ", "zzz", "9" * 100_000, "palabra " * 50_000, "import os\nos.remove('x')", "{}", "1e999", "-1", "½", "|",
           "a | ", "\x00", "<script>alert(1)</script>", 0, -2.5, ["a"], {"a": 1})


def code_cells(number, lang="es"):
    return [(cell["id"], notebooks.source(cell).replace("course.wait(10)", "course.wait(0)"))
            for cell in notebooks.cells(number, lang, "code")]


class Robust(CourseCase):
    def run_cell(self, name, code, lang="es"):
        said = self.said(exec, compile(code, name, "exec"), {})
        self.assertTrue(said.strip(), name)
        if name != BREAK:
            self.assertNotIn(FAILED[lang], said, f"{name}\n{said[-1500:]}")
        return said

    def path(self, name="course.json"):
        return pathlib.Path(os.environ["AFINA_HOME"], name)


class Order(Robust):
    def test_each_cell_may_be_the_first_of_all(self):
        for number in notebooks.FILES:
            for name, code in code_cells(number):
                self.setUp()
                self.run_cell(name, code)

    def test_any_order(self):
        for seed in (1, 2, 3):
            for number in notebooks.FILES:
                for lang in notebooks.LANGUAGES:
                    self.setUp()
                    cells = code_cells(number, lang)
                    random.Random(seed).shuffle(cells)
                    self.said(course.start, number, lang)
                    for name, code in cells:
                        with self.subTest(name=name, seed=seed):
                            self.run_cell(name, code, lang)

    def test_each_cell_twice(self):
        for number in notebooks.FILES:
            for name, code in code_cells(number):
                self.run_cell(name, code)
                self.run_cell(name, code)

    def test_a_restart_between_any_two_cells_goes_on_in_the_same_notebook_with_the_same_data(self):
        own = str(fake_afina.DEMO / "avisos.csv")
        for number in notebooks.FILES:
            self.said(course.start, number, "en")
            self.said(course.data, own)
            for name, code in code_cells(number, "en"):
                course._session = None
                self.run_cell(name, code, "en")
                self.assertEqual((course._session.number, course._session.lang), (number, "en"), name)
                if course._session.content["own_data"]:
                    self.assertEqual(str(course._session.data()), own, name)

    def test_a_restarted_notebook_is_known_by_its_file_where_two_are_open(self):
        self.said(course.start, "02", "es")
        self.said(course.start, "04", "es")
        for name, number in (("02_datos_y_tokens.ipynb", "02"), ("cierre.ipynb", "closing"), ("otro.ipynb", "04")):
            course._session = None
            with unittest.mock.patch.dict(os.environ, JPY_SESSION_NAME=f"/casa/{name}"):
                self.said(course.quiz)
            self.assertEqual(course._session.number, number)


class Files(Robust):
    def wrong(self, name, content):
        path = self.path(name)
        path.write_bytes(content)
        return str(path)

    def test_a_file_that_cannot_be_read_leaves_the_one_in_use(self):
        own = str(fake_afina.DEMO / "avisos.csv")
        self.said(course.start, "03", "es")
        self.said(course.data, own)
        for path in (self.wrong("foto.csv", b"\x89PNG\r\n\x1a\n\x00"), self.wrong("vacio.csv", b""), str(self.path("no"))):
            said = self.said(course.data, path)
            self.assertIn("Mientras, sigo con «avisos.csv»", said)
            self.assertIn(FAILED["es"], said)
            self.assertEqual(str(course._session.data()), own)
        self.assertIn("avisos.csv", self.said(course.tune) + self.said(course.data))

    def test_an_upload_that_cannot_be_read_does_not_replace_a_good_file_of_the_same_name(self):
        self.said(course.start, "03", "es")
        good = (fake_afina.DEMO / "oficina.csv").read_bytes()
        self.said(files.receive, course._session, "mio.csv", good)
        said = self.said(files.receive, course._session, "../mio.csv", b"\x89PNG\x00")
        self.assertIn(FAILED["es"], said)
        self.assertEqual((self.path("data") / "mio.csv").read_bytes(), good)
        self.assertEqual(os.listdir(self.path("data")), ["mio.csv"])
        self.assertEqual((self.path("data") / "mio.csv").stat().st_mode & 0o777, 0o600)

    def test_an_upload_that_cannot_be_read_is_called_by_its_own_name(self):
        def refuse(path, **roles):
            raise fake_afina.AfinaError("data.empty", f"«{path}» está vacío.", f"Mira {path}.")

        self.said(course.start, "03", "es")
        with unittest.mock.patch.object(sys.modules["afina"], "Dataset", side_effect=refuse):
            with self.assertRaises(course.files.CourseError) as refused:
                files.kept(course._session, "mio.csv", b"")
        self.assertEqual(refused.exception.message, "«mio.csv» está vacío.")
        self.assertTrue(refused.exception.hint.startswith("Mira mio.csv. Mientras"))

    def test_a_file_that_disappears_is_said_once_and_the_example_goes_on(self):
        path = shutil.copy(fake_afina.DEMO / "oficina.csv", self.path("mio.csv"))
        self.said(course.start, "03", "es")
        self.said(course.data, str(path))
        os.remove(path)
        said = self.said(course.look)
        self.assertIn("«mio.csv» ya no está", said)
        self.assertNotIn(FAILED["es"], said)
        self.assertNotIn("ya no está", self.said(course.learned))

    def test_columns_that_are_not_clear_are_asked_for(self):
        path = self.wrong("ancho.csv", ("a,b\n" + "hola,adiós\n" * 30).encode())
        unclear = fake_afina.AfinaError("data.cannot_tell_roles", "No está claro.", "--input COLUMNA")
        self.said(course.start, "02", "es")
        with unittest.mock.patch.object(sys.modules["afina"], "Dataset", wraps=fake_afina.Dataset,
                                        columns_of=fake_afina.Dataset.columns_of) as opened:
            opened.side_effect = lambda *a, **roles: fake_afina.Dataset(*a, **roles) if roles else self.refuse(unclear)
            said = self.said(course.data, path)
            self.assertIn("no está claro qué hay que aprender", said)
            self.assertNotIn("--input", said)
            self.said(course.data, path, input="a", target="b")
            self.assertEqual(course._session.data().name, "ancho.csv")

    def refuse(self, error):
        raise error


class Lost(Robust):
    def test_a_deleted_run_is_said_and_another_is_made(self):
        for restart in (False, True):
            self.setUp()
            self.said(course.start, "03", "es")
            self.said(course.tune)
            shutil.rmtree(self.path("runs"))
            if restart:
                course._session = None
            said = self.said(course.try_it)
            self.assertIn("Tu última ejecución ya no está", said)
            self.assertNotIn(FAILED["es"], said)

    def test_a_damaged_state_is_put_aside(self):
        for damage in (b"{", b"[]", b"\x00\xff\xfe", b"null", b'{"lang": "es"'):
            self.path().write_bytes(damage)
            course._session = None
            self.assertNotIn(FAILED["es"], self.said(course.start, "03", "es"))
            self.assertEqual(self.path("course.damaged.json").read_bytes(), damage)

    def test_values_of_another_kind_are_as_if_they_were_not_there(self):
        wrong = {"data": 5, "runs": [], "lang": "fr", "notebook": "99", "predictions": "x", "solved": 3, "roles": {"a": 1}}
        self.path().write_text(json.dumps(wrong), encoding="utf-8")
        for step in (course.look, course.bench, course.quiz, course.finish):
            course._session = None
            self.assertNotIn(FAILED["es"], self.said(step))

    def test_a_full_disk_is_said_once_and_the_lesson_goes_on(self):
        full = OSError(errno.ENOSPC, "No space left on device", "x")
        with unittest.mock.patch.object(state.State, "_write", side_effect=full):
            said = self.said(course.start, "03", "es")
            self.assertIn("No puedo guardar en", said)
            said += self.said(course.predict, "03.rate", 3)
            self.assertNotIn(FAILED["es"], said)
            self.assertEqual(said.count("No puedo guardar en"), 1)
            self.assertIn("Dejará de aprender bien", self.said(course.bench))
        with unittest.mock.patch.object(sys.modules["afina"], "tune", side_effect=full):
            said = self.said(course.tune)
            self.assertIn("No puedo escribir en x", said)
            self.assertIn(FAILED["es"], said)

    def test_a_home_that_cannot_be_made(self):
        self.path("archivo").write_text("", encoding="utf-8")
        os.environ["AFINA_HOME"] = str(self.path("archivo") / "dentro")
        self.assertNotIn(FAILED["es"], self.said(course.start, "02", "es"))
        self.assertIn("No puedo guardar", self.said(course.start, "02", "es"))
        self.assertNotIn(FAILED["es"], self.said(course.look))


class Refusing:
    """A store whose every event ends in `error`."""

    consented, learner_code = True, ""

    def __init__(self, error):
        self.error = error

    def record_event(self, *what):
        raise self.error


class Unkept(Robust):
    def events(self, error):
        with unittest.mock.patch.object(record, "store", return_value=Refusing(error)):
            return self.said(course.start, "03", "es") + self.said(course.predict, "03.rate", 3)

    def setUp(self):
        super().setUp()
        self.addCleanup(record._note, None)

    def test_what_cannot_be_kept_is_said_once_and_the_lesson_goes_on(self):
        for error, reason in ((OSError(errno.ENOSPC, "No space left on device", "x"), "No space left on device"),
                              (fake_afina.AfinaError("survey.corrupt", "«x» está dañado.", ""), "«x» está dañado.")):
            said = self.events(error)
            self.assertEqual(said.count("No he podido guardar tus respuestas para la encuesta. " + reason), 1)
            self.assertNotIn(FAILED["es"], said)
            self.assertIn("Dejará de aprender bien", self.said(course.bench))

    def test_without_consent_nothing_is_lost(self):
        self.assertNotIn("No he podido", self.events(fake_afina.AfinaError("survey.no_consent", "No.", "")))

    def test_a_store_that_cannot_be_opened_is_none(self):
        damaged = fake_afina.AfinaError("survey.corrupt", "«x» está dañado.", "")
        survey = types.SimpleNamespace(Store=unittest.mock.Mock(side_effect=damaged))
        with unittest.mock.patch.object(sys.modules["afina"], "survey", survey, create=True):
            self.assertIsNone(record.store())
        self.assertEqual(record.unkept(), "«x» está dañado.")

    def test_a_mistake_of_our_own_is_not_hidden(self):
        with unittest.mock.patch.object(record, "store", return_value=Refusing(TypeError("x"))):
            with self.assertRaises(TypeError):
                record.event("03", "open", "hint")


def put_many(home, name):
    os.environ["AFINA_HOME"] = home
    kept = state.State()
    for number in range(40):
        kept.put("predictions", f"{name}.{number}", number)
        kept.add("solved", f"{name}.{number}")


class Together(Robust):
    def test_two_open_notebooks_do_not_undo_each_other(self):
        first, second = state.State(), state.State()
        first.put("predictions", "02.tokens", 1)
        second.put("predictions", "03.rate", 2)
        first.add("solved", "02.change")
        second.add("solved", "03.change")
        self.assertEqual(state.State().table("predictions"), {"02.tokens": 1, "03.rate": 2})
        self.assertEqual(first.get("solved"), ["02.change", "03.change"])

    def test_two_kernels_that_write_at_once_lose_nothing(self):
        home = os.environ["AFINA_HOME"]
        # Processes of their own, without what this one has in memory.
        context = multiprocessing.get_context("fork")
        writers = [context.Process(target=put_many, args=(home, name)) for name in ("a", "b")]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        kept = state.State()
        self.assertEqual((len(kept.table("predictions")), len(kept.get("solved"))), (80, 80))
        self.assertEqual([name for name in os.listdir(home) if name.endswith(".part")], [])


class Unfinished(Robust):
    def test_any_answer_gets_a_sentence(self):
        for number in notebooks.FILES:
            for entry in content.raw(number)["exercises"]:
                self.said(course.start, number, "es")
                for answer in ANSWERS:
                    with self.subTest(entry["id"], answer=str(answer)[:20]):
                        said = self.said(course.exercise, entry["id"], answer)
                        self.assertNotIn(FAILED["es"], said, said[-1200:])
                        self.assertTrue(said.strip())
                        self.assertLess(len(said), 5000)

    def test_an_unknown_prediction_or_a_number_out_of_range(self):
        self.said(course.start, "03", "es")
        for option in (0, 9, -1):
            self.assertIn("Elige un número", self.said(course.predict, "03.rate", option))
        self.assertIn("No conozco", self.said(course.predict, "03.nada"))


if __name__ == "__main__":
    unittest.main()
