"""The same text cut by semilla's tokenizer, into bytes, into words, and by one trained on the person's own text."""
import pathlib
import re
import tempfile

from . import engine, parts
from .base import Widget, action
from .friendly import Refused
from .markup import join, tag

_SHOWN = 400      # boxes of one column: more tells nothing and makes the page slow
_WORD = re.compile(r"\w+|[^\w\s]|\s+")


def byte_pieces(text) -> list:
    """One piece a byte; a byte that is no whole letter is shown by its number."""
    return [(chr(byte) if 32 <= byte < 127 or byte == 10 else f"{byte:02X}", byte) for byte in text.encode("utf-8")]


def word_pieces(text) -> list:
    return [(piece, None) for piece in _WORD.findall(text) if not piece.isspace()]


def engine_pieces(tokenizer, text) -> list:
    """Pieces as they stand in the text; where several tokens share a letter, the later ones show their own name."""
    pieces, reached = [], 0
    for token, begin, end, id_ in engine.encode(tokenizer, text):
        pieces.append((text[begin:end] if end > reached else token, id_))
        reached = max(reached, end)
    return pieces


class TokenizerExplorer(Widget):
    """`own_texts`: texts, a file or data of the person; `tokenizers`: paths of further tokenizer.json files."""
    title = "tokenizer.title"

    def __init__(self, text=None, own_texts=None, tokenizers=(), vocab_size=1000, language=None):
        super().__init__(language)
        self.text = self.t("tokenizer.sample") if text is None else text
        self.own_texts, self.vocab_size, self.show_ids = own_texts, vocab_size, False
        self._own = None
        self._semilla = engine.tokenizer("semilla")
        self._added = []
        for path in tokenizers:
            self.add_tokenizer(path)
        self.refresh()

    def add_tokenizer(self, path):
        """One more column, from any tokenizer.json or model folder."""
        path = pathlib.Path(path)
        name = path.parent.name if path.name == "tokenizer.json" and path.parent.name else path.stem
        self._add(name or str(path), engine.tokenizer(str(path)))

    def _add(self, name, tokenizer):
        # The same name again replaces its column: a cell that runs twice does not add two.
        self._added = [entry for entry in self._added if entry[0] != name] + [(name, tokenizer)]

    @action
    def set(self, text=None, show_ids=None):
        self.text = self.text if text is None else text
        self.show_ids = show_ids == "yes"
        counts = [f"{name}: {len(pieces)}" for name, pieces, _ in self.columns()]
        self.announce(self.t("tokenizer.counts", counts="; ".join(counts)))

    @action
    def add_file(self, file=None):
        """A tokenizer.json that the page read: {"name", "text"}."""
        if not file:
            raise Refused(self.t("tokenizer.no_file"))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "tokenizer.json"
            path.write_text(file["text"], encoding="utf-8")
            self._add(pathlib.Path(file["name"]).stem, engine.tokenizer(str(path)))

    @action
    def remove(self, name):
        self._added = [entry for entry in self._added if entry[0] != name]

    @action
    def train_own(self, vocab_size=None):
        """Learns a tokenizer from the person's own texts."""
        if self.own_texts is None:
            raise Refused(self.t("tokenizer.no_own"))
        self.vocab_size = int(vocab_size or self.vocab_size)
        self.start(self._train)

    def _train(self, job):
        texts = engine.texts_of(self.own_texts)
        with tempfile.TemporaryDirectory() as folder:
            path = str(pathlib.Path(folder) / "tokenizer.json")
            trained = engine.afina().Tokenizer.train(texts, self.vocab_size, path)
            trained = trained or engine.tokenizer(path)
        if not job.cancelled:
            self._own = trained

    def finished(self, job):
        if self._own is not None:
            self.announce(self.t("tokenizer.trained", size=self._own.vocab_size))

    def columns(self) -> list:
        """(name, pieces, vocabulary size) of every tokenizer, the pieces as (text, id)."""
        columns = [("semilla", engine_pieces(self._semilla, self.text), self._semilla.vocab_size),
                   (self.t("tokenizer.bytes"), byte_pieces(self.text), 256),
                   (self.t("tokenizer.words"), word_pieces(self.text), None)]
        if self._own is not None:
            columns.append((self.t("tokenizer.own"), engine_pieces(self._own, self.text), self._own.vocab_size))
        return columns + [(name, engine_pieces(tokenizer, self.text), tokenizer.vocab_size)
                          for name, tokenizer in self._added]

    def body(self):
        columns = self.columns()
        controls = parts.form("set", parts.text_field(self.t("tokenizer.text"), "text", self.text, rows=3),
                              parts.checkbox(self.t("tokenizer.show_ids"), "show_ids", self.show_ids), live=True)
        return join(tag("p", self.t("tokenizer.intro")), controls, self._table(columns),
                    parts.columns(*[self._column(*column) for column in columns]), self._more())

    def _table(self, columns):
        letters = max(1, len(self.text))
        rows = [(name, len(pieces), self.t.number(letters / max(1, len(pieces)), 1),
                 self.t("tokenizer.unlimited") if size is None else self.t.number(size))
                for name, pieces, size in columns]
        header = [self.t("tokenizer.name"), self.t("tokenizer.pieces"), self.t("tokenizer.letters"),
                  self.t("tokenizer.size")]
        return parts.table(self.t("tokenizer.comparison"), header, rows, numeric=(1, 2, 3))

    def _column(self, name, pieces, _size):
        name_and_count = self.t("tokenizer.column", name=name, n=self.t.number(len(pieces)))
        boxes = [{"text": text, "note": str(id_) if self.show_ids and id_ is not None else None}
                 for text, id_ in pieces[:_SHOWN]]
        removable = any(name == added for added, _ in self._added)
        return join(parts.heading(4, name_and_count),
                    parts.tokens(boxes, name_and_count),
                    len(pieces) > _SHOWN and parts.note(self.t("tokenizer.cut", n=_SHOWN)),
                    removable and parts.button(self.t("tokenizer.remove", name=name), "remove", name=name))

    def _more(self):
        sizes = [(size, self.t.number(size)) for size in (300, 500, 1000, 2000, 4000, 8000)]
        train = parts.form("train_own", parts.steps(self.t("tokenizer.own_size"), "vocab_size", sizes,
                                                    self.vocab_size, self.t("tokenizer.own_help")),
                           parts.submit(self.t("tokenizer.train")))
        upload = parts.form("add_file", parts.text_field(self.t("tokenizer.file"), "file", kind="file",
                                                         help_text=self.t("tokenizer.file_help")),
                            parts.submit(self.t("tokenizer.add")))
        training = self.busy and parts.note(self.t("tokenizer.training"))
        return join(training, parts.columns(train if self.own_texts is not None else
                                            parts.note(self.t("tokenizer.no_own")), upload))
