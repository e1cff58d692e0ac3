"""The pictures of notebook 04."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from xentlib.activations import logit, sigmoid
from xentlib.explorers.artists import animated_texts
from xentlib.explorers.handles import Handle
from xentlib.explorers.numbers import format_count, format_number
from xentlib.explorers.picture import Picture
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.losses import binary_cross_entropy_with_logits

SHADE = "#E6E6E6"
LABEL_Z = 5  # numbers stand above every line and point


def bce(z, y):
    return binary_cross_entropy_with_logits(z, np.full(np.shape(z), float(y)), reduction="none")


def bce_slope(z, y):
    return sigmoid(z) - y


def squared(z, y):
    return (sigmoid(z) - y) ** 2


def squared_slope(z, y):
    q = sigmoid(z)
    return 2 * (q - y) * q * (1 - q)


def hinge(z, y):
    """The mean over labels that are yes with probability y, as BCE is."""
    return y * np.maximum(0, 1 - z) + (1 - y) * np.maximum(0, 1 + z)


def hinge_slope(z, y):
    return np.where(z > -1, 1.0 - y, 0.0) - np.where(z < 1, 1.0 * y, 0.0)


LOSSES = {"BCE": bce, "squared error": squared, "hinge": hinge}
SLOPES = (bce_slope, squared_slope, hinge_slope)
LOOKS = (("-", "o", 18), ("--", "s", 13), (":", "^", 9))  # where points coincide, each is seen


def loss_curves(ax: Axes) -> list[Line2D]:
    """One moving line a loss; a loss keeps its colour and dashes in every panel."""
    return [
        ax.plot([], [], dashes, color=colour, label=name, animated=True)[0]
        for name, colour, (dashes, _, _) in zip(LOSSES, COLOURS, LOOKS, strict=False)
    ]


def loss_points(ax: Axes) -> list[Line2D]:
    """One moving point a loss; a loss keeps its shape in every panel."""
    look = {"markeredgecolor": "black", "animated": True, "clip_on": False, "zorder": 4}
    return [
        ax.plot([0], [0], shape, color=colour, markersize=size, **look)[0]
        for colour, (_, shape, size) in zip(COLOURS, LOOKS, strict=False)
    ]


class Scales(Picture):
    """One event on three number lines: its probability, its odds and its logit."""

    axes: ClassVar = {"nrows": 3}
    ends: ClassVar = {"probability": (0.0, 1.0), "odds": (0.0, 10.0), "logit": (-6.0, 6.0)}
    halves = (0.5, 1.0, 0.0)  # as likely as not, on each line
    events = np.array([0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])
    mark = "  ← you move this"

    def __init__(self, *lines: Axes):
        self.points, self.labels, self.arrows = [], [], []
        places = (self.events, self.events / (1 - self.events), logit(self.events))
        for ax, name, half, events in zip(lines, self.ends, self.halves, places, strict=True):
            self.number_line(ax, name, half, events)
            look = {"markersize": 16, "color": COLOURS[5], "animated": True, "clip_on": False, "zorder": 4}
            self.points += ax.plot([half], [0.25], "o", **look)
            self.labels += animated_texts(ax, [0.5], 0.68, transform=ax.transAxes, zorder=LABEL_Z)
            arrow = {"ha": "center", "va": "center", "color": COLOURS[5], "fontsize": 20, "animated": True}
            self.arrows.append(ax.text(0, 0.25, " ", transform=ax.transAxes, **arrow))
        # Along the first line x is the slider's place, and all three lines are as long.
        self.handles = [Handle(self.points[0], "place", "x", at=self.place_of_moved)]

    def number_line(self, ax: Axes, name: str, half: float, events: np.ndarray) -> None:
        """Draw what stands still: the line, the shade of what is more likely than not, the same events."""
        low, high = self.ends[name]
        ax.set(xlim=(low, high), ylim=(0, 1), yticks=[], xticks=np.linspace(low, high, 13 if low else 11))
        ax.text(-0.03, 0.25, name, transform=ax.transAxes, ha="right", va="center")
        ax.spines["left"].set_visible(False)
        ax.axvspan(half, high, ymax=0.5, color=SHADE)
        ax.vlines(events[events <= high], 0, 0.5, color=GREY, linewidth=1.5)

    def draw(self, *, scale: str, place: float) -> None:
        low, high = self.ends[scale]
        moved = low + place * (high - low)
        p = {"probability": moved, "odds": moved / (1 + moved), "logit": sigmoid(moved)}[scale]
        for point, value in zip(self.points, (p, np.exp(logit(p)), logit(p)), strict=True):
            point.set_data([value], [0.25])
        for name, *artists in zip(self.ends, self.points, self.labels, self.arrows, strict=True):
            self.label(*artists, mark=self.mark if name == scale else "")

    @staticmethod
    def label(point: Line2D, label: Text, arrow: Text, *, mark: str) -> None:
        """Write a point's value above it; beyond an end of its line an arrow takes its place."""
        (value,), (low, high) = point.get_xdata(), point.axes.get_xlim()
        share = (value - low) / (high - low)
        beyond = "▶" if share > 1 + 1e-9 else "◀" if share < -1e-9 else ""
        side = "left" if share < 0.2 else "right" if share > 0.8 else "center"
        share = np.clip(share, 0, 1)
        label.set(text=f"{format_number(value)}{mark}", x=share, ha=side)
        arrow.set(text=beyond, x=share)
        point.set_visible(not beyond)

    def place_of_moved(self, first: Line2D) -> tuple[float, float]:
        """Return where the point that is moved stands, in the coordinates of the first one's line."""
        point = self.points[list(self.ends).index(self.moved)]
        pixels = point.axes.transData.transform(point.get_xydata()[0])
        return tuple(first.axes.transData.inverted().transform(pixels))

    @property
    def moved(self) -> str:
        """The scale that is moved, as its label says."""
        labels = zip(self.ends, self.labels, strict=True)
        return next(name for name, label in labels if label.get_text().endswith(self.mark))

    def read(self) -> dict:
        values = (point.get_xdata()[0] for point in self.points)
        return {
            "scale": self.moved,
            **dict(zip(self.ends, values, strict=True)),
        }

    @classmethod
    def say(cls, *, scale: str, probability: float, odds: float, logit: float) -> str:
        p, odds, z = map(format_number, (probability, odds, logit))
        return (
            f"You move the {scale}: probability {p}, odds {odds} to 1, logit {z} nats. "
            "Shaded: more likely than not."
        )


