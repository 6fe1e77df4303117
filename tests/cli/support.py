"""What the tests of whole commands share: running the program, refusals in both languages, a tiny model.

Only Python's standard library, no network. AFINA_PROGRAM names the program; otherwise it is build/afina.
"""
import csv
import functools
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("AFINA_PROGRAM") or str(ROOT / "build" / "afina")
CONFORMANCE = pathlib.Path(os.environ.get("AFINA_CONFORMANCE") or ROOT.parent / "shared" / "conformance")
TIMEOUT = 300  # seconds; a command that hangs fails its test


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def json_lines(self):
        return [json.loads(line) for line in self.out.split("\n") if line]

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out[-2000:]}\n--- stderr\n{self.err[-2000:]}"


def environment(**more):
    """The caller's, without anything that chooses a language, and offline."""
    clean = {k: v for k, v in os.environ.items() if k not in ("AFINA_LANG", "LANG", "LC_ALL", "LC_MESSAGES")}
    clean.update(AFINA_OFFLINE="1", HF_HUB_OFFLINE="1")
    clean.update({k: v for k, v in more.items() if v is not None})
    return clean


def afina(*arguments, input=None, env=None, cwd=None, preexec_fn=None, stdout=subprocess.PIPE, timeout=TIMEOUT):
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=input.encode() if isinstance(input, str) else input or b"",
                          stdout=stdout, stderr=subprocess.PIPE, env=environment(**(env or {})), cwd=cwd,
                          preexec_fn=preexec_fn, timeout=timeout)
    decode = lambda raw: (raw or b"").decode("utf-8")
    return Result(done.returncode, decode(done.stdout), decode(done.stderr))


def conformance(name):
    """A folder of the conformance data, or a skip that the test front end counts."""
    if not (CONFORMANCE / name).exists():
        print(f"SKIPPED conformance: {name}", flush=True)
        raise unittest.SkipTest(f"conformance: {name}")
    return CONFORMANCE / name


def real_model(name):
    """A folder of the real models, or a skip that the test front end counts."""
    folder = pathlib.Path(os.environ.get("AFINA_MODELS") or pathlib.Path.home() / ".cache" / "afina-models") / name
    if not (folder / "config.json").exists():
        print(f"SKIPPED models: {name}", flush=True)
        raise unittest.SkipTest(f"models: {name}")
    return folder


def ran(name, cases):
    print(f"RAN conformance: {name} {cases}", flush=True)


def tree(folder):
    """Every file below with its bytes, to see that nothing was left or changed."""
    folder = pathlib.Path(folder)
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


class CliCase(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="afina-cli-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def done(self, *arguments, **options):
        result = afina(*arguments, **options)
        self.assertEqual(result.code, 0, result)
        return result

    def refused(self, *arguments, code, place="", exit=1, **options):
        """Both languages: exit code, `code`, place and hint on stderr; stdout empty; the test's folder unchanged."""
        texts = {}
        before = tree(self.folder)
        for lang in ("es", "en"):
            result = afina(*arguments, "--lang", lang, **options)
            self.assertEqual(result.code, exit, result)
            self.assertEqual(result.out, "", result)
            lines = result.err.splitlines()
            at = next((i for i, line in enumerate(lines) if line.startswith(f"afina: {code}: ")), None)
            self.assertIsNotNone(at, f"no line of code {code}:\n{result}")
            self.assertIn(str(place), "\n".join(lines[at:]), result)
            self.assertGreater(len(lines), at + 1, f"no hint:\n{result}")
            self.assertGreater(len(lines[at + 1]), 10, result)
            for sign in ("terminate called", "Segmentation", "Sanitizer", "what():", "{", "Traceback"):
                self.assertNotIn(sign, result.err)
            texts[lang] = "\n".join(lines[at:])
        self.assertNotEqual(texts["es"], texts["en"])
        self.assertEqual(tree(self.folder), before, "something was left behind")
        return texts


# ---- a tiny model ---------------------------------------------------------------------------------------------

_DEPARTMENTS = {
    "Aguas": ["sale poca agua del grifo", "hay una fuga en la tubería", "el agua baja turbia", "no hay presión de agua"],
    "Limpieza": ["nadie barre la calle", "la basura lleva días ahí", "el contenedor está lleno", "la acera está sucia"],
    "Alumbrado": ["la farola no se enciende", "la plaza está a oscuras", "hay una bombilla fundida", "la luz parpadea"],
}


def rows(count, seed=1):
    """(complaint, department): learnable, no two the same."""
    chance = random.Random(seed)
    for i in range(count):
        department = list(_DEPARTMENTS)[i % len(_DEPARTMENTS)]
        words = " ".join(chance.choice("patio norte sur rosa molino fuente olmo norte puente río casa".split()) for _ in range(5))
        yield f"En la calle {words} {chance.randrange(1000)}: {chance.choice(_DEPARTMENTS[department])}.", department


def write_csv(path, heading, lines):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(lines)
    return path


@functools.lru_cache(maxsize=None)
def tiny_model():
    """A Llama of 2 layers with its own tokenizer, made by afina itself in a second; lives as long as the tests."""
    holder = tempfile.TemporaryDirectory(prefix="afina-tiny-")
    tiny_model.holder = holder
    folder = pathlib.Path(holder.name)
    texts = [text for text, _ in rows(40)]
    (folder / "texts.txt").write_text("\n".join(texts), encoding="utf-8")
    (folder / "corpus.jsonl").write_text(
        "".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in texts[:20])
        + json.dumps({"messages": [{"role": "user", "content": "Hola"}, {"role": "assistant", "content": "Buenas."}]}) + "\n",
        encoding="utf-8")
    (folder / "config.json").write_text(json.dumps({
        "model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 400, "hidden_size": 32,
        "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
        "max_position_embeddings": 128, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": True,
        "bos_token_id": None, "eos_token_id": 0}), encoding="utf-8")
    for command in (["train-tokenizer", folder / "texts.txt", "--vocab-size", 400, "--out", folder / "tokenizer.json"],
                    ["pretrain", folder / "corpus.jsonl", "--tokenizer", folder / "tokenizer.json", "--config",
                     folder / "config.json", "--out", folder / "model", "--max-steps", 30, "--max-length", 128,
                     "--batch-tokens", 512]):
        result = afina(*command)
        if result.code != 0:
            raise RuntimeError(f"the tiny model could not be made: {result}")
    return folder / "model"


# ---- interrupting ---------------------------------------------------------------------------------------------

def interrupt(arguments, when, how=signal.SIGINT):
    """Starts the command with --json and sends the signal once a line of stderr contains `when`."""
    process = subprocess.Popen([PROGRAM, *map(str, arguments), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=environment(), text=True)
    err = ""
    deadline = time.time() + TIMEOUT
    for line in process.stderr:
        err += line
        if when in line:
            break
        if time.time() > deadline:
            process.kill()
    process.send_signal(how)
    out, rest = process.communicate(timeout=TIMEOUT)
    return Result(process.returncode, out, err + rest)


def main():
    if not os.access(PROGRAM, os.X_OK):
        sys.exit(f"{PROGRAM} is not built; build it (make build) or name it in AFINA_PROGRAM")
    unittest.main()
