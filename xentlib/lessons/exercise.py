"""check(): friendly feedback on an answer. It says "not yet" and why, and never raises.

The reference answers live with the lessons, out of a learner's sight; so do the wrong turns that people
really take, each with the sentence that would have helped.
"""

import copy
import functools
import html
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from xentlib.explorers.numbers import format_number
from xentlib.lessons.solved import keep


@dataclass(frozen=True)
class Feedback:
    """What check() says of an answer. It counts as true when the answer is right.

    An exercise is solved when the page shows that an answer is right. The folded solutions assert it, which
    shows nothing, and so they do not count.
    """

    right: bool
    text: str
    exercise: str = ""

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"{'Right' if self.right else 'Not yet'}: {self.text}"

    def _repr_html_(self) -> str:
        if self.right:
            keep(self.exercise)
        mark, *colours = ("✓", "#00664B", "#E3F4EC") if self.right else ("…", "#8A4500", "#FDF0E0")
        look = "color:{};background-color:{};padding:2px 8px;font-size:1.25em".format(*colours)
        return f'<p class="xent-feedback" style="{look}">{mark} {html.escape(repr(self))}</p>'


class NotAnAnswer(Exception):
    """What came cannot be compared with anything; the message says why."""


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

    def ask(self, attempt: Any, case: tuple) -> np.ndarray:
        """Return what the learner's answer to one case comes to, as numbers."""
        answer = call(attempt, case) if callable(attempt) else attempt
        if answer is ...:
            raise NotAnAnswer("put your own answer in place of the ... and run the cell again.")
        if answer is None:
            raise NotAnAnswer(f"{name_of(attempt, case)} gives nothing: is the return missing?")
        if self.controls and not (isinstance(answer, dict) and set(self.controls) <= set(answer)):
            values = ", ".join(f"{name!r}: …" for name in self.controls)
            raise NotAnAnswer(
                f"this exercise is answered with sliders: check() needs the explorer's values, {{{values}}}."
            )
        if case and not callable(attempt):
            raise NotAnAnswer("this exercise asks for a function: give its name, without brackets behind it.")
        try:
            return as_numbers(self.measure(answer))
        except NotAnAnswer as refusal:
            raise NotAnAnswer(f"{name_of(attempt, case)} gives {refusal}") from None
        except Exception as error:
            raise NotAnAnswer(f"the explorer's values do not fit: {describe(error)}") from None

    def agrees(self, given: np.ndarray, reference: Callable, case: tuple) -> bool:
        """Whether these numbers are what the reference gives; each call has a case of its own."""
        wanted = np.asarray(reference(*copy.deepcopy(case)), float)
        if wanted.ndim == 0 and given.size == 1:
            given = given.reshape(())  # a number in a list of one is that number
        return given.shape == wanted.shape and np.allclose(
            given, wanted, rtol=self.relative, atol=self.tolerance, equal_nan=True
        )


def call(attempt: Callable, case: tuple) -> Any:
    """Call the learner's function with arguments of its own: what it does to them harms nobody else."""
    try:
        return attempt(*copy.deepcopy(case))
    except KeyboardInterrupt:
        raise NotAnAnswer("your function was interrupted before it gave an answer.") from None
    except SystemExit:
        raise NotAnAnswer("your function ends Python: return a number instead.") from None
    except Exception as error:  # a learner's code may fail in any way; each of them is "not yet"
        raise NotAnAnswer(f"{name_of(attempt, case)} raises {describe(error)}") from None


def as_numbers(answer: Any) -> np.ndarray:
    """Return an answer as float64: a number, a list, an array, or a tensor, which loses its gradient."""
    try:
        array = np.asarray(answer.detach().cpu().double() if hasattr(answer, "detach") else answer)
    except Exception:
        array = np.asarray(None)
    if array.dtype.kind in "iuf":
        return array.astype(float)
    kinds = {"U": "a text", "S": "a text", "b": "a yes or no", "c": "a complex number"}
    kind = kinds.get(array.dtype.kind, f"an object of type {type(answer).__name__}")
    raise NotAnAnswer(f"{kind}, and not a number.")