class YesNoLosses(Picture):
    """Three losses of one yes-or-no question, and their slopes, over the logit."""

    axes: ClassVar = {"ncols": 2}
    saturated = 4.585  # beyond it the sigmoid's slope q(1 − q) is below 0.01

    def __init__(self, loss: Axes, slope: Axes):
        self.z = np.linspace(-10, 10, 401)
        for ax in (loss, slope):
            self.logit_axis(ax)
        loss.set(ylim=(-0.3, 11.2), title="Loss")
        slope.set(ylim=(-1.25, 1.4), title="Slope, per nat of logit")
        for x in (-7.3, 7.3):
            slope.text(x, 1.16, "saturated", ha="center", va="bottom", color=GREY)
        self.curves, self.slope_curves = loss_curves(loss), loss_curves(slope)
        look = {"color": GREY, "linewidth": 1.5, "animated": True}
        self.guides = [loss.axvline(0, **look), slope.axvline(0, ymax=0.9, **look)]  # below "saturated"
        self.floor = loss.axhline(0, color="black", linestyle="-.", linewidth=1.5, animated=True)
        self.points, self.slope_points = loss_points(loss), loss_points(slope)
        self.handles = [Handle(point, "z", "x") for point in self.points + self.slope_points]
        loss.legend(loc="upper center").set_animated(True)

    def logit_axis(self, ax: Axes) -> None:
        """Lay out the logits, and shade those where the sigmoid is flat."""
        ax.set(xlim=(-10, 10), xticks=range(-10, 11, 5), xlabel="z, the logit")
        ax.axvspan(-10, -self.saturated, color=SHADE)
        ax.axvspan(self.saturated, 10, color=SHADE)

    def draw(self, *, y: float, z: float) -> None:
        curves, points = self.curves + self.slope_curves, self.points + self.slope_points
        for curve, point, function in zip(curves, points, (*LOSSES.values(), *SLOPES), strict=True):
            curve.set_data(self.z, function(self.z, y))
            point.set_data([z], [function(z, y)])
        for guide in self.guides:
            guide.set_xdata([z, z])
        self.floor.set_ydata([self.least(y)] * 2)

    @staticmethod
    def least(y: float) -> float:
        """Return BCE where the model says what is true: q = y."""
        return 0.0 if y in (0, 1) else bce(logit(y), y)

    def read(self) -> dict:
        (z,) = self.points[0].get_xdata()
        return {
            "y": 0.5 - np.interp(0, *self.slope_curves[0].get_data()),  # BCE's slope is q − y, and q = ½ at 0
            "z": z,
            "q": sigmoid(z),
            "losses": [point.get_ydata()[0] for point in self.points],
            "slopes": [point.get_ydata()[0] for point in self.slope_points],
            "floor": self.floor.get_ydata()[0],
        }

    @classmethod
    def say(
        cls, *, y: float, z: float, q: float, losses: Sequence[float], slopes: Sequence[float], floor: float
    ) -> str:
        each = ", ".join(
            f"{name} {format_number(value)}{unit} with slope {format_number(slope, '.5f')}"
            for name, value, unit, slope in zip(LOSSES, losses, (" nats", "", ""), slopes, strict=True)
        )
        return (
            f"y = {format_number(y, '.2f')}, logit {format_number(z, '.2f')}, so q = {q:.5f}: {each}. "
            f"No q takes BCE below {format_number(floor)} nats here."
        )


