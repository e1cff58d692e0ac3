"""The pictures of notebook 03. All of their numbers are in nats."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from xentlib.explorers.artists import (
    animated_texts,
    animated_title,
    drawable,
    heights_of,
    numbers_in,
    outcome_bars,
    set_heights,
    stack,
    top_of,
    undrawn,
    write_numbers,
)
from xentlib.explorers.handles import Handle
from xentlib.explorers.numbers import format_count, format_number
from xentlib.explorers.picture import Picture
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.lessons.gibbs_inequality.triangle import (
    HIGHEST,
    SLOPES,
    CrossEntropyMap,
    add_marker,
    distribution_at,
    format_distribution,
    label_marker,
    level_line,
    set_distribution,
    to_cartesian,
)
from xentlib.measures import cross_entropy, entropy, kl_divergence

BLUE, ORANGE, RED = COLOURS[0], COLOURS[1], COLOURS[5]


class Tangent(Picture):
    """log x under its tangent x − 1, and the gap between the two at a ratio x = q/p."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [3, 2]}
    ratios = np.linspace(0.01, 4, 400)

    def __init__(self, curves: Axes, gaps: Axes):
        for ax in (curves, gaps):
            ax.set(xlim=(-0.15, 4.2), xticks=range(5), xlabel="x = q/p")
        self.curves_panel(curves)
        self.gaps_panel(gaps)
        points = (self.line_point, self.log_point, self.gap_point)
        self.handles = [Handle(point, "x", "x") for point in points]

    def curves_panel(self, ax: Axes) -> None:
        ax.set(ylim=(-3, 3.3), ylabel="nats")
        ax.plot(self.ratios, self.ratios - 1, color=ORANGE, linestyle="--")
        ax.plot(self.ratios, np.log(self.ratios), color=BLUE)
        ax.text(2.0, 1.6, "x − 1", ha="right")
        ax.text(3.3, 0.6, "log x", ha="center")
        self.title = animated_title(ax)
        (self.gap,) = ax.plot([], [], color=RED, linewidth=6, animated=True)
        (self.line_point,) = ax.plot([], [], "s", color=ORANGE, markersize=9, animated=True)
        (self.log_point,) = ax.plot([], [], "o", color=BLUE, markersize=10, animated=True)

    def gaps_panel(self, ax: Axes) -> None:
        ax.set(ylim=(-0.15, 3.3))
        ax.plot(self.ratios, self.ratios - 1 - np.log(self.ratios), color=GREY)
        self.gap_title = animated_title(ax)
        (self.gap_point,) = ax.plot([], [], "o", color=RED, markersize=14, animated=True)

    def draw(self, *, x: float) -> None:
        log = math.log(x) if x else -math.inf
        self.log_point.set_data([x], [drawable(log)])
        self.line_point.set_data([x], [x - 1])
        self.gap.set_data([x, x], [drawable(log), x - 1])
        self.gap_point.set_data([x], [drawable(x - 1 - log)])
        self.label(**self.read())

    def label(self, *, x: float, log: float, gap: float, **_) -> None:
        self.title.set_text(f"log x = {format_number(log)} at x = {x:.2f}")
        self.gap_title.set_text(f"Gap {format_number(gap)} nats")

    def read(self) -> dict:
        (x,), (gap,) = self.gap_point.get_data()
        return {
            "x": x,
            "log": undrawn(self.log_point.get_ydata()[0]),
            "line": self.line_point.get_ydata()[0],
            "gap": undrawn(gap),
        }

    @classmethod
    def say(cls, *, x: float, log: float, line: float, gap: float) -> str:
        return (
            f"At x = {x:.2f}, in nats: log x is {format_number(log)}, x − 1 is {format_number(line)}, "
            f"the gap is {format_number(gap)}."
        )


