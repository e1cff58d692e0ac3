"""Numbers become a picture, and the picture a sentence. No widgets here, and no pyplot."""

from collections.abc import Sequence
from typing import Any, ClassVar

from matplotlib.axes import Axes

from xentlib.explorers.handles import Handle


class Picture:
    """A drawing that follows numbers, and says what it shows.

    A picture is made once, with all its artists; those that will move are ``animated=True``. From then on

    - ``draw(**values)`` sets the data of these artists;
    - ``read()`` returns the numbers that are seen, read back from the artists' geometry (heights, lines,
      offsets) and never parsed from text;
    - ``say(**reading)`` makes one sentence of them. It is a class's method and no object's, so that it has
      no way to the values: a bar that is drawn from the wrong entry is a wrong sentence.

    Attributes
    ----------
    size : tuple of float
        Width and height of the figure, in inches.
    axes : dict
        Keywords of `matplotlib.figure.Figure.subplots`: the Axes that ``__init__`` is given.
    handles : sequence of Handle
        Which artists follow the hand, and the controls that they move; ``__init__`` sets it, none unless set.
    """

    size = (9.6, 4.4)
    axes: ClassVar[dict[str, Any]] = {}
    handles: Sequence[Handle] = ()

    def __init__(self, *axes: Axes):
        raise NotImplementedError

    def draw(self, **values: Any) -> None:
        """Set the data of the animated artists."""
        raise NotImplementedError

    def read(self) -> dict[str, Any]:
        """Return what is seen, for `say`."""
        raise NotImplementedError

    @classmethod
    def say(cls, **reading: Any) -> str:
        """Return one sentence that says what is seen."""
        raise NotImplementedError
