"""check(): friendly feedback on an answer. It says "not yet" and why, and never raises.

The reference answers live with the lessons, out of a learner's sight; so do the wrong turns that people
really take, each with the sentence that would have helped.
"""

import functools
import html
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Feedback:
    """What check() says of an answer. It counts as true when the answer is right."""

    right: bool
    text: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"{'Right' if self.right else 'Not yet'}: {self.text}"

    def _repr_html_(self) -> str:
        mark, colour = ("✓", "#00664B") if self.right else ("…", "#8A4500")
        return f'<p style="color:{colour};font-size:1.25em">{mark} {html.escape(repr(self))}</p>'


@dataclass(frozen=True)
class Exercise:
    """What is asked, as code.

    Attributes
    ----------
    answer : callable
        The reference, called with each case in turn, as the learner's function is.
    cases : tuple of tuple
        The arguments to try; one empty case where a value is asked for, not a function.
    wrong : dict
        Advice → the answer of someone who needs this advice.
    measure : callable
        What is compared of an answer; the answer itself unless given.
    controls : tuple of str
        For an exercise on sliders, the names of the explorer's values that `measure` reads.
    unit : str
        Of what is compared.
    tolerance : float
        How far a number may be off.
    relative : float
        How far it may be off as a share of the right one; for numbers of very different sizes.
    """

    answer: Callable
    cases: tuple[tuple, ...] = ((),)
    wrong: dict[str, Callable] = field(default_factory=dict)
    measure: Callable = lambda answer: answer
    controls: tuple[str, ...] = ()
    unit: str = ""
    tolerance: float = 1e-6
    relative: float = 0.0

    def missing(self, answer: Any) -> str:
        """What to say of an answer that does not hold the explorer's values; nothing if it does."""
        if not self.controls or (isinstance(answer, dict) and set(self.controls) <= set(answer)):
            return ""
        values = ", ".join(f"{name!r}: …" for name in self.controls)
        return f"this exercise is answered with sliders: check() needs the explorer's values, {{{values}}}."

    def agrees(self, measured: Any, reference: Callable, case: tuple) -> bool:
        wanted = reference(*case)
        return np.shape(measured) == np.shape(wanted) and np.allclose(
            measured, wanted, rtol=self.relative, atol=self.tolerance, equal_nan=True
        )


@functools.cache
def exercises() -> dict[str, Exercise]:
    """Return the exercises of all lessons by name; a lesson is a folder beside this file."""
    lessons = importlib.import_module(__package__)
    stems = [module.name for module in pkgutil.iter_modules(lessons.__path__) if module.ispkg]
    parts = (importlib.import_module(f"{__package__}.{stem}.exercises").EXERCISES for stem in stems)
    return {name: exercise for part in parts for name, exercise in part.items()}


def check(name: str, attempt: Any) -> Feedback:
    """Say whether an answer is right and, if not, what it gives and where to look. Never raises.

    Parameters
    ----------
    name : str
        The exercise's name, as the notebook gives it.
    attempt : object
        A function that will be called, or a value; for an exercise on sliders, ``explorer.values``.

    Returns
    -------
    Feedback

    Examples
    --------
    >>> check("surprisal in bits", lambda p: -np.log(p))
    Not yet: your function(0.5) gives 0.6931 bits. That is nats: take the logarithm to base 2.
    """
    exercise = exercises().get(name)
    if exercise is None:
        return Feedback(False, f"there is no exercise {name!r}. The names are: {', '.join(exercises())}.")
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
