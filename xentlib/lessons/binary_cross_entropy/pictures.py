"""The pictures of notebook 04."""

from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from xentlib.activations import logit, sigmoid
from xentlib.explorers.artists import animated_texts
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.losses import binary_cross_entropy_with_logits

SHADE = "#E6E6E6"
LABEL_Z = 5  # numbers stand above every line and point


def signed(value: float, digits: int = 4) -> str:
    """A number that may be negative or infinite; what rounds to 0 has no sign."""
    text = "∞" if np.isinf(value) else f"{abs(value):.{digits}f}"
    return text if value >= 0 or not text.strip("0.") else f"−{text}"


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


class Scales:
    """One event on three number lines: its probability, its odds and its logit."""

    axes: ClassVar = {"nrows": 3}
    ends: ClassVar = {"probability": (0.0, 1.0), "odds": (0.0, 10.0), "logit": (-6.0, 6.0)}
    halves = (0.5, 1.0, 0.0)  # as likely as not, on each line
    events = np.array([0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])

    def __init__(self, *lines: Axes):
        self.points, self.labels, self.arrows = [], [], []
        places = (self.events, self.events / (1 - self.events), logit(self.events))
        for ax, (name, ends), half, events in zip(lines, self.ends.items(), self.halves, places, strict=True):
            ax.set(xlim=ends, ylim=(0, 1), yticks=[], xticks=np.linspace(*ends, 11 if ends[0] == 0 else 13))
            ax.text(-0.03, 0.25, name, transform=ax.transAxes, ha="right", va="center")
            ax.spines["left"].set_visible(False)
            ax.axvspan(half, ends[1], ymax=0.5, color=SHADE)
            ax.vlines(events[events <= ends[1]], 0, 0.5, color=GREY, linewidth=1.5)
            look = {"markersize": 16, "color": COLOURS[5], "animated": True, "clip_on": False, "zorder": 4}
            self.points += ax.plot([half], [0.25], "o", **look)
            self.labels += animated_texts(ax, [0.5], 0.68, transform=ax.transAxes, zorder=LABEL_Z)
            arrow = {"ha": "center", "va": "center", "color": COLOURS[5], "fontsize": 20, "animated": True}
            self.arrows.append(ax.text(0, 0.25, " ", transform=ax.transAxes, **arrow))

    def update(self, *, scale: str, place: float) -> str:
        low, high = self.ends[scale]
        moved = low + place * (high - low)
        p = {"probability": moved, "odds": moved / (1 + moved), "logit": sigmoid(moved)}[scale]
        for point, value in zip(self.points, (p, np.exp(logit(p)), logit(p)), strict=True):
            point.set_data([value], [0.25])
        seen = [point.get_xdata()[0] for point in self.points]
        for index, (name, ends) in enumerate(self.ends.items()):
            share = (seen[index] - ends[0]) / (ends[1] - ends[0])
            beyond = "▶" if share > 1 + 1e-9 else "◀" if share < -1e-9 else ""
            side = "left" if share < 0.2 else "right" if share > 0.8 else "center"
            share = np.clip(share, 0, 1)
            hand = "  ← you move this" if name == scale else ""
            self.labels[index].set(text=f"{signed(seen[index])}{hand}", x=share, ha=side)
            self.arrows[index].set(text=beyond, x=share)
            self.points[index].set_visible(not beyond)
        p, odds, z = map(signed, seen)
        return (
            f"You move the {scale}: probability {p}, odds {odds} to 1, logit {z} nats. "
            "Shaded: more likely than not."
        )


