"""The pictures of notebook 06. Torch is loaded when one of them is made, and not before."""

import math
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from xentlib.activations import log_softmax, softmax
from xentlib.explorers.artists import PAPER, drawable, last_word, numbers_in, undrawn, write_numbers
from xentlib.explorers.handles import Handle
from xentlib.explorers.numbers import format_number
from xentlib.explorers.picture import Picture
from xentlib.explorers.theme import COLOURS, GREY, HATCHES
from xentlib.lessons.cross_entropy_vs_nll_loss.batch import CLASSES, LOGITS, TARGETS
from xentlib.lessons.cross_entropy_vs_nll_loss.mistakes import (
    MISTAKES,
    SCORES,
    Finding,
    Mistake,
    curve,
    examine,
    lowest,
    torch_for_small_tensors,
)
from xentlib.losses import nll_loss, softmax_cross_entropy

CODE = {"family": "monospace", "fontsize": 14.8}


def sheet(ax: Axes, width: float, height: float) -> None:
    """Make an Axes to write on, measured from its upper left corner."""
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")


def write(ax: Axes, x: float, y: float, text: str = " ", **kwargs) -> Text:
    """Return a text that is centred on the height y."""
    return ax.text(x, y, text, va="center", **kwargs)


def by_xentlib(logits: np.ndarray, target: list[int]) -> tuple:
    """Return every step from scores to loss, and the loss in one call."""
    log_q = log_softmax(logits)
    picked = nll_loss(log_q, target, reduction="none")
    return softmax(logits), log_q, picked, picked.mean(), softmax_cross_entropy(logits, target)


def by_torch(logits: np.ndarray, target: list[int]) -> tuple:
    """Return the same by torch."""
    with torch_for_small_tensors() as torch:
        loss, logits, target = torch.nn.functional, torch.tensor(logits), torch.tensor(target)
        log_q = loss.log_softmax(logits, 1)
        picked = loss.nll_loss(log_q, target, reduction="none")
        steps = loss.softmax(logits, 1), log_q, picked, picked.mean(), loss.cross_entropy(logits, target)
        return tuple(step.numpy() for step in steps)


class Pipeline(Picture):
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
        self.draw(cat=0.0, dog=0.0, bird=0.0, target="cat")  # the second picture's numbers, once for all

    def headings(self, ax: Axes) -> None:
        calls = ((415, "xentlib", "softmax_cross_entropy"), (765, "torch", "F.cross_entropy"))
        for x, library, call in calls:
            write(ax, x, 18, library, ha="center", weight="bold")
            write(ax, x + 105, 372, call, ha="right", **CODE)
        for x, step in zip(self.columns, ("scores", *["→ softmax", "→ log", "→ pick"] * 2), strict=True):
            write(ax, x, 58, step, ha="right")
        for y, name in zip(np.ravel(self.rows), CLASSES * 2, strict=True):
            write(ax, 10, y, name)
        for y, name in ((326, "→ mean, nats"), (404, "in one call, nats")):
            write(ax, 10, y, name)
        ax.hlines([79, 189, 299, 350], 0, 880, color=GREY, linewidth=1)

    def draw(self, *, cat: float, dog: float, bird: float, target: str) -> None:
        logits = np.array([[cat, dog, bird], self.second])
        true = [CLASSES.index(target), CLASSES.index(self.second_target)]
        self.here.set_y(self.rows[0][true[0]] - self.here.get_height() / 2)
        for library, calculate in enumerate((by_xentlib, by_torch)):
            *steps, mean, at_once = calculate(logits, true)
            for picture, table in enumerate((self.first, self.rest)):
                mine = [step[picture] for step in steps]
                self.fill(table, library, true[picture], logits[picture], mine)
            write_numbers(self.means[library], "{}", mean)
            write_numbers(self.at_once[library], "{}", at_once)

    @staticmethod
    def fill(table: Sequence, library: int, true: int, scores: Sequence[float], steps: Sequence) -> None:
        """Write one picture's numbers: a row for each class, and what is picked in that of the true one."""
        q, log_q, picked = steps
        for row, cells in enumerate(table):
            softmax_cell, log_cell, pick_cell = cells[1 + 3 * library : 4 + 3 * library]
            write_numbers(cells[0], "{}", scores[row], spec=".2f")
            write_numbers(softmax_cell, "{}", q[row])
            write_numbers(log_cell, "{}", log_q[row])
            write_numbers(pick_cell, *(("{}", picked) if row == true else (" ",)))

    def read(self) -> dict:
        row = [self.here.get_bbox().containsy(y) for y in self.rows[0]].index(True)
        _, (q,), _, (loss,), *_ = map(numbers_in, self.first[row])
        means, at_once = ([numbers_in(end)[0] for end in ends] for ends in (self.means, self.at_once))
        return {"true": CLASSES[row], "q": q, "loss": loss, "means": means, "at_once": at_once}

    @classmethod
    def say(
        cls, *, true: str, q: float, loss: float, means: Sequence[float], at_once: Sequence[float]
    ) -> str:
        q, loss, ours, theirs, *in_one_call = map(format_number, (q, loss, *means, *at_once))
        return (
            f"The first picture is a {true}, to which softmax gives {q}: −log of it is {loss} nats. "
            f"Mean with the second picture: {ours} nats by xentlib, {theirs} by torch; "
            f"in one call {' and '.join(in_one_call)}."
        )


