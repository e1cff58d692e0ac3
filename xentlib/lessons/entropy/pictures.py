"""The pictures of notebook 01."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes

from xentlib.explorers.artists import (
    animated_texts,
    animated_title,
    heights_of,
    last_word,
    outcome_bars,
    set_heights,
    stack,
    top_of,
)
from xentlib.explorers.handles import Handle
from xentlib.explorers.numbers import BASE, format_number
from xentlib.explorers.picture import Picture
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.lessons.entropy.huffman import huffman_code
from xentlib.measures import entropy, surprisal


class ProbabilityBars:
    """Under each outcome a bar as long as its probability, on the grey one that 1 is; its end is a handle.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where the outcomes stand at 0, 1, …; its y goes from 0 to 12, and these bars lie below.
    names : sequence of str
        What the outcomes are called.
    """

    length = 0.7  # of p = 1; what it leaves keeps the ends of neighbours apart for the hand

    def __init__(self, ax: Axes, names: Sequence[str]):
        places = range(len(names))
        ax.set(ylim=(0, 12), xticks=places, xticklabels=[f"{name}\n " for name in names])
        ax.tick_params(axis="x", length=0, pad=24)
        ax.text(-0.5, -0.65, "p", ha="center", va="center")
        self.whole, self.bars = ax.bar(places, 0.0, color="#E5E5E5"), outcome_bars(ax, places)
        for bars in (self.whole, self.bars):
            for place, bar in enumerate(bars):
                bar.set(x=place - self.length / 2, y=-1.0, width=self.length, height=0.7, clip_on=False)
        self.handles = [Handle(bar, "p", (1 / self.length, 0), entry=i) for i, bar in enumerate(self.bars)]
        self.labels = animated_texts(ax, places, y=-0.23, transform=ax.get_xaxis_transform())

    def draw(self, p: Sequence[float]) -> None:
        for bar, mass in zip(self.bars, p, strict=True):
            bar.set_width(self.length * mass)
        for label, mass in zip(self.labels, self.read(), strict=True):
            label.set_text(format_number(mass, ".3g"))

    def read(self) -> list[float]:
        pairs = zip(self.bars, self.whole, strict=True)
        return [bar.get_width() / whole.get_width() for bar, whole in pairs]


def say_probabilities(names: Sequence[str], p: Sequence[float]) -> str:
    """Say the probability of each outcome."""
    each = ", ".join(f"{name} {format_number(mass, '.3g')}" for name, mass in zip(names, p, strict=True))
    return f"p: {each}."


class Lottery(Picture):
    """The surprisal of each outcome, and their mean, the entropy, against its maximum log C."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [3, 1]}
    names = ("A", "B", "C", "D")

    def __init__(self, each: Axes, mean: Axes):
        places = range(len(self.names))
        self.each_title, self.mean_title = animated_title(each), animated_title(mean)
        self.bars = outcome_bars(each, places)
        self.labels = animated_texts(each, places)
        self.p = ProbabilityBars(each, self.names)
        self.handles = self.p.handles
        mean.set(ylim=(0, 2.4), xlim=(-0.7, 0.7), xticks=[])
        self.shares = outcome_bars(mean, [0.0] * len(places))
        self.most = mean.axhline(0, color="black", linestyle="--", animated=True)
        (self.most_label,) = animated_texts(mean, [0.0])

    def draw(self, *, p: Sequence[float], unit: str) -> None:
        surprise = surprisal(p, base=BASE[unit])
        self.p.draw(p)
        set_heights(self.bars, surprise)
        set_heights(self.shares, [mass * s if mass else 0.0 for mass, s in zip(p, surprise, strict=True)])
        stack(self.shares)
        self.most.set_ydata([math.log(len(p), BASE[unit])] * 2)
        self.each_title.set_text(f"Surprisal of each outcome, {unit}")
        self.label(**self.read())

    def label(self, *, heights: Sequence[float], mean: float, most: float, unit: str, **_) -> None:
        for label, height in zip(self.labels, heights, strict=True):
            label.set(text=format_number(height, ".2f"), y=min(height, 11.0) + 0.35)
        self.mean_title.set_text(f"Entropy {mean:.4f} {unit}")
        self.most_label.set(text=f"at most {most:.4f}", y=most + 0.09)

    def read(self) -> dict:
        return {
            "p": self.p.read(),
            "heights": heights_of(self.bars),
            "mean": top_of(self.shares),
            "most": self.most.get_ydata()[0],
            "unit": last_word(self.each_title),
        }

    @classmethod
    def say(cls, *, p: Sequence[float], heights: Sequence[float], mean: float, most: float, unit: str) -> str:
        pairs = zip(cls.names, heights, strict=True)
        each = ", ".join(f"{name} {format_number(height, '.2f')}" for name, height in pairs)
        return (
            f"{say_probabilities(cls.names, p)} Surprisal: {each} {unit}. "
            f"Its mean, the entropy, is {mean:.4f} {unit}; "
            f"{len(heights)} outcomes allow at most {most:.4f} {unit}."
        )


