"""Nothing that comes from data, names of files, tokenizers or models is obeyed by a terminal: every command with
hostile text in it, on a terminal (pty), as JSON, and through a pipe."""
import functools
import json
import os
import pathlib
import pty
import re
import subprocess
import tempfile
import unicodedata

import support
from support import PROGRAM, ROOT, CliCase, afina, environment, rows, tiny_model, write_csv

# A title for the window, a cleared screen, the text turned around, colours in one character, DEL, a line separator.
HOSTILE = "\x1b]0;T\x07\x1b[2J\u202e\u2066\x9b31m\x7f\u2028Z"
SPELLED = r"\x1b]0;T\x07\x1b[2J\u202e\u2066\x9b31m\x7f\u2028Z"


def is_unprintable(character):
    return (unicodedata.category(character) in ("Cc", "Zl", "Zp") or character in "\u061c\u200e\u200f\ufeff"
            or "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u206f"
            or "\U000e0000" <= character <= "\U000e007f")


def obeyed(text):
    """What a terminal would do with the text beside showing it; the bar's own movements are not counted."""
    text = text.replace("\r\x1b[K", "").replace("\r\n", "\n")
    return [hex(ord(c)) for c in text if is_unprintable(c) and c not in "\n\t"]


def on_terminal(*arguments, typed="", cwd=None, env=None):
    """The program with stdin, stdout and stderr on a terminal of its own: (exit code, all that it showed)."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([PROGRAM, *(a if isinstance(a, bytes) else str(a) for a in arguments)], stdin=theirs,
                               stdout=theirs, stderr=theirs, env=environment(**(env or {})), cwd=cwd, close_fds=True)
    os.close(theirs)
    if typed:
        os.write(ours, typed.encode())
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:   # the program has ended and with it the terminal
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    return process.wait(timeout=support.TIMEOUT), shown.decode("utf-8", "surrogateescape")


def in_bytes(text):
    """As a byte-level tokenizer writes the bytes of a text."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = dict(zip(plain, map(chr, plain)))
    table.update((byte, chr(256 + i)) for i, byte in enumerate(b for b in range(256) if b not in table))
    return "".join(table[byte] for byte in text.encode())


@functools.lru_cache(maxsize=None)
def hostile_model():
    """The tiny model with a tokenizer whose longer tokens are hostile."""
    holder = tempfile.TemporaryDirectory(prefix="afina-hostile-")
    hostile_model.holder = holder
    folder = pathlib.Path(holder.name) / "model"
    subprocess.run(["cp", "-r", str(tiny_model()), str(folder)], check=True)
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    special = {token["id"] for token in tokenizer["added_tokens"]}
    vocabulary = tokenizer["model"]["vocab"]
    tokenizer["model"]["vocab"] = {token if len(token) == 1 or id in special else in_bytes(f"{HOSTILE}{id}"): id
                                   for token, id in vocabulary.items()}
    tokenizer["model"]["merges"] = []
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    return folder


@functools.lru_cache(maxsize=None)
def hostile_run():
    """A classifier of hostile labels, tuned on data in a hostile folder."""
    holder = tempfile.TemporaryDirectory(prefix="afina-hostile-")
    hostile_run.holder = holder
    folder = pathlib.Path(holder.name) / f"datos{HOSTILE}"
    folder.mkdir()
    data = write_csv(folder / "datos.csv", [f"texto{HOSTILE}", "clase"],
                     [(f"{text} {HOSTILE}", label + HOSTILE) for text, label in rows(60)])
    code, shown = on_terminal("tune", data, "--model", tiny_model(), "--out", folder / "run", "--task", "classify",
                              "--max-steps", 4)
    return folder / "run", data, code, shown


