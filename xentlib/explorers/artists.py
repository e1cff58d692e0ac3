"""Artists that pictures share: made once, animated, and read back."""

import math
from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.text import Text

from xentlib.explorers.numbers import format_numbers
from xentlib.explorers.theme import COLOURS, HATCHES

# What is infinite cannot be drawn. It leaves every Axes at this height, and is read back as ∞.
ENDLESS = 1e5
# What keeps a text legible on whatever is drawn under it.
PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}


def drawable(y: float) -> float:
    """Return the height at which a number is drawn; NaN for NaN, which is not drawn."""
    return min(max(y, -ENDLESS), ENDLESS)  # y first: Python's max and min keep the first where one is NaN


def undrawn(y: float) -> float:
    """Return the number that a height stands for: the inverse of `drawable`."""
    return math.copysign(math.inf, y) if abs(y) >= ENDLESS else float(y)


def animated_title(ax: Axes) -> Text:
    """Return a title that is drawn with each move."""
    title = ax.set_title(" ")
    title.set_animated(True)
    return title


def animated_texts(ax: Axes, x: Iterable[float], y: float = 0.0, **kwargs) -> list[Text]:
    """Return one centred text at each x, on paper that keeps it legible on any bar."""
    return [ax.text(place, y, " ", ha="center", animated=True, bbox=PAPER, **kwargs) for place in x]


def write_numbers(text: Text, template: str, *numbers: float, spec: str = ".4f") -> None:
    """Show numbers in a text that remembers them, so that `numbers_in` need not parse what it says.

    For what has no other place on the picture; a number that is drawn is read from where it is drawn.
    Template and specification are those of `format_numbers`.
    """
    text.set_text(format_numbers(template, *numbers, spec=spec))
    text.numbers = numbers


def numbers_in(text: Text) -> tuple[float, ...]:
    """Return the numbers that `write_numbers` has put into a text."""
    return text.numbers


def last_word(text: Text) -> str:
    """Return the word at the end of a text, such as the unit of a title."""
    return text.get_text().split()[-1]


def outcome_bars(ax: Axes, x: Sequence[float]) -> BarContainer:
    """Return one animated bar at each x; an outcome keeps its colour and hatch in every panel."""
    turns = range(len(x))
    colours = [COLOURS[turn % len(COLOURS)] for turn in turns]
    hatches = [HATCHES[turn % len(HATCHES)] for turn in turns]
    return ax.bar(x, 0.0, color=colours, hatch=hatches, animated=True)


def set_heights(bars: BarContainer, heights: Iterable[float]) -> None:
    """Give each bar its height; ∞ leaves the Axes."""
    for bar, height in zip(bars, heights, strict=True):
        bar.set_height(drawable(height))


def heights_of(bars: BarContainer) -> list[float]:
    """Return the heights, ∞ where a bar leaves the Axes."""
    return [undrawn(bar.get_height()) for bar in bars]


def stack(bars: BarContainer) -> None:
    """Put each bar on top of the one before."""
    top = 0.0
    for bar in bars:
        bar.set_y(top)
        top += bar.get_height()


def top_of(bars: BarContainer) -> float:
    """Return the upper end of the last bar."""
    return bars[-1].get_y() + bars[-1].get_height()
