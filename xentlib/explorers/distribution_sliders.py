"""Sliders for a probability distribution: move one and the others give way, so that the sum stays 1."""

from collections.abc import Sequence
from typing import Any

import traitlets

from xentlib.explorers.controls import Control, literal, script
from xentlib.explorers.theme import COLOURS

Distribution = tuple[float, ...]

# How far from 1 the sum of a control's probabilities may be. A move adds and scales a dozen numbers in
# float64, which loses about 1e-15, and takes what is left of 1 anew, so that a thousand moves lose no more
# than one. `normalize` and the measures allow 2⁻¹⁴: theirs may come from a float32 softmax over a million
# classes.
SUM_TOLERANCE = 1e-12


def give_way(p: Sequence[float], index: int, value: float, locked: Sequence[bool] = ()) -> Distribution:
    """Return p with one entry moved; the other entries give way, so that the sum stays 1.

    Locked entries keep their values, and value stops where they leave no more of 1. The free ones keep their
    proportions: p[j] becomes left · p[j] / Σ p[i], with i over the free entries, where left is what value and
    the locked ones leave of 1. If all free ones are 0 they share equally; if there is none nothing moves.

    Parameters
    ----------
    p : sequence of float, shape (n,)
        A distribution.
    index : int
        The entry that moves, 0 to n − 1.
    value : float
        Where it moves to, in [0, 1].
    locked : sequence of bool, shape (n,), optional
        Which entries are locked; that of ``index`` does not matter. None unless given.

    Returns
    -------
    tuple of float
        Not negative; the sum is 1 within `SUM_TOLERANCE`.

    Examples
    --------
    >>> give_way((0.5, 0.25, 0.25), 0, 0.75)
    (0.75, 0.125, 0.125)
    >>> give_way((0.5, 0.25, 0.25), 0, 0.25, locked=(False, True, False))
    (0.25, 0.25, 0.5)
    """
    held = [i for i, lock in enumerate(locked) if lock and i != index]
    free = [i for i in range(len(p)) if i != index and i not in held]
    if not free:
        return tuple(p)
    available = max(0.0, 1.0 - sum(p[i] for i in held))
    moved = list(p)
    moved[index] = min(value, available)
    left, total = available - moved[index], sum(p[i] for i in free)
    for i in free:
        moved[i] = left * (p[i] / total) if total else left / len(free)
    return tuple(moved)


def as_distribution(value: Any, length: int) -> Distribution:
    """Return the value as a tuple of probabilities.

    Parameters
    ----------
    value : iterable of float
        What should be a distribution.
    length : int
        Over how many outcomes.

    Returns
    -------
    tuple of float
        The probabilities as they came; nothing is normalised.

    Raises
    ------
    traitlets.TraitError
        If it has another length, an entry outside [0, 1], or a sum that is not 1 within `SUM_TOLERANCE`.

    Examples
    --------
    >>> as_distribution([1, 0], 2)
    (1.0, 0.0)
    """
    try:
        p = tuple(float(entry) for entry in value)
    except (TypeError, ValueError):
        raise traitlets.TraitError(f"expected {length} probabilities, got {value!r}") from None
    if len(p) != length:
        raise traitlets.TraitError(f"expected {length} probabilities, got {len(p)}: {p}")
    if not all(0.0 <= entry <= 1.0 for entry in p) or abs(sum(p) - 1.0) > SUM_TOLERANCE:
        raise traitlets.TraitError(f"expected probabilities that sum to 1, got {p}, sum {sum(p)}")
    return p


def default_names(count: int) -> list[str]:
    """Return "A", "B", …: a name for each of so many outcomes."""
    return [chr(ord("A") + i) for i in range(count)]


class DistributionControl(Control):
    """Bars that are sliders, as one distribution and a pair of them have them.

    Parameters
    ----------
    names : sequence of str
        One name an outcome, 2 to 12.
    **traits
        The first values of the other traits, ``value`` among them.

    Raises
    ------
    traitlets.TraitError
        If there are too few or too many outcomes, or a value does not pass `validated`.
    """

    _esm = script("distribution_sliders.js")
    names = traitlets.Any().tag(sync=True)
    series = traitlets.Any().tag(sync=True)
    locked = traitlets.Any().tag(sync=True)
    colours = traitlets.Any(COLOURS).tag(sync=True)

    def __init__(self, names: Sequence[str], **traits: Any):
        if not 2 <= len(names) <= 12:
            raise traitlets.TraitError(f"expected 2 to 12 outcomes, got {len(names)}")
        super().__init__(names=tuple(names), **traits)

    def named(self, *arguments: str) -> str:
        """Return the call that makes this control, with its names where they are not the letters."""
        names = list(self.names)
        letters = names == default_names(len(names))
        words = [*arguments] if letters else [*arguments, f"names={literal(names)}"]
        return f"{type(self).__name__}({', '.join(words)})"

    @traitlets.validate("value")
    def _validate(self, proposal: dict) -> Any:
        return self.validated(proposal["value"])

    def validated(self, value: Any) -> Any:
        """Return the value as tuples of probabilities; raise a TraitError if it is none."""
        raise NotImplementedError


class DistributionSliders(DistributionControl):
    """A bar chart whose bars are sliders. ``value`` is always a distribution, a tuple.

    Drag a bar or use the arrow keys (with Shift a tenth of the step), Page Up and Down, Home, End; type a
    number; a double click or L locks a bar.

    Parameters
    ----------
    value : sequence of float
        The probabilities to start with, 2 to 12 of them, whose sum is 1.
    names : sequence of str, optional
        One name an outcome; "A", "B", … unless given.
    label : str
        What the distribution is called.

    Raises
    ------
    traitlets.TraitError
        If a value is not a distribution over the same outcomes; the old one stays.
    """

    def __init__(
        self,
        value: Sequence[float],
        *,
        names: Sequence[str] | None = None,
        label: str = "P",
    ):
        names = names or default_names(len(value))
        super().__init__(names, value=value, series=(label,), locked=(False,) * len(names))

    def validated(self, value: Any) -> Distribution:
        """Return the value as a tuple."""
        return as_distribution(value, len(self.names))

    def __repr__(self) -> str:
        label = [] if self.series == ("P",) else [f"label={literal(self.series[0])}"]
        return self.named(repr(self.value), *label)