def code_of(case: Mistake) -> tuple[str, str, str]:
    """Return what is run: what is given, and the two lines."""
    return case.given or "only the batch", case.written, case.mended


def slope_of(tangent: Line2D) -> float:
    """Return the slope of a line of two points."""
    x, y = tangent.get_data()
    return float(np.diff(y)[0] / np.diff(x)[0])


def result(loss: float, slope: float, said: str = "nothing") -> str:
    """Say what a line comes to; where torch stops there is no loss, else the loss may still be nan."""
    if math.isnan(loss):
        return "the loss is nan" if said == "nothing" else "no loss"
    return f"{format_number(loss)} nats, slope {format_number(slope)}"


def least(floor: float) -> str:
    """Say how low a loss can come."""
    if math.isnan(floor):
        return "none"
    return "none, it falls for ever" if floor == -math.inf else f"{format_number(floor)} nats"


class Clinic(Picture):
    """A line that people write and the line that they meant: their losses over the true class's score."""

    axes: ClassVar = {"nrows": 2, "height_ratios": [5, 7]}
    by_code: ClassVar = {code_of(case): name for name, case in MISTAKES.items()}

    def __init__(self, code: Axes, losses: Axes):
        self.code_panel(code)
        losses.set(
            xlim=(-6.1, 6.1), ylim=(-2.5, 7.3), xlabel="score of the true class; upwards the loss, nats"
        )
        losses.axhline(0, color=GREY, linewidth=1)
        self.curves, self.tangents, self.points, self.results = [], [], [], []
        self.add_loss(losses, 6.6, "s", color=COLOURS[5], linestyle="--")
        self.add_loss(losses, 5.4, "o", color=COLOURS[0], linestyle="-")
        self.handles = [Handle(point, "score", "x") for point in self.points]
        self.floor = losses.axhline(0, color=GREY, linestyle=":", animated=True)
        self.floor_label = write(losses, 0.5, 4.2, animated=True, bbox=PAPER)

    def code_panel(self, ax: Axes) -> None:
        sheet(ax, 940, 150)
        for y, name in zip((15, 53, 91, 129), ("given", "written", "mended", "torch"), strict=True):
            # Left of the Axes, for lines of 69 letters.
            write(ax, -44, y, name, color=GREY, in_layout=False)
        self.lines = [write(ax, 60, y, animated=True, in_layout=False, **CODE) for y in (15, 53, 91)]
        self.said = write(ax, 60, 129, animated=True, in_layout=False)

    def add_loss(self, ax: Axes, y: float, marker: str, **line: str) -> None:
        """Add a line's loss over the score, its tangent and point at the score, and their key at height y."""
        self.curves += ax.plot([], [], animated=True, **line)
        self.tangents += ax.plot([], [], animated=True, color="black", linewidth=1.5)
        self.points += ax.plot([], [], marker, animated=True, color=line["color"], markersize=12)
        ax.plot([-0.35, 0.25], [y, y], marker=marker, markersize=10, **line)
        self.results.append(write(ax, 0.5, y, animated=True, bbox=PAPER))

    def draw(self, *, mistake: str, score: float) -> None:
        case = MISTAKES[mistake]
        for text, words in zip(self.lines, code_of(case), strict=True):
            text.set_text(words)
        written, mended = (examine(line, case.given, score) for line in (case.written, case.mended))
        self.draw_loss(0, curve(case.written, case.given, SCORES), score, written)
        self.draw_loss(1, curve(case.mended, case.given, SCORES), score, mended)
        self.floor.set_ydata([drawable(lowest(case.written, case.given))] * 2)
        self.said.set_text(self.shortened(written))
        self.label(**self.read())

    def draw_loss(self, index: int, losses: Sequence[float], score: float, finding: Finding) -> None:
        loss, ends = drawable(finding.loss), np.array([-0.8, 0.8])
        self.curves[index].set_data(SCORES, [*map(drawable, losses)])
        self.points[index].set_data([score], [loss])
        self.tangents[index].set_data(score + ends, loss + ends * finding.slope)

    @staticmethod
    def shortened(finding: Finding) -> str:
        text = f"{finding.said}: {finding.message}" if finding.message else finding.said
        return text if len(text) <= 76 else text[:75] + "…"

    def label(
        self, *, losses: Sequence[float], slopes: Sequence[float], floor: float, said: str, **_
    ) -> None:
        lines = zip(self.results, ("written", "mended"), losses, slopes, (said, "nothing"), strict=True)
        for text, name, *outcome in lines:
            text.set_text(f"{name}: {result(*outcome)}")
        self.floor_label.set_text("" if math.isnan(floor) else f"lowest of written: {least(floor)}")

    def read(self) -> dict:
        points = np.array([point.get_xydata()[0] for point in self.points])
        return {
            "mistake": self.by_code[tuple(text.get_text() for text in self.lines)],
            "score": points[0, 0],
            "losses": [*map(undrawn, points[:, 1])],
            "slopes": [slope_of(tangent) for tangent in self.tangents],
            "floor": undrawn(self.floor.get_ydata()[0]),
            "said": self.said.get_text().partition(":")[0],
        }

    @classmethod
    def say(
        cls,
        *,
        mistake: str,
        score: float,
        losses: Sequence[float],
        slopes: Sequence[float],
        floor: float,
        said: str,
    ) -> str:
        written, mended = map(result, losses, slopes, (said, "nothing"))
        return (
            f"{mistake}, at a score of {format_number(score, '.1f')}. Written: {written}. Mended: {mended}. "
            f"Lowest of the written line: {least(floor)}. Torch says {said}. {MISTAKES[mistake].why}"
        )


