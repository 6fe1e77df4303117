"""What no machine can hold or no file can give is refused, and says so: memory, devices, paths, counts."""
import json
import os
import pathlib
import resource
import socket
import subprocess
import sys
import unittest

from support import PROGRAM, CliCase, Result, afina, environment, main, rows, tiny_model, write_csv

SMOL = pathlib.Path(os.environ.get("AFINA_MODELS") or pathlib.Path.home() / ".cache" / "afina-models") / "smollm2"
GROUPS = [pathlib.Path("/sys/fs/cgroup/memory"), pathlib.Path("/sys/fs/cgroup")]
MEGA = 1 << 20
NOBODY = 65534


def skip(reason):
    print(f"SKIPPED limits: {reason}", flush=True)
    raise unittest.SkipTest(reason)


def address_space(megabytes):
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGA, megabytes * MEGA))


class MemoryGroup:
    """A control group with a limit, for processes that put themselves into it; needs root and a writable tree."""

    def __init__(self, megabytes):
        for parent in GROUPS:
            v1, v2 = (parent / "memory.limit_in_bytes").exists(), (parent / "cgroup.controllers").exists()
            if not (v1 or v2):
                continue
            self.folder = parent / f"afina-test-{os.getpid()}"
            try:
                self.folder.mkdir()
                limit = self.folder / ("memory.limit_in_bytes" if v1 else "memory.max")
                limit.write_text(str(megabytes * MEGA))
                swap = self.folder / ("memory.memsw.limit_in_bytes" if v1 else "memory.swap.max")
                if swap.exists():
                    swap.write_text(str(megabytes * MEGA if v1 else 0))
                return
            except OSError as error:
                reason = f"no control group can be made in {parent}: {error}"
                if self.folder.exists():
                    self.folder.rmdir()
                break
        else:
            reason = "there is no memory controller under /sys/fs/cgroup"
        skip(reason)

    def __enter__(self):
        return lambda: (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def __exit__(self, *error):
        self.folder.rmdir()


class Files(CliCase):
    """Pipes, devices and files that the system makes up: refused at once, wherever a file is read."""

    def setUp(self):
        super().setUp()
        self.pipe = self.folder / "pipe"
        os.mkfifo(self.pipe)
        self.socket = self.folder / "socket"
        with socket.socket(socket.AF_UNIX) as s:
            s.bind(str(self.socket))

    def odd(self):
        return [self.pipe, self.socket, "/dev/zero", "/dev/full", "/dev/null", "/proc/self/environ", "/proc/kmsg"]

    def refused_quickly(self, *arguments, codes, place):
        result = afina(*arguments, "--lang", "en", timeout=20)
        self.assertEqual(result.code, 1, result)
        self.assertRegex(result.err, "afina: (%s): " % "|".join(codes), result)
        self.assertIn(str(place), result.err, result)
        self.assertNotIn("base.internal", result.err)

    def test_texts(self):
        for odd in self.odd():
            with self.subTest(file=str(odd)):
                for words in (["tokenize", "semilla"], ["generate", "semilla"]):
                    self.refused_quickly(*words, "--file", odd, codes=["io.not_a_file"], place=odd)
                good = self.write("good.txt", "Una frase.\n")
                self.refused_quickly("score", "rouge", "--predictions", odd, "--references", good,
                                     codes=["io.not_a_file"], place=odd)
                self.refused_quickly("score", "rouge", "--predictions", good, "--references", odd,
                                     codes=["io.not_a_file"], place=odd)
                self.refused_quickly("train-tokenizer", odd, "--vocab-size", 300, "--out", self.folder / "t.json",
                                     codes=["io.not_a_file", "data.unreadable"], place=odd)
                self.refused_quickly("summarize", odd, codes=["io.not_a_file", "data.unreadable"], place=odd)

    def test_data(self):
        for odd in self.odd():
            with self.subTest(file=str(odd)):
                self.refused_quickly("tune", odd, "--model", "semilla", "--out", self.folder / "run",
                                     codes=["data.unreadable"], place=odd)
                self.refused_quickly("preview", odd, "--model", "semilla", codes=["data.unreadable"], place=odd)
                self.refused_quickly("pretrain", odd, "--tokenizer", odd, "--config", odd, "--out", self.folder / "m",
                                     codes=["io.not_a_file"], place=odd)

    def test_inside_a_data_folder(self):
        data = self.folder / "data"
        self.write("data/a.txt", "Un texto corriente.\n" * 50)
        os.mkfifo(data / "b.txt")
        self.refused_quickly("tune", data, "--model", "semilla", "--out", self.folder / "run",
                             codes=["data.unreadable"], place=data / "b.txt")
        (data / "b.txt").unlink()
        (data / "b.txt").symlink_to("gone")
        self.refused_quickly("tune", data, "--model", "semilla", "--out", self.folder / "run",
                             codes=["data.not_found"], place=data / "b.txt")

    def test_models(self):
        for odd in self.odd() + ["/proc/self", "/sys", "/dev"]:
            with self.subTest(model=str(odd)):
                result = afina("generate", odd, "--prompt", "Hola", "--lang", "en", timeout=20)
                self.assertEqual(result.code, 1, result)
                self.assertNotIn("base.internal", result.err)

    def test_inside_a_model_folder(self):
        for name in ("config.json", "tokenizer.json", "model.safetensors", "tokenizer_config.json"):
            for odd in (self.pipe, pathlib.Path("/dev/zero"), pathlib.Path("/proc/self/environ")):
                with self.subTest(file=name, odd=str(odd)):
                    model = self.folder / f"model-{name}-{odd.name}"
                    model.mkdir()
                    for each in tiny_model().iterdir():
                        if each.name != name:
                            (model / each.name).symlink_to(each)
                    (model / name).symlink_to(odd)
                    self.refused_quickly("generate", model, "--prompt", "Hola", codes=["io.not_a_file"],
                                         place=model / name)

    def test_hand_ins(self):
        folder = self.folder / "hand-ins"
        folder.mkdir()
        os.mkfifo(folder / "ana.json")
        result = afina("forms", "report", folder, timeout=20)
        self.assertNotEqual(result.code, -9, result)
        self.assertNotIn("base.internal", result.err)

    def test_a_shells_pipe_is_read(self):
        shell = subprocess.run(["bash", "-c", '"$0" tokenize semilla --file <(printf "hola\\nadiós\\n")', PROGRAM],
                               capture_output=True, text=True, timeout=60, env=environment())
        self.assertEqual(shell.returncode, 0, shell)
        self.assertEqual(len(shell.stdout.splitlines()), 2)

    def test_endless_input_is_bounded(self):
        with open("/dev/zero", "rb") as zero:
            process = subprocess.run([PROGRAM, "tokenize", "semilla", "--lang", "en"], stdin=zero, capture_output=True,
                                     timeout=60, env=environment(), preexec_fn=address_space(1200))
        self.assertEqual(process.returncode, 1, process)
        self.assertIn(b"io.line_too_long", process.stderr)
        shell = subprocess.run(["bash", "-c", '"$0" generate semilla --file <(cat /dev/zero)', PROGRAM],
                               capture_output=True, text=True, timeout=60, env=environment())
        self.assertEqual(shell.returncode, 1, shell)
        self.assertIn("io.too_large", shell.stderr)

    def test_files_without_end(self):
        sparse = self.folder / "sparse.csv"
        sparse.touch()
        os.truncate(sparse, 1 << 42)
        self.refused_quickly("tune", sparse, "--model", "semilla", "--out", self.folder / "run", codes=["io.too_large"],
                             place=sparse)
        self.refused_quickly("generate", "semilla", "--file", sparse, codes=["io.too_large"], place=sparse)


class Paths(CliCase):
    """What the file system says of a path is said with the path and a reason, never as a bug of afina's."""

    def setUp(self):
        super().setUp()
        self.csv = write_csv(self.folder / "data.csv", ["texto", "oficina"], rows(60))

    def paths(self):
        (self.folder / "loop").symlink_to("loop")
        (self.folder / "dangling").symlink_to("gone")
        return {"name too long": self.folder / ("a" * 300), "path too long": self.folder / ("a/" * 3000),
                "loop": self.folder / "loop", "below a loop": self.folder / "loop" / "x",
                "below a file": self.csv / "x", "dangling": self.folder / "dangling", "missing": self.folder / "nothing",
                "not UTF-8": self.folder / b"caf\xe9".decode("utf-8", "surrogateescape"), "empty": ""}

    def words(self, path):
        return [["tune", path, "--model", "semilla", "--out", self.folder / "run"],
                ["tune", self.csv, "--model", path, "--out", self.folder / "run"],
                ["preview", path, "--model", "semilla"],
                ["resume", path], ["eval", path], ["eval", "semilla", path], ["classify", path, "--text", "hola"],
                ["generate", path, "--prompt", "hola"], ["generate", "semilla", "--file", path],
                ["tokenize", path], ["summarize", path], ["summarize", self.csv, "--model", path],
                ["models", "show", path], ["score", "rouge", "--predictions", path, "--references", path],
                ["train-tokenizer", path, "--vocab-size", 300, "--out", self.folder / "t.json"],
                ["bench", "--model", path, "--steps", 1], ["forms", "report", path],
                ["pretrain", path, "--tokenizer", path, "--config", path, "--out", self.folder / "m"]]

    def check(self, words, **options):
        """Exit 1 with a code of ours, the same as valid JSON; returns the code."""
        for more in ([], ["--json"]):
            process = subprocess.run([PROGRAM, *[os.fsencode(str(w)) for w in words], *more], capture_output=True,
                                     timeout=60, env=environment(), **options)
            result = Result(process.returncode, process.stdout.decode("utf-8"), process.stderr.decode("utf-8"))
            self.assertIn(result.code, (1, 2), f"{words} {result}")
            self.assertNotIn("base.internal", result.err, words)
            self.assertNotIn("avísanos", result.err, words)
            if more:
                self.assertRegex(json.loads(result.out)["error"]["code"], r"^[a-z]+\.[a-z0-9_]+$")
        return result

    def test_reading(self):
        for kind, path in self.paths().items():
            for words in self.words(path):
                if words[0] == "summarize" and path == "":
                    continue  # no model: the sentences are chosen without one
                with self.subTest(path=kind, words=str(words[:2])):
                    self.check(words)

    def test_writing(self):
        (self.folder / "loop").symlink_to("loop")
        for path in (self.folder / ("a" * 300), self.folder / "loop", self.folder / "loop" / "x", self.csv / "x"):
            for words in (["tune", self.csv, "--model", "semilla", "--out", path, "--max-steps", 1],
                          ["pretrain", self.csv, "--tokenizer", self.csv, "--config", self.csv, "--out", path],
                          ["train-tokenizer", self.csv, "--vocab-size", 300, "--out", path],
                          ["demo", "--out", path]):
                with self.subTest(path=str(path)[-30:], command=words[0]):
                    self.check(words)

    def test_forbidden(self):
        if os.geteuid() != 0:
            skip("forbidden folders are tried as root, which becomes nobody")
        os.chmod(self.folder, 0o755)
        for name in ("data", "model", "run"):
            (self.folder / name).mkdir()
        self.write("data/a.txt", "Un texto. " * 200)
        (self.folder / "data" / "closed").mkdir()
        self.write("data/closed/b.txt", "Otro texto. " * 200)
        for closed in (self.folder / "data" / "closed", self.folder / "model", self.folder / "run"):
            os.chmod(closed, 0)
        options = {"user": NOBODY, "cwd": "/"}
        try:
            for words in (["tune", self.folder / "data", "--model", "semilla", "--out", "/tmp/never"],
                          ["tune", self.csv, "--model", self.folder / "model", "--out", "/tmp/never"],
                          ["tune", self.csv, "--model", "semilla", "--out", self.folder / "run"],
                          ["tune", self.csv, "--model", "semilla", "--out", self.folder / "run" / "inside"],
                          ["resume", self.folder / "run"], ["eval", self.folder / "run"],
                          ["generate", self.folder / "model", "--prompt", "hola"],
                          ["tokenize", self.folder / "model"], ["classify", self.folder / "run", "--text", "x"],
                          ["forms", "report", self.folder / "run"]):
                with self.subTest(words=str(words[:3])):
                    self.check(words, **options)
        finally:
            for closed in (self.folder / "data" / "closed", self.folder / "model", self.folder / "run"):
                os.chmod(closed, 0o755)

    def test_the_folder_that_one_stands_in_is_gone(self):
        gone = self.folder / "gone"
        for words in (["tune", "datos.csv", "--model", "semilla", "--out", "run"],
                      ["tune", self.csv, "--model", "semilla", "--out", "run"], ["eval", "run"],
                      ["preview", "datos.csv", "--model", "semilla"]):
            gone.mkdir()
            script = f'cd "{gone}" && rmdir "{gone}" && exec "$0" "$@"'
            done = subprocess.run(["bash", "-c", script, PROGRAM, *map(str, words)], capture_output=True, text=True,
                                  timeout=60, env=environment())
            self.assertEqual(done.returncode, 1, (words, done))
            self.assertNotIn("base.internal", done.stderr)

    def test_a_name_that_a_run_cannot_record(self):
        odd = self.folder / b"caf\xe9.csv".decode("utf-8", "surrogateescape")
        odd.write_bytes(self.csv.read_bytes())
        result = self.check(["tune", odd, "--model", "semilla", "--out", self.folder / "run", "--max-steps", "1"])
        self.assertIn("io.name_not_utf8", result.err)


class Memory(CliCase):
    def tune(self, *more, **options):
        csv = write_csv(self.folder / "data.csv", ["texto", "oficina"], rows(options.pop("count", 200)))
        return afina("tune", csv, "--out", self.folder / "run", "--lang", "en", *more, **options)

    def test_configurations_of_absurd_size(self):
        for change in ({"hidden_size": 1 << 20, "intermediate_size": 1 << 20}, {"vocab_size": 1 << 24, "hidden_size": 1 << 16},
                       {"num_hidden_layers": 4096, "hidden_size": 1 << 14}):
            with self.subTest(change=change):
                shape = self.folder / "shape"
                shape.mkdir(exist_ok=True)
                config = json.loads((tiny_model() / "config.json").read_text()) | change
                (shape / "config.json").write_text(json.dumps(config))
                result = afina("bench", "--shape", shape, "--steps", 1, "--lang", "en", timeout=60)
                self.assertEqual(result.code, 1, result)
                self.assertRegex(result.err, r"models\.needs_memory|models\.bad_config")

    def test_steps_of_absurd_size(self):
        for words in (["--batch", 1 << 20], ["--length", 1 << 20], ["--batch", 1 << 20, "--length", 1 << 20],
                      ["--batch", (1 << 62), "--length", 1 << 62]):
            with self.subTest(words=words):
                result = afina("bench", "--shape", "semilla", "--steps", 1, *words, "--lang", "en", timeout=60)
                self.assertEqual(result.code, 1, result)
                self.assertRegex(result.err, r"tuning\.needs_memory|out_of_range")

    def test_most_new_tokens_of_any_size(self):
        for most in (10**6, 2**63 - 1):
            result = afina("generate", tiny_model(), "--prompt", "En la calle", "--max-new-tokens", most, "--json",
                           timeout=60)
            self.assertIn(result.code, (0, 1), result)
            if result.code == 0:
                self.assertLessEqual(len(result.json["ids"]), 128)
            else:
                self.assertIn("option_out_of_range", result.err)

    def test_a_batch_too_large_for_the_address_space(self):
        limit = address_space(400)
        refused = self.tune("--model", "semilla", "--batch-size", 4096, "--max-steps", 1, "--threads", 1, preexec_fn=limit)
        self.assertEqual(refused.code, 1, refused)
        self.assertRegex(refused.err, r"afina: (tuning\.needs_memory|base\.out_of_memory): ")

    def test_a_batch_too_large_names_one_that_runs(self):
        with MemoryGroup(300) as enter:
            words = ["--model", "semilla", "--max-steps", 2, "--task", "instruct", "--input", "texto", "--target",
                     "oficina", "--method", "full"]
            refused = self.tune(*words, "--batch-size", 4096, preexec_fn=enter)
            self.assertEqual(refused.code, 1, refused)
            self.assertRegex(refused.err, r"afina: tuning\.needs_memory: ")
            batch = refused.err.split("--batch-size ")[1].split(";")[0].split()[0]
            done = self.tune(*words, "--batch-size", batch, preexec_fn=enter)
            self.assertEqual(done.code, 0, done)

    def test_smollm2_in_600_megabytes(self):
        if not (SMOL / "model.safetensors").exists():
            skip(f"smollm2 is not in {SMOL.parent}")
        words = ["--model", SMOL, "--max-steps", 1]
        for batch in (64, 4096):
            with MemoryGroup(200) as enter:
                result = self.tune(*words, "--batch-size", batch, preexec_fn=enter)
            self.assertEqual(result.code, 1, result)
            self.assertRegex(result.err, r"afina: (tuning|models)\.needs_memory: ")
        result = self.tune(*words, "--batch-size", 64, preexec_fn=address_space(400))
        self.assertEqual(result.code, 1, result)
        self.assertRegex(result.err, r"afina: (tuning\.needs_memory|models\.needs_memory|base\.out_of_memory|io\.too_large): .*MB")
        with MemoryGroup(600) as enter:     # a step goes through the model in passes, whatever the batch
            done = self.tune(*words, "--batch-size", 64, preexec_fn=enter)
        self.assertEqual(done.code, 0, done)

    def test_smollm2_where_a_smaller_batch_fits(self):
        if not (SMOL / "model.safetensors").exists():
            skip(f"smollm2 is not in {SMOL.parent}")
        words = ["--model", SMOL, "--max-steps", 1]
        with MemoryGroup(450) as enter:
            refused = self.tune(*words, "--batch-size", 64, count=100, preexec_fn=enter)
            self.assertEqual(refused.code, 1, refused)
            batch = refused.err.split("--batch-size ")[1].split(";")[0].split()[0]
            done = self.tune(*words, "--batch-size", batch, count=100, preexec_fn=enter)
            self.assertEqual(done.code, 0, done)


if __name__ == "__main__":
    main()
