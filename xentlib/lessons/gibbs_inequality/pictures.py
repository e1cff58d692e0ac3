"""The pictures of notebook 03. All of their numbers are in nats."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes

from xentlib.explorers.artists import (
    ENDLESS,
    animated_texts,
    animated_title,
    heights_of,
    outcome_bars,
    set_heights,
    stack,
    top_of,
)
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.lessons.gibbs_inequality.triangle import (
    HIGHEST,
    Triangle,
    keep_apart,
    level_line,
    marker,
    place,
    shares_at,
    triple,
)
from xentlib.measures import cross_entropy, entropy, kl_divergence

BLUE, ORANGE, RED = COLOURS[0], COLOURS[1], COLOURS[5]


def finely(value: float) -> str:
    """Four decimals, ∞ as a sign, a minus as long as a plus, and none before a 0."""
    digits = "∞" if math.isinf(value) else f"{abs(value):.4f}"
    return f"−{digits}" if value < 0 and digits != "0.0000" else digits


class Tangent:
    """log x under its tangent x − 1, and the gap between the two at a ratio x = q/p."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [3, 2]}

    def __init__(self, curves: Axes, gaps: Axes):
        x = np.linspace(0.01, 4, 400)
        curves.set(xlim=(-0.15, 4.2), ylim=(-3, 3.3), xticks=range(5), xlabel="x = q/p", ylabel="nats")
        curves.plot(x, x - 1, color=ORANGE, linestyle="--")
        curves.plot(x, np.log(x), color=BLUE)
        curves.text(2.0, 1.6, "x − 1", ha="right")
        curves.text(3.3, 0.6, "log x", ha="center")
        gaps.set(xlim=(-0.15, 4.2), ylim=(-0.15, 3.3), xticks=range(5), xlabel="x = q/p")
        gaps.plot(x, x - 1 - np.log(x), color=GREY)
        self.title, self.gap_title = animated_title(curves), animated_title(gaps)
        (self.gap,) = curves.plot([], [], color=RED, linewidth=6, animated=True)
        (self.line_point,) = curves.plot([], [], "s", color=ORANGE, markersize=9, animated=True)
        (self.log_point,) = curves.plot([], [], "o", color=BLUE, markersize=10, animated=True)
        (self.gap_point,) = gaps.plot([], [], "o", color=RED, markersize=14, animated=True)

    def update(self, *, x: float) -> str:
        self.log_point.set_data([x], [math.log(x) if x else -ENDLESS])
        self.line_point.set_data([x], [x - 1])
        (low,), (high,) = self.log_point.get_ydata(), self.line_point.get_ydata()
        self.gap.set_data([x, x], [low, high])
        self.gap_point.set_data([x], [high - low])
        low, gap = self.down_to_log(low), self.up_to_gap(self.gap_point.get_ydata()[0])
        at = f"x = {self.gap_point.get_xdata()[0]:.2f}"
        self.title.set_text(f"log x = {finely(low)} at {at}")
        self.gap_title.set_text(f"Gap {finely(gap)} nats")
        return f"At {at}, in nats: log x is {finely(low)}, x − 1 is {finely(high)}, the gap is {finely(gap)}."

    @staticmethod
    def down_to_log(y: float) -> float:
        return -math.inf if y <= -ENDLESS else y

    @staticmethod
    def up_to_gap(y: float) -> float:
        return math.inf if y >= ENDLESS - 1 else y


class Jensen:
    """A chord of the logarithm, and the gap between it and the curve at the mean of its two ends."""

    def __init__(self, ax: Axes):
        x = np.linspace(0.03, 4.2, 400)
        ax.set(xlim=(0, 4.2), ylim=(-3.4, 2.1), xlabel="x", ylabel="log x, nats")
        ax.plot(x, np.log(x), color=BLUE)
        self.title = animated_title(ax)
        (self.chord,) = ax.plot([], [], color=ORANGE, linestyle="--", animated=True)
        (self.gap,) = ax.plot([], [], color=RED, linewidth=6, animated=True)
        self.ends = [ax.plot([], [], "s", color=ORANGE, animated=True)[0] for _ in range(2)]
        (self.curve_point,) = ax.plot([], [], "o", color=BLUE, markersize=11, animated=True)
        (self.chord_point,) = ax.plot([], [], "D", color=RED, markersize=9, animated=True)
        self.labels = animated_texts(ax, [0.0, 0.0])

    def update(self, *, a: float, b: float, w: float) -> str:
        self.chord.set_data([a, b], np.log([a, b]))
        (left, right), (low, high) = self.chord.get_data()
        mean = (1 - w) * left + w * right
        self.chord_point.set_data([mean], [(1 - w) * low + w * high])
        self.curve_point.set_data([mean], [math.log(mean)])
        (below,), (above,) = self.chord_point.get_ydata(), self.curve_point.get_ydata()
        self.gap.set_data([mean, mean], [below, above])
        # The heavier an end, the larger its square: the mean is where the chord would balance.
        for end, x, y, weight in zip(self.ends, (left, right), (low, high), (1 - w, w), strict=True):
            end.set_data([x], [y])
            end.set_markersize(8 + 14 * weight)
        places = ((left + 0.15, low - 0.2, "left"), (right, high + 0.35, "center"))
        for label, (x, y, side), weight in zip(self.labels, places, (1 - w, w), strict=True):
            label.set(text=f"weight {weight:.2f}", x=min(x, 3.8), y=y, ha=side)
        gap = np.ptp(self.gap.get_ydata())
        self.title.set_text(f"Gap {finely(gap)} nats at the mean, x = {self.gap.get_xdata()[0]:.2f}")
        return (
            f"Weight {1 - w:.2f} on {left:.2f} and {w:.2f} on {right:.2f}: the mean is "
            f"{self.curve_point.get_xdata()[0]:.4f} and its log {finely(above)} nats. "
            f"The mean of the logs is {finely(below)} nats. The gap is {finely(gap)} nats."
        )


