"""The front end itself, in a browser: focus stays, announcements keep their distance, silence is explained, Colab."""
import time

from checks import picture, sound, tab_to, until

from afina.widgets import TokenizerExplorer, colab


def test_typing_keeps_focus_and_caret(open_page):
    page = open_page(TokenizerExplorer("uno"), width=360)
    tab_to(page, "Tu texto")
    page.keyboard.press("Home")
    page.keyboard.type("casa ", delay=60)
    until(page, "document.querySelector('h4').textContent.includes('2 tokens')")
    assert page.evaluate("document.activeElement.value") == "casa uno"
    assert page.evaluate("document.activeElement.selectionStart") == 5
    sound(page)


def test_a_note_that_goes_away_leaves_the_focus(open_page):
    widget = TokenizerExplorer("uno")
    widget.perform("add_file", {"file": None})
    page = open_page(widget, width=360)
    tab_to(page, "Tu texto")
    page.keyboard.type("dos ")
    until(page, "document.querySelector('.afina-error') === null")
    assert page.evaluate("document.activeElement.nodeName") == "TEXTAREA"


def test_announcements_are_two_seconds_apart(open_page):
    widget = TokenizerExplorer("uno")
    page = open_page(widget)
    for number in range(12):
        widget.announce(f"aviso {number}")
        time.sleep(0.3)
    until(page, "window.spoken.at(-1)?.[1] === 'aviso 11'")
    times = [when for when, _ in page.evaluate("window.spoken")]
    assert 2 <= len(times) < 12 and all(b - a >= 1950 for a, b in zip(times, times[1:]))


def test_a_kernel_that_does_not_answer_is_explained(open_page, host):
    page = open_page(TokenizerExplorer("uno"))
    host.deaf = True
    tab_to(page, "Mostrar el número")
    page.keyboard.press("Space")
    page.wait_for_selector(".afina-silence:not([hidden])")
    assert "El núcleo no contesta" in page.inner_text(".afina-silence")


def test_an_opened_detail_stays_open_and_wrong_files_are_explained(open_page, tmp_path):
    page = open_page(TokenizerExplorer("uno"), width=360)
    bad = tmp_path / "mio.json"
    bad.write_text("roto")
    page.set_input_files("input[type=file]", str(bad))
    tab_to(page, "Añadir para comparar")
    page.keyboard.press("Enter")
    page.wait_for_selector(".afina-error")
    tab_to(page, "Ver el detalle técnico")
    page.keyboard.press("Enter")
    assert "Traceback" in page.inner_text(".afina-error pre")
    sound(page)
    picture(page, "error-360")
    good = tmp_path / "bueno.json"
    good.write_text("{}")
    page.set_input_files("input[type=file]", str(good))
    page.get_by_text("Añadir para comparar").click()
    until(page, "document.body.textContent.includes('bueno: ')")
    assert page.query_selector(".afina-error") is None


def test_the_other_language(open_page):
    page = open_page(TokenizerExplorer("uno"))
    tab_to(page, "English")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('h3').textContent.startsWith('How a text')")
    assert page.get_attribute(".afina-widget", "lang") == "en"
    sound(page)


def test_colab_page_works_through_colabs_calls(open_page, host):
    widget = TokenizerExplorer("uno", own_texts=["uno dos"])
    html = colab.colab_page(widget, lambda name, function: host.extra.update({"function": function}))
    bridge = """<script>window.google = { colab: { kernel: { invokeFunction: async (name, [message]) => ({ data: {
        "application/json": await (await fetch("/colab", { method: "POST", body: JSON.stringify(message) })).json() }
        }) } } };</script>"""
    host.extra["/colab.html"] = f"<!doctype html><html lang=es><meta charset=utf-8><title>x</title>{bridge}{html}"
    page = open_page(widget, path="/colab.html")
    page.get_by_text("Aprender de mis textos").click()
    until(page, "document.body.textContent.includes('el tuyo: ')")
    assert page.problems == []
