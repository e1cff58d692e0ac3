"""The pictures of notebook 07."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from xentlib.activations import softmax
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
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.lessons.training_a_classifier import network
from xentlib.lessons.training_a_classifier.training import Measure
from xentlib.losses import softmax_cross_entropy

SHAPES = ("o", "s", "^")
PALE = 0.45  # of a class's colour, where the network is sure of it: points on it still stand out
UNITS = {"cross-entropy": " nats", "softmax twice": " nats"}
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))


def class_points(plane: Axes) -> list[Line2D]:
    """The points of each class in its own shape and colour."""
    look = {"markersize": 9, "markeredgecolor": "black", "markeredgewidth": 1.5, "animated": True}
    shapes = zip(SHAPES, COLOURS, strict=False)
    return [plane.plot([], [], shape, color=colour, zorder=4, **look)[0] for shape, colour in shapes]


def guide(ax: Axes) -> Line2D:
    """A line across, where the controls stand, with a knob at its foot."""
    knob = {"marker": "o", "markevery": [0], "markersize": 11, "clip_on": False}
    return ax.axvline(0, color=GREY, linewidth=1.5, animated=True, zorder=5, **knob)


def foot(guide: Line2D) -> tuple[float, float]:
    """Where the knob of a `guide` is."""
    return guide.get_xdata()[0], guide.axes.get_ylim()[0]


def marker(ax: Axes) -> Line2D:
    """The one point of a curve that the sentence tells of."""
    look = {"markersize": 12, "markeredgecolor": "black", "animated": True, "clip_on": False, "zorder": 5}
    middle = np.mean(ax.get_xlim()), np.mean(ax.get_ylim())  # a point outside would take the Axes' room
    return ax.plot(*np.reshape(middle, (2, 1)), "o", color=COLOURS[5], **look)[0]


def place_of(point: Line2D) -> tuple[float, float]:
    """Where a `marker` stands."""
    (x,), (y,) = point.get_data()
    return float(x), float(y)


class OwnPoints(Picture):
    """Points in the plane, what a small network makes of them, and how it came there."""

    axes: ClassVar = {"ncols": 3, "width_ratios": (1.5, 1, 1)}
    steps = 200
    cells = 60  # of the map, along each side

    def __init__(self, plane: Axes, loss: Axes, norm: Axes):
        self.lay_out_plane(plane)
        loss.set(ylim=(0, 1.5), yticks=(0, 0.5, 1, 1.5))
        norm.set(yscale="log", ylim=(1e-3, 10), yticks=(1e-3, 1e-2, 0.1, 1, 10), title="gradient's norm")
        norm.set_yticklabels(["0.001", "0.01", "0.1", "1", "10"])
        self.name = animated_title(loss)
        for ax in (loss, norm):
            ax.set(xlim=(0, self.steps), xticks=(0, 100, 200), xlabel="steps")
        look = {"color": COLOURS[0], "animated": True}
        self.curves = [ax.plot([], [], **look)[0] for ax in (loss, norm)]
        self.markers = [marker(ax) for ax in (loss, norm)]
        self.guide = guide(loss)
        self.handles = [Handle(self.guide, "step", "x", at=foot)]

    def lay_out_plane(self, plane: Axes) -> None:
        """The map of probabilities, the points on it, and a ring around each that is misjudged."""
        ends = {"xlim": (-1, 1), "ylim": (-1, 1), "xticks": (-1, 0, 1), "yticks": (-1, 0, 1)}
        plane.set(**ends, aspect="equal")
        self.least = animated_title(plane)
        middles = (np.arange(self.cells) + 0.5) * 2 / self.cells - 1
        self.grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
        blank = np.ones((self.cells, self.cells, 3))
        look = {"extent": (-1, 1, -1, 1), "origin": "lower", "interpolation": "nearest", "animated": True}
        self.map = plane.imshow(blank, **look)
        ring = {"markersize": 19, "fillstyle": "none", "markeredgewidth": 2.5, "animated": True}
        (self.rings,) = plane.plot([], [], "o", color="black", zorder=5, **ring)
        self.points = class_points(plane)

    def draw(self, *, points: network.Points, loss: str, rate: float, step: int) -> None:
        steps = network.path(points, loss, rate).until(step)
        weights = steps[-1].weights
        write_numbers(self.least, "own class: q ≥ {:.2f}", network.least_of_own(weights, points))
        self.map.set_data(self.colours(softmax(network.scores(weights, self.grid))))
        for label, artist in enumerate(self.points):
            artist.set_data(*coordinates([point for point in points if point[2] == label]))
        wrong = zip(points, network.misjudged(weights, points), strict=True)
        self.rings.set_data(*coordinates([point for point, ring in wrong if ring]))
        self.name.set_text(loss)
        for curve, point, field in zip(self.curves, self.markers, ("loss", "norm"), strict=True):
            curve.set_data(range(step + 1), [getattr(each, field) for each in steps])
            point.set_data([step], [getattr(steps[-1], field)])
        self.guide.set_xdata([step, step])

    def colours(self, q: np.ndarray) -> np.ndarray:
        """Each place in the classes' colours, mixed as the network believes; dark where two are equal."""
        palette = 1 - PALE * (1 - np.array([to_rgb(colour) for colour in COLOURS[: network.CLASSES]]))
        table = (q @ palette).reshape(self.cells, self.cells, 3)
        best = q.argmax(axis=1).reshape(self.cells, self.cells)
        edge = (best != np.roll(best, 1, axis=0)) | (best != np.roll(best, 1, axis=1))
        edge[0], edge[:, 0] = False, False  # what np.roll has brought round from the other side
        table[edge] = to_rgb(GREY)
        return table

    def read(self) -> dict:
        (step, loss), (_, norm) = map(place_of, self.markers)
        count = sum(len(artist.get_xdata()) for artist in self.points)
        right = count - len(self.rings.get_xdata())
        return {
            "name": self.name.get_text(),
            **{"step": step, "loss": loss, "norm": norm, "count": count, "right": right},
            "least": numbers_in(self.least)[0],
        }

    @classmethod
    def say(
        cls, *, name: str, step: float, loss: float, norm: float, count: int, right: int, least: float
    ) -> str:
        return (
            f"After {format_count(step, 'step')}: {name} {format_number(loss)}{UNITS.get(name, '')}, "
            f"gradient's norm {format_number(norm)}; "
            f"{right} of {format_count(count, 'point')} on the right side, "
            f"each point's own class has at least {format_number(least, '.2f')}."
        )


