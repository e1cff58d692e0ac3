"""What an exercise asks, and what is said of an answer."""

import html
from collections.abc import Callable
from dataclasses import dataclass, field
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

    Attributes:
        answer: the reference, called with each case in turn, as the learner's function is.
        cases: the arguments to try; one empty case where a value is asked for, not a function.
        wrong: advice → the answer of someone who needs this advice.
        measure: what is compared of an answer; the answer itself unless given.
        controls: for an exercise on sliders, the names of the explorer's values that `measure` reads.
        unit: of what is compared.
        tolerance: how far a number may be off.
        relative: how far it may be off as a share of the right one; for numbers of very different sizes.
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
