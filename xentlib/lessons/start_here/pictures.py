"""The picture of notebook 00."""

import itertools

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from xentlib.explorers.picture import Picture
from xentlib.explorers.theme import COLOURS, GREY
from xentlib.lessons.progress import Progress


class CourseMap(Picture):
    """The notebooks in their order, with the question of the one that you stand at.

    In a learner's own copy each box has a ring for each exercise of the notebook, and a disc if it is solved.
    """

    columns = 3
    # Title and question of each notebook, as its first cell has them, and its name without its number.
    notebooks = (
        ("Start here", "What is this course, and does it run here?", "start_here"),
        ("Entropy", "How uncertain is a draw, before it is made?", "entropy"),
        ("KL divergence", "What does a wrong belief cost?", "kl_divergence"),
        ("Gibbs' inequality", "Why can no belief beat the truth?", "gibbs_inequality"),
        ("Binary cross-entropy", "What is a good loss for yes or no?", "binary_cross_entropy"),
        ("Softmax and overflow", "Why does exp(1000) break a classifier?", "softmax_overflow"),
        (
            "Cross-entropy\nand NLL loss",
            "What does F.cross_entropy do, step by step?",
            "cross_entropy_vs_nll_loss",
        ),
        ("Training a classifier", "What do all these losses do to a model?", "training_a_classifier"),
        ("Language models", "What does a loss of 3 nats a token mean?", "language_models_and_scale"),
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
        self.discs, self.rings = self.mark_exercises(ax)
        self.here = self.box(ax, (0, 0), fill=False, edgecolor=COLOURS[5], linewidth=6, animated=True)

    def centre(self, index: int) -> tuple[int, int]:
        """Row by row, and back again at the end of each, so that the next one is always a neighbour."""
        row, column = divmod(index, self.columns)
        return (column if row % 2 == 0 else self.columns - 1 - column, row)

    @staticmethod
    def box(ax: Axes, centre: tuple[int, int], **kwargs) -> Rectangle:
        return ax.add_patch(Rectangle((centre[0] - 0.42, centre[1] - 0.36), 0.84, 0.72, **kwargs))

    def mark_exercises(self, ax: Axes) -> list[Line2D]:
        """Draw a disc for each exercise that is solved, else a ring; nothing where nothing is kept."""
        marks = {True: [], False: []}
        for (x, y), (_, _, lesson) in zip(self.centres, self.notebooks, strict=True):
            progress = Progress(lesson)
            if (solved := progress.solved) is not None:
                for number, name in enumerate(reversed(progress.names)):
                    marks[name in solved].append((x + 0.36 - 0.09 * number, y - 0.24))
        look = {"color": COLOURS[0], "markeredgewidth": 2, "markersize": 11}
        kinds = zip(marks.values(), [COLOURS[0], "white"], strict=True)
        return [ax.plot(*np.reshape(m, (-1, 2)).T, "o", markerfacecolor=c, **look)[0] for m, c in kinds]

    def draw(self, *, notebook: int) -> None:
        x, y = self.centres[notebook]
        self.here.set_xy((x - 0.42, y - 0.36))

    def read(self) -> dict:
        centre = self.here.get_center().round()
        inside = [np.abs(marks.get_xydata() - centre) < (0.42, 0.36) for marks in (self.discs, self.rings)]
        solved, left = (int(each.all(axis=1).sum()) for each in inside)
        return {"index": self.centres.index(tuple(centre)), "solved": solved, "left": left}

    @classmethod
    def say(cls, *, index: int, solved: int, left: int) -> str:
        title, question, _ = cls.notebooks[index]
        kept = f" Solved: {solved} of its {solved + left} exercises." if solved + left else ""
        return f"Notebook {index:02d}, {title}, asks: {question}{kept}".replace("\n", " ")