class YesNoDescent(Picture):
    """Gradient descent on one logit, under three losses; the right answer is yes."""

    steps = 60

    def __init__(self, ax: Axes):
        ax.set(xlim=(-1.5, self.steps + 1.5), ylim=(-0.05, 1.05), xticks=range(0, self.steps + 1, 10))
        ax.set(xlabel="steps", ylabel="q, probability of yes")
        ax.axhline(0.5, color=GREY, linewidth=1.5, linestyle=(0, (1, 3)))
        ax.text(1.015, 0.5, "½", transform=ax.get_yaxis_transform(), va="center", color=GREY)
        self.paths, self.points = loss_curves(ax), loss_points(ax)
        self.handles = [Handle(point, "step", "x") for point in self.points]
        self.guide = ax.axvline(0, color=GREY, linewidth=1.5, animated=True)
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False).set_animated(True)

    def draw(self, *, start: float, rate: float, step: int) -> None:
        for path, point, slope in zip(self.paths, self.points, SLOPES, strict=True):
            z = [start]
            for _ in range(self.steps):
                # Thirty steps of 0.3 from −8 end at 0.9999999999999968, and the hinge would take one more.
                z.append(round(float(z[-1] - rate * slope(z[-1], 1.0)), 12))
            path.set_data(range(self.steps + 1), sigmoid(z))
            point.set_data([step], [path.get_ydata()[step]])
        self.guide.set_xdata([step, step])

    def read(self) -> dict:
        first, second = self.paths[0].get_ydata()[:2]
        return {
            "start": logit(first),
            "q": first,
            "rate": (logit(second) - logit(first)) / (1 - first),  # BCE's slope is q − 1
            "step": self.points[0].get_xdata()[0],
            "reached": [point.get_ydata()[0] for point in self.points],
        }

    @classmethod
    def say(cls, *, start: float, q: float, rate: float, step: int, reached: Sequence[float]) -> str:
        each = ", ".join(
            f"{name} is at {format_number(logit(q), '.3f')} (q = {q:.4f})"
            for name, q in zip(LOSSES, reached, strict=True)
        )
        return (
            f"From logit {format_number(start, '.1f')} (q = {q:.4f}), rate {rate:.1f}, "
            f"after {format_count(step, 'step')}: {each}. The truth is yes, y = 1."
        )
