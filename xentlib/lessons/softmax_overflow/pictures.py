"""The pictures of notebook 05."""

import functools
import math
from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from xentlib.activations import log_softmax, logsumexp, softmax
from xentlib.explorers.artists import animated_texts, animated_title, heights_of, outcome_bars, set_heights
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.losses import softmax_cross_entropy_grad


class Boltzmann:
    """The softmax of three scores at a temperature, after a constant has been added to all of them."""

    names = ("cat", "dog", "bird")

    def __init__(self, ax: Axes):
        places = range(len(self.names))
        ax.set(ylim=(0, 1.15), xticks=places, xticklabels=[f"{name}\n " for name in self.names])
        self.title = animated_title(ax)
        self.bars = outcome_bars(ax, places)
        self.labels = animated_texts(ax, places)
        self.scores = animated_texts(ax, places, y=-0.18, transform=ax.get_xaxis_transform())

    def update(self, *, cat: float, dog: float, bird: float, temperature: float, shift: float) -> str:
        scores = np.array([cat, dog, bird]) + shift
        set_heights(self.bars, softmax(scores, temperature=temperature))
        heights = heights_of(self.bars)
        for label, below, height, score in zip(self.labels, self.scores, heights, scores, strict=True):
            label.set(text=f"{height:.4f}", y=height + 0.03)
            below.set_text(f"score {score:z.1f} nats".replace("-", "−"))
        self.title.set_text(f"Probabilities at temperature {temperature:.2f} nats")
        each = zip(self.names, self.scores, heights, strict=True)
        parts = ", ".join(f"{name} {height:.4f} ({score.get_text()})" for name, score, height in each)
        return f"At temperature {temperature:.2f} nats the probabilities are {parts}."


class SmoothMaximum:
    """T · log-sum-exp of the scores (x, 0) over T, above the larger of the two; its slope is a softmax."""

    x = np.linspace(-6, 6, 241)
    step = 1e-5  # to measure the slope, which is then compared with the softmax

    def __init__(self, ax: Axes):
        ax.set(xlim=(-6.2, 6.2), ylim=(-0.7, 7.2), xlabel="the score x, nats; the other score is 0")
        self.title = animated_title(ax)
        ax.plot(self.x, np.maximum(self.x, 0), color="black", linestyle="--", label="the maximum")
        (self.curve,) = ax.plot([], [], color=COLOURS[0], animated=True, label="the smooth maximum")
        (self.tangent,) = ax.plot([], [], color=COLOURS[1], linestyle="-.", animated=True, label="its slope")
        (self.gap,) = ax.plot([], [], color=GREY, linestyle=":", animated=True)
        (self.point,) = ax.plot([], [], "o", color=COLOURS[5], markersize=14, animated=True)
        ax.legend(loc="upper left")

    def smooth(self, x, temperature: float):
        return temperature * logsumexp(np.stack([x, np.zeros_like(x)]) / temperature, axis=0)

    def update(self, *, x: float, temperature: float) -> str:
        self.curve.set_data(self.x, self.smooth(self.x, temperature))
        before, height, after = self.smooth(np.array([x - self.step, x, x + self.step]), temperature)
        self.point.set_data([x], [height])
        self.gap.set_data([x, x], [max(x, 0.0), height])
        rise = (after - before) / self.step  # of the tangent, from the point to two nats after it
        self.tangent.set_data([x - 2, x + 2], [height - rise, height + rise])
        share = softmax([x, 0.0], temperature=temperature)[0]
        low, high = self.gap.get_ydata()
        start, end = self.tangent.get_ydata()
        self.title.set_text(f"{high:.4f} nats, {high - low:z.4f} above the maximum; softmax of x {share:.4f}")
        return (
            f"At temperature {temperature:.2f} nats the smooth maximum of {x:.1f} and 0 is {high:.4f} nats, "
            f"{high - low:z.4f} above the maximum; its slope is {(end - start) / 4:z.4f}, "
            f"and the softmax of x is {self.title.get_text().split()[-1]}."
        ).replace(" -", " −")


# Each type, and the largest relative error of one rounding to it.
TYPES = {"float16": 2.0**-11, "bfloat16": 2.0**-8, "float32": 2.0**-24, "float64": 2.0**-53}
ENTRIES = ("lowest", "middle", "highest")
RIGHT, LOST, ZERO, ENDLESS, NAN = SYMBOLS = "✓≈○∞✗"


def naive(x):
    e = x.exp()
    return e / e.sum()


def shifted(x):
    return naive(x - x.max())


def log_softmax_by_hand(x):
    below = x - x.max()
    return below - below.exp().sum().log()


def log_softmax_by_xentlib(x):
    # NumPy has no bfloat16, and xentlib computes every type in float64 and rounds once, as is done here.
    return x.new_tensor(log_softmax(x.double().numpy()))


def autograd(x, target, probabilities):
    """The slope of −log of one of these probabilities, as autograd finds it."""
    x = x.clone().requires_grad_()
    (-probabilities(x).log()[target]).backward()  # all logarithms, then the target's, as people write it
    return x.grad[target]


def expm1_of_log(x, target):
    """q − 1 = expm1(log q) with log q = −log1p(odds): the odds against the target keep their digits."""
    odds = (x - x[target]).exp()
    odds[target] = 0
    return (-odds.sum().log1p()).expm1()


def gradient_by_xentlib(x, target):
    return x.new_tensor(softmax_cross_entropy_grad(x.double().numpy(), target))[target]


