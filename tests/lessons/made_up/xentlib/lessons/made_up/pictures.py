"""The picture of notebook 09."""

from matplotlib.axes import Axes

from xentlib.explorers.artists import heights_of, outcome_bars, set_heights
from xentlib.explorers.numbers import format_number
from xentlib.explorers.picture import Picture
from xentlib.measures import surprisal


class Coin(Picture):
    """What heads tells and what tails tells, in bits."""

    def __init__(self, ax: Axes):
        ax.set(ylim=(0, 8), ylabel="surprisal, bits", xticks=[0, 1], xticklabels=["heads", "tails"])
        self.bars = outcome_bars(ax, [0, 1])

    def draw(self, *, p: float) -> None:
        set_heights(self.bars, surprisal([p, 1 - p], base=2))

    def read(self) -> dict:
        heads, tails = heights_of(self.bars)
        return {"heads": heads, "tails": tails}

    @classmethod
    def say(cls, *, heads: float, tails: float) -> str:
        return f"Heads tells {format_number(heads, '.2f')} bits, tails {format_number(tails, '.2f')} bits."