class Jensen(Picture):
    """A chord of the logarithm, and the gap between it and the curve at the mean of its two ends."""

    # The heavier an end, the larger its square: the mean is where the chord would balance.
    smallest, growth = 8.0, 14.0  # points

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
        self.labels[0].set_ha("left")
        self.weight = Handle(self.chord_point, "w", "x")
        self.handles = [Handle(self.ends[0], "a", "x"), Handle(self.ends[1], "b", "x"), self.weight]

    def draw(self, *, a: float, b: float, w: float) -> None:
        low, high = np.log([a, b])
        mean = (1 - w) * a + w * b
        self.chord.set_data([a, b], [low, high])
        self.chord_point.set_data([mean], [(1 - w) * low + w * high])
        self.curve_point.set_data([mean], [math.log(mean)])
        self.gap.set_data([mean, mean], [*self.chord_point.get_ydata(), *self.curve_point.get_ydata()])
        for end, x, y, weight in zip(self.ends, (a, b), (low, high), (1 - w, w), strict=True):
            end.set_data([x], [y])
            end.set_markersize(self.smallest + self.growth * weight)
        self.weight.set_slope((1 / (b - a) if b > a else 0, 0))  # of w with the mean; on one point none
        self.label(**self.read())

    def label(self, *, ends: Sequence[tuple[float, float]], mean: float, gap: float, **_) -> None:
        (left, right), (low, high) = self.chord.get_data()
        self.labels[0].set(x=left + 0.15, y=low - 0.2)
        self.labels[1].set(x=min(right, 3.8), y=high + 0.35)
        for label, (_, weight) in zip(self.labels, ends, strict=True):
            label.set_text(f"weight {weight:.2f}")
        self.title.set_text(f"Gap {format_number(gap)} nats at the mean, x = {mean:.2f}")

    def read(self) -> dict:
        (mean,), (log_of_mean,) = self.curve_point.get_data()
        return {
            "ends": [self.weighted(end) for end in self.ends],
            "mean": mean,
            "log_of_mean": log_of_mean,
            "mean_of_logs": self.chord_point.get_ydata()[0],
            "gap": np.ptp(self.gap.get_ydata()),
        }

    def weighted(self, end: Line2D) -> tuple[float, float]:
        """Return where an end of the chord is, and its weight."""
        return end.get_xdata()[0], (end.get_markersize() - self.smallest) / self.growth

    @classmethod
    def say(
        cls, *, ends: Sequence[tuple], mean: float, log_of_mean: float, mean_of_logs: float, gap: float
    ) -> str:
        each = " and ".join(f"{weight:.2f} on {x:.2f}" for x, weight in ends)
        return (
            f"Weight {each}: the mean is {mean:.4f} and its log {format_number(log_of_mean)} nats. "
            f"The mean of the logs is {format_number(mean_of_logs)} nats. "
            f"The gap is {format_number(gap)} nats."
        )


