"""The pictures of notebook 02."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from xentlib.explorers.artists import (
    animated_texts,
    animated_title,
    drawable,
    heights_of,
    last_word,
    numbers_in,
    outcome_bars,
    set_heights,
    stack,
    undrawn,
    write_numbers,
)
from xentlib.explorers.handles import Handle
from xentlib.explorers.numbers import BASE, format_count, format_number
from xentlib.explorers.picture import Picture
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.lessons.kl_divergence import gaussians
from xentlib.measures import cross_entropy, entropy, kl_divergence, smooth

TRUTH, MODEL, COST = COLOURS[0], COLOURS[1], COLOURS[5]


def p_log_ratio(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return what each outcome adds to D(p‖q), in nats; nothing where p = 0.

    Unlike `xentlib.kl_divergence` it takes a q that does not sum to 1, and may then add up to less than 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0, p * np.log(p / q), 0.0)


class Divergence(Picture):
    """What each outcome adds to D(p‖q), and H(p) with D(p‖q) on top of it, which reaches H(p, q)."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [2, 1]}
    names = ("sun", "cloud", "rain")

    def __init__(self, each: Axes, total: Axes):
        self.make_terms(each)
        self.make_sum(total)

    def make_terms(self, ax: Axes) -> None:
        places = range(len(self.names))
        ax.set(xlim=(-0.6, 2.6), ylim=(-0.8, 4.2), xticks=places, yticks=range(5))
        ax.set_xticklabels([f"{name}\n \n " for name in self.names])
        ax.axhline(0, color="black", linewidth=1)
        self.each_title = animated_title(ax)
        self.bars = outcome_bars(ax, places)
        self.labels = animated_texts(ax, places)
        self.chances = animated_texts(ax, places, y=-0.28, transform=ax.get_xaxis_transform())

    def make_sum(self, ax: Axes) -> None:
        ax.set(xlim=(-0.7, 0.7), ylim=(0, 4.2), xticks=[], yticks=range(5))
        self.total_title = animated_title(ax)
        look = {"color": ["#B0B0B0", COST], "hatch": ["", "//"], "label": ["H(p)  0.0000", "D(p‖q)  0.0000"]}
        self.parts = ax.bar([0, 0], 0.0, animated=True, **look)
        self.whole = ax.axhline(0, color="black", linestyle="--", animated=True)
        place = {"loc": "upper center", "bbox_to_anchor": (0.5, 0)}
        self.legend = ax.legend(**place, reverse=True, frameon=False, handlelength=1)
        self.legend.set_animated(True)

    def draw(self, *, pair: tuple[Sequence[float], Sequence[float]], unit: str) -> None:
        base = BASE[unit]
        p, q = np.array(pair)
        set_heights(self.bars, p_log_ratio(p, q) / math.log(base))
        set_heights(self.parts, [entropy(p, base=base), kl_divergence(p, q, base=base)])
        stack(self.parts)
        self.whole.set_ydata([drawable(cross_entropy(p, q, base=base))] * 2)
        for chance, *masses in zip(self.chances, p, q, strict=True):
            chance.set_text("p = {:.3f}\nq = {:.3f}".format(*masses))
        self.each_title.set_text(f"p log(p/q) of each outcome, {unit}")
        self.label(**self.read())

    def label(self, *, terms: Sequence[float], h: float, d: float, cross: float, unit: str) -> None:
        for label, term in zip(self.labels, terms, strict=True):
            label.set(text=format_number(term, "+.2f"), y=min(max(term, 0.0), 3.7) + 0.1)
        self.total_title.set_text(f"H(p, q) = {format_number(cross)} {unit}")
        for text, name, part in zip(self.legend.texts, ("D(p‖q)", "H(p)"), (d, h), strict=True):
            text.set_text(f"{name}  {format_number(part)}")

    def read(self) -> dict:
        h, d = heights_of(self.parts)
        return {
            "terms": heights_of(self.bars),
            "h": h,
            "d": d,
            "cross": undrawn(self.whole.get_ydata()[0]),
            "unit": last_word(self.each_title),
        }

    @classmethod
    def say(cls, *, terms: Sequence[float], h: float, d: float, cross: float, unit: str) -> str:
        pairs = zip(cls.names, terms, strict=True)
        each = ", ".join(f"{name} {format_number(term, '+.2f')}" for name, term in pairs)
        return (
            f"p log(p/q): {each} {unit}; their sum is D(p‖q). "
            f"H(p) {format_number(h)} + D(p‖q) {format_number(d)} = H(p, q) {format_number(cross)} {unit}."
        )


