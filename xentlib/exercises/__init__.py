"""check(): friendly feedback on an answer. It says "not yet" and why, and never raises.

The reference answers live here, out of a learner's sight; so do the wrong turns that people really
take, each with the sentence that would have helped.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from xentlib.exercises import binary, entropy, gibbs, kl_divergence, softmax, start_here, torch_losses
from xentlib.exercises.base import Exercise, Feedback

PARTS = (start_here, entropy, kl_divergence, gibbs, binary, softmax, torch_losses)
EXERCISES = {name: exercise for part in PARTS for name, exercise in part.EXERCISES.items()}


def check(name: str, attempt: Any) -> Feedback:
    """Say whether an answer is right and, if not, what it gives and where to look. Never raises.

    Args:
        name: the exercise's name, as its heading in the notebook gives it.
        attempt: a function that will be called, or a value; for an exercise on sliders, ``explorer.values``.

    >>> check("surprisal in bits", lambda p: -np.log(p))
    Not yet: your function(0.5) gives 0.6931 bits. That is nats: take the logarithm to base 2.
    """
    exercise = EXERCISES.get(name)
    if exercise is None:
        return Feedback(False, f"there is no exercise {name!r}. The names are: {', '.join(EXERCISES)}.")
    results = [_try(exercise, attempt, case) for case in exercise.cases]
    wrong = next((result for result in results if not result.right), None)
    if wrong is None:
        return results[0]
    fits = (advice for advice, turn in exercise.wrong.items() if _took(exercise, attempt, turn))
    return Feedback(False, f"{wrong.text} {next(fits, '')}".strip())


def _try(exercise: Exercise, attempt: Any, case: tuple) -> Feedback:
    """Feedback on one case."""
    arguments = ", ".join(f"{value:.4g}" if isinstance(value, float) else repr(value) for value in case)
    call = f"your function({arguments})" if callable(attempt) else "your answer"
    try:
        answer = attempt(*case) if callable(attempt) else attempt
        if answer is ...:
            return Feedback(False, "put your own answer in place of the ... and run the cell again.")
        if answer is None:
            return Feedback(False, f"{call} gives nothing: is the return missing?")
        if missing := exercise.missing(answer):
            return Feedback(False, missing)
        measured = exercise.measure(answer)
        right = exercise.agrees(measured, exercise.answer, case)
        return Feedback(right, f"{call} gives {_in_short(measured)} {exercise.unit}".rstrip() + ".")
    except Exception as error:  # a learner's code may fail in any way; each of them is "not yet"
        return Feedback(False, f"{call} raises {type(error).__name__}: {error}")


def _in_short(measured: Any) -> Any:
    """Four decimals, or four digits of a number that four decimals would hide."""
    tiny = np.ndim(measured) == 0 and 0 < abs(measured) < 1e-4
    return f"{measured:.4g}" if tiny else np.round(measured, 4) + 0  # makes 0 of −0


def _took(exercise: Exercise, attempt: Any, turn: Callable) -> bool:
    """Whether the attempt gives what this wrong turn gives, on every case."""
    return all(_try(replace(exercise, answer=turn), attempt, case).right for case in exercise.cases)