def name_of(attempt: Any, case: tuple) -> str:
    """Name an answer as the learner thinks of it: the call with its arguments, or the answer."""
    arguments = (f"{value:.4g}" if isinstance(value, float) else repr(value) for value in case)
    return f"your function({', '.join(arguments)})" if callable(attempt) else "your answer"


def describe(error: Exception) -> str:
    """Return an error's type and message, if it can be asked for one."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__


@functools.cache
def exercises() -> dict[str, Exercise]:
    """Return the exercises of all lessons by name; a lesson is a folder beside this file."""
    lessons = importlib.import_module(__package__)
    stems = [module.name for module in pkgutil.iter_modules(lessons.__path__) if module.ispkg]
    return {name: exercise for stem in stems for name, exercise in exercises_of(stem).items()}


def exercises_of(lesson: str) -> dict[str, Exercise]:
    """Return the exercises of one lesson by name, in the order of its notebook."""
    return importlib.import_module(f"{__package__}.{lesson}.exercises").EXERCISES


def check(name: str, attempt: Any) -> Feedback:
    """Say whether an answer is right and, if not, what it gives and where to look. Never raises.

    Parameters
    ----------
    name : str
        The exercise's name, as the notebook gives it.
    attempt : object
        A function that will be called with fresh copies of its arguments, or a value; for an exercise on
        sliders, ``explorer.values``. Numbers may come as numbers, lists, arrays or tensors.

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
    given = []
    for case in exercise.cases:
        try:
            given.append(exercise.ask(attempt, case))
        except NotAnAnswer as refusal:
            given.append(refusal)
    return replace(judge(exercise, attempt, given), exercise=name)


def judge(exercise: Exercise, attempt: Any, given: list[np.ndarray | NotAnAnswer]) -> Feedback:
    """Compare what an answer gives, case by case; of the wrong cases the first is told."""
    for case, numbers in zip(exercise.cases, given, strict=True):
        if isinstance(numbers, NotAnAnswer):
            return Feedback(False, str(numbers))
        if not exercise.agrees(numbers, exercise.answer, case):
            return Feedback(
                False, f"{tell(exercise, attempt, case, numbers)} {advise(exercise, given)}".strip()
            )
    return Feedback(True, tell(exercise, attempt, exercise.cases[0], given[0]))


def tell(exercise: Exercise, attempt: Any, case: tuple, numbers: np.ndarray) -> str:
    """Say what an answer gives."""
    wanted = np.shape(exercise.answer(*copy.deepcopy(case)))
    if wanted == () and numbers.size == 1:
        numbers = numbers.reshape(())
    shown = np.array2string(numbers, separator=", ", formatter={"float": in_short}, threshold=12)
    text = f"{name_of(attempt, case)} gives {shown} {exercise.unit}".rstrip() + "."
    if numbers.shape != wanted:
        text += f" Its shape is {numbers.shape}; expected {wanted or 'one number'}."
    return text


def in_short(number: float) -> str:
    """Four decimals at most, or four digits of a number that is too small or too large for that."""
    if 0 < abs(number) < 1e-4 or 1e15 < abs(number) < np.inf:
        return format_number(number, ".4g")
    return format_number(number).rstrip("0").rstrip(".") if np.isfinite(number) else format_number(number)


def advise(exercise: Exercise, given: list[np.ndarray | NotAnAnswer]) -> str:
    """Return the advice for whoever gives these very numbers on every case."""
    if any(isinstance(numbers, NotAnAnswer) for numbers in given):
        return ""
    for advice, turn in exercise.wrong.items():
        if all(
            exercise.agrees(*pair) for pair in zip(given, [turn] * len(given), exercise.cases, strict=True)
        ):
            return advice
    return ""
