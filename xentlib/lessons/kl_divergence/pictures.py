"""The pictures of notebook 02."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from xentlib.explorers.artists import (
    ENDLESS,
    animated_texts,
    animated_title,
    heights_of,
    outcome_bars,
    set_heights,
    stack,
)
from xentlib.explorers.numbers import BASE
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.lessons.kl_divergence import gaussians
from xentlib.measures import cross_entropy, entropy, kl_divergence, smooth

TRUTH, MODEL, COST = COLOURS[0], COLOURS[1], COLOURS[5]


def signed(value: float) -> str:
    """Two decimals with their sign; 0 has none."""
    return "+∞" if value == math.inf else f"{value:+.2f}" if abs(value) >= 0.005 else "0.00"


def places(value: float, digits: int = 4) -> str:
    return "∞" if value == math.inf else f"{round(value, digits) + 0.0:.{digits}f}"  # and never −0


def p_log_ratio(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """What each outcome adds to D(p‖q), in nats; nothing where p = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0, p * np.log(p / q), 0.0)


class Divergence:
    """What each outcome adds to D(p‖q), and H(p) with D(p‖q) on top of it, which reaches H(p, q)."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [2, 1]}
    names = ("sun", "cloud", "rain")
    examples: ClassVar = {  # pairs (p, q) that show something
        "equal": ((0.2, 0.3, 0.5), (0.2, 0.3, 0.5)),
        "one-hot p": ((0, 0, 1), (0.5, 0.25, 0.25)),
        "a zero in q": ((0.1, 0.1, 0.8), (0, 0.5, 0.5)),
        "nearly equal": ((0.3, 0.3, 0.4), (0.33, 0.3, 0.37)),
        "twice as far": ((0.3, 0.3, 0.4), (0.36, 0.3, 0.34)),
    }

    def __init__(self, each: Axes, total: Axes):
        at = range(len(self.names))
        each.set(xlim=(-0.6, 2.6), ylim=(-0.8, 4.2), xticks=at, yticks=range(5))
        each.set_xticklabels([f"{name}\n \n " for name in self.names])
        each.axhline(0, color="black", linewidth=1)
        self.each_title, self.total_title = animated_title(each), animated_title(total)
        self.bars = outcome_bars(each, at)
        self.labels = animated_texts(each, at)
        self.chances = animated_texts(each, at, y=-0.28, transform=each.get_xaxis_transform())
        total.set(xlim=(-0.7, 0.7), ylim=(0, 4.2), xticks=[], yticks=range(5))
        look = {"color": ["#B0B0B0", COST], "hatch": ["", "//"], "label": ["H(p)  0.0000", "D(p‖q)  0.0000"]}
        self.parts = total.bar([0, 0], 0.0, animated=True, **look)
        self.whole = total.axhline(0, color="black", linestyle="--", animated=True)
        self.legend = total.legend(
            loc="upper center", bbox_to_anchor=(0.5, 0), reverse=True, frameon=False, handlelength=1
        )
        self.legend.set_animated(True)

    def update(self, *, pair: tuple[Sequence[float], Sequence[float]], unit: str) -> str:
        base = BASE[unit]
        p, q = np.array(pair)
        set_heights(self.bars, p_log_ratio(p, q) / math.log(base))
        set_heights(self.parts, [entropy(p, base=base), kl_divergence(p, q, base=base)])
        stack(self.parts)
        self.whole.set_ydata([min(cross_entropy(p, q, base=base), ENDLESS)] * 2)
        each, (h, d), whole = heights_of(self.bars), heights_of(self.parts), self.whole.get_ydata()[0]
        whole = math.inf if whole >= ENDLESS else whole
        for label, chance, height, *masses in zip(self.labels, self.chances, each, p, q, strict=True):
            label.set(text=signed(height), y=min(max(height, 0.0), 3.7) + 0.1)
            chance.set_text("p = {:.3f}\nq = {:.3f}".format(*masses))
        self.each_title.set_text(f"p log(p/q) of each outcome, {unit}")
        self.total_title.set_text(f"H(p, q) = {places(whole)} {unit}")
        for text, line in zip(self.legend.texts, (f"D(p‖q)  {places(d)}", f"H(p)  {places(h)}"), strict=True):
            text.set_text(line)
        terms = ", ".join(f"{name} {signed(height)}" for name, height in zip(self.names, each, strict=True))
        return (
            f"p log(p/q): {terms} {unit}; their sum is D(p‖q). "
            f"H(p) {places(h)} + D(p‖q) {places(d)} = H(p, q) {places(whole)} {unit}."
        )


class Smoothing:
    """A model q made of counts, with α added to each of them, and what it costs while p is true."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [5, 2]}
    names = "ABCDEF"
    p = np.array([0.5, 0.25, 0.15, 0.07, 0.02, 0.01])
    most, samples = 300, 20

    def __init__(self, each: Axes, cost: Axes):
        at = np.arange(len(self.p))
        rng = np.random.default_rng(6)
        self.draws = rng.choice(len(self.p), size=(self.samples, self.most), p=self.p)
        each.set(
            ylim=(0, 1), yticks=[0, 0.5, 1], xticks=at, xticklabels=[f"{name}\n " for name in self.names]
        )
        each.set_title("Probability of each outcome")
        bar = {"width": 0.38, "label": "p, the truth", "color": "#B0B0B0"}
        each.bar(at - 0.2, self.p, **bar)
        bar |= {"label": "q, from counts", "color": MODEL, "hatch": "//", "animated": True}
        self.q = each.bar(at + 0.2, 0.0, **bar)
        each.legend(loc="upper right").set_animated(True)  # above the bars
        self.counts = animated_texts(each, at, y=-0.18, transform=each.get_xaxis_transform())
        cost.set(xlim=(-0.7, 0.7), ylim=(-0.4, 0.8), xticks=[], yticks=[-0.4, 0, 0.4, 0.8])
        cost.axhline(0, color="black", linewidth=1)
        self.title = animated_title(cost)
        self.cost = cost.bar([0], 0.0, color=COST, hatch="//", animated=True)

    def update(self, *, draws: int, alpha: float, renormalise: bool, sample: int) -> str:
        counts = np.bincount(self.draws[sample - 1, :draws], minlength=len(self.p))
        set_heights(self.q, smooth(counts, alpha) if renormalise else (counts + alpha) / draws)
        q = np.array(heights_of(self.q))
        set_heights(self.cost, [p_log_ratio(self.p, q).sum()])
        for label, count in zip(self.counts, counts, strict=True):
            label.set_text(f"{count}×")
        (cost,), total = heights_of(self.cost), q.sum()
        self.title.set_text(f"D(p‖q) {places(cost)} nats")
        seen = [label.get_text().removesuffix("×") for label in self.counts]
        cells = ", ".join(f"{name} {count}" for name, count in zip(self.names, seen, strict=True))
        return (
            f"Seen in N = {draws} draws: {cells}. With α = {alpha:.2f}, q sums to {places(total)}, "
            f"and the formula for D(p‖q) gives {places(cost)} nats: {self.verdict(cost, total)}."
        )

    @staticmethod
    def verdict(cost: float, total: float) -> str:
        if cost == math.inf:
            return "q rules out what p allows"
        if cost < -5e-5:
            return "less than 0, which no divergence is"
        return "what q costs on top of H(p)" if abs(total - 1) < 5e-5 else "but q is no distribution"


