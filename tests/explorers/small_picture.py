"""A small picture for the tests of the explorers, which knows no lesson."""

from xentlib.explorers import Picture
from xentlib.explorers.artists import (
    animated_texts,
    animated_title,
    heights_of,
    last_word,
    outcome_bars,
    set_heights,
)


class Shares(Picture):
    """Four bars, a number on each, and a unit."""

    size = (4, 3)

    def __init__(self, ax):
        ax.set(ylim=(0, 1.2), xticks=range(4), ylabel="probability")
        self.bars = outcome_bars(ax, range(4))
        self.labels = animated_texts(ax, range(4))
        self.title = animated_title(ax)

    def draw(self, *, p, unit):
        set_heights(self.bars, p)
        self.title.set_text(f"Information in {unit}")
        for label, mass in zip(self.labels, p, strict=True):
            label.set(text=f"p = {mass:.3f}", y=mass + 0.05)

    def read(self):
        return {"heights": heights_of(self.bars), "unit": last_word(self.title)}

    @classmethod
    def say(cls, *, heights, unit):
        return f"{', '.join(f'{height:.3f}' for height in heights)}, in {unit}"
