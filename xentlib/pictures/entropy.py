"""The pictures of notebook 01."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes

from xentlib.codes import huffman_code
from xentlib.measures import entropy, surprisal
from xentlib.pictures.base import (
    BASE,
    COLOURS,
    GREY,
    heights_of,
    moving_texts,
    moving_title,
    number,
    outcome_bars,
    set_heights,
    stack,
    top_of,
)


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
            label.set(text=number(height), y=min(height, 11.0) + 0.35)
            chance.set_text(f"p = {mass:.3f}")
        self.each_title.set_text(f"Surprisal of each outcome, {unit}")
        self.mean_title.set_text(f"Entropy {mean:.4f} {unit}")
        self.most_label.set(text=f"at most {most:.4f}", y=most + 0.09)
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
            label.set(text={None: "none", "": "empty"}.get(word, word), y=height + 0.35)
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