def coordinates(points: Sequence[tuple]) -> tuple[list, list]:
    """The x and the y of points."""
    return [point[0] for point in points], [point[1] for point in points]


class Race(Picture):
    """The same network under several losses: what is measured after each epoch, for all seeds.

    Attributes
    ----------
    runs : mapping of str to list
        By name, for each seed a list of `Measure`, one an epoch from 0 on.
    """

    size = (9.6, 4.6)
    axes: ClassVar = {"ncols": 3}
    epochs = 30
    runs: ClassVar[Mapping[str, list[list[Measure]]]] = {}

    def __init__(self, accuracy: Axes, loss: Axes, norm: Axes):
        panels = accuracy, loss, norm
        accuracy.set(ylim=(0, 1), title="accuracy", yticks=(0, 0.5, 0.9, 1))
        loss.set(ylim=(0, 1.1), title="loss / first loss", yticks=(0, 0.5, 1))
        norm.set(yscale="log", ylim=(0.01, 2), yticks=(0.01, 0.1, 1), title="gradient's norm")
        norm.set_yticklabels(["0.01", "0.1", "1"])
        for ax in panels:
            ax.set(xlim=(0, self.epochs), xticks=(0, 10, 20, 30), xlabel="epochs")
            ax.grid(axis="y", color="#D0D0D0", linewidth=1)
        self.guides = [guide(ax) for ax in panels]
        self.handles = [Handle(line, "epoch", "x", at=foot) for line in self.guides[:2]]
        self.bands = {name: [self.band(ax, place) for ax in panels] for place, name in enumerate(self.runs)}
        self.lines = {name: [self.line(ax, place) for ax in panels] for place, name in enumerate(self.runs)}
        self.lay_out_legend(accuracy)

    def lay_out_legend(self, ax: Axes) -> None:
        """Under all panels, for all of them."""
        handles = [lines[0] for lines in self.lines.values()]
        look = {"frameon": False, "fontsize": 15, "handlelength": 1.5, "columnspacing": 1}
        ax.figure.legend(handles, list(self.runs), loc="outside lower center", ncols=3, **look)

    @staticmethod
    def band(ax: Axes, place: int):
        """From the lowest seed to the highest."""
        return ax.fill_between([], [], [], color=COLOURS[place], alpha=0.25, linewidth=0, animated=True)

    @staticmethod
    def line(ax: Axes, place: int) -> Line2D:
        """The seed in the middle."""
        return ax.plot([], [], color=COLOURS[place], linestyle=DASHES[place], animated=True)[0]

    def draw(self, *, epoch: int) -> None:
        for name, histories in self.runs.items():
            for panel, table in enumerate(self.tables(histories)):
                self.lines[name][panel].set_data(range(table.shape[1]), np.median(table, axis=0))
                self.bands[name][panel].set_data(range(table.shape[1]), table.min(axis=0), table.max(axis=0))
        for line in self.guides:
            line.set_xdata([epoch, epoch])

    def tables(self, histories: list[list[Measure]]) -> list[np.ndarray]:
        """Accuracy, loss as a share of the first, and norm; each by seed and epoch."""
        table = np.reshape(histories, (-1, self.epochs + 1, len(Measure._fields))) if histories else EMPTY
        _, loss, accuracy, norm, _ = np.moveaxis(table, -1, 0)
        return [accuracy, loss / loss[:, :1], norm]

    def read(self) -> dict:
        epoch = int(self.guides[0].get_xdata()[0])
        drawn = {name: lines for name, lines in self.lines.items() if np.isfinite(lines[0].get_ydata()[0])}
        return {
            "epoch": epoch,
            "names": list(drawn),
            "middles": [[line.get_ydata()[epoch] for line in lines] for lines in drawn.values()],
            "ends": [self.ends(self.bands[name][0], epoch) for name in drawn],
        }

    @staticmethod
    def ends(band: Any, epoch: int) -> tuple[float, float]:
        """The lower and the upper end of a band at an epoch."""
        (path,) = band.get_paths()
        heights = path.vertices[path.vertices[:, 0] == epoch, 1]
        return heights.min(), heights.max()

    @classmethod
    def say(cls, *, epoch: int, names: Sequence[str], middles: Sequence, ends: Sequence) -> str:
        each = [
            f"{name}: {share:.0%} ({low:.0%} to {high:.0%}), norm {format_number(norm, '.2f')}"
            for name, (share, _, norm), (low, high) in zip(names, middles, ends, strict=True)
        ]
        opening = f"Accuracy after {format_count(epoch, 'epoch')}, the middle of the seeds (all of them)"
        return f"{opening}: {'; '.join(each) or 'no run yet'}."