class BinaryEntropy(Picture):
    """The entropy of a coin that shows heads with probability p, as a point on its curve."""

    def __init__(self, ax: Axes):
        p = np.linspace(0, 1, 401)
        self.nats = entropy(np.stack([p, 1 - p]), axis=0)
        ax.set(xlim=(-0.01, 1.01), ylim=(0, 1.2), xlabel="p, the probability of heads")
        self.title = animated_title(ax)
        (self.curve,) = ax.plot(p, self.nats, color=COLOURS[0], animated=True)
        (self.guide,) = ax.plot([], [], color=GREY, linestyle="--", linewidth=1.5, animated=True)
        (self.point,) = ax.plot([], [], "o", color=COLOURS[5], markersize=16, animated=True)
        self.handles = [Handle(self.point, "p", "x")]
        (self.label,) = animated_texts(ax, [0.0])

    def draw(self, *, p: float, unit: str) -> None:
        self.curve.set_ydata(self.nats / math.log(BASE[unit]))
        height = entropy([p, 1 - p], base=BASE[unit])
        self.point.set_data([p], [height])
        self.guide.set_data([p, p, -1], [0, height, height])
        self.title.set_text(f"Entropy of one toss, {unit}")
        self.label.set(text=f"{height:.4f}", x=min(max(p, 0.05), 0.95), y=height + 0.07)

    def read(self) -> dict:
        (p,), (height,) = self.point.get_data()
        return {"p": p, "height": height, "most": max(self.curve.get_ydata()), "unit": last_word(self.title)}

    @classmethod
    def say(cls, *, p: float, height: float, most: float, unit: str) -> str:
        return f"Heads with p = {p:.3f}: the entropy is {height:.4f} {unit}, and at most {most:.4f} {unit}."


class CodeLengths(Picture):
    """The words of a Huffman code, and their mean length L between the entropy H and H + 1 bit."""

    axes: ClassVar = {"ncols": 2, "width_ratios": [3, 1]}
    names = ("A", "B", "C", "D", "E")

    def __init__(self, each: Axes, mean: Axes):
        places = np.arange(len(self.names))
        self.each_title, self.mean_title = animated_title(each), animated_title(mean)
        bar = {"width": 0.38, "animated": True}
        self.ideal = each.bar(places - 0.2, 0.0, color="#B0B0B0", label="surprisal", **bar)
        self.lengths = each.bar(places + 0.2, 0.0, color=COLOURS[0], hatch="//", label="word", **bar)
        self.words = animated_texts(each, places + 0.2)
        self.p = ProbabilityBars(each, self.names)
        self.handles = self.p.handles
        each.legend(loc="upper left", ncols=2).set_animated(True)  # above the bars
        mean.set(ylim=(0, 3.6), xlim=(-0.7, 0.7), xticks=[])
        (self.range,) = mean.bar([0.0], 0.0, color="#D9D9D9", animated=True)
        self.mean = mean.axhline(0, color=COLOURS[0], animated=True)
        self.bounds = animated_texts(mean, [0.0, 0.0])

    def draw(self, *, p: Sequence[float], unit: str) -> None:
        bit = math.log(2, BASE[unit])
        code = huffman_code(p)
        self.p.draw(p)
        set_heights(self.ideal, surprisal(p, base=BASE[unit]))
        set_heights(self.lengths, [len(word or "") * bit for word in code])
        self.mean.set_ydata([np.dot(p, heights_of(self.lengths))] * 2)
        self.range.set(y=entropy(p, base=BASE[unit]), height=bit)
        for label, word, height in zip(self.words, code, heights_of(self.lengths), strict=True):
            label.set(text={None: "none", "": "empty"}.get(word, word), y=height + 0.35)
        self.each_title.set_text(f"Surprisal and Huffman word, {unit}")
        self.label(**self.read())

    def label(self, *, mean: float, low: float, high: float, unit: str, **_) -> None:
        self.mean_title.set_text(f"Mean {mean:.4f} {unit}")
        for label, name, y in zip(self.bounds, ("H", "H + 1 bit"), (low - 0.2, high + 0.06), strict=True):
            label.set(text=name, y=y)

    def read(self) -> dict:
        low = self.range.get_y()
        return {
            "p": self.p.read(),
            "words": [label.get_text() for label in self.words],
            "mean": self.mean.get_ydata()[0],
            "low": low,
            "high": low + self.range.get_height(),
            "unit": last_word(self.each_title),
        }

    @classmethod
    def say(
        cls, *, p: Sequence[float], words: Sequence[str], mean: float, low: float, high: float, unit: str
    ) -> str:
        code = ", ".join(f"{name} {word}" for name, word in zip(cls.names, words, strict=True))
        return (
            f"{say_probabilities(cls.names, p)} Code: {code}. Its mean length L is {mean:.4f} {unit}, "
            f"between H = {low:.4f} and H + 1 bit = {high:.4f} {unit}."
        )
