"""The pictures of notebook 06. Torch is loaded when one of them is made, and not before."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from xentlib.activations import log_softmax, softmax
from xentlib.explorers.artists import ENDLESS
from xentlib.explorers.theme import COLOURS, GREY, HATCHES
from xentlib.lessons.cross_entropy_vs_nll_loss.mistakes import (
    MISTAKES,
    SCORES,
    Finding,
    curve,
    examine,
    lowest,
    torch_for_small_tensors,
)
from xentlib.losses import nll_loss, softmax_cross_entropy

CLASSES = ("cat", "dog", "bird")
CODE = {"family": "monospace", "fontsize": 14}


def sheet(ax: Axes, width: float, height: float) -> None:
    """Make an Axes to write on, measured from its upper left corner."""
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")


def write(ax: Axes, x: float, y: float, text: str = " ", **kwargs) -> Text:
    return ax.text(x, y, text, va="center", **kwargs)


def digits(value: float, places: int = 4) -> str:
    """A number with a true minus, and without one where it rounds to 0."""
    return f"{round(float(value), places) + 0.0:.{places}f}".replace("-", "−")


def by_xentlib(logits: np.ndarray, target: list[int]) -> tuple:
    """Every step from scores to loss, and the loss in one call."""
    log_q = log_softmax(logits)
    picked = nll_loss(log_q, target, reduction="none")
    return softmax(logits), log_q, picked, picked.mean(), softmax_cross_entropy(logits, target)


def by_torch(logits: np.ndarray, target: list[int]) -> tuple:
    with torch_for_small_tensors() as torch:
        loss, logits, target = torch.nn.functional, torch.tensor(logits), torch.tensor(target)
        log_q = loss.log_softmax(logits, 1)
        picked = loss.nll_loss(log_q, target, reduction="none")
        return loss.softmax(logits, 1), log_q, picked, picked.mean(), loss.cross_entropy(logits, target)


class Pipeline:
    """A cat and a bird on their way from scores to a loss, in xentlib and in torch. The cat's row moves."""

    second, second_target = (0.1, 0.2, 0.9), "bird"
    rows: ClassVar = ((100, 134, 168), (210, 244, 278))
    columns: ClassVar = (180, 310, 420, 520, 660, 770, 870)  # right ends: scores, then three steps twice
    ends: ClassVar = (520, 870)  # where the ways from scores to loss arrive

    def __init__(self, ax: Axes):
        sheet(ax, 890, 440)
        self.headings(ax)
        box = {"width": 880, "fill": False, "edgecolor": COLOURS[0], "linewidth": 2}
        (self.here,) = ax.bar([440], [34], animated=True, **box)
        ax.bar([440], [34], **box, bottom=self.rows[1][CLASSES.index(self.second_target)] - 17)
        self.first, self.rest = (
            [[write(ax, x, y, ha="right", animated=moves) for x in self.columns] for y in rows]
            for rows, moves in zip(self.rows, (True, False), strict=True)
        )
        self.means, self.at_once = (
            [write(ax, x, y, ha="right", animated=True) for x in self.ends] for y in (326, 404)
        )
        self.update(cat=0.0, dog=0.0, bird=0.0, target="cat")  # the second picture's numbers, once for all

    def headings(self, ax: Axes) -> None:
        for x, library, call in (
            (415, "xentlib", "softmax_cross_entropy"),
            (765, "torch", "F.cross_entropy"),
        ):
            write(ax, x, 18, library, ha="center", weight="bold")
            write(ax, x + 105, 372, call, ha="right", **CODE)
        for x, step in zip(self.columns, ("scores", *["→ softmax", "→ log", "→ pick"] * 2), strict=True):
            write(ax, x, 58, step, ha="right")
        for y, name in zip(np.ravel(self.rows), CLASSES * 2, strict=True):
            write(ax, 10, y, name)
        for y, name in ((326, "→ mean, nats"), (404, "in one call, nats")):
            write(ax, 10, y, name)
        ax.hlines([79, 189, 299, 350], 0, 880, color=GREY, linewidth=1)

    def update(self, *, cat: float, dog: float, bird: float, target: str) -> str:
        logits = np.array([[cat, dog, bird], self.second])
        targets = [CLASSES.index(target), CLASSES.index(self.second_target)]
        self.here.set_y(self.rows[0][targets[0]] - 17)
        for library, steps in enumerate((by_xentlib, by_torch)):
            q, log_q, picked, mean, at_once = steps(logits, targets)
            for row in range(3):
                for cells, picture in ((self.first, 0), (self.rest, 1)):
                    self.fill(cells[row], library, logits[picture, row], q[picture, row], log_q[picture, row])
                    pick = digits(picked[picture]) if row == targets[picture] else " "
                    cells[row][3 + 3 * library].set_text(pick)
            self.means[library].set_text(digits(mean))
            self.at_once[library].set_text(digits(at_once))
        row = self.rows[0].index(self.here.get_y() + 17)
        _, q, _, pick, *_ = (cell.get_text() for cell in self.first[row])
        ours, theirs = (mean.get_text() for mean in self.means)
        return (
            f"The first picture is a {CLASSES[row]}, to which softmax gives {q}: −log of it is {pick} nats. "
            f"Mean with the second picture: {ours} nats by xentlib, {theirs} by torch; "
            f"in one call {self.at_once[0].get_text()} and {self.at_once[1].get_text()}."
        )

    @staticmethod
    def fill(row: list[Text], library: int, score: float, q: float, log_q: float) -> None:
        row[0].set_text(digits(score, 2))
        row[1 + 3 * library].set_text(digits(q))
        row[2 + 3 * library].set_text(digits(log_q))