class Simplex(Picture):
    """The map of H(p, q) over all models q of three outcomes: lowest at the truth p."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [5, 2]}
    names = ("A", "B", "C")

    def __init__(self, ax: Axes, cost: Axes):
        self.map = CrossEntropyMap(ax, self.names, animated=True)
        (self.level,) = ax.plot([], [], color="white", linestyle="--", linewidth=2, animated=True)
        self.p, self.q = add_marker(ax, "o", "white"), add_marker(ax, "D", RED)
        markers = enumerate((self.p, self.q))
        self.handles = [Handle(marker, "pair", SLOPES, entry=row) for row, marker in markers]
        self.labels = animated_texts(ax, [0.0, 0.0], zorder=5)
        for label, name in zip(self.labels, ("p", "q"), strict=True):
            label.set_text(name)
        cost.set(ylim=(0, HIGHEST), xlim=(-0.7, 0.7), xticks=[])
        self.title = animated_title(cost)
        self.parts = cost.bar([0, 0], 0.0, color=[GREY, RED], hatch=["", "//"], animated=True)
        self.floor_label, self.gap_label = animated_texts(cost, [0.0, 0.0], va="center")

    def draw(self, *, pair: tuple[Sequence[float], Sequence[float]]) -> None:
        p, q = pair
        gap = kl_divergence(p, q)
        self.map.set_p(p)
        self.level.set_data(*level_line(p, gap))
        set_distribution(self.p, p)
        set_distribution(self.q, q)
        set_heights(self.parts, [entropy(p), gap])
        stack(self.parts)
        self.label(**self.read())

    def label(self, *, floor: float, gap: float, total: float, **_) -> None:
        p_is_higher = self.p.get_ydata()[0] > self.q.get_ydata()[0]
        label_marker(self.labels[0], self.p, above=p_is_higher)
        label_marker(self.labels[1], self.q, above=not p_is_higher)
        self.title.set_text(f"H(p, q) {format_number(total)} nats")
        self.floor_label.set(text=f"H(p) {format_number(floor, '.2f')}", y=max(floor / 2, 0.12))
        middle = floor + max(gap / 2, 0.4 - floor, 0.15)  # of the gap's bar, unless it is too low for a label
        self.gap_label.set(text=f"gap {format_number(gap, '.2f')}", y=min(middle, HIGHEST - 0.2))

    def read(self) -> dict:
        floor, gap = heights_of(self.parts)
        return {
            "pair": (distribution_at(self.p), distribution_at(self.q)),
            "floor": floor,
            "gap": gap,
            "total": undrawn(top_of(self.parts)),
            "lowest": self.map.argmin(),
        }

    @classmethod
    def say(
        cls, *, pair: Sequence[tuple], floor: float, gap: float, total: float, lowest: Sequence[float]
    ) -> str:
        p, q, darkest = map(format_distribution, (*pair, lowest))
        return (
            f"Truth p = {p}, model q = {q}: H(p, q) is {format_number(total)} nats, "
            f"which is H(p) = {format_number(floor)} nats and a gap D(p‖q) of {format_number(gap)} nats. "
            f"The darkest spot of the map is q = {darkest}."
        )


class Descent(Picture):
    """Gradient descent on the cross-entropy, from any model, over the map of one truth."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [3, 2]}
    names = ("A", "B", "C")
    truth = (0.5, 0.3, 0.2)
    longest = 60

    def __init__(self, ax: Axes, cost: Axes):
        CrossEntropyMap(ax, self.names, animated=False).set_p(self.truth)
        set_distribution(add_marker(ax, "o", "white", animated=False), self.truth)
        x, y = to_cartesian(self.truth)
        ax.text(x - 0.05, y, "p", ha="right", va="center", color="white")
        self.path_panel(ax)
        self.cost_panel(cost)
        self.handles = [Handle(self.start, "start", SLOPES), Handle(self.last, "steps", "x")]

    def path_panel(self, ax: Axes) -> None:
        (self.path,) = ax.plot([], [], "o-", color="white", linewidth=2, markersize=5, animated=True)
        self.start, self.q = add_marker(ax, "s", ORANGE), add_marker(ax, "D", RED)
        self.labels = animated_texts(ax, [0.0, 0.0], zorder=5)
        for label, name in zip(self.labels, ("start", "q"), strict=True):
            label.set(text=name, va="center")
        self.path_title = animated_title(ax)

    def cost_panel(self, ax: Axes) -> None:
        ticks = range(0, self.longest + 1, 20)
        ax.set(xlim=(-2, self.longest + 2), ylim=(0, HIGHEST), xticks=ticks, xlabel="step")
        self.floor = ax.axhline(entropy(self.truth), color="black", linestyle="--")
        ax.text(self.longest, entropy(self.truth) - 0.08, "H(p)", ha="right", va="top")
        self.title = animated_title(ax)
        (self.costs,) = ax.plot([], [], "o-", color=RED, linewidth=2, markersize=5, animated=True)
        (self.last,) = ax.plot([], [], "D", color=RED, markersize=10, animated=True)

    def draw(self, *, start: Sequence[float], steps: int, eta: float) -> None:
        models = self.descend(start, steps, eta)
        self.path.set_data(*to_cartesian(models).T)
        set_distribution(self.start, models[0])
        set_distribution(self.q, models[-1])
        costs = [drawable(cost) for cost in cross_entropy(self.truth, models)]
        self.costs.set_data(range(len(costs)), costs)
        self.last.set_data([steps], costs[-1:])
        write_numbers(self.path_title, f"{format_count(steps, 'step')} with eta = {{}}", eta, spec=".2f")
        self.label(**self.read())

    def descend(self, start: Sequence[float], steps: int, eta: float) -> np.ndarray:
        """Return the models on the way, shape (steps + 1, 3); a step moves log q by eta · (p − q)."""
        models = [np.asarray(start)]
        for _ in range(steps):
            grown = models[-1] * np.exp(eta * (np.asarray(self.truth) - models[-1]))
            models.append(grown / grown.sum())
        return np.stack(models)

    def label(self, *, last: float, **_) -> None:
        """The start's label away from p; q's beside it, where neither p nor a corner has its name."""
        label_marker(
            self.labels[0], self.start, above=self.start.get_ydata()[0] > to_cartesian(self.truth)[1]
        )
        (x,), (y,) = self.q.get_data()
        right = x < 0.9
        self.labels[1].set(x=x + (0.05 if right else -0.05), y=y, ha="left" if right else "right")
        self.title.set_text(f"H(p, q) {format_number(last)} nats")

    def read(self) -> dict:
        (eta,) = numbers_in(self.path_title)
        (steps,), (last,) = self.last.get_data()
        return {
            "models": (distribution_at(self.start), distribution_at(self.q)),
            "steps": steps,
            "eta": eta,
            "first": undrawn(self.costs.get_ydata()[0]),
            "last": undrawn(last),
            "floor": self.floor.get_ydata()[0],
        }

    @classmethod
    def say(
        cls, *, models: Sequence[tuple], steps: float, eta: float, first: float, last: float, floor: float
    ) -> str:
        start, end = map(format_distribution, models)
        return (
            f"Start q = {start}: H(p, q) is {format_number(first)} nats. "
            f"After {format_count(steps, 'step')} with eta = {eta:.2f} q = {end}: "
            f"{format_number(last)} nats, {format_number(last - floor)} nats above H(p)."
        )


