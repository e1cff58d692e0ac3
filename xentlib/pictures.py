"""Pictures: matplotlib artists made from numbers. No widgets here, and no pyplot.

A picture is a class. ``size`` (inches) and ``axes`` (keywords of ``Figure.subplots``) say what it wants
to be drawn on. ``__init__(*axes)`` makes all artists once; those that will move are ``animated=True``.
``update(**values)`` sets their data and returns one sentence that says what is seen. The numbers of
that sentence are read back from the artists, so a bar drawn from the wrong entry is a wrong sentence.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import ClassVar

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from xentlib.codes import huffman_code
from xentlib.measures import entropy, surprisal

BASE = {"bits": 2.0, "nats": math.e}

# Okabe and Ito's colours, which the common colour deficiencies keep apart; the hatches say it again.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
HATCHES = ("", "//", "..", "xx", "\\\\", "++")
GREY = "#595959"

# A bar of infinite height cannot be drawn. This one leaves every Axes at the top, and is read back as ∞.
ENDLESS = 1e5


def style():
    """The context in which every picture is made: type for the last row, no box around the Axes."""
    return matplotlib.rc_context(
        {
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlesize": 16,
            "font.size": 15,
            "hatch.color": "white",
            "lines.linewidth": 3,
        }
    )


def moving_title(ax: Axes) -> Text:
    title = ax.set_title(" ")
    title.set_animated(True)
    return title


def moving_texts(ax: Axes, x: Iterable[float], y: float = 0.0, **kwargs) -> list[Text]:
    """One moving text, centred, at each x."""
    paper = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}  # legible on any bar
    return [ax.text(place, y, " ", ha="center", animated=True, bbox=paper, **kwargs) for place in x]


def outcome_bars(ax: Axes, x: Sequence[float]) -> BarContainer:
    """One moving bar at each x; a place keeps its colour and hatch in every panel."""
    turns = range(len(x))
    colours = [COLOURS[turn % len(COLOURS)] for turn in turns]
    hatches = [HATCHES[turn % len(HATCHES)] for turn in turns]
    return ax.bar(x, 0.0, color=colours, hatch=hatches, animated=True)


def set_heights(bars: BarContainer, heights: Iterable[float]) -> None:
    for bar, height in zip(bars, heights, strict=True):
        bar.set_height(min(height, ENDLESS))


def stack(bars: BarContainer) -> None:
    """Put each bar on top of the one before."""
    top = 0.0
    for bar in bars:
        bar.set_y(top)
        top += bar.get_height()


def heights_of(bars: BarContainer) -> list[float]:
    return [math.inf if bar.get_height() >= ENDLESS else bar.get_height() for bar in bars]


def top_of(bars: BarContainer) -> float:
    return bars[-1].get_y() + bars[-1].get_height()


def number(value: float) -> str:
    return "∞" if math.isinf(value) else f"{value:.2f}"


class CourseMap:
    """The notebooks in their order, with the question of the one that you stand at."""

    size = (9.6, 4.4)
    axes: ClassVar = {}
    columns = 3
    # Title and question of each notebook, as its first cell has them.
    notebooks = (
        ("Start here", "What is this course, and does it run here?"),
        ("Entropy", "How uncertain is a draw, before it is made?"),
        ("KL divergence", "What does a wrong belief cost?"),
        ("Gibbs' inequality", "Why can no belief beat the truth?"),
        ("Binary cross-entropy", "What is a good loss for yes or no?"),
        ("Softmax and overflow", "Why does exp(1000) break a classifier?"),
        ("Cross-entropy\nand NLL loss", "What does F.cross_entropy do, step by step?"),
        ("Training a classifier", "What do all these losses do to a model?"),
        ("Language models", "What does a loss of 3 nats a word mean?"),
    )

    def __init__(self, ax: Axes):
        ax.set(xlim=(-0.5, 2.5), ylim=(2.5, -0.6))
        ax.axis("off")
        self.places = [self.place(index) for index in range(len(self.notebooks))]
        for start, end in itertools.pairwise(np.array(self.places)):
            edge = (end - start) * (0.43, 0.37)
            ax.annotate("", end - edge, start + edge, arrowprops={"arrowstyle": "->", "color": GREY, "lw": 3})
        for index, place in enumerate(self.places):
            self.box(ax, place, facecolor="white", edgecolor=GREY)
            ax.text(*place, f"{index:02d}\n{self.notebooks[index][0]}", ha="center", va="center")
        self.here = self.box(ax, (0, 0), fill=False, edgecolor=COLOURS[5], linewidth=6, animated=True)

    def place(self, index: int) -> tuple[int, int]:
        """Row by row, and back again at the end of each, so that the next one is always a neighbour."""
        row, column = divmod(index, self.columns)
        return (column if row % 2 == 0 else self.columns - 1 - column, row)

    @staticmethod
    def box(ax: Axes, centre: tuple[int, int], **kwargs) -> Rectangle:
        return ax.add_patch(Rectangle((centre[0] - 0.42, centre[1] - 0.36), 0.84, 0.72, **kwargs))

    def update(self, *, notebook: int) -> str:
        x, y = self.places[notebook]
        self.here.set_xy((x - 0.42, y - 0.36))
        corner = np.add(self.here.get_xy(), (0.42, 0.36)).round()
        index = self.places.index(tuple(corner))
        title, question = self.notebooks[index]
        return f"Notebook {index:02d}, {title}, asks: {question}".replace("\n", " ")


class Lottery:
    """The surprisal of each outcome, and their mean, the entropy, against its maximum log n."""

    size = (9.6, 4.4)
    axes: ClassVar = {"ncols": 2, "width_ratios": [3, 1]}
    names = ("A", "B", "C", "D")

    def __init__(self, each: Axes, mean: Axes):
        places = range(len(self.names))
        each.set(ylim=(0, 12), xticks=places, xticklabels=[f"{name}\n " for name in self.names])
        self.each_title, self.mean_title = moving_title(each), moving_title(mean)
        self.bars = outcome_bars(each, places)
        self.labels = moving_texts(each, places)
        self.chances = moving_texts(each, places, y=-0.18, transform=each.get_xaxis_transform())
        mean.set(ylim=(0, 2.4), xlim=(-0.7, 0.7), xticks=[])
        self.shares = outcome_bars(mean, [0.0] * len(places))
        self.most = mean.axhline(0, color="black", linestyle="--", animated=True)
        (self.most_label,) = moving_texts(mean, [0.0])

    def update(self, *, p: Sequence[float], unit: str) -> str:
        surprise = surprisal(p, base=BASE[unit])
        set_heights(self.bars, surprise)
        set_heights(self.shares, [mass * s if mass else 0.0 for mass, s in zip(p, surprise, strict=True)])
        stack(self.shares)
        self.most.set_ydata([math.log(len(p), BASE[unit])] * 2)
        heights, mean, most = heights_of(self.bars), top_of(self.shares), self.most.get_ydata()[0]
        for label, chance, height, mass in zip(self.labels, self.chances, heights, p, strict=True):
            label.set(text=number(height), y=min(height, 11.0) + 0.2)
            chance.set_text(f"p = {mass:.3f}")
        self.each_title.set_text(f"Surprisal of each outcome, {unit}")
        self.mean_title.set_text(f"Entropy {mean:.4f} {unit}")
        self.most_label.set(text=f"at most {most:.4f}", y=most + 0.05)
        each = ", ".join(f"{name} {number(height)}" for name, height in zip(self.names, heights, strict=True))
        return (
            f"Surprisal: {each} {unit}. Its mean, the entropy, is {mean:.4f} {unit}; "
            f"{len(p)} outcomes allow at most {most:.4f} {unit}."
        )


class BinaryEntropy:
    """The entropy of a coin that shows heads with probability p, as a point on its curve."""

    size = (9.6, 4.4)
    axes: ClassVar = {}

    def __init__(self, ax: Axes):
        p = np.linspace(0, 1, 401)
        self.nats = entropy(np.stack([p, 1 - p]), axis=0)
        ax.set(xlim=(-0.01, 1.01), ylim=(0, 1.2), xlabel="p, the probability of heads")
        self.title = moving_title(ax)
        (self.curve,) = ax.plot(p, self.nats, color=COLOURS[0], animated=True)
        (self.guide,) = ax.plot([], [], color=GREY, linestyle="--", linewidth=1.5, animated=True)
        (self.point,) = ax.plot([], [], "o", color=COLOURS[5], markersize=16, animated=True)
        (self.label,) = moving_texts(ax, [0.0])

    def update(self, *, p: float, unit: str) -> str:
        self.curve.set_ydata(self.nats / math.log(BASE[unit]))
        self.point.set_data([p], [entropy([p, 1 - p], base=BASE[unit])])
        (x,), (y,) = self.point.get_data()
        most = max(self.curve.get_ydata())
        self.guide.set_data([x, x, -1], [0, y, y])
        self.title.set_text(f"Entropy of one toss, {unit}")
        self.label.set(text=f"{y:.4f}", x=min(max(x, 0.05), 0.95), y=y + 0.07)
        return f"Heads with p = {x:.3f}: the entropy is {y:.4f} {unit}, and at most {most:.4f} {unit}."


class CodeLengths:
    """The words of a Huffman code, and their mean length L between the entropy H and H + 1 bit."""

    size = (9.6, 4.4)
    axes: ClassVar = {"ncols": 2, "width_ratios": [3, 1]}
    names = ("A", "B", "C", "D", "E")

    def __init__(self, each: Axes, mean: Axes):
        places = np.arange(len(self.names))
        each.set(ylim=(0, 12), xticks=places, xticklabels=self.names)
        self.each_title, self.mean_title = moving_title(each), moving_title(mean)
        bar = {"width": 0.38, "animated": True}
        self.ideal = each.bar(places - 0.2, 0.0, color="#B0B0B0", label="surprisal", **bar)
        self.lengths = each.bar(places + 0.2, 0.0, color=COLOURS[0], hatch="//", label="word", **bar)
        self.words = moving_texts(each, places + 0.2)
        each.legend(loc="upper left", ncols=2).set_animated(True)  # above the bars
        mean.set(ylim=(0, 3.6), xlim=(-0.7, 0.7), xticks=[])
        (self.room,) = mean.bar([0.0], 0.0, color="#D9D9D9", animated=True)
        self.mean = mean.axhline(0, color=COLOURS[0], animated=True)
        self.room_labels = moving_texts(mean, [0.0, 0.0])

    def update(self, *, p: Sequence[float], unit: str) -> str:
        bit = math.log(2, BASE[unit])
        code = huffman_code(p)
        set_heights(self.ideal, surprisal(p, base=BASE[unit]))
        set_heights(self.lengths, [len(word or "") * bit for word in code])
        self.mean.set_ydata([np.dot(p, heights_of(self.lengths))] * 2)
        self.room.set(y=entropy(p, base=BASE[unit]), height=bit)
        for label, word, height in zip(self.words, code, heights_of(self.lengths), strict=True):
            label.set(text={None: "none", "": "empty"}.get(word, word), y=height + 0.2)
        mean, low = self.mean.get_ydata()[0], self.room.get_y()
        high = low + self.room.get_height()
        self.each_title.set_text(f"Surprisal and Huffman word, {unit}")
        self.mean_title.set_text(f"Mean {mean:.4f} {unit}")
        for label, name, y in zip(
            self.room_labels, ("H", "H + 1 bit"), (low - 0.2, high + 0.06), strict=True
        ):
            label.set(text=name, y=y)
        words = ", ".join(
            f"{name} {label.get_text()}" for name, label in zip(self.names, self.words, strict=True)
        )
        return (
            f"Code: {words}. Its mean length L is {mean:.4f} {unit}, "
            f"between H = {low:.4f} and H + 1 bit = {high:.4f} {unit}."
        )
