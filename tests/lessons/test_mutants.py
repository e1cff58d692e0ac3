"""Planted mistakes: the notebooks' committed outputs alone must notice each of them.

A kernel starts with one mistake in it (``mistakes.py``), and nbval runs one notebook. No other test takes
part.
"""

import os
import shutil
import subprocess

import pytest
from course import ROOT
from lessons.mistakes import MISTAKES

pytest_plugins = ["pytester"]
STARTUP = "from lessons.mistakes import MISTAKES, plant; plant(MISTAKES[{!r}])"


@pytest.fixture
def nbval(pytester, monkeypatch):
    """Return a function that runs nbval over a notebook, after some code, and gives what nbval prints."""

    def nbval(notebook, startup):
        shutil.copy(ROOT / "notebooks" / f"{notebook}.ipynb", pytester.path)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "tests")]))
        monkeypatch.setenv("PYTHONSTARTUP", str(pytester.makepyfile(startup=startup)))
        plain = ("-p", "no:hypothesispytest", "-p", "no:xdist")  # hypothesis would be imported for each run
        return pytester.runpytest_inprocess(
            *plain, "-qx", "--nbval", "--nbval-current-env", f"{notebook}.ipynb"
        )

    # nbval opens /dev/null for each kernel and leaves it open, which pytest would report in its own name.
    monkeypatch.setattr("nbval.kernel.open", lambda *_: subprocess.DEVNULL, raising=False)
    return nbval


@pytest.mark.parametrize("mistake", MISTAKES)
def test_nbval_alone_notices(mistake, nbval):
    done = nbval(MISTAKES[mistake].notebook, STARTUP.format(mistake))
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    assert "Cell outputs differ" in done.stdout.str()


def test_nbval_finds_nothing_where_no_mistake_is(nbval):
    assert nbval("01_entropy", "import lessons.mistakes").ret == pytest.ExitCode.OK
