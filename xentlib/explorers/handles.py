"""Handles: an artist of a picture that follows the hand, and so moves a control."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

ALONG = {"x": (1.0, 0.0), "y": (0.0, 1.0)}


class Handle:
    """What may be dragged on a picture, and what that means for a control.

    A drag by Δ, in the coordinates of the artist's Axes (linear ones), moves the control's value by
    ``slope`` · Δ from where it stood at the grab. So nothing jumps, and the way back is the way there.

    Parameters
    ----------
    artist : matplotlib.artist.Artist
        What follows the hand: a line of one point, or a bar, which is held at its end.
    control : str
        The control that it moves, by its name among the arguments of ``draw``.
    slope : "x", "y" or array_like, (2,) or (n, 2)
        How the value grows with the artist's x and y: "x" is (1, 0), "y" is (0, 1). A row for each
        probability where a whole distribution is moved, as in a triangle. Where it depends on another control
        ``draw`` calls `set_slope`.
    entry : int or tuple of int, optional
        Of a distribution the entry that moves; of a pair (row, entry), or the row that moves as a whole.
    at : callable, optional
        Takes the artist and returns the x and y of its place; for artists that are neither point nor bar.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> (point,) = Figure().subplots().plot([0.25], [0.75], "o")
    >>> Handle(point, "p", "x").at(point)
    (0.25, 0.75)
    """

    def __init__(
        self,
        artist: Artist,
        control: str,
        slope: Any,
        *,
        entry: int | tuple[int, int] | None = None,
        at: Callable[[Artist], tuple[float, float]] | None = None,
    ):
        self.artist, self.control, self.entry = artist, control, entry
        self.set_slope(slope)
        self.at = at or (place_of_point if isinstance(artist, Line2D) else self._end_of_bar)

    def set_slope(self, slope: Any) -> None:
        """Say anew how the value grows with the artist's x and y, as at first; with 0 nothing can be held."""
        self.slope = np.atleast_2d(ALONG[slope] if isinstance(slope, str) else slope)

    def _end_of_bar(self, bar: Rectangle) -> tuple[float, float]:
        """Return the middle of the end of a bar; of a negative one that is its lower end."""
        x, y, width, height = bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()
        lies = abs(self.slope[0, 0]) > abs(self.slope[0, 1])
        return (x + width, y + height / 2) if lies else (x + width / 2, y + height)

    def slope_in_pixels(self) -> np.ndarray:
        """Return how the value grows with each pixel to the right and each pixel down.

        Returns
        -------
        numpy.ndarray, shape (1, 2) or (n, 2)
            A row for each number that moves. The same as long as the Axes and the slope stay.

        Raises
        ------
        ValueError
            If the Axes are not linear.
        """
        if not self.artist.axes.transData.is_affine:
            raise ValueError(f"expected linear Axes for the handle of {self.control!r}")
        to_pixels = self.artist.axes.transData.get_matrix().diagonal()[:2]
        return self.slope / to_pixels * [1, -1]

    def place(self) -> list[float] | None:
        """Return where the artist is held, in pixels from the upper left corner of the picture.

        Returns
        -------
        list of float or None
            x and y; None where it is not drawn, as outside of Axes that clip it, or would move nothing.
        """
        x, y = self.artist.axes.transData.transform(self.at(self.artist))
        page = self.artist.figure.bbox
        box = self.artist.get_clip_box() if self.artist.get_clip_on() else page
        drawn = self.artist.get_visible() and box.padded(1).contains(x, y)  # not NaN
        return [float(x), float(page.height - y)] if drawn and self.slope.any() else None

    def message(self) -> dict[str, Any]:
        """Return what the page must know of it beside its place."""
        return {"control": self.control, "entry": self.entry, "slope": self.slope_in_pixels().tolist()}


def place_of_point(point: Line2D) -> tuple[float, float]:
    """Return the place of a line of one point; NaN while it has none."""
    x, y = np.ravel(point.get_data()).tolist() or (np.nan, np.nan)
    return x, y
