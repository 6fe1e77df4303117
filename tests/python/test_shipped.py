"""The runs that come with the course, opened by somebody who has nothing yet, from any folder."""
import pytest

import afina
from afina.course import session


@pytest.mark.parametrize("name", ["quejas", "oficina", "avisos"])
def test_a_shipped_run_finds_its_data_in_an_empty_home(name, tmp_path, monkeypatch):
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.delenv("AFINA_HOME", raising=False)
    copied = session.own_copy(session.SHIPPED / name, afina.demo_data(f"{name}.csv"))
    monkeypatch.chdir(copied.parent)
    assert "Partes: " in afina.open_run(copied).summary     # which reads the data again