class TwoGaussians:
    """Two Gaussians: their divergences, D(p‖q) in three ways, and how much of their area they share."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [5, 4]}
    rows = ("D(p‖q) formula", "D(p‖q) integral", "D(p‖q) draws", "D(q‖p) formula", "JS", "overlap")

    def __init__(self, curves: Axes, values: Axes):
        self.x, self.step = np.linspace(-22, 22, 4401, retstep=True)  # for integrals; 6 widths on either side
        self.draws = np.random.default_rng(3).standard_normal(1000)
        curves.set(xlim=(-8, 8), xticks=[-5, 0, 5], ylim=(0, 1.25), yticks=[0, 0.5, 1], xlabel="x")
        curves.set_title("Densities")
        self.shown = np.linspace(-8, 8, 321)
        look = {"facecolor": "#D9D9D9", "hatch": "..", "edgecolor": GREY, "linewidth": 0, "label": "overlap"}
        self.shared = curves.add_patch(Polygon(np.zeros((1, 2)), animated=True, **look))
        (self.p,) = curves.plot([], [], color=TRUTH, label="p", animated=True)
        (self.q,) = curves.plot([], [], color=MODEL, linestyle="--", label="q", animated=True)
        curves.legend(loc="upper center", ncols=3, handlelength=1.4, columnspacing=1).set_animated(True)
        values.set(xlim=(0, 4), xticks=range(5), yticks=range(len(self.rows)), yticklabels=self.rows)
        values.invert_yaxis()
        values.set_title("nats (overlap: area)")
        colours, hatches = [TRUTH] * 3 + [MODEL, COLOURS[2], "#D9D9D9"], ["", "", "", "//", "..", ""]
        self.bars = values.barh(range(len(self.rows)), 0.0, color=colours, hatch=hatches, animated=True)
        self.labels = animated_texts(values, [0.0] * len(self.rows), va="center")

    def update(self, *, mean_p: float, width_p: float, mean_q: float, width_q: float) -> str:
        p, q = (mean_p, width_p), (mean_q, width_q)
        for line, (mean, width) in ((self.p, p), (self.q, q)):
            line.set_data(self.shown, np.exp(gaussians.log_density(self.shown, mean, width)))
        lower = np.minimum(self.p.get_ydata(), self.q.get_ydata())
        self.shared.set_xy(np.column_stack([[-8, *self.shown, 8], [0, *lower, 0]]))
        for bar, width in zip(self.bars, self.measure(p, q), strict=True):
            bar.set_width(width)
        widths = [bar.get_width() for bar in self.bars]
        for row, (label, width) in enumerate(zip(self.labels, widths, strict=True)):
            label.set(
                text=places(width, 2 if row == 2 or width >= 10 else 4),
                x=min(width, 2.9) + 0.08,
                y=row,
                ha="left",
            )
        closed, integral, draws, back, js, overlap = (label.get_text() for label in self.labels)
        return (
            f"D(p‖q) is {closed} nats by the formula, {integral} by the integral, {draws} by 1000 draws. "
            f"D(q‖p) is {back} nats, Jensen–Shannon {js} nats. The curves share {overlap} of their area."
        )

    def measure(self, p: tuple[float, float], q: tuple[float, float]) -> list[float]:
        """The width of each bar."""
        log_p, log_q = gaussians.log_density(self.x, *p), gaussians.log_density(self.x, *q)
        dense_p, dense_q, log_m = np.exp(log_p), np.exp(log_q), np.logaddexp(log_p, log_q) - math.log(2)
        integral = (dense_p * (log_p - log_q)).sum() * self.step
        js = (dense_p * (log_p - log_m) + dense_q * (log_q - log_m)).sum() * self.step / 2
        drawn = p[0] + p[1] * self.draws
        draws = (gaussians.log_density(drawn, *p) - gaussians.log_density(drawn, *q)).mean()
        overlap = np.minimum(dense_p, dense_q).sum() * self.step
        return [gaussians.divergence(*p, *q), integral, draws, gaussians.divergence(*q, *p), js, overlap]


class TwoFits:
    """The Gaussian with the least D(p‖q) and the one with the least D(q‖p), for two bumps p."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [5, 4]}

    def __init__(self, curves: Axes, costs: Axes):
        self.x = np.linspace(-10, 10, 401)
        self.wide, self.step = np.linspace(-24, 24, 1921, retstep=True)  # for integrals
        curves.set(xlim=(-9, 9), xticks=[-5, 0, 5], ylim=(0, 0.62), yticks=[0, 0.2, 0.4], xlabel="x")
        curves.set_title("Densities")
        look = {"facecolor": "#D9D9D9", "edgecolor": GREY, "linewidth": 1, "label": "p, two bumps"}
        self.p = curves.add_patch(Polygon(np.zeros((1, 2)), animated=True, **look))
        looks = ({"color": TRUTH}, {"color": COST, "linestyle": "--"})
        names = ("forward fit", "reverse fit")
        self.fits = [
            curves.plot([], [], label=name, animated=True, **look)[0]
            for name, look in zip(names, looks, strict=True)
        ]
        # From one width below the mean to one above it: the numbers of the sentence are read from here.
        self.spans = [
            curves.plot([], [], marker="o", animated=True, **look | {"linewidth": 1.5})[0] for look in looks
        ]
        curves.legend(loc="upper center", ncols=2, handlelength=1.4, columnspacing=1).set_animated(True)
        costs.set(ylim=(0, 3), yticks=range(4), xticks=[0.5, 3.5], xticklabels=["D(p‖q)", "D(q‖p)"])
        costs.set_title("What each fit costs, nats")
        colours, hatches = [TRUTH, COST] * 2, ["", "//"] * 2
        self.bars = costs.bar([0, 1, 3, 4], 0.0, width=0.9, color=colours, hatch=hatches, animated=True)
        self.labels = animated_texts(costs, [0, 1, 3, 4])

    def update(self, *, distance: float, share: float) -> str:
        self.p.set_xy(np.column_stack([self.x, gaussians.two_bumps(self.x, distance, share)]))
        fits = gaussians.forward_fit(distance, share), gaussians.reverse_fit(distance, share)
        for curve, span, (mean, width) in zip(self.fits, self.spans, fits, strict=True):
            curve.set_data(self.x, np.exp(gaussians.log_density(self.x, mean, width)))
            span.set_data([mean - width, mean + width], [max(curve.get_ydata()) * math.exp(-0.5)] * 2)
        set_heights(self.bars, self.measure(gaussians.two_bumps(self.wide, distance, share), *fits))
        costs = heights_of(self.bars)
        for label, cost in zip(self.labels, costs, strict=True):
            label.set(text=places(cost, 2), y=min(cost, 2.6) + 0.06)
        (mean, width), (mean_r, width_r) = (self.read(span) for span in self.spans)
        there, there_r, back, back_r = (label.get_text() for label in self.labels)
        return (
            f"Forward fit: mean {mean}, width {width}; D(p‖q) = {there} and D(q‖p) = {back} nats. "
            f"Reverse fit: mean {mean_r}, width {width_r}; D(p‖q) = {there_r} and D(q‖p) = {back_r} nats."
        )

    def measure(self, p: np.ndarray, *fits: tuple[float, float]) -> list[float]:
        """D(p‖q) of each fit, then D(q‖p) of each fit."""
        log_p, log_qs = np.log(p), [gaussians.log_density(self.wide, *fit) for fit in fits]
        there = [(p * (log_p - log_q)).sum() * self.step for log_q in log_qs]
        return there + [(np.exp(log_q) * (log_q - log_p)).sum() * self.step for log_q in log_qs]

    @staticmethod
    def read(span: Line2D) -> tuple[str, str]:
        """Mean and width, off the ends of a line."""
        low, high = span.get_xdata()
        return places((low + high) / 2, 2), places((high - low) / 2, 2)