def line_up(bars: Sequence[Rectangle], widths: Sequence[float]) -> None:
    """Put each lying bar at the end of the one before."""
    start = 0.0
    for bar, width in zip(bars, widths, strict=True):
        bar.set(x=start, width=width)
        start += width


def widths_of(bars: Sequence[Rectangle]) -> list[float]:
    """Return how wide the lying bars are."""
    return [float(bar.get_width()) for bar in bars]


def cross_entropy(logits: Sequence, target: Sequence, *, weight: np.ndarray, **options: Any) -> np.ndarray:
    """Return torch's, of what NumPy takes."""
    with torch_for_small_tensors() as torch:
        logits, target, weight = (torch.tensor(np.array(given)) for given in (logits, target, weight))
        return torch.nn.functional.cross_entropy(logits, target, weight, **options).numpy()


def write_outcome(text: Text, loss: Callable, *args: Any, **options: Any) -> None:
    """Show what a loss returns, in nats, or the name of its refusal."""
    try:
        losses = np.atleast_1d(loss(*args, **options))
    except (RuntimeError, ValueError) as error:
        write_numbers(text, type(error).__name__)
    else:
        write_numbers(text, ", ".join(["{}"] * len(losses)) + " nats", *losses)


def smoothed(target: str, smoothing: float) -> np.ndarray:
    """Return p: the share of each class (columns) in the target of each picture (rows)."""
    p = np.eye(3)[list(TARGETS[target])] if target == "class indices" else np.array(TARGETS[target])
    return (1 - smoothing) * p + smoothing / 3


def equation(reduction: str, losses: Sequence[float], divisors: Sequence[float]) -> str:
    """Return the formula of a reduction with its numbers; a loss that is refused has none."""
    terms = [*map(format_number, losses)]
    if reduction == "no":
        return "no loss: class probabilities leave no class to ignore"
    if reduction == "none":
        return f"none = {', '.join(terms)} nats"
    above, below = " + ".join(terms), " + ".join(f"{part:.2f}" for part in divisors)
    if reduction == "sum":
        return f"sum = {above} = {format_number(sum(losses))} nats"
    mean = sum(losses) / sum(divisors) if sum(divisors) else math.nan
    return f"mean = ({above}) / ({below}) = {format_number(mean)} nats"