def least(floor: float) -> str:
    if math.isnan(floor):
        return "none"
    return "none, it falls for ever" if floor <= -ENDLESS else f"{digits(floor)} nats"


class Clinic:
    """A line that people write and the line that they meant: their losses over the true class's score."""

    axes: ClassVar = {"nrows": 2, "height_ratios": [5, 7]}

    def __init__(self, lines: Axes, losses: Axes):
        sheet(lines, 940, 150)
        for y, name in zip((15, 53, 91, 129), ("given", "written", "mended", "torch"), strict=True):
            write(lines, 0, y, name, weight="bold")
        self.lines = [write(lines, 112, y, animated=True, **CODE) for y in (15, 53, 91)]
        self.said = write(lines, 112, 129, animated=True, fontsize=14)
        losses.set(xlim=(-6.1, 6.1), ylim=(-2, 7.3), xlabel="score of the true class; upwards the loss, nats")
        losses.axhline(0, color=GREY, linewidth=1)
        self.curves, self.points, self.slopes, self.findings = [], [], [], []
        for colour, dash, mark, y in ((COLOURS[5], "--", "s", 6.3), (COLOURS[0], "-", "o", 4.9)):
            kind = {"color": colour, "linestyle": dash}
            self.curves += losses.plot([], [], animated=True, **kind)
            self.slopes += losses.plot([], [], animated=True, color="black", linewidth=1.5)
            self.points += losses.plot([], [], mark, animated=True, color=colour, markersize=12)
            losses.plot([-0.85, -0.25], [y, y], marker=mark, markersize=10, **kind)
            self.findings.append(write(losses, 0, y, animated=True))
        (self.floor,) = losses.plot([], [], color=GREY, linestyle=":", animated=True)
        self.floor_label = write(losses, 0, 3.5, animated=True)

    def update(self, *, mistake: str, score: float) -> str:
        case = MISTAKES[mistake]
        codes = (case.written, case.mended)
        for text, code in zip(self.lines, (case.given or "only the batch", *codes), strict=True):
            text.set_text(code)
        found = [examine(code, case.given, score) for code in codes]
        for index, (code, finding) in enumerate(zip(codes, found, strict=True)):
            self.curves[index].set_data(SCORES, curve(code, case.given, SCORES))
            self.points[index].set_data([score], [finding.loss])
            ends = np.array([-0.8, 0.8])
            self.slopes[index].set_data(score + ends, finding.loss + ends * finding.slope)
        self.floor.set_data([-6.1, 6.1], [max(lowest(case.written, case.given), -ENDLESS)] * 2)
        self.said.set_text(self.shortened(found[0]))
        for name, text, point in zip(("written", "mended"), self.findings, self.results(), strict=True):
            text.set_text(f"{name}: {point}")
        floor = self.floor.get_ydata()[0]
        self.floor_label.set_text("" if math.isnan(floor) else f"lowest of written: {least(floor)}")
        return self.tell(mistake)

    def results(self) -> list[str]:
        """Loss and slope of both lines, read off the points and the tangents through them."""
        return [
            "no loss"
            if math.isnan(point.get_ydata()[0])
            else f"{digits(point.get_ydata()[0])} nats, slope {digits(np.diff(slope.get_ydata())[0] / 1.6)}"
            for point, slope in zip(self.points, self.slopes, strict=True)
        ]

    def tell(self, mistake: str) -> str:
        (score,) = self.points[1].get_xdata()
        written, mended = self.results()
        floor = self.floor.get_ydata()[0]
        told = self.said.get_text().split(":")[0]
        return (
            f"{mistake}, at a score of {digits(score, 1)}. Written: {written}. Mended: {mended}. "
            f"Lowest of the written line: {least(floor)}. Torch says {told}. {MISTAKES[mistake].why}"
        )

    @staticmethod
    def shortened(finding: Finding) -> str:
        text = f"{finding.said}: {finding.message}" if finding.message else finding.said
        return text if len(text) <= 76 else text[:75] + "…"


