"""The triangle of all distributions over three outcomes, as a map.

A distribution is a point of the triangle: the mean of its corners, weighted by the probabilities, which are
the point's barycentric coordinates.
"""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.text import Text

from xentlib.explorers.numbers import format_number

HEIGHT = math.sqrt(3) / 2
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, HEIGHT]])
ROWS = 50
HIGHEST = 3.0  # nats; whatever is higher has the last colour
BAND = 0.25  # nats; one colour a band, so that the bands meet at level lines
LOWEST = 0.001  # the least q that has a colour of its own: the ∞ of a side would drown the cells beside it


def to_cartesian(p: Sequence[float]) -> np.ndarray:
    """Return the points of distributions, shape (…, 3) to (…, 2)."""
    return np.asarray(p) @ CORNERS


def to_barycentric(x: float, y: float) -> tuple[float, float, float]:
    """Return the distribution at a point: the inverse of `to_cartesian`."""
    c = y / HEIGHT
    b = x - c / 2
    return 1 - b - c, b, c


# How the three probabilities grow with x and with y.
SLOPES = np.stack(to_barycentric(*np.eye(2))) - [[1.0], [0.0], [0.0]]


def clip_to_triangle(p: Sequence) -> np.ndarray:
    """Take a point outside of the triangle for one on a side, which a cell of the map reaches over."""
    p = np.maximum(np.stack(p), 0)
    return p / p.sum(axis=0)


def log_q_of_each_cell() -> np.ndarray:
    """Return log q for each cell of the map, shape (3, rows, columns), with q no less than `LOWEST`."""
    x, y = np.meshgrid(np.linspace(0, 1, 2 * ROWS + 1), np.linspace(0, HEIGHT, ROWS + 1))
    return np.log(np.maximum(clip_to_triangle(to_barycentric(x, y)), LOWEST))


def format_distribution(p: Sequence[float]) -> str:
    """Write the three probabilities, such as (0.500, 0.300, 0.200)."""
    return "(" + ", ".join(format_number(mass, ".3f") for mass in p) + ")"


class CrossEntropyMap:
    """The map of H(p, q) over all q, as an image, with the names of the corners.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where it is drawn.
    names : sequence of str
        The outcomes A, B and C: the corners at the left, at the right and on top.
    animated : bool
        Whether p will change.
    """

    log_q = log_q_of_each_cell()

    def __init__(self, ax: Axes, names: Sequence[str], animated: bool):
        ax.set(aspect="equal", xlim=(-0.13, 1.13), ylim=(-0.11, HEIGHT + 0.1))
        ax.axis("off")
        self.image = self.add_image(ax, animated)
        (edge,) = ax.fill(*CORNERS.T, fill=False, edgecolor="black", linewidth=2, zorder=2, animated=animated)
        self.image.set_clip_path(edge)
        for name, (x, y), side in zip(names, CORNERS, ("right", "left", "left"), strict=True):
            ax.text(x + (-0.07 if side == "right" else 0.07), y, name, ha=side, va="center")
        ticks = np.arange(0, HIGHEST + 0.1, 0.5)
        scale = {"label": "H(p, q), nats", "location": "left", "ticks": ticks}
        ax.figure.colorbar(self.image, ax=ax, extend="max", **scale)

    def add_image(self, ax: Axes, animated: bool) -> AxesImage:
        """Return the image, whose cells have their centres at the points of `log_q`."""
        dx, dy = 0.25 / ROWS, 0.5 * HEIGHT / ROWS
        extent = (-dx, 1 + dx, -dy, HEIGHT + dy)
        bands = colormaps["viridis"].resampled(round(HIGHEST / BAND))
        colours = {"cmap": bands, "vmin": 0, "vmax": HIGHEST, "interpolation": "bilinear"}
        empty = np.zeros(self.log_q.shape[1:])
        return ax.imshow(empty, origin="lower", extent=extent, aspect="equal", animated=animated, **colours)

    def set_p(self, p: Sequence[float]) -> None:
        """Colour each cell with its H(p, q)."""
        self.image.set_data(-np.tensordot(p, self.log_q, 1))

    def argmin(self) -> np.ndarray:
        """Return the q at which the map is lowest."""
        cells = self.image.get_array()
        row, column = np.unravel_index(np.argmin(cells), cells.shape)
        return clip_to_triangle(to_barycentric(column / (2 * ROWS), HEIGHT * row / ROWS))


def add_marker(ax: Axes, marker: str, color: str, animated: bool = True) -> Line2D:
    """Return a marker that stands out from every colour of the map."""
    edge = {"markersize": 14, "markeredgecolor": "black", "markeredgewidth": 1.5, "zorder": 4}
    return ax.plot([], [], marker, color=color, animated=animated, **edge)[0]


def set_distribution(marker: Line2D, p: Sequence[float]) -> None:
    """Put a marker at the point of a distribution."""
    marker.set_data(*to_cartesian(p)[:, None])


def distribution_at(marker: Line2D) -> tuple[float, float, float]:
    """Return the distribution at which a marker stands."""
    return to_barycentric(*np.ravel(marker.get_data()))


def label_marker(label: Text, marker: Line2D, above: bool) -> None:
    """Put a label above its marker, or below it."""
    x, y = np.ravel(marker.get_data())
    label.set(x=x, y=y + (0.045 if above else -0.05), va="bottom" if above else "top")


ANGLES = np.linspace(0, 2 * np.pi, 121)
# A step of length 1 in each direction, as changes of the three probabilities. Rounded, because along a side
# one of them does not change, not even in its last digit.
STEPS = np.round(np.stack(to_barycentric(np.cos(ANGLES), np.sin(ANGLES)), axis=1) - [1.0, 0.0, 0.0], 12)


def level_line(p: Sequence[float], gap: float) -> np.ndarray:
    """Return the points around p at which D(p‖q) is this gap.

    On a ray from p the divergence only grows, so halving finds the point.

    Parameters
    ----------
    p : sequence of float
        The three probabilities of the truth.
    gap : float
        D(p‖q) in nats, from 0 to ∞.

    Returns
    -------
    ndarray of shape (2, 121)
        x and y on each ray; NaN where the ray leaves the triangle at once, and everywhere for a gap of ∞.
    """
    p = np.asarray(p)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        far = np.where(STEPS < 0, -p / STEPS, np.inf).min(axis=1)
        slope = np.where(p > 0, STEPS / p, 0)
        near, end = np.zeros(len(far)), far.copy()
        for _ in range(40):
            middle = (near + end) / 2
            low = -np.log(np.maximum(1 + middle[:, None] * slope, 0)) @ p < gap
            near, end = np.where(low, middle, near), np.where(low, end, middle)
    return np.where((far > 0) & (gap < np.inf), to_cartesian(p + near[:, None] * STEPS).T, np.nan)