class YesNoLosses:
    """Three losses of one yes-or-no question, and their slopes, over the logit."""

    axes: ClassVar = {"ncols": 2}
    saturated = 4.585  # beyond it the sigmoid's slope q(1 − q) is below 0.01

    def __init__(self, loss: Axes, slope: Axes):
        self.z = np.linspace(-10, 10, 401)
        loss.set(ylim=(-0.3, 11.2), title="Loss")
        slope.set(ylim=(-1.25, 1.4), title="Slope, per unit of logit")
        for ax in (loss, slope):
            ax.set(xlim=(-10, 10), xticks=range(-10, 11, 5), xlabel="z, the logit")
            ax.axvspan(-10, -self.saturated, color=SHADE)
            ax.axvspan(self.saturated, 10, color=SHADE)
        for x in (-7.3, 7.3):
            slope.text(x, 1.16, "saturated", ha="center", va="bottom", color=GREY)
        self.curves, self.slope_curves = loss_curves(loss), loss_curves(slope)
        self.guides = [ax.axvline(0, color=GREY, linewidth=1.5, animated=True) for ax in (loss, slope)]
        self.floor = loss.axhline(0, color="black", linestyle="-.", linewidth=1.5, animated=True)
        self.points, self.slope_points = loss_points(loss), loss_points(slope)
        loss.legend(loc="upper center").set_animated(True)

    def update(self, *, y: float, z: float) -> str:
        curves, points = self.curves + self.slope_curves, self.points + self.slope_points
        for curve, point, function in zip(curves, points, (*LOSSES.values(), *SLOPES), strict=True):
            curve.set_data(self.z, function(self.z, y))
            point.set_data([z], [function(z, y)])
        for guide in self.guides:
            guide.set_xdata([z, z])
        self.floor.set_ydata([self.least(y)] * 2)
        (x,) = self.points[0].get_xdata()
        values = [signed(point.get_ydata()[0]) for point in self.points]
        slopes = [signed(point.get_ydata()[0], 5) for point in self.slope_points]
        each = ", ".join(
            f"{name} {value}{unit} with slope {slope}"
            for name, value, unit, slope in zip(LOSSES, values, (" nats", "", ""), slopes, strict=True)
        )
        floor = signed(self.floor.get_ydata()[0])
        return (
            f"y = {y:.2f}, logit {signed(x, 2)}, so q = {sigmoid(x):.5f}: {each}. "
            f"No q takes BCE below {floor} nats here."
        )

    @staticmethod
    def least(y: float) -> float:
        """BCE where the model says what is true: q = y."""
        return 0.0 if y in (0, 1) else bce(logit(y), y)


class YesNoDescent:
    """Gradient descent on one logit, under three losses; the right answer is yes."""

    steps = 60

    def __init__(self, ax: Axes):
        ax.set(xlim=(-1.5, self.steps + 1.5), ylim=(-0.05, 1.05), xticks=range(0, self.steps + 1, 10))
        ax.set(xlabel="steps", ylabel="q, probability of yes")
        ax.axhline(0.5, color=GREY, linewidth=1.5, linestyle=(0, (1, 3)))
        ax.text(1.015, 0.5, "½", transform=ax.get_yaxis_transform(), va="center", color=GREY)
        self.paths, self.points = loss_curves(ax), loss_points(ax)
        self.guide = ax.axvline(0, color=GREY, linewidth=1.5, animated=True)
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False).set_animated(True)

    def update(self, *, start: float, rate: float, step: int) -> str:
        for path, point, slope in zip(self.paths, self.points, SLOPES, strict=True):
            z = [start]
            for _ in range(self.steps):
                z.append(z[-1] - rate * slope(z[-1], 1.0))
            path.set_data(range(self.steps + 1), sigmoid(z))
            point.set_data([step], [path.get_ydata()[step]])
        self.guide.set_xdata([step, step])
        (now,) = self.points[0].get_xdata()
        each = ", ".join(
            f"{point.get_ydata()[0]:.4f} with {name}" for name, point in zip(LOSSES, self.points, strict=True)
        )
        return (
            f"From logit {signed(start, 1)} (q = {self.paths[0].get_ydata()[0]:.4f}), rate {rate:.1f}, "
            f"after {now} steps: q is {each}. The truth is yes, y = 1."
        )