class Smoothing(Picture):
    """A model q made of counts, with α added to each of them, and what it costs while p is true."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [5, 2]}
    names = "ABCDEF"
    p = np.array([0.5, 0.25, 0.15, 0.07, 0.02, 0.01])
    most, samples = 300, 20

    def __init__(self, each: Axes, cost: Axes):
        rng = np.random.default_rng(6)
        self.draws = rng.choice(len(self.p), size=(self.samples, self.most), p=self.p)
        self.make_probabilities(each)
        self.make_cost(cost)

    def make_probabilities(self, ax: Axes) -> None:
        places = np.arange(len(self.p))
        ax.set(ylim=(0, 1), yticks=[0, 0.5, 1], title="Probability of each outcome")
        ax.set_xticks(places, [f"{name}\np {mass}\n " for name, mass in zip(self.names, self.p, strict=True)])
        ax.bar(places - 0.2, self.p, width=0.38, label="p, the truth", color="#B0B0B0")
        look = {"width": 0.38, "color": MODEL, "hatch": "//", "animated": True}
        self.q = ax.bar(places + 0.2, 0.0, label="q, from counts", **look)
        self.seen = ax.bar(places + 0.2, 0.0, **look)  # the counts' part of q; what is above it is α's
        ax.legend(loc="upper right").set_animated(True)  # above the bars
        self.counts = animated_texts(ax, places, y=-0.28, transform=ax.get_xaxis_transform())

    def make_cost(self, ax: Axes) -> None:
        ax.set(xlim=(-0.7, 0.7), ylim=(-0.4, 0.8), xticks=[], yticks=[-0.4, 0, 0.4, 0.8])
        ax.axhline(0, color="black", linewidth=1)
        self.title = animated_title(ax)
        self.cost = ax.bar([0], 0.0, color=COST, hatch="//", animated=True)

    def draw(self, *, draws: int, alpha: float, renormalise: bool, sample: int) -> None:
        counts = np.bincount(self.draws[sample - 1, :draws], minlength=len(self.p))
        q = smooth(counts, alpha) if renormalise else (counts + alpha) / draws
        set_heights(self.q, q)
        set_heights(self.seen, counts * q.sum() / (counts + alpha).sum())
        set_heights(self.cost, [p_log_ratio(self.p, np.array(heights_of(self.q))).sum()])
        for label, count in zip(self.counts, counts, strict=True):
            write_numbers(label, "{}×", count, spec=".0f")
        self.title.set_text(f"formula {format_number(heights_of(self.cost)[0])} nats")

    def read(self) -> dict:
        counts = [numbers_in(label)[0] for label in self.counts]
        total, seen = sum(heights_of(self.q)), sum(heights_of(self.seen))
        return {
            "counts": counts,
            "alpha": (total / seen - 1) * sum(counts) / len(counts),  # total is to seen as N + 6 α to N
            "total": total,
            "cost": heights_of(self.cost)[0],
        }

    @classmethod
    def say(cls, *, counts: Sequence[int], alpha: float, total: float, cost: float) -> str:
        cells = ", ".join(f"{name} {count}" for name, count in zip(cls.names, counts, strict=True))
        return (
            f"Seen in N = {format_count(sum(counts), 'draw')}: {cells}. "
            f"With α = {format_number(alpha, '.2f')}, q sums to {total:.4f}, "
            f"and the formula for D(p‖q) gives {format_number(cost)} nats: {cls.verdict(cost, total)}."
        )

    @staticmethod
    def verdict(cost: float, total: float) -> str:
        if cost == math.inf:
            return "q rules out what p allows"
        if cost < -5e-5:
            return "less than 0, which no divergence is"
        return "what q costs on top of H(p)" if abs(total - 1) < 5e-5 else "but q is no distribution"


class TwoGaussians(Picture):
    """Two Gaussians: their divergences, D(p‖q) in three ways, and how much of their area they share."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [5, 4]}
    rows = ("D(p‖q) formula", "D(p‖q) integral", "D(p‖q) draws", "D(q‖p) formula", "JS", "overlap")
    by_draws = 2  # the row whose number is a mean over draws

    def __init__(self, curves: Axes, values: Axes):
        self.x, self.step = np.linspace(-22, 22, 4401, retstep=True)  # 6 times the largest std beyond ±4
        self.draws = np.random.default_rng(3).standard_normal(1000)
        self.make_curves(curves)
        self.make_bars(values)

    def make_curves(self, ax: Axes) -> None:
        ax.set(xlim=(-8, 8), xticks=[-5, 0, 5], ylim=(0, 1.25), yticks=[0, 0.5, 1], xlabel="x")
        ax.set_title("Densities")
        self.shown = np.linspace(-8, 8, 321)
        look = {"facecolor": "#D9D9D9", "hatch": "..", "edgecolor": GREY, "linewidth": 0, "label": "overlap"}
        self.shared = ax.add_patch(Polygon(np.zeros((1, 2)), animated=True, **look))
        (self.p,) = ax.plot([], [], color=TRUTH, label="p", animated=True)
        (self.q,) = ax.plot([], [], color=MODEL, linestyle="--", label="q", animated=True)
        ax.legend(loc="upper center", ncols=3, handlelength=1.4, columnspacing=1).set_animated(True)
        self.make_handles(ax)

    def make_handles(self, ax: Axes) -> None:
        """At a curve's peak its mean is moved, one standard deviation to the right of it its width."""
        colours = (TRUTH, TRUTH, MODEL, MODEL)
        look = {"markersize": 10, "animated": True}
        self.points = [ax.plot([], [], "o", color=colour, **look)[0] for colour in colours]
        controls = ("mean_p", "std_p", "mean_q", "std_q")
        self.handles = [Handle(*pair, "x") for pair in zip(self.points, controls, strict=True)]

    def make_bars(self, ax: Axes) -> None:
        rows = range(len(self.rows))
        ax.set(xlim=(0, 4), xticks=range(5), yticks=rows, yticklabels=self.rows)
        ax.invert_yaxis()
        ax.set_title("nats (overlap: area)")
        colours, hatches = [TRUTH] * 3 + [MODEL, COLOURS[2], "#D9D9D9"], ["", "", "", "//", "..", ""]
        self.bars = ax.barh(rows, 0.0, color=colours, hatch=hatches, animated=True)
        self.labels = animated_texts(ax, [0.0] * len(rows), va="center")
        for label, row in zip(self.labels, rows, strict=True):
            label.set(y=row, ha="left")
        # From one standard error below the mean of the draws to one above it.
        (self.error,) = ax.plot([], [], color="black", marker="|", linewidth=2, animated=True)

    def draw(self, *, mean_p: float, std_p: float, mean_q: float, std_q: float) -> None:
        p, q = (mean_p, std_p), (mean_q, std_q)
        for line, law in ((self.p, p), (self.q, q)):
            line.set_data(self.shown, np.exp(gaussians.log_density(self.shown, *law)))
        self.place_points(p, q)
        lower = np.minimum(self.p.get_ydata(), self.q.get_ydata())
        self.shared.set_xy(np.column_stack([[-8, *self.shown, 8], [0, *lower, 0]]))
        for bar, width in zip(self.bars, self.measure(p, q), strict=True):
            bar.set_width(width)
        self.draw_error(self.log_ratios(p, q))
        self.label(**self.read())

    def place_points(self, *laws: tuple[float, float]) -> None:
        places = [(x, law) for law in laws for x in (law[0], sum(law))]
        for point, (x, law) in zip(self.points, places, strict=True):
            point.set_data([x], [math.exp(gaussians.log_density(x, *law))])

    def draw_error(self, log_ratios: np.ndarray) -> None:
        mean, error = log_ratios.mean(), log_ratios.std() / math.sqrt(log_ratios.size)
        self.error.set_data([mean - error, mean + error], [self.by_draws] * 2)

    def log_ratios(self, p: tuple[float, float], q: tuple[float, float]) -> np.ndarray:
        """Return log p − log q at each of the draws from p."""
        x = p[0] + p[1] * self.draws
        return gaussians.log_density(x, *p) - gaussians.log_density(x, *q)

    def measure(self, p: tuple[float, float], q: tuple[float, float]) -> list[float]:
        """Return the number of each row, for two Gaussians given as (mean, std)."""
        log_p, log_q = gaussians.log_density(self.x, *p), gaussians.log_density(self.x, *q)
        log_r = np.logaddexp(log_p, log_q) - math.log(2)  # half-way between p and q
        integral = gaussians.divergence_on_grid(log_p, log_q, self.step)
        js = sum(gaussians.divergence_on_grid(log, log_r, self.step) for log in (log_p, log_q)) / 2
        draws = self.log_ratios(p, q).mean()
        overlap = np.exp(np.minimum(log_p, log_q)).sum() * self.step
        return [gaussians.divergence(*p, *q), integral, draws, gaussians.divergence(*q, *p), js, overlap]

    def label(self, *, values: Sequence[float], error: float) -> None:
        ends = np.array(values)
        ends[self.by_draws] += error
        for label, end, text in zip(self.labels, ends, self.texts(values), strict=True):
            label.set(text=text, x=min(end, 2.9) + 0.08)

    @classmethod
    def texts(cls, values: Sequence[float]) -> list[str]:
        """Write the number of each row: a mean of 1000 draws, and what is 10 or more, with two decimals."""
        specs = [".2f" if row == cls.by_draws or value >= 10 else ".4f" for row, value in enumerate(values)]
        return list(map(format_number, values, specs))

    def read(self) -> dict:
        low, high = self.error.get_xdata()
        return {"values": [bar.get_width() for bar in self.bars], "error": (high - low) / 2}

    @classmethod
    def say(cls, *, values: Sequence[float], error: float) -> str:
        closed, integral, draws, back, js, overlap = cls.texts(values)
        return (
            f"D(p‖q) is {closed} nats by the formula, {integral} by the integral, "
            f"{draws} ± {format_number(error, '.2f')} by 1000 draws. "
            f"D(q‖p) is {back} nats, Jensen–Shannon {js} nats. The curves share {overlap} of their area."
        )