EMPTY = np.full((1, Race.epochs + 1, len(Measure._fields)), np.nan)


class Parting(Picture):
    """One long training: the loss on both kinds of digits, and the accuracy.

    Attributes
    ----------
    history : list of Measure
        One an epoch, from 0 on.
    """

    axes: ClassVar = {"ncols": 2}
    epochs = 200
    history: ClassVar[list[Measure]] = []

    def __init__(self, loss: Axes, accuracy: Axes):
        loss.set(ylim=(0, 0.6), title="loss, nats", yticks=np.linspace(0, 0.6, 4))
        accuracy.set(ylim=(0.8, 1), title="accuracy on test digits", yticks=np.linspace(0.8, 1, 5))
        for ax in (loss, accuracy):
            ax.set(xlim=(0, self.epochs), xticks=range(0, 201, 50), xlabel="epochs")
        names = (loss, "training digits", 1), (loss, "test digits", 0), (accuracy, "", 0)
        self.curves = [self.curve(*name) for name in names]
        self.markers = [marker(ax) for ax, _, _ in names]
        self.guides = [guide(ax) for ax in (loss, accuracy)]
        self.handles = [Handle(line, "epoch", "x", at=foot) for line in self.guides]
        loss.legend(loc="upper right", frameon=False).set_animated(True)

    @staticmethod
    def curve(ax: Axes, name: str, place: int) -> Line2D:
        look = {"color": COLOURS[place], "linestyle": DASHES[place], "label": name}
        return ax.plot([], [], animated=True, **look)[0]

    def draw(self, *, epoch: int) -> None:
        fields = ("training_loss", "loss", "accuracy")
        for curve, point, field in zip(self.curves, self.markers, fields, strict=True):
            values = [getattr(each, field) for each in self.history]
            curve.set_data(range(len(values)), values)
            point.set_data([epoch], values[epoch : epoch + 1] or [np.nan])
        for line in self.guides:
            line.set_xdata([epoch, epoch])

    def read(self) -> dict:
        (epoch, training), (_, test), (_, accuracy) = map(place_of, self.markers)
        losses = self.curves[1].get_ydata()
        best = int(np.argmin(losses)) if len(losses) else 0
        return {
            **{"epoch": epoch, "training": training, "test": test, "accuracy": accuracy},
            **{"best": best, "least": losses[best] if len(losses) else np.nan},
        }

    @classmethod
    def say(
        cls, *, epoch: float, training: float, test: float, accuracy: float, best: int, least: float
    ) -> str:
        if np.isnan(test):
            return f"Epoch {epoch:.0f} is still to come."
        losses = f"{format_number(training)} nats on training digits and {format_number(test)} on test digits"
        return (
            f"After {format_count(epoch, 'epoch')} the loss is {losses}, of which {accuracy:.1%} are right. "
            f"The least test loss, {format_number(least)} nats, is that of epoch {best}."
        )


