"""A notebook's tests share a worker, whatever file they are in; where none is named a file's tests do."""

from types import SimpleNamespace

import pytest
import workers
from course import NOTEBOOKS, ROOT


@pytest.fixture
def unit():
    """Return a function that names the unit of a test."""
    config = SimpleNamespace(rootpath=ROOT, getvalue=lambda _: ["2*popen"])
    return workers.ByNotebook(config)._split_scope


def test_a_notebooks_tests_share_a_worker(unit):
    first, second = (path.stem for path in NOTEBOOKS[:2])
    names = ("notebooks/{}.ipynb::Cell 3", "tests/a.py::test_a[{}]", "tests/b.py::test_b[firefox-{}]")
    units = [{unit(name.format(notebook)) for name in names} for notebook in (first, second)]
    assert [len(found) for found in units] == [1, 1] and units[0] != units[1]


def test_a_files_tests_share_a_worker(unit):
    names = ("tests/a.py::test_a", "tests/a.py::test_b[1.0]", "tests/b.py::test_a")
    assert len({unit(name) for name in names[:2]}) == 1 and len({unit(name) for name in names}) == 2
