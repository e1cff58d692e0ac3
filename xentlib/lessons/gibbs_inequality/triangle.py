"""The triangle of all distributions over three outcomes, as a map.

A distribution is a point of the triangle: the mean of its corners, weighted by the probabilities.
"""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

HEIGHT = math.sqrt(3) / 2
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, HEIGHT]])
ROWS = 50
HIGHEST = 3.0  # nats; whatever is higher has the last colour
BAND = 0.25  # nats; one colour a band, so that the edges of the bands are level lines


def place(p: Sequence[float]) -> np.ndarray:
    return np.asarray(p) @ CORNERS


def shares_at(x: float, y: float) -> tuple[float, float, float]:
    """The distribution that stands at a point of the triangle: ``place`` the other way."""
    c = y / HEIGHT
    b = x - c / 2
    return 1 - b - c, b, c


def triple(shares: Sequence[float]) -> str:
    return "(" + ", ".join(f"{abs(share):.3f}" for share in shares) + ")"


def on_or_inside(shares: Sequence) -> np.ndarray:
    """A point outside of the triangle counts as one on its edge, which a cell of the map reaches over."""
    shares = np.maximum(np.stack(shares), 0)
    return shares / shares.sum(axis=0)


def log_q_of_each_cell() -> np.ndarray:
    """log q for each cell of the map.

    An edge has log 0. There the map stops at log 0.001: ∞ would drown the cells beside it.
    """
    x, y = np.meshgrid(np.linspace(0, 1, 2 * ROWS + 1), np.linspace(0, HEIGHT, ROWS + 1))
    return np.log(np.maximum(on_or_inside(shares_at(x, y)), 1e-3))


class Triangle:
    """The map of H(p, q) over all q, as an image, with the names of the corners."""

    log_q = log_q_of_each_cell()

    def __init__(self, ax: Axes, names: Sequence[str], animated: bool):
        ax.set(aspect="equal", xlim=(-0.13, 1.13), ylim=(-0.11, HEIGHT + 0.1))
        ax.axis("off")
        dx, dy = 0.25 / ROWS, 0.5 * HEIGHT / ROWS
        box = (-dx, 1 + dx, -dy, HEIGHT + dy)
        bands = colormaps["viridis"].resampled(round(HIGHEST / BAND))
        look = {"cmap": bands, "vmin": 0, "vmax": HIGHEST, "interpolation": "bilinear"}
        nothing = np.zeros(self.log_q.shape[1:])
        self.image = ax.imshow(nothing, origin="lower", extent=box, aspect="equal", animated=animated, **look)
        (edge,) = ax.fill(*CORNERS.T, fill=False, edgecolor="black", linewidth=2, zorder=2, animated=animated)
        self.image.set_clip_path(edge)
        for name, (x, y), side in zip(names, CORNERS, ("right", "left", "left"), strict=True):
            ax.text(x + (-0.07 if side == "right" else 0.07), y, name, ha=side, va="center")
        ticks = np.arange(0, HIGHEST + 0.1, 0.5)
        ax.figure.colorbar(
            self.image, ax=ax, label="H(p, q), nats", extend="max", location="left", ticks=ticks
        )

    def colour(self, p: Sequence[float]) -> None:
        self.image.set_data(-np.tensordot(p, self.log_q, 1))

    def lowest(self) -> np.ndarray:
        """The q at which the map is lowest."""
        cells = self.image.get_array()
        row, column = np.unravel_index(np.argmin(cells), cells.shape)
        return on_or_inside(shares_at(column / (2 * ROWS), HEIGHT * row / ROWS))


def marker(ax: Axes, shape: str, colour: str, animated: bool = True) -> Line2D:
    look = {"markersize": 14, "markeredgecolor": "black", "markeredgewidth": 1.5, "zorder": 4}
    return ax.plot([], [], shape, color=colour, animated=animated, **look)[0]


def keep_apart(labels: Sequence[Text], markers: Sequence[Line2D]) -> None:
    """Put the label of the higher marker above it and that of the lower one below."""
    spots = [np.ravel(mark.get_data()) for mark in markers]
    higher = spots[0][1] > spots[1][1]
    for label, (x, y), above in zip(labels, spots, (higher, not higher), strict=True):
        label.set(x=x, y=y + (0.045 if above else -0.05), va="bottom" if above else "top")


RAYS = np.linspace(0, 2 * np.pi, 121)
# A step of length 1 in each direction, as changes of the three probabilities.
STEPS = np.round(np.stack(shares_at(np.cos(RAYS), np.sin(RAYS)), axis=1) - np.array([1.0, 0.0, 0.0]), 12)


def level_line(p: Sequence[float], gap: float) -> np.ndarray:
    """The points around p at which D(p‖q) is this gap: on a ray from p it only grows, so halving finds it."""
    p = np.asarray(p)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        far = np.where(STEPS < 0, -p / STEPS, np.inf).min(axis=1)
        slope = np.where(p > 0, STEPS / p, 0)
        near, end = np.zeros(len(far)), far.copy()
        for _ in range(40):
            middle = (near + end) / 2
            low = -np.log(np.maximum(1 + middle[:, None] * slope, 0)) @ p < gap
            near, end = np.where(low, middle, near), np.where(low, end, middle)
    return np.where((far > 0) & (gap < np.inf), place(p + near[:, None] * STEPS).T, np.nan)
