"""Points in the plane that the hand puts there, moves and takes away."""

from collections.abc import Sequence
from typing import Any

import traitlets

from xentlib.explorers.controls import Control, literal, script
from xentlib.explorers.distribution_sliders import default_names
from xentlib.explorers.theme import COLOURS

Point = tuple[float, float, int]


def as_points(value: Any, classes: int, limit: int) -> tuple[Point, ...]:
    """Return the value as a tuple of points.

    Parameters
    ----------
    value : iterable of sequence
        (x, y, class) each: x and y in [−1, 1], the class from 0 to ``classes`` − 1.
    classes : int
        How many classes there are.
    limit : int
        How many points there may be.

    Returns
    -------
    tuple of tuple
        The points as they came.

    Raises
    ------
    traitlets.TraitError
        If there is none or more than the limit, or one is not such a point.

    Examples
    --------
    >>> as_points([[0.5, -1, 2]], classes=3, limit=100)
    ((0.5, -1.0, 2),)
    """
    try:
        points = tuple((float(x), float(y), int(label)) for x, y, label in value)
    except (TypeError, ValueError):
        raise traitlets.TraitError(f"expected points (x, y, class), got {value!r}") from None
    if not 1 <= len(points) <= limit:
        raise traitlets.TraitError(f"expected 1 to {limit} points, got {len(points)}")
    for x, y, label in points:
        if not (abs(x) <= 1 and abs(y) <= 1 and 0 <= label < classes):
            raise traitlets.TraitError(
                f"expected x and y in [−1, 1] and a class below {classes}, got {(x, y, label)}"
            )
    return points


class Points(Control):
    """A plane with points of a few classes. ``value`` is a tuple of (x, y, class), from one point up.

    A click adds a point of the class that is chosen, a drag moves one, a double click takes one away. With
    the keyboard: arrow keys move the point in focus (with Shift a fifth of the step), Home and End bring it
    to the left and the right end, Page Up and Page Down move it further up and down; a digit gives it that
    class, Insert adds another beside it, Delete takes it away, N and P lead to the next and the previous one.

    Parameters
    ----------
    value : sequence of (float, float, int)
        The points to start with, 1 to ``limit`` of them; x and y in [−1, 1], the class from 0 on.
    names : sequence of str, optional
        One name a class, 2 to 6; "A", "B", "C" unless given.
    limit : int
        How many points there may be.

    Raises
    ------
    traitlets.TraitError
        If a value is no such points; the old one stays.
    """

    _esm = script("points.js")
    names = traitlets.Any().tag(sync=True)
    limit = traitlets.Int().tag(sync=True)
    colours = traitlets.Any(COLOURS).tag(sync=True)

    def __init__(self, value: Sequence[Point], *, names: Sequence[str] | None = None, limit: int = 100):
        super().__init__(names=tuple(names or default_names(3)), limit=limit, value=value)

    def __repr__(self) -> str:
        return f"Points({self.value!r}, names={literal(list(self.names))}, limit={self.limit})"

    @traitlets.validate("value")
    def _validate(self, proposal: dict) -> tuple[Point, ...]:
        return as_points(proposal["value"], len(self.names), self.limit)
