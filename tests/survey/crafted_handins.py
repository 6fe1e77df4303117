"""Hand-ins that nobody wrote by using the course: what a careless or a hostile file may hold, and what becomes of it.

`cases(sound)` gives (name, put, fate): put(folder) writes one entry into the folder, `fate` is the code of the error
that names it, or "counted" where it is a hand-in like any other.
"""
import copy
import json
import os
import pathlib
import socket
import sqlite3
import struct
import zipfile

import make_learners

COUNTED = "counted"
SYNTAX, FIELD, MUCH = "base.json_syntax", "survey.bad_field", "survey.too_much"
STORE, FOREIGN, NO_FILE = "survey.store_handed_in", "survey.not_a_course_file", "io.not_a_file"
MEGABYTE = 1 << 20
JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


def journal_naming(other, pages, page=4096, sector=512):
    """A rollback journal that names a super-journal, which SQLite removes after rolling back."""
    name = os.fsencode(other)
    head = JOURNAL_MAGIC + struct.pack(">IIIII", 0, 0, pages, sector, page)
    return (head.ljust(sector, b"\0") + struct.pack(">I", 0x40000000 // page + 1) + name
            + struct.pack(">II", len(name), sum(name)) + JOURNAL_MAGIC)


def write(name, content):
    def put(folder):
        (pathlib.Path(folder) / name).write_bytes(content() if callable(content) else content)
    return put


def text(value):
    return value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


# ---- databases ------------------------------------------------------------------------------------------------------

def store(name, sql="", journal=None, wal=False):
    """A store with something added, and files beside it as SQLite would look for them."""
    def put(folder):
        path = pathlib.Path(folder) / name
        make_learners.write_store(make_learners.make()[0], path)
        database = sqlite3.connect(path)
        database.executescript(("PRAGMA journal_mode = WAL;" if wal else "") + sql)
        if wal:     # kept open, so that what was written stays in the file beside it
            database.execute("UPDATE answers SET value = '1'")
            database.commit()
            wal_bytes = pathlib.Path(f"{path}-wal").read_bytes()
        database.close()
        if wal:
            pathlib.Path(f"{path}-wal").write_bytes(wal_bytes)
        if journal:
            victim = pathlib.Path(folder) / "examen.docx"
            pathlib.Path(f"{path}-journal").write_bytes(journal(victim, path.stat().st_size // 4096))
    return put


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT "


def databases():
    kinds = {
        "plain": {}, "journal": {"journal": journal_naming}, "wal": {"wal": True},
        "journal-cut": {"journal": lambda victim, pages: journal_naming(victim, pages)[:-3]},
        "journal-rolls-back": {"journal": lambda victim, pages: journal_naming(victim, 1)},
        "endless-view": {"sql": f"DROP TABLE events; CREATE VIEW events AS {ENDLESS} x AS sequence, x AS id, '01' AS notebook, "
                                "'' AS place, 'hint' AS kind, '' AS detail, 1 AS at FROM n;"},
        "filling-view": {"sql": "DROP TABLE answers; CREATE VIEW answers AS SELECT '01' AS notebook, 'feedback' AS instrument,"
                                " 'stuck' AS item, hex(zeroblob(400000000)) AS value, 1 AS first_at, 1 AS at;"},
        "trigger": {"sql": "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM answers; END;"},
        "computed": {"sql": "ALTER TABLE events ADD COLUMN big AS (hex(zeroblob(400000000)));"},
        "index": {"sql": "CREATE INDEX i ON events(hex(at));"},
        "blob": {"sql": "UPDATE answers SET value = zeroblob(3000000) WHERE rowid = 1;"},
        "version": {"sql": "PRAGMA user_version = 99;"},
        "virtual": {"sql": "CREATE VIRTUAL TABLE f USING fts5(a);"},
    }
    for kind, options in kinds.items():
        for extension in ("sqlite", "json", "SQLite"):
            yield f"database: {kind}, .{extension}", store(f"malo.{extension}", **options), STORE
    yield "database: header alone", write("malo.sqlite", b"SQLite format 3\0"), STORE
    yield "database: header and zeros", write("malo.json", b"SQLite format 3\0" + bytes(MEGABYTE)), STORE


# ---- JSON -----------------------------------------------------------------------------------------------------------

def spoiled(sound):
    """Texts that are no JSON, or not this format."""
    whole = text(sound)
    inside = whole.replace(b'"01"', b'"%s"', 1)
    for name, content in {
            "empty": b"", "blanks": b" \n\t", "mark alone": b"\xef\xbb\xbf", "NUL": b"\0", "zeros": bytes(100000),
            "UTF-16": whole.decode().encode("utf-16"), "UTF-16 BE": whole.decode().encode("utf-16-be"),
            "UTF-32": whole.decode().encode("utf-32"), "twice": whole + whole, "NUL inside": whole + b"\0" + whole,
            "comment": b"// hola\n" + whole, "comma too many": whole[:-1] + b",}", "single quotes": whole.replace(b'"', b"'"),
            "script": b"x(" + whole + b")", "cut mark": b"\xef\xbb" + whole, "HTML": b"<html><script>alert(1)</script></html>",
            "PNG": b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PDF": b"%PDF-1.7\n" + bytes(range(256)) * 10,
            "gzip": b"\x1f\x8b\x08" + bytes(1000), "noise": bytes(n * n % 251 for n in range(50000)),
            "deep lists": b"[" * 200000, "deep objects": b'{"a":' * 200000,
            "unclosed text": b'{"format": "' + b"a" * MEGABYTE, "bad escape": b'{"format": "\\x41"}',
            "half escape": b'{"format": "\\u00"}', "control in text": b'{"format": "a\nb"}'}.items():
        yield f"no JSON: {name}", write("malo.json", content), SYNTAX
    for at in range(1, len(whole), max(1, len(whole) // 24)):
        yield f"no JSON: cut at {at}", write("malo.json", whole[:at]), SYNTAX
    for name, value in {"lone surrogate": b"\\ud800", "lone low surrogate": b"\\udc00", "swapped surrogates": b"\\udc00\\ud800",
                        "overlong": b"\xc0\xaf", "surrogate bytes": b"\xed\xa0\x80", "beyond Unicode": b"\xf4\x90\x80\x80",
                        "cut letter": b"\xe2\x82", "no UTF-8": b"\xff\xfe"}.items():
        yield f"no JSON: {name}", write("malo.json", inside.replace(b"%s", value, 1)), SYNTAX
    for name, value in {"NaN": "NaN", "infinity": "Infinity", "minus infinity": "-Infinity", "1e400": "1e400",
                        "-1e400": "-1e400", "hexadecimal": "0x10", "leading zero": "007", "plus": "+1", "point": ".5"}.items():
        number = whole.replace(b'"consent_at": 1790000000', f'"consent_at": {value}'.encode(), 1)
        yield f"no JSON: {name}", write("malo.json", number), SYNTAX
    for name, value in {"list": [], "list of it": [sound], "text": "afina-course", "number": 3, "null": None, "true": True,
                        "empty object": {}, "other format": {"format": "nbformat"}, "format as number": {"format": 3},
                        "format as list": {"format": ["afina-course"]}, "no format": {**sound, "format": ""}}.items():
        yield f"another format: {name}", write("malo.json", text(value)), FOREIGN
    deep = whole.replace(b'"01"', b"[" * 100000 + b"]" * 100000, 1)
    yield "format: depth in a field", write("malo.json", deep), FIELD
    yield "format: byte order mark", write("malo.json", b"\xef\xbb\xbf" + whole), COUNTED
    yield "format: no learners", write("malo.json", text({**sound, "learners": []})), COUNTED
    for number, fate in ((0, FIELD), (-1, FIELD), (1.0, FIELD), ("1", FIELD), (None, FIELD), (2, "survey.newer_file"),
                         (2 ** 62, "survey.newer_file")):
        yield f"format: schema {number!r}", write("malo.json", text({**sound, "schema": number})), fate
    newer = {**sound, "learners": [{"new": [[[1]]]}], "schema": 7}
    yield "format: a later version with other fields", write("malo.json", text(newer)), "survey.newer_file"


# Every field, by the path to the object that has it.
FIELDS = {(): ("format", "schema", "learners"),
          ("learners", 0): ("code", "consent_at", "generated", "answers", "events"),
          ("learners", 0, "answers", 0): ("notebook", "instrument", "item", "value", "first_at", "at"),
          ("learners", 0, "events", 0): ("id", "notebook", "place", "kind", "detail", "at")}
TEXTS = {"code", "notebook", "instrument", "item", "value", "id", "place", "kind", "detail"}
TIMES = {"consent_at", "first_at", "at"}


def changed(sound, path, field, value):
    document = copy.deepcopy(sound)
    place = document
    for step in path:
        place = place[step]
    if value is KeyError:
        del place[field]
    else:
        place[field] = value
    return text(document)


def doubled(sound, path, field):
    """The same field twice in one object, which json.dumps cannot write."""
    whole = changed(sound, path, "twice", 1)
    value = sound
    for step in path:
        value = value[step]
    return whole.replace(b'"twice": 1', f'"{field}": '.encode() + text(value[field]), 1)


def fields(sound):
    values = {"null": None, "true": True, "number": 1, "fraction": 1.5, "negative": -1, "text": "x", "list": [], "object": {},
              "list in list": [[]]}
    right = {"text": TEXTS, "number": TIMES | {"schema"}, "true": {"generated"}, "list": {"learners", "answers", "events"}}
    for path, names in FIELDS.items():
        for field in names:
            where = ".".join(map(str, path)) + "." + field
            optional = field == "generated"
            fate = FOREIGN if field == "format" else FIELD
            yield f"missing: {where}", write("malo.json", changed(sound, path, field, KeyError)), COUNTED if optional else fate
            yield f"twice: {where}", write("malo.json", doubled(sound, path, field)), FIELD
            for name, value in values.items():
                if field in right.get(name, ()):
                    continue
                yield f"{name}: {where}", write("malo.json", changed(sound, path, field, value)), fate
            if field in TEXTS:
                yield f"too long: {where}", write("malo.json", changed(sound, path, field, "a" * 10001)), FIELD
            if field in TEXTS - {"value", "detail"}:
                yield f"too long a name: {where}", write("malo.json", changed(sound, path, field, "a" * 201)), FIELD
            if field in TIMES:
                for time in (253402300799, 4102444800, 2 ** 53, 2 ** 63, 2 ** 64, 10 ** 400, -2 ** 63, -10 ** 400):
                    yield f"time {time:.3g}: {where}" if abs(time) < 10 ** 300 else f"time of 400 digits: {where}", \
                        write("malo.json", changed(sound, path, field, time)), \
                        SYNTAX if abs(time) > 10 ** 300 else FIELD
        yield f"unknown: {'.'.join(map(str, path))}", write("malo.json", changed(sound, path, "email", "a@b.c")), \
            "survey.unknown_field"
    person = ("learners", 0)
    for code in ("", "../../x", "KXR4/7TPM", "KXR4-7TP", "KXR4-7TPMM", "AAAA-AAAA", "KXR4\u00007TPM", "\x1b[2JKXR4", "ＫＸＲ４７ＴＰＭ"):
        yield f"code {code!r}", write("malo.json", changed(sound, person, "code", code)), "survey.bad_code"
    yield "code in small letters", write("malo.json", changed(sound, person, "code", "kxr4 7tpm")), COUNTED
    answer, event = person + ("answers", 0), person + ("events", 0)
    for path, field in ((answer, "instrument"), (answer, "item"), (answer, "value"), (answer, "notebook"), (event, "notebook"),
                        (event, "place"), (event, "id"), (event, "detail")):
        for name, value in {"not of the course": "99", "a path": "../../../etc/passwd", "an escape": "\x1b]0;x\x07\x1b[2J",
                            "bidi": "\u202egpj.exe", "HTML": "</td><script>alert(1)</script>", "NUL": "a\0b",
                            "braces": "{path}{}{0}"}.items():
            yield f"{name}: {field}", write("malo.json", changed(sound, path, field, value)), COUNTED
    yield "kind not of the course", write("malo.json", changed(sound, event, "kind", "dance")), FIELD
    twice = {**sound, "learners": sound["learners"] * 2}
    yield "somebody twice in one file", write("malo.json", text(twice)), FIELD


def large(sound):
    learner = sound["learners"][0]
    event = text(learner["events"][0])
    head, tail = text({**sound, "learners": []})[:-3], b"]}"     # "learners" comes last
    assert head.endswith(b'"learners": '), head

    def people(count, events):
        codes = ("".join("BCDFGHJK"[(n >> 3 * digit) & 7] for digit in range(8)) for n in range(count))
        return head + b"[" + b",".join(b'{"code":"%s","consent_at":1,"answers":[],"events":[%s]}' % (code.encode(), events)
                                       for code in codes) + tail
    for name, content, fate in (
            ("a hundred thousand events", lambda: people(1, b",".join([event] * 100000)), MUCH),
            ("a million events", lambda: people(1, b",".join([event] * 1000000)), "survey.file_too_large"),
            ("a person with 20,001 events", lambda: people(1, b",".join([event] * 20001)), MUCH),
            ("2,001 people", lambda: people(2001, b""), MUCH),
            ("two million empty lists", lambda: head + b"[" + b"[]," * 2000000 + b"[]" + tail, FIELD),
            ("seven million numbers", lambda: b"[" + b"1," * 7000000 + b"1]", FOREIGN),
            ("text of 15 MB", lambda: head + b'["' + b"a" * (15 * MEGABYTE) + b'"' + tail, FIELD),
            ("key of 15 MB", lambda: b'{"format": "afina-course", "' + b"a" * (15 * MEGABYTE) + b'": 1}', "survey.unknown_field"),
            ("number of 15 MB", lambda: b'{"format": ' + b"1" * (15 * MEGABYTE) + b"}", SYNTAX),
            ("text of 100 MB", lambda: b'{"format": "' + b"a" * (100 * MEGABYTE) + b'"}', "survey.file_too_large"),
            ("15 MB of blanks", lambda: b" " * (15 * MEGABYTE), SYNTAX),
            ("15 MB of escapes", lambda: b'{"format": "' + b"\\u00e1" * (2 * MEGABYTE) + b'"}', FOREIGN)):
        yield f"large: {name}", write("malo.json", content), fate

    def sparse(folder):
        with open(folder / "malo.json", "wb") as file:
            file.truncate(10 << 30)
    yield "large: ten gigabytes of nothing", sparse, "survey.file_too_large"

    def bomb(folder):
        with zipfile.ZipFile(folder / "malo.json", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("entrega.json", bytes(50 * MEGABYTE))
    yield "large: an archive that swells", bomb, SYNTAX


# ---- things that are no files -----------------------------------------------------------------------------------------

def entries(sound):
    whole = text(sound)

    def link(target):
        return lambda folder: os.symlink(target, folder / "malo.json")

    def bind(folder):
        before = os.getcwd()
        os.chdir(folder)    # the name of a socket has 108 bytes at most
        try:
            with socket.socket(socket.AF_UNIX) as one:
                one.bind("malo.json")
        finally:
            os.chdir(before)

    def named(name):
        def put(folder):
            with open(os.path.join(os.fsencode(folder), name), "wb") as file:
                file.write(whole[:-1])
        return put
    yield "entry: folder", lambda folder: (folder / "malo.json").mkdir(), NO_FILE
    yield "entry: pipe", lambda folder: os.mkfifo(folder / "malo.json"), NO_FILE
    yield "entry: socket", bind, NO_FILE
    for target in ("/dev/zero", "/dev/stdin", "/etc/passwd", "nothing", "malo.json", "bien.json", "/proc/self/mem"):
        yield f"entry: link to {target}", link(target), NO_FILE
    for name in (b"a\x1b[2Jb.json", b"a\nb.json", b"\xff\xfe.json", b"a" * 250 + b".json", b"-rf.json", b"{path}.json",
                 "\u202enosj.json".encode(), b" .json"):
        yield f"entry: named {name!r}", named(name), SYNTAX


def cases(sound):
    for group in (databases(), spoiled(sound), fields(sound), large(sound), entries(sound)):
        yield from group