class ArgumentLab(Picture):
    """The loss of three pictures with every argument's number in its place in the formula."""

    axes: ClassVar = {"nrows": 2, "height_ratios": [2, 1]}
    rows: ClassVar = (60, 98, 136)
    columns: ClassVar = (362, 593, 824)  # where the terms below end
    surprise = -log_softmax(LOGITS)

    def __init__(self, lines: Axes, sums: Axes):
        self.term_panel(lines)
        self.call_panel(lines)
        self.sum_panel(sums)

    def term_panel(self, ax: Axes) -> None:
        sheet(ax, 940, 290)
        self.weights = [write(ax, x, 16, ha="right", animated=True) for x in self.columns]
        write(ax, 935, 16, "ℓ, nats", ha="right")
        write(ax, 0, 16, "w · p · (−log q)")
        for number, y in enumerate(self.rows, 1):
            write(ax, 0, y, f"picture {number}")
        self.terms = [write(ax, 935, y, ha="right", animated=True, fontsize=15) for y in self.rows]

    def call_panel(self, ax: Axes) -> None:
        moving = {"animated": True, "fontsize": 15}
        self.formula = write(ax, 0, 190, **moving)
        for y, call in ((230, "F.cross_entropy"), (266, "softmax_cross_entropy")):
            write(ax, 0, y, call, **CODE)
        self.calls = [write(ax, 270, y, **moving) for y in (230, 266)]
        write(ax, 670, 230, "target", **CODE)
        self.target = write(ax, 755, 230, **moving)

    def sum_panel(self, ax: Axes) -> None:
        ax.spines.left.set_visible(False)
        ax.set(xlim=(-2.5, 13), ylim=(-0.6, 1.6), yticks=[], xticks=range(0, 13, 2))
        for y, name in enumerate(("divided by", "sum of ℓ, nats")):
            write(ax, -0.15, y, name, ha="right")
        look = {"color": COLOURS[:3], "hatch": HATCHES[:3], "animated": True}
        self.below, self.above = (ax.barh([y] * 3, 0.0, 0.7, **look) for y in (0, 1))
        self.totals = [write(ax, 0, y, animated=True) for y in (0, 1)]
        look = {"color": "white", "markeredgecolor": "black", "markersize": 9, "animated": True}
        self.grips = [ax.plot([], [], "o", **look)[0] for _ in range(2)]  # for the first cat, and the bird
        self.handles = [Handle(*pair, "x") for pair in zip(self.grips, ("cat", "bird"), strict=True)]

    def draw(
        self, *, reduction: str, target: str, ignore_index: int, smoothing: float, **weights: float
    ) -> None:
        w = np.array([weights[name] for name in CLASSES])
        hard = target == "class indices"
        refused = not hard and ignore_index >= 0
        kept = np.array(TARGETS[target]) != ignore_index if hard else np.full(3, not refused)
        self.draw_terms(w, smoothed(target, smoothing), kept)
        divides = kept & (reduction == "mean")
        line_up(self.below, divides * (w[list(TARGETS[target])] if hard else 1.0))
        self.place_grips(divides & hard)
        self.label(target, "no" if refused else reduction, w)
        options = {"ignore_index": ignore_index, "label_smoothing": smoothing, "reduction": reduction}
        for text, loss in zip(self.calls, (cross_entropy, softmax_cross_entropy), strict=True):
            write_outcome(text, loss, LOGITS, TARGETS[target], weight=w, **options)

    def draw_terms(self, w: np.ndarray, p: np.ndarray, kept: np.ndarray) -> None:
        """Write each picture's terms, and draw what they add up to."""
        line_up(self.above, np.where(kept, (w * p * self.surprise).sum(1), 0.0))
        for i, (text, total) in enumerate(zip(self.terms, widths_of(self.above), strict=True)):
            factors = zip(w, p[i], self.surprise[i], strict=True)
            terms = [f"{weight:.2f} · {part:.2f} · {s:.4f}" for weight, part, s in factors]
            text.set_text("    ".join([*terms, ""] if kept[i] else ["left out", ""]) + f"{total:8.4f}")

    def place_grips(self, shown: Sequence[bool]) -> None:
        """Put each grip at the end of its bar, but only where this shows a weight."""
        for grip, bar, here in zip(self.grips, self.below, shown, strict=False):
            grip.set_data(([bar.get_x() + bar.get_width()], [0]) if here else ([], []))

    def label(self, target: str, reduction: str, w: np.ndarray) -> None:
        self.target.set_text(target)
        for text, name, weight in zip(self.weights, CLASSES, w, strict=True):
            write_numbers(text, f"{name}, w = {{}}", weight, spec=".2f")
        losses, divisors = widths_of(self.above), widths_of(self.below)
        self.formula.set_text(equation(reduction, losses, divisors))
        below, above = self.totals
        above.set(x=sum(losses) + 0.15, text=format_number(sum(losses)))
        divided = format_number(sum(divisors)) if reduction == "mean" else "nothing"
        below.set(x=sum(divisors) + 0.15, text=divided)

    def read(self) -> dict:
        return {
            "target": self.target.get_text(),
            "weights": [numbers_in(text)[0] for text in self.weights],
            "reduction": self.formula.get_text().split()[0],  # or the "no" of "no loss"
            "losses": widths_of(self.above),
            "divisors": widths_of(self.below),
            "outcomes": [(numbers_in(text), last_word(text)) for text in self.calls],
        }

    @classmethod
    def say(cls, *, target: str, weights: Sequence[float], outcomes: Sequence[tuple], **formula: Any) -> str:
        w = ", ".join(f"{name} {each:.2f}" for name, each in zip(CLASSES, weights, strict=True))
        theirs, ours = (
            f"{', '.join(map(format_number, numbers))} {word}".lstrip() for numbers, word in outcomes
        )
        given = f"{target.capitalize()}; w: {w}"
        return f"{given}. {equation(**formula)}. By torch: {theirs}; by xentlib: {ours}."
