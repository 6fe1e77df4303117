"""The course's own logic on a stand-in for the engine: every cell in both languages, and the odd ways."""
import contextlib
import io
import json
import os
import pathlib
import sys
import tempfile
import time
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import fake_afina  # noqa: E402

fake_afina.install()
import notebooks  # noqa: E402
from afina import course  # noqa: E402
from afina.course import checks, content, session, steps  # noqa: E402

FAILED = {lang: content.raw("texts")["error.details"][lang] for lang in notebooks.LANGUAGES}


class CourseCase(unittest.TestCase):
    """A person of their own, with an empty disk."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.environ["AFINA_HOME"] = folder.name
        session.SHIPPED = pathlib.Path(folder.name) / "package"  # none come with it, whatever the tree holds
        course._session = None

    def said(self, step, *arguments, **options):
        heard = io.StringIO()
        with contextlib.redirect_stdout(heard):
            self.result = step(*arguments, **options)
        return heard.getvalue()

    def run_notebook(self, number, lang):
        heard = ""
        for cell in notebooks.cells(number, lang, "code"):
            code = notebooks.source(cell).replace("course.wait(10)", "course.wait(0)")
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(code, cell["id"], "exec"), {})
            if cell["id"] == "00-break":
                self.assertIn(FAILED[lang], out.getvalue())
            else:
                self.assertNotIn(FAILED[lang], out.getvalue(), f"{cell['id']}\n{out.getvalue()[-1500:]}")
            self.assertTrue(out.getvalue().strip(), cell["id"])
            heard += out.getvalue()
        return heard


class Notebooks(CourseCase):
    def test_every_cell_works_in_both_languages(self):
        for lang in notebooks.LANGUAGES:
            for number in notebooks.FILES:
                with self.subTest(number=number, lang=lang):
                    self.run_notebook(number, lang)

    def test_every_cell_works_alone_after_a_restart(self):
        for number in notebooks.FILES:
            self.said(course.start, number, "es")
            for cell in notebooks.cells(number, "es", "code"):
                course._session = None
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    exec(notebooks.source(cell).replace("course.wait(10)", "course.wait(0)"), {})
                if cell["id"] != "00-break":
                    self.assertNotIn(FAILED["es"], out.getvalue(), cell["id"])

    def test_every_step_belongs_to_a_section(self):
        for number in notebooks.FILES:
            steps = [step for section in content.raw(number)["sections"] for step in section["steps"]]
            self.assertEqual(len(steps), len(set(steps)), number)


class OddWays(CourseCase):
    def test_a_wrong_file_is_a_sentence_and_the_example_goes_on(self):
        self.said(course.start, "03", "es")
        self.assertIn("No encuentro «no.csv»", self.said(course.data, "no.csv"))
        self.assertIn("oficina.csv", self.said(course.data))

    def test_own_data_are_remembered_by_the_next_notebook_and_can_be_left(self):
        self.said(course.start, "03", "es")
        own = str(fake_afina.DEMO / "avisos.csv")
        self.assertIn("tus datos", self.said(course.data, own))
        self.assertIn("avisos.csv", self.said(course.start, "04", "es"))
        self.assertIn("ejemplo", self.said(course.data, "demo"))

    def test_columns_can_be_said_and_are_remembered(self):
        self.said(course.start, "03", "es")
        self.said(course.data, str(fake_afina.DEMO / "avisos.csv"), target="texto")
        self.assertEqual(course._session.dataset().target, "texto")
        self.said(course.start, "04", "es")
        self.assertEqual(course._session.dataset().target, "texto")

    def test_the_last_run_is_used_and_named(self):
        self.said(course.start, "03", "es")
        self.said(course.tune)
        self.assertIn("tu última ejecución", self.said(course.start, "03", "es"))

    def test_a_run_that_comes_with_the_course_is_used_and_measured_on_the_test_file(self):
        fake_afina.tune(str(fake_afina.DEMO / "quejas.csv"), out=session.SHIPPED / "quejas")
        self.assertIn("viene con el curso", self.said(course.start, "04", "es"))
        with unittest.mock.patch.object(sys.modules["afina"], "evaluate", wraps=fake_afina.evaluate) as measured:
            self.said(course.evaluate)
        self.assertTrue(measured.call_args.args[1].endswith("quejas.prueba.csv"))

    def test_a_run_that_comes_with_the_course_is_used_where_the_person_may_write(self):
        fake_afina.tune(str(fake_afina.DEMO / "quejas.csv"), out=session.SHIPPED / "quejas")
        said = self.said(course.start, "04", "es") + self.said(course.evaluate)
        self.assertIn("viene con el curso, hecha con «quejas.csv»", said)
        used = course._session.run().path
        self.assertNotIn(session.SHIPPED, used.parents)
        shipped, copied = (json.loads((folder / "run.json").read_text(encoding="utf-8"))
                           for folder in (session.SHIPPED / "quejas", used))
        self.assertEqual(copied, shipped)
        os.environ["AFINA_HOME"] = "/dev/null/none"
        course._session = None
        self.assertNotIn(FAILED["es"], self.said(course.start, "04", "es") + self.said(course.evaluate))

    def test_a_run_that_comes_with_the_course_brings_its_data_wherever_it_is_opened(self):
        fake_afina.tune(str(fake_afina.DEMO / "quejas.csv"), out=session.SHIPPED / "quejas")
        os.environ["AFINA_HOME"] = os.path.relpath(os.environ["AFINA_HOME"])
        for _ in range(2):  # the second time without the data of the first
            course._session = None
            self.said(course.start, "04", "es")
            self.said(course.evaluate)
            data = pathlib.Path(course._session.run().path, "quejas.csv")
            self.assertEqual(data.read_bytes(), (fake_afina.DEMO / "quejas.csv").read_bytes())
            data.unlink()

    def test_a_share_is_said_in_whole_tenths_with_its_interval(self):
        self.said(course.start, "04", "es")
        lesson = course._session
        for score, said in (((0.844, 0.81, 0.874), "unas 8 de cada 10. Con otros ejemplos parecidos, entre 81 y 87"),
                            ((0.97, 0.95, 0.98), "acierta 97 de cada 100"),
                            ((0.02, 0.0, 0.04), "acierta 2 de cada 100")):
            report = unittest.mock.Mock(scores={"after": {"accuracy": dict(zip(("value", "low", "high"), score))}})
            self.assertIn(said, steps.in_ten(lesson, report))

    def test_only_the_persons_own_rows_are_called_theirs(self):
        self.said(course.start, "03", "es")
        self.assertRegex(self.said(course.tune), r"con \d+ filas de ejemplo")
        self.said(course.data, str(fake_afina.DEMO / "avisos.csv"))
        self.assertRegex(self.said(course.tune), r"con tus \d+ filas")

    def test_rows_with_personal_data_are_named_and_covered_where_they_are_examples(self):
        path = pathlib.Path(os.environ["AFINA_HOME"], "mias.csv")
        rows = [f"¿A qué hora abre la sala {n} de lectura?,{'Llame al 600 123 456' if n in (7, 27) else f'A las {n}'}"
                for n in range(30)]
        path.write_text("pregunta,respuesta\n" + "\n".join(rows), encoding="utf-8")
        self.said(course.start, "03", "es")
        self.assertNotIn("tiene la forma de un teléfono", self.said(course.data, "demo"))
        self.assertIn("En 2 filas veo algo con la forma de un teléfono", self.said(course.data, str(path)))
        self.said(course.start, "02", "es")
        self.assertIn("En 2 filas veo algo con la forma de un teléfono", self.said(course.look))
        self.assertNotIn("600", " ".join(steps.prompts(course._session, 8)) + str(steps.prompts(course._session, 8)))
        self.said(course.start, "04", "es")
        example = {"input": "¿Y la 7?", "reference": "Llame al 600 123 456", "before": "no sé", "after": "600 123 456"}
        report = fake_afina.evaluate(None)
        report.examples = [example]
        with unittest.mock.patch.object(sys.modules["afina"], "evaluate", return_value=report):
            said = self.said(course.errors) + self.said(course.blind)
        self.assertIn("tapo con •", said)
        self.assertIn("••• ••• •••", said)
        self.assertNotIn("600", said)

    def test_predictions_are_kept_and_compared(self):
        self.said(course.start, "03", "es")
        self.said(course.predict, "03.rate", 3)
        course._session = None
        self.assertIn("Dejará de aprender bien", self.said(course.bench))

    def test_an_unknown_exercise_is_a_sentence(self):
        self.said(course.start, "03", "es")
        self.assertIn("No conozco", self.said(course.exercise, "03.none"))

    def test_a_damaged_state_is_an_empty_one(self):
        pathlib.Path(os.environ["AFINA_HOME"], "course.json").write_text("{", encoding="utf-8")
        self.assertIn("Bienvenida", self.said(course.start, "00", "es"))

    def test_the_state_is_for_its_owner_alone_and_can_be_erased(self):
        self.said(course.start, "00", "es")
        path = pathlib.Path(os.environ["AFINA_HOME"], "course.json")
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.said(course.forget)
        self.assertFalse(path.exists())


class Exercises(CourseCase):
    ANSWERS = {
        "00.change": "La farola no luce nada", "00.complete": "parar",
        "00.transfer": "Quiero cambiar mi cita | citas", "01.change": "Había una", "01.complete": "ficha",
        "01.transfer": "Ella llega tarde | Él llega tarde", "02.change": "otorrinolaringólogo", "02.complete": "416",
        "02.transfer": "Una vecina pide luz en su calle", "03.change": "1", "03.complete": "quieto",
        "03.transfer": "60", "04.change": "zyx kraft bjørk qwerty wwk", "04.complete": "70", "04.transfer": "0,75",
        "05.change": "1", "05.complete": "extractivo",
        "05.transfer": "La función de títeres será el sábado 22 de noviembre en el salón del colegio del Olmo"}

    def test_a_right_answer_solves_and_an_empty_or_wrong_one_does_not(self):
        for identifier, answer in self.ANSWERS.items():
            with self.subTest(identifier):
                self.said(course.start, identifier.split(".")[0], "es")
                self.said(course.exercise, identifier, "zzz")
                self.assertIs(self.result, False)
                said = self.said(course.exercise, identifier, answer)
                self.assertIs(self.result, True, said)

    def test_an_exercise_that_was_solved_says_so_when_it_is_shown_again(self):
        self.said(course.start, "03", "es")
        self.assertNotIn("Ya lo resolviste", self.said(course.exercise, "03.complete"))
        self.said(course.exercise, "03.complete", "quieto")
        course._session = None
        self.assertIn("Ya lo resolviste", self.said(course.exercise, "03.complete"))

    def test_what_no_program_can_check_is_never_called_right(self):
        full = "Doña Carmen Ruiz, de la calle Olmo 4, viuda y con azúcar, debe tres recibos"
        for lang, says in (("es", "No puedo comprobarlo."), ("en", "I cannot check this.")):
            self.said(course.start, "02", lang)
            said = self.said(course.exercise, "02.transfer", full)
            self.assertIs(self.result, True)
            self.assertIn(says, said)
            self.assertIn("Carmen", said)
            self.assertIn("Olmo", said)
            self.assertNotIn(content.raw("texts")["exercise.right"][lang], said)
        self.assertIn("Queda un teléfono", self.said(course.exercise, "02.transfer", f"{full}; 600 123 456")
                      if self.said(course.start, "02", "es") else "")
        for number in notebooks.FILES:
            for entry in content.raw(number)["exercises"]:
                self.assertEqual(entry["check"] == "no_personal_data", bool(entry.get("unsure")), entry["id"])

    def test_every_verdict_of_a_check_has_its_sentence(self):
        for number in notebooks.FILES:
            for entry in content.raw(number)["exercises"]:
                self.assertIn(entry["check"], checks.CHECKS)
                self.assertIn("empty", entry["says"])


class Checks(unittest.TestCase):
    def test_numbers(self):
        self.assertEqual(checks.number("unos 0,5 puntos"), 0.5)
        self.assertEqual(checks.number("1e-9"), 1e-9)
        self.assertIsNone(checks.number("ninguno"))
        self.assertEqual(checks.near("8", None, {"low": 3, "high": 5}), "high")
        self.assertEqual(checks.near("1", None, {"low": 3, "high": 5}), "low")

    def test_personal_data(self):
        for text, verdict in (("Me llaman al 600 123 456 por la tarde", "data"),
                              ("Escribe a ana@correo.es por favor hoy", "data"),
                              ("Mi DNI 12345678Z está mal en el papel", "data"),
                              ("La farola de la calle no luce", "")):
            self.assertEqual(checks.no_personal_data(text, None, {"words": 5}), verdict, text)

    def test_the_shapes_of_personal_data(self):
        for text, shown in (("Al 600 123 456 o al +34-91.555.12.12", "Al ••• ••• ••• o al +••-••.•••.••.••"),
                            ("Escribe a ana.ruiz+x@correo.es.", "Escribe a •••.••••+•@••••••.••."),
                            ("DNI 12345678-Z, NIE X1234567L", "DNI ••••••••-•, NIE •••••••••"),
                            ("Cuenta ES91 2100 0418 4502 0005 1332", "Cuenta •••• •••• •••• •••• •••• ••••"),
                            ("Abre el 2026-11-30, el 30.11.2026 y el curso 2025-2026", None),
                            ("Hay 969 filas, 1385 quejas y 12 aulas", None),
                            ("Doña Carmen vive en la calle Olmo 4", None)):
            self.assertEqual(checks.masked(text), shown or text)
        self.assertEqual(checks.maybe_names("La vecina Carmen Ruiz, de la calle Olmo, pide luz. Gracias"),
                         ["Carmen", "Ruiz", "Olmo"])
        begin = time.monotonic()
        checks.personal("a" * 1_000_000 + " " + "1-" * 500_000 + "x@" * 100_000)
        self.assertLess(time.monotonic() - begin, 5)

    def test_minimal_pairs(self):
        for text, verdict in (("Ella llega tarde | Él llega tarde", ""),
                              ("Ella llega tarde | Ella llega tarde", "same"),
                              ("Ella llega tarde | Él sale tarde", "many"), ("Ella llega tarde | Él llega", "length")):
            self.assertEqual(checks.minimal_pair(text, None, {}), verdict, text)

    def test_faithful(self):
        class Facts:
            def document(self):
                return "La función será el sábado 22 de noviembre en el colegio del Olmo."
        settings = {"fewest": 4, "most": 12, "shared": 2}
        self.assertEqual(checks.faithful("La función será el sábado 22 de noviembre", Facts(), settings), "")
        self.assertEqual(checks.faithful("La función será el sábado 23 de noviembre", Facts(), settings), "invented")
        self.assertEqual(checks.faithful("La función será en casa de Ramón", Facts(), settings), "invented")


if __name__ == "__main__":
    unittest.main()
