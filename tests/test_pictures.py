"""Pictures: what is drawn is what plain formulas say, wherever the controls of the notebooks stand."""

import itertools
import re
from pathlib import Path

import pytest
from course import NOTEBOOKS, explorers, positions
from right import RIGHT

from xentlib import pictures


def walk(explorer):
    """Take each control over its range, the others at rest; then send all of them to their ends together."""
    rest = explorer.values
    for name, control in explorer.controls.items():
        for value in positions(control):
            yield rest | {name: value}
    ends = [[places[0], places[-1]] for places in (list(positions(c)) for c in explorer.controls.values())]
    corners = list(itertools.product(*ends))
    # Of very many corners every fifth will do: each control is then still sent to both ends.
    for corner in corners if len(corners) <= 32 else corners[::5]:
        yield dict(zip(rest, corner, strict=True))
    yield rest


def stops(path):
    """Every explorer of a notebook, at every stop of its walk."""
    for explorer in explorers(path).values():
        for values in walk(explorer):
            for name, control in explorer.controls.items():
                control.value = values[name]
            yield explorer, values


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_picture_and_sentence_are_right_wherever_the_controls_stand(path):
    for explorer, values in stops(path):
        picture = explorer.screen.picture
        RIGHT[type(picture)](picture, explorer.sentence, **values)


def test_pictures_know_nothing_of_widgets_and_pyplot():
    for module in Path(pictures.__file__).parent.glob("*.py"):
        source = module.read_text(encoding="utf-8")
        assert not re.search(r"^(import|from) .*(pyplot|ipywidgets)", source, re.MULTILINE), module.name
