"""afina.survey: nothing is kept before consent, and what is kept can be handed in and erased."""
import json
import stat

import pytest

import afina
from afina import survey


@pytest.fixture
def store(tmp_path):
    return survey.Store(tmp_path / "course.sqlite")


def test_nothing_is_kept_before_consent(store):
    item = survey.instrument("sus", store)["items"][0]["id"]
    with pytest.raises(afina.AfinaError) as refused:
        store.record_answer("00", "sus", item, 4)
    assert refused.value.code == "survey.no_consent"
    assert not store.path.exists()


def test_answers_and_events_are_handed_in_without_a_name(store, tmp_path, monkeypatch):
    store.consent(True)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    item = survey.instrument("feedback", store)["items"][0]
    store.record_answer("00", "feedback", item["id"], 4)
    store.record_event("00", "datos", "section_begin")
    handed = json.loads(store.export(tmp_path / "entrega.json").read_text(encoding="utf-8"))
    assert store.learner_code in json.dumps(handed)
    monkeypatch.chdir(tmp_path)
    assert store.export().resolve() == tmp_path / f"afina-{store.learner_code}.json"
    store.erase()
    assert not store.path.exists()


def test_wrong_kinds_and_forms_are_named(store):
    store.consent(True)
    for call, code in ((lambda: store.record_event("00", "x", "dance"), "survey.unknown_event"),
                       (lambda: survey.instrument("poll", store), "survey.unknown_item")):
        with pytest.raises(afina.AfinaError) as refused:
            call()
        assert refused.value.code == code


def test_who_agrees_after_the_first_test_was_shown_gets_the_other_one_at_the_end(tmp_path):
    for number in range(12):        # the order follows the code, which is drawn
        store = survey.Store(tmp_path / f"{number}.sqlite")
        before = survey.instrument("pretest", store)["name"]
        store.consent(True)
        assert survey.instrument("pretest", store)["name"] == before
        assert survey.instrument("posttest", survey.Store(store.path))["name"] != before


def test_a_store_opened_before_sees_what_another_one_did(tmp_path):
    early, other = survey.Store(tmp_path / "a.sqlite"), survey.Store(tmp_path / "a.sqlite")
    other.consent(True)
    assert early.consented and early.learner_code == other.learner_code
    early.record_event("00", "open", "section_begin")
    code = other.learner_code
    early.consent(True)
    assert other.learner_code == code       # agreeing again draws no new code
    other.erase()
    with pytest.raises(afina.AfinaError):
        early.record_event("00", "open", "section_begin")
    assert not early.path.exists()


def test_the_two_tests_are_parallel_forms(store):
    store.consent(True)
    before, after = survey.instrument("pretest", store), survey.instrument("posttest", store)
    assert len(before["items"]) == len(after["items"]) == 10
    assert {before["name"], after["name"]} == {"test_a", "test_b"}
    afina.set_language("en")
    assert survey.instrument("pretest", store)["title"] != before["title"]
