"""The model of the course: which ones are found, how one is chosen and kept, and what each notebook says and does with it."""
import json
import os
import pathlib
import sys
import tempfile
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import fake_afina  # noqa: E402
from test_course import FAILED, CourseCase  # noqa: E402

from afina import course  # noqa: E402
from afina.course import models  # noqa: E402


def folder(place: pathlib.Path, name: str, kind: str = "LlamaForCausalLM") -> pathlib.Path:
    made = place / name
    made.mkdir()
    (made / "config.json").write_text(json.dumps({"architectures": [kind]}), encoding="utf-8")
    for file in ("tokenizer.json", "model.safetensors"):
        (made / file).touch()
    return made


class ModelCase(CourseCase):
    """A person with two real models and what only looks like one."""

    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name).resolve()
        self.mine = folder(self.place, "mio")
        self.file = self.place / "otro.gguf"
        self.file.touch()
        folder(self.place, "buscador", "BertModel")
        (self.place / "roto").mkdir()
        (self.place / "roto" / "config.json").write_text("[", encoding="utf-8")
        patch = unittest.mock.patch.dict(os.environ, AFINA_MODELS=str(self.place))
        patch.start()
        self.addCleanup(patch.stop)

    def choose(self, path):
        self.said(course.start, "01", "es")
        return self.said(course.model, str(path))


class Found(ModelCase):
    def test_models_that_write_are_offered_folders_first(self):
        self.assertEqual(models.found(), [self.mine, self.file])
        self.said(course.start, "01", "es")
        said = self.said(course.model)
        for path in (self.mine, self.file):
            self.assertIn(str(path), said)
        self.assertNotIn("buscador", said)

    def test_those_beside_the_notebook_are_offered_too(self):
        here = pathlib.Path.cwd()
        self.addCleanup(os.chdir, here)
        os.environ["AFINA_MODELS"] = str(self.place / "roto")
        os.chdir(self.place)
        self.assertEqual(models.found(), [self.mine, self.file])

    def test_without_any_it_says_how_to_get_one_and_goes_on_with_semilla(self):
        os.environ["AFINA_MODELS"] = str(self.place / "roto")
        self.said(course.start, "01", "es")
        for said in (self.said(course.model), self.said(course.ask, "¿Qué es una farola?")):
            self.assertIn("SmolLM2-135M-Instruct", said)
            self.assertIn("semilla", said)
            self.assertNotIn(FAILED["es"], said)


class Chosen(ModelCase):
    def test_it_is_kept_for_the_later_notebooks_and_each_says_so(self):
        self.assertIn("«mio»", self.choose(self.mine))
        for number in ("02", "03", "04", "05"):
            course._session = None
            self.assertIn("Modelo de este cuaderno: «mio»", self.said(course.start, number, "es"))
        self.said(course.model, "semilla")
        self.assertIn("Modelo de este cuaderno: semilla", self.said(course.start, "03", "es"))

    def test_one_that_does_not_open_is_a_sentence_and_the_one_in_use_stays(self):
        self.choose(self.mine)
        self.assertIn("No hay modelo", self.said(course.model, "no-hay"))
        self.assertIn("«mio»", self.said(course.start, "03", "es"))

    def test_one_that_is_gone_is_said_and_semilla_goes_on(self):
        self.choose(self.file)
        self.file.unlink()
        said = self.said(course.start, "03", "es")
        self.assertIn("ya no está", said)
        self.assertIn("Modelo de este cuaderno: semilla", said)

    def test_its_question_is_asked_of_semilla_and_of_two_real_models(self):
        folder(self.place, "tercero")
        self.choose(self.file)
        with unittest.mock.patch.object(sys.modules["afina"], "generate", wraps=sys.modules["afina"].generate) as asked:
            self.said(course.ask, "¿Qué es una farola?")
        self.assertEqual([call.args for call in asked.call_args_list],
                         [(name, "¿Qué es una farola?") for name in ("semilla", str(self.file), str(self.mine))])


class Tuned(ModelCase):
    def tuned(self, *arguments, **options):
        with unittest.mock.patch.object(sys.modules["afina"], "tune", wraps=fake_afina.tune) as asked:
            said = self.said(course.tune, *arguments, **options)
        return said, asked.call_args

    def test_it_is_what_03_tunes_in_a_short_form_with_the_time_said_first(self):
        self.choose(self.mine)
        self.said(course.start, "03", "es")
        said, asked = self.tuned()
        self.assertEqual(asked.args[1], str(self.mine))
        self.assertEqual(asked.kwargs["max_steps"], 8)
        self.assertLess(said.index("Tiempo previsto"), said.index("Ajustado en"))
        self.assertIn("forma corta", said)
        said, asked = self.tuned(long=True)
        self.assertEqual(asked.kwargs["max_steps"], 120)
        self.assertNotIn("forma corta", said)

    def test_quick_experiments_stay_with_semilla(self):
        self.choose(self.mine)
        self.said(course.start, "03", "es")
        with unittest.mock.patch.object(sys.modules["afina"], "tune", wraps=fake_afina.tune) as asked:
            self.said(course.bench)
            self.said(course.overfit)
            self.said(course.exercise, "03.change", "1")
        self.assertEqual({(call.args + ("", "semilla"))[1] or "semilla" for call in asked.call_args_list}, {"semilla"})

    def test_a_run_is_of_its_model(self):
        self.said(course.start, "03", "es")
        self.said(course.tune)
        self.choose(self.mine)
        self.assertNotIn("tu última ejecución", self.said(course.start, "03", "es"))
        self.said(course.tune)
        self.assertIn("tu última ejecución", self.said(course.start, "03", "es"))
        self.assertEqual(course._session.run().model, str(self.mine))
        self.choose("semilla")
        self.said(course.start, "03", "es")
        self.assertEqual(course._session.run().model, "semilla")

    def test_05_shows_what_it_wrote_before_and_after_with_what_rests_on_nothing_marked(self):
        self.choose(self.mine)
        self.said(course.start, "05", "es")
        with unittest.mock.patch.object(sys.modules["afina"], "summarize", wraps=fake_afina.summarize) as asked:
            said = self.said(course.abstract)
        self.assertEqual(asked.call_args_list[0].kwargs["model"], str(self.mine))
        self.assertEqual(said.count("[El acto será en la luna.]"), 2)
        self.assertEqual(said.count("Frases que se apoyan en el texto: 3 de 4."), 2)


if __name__ == "__main__":
    unittest.main()
