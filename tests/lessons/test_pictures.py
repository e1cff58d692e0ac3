"""Pictures: what is drawn is what plain formulas say, wherever the controls of the notebooks stand."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from course import NOTEBOOKS, explorers, lesson, walk

from xentlib import lessons

PICTURES = sorted(Path(lessons.__file__).parent.glob("*/pictures.py"))


def stops(path):
    """Every explorer of a notebook, at every stop of its walk."""
    for explorer in explorers(path).values():
        for values in walk(explorer):
            for name, control in explorer.controls.items():
                control.value = values[name]
            yield explorer, values


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_picture_and_sentence_are_right_wherever_the_controls_stand(path):
    right = lesson(path).RIGHT
    for explorer, values in stops(path):
        picture = explorer.figure.picture
        kind = next(kind for kind in type(picture).mro() if kind in right)  # it may be one `of` some data
        right[kind](picture, explorer.sentence, **values)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_sentence_has_no_way_to_the_values(path):
    for picture in lesson(path).RIGHT:
        assert isinstance(inspect.getattr_static(picture, "say"), classmethod), picture


def length(function):
    """Its lines, signature included and docstring not."""
    start, end = function.lineno, function.end_lineno
    if ast.get_docstring(function):
        start += function.body[0].end_lineno - function.body[0].lineno + 1
    return end - start + 1


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.parent.name)
def test_every_function_of_the_pictures_fits_in_15_lines(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    assert {node.name: length(node) for node in functions if length(node) > 15} == {}


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.parent.name)
def test_pictures_know_nothing_of_widgets_and_pyplot(path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"^(import|from) .*(pyplot|ipywidgets)", source, re.MULTILINE)
