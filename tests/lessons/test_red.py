"""Red for every mistake: nbval over the committed notebooks notices it, with no other test's help.

All mistakes, and changes to what notebooks store, are judged without kernels (``judge.py``), some mistakes by
nbval and a kernel too.
"""

import copy
import os
import re
import shutil
import subprocess

import nbformat
import pytest
from course import NOTEBOOKS, ROOT, code_cells, stem
from lessons import test_notebooks
from lessons.judge import Place, examine_all, process
from lessons.library_mistakes import MISTAKES, mistakes_in
from lessons.mistakes import MISTAKES as OF_LESSONS
from warm import CAN_FORK

import xentlib

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="each mistake is planted in a fork of its own")
pytest_plugins = ["pytester"]
STARTUP = {
    str: "from lessons.mistakes import plant, wrap_lessons; wrap_lessons(set()); plant({!r})",
    tuple: "from lessons.library_mistakes import plant, wrap_library; wrap_library(); plant(*{!r})",
}


@pytest.fixture(scope="module")
def examine():
    """Return `examine_all`, which runs in a process of its own."""
    with process() as pool:
        yield lambda paths: pool.submit(examine_all, paths).result()


@pytest.fixture(scope="module")
def examined(examine):
    return examine(NOTEBOOKS)


@pytest.fixture
def places(examined):
    return examined[0]


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


@pytest.mark.parametrize("function", xentlib.__all__)
def test_a_notebook_notices_each_mistake_in(function, places):
    missed = [mistake for mistake in MISTAKES if mistake[0] == function and not places[mistake]]
    assert not missed, f"no notebook's output depends on it: {missed}"


def test_each_argument_of_a_function_has_mistakes():
    def power_mean(x, weight=None, *, exponent=1.0, reduction="mean"):
        """Not of the library."""

    found = {what for what, _ in mistakes_in(power_mean)}
    assert {"scaled by 1 %", "x levelled", "weight dropped", "exponent dropped", "sum for mean"} <= found


@pytest.mark.parametrize("mistake", OF_LESSONS)
def test_its_notebook_notices(mistake, places):
    """By a number or a sentence: an error would only tell that the mistake does not fit the function."""
    notebook, _, said = places[mistake] or Place("no notebook", 0, "")
    assert (notebook, said) == (OF_LESSONS[mistake].notebook, "Cell outputs differ")


@pytest.mark.parametrize("mistake", [*list(MISTAKES)[::40], *list(OF_LESSONS)[2::8]], ids=str)
def test_nbval_with_a_kernel_notices_in_the_same_cell(mistake, places, nbval):
    notebook, cell, said = places[mistake]
    done = nbval(notebook, STARTUP[type(mistake)].format(mistake))
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    assert set(re.findall(r"::Cell (\d+)", done.stdout.str())) == {str(cell)}
    assert said in done.stdout.str()


def test_nbval_finds_nothing_where_no_mistake_is(nbval):
    startup = STARTUP[str].rpartition(";")[0]
    assert nbval("01_entropy", startup).ret == pytest.ExitCode.OK


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_nbval_notices_each_change_in_outputs_and_solutions(path, examined):
    verdicts = examined[1][path.stem]
    assert len(verdicts) > 10 and [change for change, noticed in verdicts if not noticed] == []


def printing(source, text, *tags):
    output = nbformat.v4.new_output("stream", text=text)
    return nbformat.v4.new_code_cell(
        source, execution_count=1, outputs=[output], id=text.strip(), metadata={"tags": [*tags]}
    )


def test_an_output_that_nbval_ignores_is_not_judged_and_its_neighbours_are(examine, tmp_path):
    cells = [
        printing("print('before')", "before\n"),
        printing("import time; print(time.time())", "clock\n", "nbval-ignore-output"),
        printing("print('after')", "after\n"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "clock.ipynb")
    verdicts = examine([tmp_path / "clock.ipynb"])[1]["clock"]
    assert [change.partition(":")[0] for change, _ in verdicts] == ["before"] * 2 + ["after"] * 2
    assert all(noticed for _, noticed in verdicts)


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
