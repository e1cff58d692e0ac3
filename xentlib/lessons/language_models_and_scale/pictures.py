"""The pictures of notebook 08."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes

from xentlib.activations import logsumexp, softmax
from xentlib.explorers.artists import (
    animated_texts,
    animated_title,
    heights_of,
    numbers_in,
    set_heights,
    write_numbers,
)
from xentlib.explorers.handles import Handle
from xentlib.explorers.numbers import format_count, format_number
from xentlib.explorers.picture import Picture
from xentlib.explorers.theme import COLOURS, GREY, HATCHES
from xentlib.lessons.language_models_and_scale.next_token import STARTS, left, scores, tokens
from xentlib.measures import perplexity


def visible(token: str) -> str:
    """Return a token with a sign for its spaces and line ends."""
    return token.replace(" ", "␣").replace("\n", "↵")


class NextToken(Picture):
    """What a model gives to the next token, what temperature, top-k and top-p leave of it, and draws."""

    size = (9.6, 3.6)  # with five controls and a long sentence it has to fit a stage of 4:3
    shown, draws, samples = 12, 6, 20
    starts = STARTS

    def __init__(self, ax: Axes):
        self.vocabulary = tokens().vocabulary
        self.uniform = np.random.default_rng(8).random((self.samples, self.draws))
        places = range(self.shown)
        ax.set(xlim=(-0.7, 12.2), ylim=(0, 1.45), yticks=[0, 0.5, 1], xticks=places)
        ax.set_xticklabels([" \n \n \n "] * self.shown)
        self.title = animated_title(ax)
        self.make_bars(ax, places)
        self.make_level(ax)
        ax.legend(loc="upper center", ncols=4, handlelength=1.4, columnspacing=1).set_animated(True)

    def make_bars(self, ax: Axes, places: Sequence[int]) -> None:
        look = {"width": 0.8, "animated": True}
        self.whole = ax.bar(places, 0.0, color="#D9D9D9", label="softmax", **look)
        self.bars = ax.bar(places, 0.0, color=COLOURS[0], hatch="//", label="left", **look)
        self.numbers = animated_texts(ax, places)
        below = {"transform": ax.get_xaxis_transform(), "animated": True}
        rows = [(place, -0.1 - 0.115 * (place % 2)) for place in places]  # so that long ones have room
        self.names = [ax.text(*row, " ", ha="center", **below) for row in rows]
        self.drawn = ax.text(-0.6, -0.355, " ", **below)

    def make_level(self, ax: Axes) -> None:
        """Make the shares of the likeliest tokens together, and the level top-p that they are to reach."""
        look = {"drawstyle": "steps-post", "linewidth": 2, "color": COLOURS[1], "animated": True}
        (self.together,) = ax.plot([], [], label="together", **look)
        self.level = ax.axhline(1, color=COLOURS[5], linestyle="--", linewidth=2, animated=True)
        (self.top_p,) = ax.plot([], [], "o", color=COLOURS[5], markersize=12, label="top-p", animated=True)
        self.handles = [Handle(self.top_p, "top_p", "y")]

    def draw(self, *, start: str, temperature: float, top_k: int, top_p: float, sample: int) -> None:
        z = scores(start)
        allowed, q = left(z, temperature, top_k, top_p)
        first = np.argsort(-z, kind="stable")[: self.shown]
        set_heights(self.whole, softmax(z, temperature=temperature)[first])
        set_heights(self.bars, np.pad(q[: self.shown], (0, max(0, self.shown - len(q)))))
        self.draw_level(left(z, temperature, top_k, 1.0)[1], top_p)
        self.label(first)
        numbers = len(q), len(z), perplexity(q), temperature
        template = "{:.0f} of {:.0f} tokens left, perplexity {:.2f}, at T = {:.2f}"
        write_numbers(self.title, f"{visible(start)} …   {template}", *numbers)
        drawn = q.cumsum().searchsorted(self.uniform[sample - 1], "right").clip(max=len(q) - 1)
        self.drawn.set_text(
            "draws   " + "   ".join(visible(self.vocabulary[token]) for token in allowed[drawn])
        )

    def draw_level(self, q: np.ndarray, top_p: float) -> None:
        """Draw what top-k leaves, added up from the likeliest on, and the level."""
        together = q.cumsum()[: self.shown]
        self.together.set_data(np.arange(len(together) + 1) - 0.5, [*together, together[-1]])
        self.level.set_ydata([top_p, top_p])
        self.top_p.set_data([11.9], [top_p])

    def label(self, first: np.ndarray) -> None:
        """Write each bar's token under it, and its height on it, or a cross where nothing is left."""
        for token, name, number, height in zip(
            first, self.names, self.numbers, heights_of(self.bars), strict=True
        ):
            name.set_text(visible(self.vocabulary[token]))
            number.set(text=f"{height:.2f}" if height else "×", y=height + 0.02)

    def read(self) -> dict:
        pairs = zip([name.get_text() for name in self.names], heights_of(self.bars), strict=True)
        return {
            "start": self.title.get_text().partition(" …")[0],
            "numbers": numbers_in(self.title),
            "likeliest": [pair for pair in pairs if pair[1] > 0][:2],
            "drawn": self.drawn.get_text().split()[1:],
        }

    @classmethod
    def say(cls, *, start: str, numbers: tuple, likeliest: Sequence[tuple], drawn: Sequence[str]) -> str:
        count, C, uncertainty, temperature = numbers
        each = ", ".join(f"{name} {height:.3f}" for name, height in likeliest)
        return (
            f"{start} … T = {temperature:.2f} nats: {count} of {C} tokens left, "
            f"perplexity {uncertainty:.2f}. Likeliest: {each}. Draws: {', '.join(drawn)}."
        )