class ArgumentLab:
    """The loss of three pictures with every argument's number in its place in the formula."""

    axes: ClassVar = {"nrows": 2, "height_ratios": [2, 1]}
    logits = ((2.0, 0.5, 0.1), (0.1, 0.2, 0.9), (0.3, 0.8, 0.2))
    targets: ClassVar = {
        "class indices": (0, 2, 0),
        "class probabilities": ((0.8, 0.1, 0.1), (0.0, 0.3, 0.7), (0.5, 0.5, 0.0)),
    }
    rows: ClassVar = (60, 98, 136)
    columns: ClassVar = (417, 626, 836)

    def __init__(self, lines: Axes, parts: Axes):
        sheet(lines, 940, 290)
        self.weights = [write(lines, x, 16, ha="right", animated=True) for x in self.columns]
        write(lines, 935, 16, "ℓ, nats", ha="right")
        write(lines, 0, 16, "w · t · (−log q)")
        for number, y in enumerate(self.rows, 1):
            write(lines, 0, y, f"picture {number}")
        moving = {"animated": True, "fontsize": 14}
        self.terms = [write(lines, 935, y, ha="right", **moving) for y in self.rows]
        self.formula = write(lines, 0, 190, **moving)
        for y, call in ((230, "F.cross_entropy"), (266, "softmax_cross_entropy")):
            write(lines, 0, y, call, **CODE)
        self.calls = [write(lines, 270, y, **moving) for y in (230, 266)]
        parts.spines.left.set_visible(False)
        parts.set(xlim=(-2.5, 13), ylim=(-0.6, 1.6), yticks=[], xticks=range(0, 13, 2))
        for y, name in enumerate(("divided by", "sum of ℓ, nats")):
            write(parts, -0.15, y, name, ha="right")
        self.below, self.above = (
            [
                parts.barh([y], 0.0, 0.7, color=COLOURS[i], hatch=HATCHES[i], animated=True)[0]
                for i in range(3)
            ]
            for y in (0, 1)
        )
        self.totals = [write(parts, 0, y, animated=True) for y in (0, 1)]
        self.surprise = -log_softmax(self.logits)

    def update(self, *, reduction: str, target: str, ignore_index: int, smoothing: float, **weights) -> str:
        given, w = self.targets[target], np.array([weights[name] for name in CLASSES])
        hard = target == "class indices"
        refused = not hard and ignore_index >= 0
        kept = np.array([not refused and (not hard or y != ignore_index) for y in given])
        t = (1 - smoothing) * (np.eye(3)[list(given)] if hard else np.array(given)) + smoothing / 3
        for text, name, weight in zip(self.weights, CLASSES, w, strict=True):
            text.set_text(f"{name}, w = {weight:.2f}")
        self.fill(w, t, kept)
        divided = reduction == "mean" and not refused
        line_up(self.below, kept * (w[list(given)] if hard else np.ones(3)) * divided)
        self.formula.set_text(self.filled_in("refused" if refused else reduction))
        for total, bars, shown in zip(self.totals, (self.below, self.above), (divided, True), strict=True):
            width = sum(bar.get_width() for bar in bars)
            total.set(x=width + 0.15, text=digits(width) if shown else "nothing")
        options = {"ignore_index": ignore_index, "label_smoothing": smoothing, "reduction": reduction}
        for text, loss in zip(self.calls, (cross_entropy, softmax_cross_entropy), strict=True):
            text.set_text(outcome(loss, self.logits, given, weight=w, **options))
        theirs, ours = (text.get_text() for text in self.calls)
        weights = "; ".join(text.get_text() for text in self.weights)
        loss = f"{self.formula.get_text()}. By torch: {theirs}; by xentlib: {ours}."
        return f"{target.capitalize()}; {weights}. {loss}"

    def fill(self, w: np.ndarray, t: np.ndarray, kept: np.ndarray) -> None:
        """Write each picture's terms, and draw what they add up to."""
        losses = np.where(kept, (w * t * self.surprise).sum(1), 0.0)
        line_up(self.above, losses)
        for i, text in enumerate(self.terms):
            factors = zip(w, t[i], self.surprise[i], strict=True)
            terms = [f"{weight:.2f} · {part:.2f} · {digits(s)}" for weight, part, s in factors]
            loss = f"{self.above[i].get_width():8.4f}"
            text.set_text("    ".join([*terms, loss]) if kept[i] else f"left out    {loss}")

    def filled_in(self, reduction: str) -> str:
        """The formula with the current numbers, as the bars show them."""
        losses, divisors = ([bar.get_width() for bar in bars] for bars in (self.above, self.below))
        above, below = " + ".join(map(digits, losses)), " + ".join(f"{part:.2f}" for part in divisors)
        if reduction == "refused":
            return "no loss: class probabilities leave no class to ignore"
        if reduction == "none":
            return f"none = {above.replace(' +', ',')} nats"
        if reduction == "sum":
            return f"sum = {above} = {digits(sum(losses))} nats"
        mean = sum(losses) / sum(divisors) if sum(divisors) else math.nan
        return f"mean = ({above}) / ({below}) = {digits(mean)} nats"


def cross_entropy(logits: Sequence, target: Sequence, *, weight: np.ndarray, **options):
    """Torch's, of what NumPy takes."""
    with torch_for_small_tensors() as torch:
        logits, target, weight = (torch.tensor(np.array(given)) for given in (logits, target, weight))
        return torch.nn.functional.cross_entropy(logits, target, weight, **options)


def outcome(loss, *args, **options) -> str:
    """What a loss returns, in nats, or the name of its refusal."""
    try:
        return f"{', '.join(map(digits, np.atleast_1d(loss(*args, **options))))} nats"
    except (RuntimeError, ValueError) as error:
        return type(error).__name__


def line_up(bars: Sequence, widths: np.ndarray) -> None:
    """Put each lying bar at the end of the one before."""
    start = 0.0
    for bar, width in zip(bars, widths, strict=True):
        bar.set(x=start, width=width)
        start += width
