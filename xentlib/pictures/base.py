"""What pictures share: their look, their units, and artists that move."""

import math
from collections.abc import Iterable, Sequence

import matplotlib
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.text import Text

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
            "text.hinting": "no_hinting",  # letters as wide in the PNG as on the page
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