class MergeBlocks(Picture):
    """Eight scores in four blocks; of each block only m and s are kept, and these are merged."""

    names = "ABCD"
    # Each step merges one of the states with the one after it; this says which.
    orders: ClassVar = {"((A B) C) D": (0, 0, 0), "(A B) (C D)": (0, 1, 0), "A (B (C D))": (2, 1, 0)}

    def __init__(self, ax: Axes):
        places = np.arange(8)
        ax.set(xlim=(-0.6, 7.6), ylim=(-4.5, 13), xticks=places, yticks=range(-4, 9, 4))
        ax.set_xticklabels([self.names[place // 2] for place in places])
        ax.set_ylabel("score, nats")
        ax.axhline(0, color=GREY, linewidth=1)
        colours, hatches = ([looks[place // 2] for place in places] for looks in (COLOURS, HATCHES))
        self.bars = ax.bar(places, 0.0, color=colours, hatch=hatches, animated=True)
        self.handles = [Handle(self.bars[4], "score", "y")]
        self.title = animated_title(ax)
        self.lines = [ax.plot([], [], color="black", animated=True)[0] for _ in self.names]
        self.labels = animated_texts(ax, [0.0] * len(self.names))

    def draw(self, *, order: str, merges: int, score: float) -> None:
        set_heights(self.bars, [1.0, 2.0, 0.0, 3.0, score, 1.0, 2.5, 0.5])
        scores = heights_of(self.bars)
        states = [(first, first + 2, *self.look(scores[first : first + 2])) for first in range(0, 8, 2)]
        for index in self.orders[order][:merges]:
            states[index : index + 2] = [self.merge(*states[index : index + 2])]
        for line, label, state in zip(self.lines, self.labels, [*states, *[None] * merges], strict=True):
            self.show(line, label, state)
        write_numbers(self.title, f"{order} · all at once {{}} nats", logsumexp(scores))

    @staticmethod
    def look(scores: Sequence[float]) -> tuple[float, float]:
        """Return the largest score m, and s, the sum of exp(score − m)."""
        return max(scores), float(np.exp(np.subtract(scores, max(scores))).sum())

    @staticmethod
    def merge(a: tuple, b: tuple) -> tuple[int, int, float, float]:
        """Return the state of two blocks that lie side by side, from their ends, m and s."""
        m = max(a[2], b[2])
        return a[0], b[1], m, a[3] * math.exp(a[2] - m) + b[3] * math.exp(b[2] - m)

    @staticmethod
    def show(line, label, state: tuple | None) -> None:
        """Draw a state as a line at m over its scores, with s above it; or nothing."""
        label.set_visible(state is not None)
        if state is None:
            line.set_data([], [])
            return
        first, end, m, s = state
        line.set_data([first - 0.45, end - 0.55], [m, m])
        label.set_position(((first + end - 1) / 2, m + 0.5))
        write_numbers(label, "m = {:.1f}\ns = {:.4f}", m, s)

    def read(self) -> dict:
        drawn = [pair for pair in zip(self.lines, self.labels, strict=True) if len(pair[0].get_xdata())]
        ends = [((np.array(line.get_xdata()) + 0.5) // 2).astype(int) for line, _ in drawn]
        return {
            "order": self.title.get_text().partition(" ·")[0],
            "blocks": [self.names[first : last + 1] for first, last in ends],
            "m": [line.get_ydata()[0] for line, _ in drawn],
            "s": [numbers_in(label)[1] for _, label in drawn],
            "at_once": numbers_in(self.title)[0],
        }

    @classmethod
    def say(
        cls, *, order: str, blocks: Sequence[str], m: Sequence[float], s: Sequence[float], at_once: float
    ) -> str:
        states = "; ".join(
            f"{name} m = {format_number(largest, '.1f')}, s = {total:.4f}, "
            f"m + log s = {format_number(largest + math.log(total))}"
            for name, largest, total in zip(blocks, m, s, strict=True)
        )
        merges = format_count(len(cls.names) - len(blocks), "merge")
        return f"{order}, after {merges}: {states} nats. All scores at once: {format_number(at_once)} nats."
