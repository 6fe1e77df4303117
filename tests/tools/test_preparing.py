"""Nothing old is taken for what was built: preparations, the package in the build folder, the list of unit tests, CI."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import suites  # noqa: E402  the path above comes first


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="afina-tools-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def write(self, name: str, text: str, mode: int = 0o644) -> pathlib.Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path


class Preparing(Folder):
    """tools/prepare_tests.py in a tree whose Makefile does as told."""

    def step(self, name: str, makefile: str) -> tuple:
        self.write("Makefile", makefile)
        (self.folder / "tools").mkdir(exist_ok=True)
        shutil.copy(ROOT / "tools" / "prepare_tests.py", self.folder / "tools")
        done = subprocess.run([sys.executable, self.folder / "tools" / "prepare_tests.py", name], text=True,
                              env={**os.environ, "AFINA_BUILD": str(self.folder / "build")}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.strip().splitlines()[-1:]

    def test_a_module_that_cannot_be_built_fails_though_an_old_one_is_there(self):
        self.write("build/python/afina/_core.abi3.so", "old")
        self.write("build/python-venv/.tests-ready", "")
        code, _ = self.step("module", "python:\n\t@echo 'error: expected ;'; exit 1\n")
        self.assertEqual(code, 1)
        self.assertEqual(self.step("module", "python:\n\t@echo built\n")[0], 0)

    def test_an_environment_that_cannot_be_made_is_said(self):
        code, last = self.step("environment", "python-env:\n\t@exit 1\n")
        self.assertEqual(code, 75)
        self.assertIn("no Python environment", last[0])


class Package(Folder):
    def test_nothing_of_an_older_build_stays_beside_the_module(self):
        for name in ("from/afina/__init__.py", "from/afina/course/page.py", "to/afina/_core.abi3.so"):
            self.write(name, "new")
        for name in ("_core.cpython-311-x86_64-linux-gnu.so", "_gone.py", "course/summaries.py", "old/__init__.py"):
            self.write(f"to/afina/{name}", "old")
        subprocess.run(["cmake", f"-DFROM={self.folder}/from/afina", f"-DTO={self.folder}/to/afina",
                        f"-DMODULE={self.folder}/to/afina/_core.abi3.so", "-P", ROOT / "python" / "copy_package.cmake"],
                       check=True)
        left = sorted(str(path.relative_to(self.folder / "to" / "afina"))
                      for path in (self.folder / "to").rglob("*") if path.is_file())
        self.assertEqual(left, ["__init__.py", "_core.abi3.so", "course/page.py"])


class UnitTests(Folder):
    def test_only_what_this_build_is_made_of(self):
        for name in ("test_base", "test_gone"):
            self.write(name, "#!/bin/sh\n", 0o755)
        self.write("CTestTestfile.cmake", f'add_test(base "{self.folder}/test_base")\n'
                                          f'add_test(io "{self.folder}/test_io")\n')
        found = suites.unit_tests(self.folder)
        self.assertEqual(found[0].command, [str(self.folder / "test_base")])
        self.assertEqual(len(found), 2)
        with self.assertRaises(OSError):    # not built: the front end calls that a failure
            subprocess.run(found[1].command)


class Ci(Folder):
    """.ci/run with stand-ins for make and for Python's environment."""

    def ci(self, pip_fails: bool = False, make_fails: str = "none") -> tuple:
        (self.folder / ".ci").mkdir()
        shutil.copy(ROOT / ".ci" / "run", self.folder / ".ci")
        self.write("bin/make", f'#!/bin/sh\necho "$1 $AFINA_REQUIRE" >>"{self.folder}/made"\n'
                               f'[ "$1" != {make_fails} ]\n', 0o755)
        self.write("bin/python3", f"#!/bin/sh\nmkdir -p .venv/bin\nprintf '#!/bin/sh\\nexit {int(pip_fails)}\\n' "
                                  ">.venv/bin/pip\nchmod +x .venv/bin/pip\n", 0o755)
        environment = {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}"}
        done = subprocess.run([self.folder / ".ci" / "run"], env=environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
        return done.returncode, (self.folder / "made").read_text(encoding="utf-8").splitlines()

    def test_everything_is_required(self):
        self.assertEqual(self.ci(), (0, ["build all", "test all", "test-asan all"]))

    def test_fails_where_the_reference_libraries_are_not_to_be_had(self):
        code, made = self.ci(pip_fails=True)
        self.assertNotEqual(code, 0)
        self.assertNotIn("test all", made)

    def test_fails_where_a_part_fails(self):
        self.assertNotEqual(self.ci(make_fails="test")[0], 0)


if __name__ == "__main__":
    unittest.main()
