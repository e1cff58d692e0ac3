"""Red for every mistake: nbval over the committed notebooks notices it, with no other test's help.

All mistakes are judged without kernels (``judge.py``), some of them by nbval and a kernel too.
"""

import copy
import re

import pytest
from course import NOTEBOOKS, code_cells, stem
from lessons import test_notebooks
from lessons.judge import examine_all, in_a_process
from lessons.library_mistakes import MISTAKES, mistakes_in
from lessons.tampering import let_pass
from lessons.test_mutants import nbval  # noqa: F401
from warm import CAN_FORK

import xentlib

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="each mistake is planted in a fork of its own")
pytest_plugins = ["pytester"]
STARTUP = "from lessons.library_mistakes import plant, wrap_library; wrap_library(); plant({!r}, {!r})"


@pytest.fixture(scope="module")
def places():
    return examine_all(NOTEBOOKS)


@pytest.mark.parametrize("function", xentlib.__all__)
def test_a_notebook_notices_each_mistake_in(function, places):
    missed = [what for (name, what), place in places.items() if name == function and not place]
    assert not missed, f"no notebook's output depends on it: {missed}"


def test_each_argument_of_a_function_has_mistakes():
    def power_mean(x, weight=None, *, exponent=1.0, reduction="mean"):
        """Not of the library."""

    found = {what for what, _ in mistakes_in(power_mean)}
    assert {"scaled by 1 %", "x levelled", "weight dropped", "exponent dropped", "sum for mean"} <= found


@pytest.mark.parametrize("mistake", list(MISTAKES)[::40], ids=" ".join)
def test_nbval_with_a_kernel_notices_in_the_same_cell(mistake, places, nbval):  # noqa: F811
    notebook, cell = places[mistake].split(", cell ")
    done = nbval(notebook, STARTUP.format(*mistake))
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    assert set(re.findall(r"::Cell (\d+)", done.stdout.str())) == {cell}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_nbval_notices_each_change_in_outputs_and_solutions(path):
    passed, count = in_a_process(let_pass, path)
    assert count > 10 and passed == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_the_lint_notices_a_changed_alternative_text(path, monkeypatch):
    cells = copy.deepcopy(code_cells(path))
    monkeypatch.setattr(test_notebooks, "code_cells", lambda _: cells)
    test_notebooks.test_every_picture_speaks(path)
    pictures = [output for cell in cells for output in cell.outputs if "image/png" in output.get("data", {})]
    for picture in pictures:
        right = picture.metadata["image/png"]["alt"]
        picture.metadata["image/png"]["alt"] = right + "x"
        with pytest.raises(AssertionError):
            test_notebooks.test_every_picture_speaks(path)
        picture.metadata["image/png"]["alt"] = right
    assert pictures
