"""Tokenizer explorer: columns, the person's own tokenizer, added files."""
from afina.widgets import TokenizerExplorer
from afina.widgets.tokenizer_explorer import byte_pieces, engine_pieces, word_pieces


def names(widget):
    return [name for name, _, _ in widget.columns()]


def test_three_columns_cut_the_same_text():
    widget = TokenizerExplorer("El niño come.")
    assert names(widget) == ["semilla", "bytes", "palabras"]
    assert [text for text, _ in word_pieces("El niño come.")] == ["El", "niño", "come", "."]
    assert len(byte_pieces("niño")) == 5 and byte_pieces("ñ") == [("C3", 0xC3), ("B1", 0xB1)]
    assert "semilla: 4 tokens" in widget.html


def test_tokens_that_share_a_letter_show_their_own_name():
    class Halves:
        def encode(self, text, **_):
            return type("E", (), {"tokens": ["Ã", "±"], "offsets": [(0, 1), (0, 1)], "ids": [1, 2]})
    assert engine_pieces(Halves(), "ñ") == [("ñ", 1), ("±", 2)]


def test_typing_and_numbers():
    widget = TokenizerExplorer("uno")
    widget.perform("set", {"text": "uno dos", "show_ids": "yes"})
    assert widget.text == "uno dos" and widget.show_ids and "afina-token-note" in widget.html
    assert widget.announcement["text"].startswith("Tokens: semilla: 2")
    widget.perform("set", {"text": "uno dos"})
    assert not widget.show_ids


def test_own_tokenizer_is_trained_in_a_thread():
    widget = TokenizerExplorer("reclamaciones", own_texts=["reclamaciones y recibos"])
    widget.perform("train_own", {"vocab_size": "500"})
    assert widget.busy and widget.wait(5) and not widget.busy
    assert names(widget)[3] == "el tuyo" and "ha aprendido 500" in widget.announcement["text"]


def test_without_texts_it_says_how_to_give_them():
    widget = TokenizerExplorer("uno")
    widget.perform("train_own", {})
    assert "aprenda de tus textos" in widget.problem["message"]


def test_files_are_added_once_and_removed(tmp_path):
    path = tmp_path / "otro.json"
    path.write_text("{}")
    widget = TokenizerExplorer("uno", tokenizers=[path, path])
    assert names(widget)[3:] == ["otro"]
    widget.perform("add_file", {"file": {"name": "mio.json", "text": "{}"}})
    assert names(widget)[3:] == ["otro", "mio"]
    widget.perform("remove", {"name": "otro"})
    assert names(widget)[3:] == ["mio"]


def test_a_wrong_file_is_a_sentence_and_a_detail():
    widget = TokenizerExplorer("uno")
    widget.perform("add_file", {"file": {"name": "x.json", "text": "roto"}})
    assert "no es un tokenizer.json" in widget.html and "Elige otro archivo" in widget.html
    assert "Ver el detalle técnico" in widget.html and "Traceback" in widget.html
    widget.perform("add_file", {"file": None})
    assert "Elige antes" in widget.html and "Traceback" in widget.problem["detail"]
    widget.perform("set", {"text": "dos"})
    assert widget.problem is None and "Traceback" not in widget.html