class Digit(Picture):
    """A test digit, its scores, its probabilities and its loss.

    Attributes
    ----------
    digits : mapping of str to tuple
        Under "test": the pixels, 0 to 1, of shape (N, 64), and the true classes.
    logits : mapping of str to numpy.ndarray, shape (N, 10)
        Under "test": what the network gives to each.
    """

    axes: ClassVar = {"ncols": 3, "width_ratios": (1, 1.2, 1.2)}
    digits: ClassVar[Mapping[str, tuple]] = {}
    logits: ClassVar[Mapping[str, np.ndarray]] = {}

    def __init__(self, image: Axes, scores: Axes, probabilities: Axes):
        self.images, self.target = map(np.asarray, self.digits["test"])
        self.table = self.logits["test"]
        self.losses = softmax_cross_entropy(self.table, self.target, reduction="none")
        self.order = np.argsort(-self.losses, kind="stable")
        self.lay_out(image, scores, probabilities)

    def lay_out(self, image: Axes, scores: Axes, probabilities: Axes) -> None:
        image.set(xticks=[], yticks=[])
        look = {"cmap": "gray_r", "vmin": 0, "vmax": 1, "animated": True}
        self.image = image.imshow(np.zeros((8, 8)), **look)
        self.name = animated_title(image)
        scores.set(ylim=(-30, 30), title="scores, nats")
        scores.axhline(0, color=GREY, linewidth=1.5)
        probabilities.set(ylim=(0, 1), title="probabilities", yticks=(0, 0.5, 1))
        for ax in (scores, probabilities):
            ax.set(xlim=(-0.6, 9.6), xticks=range(10), xlabel="class")
        self.bars = [
            ax.bar(range(10), 0.0, color=COLOURS[0], animated=True) for ax in (scores, probabilities)
        ]
        self.arrows = [self.arrow(ax) for ax in (scores, probabilities)]

    @staticmethod
    def arrow(ax: Axes) -> Line2D:
        """Stands over the true class."""
        where = {"transform": ax.get_xaxis_transform(), "clip_on": False, "animated": True}
        return ax.plot([0], [0.97], "v", color=COLOURS[5], markersize=14, markeredgecolor="black", **where)[0]

    def draw(self, *, rank: int) -> None:
        index = self.order[rank - 1]
        self.image.set_data(self.images[index].reshape(8, 8))
        scores = self.table[index]
        for bars, heights in zip(self.bars, (scores, softmax(scores)), strict=True):
            set_heights(bars, heights)
        for arrow in self.arrows:
            arrow.set_xdata([self.target[index]])
        write_numbers(self.name, "rank {:.0f}: {:.4f} nats", rank, self.losses[index])

    def read(self) -> dict:
        rank, loss = numbers_in(self.name)
        return {
            "rank": rank,
            "truth": int(self.arrows[0].get_xdata()[0]),
            "scores": heights_of(self.bars[0]),
            "q": heights_of(self.bars[1]),
            "loss": loss,
        }

    @classmethod
    def say(cls, *, rank: float, truth: int, scores: Sequence[float], q: Sequence[float], loss: float) -> str:
        said = int(np.argmax(scores))
        others = "" if said == truth else f", {truth} has {format_number(scores[truth], '.2f')}"
        return (
            f"Rank {rank:.0f} by loss: a {truth}, and the network says {said}, with probability "
            f"{q[said]:.4f}. Score {format_number(scores[said], '.2f')}{others}. "
            f"The truth gets {format_number(q[truth], '.2g')}, so the loss is {format_number(loss)} nats."
        )


