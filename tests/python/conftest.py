"""What the tests of the package share: rows to learn from, and runs that several tests look at."""
import random

import pytest

import afina

DEPARTMENTS = {
    "Aguas": ["sale poca agua del grifo", "hay una fuga en la tubería", "el agua baja turbia"],
    "Limpieza": ["nadie barre la calle", "la basura lleva días ahí", "el contenedor está lleno"],
    "Alumbrado": ["la farola no se enciende", "la plaza está a oscuras", "hay una bombilla fundida"],
}
PLACES = "patio norte sur rosa molino fuente olmo puente río casa".split()


def complaints(count, seed=1):
    """Rows {"texto", "departamento"}: learnable, no two the same."""
    chance = random.Random(seed)
    rows = []
    for i in range(count):
        department = list(DEPARTMENTS)[i % 3]
        words = " ".join(chance.choice(PLACES) for _ in range(5))
        text = f"En la calle {words} {chance.randrange(1000)}: {chance.choice(DEPARTMENTS[department])}."
        rows.append({"texto": text, "departamento": department})
    return rows


def questions(count):
    return [{"pregunta": f"¿Quién lleva el caso {i}? {row['texto']}", "respuesta": f"Lo lleva {row['departamento']}."}
            for i, row in enumerate(complaints(count))]


@pytest.fixture(autouse=True)
def spanish():
    afina.set_language("es")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Nothing is left in the folder the tests run from."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def classifier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    return afina.tune(complaints(60), out=folder / "quejas", max_steps=3, max_length=64, progress="none")


@pytest.fixture(scope="session")
def answerer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    return afina.tune(questions(60), out=folder / "preguntas", max_steps=2, max_length=64, progress="none")


@pytest.fixture(scope="session")
def semilla():
    return afina.Model("semilla")