class Simplex:
    """The map of H(p, q) over all models q of three outcomes: lowest at the truth p."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [5, 2]}
    names = ("A", "B", "C")

    def __init__(self, ax: Axes, cost: Axes):
        self.map = Triangle(ax, self.names, animated=True)
        (self.level,) = ax.plot([], [], color="white", linestyle="--", linewidth=2, animated=True)
        self.p, self.q = marker(ax, "o", "white"), marker(ax, "D", RED)
        self.labels = animated_texts(ax, [0.0, 0.0], zorder=5)
        cost.set(ylim=(0, HIGHEST), xlim=(-0.7, 0.7), xticks=[])
        self.title = animated_title(cost)
        self.parts = cost.bar([0, 0], 0.0, color=[GREY, RED], hatch=["", "//"], animated=True)
        self.floor_label, self.gap_label = animated_texts(cost, [0.0, 0.0], va="center")

    def update(self, *, pair: tuple[Sequence[float], Sequence[float]]) -> str:
        p, q = pair
        self.map.colour(p)
        gap = kl_divergence(p, q)
        self.level.set_data(*level_line(p, gap))
        self.p.set_data(*place(p)[:, None])
        self.q.set_data(*place(q)[:, None])
        self.labels[0].set_text("p")
        self.labels[1].set_text("q")
        keep_apart(self.labels, (self.p, self.q))
        set_heights(self.parts, [entropy(p), gap])
        stack(self.parts)
        floor, gap = heights_of(self.parts)
        total = math.inf if math.isinf(gap) else top_of(self.parts)
        self.title.set_text(f"H(p, q) {finely(total)} nats")
        self.floor_label.set(text=f"H(p) {number(floor)}", y=max(floor / 2, 0.12))
        middle = floor + max(gap / 2, 0.4 - floor, 0.15)  # of the gap's bar, unless it is too low for a label
        self.gap_label.set(text=f"gap {number(gap)}", y=min(middle, HIGHEST - 0.2))
        here, there = (shares_at(*np.ravel(mark.get_data())) for mark in (self.p, self.q))
        return (
            f"Truth p = {triple(here)}, model q = {triple(there)}: H(p, q) is {finely(total)} nats, "
            f"which is H(p) = {finely(floor)} nats and a gap D(p‖q) of {finely(gap)} nats. "
            f"The darkest spot of the map is q = {triple(self.map.lowest())}."
        )


class Descent:
    """Gradient descent on the cross-entropy, from any model, over the map of one truth."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [3, 2]}
    names = ("A", "B", "C")
    truth = (0.5, 0.3, 0.2)
    longest = 60

    def __init__(self, ax: Axes, cost: Axes):
        Triangle(ax, self.names, animated=False).colour(self.truth)
        x, y = place(self.truth)
        marker(ax, "o", "white", animated=False).set_data([x], [y])
        ax.text(x - 0.05, y, "p", ha="right", va="center", color="white")
        (self.path,) = ax.plot([], [], "o-", color="white", linewidth=2, markersize=5, animated=True)
        self.start, self.q = marker(ax, "s", ORANGE), marker(ax, "D", RED)
        self.labels = animated_texts(ax, [0.0, 0.0], zorder=5)
        for label, name in zip(self.labels, ("start", "q"), strict=True):
            label.set(text=name, va="center")
        cost.set(
            xlim=(-2, self.longest + 2),
            ylim=(0, HIGHEST),
            xticks=range(0, self.longest + 1, 20),
            xlabel="step",
        )
        cost.axhline(entropy(self.truth), color="black", linestyle="--")
        cost.text(self.longest, entropy(self.truth) - 0.08, "H(p)", ha="right", va="top")
        self.walk_title, self.title = animated_title(ax), animated_title(cost)
        (self.costs,) = cost.plot([], [], "o-", color=RED, linewidth=2, markersize=5, animated=True)

    def update(self, *, start: Sequence[float], steps: int, eta: float) -> str:
        models = self.walk(start, steps, eta)
        self.path.set_data(*place(models).T)
        for mark, model in ((self.start, 0), (self.q, -1)):
            mark.set_data(*self.path.get_xydata()[model][:, None])
        self.put_labels()
        costs = np.minimum(cross_entropy(self.truth, models), ENDLESS)
        self.costs.set_data(range(len(costs)), costs)
        count, last = self.costs.get_xydata()[-1]
        first, last = (math.inf if y >= ENDLESS else y for y in (self.costs.get_ydata()[0], last))
        self.walk_title.set_text(f"{count:.0f} steps with eta = {eta:.2f}")
        self.title.set_text(f"H(p, q) {finely(last)} nats")
        begin, end = (shares_at(*np.ravel(mark.get_data())) for mark in (self.start, self.q))
        return (
            f"Start q = {triple(begin)}: H(p, q) is {finely(first)} nats. After {count:.0f} steps with "
            f"eta = {eta:.2f} q = {triple(end)}: {finely(last)} nats, "
            f"{finely(last - entropy(self.truth))} nats above H(p)."
        )

    def put_labels(self) -> None:
        """The start's label away from p; q's beside it, where neither p nor a corner has its name."""
        (x, y), (qx, qy) = (np.ravel(mark.get_data()) for mark in (self.start, self.q))
        up = y > place(self.truth)[1]
        self.labels[0].set(x=x, y=y + (0.045 if up else -0.05), va="bottom" if up else "top")
        right = qx < 0.9
        self.labels[1].set(x=qx + (0.05 if right else -0.05), y=qy, ha="left" if right else "right")

    def walk(self, start: Sequence[float], steps: int, eta: float) -> np.ndarray:
        """The models on the way. A step moves the logarithms of q by eta · (p − q)."""
        models = [np.asarray(start)]
        for _ in range(steps):
            grown = models[-1] * np.exp(eta * (np.asarray(self.truth) - models[-1]))
            models.append(grown / grown.sum())
        return np.stack(models)


