"""Standard streams that are closed, full or that nobody reads, threads that are refused, files that are cut while in use."""
import fcntl
import json
import os
import pty
import re
import resource
import select
import shutil
import signal
import struct
import subprocess
import termios
import time

import support
from support import PROGRAM, CliCase, afina, environment, rows, tiny_model, write_csv

MESSAGES_LOST = {"closed": "2>&-", "full": "2>/dev/full", "unread": "2> >(exit)"}
ANSWER_LOST = {"closed": (">&-", 1), "full": (">/dev/full", 1), "unread": ("| true", 141)}


def shell(line, *words, **options):
    """Runs a line of bash in which "$@" are the words."""
    return subprocess.run(["bash", "-o", "pipefail", "-c", line, "bash", *map(str, words)], capture_output=True, text=True,
                          env=environment(), timeout=support.TIMEOUT, **options)


class Streams(CliCase):
    def setUp(self):
        super().setUp()
        self.data = write_csv(self.folder / "quejas.csv", ["texto", "departamento"], rows(60))

    def tune(self, out, *more):
        return [PROGRAM, "tune", self.data, "--model", tiny_model(), "--out", out, "--max-steps", 30, "--evaluate-every", 2, *more]

    def finished(self, out):
        self.assertEqual(json.loads((out / "run.json").read_text(encoding="utf-8"))["status"], "done")
        return {p.name: p.read_bytes() for p in sorted(out.rglob("*.safetensors"))}

    def test_a_run_does_not_need_anybody_to_read_its_messages(self):
        self.assertEqual(afina(*self.tune(self.folder / "whole")[1:]).code, 0)
        whole = self.finished(self.folder / "whole")
        for name, how in MESSAGES_LOST.items():
            with self.subTest(stderr=name):
                out = self.folder / name
                done = shell(f'"$@" {how}', *self.tune(out))
                self.assertEqual(done.returncode, 0)
                self.assertIn(str(out), done.stdout)
                self.assertEqual(self.finished(out), whole)
                self.assertEqual(shell(f'"$@" {how}', PROGRAM, "tokenize", "nada").returncode, 1)

    def test_a_lost_answer_is_an_error_and_no_lost_run(self):
        for name, (how, code) in ANSWER_LOST.items():
            for more in ([], ["--json"]):
                with self.subTest(stdout=name, more=more):
                    out = self.folder / f"{name}{len(more)}"
                    self.assertEqual(shell(f'"$@" {how}', *self.tune(out, *more)).returncode, code)
                    self.finished(out)
                    self.assertEqual(shell(f'"$@" {how}', PROGRAM, "version").returncode, code)
                    self.assertIn(shell(f'"$@" {how}', PROGRAM, "tokenize", "nada", *more).returncode, (1, code))

    def test_all_streams_closed(self):
        out = self.folder / "closed"
        self.assertEqual(shell('"$@" <&- >&- 2>&-', *self.tune(out)).returncode, 1)
        self.finished(out)
        for file in out.rglob("*"):     # no message stands in a file that took the number of a closed stream
            if file.is_file():
                self.assertNotIn(b"Ajustando", file.read_bytes(), file)

    def test_as_many_threads_as_there_can_be(self):
        for threads in (-1, 1025, 100000):
            self.refused("generate", tiny_model(), "--prompt", "a", "--threads", threads,
                         code="workflow.option_out_of_range", place="threads")
        whole = self.done("generate", tiny_model(), "--prompt", "En la calle", "--json").out
        for processes in (1, 4):
            result = self.done("generate", self.for_anybody(), "--prompt", "En la calle", "--json", "--threads", 200,
                               preexec_fn=lambda: limited(processes), cwd="/")
            self.assertEqual(result.out, whole)

    def for_anybody(self):
        """A model that a person without rights can read."""
        self.folder.chmod(0o755)
        folder = self.folder / "model"
        if not folder.exists():
            shutil.copytree(tiny_model(), folder)
            folder.chmod(0o755)
            for file in folder.iterdir():
                file.chmod(0o644)
        return folder

    def test_stopping_where_there_is_no_thread_to_wait_for_it(self):
        process = subprocess.Popen([PROGRAM, "tokenize", self.for_anybody()], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, preexec_fn=lambda: limited(1), cwd="/", env=environment())
        self.addCleanup(process.kill)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=10), 130)
        process.communicate()

    def test_a_weight_file_that_is_cut_while_in_use(self):
        model = mapped_model(self.folder / "model")
        weights = (model / "model.safetensors").read_bytes()
        command = ["tune", self.data, "--model", model, "--max-length", 64, "--threads", 2, "--method", "lora"]
        self.done(*command, "--out", self.folder / "whole", "--max-steps", 200)
        out = self.folder / "run"
        process = subprocess.Popen([PROGRAM, *map(str, command), "--out", out, "--max-steps", "200", "--json"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
        next(line for line in process.stderr if '"progress"' in line)
        os.truncate(model / "model.safetensors", 4096)
        _, err = process.communicate(timeout=support.TIMEOUT)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("io.file_damaged", err)
        self.assertIn("model.safetensors", err)
        (model / "model.safetensors").write_bytes(weights)
        self.done("resume", out, "--threads", 2)
        self.assertEqual(self.finished(out), self.finished(self.folder / "whole"))


def limited(processes):
    """So many processes and threads; root, for whom no limit holds, becomes nobody."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))


def mapped_model(folder):
    """The tiny model in f32, which is used where it lies in its file."""
    shutil.copytree(tiny_model(), folder)
    raw = (folder / "model.safetensors").read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    header, data = json.loads(raw[8:8 + size]), raw[8 + size:]
    wide, body = {}, b""
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        values = b"".join(b"\0\0" + data[i:i + 2] for i in range(begin, end, 2))
        wide[name] = {"dtype": "F32", "shape": entry["shape"], "data_offsets": [len(body), len(body) + len(values)]}
        body += values
    text = json.dumps(wide).encode()
    text += b" " * (-len(text) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + body)
    return folder


class AtATerminal(CliCase):
    """chat with a person at a terminal."""

    def start(self):
        self.terminal, there = pty.openpty()
        process = subprocess.Popen([PROGRAM, "chat", "semilla", "--lang", "en", "--max-new-tokens", "400", "--temperature", "0"],
                                   stdin=there, stdout=there, stderr=there, env=environment(), start_new_session=True,
                                   preexec_fn=lambda: fcntl.ioctl(there, termios.TIOCSCTTY, 0))
        os.close(there)
        self.addCleanup(os.close, self.terminal)
        self.addCleanup(process.kill)
        self.seen = ""
        return process

    def read_until(self, wanted, seconds=60):
        deadline = time.monotonic() + seconds
        while not re.search(wanted, self.seen):
            self.assertLess(time.monotonic(), deadline, self.seen)
            if select.select([self.terminal], [], [], 0.1)[0]:
                self.seen += os.read(self.terminal, 4096).decode(errors="replace")
        self.seen = self.seen[re.search(wanted, self.seen).end():]

    def test_ctrl_c_stops_an_answer_and_then_the_conversation(self):
        process = self.start()
        self.read_until("> ")
        os.write(self.terminal, "Cuenta una historia larga.\n".encode())
        self.read_until(r"larga\.\r\n.+\w")      # it has begun to answer
        os.write(self.terminal, b"\x03")
        self.read_until("> ")
        self.assertIsNone(process.poll())
        os.write(self.terminal, b"\x03")
        self.assertEqual(process.wait(timeout=10), 130)

    def test_terminating_ends_a_conversation_while_it_answers(self):
        process = self.start()
        self.read_until("> ")
        os.write(self.terminal, "Cuenta una historia larga.\n".encode())
        self.read_until(r"larga\.\r\n.+\w")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=10), 130)


class Waiting(CliCase):
    """Commands that wait for somebody else's text."""

    def test_they_stop_while_they_wait(self):
        for words in (["tokenize", "semilla"], ["chat", "semilla"]):
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                with self.subTest(words=words, signal=number):
                    process = subprocess.Popen([PROGRAM, *map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                               stderr=subprocess.PIPE, env=environment())
                    time.sleep(0.3)
                    process.send_signal(number)
                    begin = time.monotonic()
                    process.wait(timeout=10)
                    self.assertLess(time.monotonic() - begin, 5)
                    self.assertEqual(process.returncode, 130, words)
                    process.communicate()

    def test_nohup_is_heard(self):
        process = subprocess.Popen([PROGRAM, "tokenize", "semilla"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   env=environment(), preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        time.sleep(0.3)
        process.send_signal(signal.SIGHUP)
        out, _ = process.communicate(b"Hola\n", timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertIn(b"ids", out)


if __name__ == "__main__":
    support.main()
