"""Lessons: what each notebook needs for itself, in a folder of its own name, and the judge of all exercises.

``notebooks/NN_<stem>.ipynb`` has its pictures in ``xentlib.lessons.<stem>.pictures`` and its exercises in
``xentlib.lessons.<stem>.exercises``.
"""

import functools
from typing import Any

from xentlib import explorers
from xentlib.lessons.exercise import Exercise, Feedback, check

__all__ = ["Exercise", "Feedback", "check", "explore"]


def explore(picture: type[explorers.Picture], *, exercise: str | None = None, **controls: Any):
    """Show a picture that follows its controls, and judge what they stand at.

    Parameters
    ----------
    picture : type
        A subclass of `xentlib.explorers.Picture`.
    exercise : str, optional
        Name of an exercise that the controls' values answer; its feedback stands under the sentence.
    **controls : ipywidgets.Widget
        One widget with a ``value`` for each argument of the picture's ``draw``.

    Returns
    -------
    xentlib.explorers.Explorer
    """
    feedback = functools.partial(check, exercise) if exercise else None
    return explorers.explore(picture, feedback=feedback, **controls)
