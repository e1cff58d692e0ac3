"""The pictures of notebook 05."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import ListedColormap

from xentlib.activations import logsumexp, softmax
from xentlib.explorers.artists import (
    animated_texts,
    animated_title,
    heights_of,
    numbers_in,
    outcome_bars,
    set_heights,
    write_numbers,
)
from xentlib.explorers.handles import Handle
from xentlib.explorers.numbers import format_number, format_numbers
from xentlib.explorers.picture import Picture
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.lessons.softmax_overflow.laboratory import (
    LOGARITHMS,
    LOST,
    RIGHT,
    SLOPES,
    SYMBOLS,
    TYPES,
    answers,
    exact,
)


class Boltzmann(Picture):
    """The softmax of three scores at a temperature, after a constant has been added to all of them."""

    names = ("cat", "dog", "bird")

    def __init__(self, ax: Axes):
        places = range(len(self.names))
        ax.set(ylim=(0, 1.15), xticks=places, xticklabels=[f"{name}\n " for name in self.names])
        self.title = animated_title(ax)
        self.bars = outcome_bars(ax, places)
        self.labels = animated_texts(ax, places)
        self.scores = animated_texts(ax, places, y=-0.18, transform=ax.get_xaxis_transform())

    def draw(self, *, cat: float, dog: float, bird: float, temperature: float, shift: float) -> None:
        scores = np.array([cat, dog, bird]) + shift
        set_heights(self.bars, softmax(scores, temperature=temperature))
        for label, height in zip(self.labels, heights_of(self.bars), strict=True):
            label.set(text=f"{height:.4f}", y=height + 0.03)
        for text, score in zip(self.scores, scores, strict=True):
            write_numbers(text, "score {:.1f} nats", score)
        write_numbers(self.title, "Probabilities at temperature {:.2f} nats", temperature)

    def read(self) -> dict:
        (temperature,) = numbers_in(self.title)
        return {
            "heights": heights_of(self.bars),
            "scores": [number for text in self.scores for number in numbers_in(text)],
            "temperature": temperature,
        }

    @classmethod
    def say(cls, *, heights: Sequence[float], scores: Sequence[float], temperature: float) -> str:
        each = ", ".join(
            f"{name} {height:.4f} (score {format_number(score, '.1f')} nats)"
            for name, height, score in zip(cls.names, heights, scores, strict=True)
        )
        return f"At temperature {temperature:.2f} nats the probabilities are {each}."


class SmoothMaximum(Picture):
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
        (self.bend,) = ax.plot([], [], "D", color=COLOURS[0], markersize=9, animated=True, label="x = −T")
        (self.point,) = ax.plot([], [], "o", color=COLOURS[5], markersize=14, animated=True)
        ax.legend(loc="upper left")
        # The bend is as wide as T, and held T left of 0; at 0 the point would hide it where scores are equal.
        self.handles = [Handle(self.bend, "temperature", (-1, 0)), Handle(self.point, "x", "x")]

    @staticmethod
    def smooth(x: np.ndarray, temperature: float) -> np.ndarray:
        return temperature * logsumexp(np.stack([x, np.zeros_like(x)]) / temperature, axis=0)

    def draw(self, *, x: float, temperature: float) -> None:
        self.curve.set_data(self.x, self.smooth(self.x, temperature))
        self.bend.set_data([-temperature], self.smooth(np.array([-temperature]), temperature))
        before, height, after = self.smooth(np.array([x - self.step, x, x + self.step]), temperature)
        self.point.set_data([x], [height])
        self.gap.set_data([x, x], [max(x, 0.0), height])
        rise = (after - before) / self.step  # of the tangent, from the point to two nats after it
        self.tangent.set_data([x - 2, x + 2], [height - rise, height + rise])
        low, high = self.gap.get_ydata()
        share = softmax([x, 0.0], temperature=temperature)[0]
        write_numbers(self.title, "{} nats, {} above the maximum; softmax of x {}", high, high - low, share)

    def read(self) -> dict:
        (x,), (height,) = self.point.get_data()
        low, high = self.gap.get_ydata()
        (left, right), (start, end) = self.tangent.get_data()
        *_, share = numbers_in(self.title)
        return {
            "temperature": np.interp(0, *self.curve.get_data()) / np.log(2),  # equal scores: T log 2
            "x": x,
            "height": height,
            "above": high - low,
            "slope": (end - start) / (right - left),
            "share": share,
        }

    @classmethod
    def say(
        cls, *, temperature: float, x: float, height: float, above: float, slope: float, share: float
    ) -> str:
        return format_numbers(
            "At temperature {:.2f} nats the smooth maximum of {:.1f} and 0 is {} nats, {} above the maximum; "
            "its slope is {}, and the softmax of x is {}.",
            *(temperature, x, height, above, slope, share),
        )


class OverflowLaboratory(Picture):
    """One entry of a softmax and of its logarithm, in four floating types and computed in five ways."""

    pattern = (0.0, 0.3, 1.0)  # the scores are lowest + gap · pattern
    entries = ("lowest", "middle", "highest")
    ways: ClassVar = LOGARITHMS
    quantities = ("q", "log_q")  # the exact numbers that the title gives
    truth = "q = {:.3g}, log q = {:.3g} nats"

    def __init__(self, ax: Axes):
        rows, columns = range(len(self.ways)), range(len(TYPES))
        ax.set(xticks=columns, xticklabels=TYPES, yticks=rows, yticklabels=self.ways)
        ax.tick_params(length=0, labeltop=True, labelbottom=False)
        ax.spines[:].set_visible(False)
        self.title = ax.set_title(" ", loc="right", fontsize=15, animated=True)
        self.fills = self.mesh(ax, len(rows), len(columns))
        look = {"ha": "center", "va": "center", "animated": True}
        self.cells = [[ax.text(column, row, " ", **look) for column in columns] for row in rows]
        ax.set(xlim=(-0.5, columns[-1] + 0.5), ylim=(rows[-1] + 0.5, -0.5))

    @staticmethod
    def mesh(ax: Axes, rows: int, columns: int) -> QuadMesh:
        """Return the cells' colours; the array is the place of each cell's symbol in `SYMBOLS`."""
        colours = ListedColormap(["#CFE6F3", "#FFE9B8", *["#F7CFE3"] * 3])  # the symbols say it again
        edges = (np.arange(count + 1) - 0.5 for count in (columns, rows))
        look = {"cmap": colours, "vmin": 0, "vmax": len(SYMBOLS) - 1, "edgecolors": "white", "linewidth": 4}
        return ax.pcolormesh(*edges, np.zeros((rows, columns)), animated=True, **look)

    def draw(self, *, lowest: float, gap: float, entry: str) -> None:
        scores, place = [lowest + gap * share for share in self.pattern], self.entries.index(entry)
        columns = [answers(self.ways, scores, place, dtype) for dtype in TYPES]
        rows = list(zip(*columns, strict=True))
        self.fills.set_array([[SYMBOLS.index(answer.symbol) for answer in row] for row in rows])
        for cells, row in zip(self.cells, rows, strict=True):
            for cell, (value, symbol, *digits) in zip(cells, row, strict=True):
                write_numbers(cell, f"{{:.3g}}\n{symbol} {{:.0f}} of {{:.0f}}", value, *digits)
        truth = exact(scores, place)
        truths = [getattr(truth, quantity) for quantity in self.quantities]
        write_numbers(self.title, self.heading(entry), *scores, *truths)

    @classmethod
    def heading(cls, entry: str) -> str:
        """Return the template of the title: the scores, and the exact numbers of one entry."""
        return f"scores {', '.join(['{:.2f}'] * len(cls.pattern))}; {entry}: {cls.truth}"

    def read(self) -> dict:
        title = self.title.get_text()
        return {
            "entry": next(entry for entry in self.entries if entry in title),
            "numbers": numbers_in(self.title),
            "symbols": [[SYMBOLS[int(index)] for index in row] for row in self.fills.get_array()],
            "cells": [[numbers_in(cell) for cell in row] for row in self.cells],
        }

    @classmethod
    def say(
        cls, *, entry: str, numbers: Sequence[float | Decimal], symbols: Sequence[Sequence], cells: Sequence
    ) -> str:
        rows = "; ".join(
            f"{name}: ".replace("\n", " ") + ", ".join(map(cls.verdict, *row))
            for name, *row in zip(cls.ways, symbols, cells, strict=True)
        )
        return f"{format_numbers(cls.heading(entry), *numbers).capitalize()}. In {', '.join(TYPES)}: {rows}."

    @staticmethod
    def verdict(symbol: str, numbers: tuple[float, int, int]) -> str:
        value, digits, most = numbers
        words = {RIGHT: "right", LOST: f"{digits} of {most} digits"}
        return words.get(symbol) or format_number(value, ".3g")


class GradientLaboratory(OverflowLaboratory):
    """The slope of the loss with respect to the target's score, q − 1, in four types and five ways."""

    ways: ClassVar = SLOPES
    quantities = ("slope",)
    truth = "slope q − 1 = {:.3g}"
