"""The tree is clean: ruff finds nothing, notebooks included, and every exercise is asked somewhere."""

import subprocess
import sys

import pytest
from course import NOTEBOOKS, ROOT

from xentlib.exercises import EXERCISES


@pytest.mark.parametrize("task", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_finds_nothing(task):
    done = subprocess.run([sys.executable, "-m", "ruff", *task], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_exercise_is_asked_in_a_notebook():
    text = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS)
    assert [name for name in EXERCISES if name not in text] == []
