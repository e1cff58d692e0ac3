"""What notebook 00 promises of the others: its tables name what there is."""

import re

import pytest
from course import NOTEBOOKS, read, stem

import xentlib
from xentlib.lessons import check

CELLS = {
    cell.id: cell.source for path in NOTEBOOKS if stem(path) == "start_here" for cell in read(path).cells
}


def test_the_notation_names_functions_that_there_are():
    names = re.findall(r"`(\w+)\(", CELLS["notation"])
    assert len(names) == 4 and set(names) <= set(xentlib.__all__)


def test_the_glossary_gives_each_term_a_translation_a_unit_and_a_sentence():
    rows = [line.split("|")[1:-1] for line in CELLS["glossary"].splitlines() if line.startswith("|")][2:]
    assert len(rows) > 25 and {len(row) for row in rows} == {4}
    assert all(entry.strip() for row in rows for entry in row)
    assert all(re.search("[\u4e00-\u9fff]", chinese) for _, chinese, _, _ in rows)


@pytest.mark.parametrize(("notebook", "advice"), [(2, "go one further."), (4, "go one back.")])
def test_a_notebook_beside_the_right_one_gets_its_advice(notebook, advice):
    feedback = check("find the notebook", {"notebook": notebook})
    assert not feedback and feedback.text.endswith(advice)
