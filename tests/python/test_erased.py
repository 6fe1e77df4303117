"""What erasing leaves on a disk: the raw image of a file system of its own is searched for what was answered.

Needs root and a loop device; elsewhere afina/survey/store_test.cpp looks at the files alone.
"""
import os
import pathlib
import shutil
import subprocess

import pytest

from afina import survey

ANSWERS = 240


@pytest.fixture
def disk(tmp_path):
    """(image, folder): an ext4 file system of 64 MB in a file, mounted."""
    image, folder = tmp_path / "disk.img", tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or not shutil.which("mke2fs"):
        pytest.skip("a file system of its own needs root and mke2fs")
    with open(image, "wb") as file:
        file.truncate(64 << 20)
    subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", image], check=True)
    if subprocess.run(["mount", "-o", "loop", image, folder], capture_output=True).returncode != 0:
        pytest.skip("no loop device can be mounted here")
    yield image, folder
    subprocess.run(["umount", folder], capture_output=True)


def left(image: pathlib.Path, words: list[str]) -> int:
    subprocess.run(["sync"], check=True)
    raw = image.read_bytes()
    return sum(word.encode() in raw for word in words)


def test_nothing_that_was_answered_is_left_on_the_disk(disk):
    image, folder = disk
    words = [f"palabra-{number:03}-{os.urandom(4).hex()}" for number in range(ANSWERS)]
    store = survey.Store(folder / "casa" / "course.sqlite")
    store.consent(True)
    for number, word in enumerate(words):
        if number % 2:
            store.record_answer("01", "feedback", "stuck", f"{word} {'a' * (number * 37 % 3000)}")
        else:
            store.record_event("01", "01.change", "attempt", word)
    assert left(image, words) >= ANSWERS / 2     # the search sees what is there
    code = store.learner_code
    store.erase()
    assert os.listdir(store.path.parent) == []
    assert left(image, [*words, code]) == 0
    subprocess.run(["umount", folder], check=True)
    assert left(image, [*words, code]) == 0
