"""The answers that the teacher's guide gives are answers that the course takes, on the real engine."""
import pathlib
import re

import pytest

from afina import course
from afina.course import checks, content, facts, session

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "es" / "guia-docente.md").read_text(encoding="utf-8")
# (exercise, what the guide's row says, what a person would write)
ANSWERS = [
    ("00.change", "«La farola de mi calle está fundida y no se ve nada»", ""),
    ("00.complete", "parar", ""), ("00.complete", "«cuadrado»", ""),
    ("00.transfer", r"«Quiero cambiar mi cita del lunes \| citas»", ""),
    ("01.change", "«Había una»", ""), ("01.change", "«Érase una vez»", ""), ("01.change", "«Buenos días»", ""),
    ("01.complete", "ficha", ""),
    ("01.transfer", r"«La médica atiende hoy \| La enfermera atiende hoy»", ""),
    ("02.change", "«otorrinolaringólogo»", ""), ("02.complete", "277", ""),
    ("02.transfer", "«Una vecina pide que arreglen el banco de su calle»", ""),
    ("03.change", "1, o bien", "1"), ("03.change", "0,000000001", ""),
    ("03.complete", "quieto", ""), ("03.complete", "«congelado»", ""), ("03.complete", "«fijo»", ""),
    ("04.change", "«Zyx kraft bjørk qwerty»", ""),
    ("05.change", "1 (también 2", "1"), ("05.change", "(también 2", "2"),
    ("05.complete", "extractivo", ""),
    ("05.transfer", "«El sábado 22 de noviembre, a las seis de la tarde, se celebrará en el salón del colegio del Olmo»", "")]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One home for all answers: a person who goes through the course from the demo data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AFINA_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("AFINA_COURSE_PLAIN", "1")
        yield


@pytest.mark.parametrize(("identifier", "told", "written"), ANSWERS)
def test_the_guides_answer_is_taken(home, identifier, told, written):
    row = re.search(rf"^\| `{re.escape(identifier)}` .*$", GUIDE, re.M)[0]
    assert told in row
    answer = written or told.strip("«»").replace("\\|", "|")
    entry = content.item("exercises", identifier, "es")
    opened = session.Session(identifier[:2], "es")
    assert checks.check(entry, answer, facts.Facts(opened)) == ""


def test_a_usual_rate_is_not_taken_for_one_that_breaks_learning(home):
    assert course.exercise("03.change", "0,002") is False