class Detour:
    """From coin p to coin q: the divergence of the direct way, and of the way over a third coin m."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [1, 1]}
    p, q = 0.8, 0.1
    ways = ("D(p‖q)", "D(p‖m)", "D(m‖q)")

    def __init__(self, coins: Axes, cost: Axes):
        coins.set(xlim=(-0.05, 1.05), ylim=(-1, 1), yticks=[], xlabel="probability of heads")
        coins.spines["left"].set_visible(False)
        for name, heads, shape in (("p", self.p, "o"), ("q", self.q, "D")):
            coins.plot([heads], [-0.4], shape, color=GREY, markersize=14)
            coins.text(heads, -0.75, f"{name} = {heads:.2f}", ha="center")
        (self.m,) = coins.plot([], [], "s", color=RED, markersize=14, animated=True)
        (self.m_label,) = animated_texts(coins, [0.0], y=0.4)
        (self.legs,) = coins.plot([], [], color=GREY, linestyle=":", linewidth=2, animated=True)
        cost.set(ylim=(0, 3), xticks=[0, 1], xticklabels=["direct", "over m"])
        self.title = animated_title(cost)
        self.bars = outcome_bars(cost, [0, 1, 1])
        self.labels = animated_texts(cost, [0.0, 1.0, 1.0], va="center")

    def update(self, *, m: float) -> str:
        self.m.set_data([m], [0.2])
        (middle,) = self.m.get_xdata()
        self.legs.set_data([self.p, middle, self.q], [-0.4, 0.2, -0.4])
        self.m_label.set(text=f"m = {middle:.2f}", x=min(max(middle, 0.08), 0.92))
        p, m, q = ((heads, 1 - heads) for heads in (self.p, middle, self.q))
        set_heights(self.bars, [kl_divergence(p, q), kl_divergence(p, m), kl_divergence(m, q)])
        direct, first, second = heights_of(self.bars)
        self.bars[2].set_y(self.bars[1].get_height())
        spots = (direct / 2, first / 2, first + second / 2)
        for label, name, height, y in zip(
            self.labels, self.ways, (direct, first, second), spots, strict=True
        ):
            label.set(text=f"{name} {number(height)}", y=min(max(y, 0.12), 2.8))
        self.labels[2].set_visible(first < 2.8)
        self.title.set_text(f"Over m {finely(first + second)} nats")
        return (
            f"Direct: D(p‖q) is {finely(direct)} nats. Over m = {middle:.2f}: "
            f"D(p‖m) = {finely(first)} and D(m‖q) = {finely(second)}, together {finely(first + second)} nats."
        )