class Reliability(Picture):
    """How often a network is right where it is so and so sure, at a temperature.

    Attributes
    ----------
    logits, target : mapping of str to numpy.ndarray
        By the name of a part of the digits, of shape (N, 10) and (N,).
    """

    axes: ClassVar = {"ncols": 2}
    logits: ClassVar[Mapping[str, np.ndarray]] = {}
    target: ClassVar[Mapping[str, np.ndarray]] = {}
    temperatures = np.linspace(0.5, 4, 71)
    bins = 10

    def __init__(self, diagram: Axes, loss: Axes):
        self.lay_out_diagram(diagram)
        loss.set(xlim=(0.5, 4), ylim=(0, 0.5), xlabel="temperature T", title="loss, nats")
        loss.set(xticks=(0.5, 1, 2, 3, 4), yticks=np.linspace(0, 0.5, 6))
        (self.curve,) = loss.plot([], [], color=COLOURS[0], animated=True)
        self.marker = marker(loss)
        self.heights = {part: [self.loss(part, T) for T in self.temperatures] for part in self.logits}
        self.handles = [Handle(self.marker, "T", "x")]

    def lay_out_diagram(self, diagram: Axes) -> None:
        """A bar and a dot for each bin; on the diagonal a network is as often right as it is sure."""
        self.name = animated_title(diagram)
        ticks = np.linspace(0, 1, 6)
        diagram.set(xlim=(0, 1), ylim=(0, 1.12), xticks=ticks, yticks=ticks)
        diagram.set(xlabel="confidence", ylabel="share that is right")
        diagram.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1.5)
        middles = (np.arange(self.bins) + 0.5) / self.bins
        look = {"width": 1 / self.bins, "edgecolor": "white", "color": COLOURS[4], "animated": True}
        self.bars = diagram.bar(middles, 0.0, **look)
        self.counts = animated_texts(diagram, middles, 1.05)
        (self.dots,) = diagram.plot([], [], "D", color="black", markersize=7, animated=True)

    @classmethod
    def loss(cls, part: str, T: float) -> float:
        return softmax_cross_entropy(cls.logits[part] / T, cls.target[part])

    def draw(self, *, part: str, T: float) -> None:
        logits = self.logits[part]
        right = logits.argmax(axis=1) == self.target[part]
        self.draw_diagram(softmax(logits, temperature=T).max(axis=1), right)
        self.curve.set_data(self.temperatures, self.heights[part])
        self.marker.set_data([T], [self.loss(part, T)])
        self.name.set_text(f"{part} digits")

    def draw_diagram(self, confidence: np.ndarray, right: np.ndarray) -> None:
        """Sort the digits into bins by confidence; a dot has a bin's mean confidence and its share."""
        place = np.minimum(confidence * self.bins, self.bins - 1).astype(int)
        counts = np.bincount(place, minlength=self.bins)
        shares, means = (
            np.bincount(place, each, self.bins) / np.maximum(counts, 1) for each in (right, confidence)
        )
        set_heights(self.bars, shares)
        self.dots.set_data(means[counts > 0], shares[counts > 0])
        for text, count in zip(self.counts, counts, strict=True):
            write_numbers(text, "{:.0f}", count)

    def read(self) -> dict:
        counts = np.array([numbers_in(text)[0] for text in self.counts])
        weights = counts[counts > 0] / counts.sum()
        confidence, share = np.array(self.dots.get_data()) @ weights
        T, loss = place_of(self.marker)
        gap = weights @ np.abs(np.subtract(*self.dots.get_data()))
        part = self.name.get_text().split()[0]
        return {"part": part, "T": T, "loss": loss, "confidence": confidence, "share": share, "gap": gap}

    @classmethod
    def say(cls, *, part: str, T: float, loss: float, confidence: float, share: float, gap: float) -> str:
        return (
            f"{part.capitalize()} digits at T = {T:.2f}: loss {format_number(loss)} nats. "
            f"The mean confidence is {confidence:.1%}, and {share:.1%} are right. "
            f"A digit's bin is off by {gap:.1%} in the mean."
        )
