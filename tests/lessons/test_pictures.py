"""Pictures: what is drawn is what plain formulas say, wherever the controls of the notebooks stand."""

import ast
import functools
import inspect
import operator
import re
from pathlib import Path

import numpy as np
import pytest
from course import NOTEBOOKS, explorers, lesson, positions, walk, words

from xentlib import lessons

PICTURES = sorted(Path(lessons.__file__).parent.glob("*/pictures.py"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_picture_and_sentence_are_right_wherever_the_controls_stand(path):
    right = lesson(path).RIGHT
    for explorer in explorers(path).values():
        picture = explorer.figure.picture
        kind = next(kind for kind in type(picture).mro() if kind in right)  # it may be one `of` some data
        for values in walk(explorer):
            sentence, _ = words(explorer, values)
            right[kind](picture, sentence, **values)


def seen(explorer, handle):
    """Where a handle is drawn, and the numbers that it moves, over the range of its control."""
    for value in positions(explorer.controls[handle.control]):
        words(explorer, explorer.values | {handle.control: value})
        if place := handle.place():
            entries = [] if handle.entry is None else np.ravel(handle.entry)
            yield place, np.ravel(functools.reduce(operator.getitem, entries, value))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_handle_is_where_its_control_stands_and_moves_it_by_as_much(path):
    for cell, explorer in explorers(path).items():
        for handle in explorer.figure.picture.handles:
            places, values = map(np.array, zip(*seen(explorer, handle), strict=True))
            assert np.ptp(places, axis=0).max() > 24, f"{cell}: {handle.control} hardly moves its handle"
            change = (places - places[0]) @ handle.slope_in_pixels().T
            np.testing.assert_allclose(
                change, values - values[0], atol=1e-9, err_msg=f"{cell}, {handle.control}"
            )


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