class Terminal(CliCase):
    def safe(self, *arguments, exit=0, spelled=SPELLED, **options):
        """What the terminal showed: nothing to obey, and the hostile text to be read."""
        code, shown = on_terminal(*arguments, **options)
        self.check(shown, spelled)
        self.assertEqual(code, exit, shown[-2000:])
        return shown

    def check(self, shown, spelled=SPELLED):
        self.assertEqual(obeyed(shown), [], repr(shown[-2000:]))
        if spelled:
            self.assertIn(spelled, re.sub(r"\s+", " ", shown))

    def test_tune_and_what_comes_of_it(self):
        run, data, code, shown = hostile_run()
        self.assertEqual(code, 0, shown)
        self.check(shown)
        self.safe("eval", run, "--generate-rows", 0, spelled=r"\x1b]0;T")
        self.safe("classify", run, "--text", f"sale agua {HOSTILE}")
        texts = self.write("textos.txt", f"uno {HOSTILE}\ndos\n".replace("\u2028", ""))
        self.safe("classify", run, "--file", texts, spelled=r"\x1b[2J\u202e")
        self.safe("models", "show", run)
        self.safe("resume", run, exit=1)

    def test_preview(self):
        run, data, *_ = hostile_run()
        self.safe("preview", data, "--model", tiny_model(), "--task", "classify", "--rows", 2, spelled=r"\x1b]0;T")
        self.safe("preview", data, "--model", hostile_model(), "--task", "classify", "--rows", 2, spelled=r"\x1b]0;T")

    def test_what_a_model_writes(self):
        sampled = ("--temperature", 3, "--max-new-tokens", 40)
        self.safe("generate", hostile_model(), "--prompt", "En la calle", *sampled)
        piped = self.done("generate", hostile_model(), "--prompt", "En la calle", *sampled).out
        self.assertIn(HOSTILE, piped)
        self.safe("chat", hostile_model(), *sampled, typed="hola\n/salir\n")

    def test_summaries(self):
        document = self.write(f"acta{HOSTILE}.txt", "".join(
            f"La reunión {i} trató del agua y de la plaza {i} {HOSTILE.replace(chr(0x2028), '')}. " for i in range(12)))
        self.safe("summarize", document, "--sentences", 2, spelled=r"\x1b[2J\u202e")
        self.safe("summarize", document, document, "--sentences", 2)
        self.safe("summarize", document, "--sentences", 2, "--sources", spelled=r"\x1b[2J\u202e")
        self.assertIn("\x1b[2J", self.done("summarize", document, "--sentences", 2).out)

    def test_a_draft_is_struck_out_and_nothing_in_it_is_obeyed(self):
        document = self.write("acta.txt", f"La reunión trató del agua y de la plaza {HOSTILE.replace(chr(0x2028), '')}. " * 3)
        for model in (hostile_model(), "semilla"):
            code, shown = on_terminal("summarize", document, "--draft", "--model", model)
            self.assertEqual(code, 0, shown)
            self.assertEqual("[\x1b[9m" in shown, model == "semilla", shown)
            self.assertEqual(shown.count("[\x1b[9m"), shown.count("\x1b[29m]"))
            self.assertEqual(obeyed(shown.replace("\x1b[9m", "").replace("\x1b[29m", "")), [], shown)
        self.assertNotIn("\x1b[9m", self.done("summarize", document, "--draft", "--model", "semilla").out)

    def test_tokens(self):
        texts = self.write("textos.txt", HOSTILE + "\n")
        shown = self.safe("tokenize", hostile_model(), "--file", texts, spelled="")
        self.assertIn('"ids"', shown)
        ids = self.write("ids.jsonl", '{"ids": [300, 301, 302]}\n').read_text()
        self.safe("detokenize", hostile_model(), typed=ids + "\x04", spelled="")
        plain = self.write("plano.txt", "Sale poca agua del grifo. La farola no luce.\n" * 20)
        self.safe("train-tokenizer", plain, "--vocab-size", 300, "--out", self.folder / f"t{HOSTILE}.json")

    def test_models_from_nothing(self):
        shape = self.folder / f"forma{HOSTILE}"
        shape.mkdir()
        config = tiny_model() / "config.json"
        (shape / "config.json").write_bytes(config.read_bytes())
        self.safe("bench", "--shape", shape, "--steps", 1, "--batch", 1, "--length", 8)
        corpus = self.write("corpus.jsonl", json.dumps({"text": "Sale poca agua del grifo. " * 20}) + "\n")
        self.safe("pretrain", corpus, "--tokenizer", tiny_model() / "tokenizer.json", "--config", config, "--max-steps", 1,
                  "--max-length", 64, "--out", self.folder / f"modelo{HOSTILE}")

    def test_refusals_name_hostile_things(self):
        self.safe(f"orden{HOSTILE}", exit=2)
        self.safe("tune", "datos.csv", f"--opcion{HOSTILE}", exit=2)
        self.safe("tune", "datos.csv", "--rank", HOSTILE, exit=2)
        self.safe("tune", "datos.csv", "--schedule", HOSTILE, exit=1)
        self.safe("version", HOSTILE, exit=2)
        self.safe("version", b"\xff\x9b2J", exit=2, spelled=r"\xff\x9b2J")
        for command in (["tune", HOSTILE], ["resume", HOSTILE], ["eval", HOSTILE], ["generate", HOSTILE, "--prompt", "a"],
                        ["chat", HOSTILE], ["classify", HOSTILE, "--text", "a"], ["summarize", HOSTILE],
                        ["tokenize", HOSTILE], ["detokenize", HOSTILE], ["preview", HOSTILE],
                        ["models", "show", HOSTILE], ["models", HOSTILE], ["forms", HOSTILE], ["forms", "report", HOSTILE],
                        ["bench", "--shape", HOSTILE], ["score", HOSTILE],
                        ["train-tokenizer", HOSTILE, "--out", "t.json"],
                        ["pretrain", HOSTILE, "--tokenizer", HOSTILE, "--config", HOSTILE, "--out", HOSTILE]):
            with self.subTest(command=command[:2]):
                if command[0] == "tune":
                    command += ["--out", "run"]
                self.safe(*command, exit=1, cwd=self.folder)

    def test_a_name_cannot_pass_for_a_line_of_ours(self):
        shown = self.safe("generate", "x\nafina: todo.bien: Hecho", "--prompt", "a", exit=1, spelled=r"x\nafina")
        self.assertEqual(len(re.findall(r"(?m)^afina: ", shown)), 1)

    def test_the_course_and_its_answers(self):
        self.safe("curso", self.folder / f"curso{HOSTILE}", "--no-open")
        self.safe("course", self.folder / f"curso{HOSTILE}", "--no-open")