class Detour(Picture):
    """From coin p to coin q: the divergence of the direct way, and of the way over a third coin m."""

    axes: ClassVar = {"ncols": 2}
    p, q = 0.8, 0.1
    ways = ("D(p‖q)", "D(p‖m)", "D(m‖q)")

    def __init__(self, coins: Axes, cost: Axes):
        self.coins_panel(coins)
        cost.set(ylim=(0, 3), xticks=[0, 1], xticklabels=["direct", "over m"])
        self.title = animated_title(cost)
        self.bars = outcome_bars(cost, [0, 1, 1])
        self.labels = animated_texts(cost, [0.0, 1.0, 1.0], va="center")

    def coins_panel(self, ax: Axes) -> None:
        ax.set(xlim=(-0.05, 1.05), ylim=(-1, 1), yticks=[], xlabel="probability of heads")
        ax.spines["left"].set_visible(False)
        for name, heads, marker in (("p", self.p, "o"), ("q", self.q, "D")):
            ax.plot([heads], [-0.4], marker, color=GREY, markersize=14)
            ax.text(heads, -0.75, f"{name} = {heads:.2f}", ha="center")
        (self.m,) = ax.plot([], [], "s", color=RED, markersize=14, animated=True)
        (self.m_label,) = animated_texts(ax, [0.0], y=0.4)
        self.handles = [Handle(self.m, "m", "x")]
        (self.legs,) = ax.plot([], [], color=GREY, linestyle=":", linewidth=2, animated=True)

    def draw(self, *, m: float) -> None:
        self.m.set_data([m], [0.2])
        self.legs.set_data([self.p, m, self.q], [-0.4, 0.2, -0.4])
        coin_p, coin_m, coin_q = ((heads, 1 - heads) for heads in (self.p, m, self.q))
        pairs = ((coin_p, coin_q), (coin_p, coin_m), (coin_m, coin_q))
        set_heights(self.bars, [kl_divergence(*pair) for pair in pairs])
        self.bars[2].set_y(self.bars[1].get_height())
        self.label(**self.read())

    def label(self, *, m: float, direct: float, first: float, second: float, total: float) -> None:
        self.m_label.set(text=f"m = {m:.2f}", x=min(max(m, 0.08), 0.92))
        heights, middles = (direct, first, second), (direct / 2, first / 2, first + second / 2)
        for label, way, height, y in zip(self.labels, self.ways, heights, middles, strict=True):
            label.set(text=f"{way} {format_number(height, '.2f')}", y=min(max(y, 0.12), 2.8))
        self.labels[2].set_visible(first < 2.8)
        self.title.set_text(f"Over m {format_number(total)} nats")

    def read(self) -> dict:
        direct, first, second = heights_of(self.bars)
        return {
            "m": self.m.get_xdata()[0],
            "direct": direct,
            "first": first,
            "second": second,
            "total": undrawn(top_of(self.bars)),
        }

    @classmethod
    def say(cls, *, m: float, direct: float, first: float, second: float, total: float) -> str:
        return (
            f"Direct: D(p‖q) is {format_number(direct)} nats. "
            f"Over m = {m:.2f}: D(p‖m) = {format_number(first)} "
            f"and D(m‖q) = {format_number(second)}, together {format_number(total)} nats."
        )
