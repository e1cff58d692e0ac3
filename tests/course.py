"""The notebooks, for tests: what they hold, and the explorers that they show, without a browser."""

import functools
import importlib
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import ipywidgets as widgets
import nbformat
import numpy as np

from xentlib.explorers import DistributionPair, DistributionSliders, Explorer, Points
from xentlib.explorers.distribution_sliders import give_way
from xentlib.page import notebooks

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@functools.cache
def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def stem(path: Path) -> str:
    """A notebook's name without its number: the name of its folder in xentlib/lessons/ and of its test."""
    return path.stem.partition("_")[2]


def lesson(path: Path) -> ModuleType:
    """The notebook's file in tests/lessons/, which says what each of its pictures must show."""
    return importlib.import_module(f"lessons.{stem(path)}")


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def explorers(path: Path) -> dict[str, Explorer]:
    """The explorers that a notebook displays, by the names of their cells, as they stand at first."""
    found = run(path)[1]
    for explorer in found.values():
        explorer.go_to(0)  # another test may have moved it
    return found


@functools.cache
def run(path: Path) -> tuple[dict[str, Any], dict[str, Explorer]]:
    """Run a notebook's cells here; return its names, and the explorers that it displays."""
    return notebooks.run(path)


def positions(control: widgets.Widget) -> Iterator:
    """Values all over a control's range, both ends among them."""
    if isinstance(control, DistributionSliders):
        yield from moves(control.value)
    elif isinstance(control, DistributionPair):
        p, q = control.value
        yield from ((moved, q) for moved in moves(p))
        yield from ((p, moved) for moved in moves(q))
        yield q, p
    elif isinstance(control, Points):
        yield from edits(control.value, len(control.names))
    elif isinstance(control.value, bool):
        yield from (False, True)
    elif hasattr(control, "options"):
        yield from control.options
    else:
        places = np.linspace(control.min, control.max, 21)
        if isinstance(control.value, int):
            places = np.union1d(places, control.min + 1)  # one step, and not "1 steps"
        yield from map(type(control.value), places)


def moves(p: Sequence[float]) -> Iterator[Sequence[float]]:
    """A distribution after each of its bars has been moved from end to end."""
    for index in range(len(p)):
        yield from (give_way(p, index, float(to)) for to in np.linspace(0, 1, 11))


def edits(points: Sequence[tuple[float, float, int]], classes: int) -> Iterator[Sequence[tuple]]:
    """The points after the first has been moved to each corner, given each class, taken away, left alone."""
    (x, y, label), *others = points
    yield from (((a, b, label), *others) for a in (-1.0, 1.0) for b in (-1.0, 1.0))
    yield from (((x, y, each), *others) for each in range(classes))
    yield (*points, (0.0, 0.0, classes - 1))
    yield (*others,)
    yield ((x, y, label),)


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


@functools.cache
def longest_words(path: Path) -> list[list[tuple[str, str]]]:
    """Of each explorer of a notebook the longest sentences, with feedback, wherever its controls stand."""
    return [longest(explorer) for explorer in explorers(path).values()]


def longest(explorer: Explorer) -> list[tuple[str, str]]:
    said = {words(explorer, values) for values in [*explorer.states, *walk(explorer)]}
    explorer.redraw()  # other tests look at the same picture
    return sorted(said, key=lambda texts: sum(map(len, texts)))[-5:]


def words(explorer: Explorer, values: dict[str, Any]) -> tuple[str, str]:
    """What an explorer says with its controls at these values: the sentence, and the feedback as HTML.

    Its picture is drawn so, but not as SVG, which takes longest. The controls stay where they stand.
    """
    picture = explorer.figure.picture
    picture.draw(**values)
    verdict = explorer.feedback(values) if explorer.feedback else None
    return picture.say(**picture.read()), "" if verdict is None else verdict._repr_html_()