class JsonLines(CliCase):
    def same(self, *arguments, **options):
        result = self.done(*arguments, "--json", **options)
        self.assertEqual(obeyed(result.out), [])
        self.assertEqual(obeyed(result.err), [])
        return result

    def test_the_text_reads_back_and_nothing_in_it_is_obeyed(self):
        run, data, *_ = hostile_run()
        found = self.same("classify", run, "--text", f"agua {HOSTILE}").json
        self.assertIn(HOSTILE, found["text"])
        self.assertTrue(found["label"].endswith(HOSTILE))
        self.assertIn(HOSTILE, "".join(self.same("models", "show", run).json["labels"]))
        shown = self.same("preview", data, "--model", tiny_model(), "--task", "classify", "--rows", 1).json
        self.assertTrue(shown["rows"][0]["label"].endswith(HOSTILE))
        written = self.same("generate", hostile_model(), "--prompt", "En la calle", "--temperature", 3,
                            "--max-new-tokens", 40).json
        self.assertIn(HOSTILE, written["text"])
        self.same("eval", run, "--generate-rows", 0)
        text = json.dumps(HOSTILE) + "\n"
        tokens = self.same("tokenize", hostile_model(), "--jsonl", input=text).json
        back = self.same("detokenize", hostile_model(), input=json.dumps({"ids": tokens["ids"]}) + "\n").json
        self.assertEqual(back["text"], HOSTILE)

    def test_errors(self):
        result = afina("generate", HOSTILE, "--prompt", "a", "--json")
        self.assertEqual(obeyed(result.out + result.err), [])
        self.assertIn(SPELLED, result.json["error"]["message"])


class Sinks(CliCase):
    def test_nothing_but_the_output_unit_writes(self):
        """A write elsewhere would pass by what makes text visible."""
        writes = re.compile(r"\bfmt::print\b|\bstd::(?:cout|cerr|clog)\b|\b(?:f|v|vf)?printf\b|\bf?puts\b|\bfwrite\b"
                            r"|\bputchar\b|\bSTDOUT_FILENO\b.*\bwrite\b|\bwrite\(STD(?:OUT|ERR)_FILENO")
        found = []
        for folder in ("cli", "afina", "python/bindings"):
            for path in sorted((ROOT / folder).rglob("*")):
                if path.suffix not in (".h", ".cpp") or path == ROOT / "cli" / "output.cpp" or re.search(
                        r"_(test|bench)\.cpp$|test_support\.h$|test_main\.cpp$", path.name):
                    continue
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                    code = line.split("//")[0]
                    if writes.search(code):
                        found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
        self.assertEqual(found, [])


if __name__ == "__main__":
    support.main()