def exact(scores: Sequence[float], entry: int) -> tuple[Decimal, Decimal, Decimal]:
    """q, log q and q − 1 of one entry, to 30 digits or more, however small they are."""
    with localcontext(prec=50):
        x = [Decimal(score) for score in scores]
        odds = sum((score - x[entry]).exp() for place, score in enumerate(x) if place != entry)
        # 1 + odds forgets the last digits of small odds; the logarithm's series does not.
        log1p = (1 + odds).ln() if odds > 1e-13 else odds - odds**2 / 2 + odds**3 / 3
        return 1 / (1 + odds), -log1p, -odds / (1 + odds)


def mark(value: float, truth: Decimal, unit_roundoff: float) -> str:
    """How good a number is: a symbol, and how many of its type's digits are right."""
    digits = most = round(-math.log10(unit_roundoff))
    if value == 0 or not math.isfinite(value):
        symbol, digits = NAN if math.isnan(value) else ENDLESS if value else ZERO, 0
    elif (error := relative_error(value, truth)) <= 8 * unit_roundoff:  # 4 units in the last place at most
        symbol = RIGHT
    else:
        symbol, digits = LOST, max(0, math.floor(-math.log10(error)))
    return f"{symbol} {digits} of {most}"


def relative_error(value: float, truth: Decimal) -> float:
    with localcontext(prec=50):
        return float(abs(Decimal(value) / truth - 1))


def in_short(value: float | Decimal) -> str:
    """Three digits, as a cell has room for."""
    return (f"{float(value) or value:.3g}" if value else "0").replace("inf", "∞").replace("-", "−")


class OverflowLaboratory:
    """One entry of a softmax and of its logarithm, in four floating types and computed in five ways."""

    pattern = (0.0, 0.3, 1.0)  # the scores are lowest + gap · pattern
    # Name → which of the exact numbers it should give (q, log q or q − 1), and how it computes it.
    ways: ClassVar = {
        "naive softmax": (0, lambda x, entry: naive(x)[entry]),
        "shifted softmax": (0, lambda x, entry: shifted(x)[entry]),
        "log(softmax)": (1, lambda x, entry: shifted(x)[entry].log()),
        "log-softmax": (1, lambda x, entry: log_softmax_by_hand(x)[entry]),
        "xentlib's log": (1, lambda x, entry: log_softmax_by_xentlib(x)[entry]),
    }
    truth = "q = {0}, log q = {1} nats"

    def __init__(self, ax: Axes):
        import torch  # only here: pictures load without it, and NumPy has no bfloat16

        self.tensors = [functools.partial(torch.tensor, dtype=getattr(torch, name)) for name in TYPES]
        rows, columns = range(len(self.ways)), range(len(TYPES))
        ax.set(xticks=columns, xticklabels=TYPES, yticks=rows, yticklabels=self.ways)
        ax.tick_params(length=0, labeltop=True, labelbottom=False)
        ax.spines[:].set_visible(False)
        self.title = ax.set_title(" ", loc="right", fontsize=15, animated=True)
        blank = np.zeros((len(rows), len(columns)))
        fills = ListedColormap(["#CFE6F3", "#FFE9B8", *["#F7CFE3"] * 3])  # the symbols say it again
        limits = {"vmin": 0, "vmax": len(SYMBOLS) - 1}
        edges = [np.arange(len(places) + 1) - 0.5 for places in (columns, rows)]
        self.fills = ax.pcolormesh(
            *edges, blank, cmap=fills, edgecolors="white", linewidth=4, animated=True, **limits
        )
        self.cells = [
            [ax.text(column, row, " ", ha="center", va="center", animated=True) for column in columns]
            for row in rows
        ]
        ax.set(xlim=(-0.5, columns[-1] + 0.5), ylim=(rows[-1] + 0.5, -0.5))

    def update(self, *, lowest: float, gap: float, entry: str) -> str:
        scores = [lowest + gap * share for share in self.pattern]
        place = ENTRIES.index(entry)
        for column, (tensor, unit_roundoff) in enumerate(zip(self.tensors, TYPES.values(), strict=True)):
            x = tensor(scores)
            truths = exact(x.tolist(), place)  # of the scores as this type stores them
            for row, (which, way) in zip(self.cells, self.ways.values(), strict=True):
                value = float(way(x, place))
                row[column].set_text(f"{in_short(value)}\n{mark(value, truths[which], unit_roundoff)}")
        marks = [[cell.get_text().split("\n") for cell in row] for row in self.cells]
        self.fills.set_array([[SYMBOLS.index(grade[0]) for _, grade in row] for row in marks])
        each = ", ".join(f"{score:z.2f}" for score in scores)
        truth = self.truth.format(*map(in_short, truths))
        self.title.set_text(f"scores {each}; {entry}: {truth}".replace("-", "−"))
        return self.sentence(marks)

    def sentence(self, marks: list[list]) -> str:
        rows = (
            f"{name}: ".replace("\n", " ") + ", ".join(self.verdict(*cell) for cell in row)
            for name, row in zip(self.ways, marks, strict=True)
        )
        return f"{self.title.get_text().capitalize()}. In {', '.join(TYPES)}: {'; '.join(rows)}."

    @staticmethod
    def verdict(value: str, grade: str) -> str:
        symbol, digits = grade[0], grade[2:]
        return {RIGHT: "right", LOST: f"{digits} digits"}.get(symbol, value)


class GradientLaboratory(OverflowLaboratory):
    """The slope of the loss with respect to the target's score, q − 1, in four types and five ways."""

    ways: ClassVar = {
        "naive, autograd": (2, lambda x, target: autograd(x, target, naive)),
        "log(softmax),\nautograd": (2, lambda x, target: autograd(x, target, lambda z: z.softmax(0))),
        "softmax − target": (2, lambda x, target: shifted(x)[target] - 1),
        "expm1(log q)": (2, expm1_of_log),
        "xentlib's gradient": (2, gradient_by_xentlib),
    }
    truth = "slope q − 1 = {2}"
