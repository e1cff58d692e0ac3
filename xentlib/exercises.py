"""check(): friendly feedback on an answer. It says "not yet" and why, and never raises.

The reference answers live here, out of a learner's sight; so do the wrong turns that people really
take, each with the sentence that would have helped them.
"""

import html
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xentlib.codes import huffman_code
from xentlib.measures import entropy


@dataclass(frozen=True)
class Feedback:
    """What check() says of an answer; true in an ``if`` or ``assert`` when the answer is right."""

    right: bool
    text: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"{'Right' if self.right else 'Not yet'}: {self.text}"

    def _repr_html_(self) -> str:
        mark, colour = ("✓", "#00664B") if self.right else ("…", "#8A4500")
        return f'<p style="color:{colour};font-size:1.2em">{mark} {html.escape(repr(self))}</p>'


@dataclass(frozen=True)
class Exercise:
    """A reference answer, what to try it on, and the wrong turns: advice → the answer it leads to."""

    answer: Callable
    cases: tuple[tuple, ...] = ((),)
    wrong: dict[str, Callable] = field(default_factory=dict)
    tolerance: float = 1e-9
    praise: str = "it agrees on every case tried."
