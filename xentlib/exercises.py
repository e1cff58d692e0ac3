"""check(): friendly feedback on an answer. It says "not yet" and why, and never raises.

The reference answers live here, out of a learner's sight; so do the wrong turns that people really
take, each with the sentence that would have helped.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from xentlib.measures import entropy, surprisal


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

    Attributes:
        answer: the reference, called with each case in turn, as the learner's function is.
        cases: the arguments to try; one empty case where a value is asked for, not a function.
        wrong: advice → the answer of someone who needs this advice.
        measure: what is compared of an answer; the answer itself unless given.
        unit: of what is compared.
        tolerance: how far a number may be off.
    """

    answer: Callable
    cases: tuple[tuple, ...] = ((),)
    wrong: dict[str, Callable] = field(default_factory=dict)
    measure: Callable = lambda answer: answer
    unit: str = ""
    tolerance: float = 1e-6

    def agrees(self, measured: Any, reference: Callable, case: tuple) -> bool:
        wanted = reference(*case)
        return np.shape(measured) == np.shape(wanted) and np.allclose(
            measured, wanted, rtol=0, atol=self.tolerance, equal_nan=True
        )


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
        return results[-1]
    fits = (advice for advice, turn in exercise.wrong.items() if _took(exercise, attempt, turn))
    return Feedback(False, f"{wrong.text} {next(fits, '')}".strip())


def _try(exercise: Exercise, attempt: Any, case: tuple) -> Feedback:
    """Feedback on one case."""
    call = f"your function({', '.join(map(repr, case))})" if callable(attempt) else "your answer"
    try:
        answer = attempt(*case) if callable(attempt) else attempt
        if answer is ...:
            return Feedback(False, "put your own answer in place of the ... and run the cell again.")
        measured = exercise.measure(answer)
        right = exercise.agrees(measured, exercise.answer, case)
        return Feedback(right, f"{call} gives {np.round(measured, 4)} {exercise.unit}".rstrip() + ".")
    except Exception as error:  # a learner's code may fail in any way; each of them is "not yet"
        return Feedback(False, f"{call} raises {type(error).__name__}: {error}")


def _took(exercise: Exercise, attempt: Any, turn: Callable) -> bool:
    """Whether the attempt gives what this wrong turn gives, on every case."""
    return all(_try(replace(exercise, answer=turn), attempt, case).right for case in exercise.cases)


EXERCISES = {
    # 00_start_here
    "bits of a die": Exercise(
        answer=lambda: np.log2(6),
        wrong={
            "That is nats: take the logarithm to base 2.": lambda: np.log(6),
            "That is the mean face, not the surprisal of one of six.": lambda: 3.5,
        },
        unit="bits",
        tolerance=0.001,
    ),
    "nats to bits": Exercise(
        answer=lambda nats: nats / np.log(2),
        cases=((np.log(2),), (1.0,), (0.0,)),
        wrong={"The other way round: one nat is more than one bit.": lambda nats: nats * np.log(2)},
        unit="bits",
    ),
    "find the notebook": Exercise(
        answer=lambda: 3,
        measure=lambda values: values["notebook"],
    ),
    # 01_entropy
    "surprisal in bits": Exercise(
        answer=lambda p: surprisal(p, base=2),
        cases=((0.5,), (0.25,), (0.001,), (1.0,)),
        wrong={
            "That is nats: take the logarithm to base 2.": surprisal,
            "The minus is missing: log p is negative, surprisal is not.": np.log2,
            "That is the logarithm to base 10: take it to base 2.": lambda p: -np.log10(p),
        },
        unit="bits",
    ),
    "half the maximum": Exercise(
        answer=lambda: 1.0,
        measure=lambda values: entropy(values["p"], base=2),
        unit="bits",
        tolerance=0.01,
    ),
    "two dice": Exercise(
        answer=lambda: entropy(np.convolve([1 / 6] * 6, [1 / 6] * 6), base=2),
        wrong={
            "That is the entropy of both faces; the sum forgets which die showed which.": lambda: np.log2(36),
            "That is for 11 equally likely sums; 7 is six times as likely as 2.": lambda: np.log2(11),
            "That is nats.": lambda: entropy(np.convolve([1 / 6] * 6, [1 / 6] * 6)),
        },
        unit="bits",
        tolerance=0.001,
    ),
}
