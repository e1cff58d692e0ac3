"""The picture of notebook 00."""

import itertools

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from xentlib.explorers.picture import Picture
from xentlib.explorers.theme import COLOURS, GREY


class CourseMap(Picture):
    """The notebooks in their order, with the question of the one that you stand at."""

    columns = 3
    # Title and question of each notebook, as its first cell has them.
    notebooks = (
        ("Start here", "What is this course, and does it run here?"),
        ("Entropy", "How uncertain is a draw, before it is made?"),
        ("KL divergence", "What does a wrong belief cost?"),
        ("Gibbs' inequality", "Why can no belief beat the truth?"),
        ("Binary cross-entropy", "What is a good loss for yes or no?"),
        ("Softmax and overflow", "Why does exp(1000) break a classifier?"),
        ("Cross-entropy\nand NLL loss", "What does F.cross_entropy do, step by step?"),
        ("Training a classifier", "What do all these losses do to a model?"),
        ("Language models", "What does a loss of 3 nats a word mean?"),
    )

    def __init__(self, ax: Axes):
        ax.set(xlim=(-0.5, 2.5), ylim=(2.5, -0.6))
        ax.axis("off")
        self.centres = [self.centre(index) for index in range(len(self.notebooks))]
        for start, end in itertools.pairwise(np.array(self.centres)):
            edge = (end - start) * (0.43, 0.37)
            ax.annotate("", end - edge, start + edge, arrowprops={"arrowstyle": "->", "color": GREY, "lw": 3})
        for index, centre in enumerate(self.centres):
            self.box(ax, centre, facecolor="white", edgecolor=GREY)
            ax.text(*centre, f"{index:02d}\n{self.notebooks[index][0]}", ha="center", va="center")
        self.here = self.box(ax, (0, 0), fill=False, edgecolor=COLOURS[5], linewidth=6, animated=True)

    def centre(self, index: int) -> tuple[int, int]:
        """Row by row, and back again at the end of each, so that the next one is always a neighbour."""
        row, column = divmod(index, self.columns)
        return (column if row % 2 == 0 else self.columns - 1 - column, row)

    @staticmethod
    def box(ax: Axes, centre: tuple[int, int], **kwargs) -> Rectangle:
        return ax.add_patch(Rectangle((centre[0] - 0.42, centre[1] - 0.36), 0.84, 0.72, **kwargs))

    def draw(self, *, notebook: int) -> None:
        x, y = self.centres[notebook]
        self.here.set_xy((x - 0.42, y - 0.36))

    def read(self) -> dict:
        return {"index": self.centres.index(tuple(self.here.get_center().round()))}

    @classmethod
    def say(cls, *, index: int) -> str:
        title, question = cls.notebooks[index]
        return f"Notebook {index:02d}, {title}, asks: {question}".replace("\n", " ")
