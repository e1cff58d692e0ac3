"""Lessons: what each notebook needs for itself, in a folder of its own name, and the judge of all exercises.

``notebooks/NN_<stem>.ipynb`` has its pictures in ``xentlib.lessons.<stem>.pictures`` and its exercises in
``xentlib.lessons.<stem>.exercises``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xentlib import explorers
from xentlib.explorers.controls import literal
from xentlib.lessons.exercise import Exercise, Feedback, check
from xentlib.lessons.progress import Progress

__all__ = ["Exercise", "Feedback", "Progress", "check", "explore"]


@dataclass(frozen=True)
class Judge:
    """Says of the controls' values whether they answer an exercise."""

    exercise: str

    def __call__(self, values: dict[str, Any]) -> Feedback:
        return check(self.exercise, values)

    @property
    def source(self) -> str:
        """What `explore` must be told for this judge, in the line that makes an explorer."""
        return f"exercise={literal(self.exercise)}"


def explore(
    picture: type[explorers.Picture],
    *,
    stops: Sequence[explorers.Stop] = (),
    exercise: str | None = None,
    **controls: Any,
):
    """Show a picture that follows its controls, and judge what they stand at.

    Parameters
    ----------
    picture : type
        A subclass of `xentlib.explorers.Picture`.
    stops : sequence of xentlib.explorers.Stop
        Named places for the controls, each with the sentence that must then stand.
    exercise : str, optional
        Name of an exercise that the controls' values answer; its feedback stands under the sentence.
    **controls : ipywidgets.Widget
        One widget with a ``value`` for each argument of the picture's ``draw``.

    Returns
    -------
    xentlib.explorers.Explorer
    """
    feedback = Judge(exercise) if exercise else None
    return explorers.explore(picture, stops=stops, feedback=feedback, **controls)
