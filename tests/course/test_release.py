"""What a release carries: sums, links, and notebooks for Colab that say what Colab is and install the release's wheel."""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import notebooks  # noqa: E402
import readability  # noqa: E402

TOOL = notebooks.ROOT / "tools" / "make_release.py"
sys.path.insert(0, str(TOOL.parent))
import make_release  # noqa: E402

TAG = f"v{make_release.version()}"
NAMES = [f"afina-{TAG[1:]}-{tag}-manylinux_2_35_x86_64.whl" for tag in ("cp310-cp310", "cp311-cp311", "cp312-abi3")]


class Release(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.wheels, self.out = pathlib.Path(folder.name) / "dist", pathlib.Path(folder.name) / "release"
        self.wheels.mkdir()
        for name in (*NAMES, "afina-0.0.0-cp312-abi3-manylinux_2_35_x86_64.whl"):   # one of an earlier version
            (self.wheels / name).write_bytes(name.encode())

    def make(self, repository="alguien/afina", tag=TAG):
        return subprocess.run([sys.executable, TOOL, "--repository", repository, "--tag", tag, "--wheels", self.wheels,
                               "--out", self.out], capture_output=True, text=True)

    def test_wheels_of_this_version_with_their_sums(self):
        self.assertEqual(self.make().returncode, 0)
        self.assertEqual(sorted(path.name for path in self.out.glob("*.whl")), NAMES)
        sums = dict(reversed(line.split("  ")) for line in (self.out / "SHA256SUMS").read_text().splitlines())
        self.assertEqual(sums, {name: hashlib.sha256((self.out / name).read_bytes()).hexdigest() for name in NAMES})

    def test_each_notebook_links_to_itself_and_installs_the_wheel_that_serves_colab(self):
        self.make()
        notes = (self.out / "NOTES.md").read_text(encoding="utf-8")
        wheel = f"https://github.com/alguien/afina/releases/download/{TAG}/{NAMES[2]}#sha256="
        for number, files in notebooks.FILES.items():
            for lang, name in zip(notebooks.LANGUAGES, files):
                made = json.loads((self.out / "colab" / lang / f"{name}.ipynb").read_text(encoding="utf-8"))
                link = f"https://colab.research.google.com/github/alguien/afina/blob/colab-{TAG}/{lang}/{name}.ipynb"
                first, install, *rest = made["cells"]
                self.assertIn(f"]({link})", notebooks.source(first))
                self.assertIn(f"]({link})", notes)
                self.assertTrue(notebooks.source(install).splitlines()[0].startswith("#@title "))
                self.assertIn(f"%pip install --quiet {wheel}", notebooks.source(install))
                self.assertEqual(rest, notebooks.load(number, lang)["cells"][1:])
                self.assertNotIn("pip install", json.dumps(notebooks.load(number, lang)))

    def test_what_colab_is_is_said_plainly(self):
        for lang, words in (("es", ("cuenta de Google", "máquina de Google", "se borra", "de fuera", "privados")),
                            ("en", ("Google account", "machine of Google's", "is erased", "from outside", "private"))):
            said = make_release.WORDS[lang]["colab"]
            for word in words:
                self.assertIn(word, said)
        said = notebooks.prose(make_release.WORDS["es"]["colab"])
        self.assertGreaterEqual(readability.inflesz(said), 65)
        self.assertLessEqual(max(map(len, readability.sentences(said))), 25)

    def test_what_is_not_ready_is_refused_and_nothing_is_written(self):
        for told, given in (("OWNER/NAME", {"repository": "afina"}), (TAG, {"tag": "v99.0.0"}), (TAG, {"tag": TAG[1:]})):
            done = self.make(**given)
            self.assertEqual(done.returncode, 1, given)
            self.assertIn(told, done.stdout)
        (self.wheels / NAMES[2]).unlink()
        done = self.make()
        self.assertEqual(done.returncode, 1)
        self.assertIn("make wheel", done.stdout)
        self.assertFalse(self.out.exists())


if __name__ == "__main__":
    unittest.main()