class TwoFits(Picture):
    """The Gaussian with the least D(p‖q) and the one with the least D(q‖p), for two bumps p."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [5, 4]}
    names = ("forward fit", "reverse fit")
    looks = ({"color": TRUTH}, {"color": COST, "linestyle": "--"})
    peak = 1 / math.sqrt(2 * math.pi)  # of a bump with all of the mass

    def __init__(self, curves: Axes, costs: Axes):
        self.x = np.linspace(-10, 10, 401)
        self.wide, self.step = np.linspace(-24, 24, 1921, retstep=True)  # for integrals
        self.make_curves(curves)
        self.make_costs(costs)

    def make_curves(self, ax: Axes) -> None:
        ax.set(xlim=(-9, 9), xticks=[-5, 0, 5], ylim=(0, 0.62), yticks=[0, 0.2, 0.4], xlabel="x")
        ax.set_title("Densities")
        look = {"facecolor": "#D9D9D9", "edgecolor": GREY, "linewidth": 1, "label": "p, two bumps"}
        self.p = ax.add_patch(Polygon(np.zeros((1, 2)), animated=True, **look))
        fits = zip(self.names, self.looks, strict=True)
        self.fits = [ax.plot([], [], label=name, animated=True, **look)[0] for name, look in fits]
        # From one standard deviation below the mean to one above it: both are read from here.
        span = {"marker": "o", "linewidth": 1.5, "animated": True}
        self.spans = [ax.plot([], [], **span, **look)[0] for look in self.looks]
        self.make_handles(ax)
        ax.legend(loc="upper center", ncols=2, handlelength=1.4, columnspacing=1).set_animated(True)

    def make_handles(self, ax: Axes) -> None:
        """At the feet of the bumps their distance is moved, at the right one's top its share."""
        look = {"color": GREY, "markersize": 10, "clip_on": False, "animated": True}
        self.points = [ax.plot([], [], marker, **look)[0] for marker in "sso"]
        slopes = ((-2, 0), (2, 0), (0, 1 / self.peak))
        controls = ("distance", "distance", "share")
        self.handles = [Handle(*each) for each in zip(self.points, controls, slopes, strict=True)]

    def make_costs(self, ax: Axes) -> None:
        ax.set(ylim=(0, 3), yticks=range(4), xticks=[0.5, 3.5], xticklabels=["D(p‖q)", "D(q‖p)"])
        ax.set_title("What each fit costs, nats")
        colours, hatches = [TRUTH, COST] * 2, ["", "//"] * 2
        self.bars = ax.bar([0, 1, 3, 4], 0.0, width=0.9, color=colours, hatch=hatches, animated=True)
        self.labels = animated_texts(ax, [0, 1, 3, 4])

    def draw(self, *, distance: float, share: float) -> None:
        self.p.set_xy(np.column_stack([self.x, gaussians.two_bumps(self.x, distance, share)]))
        left, right = -distance / 2, distance / 2
        for point, x, y in zip(self.points, (left, right, right), (0, 0, share * self.peak), strict=True):
            point.set_data([x], [y])
        fits = gaussians.forward_fit(distance, share), gaussians.reverse_fit(distance, share)
        for curve, span, (mean, std) in zip(self.fits, self.spans, fits, strict=True):
            curve.set_data(self.x, np.exp(gaussians.log_density(self.x, mean, std)))
            span.set_data([mean - std, mean + std], [max(curve.get_ydata()) * math.exp(-0.5)] * 2)
        set_heights(self.bars, self.measure(gaussians.two_bumps(self.wide, distance, share), *fits))
        for label, cost in zip(self.labels, heights_of(self.bars), strict=True):
            label.set(text=format_number(cost, ".2f"), y=min(cost, 2.6) + 0.06)

    def measure(self, p: np.ndarray, *fits: tuple[float, float]) -> list[float]:
        """Return D(p‖q) of each fit, then D(q‖p) of each fit."""
        log_p, log_qs = np.log(p), [gaussians.log_density(self.wide, *fit) for fit in fits]
        there = [gaussians.divergence_on_grid(log_p, log_q, self.step) for log_q in log_qs]
        return there + [gaussians.divergence_on_grid(log_q, log_p, self.step) for log_q in log_qs]

    def read(self) -> dict:
        costs = heights_of(self.bars)
        rows = zip(self.spans, costs[:2], costs[2:], strict=True)
        forward, reverse = ((*self.mean_and_std(span), *of_fit) for span, *of_fit in rows)
        return {"forward": forward, "reverse": reverse}

    @staticmethod
    def mean_and_std(span: Line2D) -> tuple[float, float]:
        low, high = span.get_xdata()
        return (low + high) / 2, (high - low) / 2

    @classmethod
    def say(cls, *, forward: Sequence[float], reverse: Sequence[float]) -> str:
        """Say each fit's mean, standard deviation, D(p‖q) and D(q‖p)."""
        sentence = "{}: mean {}, width {}; D(p‖q) = {} and D(q‖p) = {} nats."
        return " ".join(
            sentence.format(name.capitalize(), *(format_number(number, ".2f") for number in numbers))
            for name, numbers in zip(cls.names, (forward, reverse), strict=True)
        )
