"""Sliders for a probability distribution: move one and the others give way, so that the sum stays 1."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from xentlib.explorers.controls import Control, script
from xentlib.explorers.theme import COLOURS

Distribution = tuple[float, ...]


def give_way(p: Sequence[float], index: int, value: float, locked: Sequence[bool] = ()) -> Distribution:
    """Set p[index] to value; the other entries keep their proportions and take what is left of 1.

    Locked entries keep their values, and value stops where no more is left. Where the others are all 0
    they share equally; where none of them is free nothing moves. ``math.fsum(result) == 1.0``.

    >>> give_way((0.5, 0.25, 0.25), 0, 0.75)
    (0.75, 0.125, 0.125)
    >>> give_way((0.5, 0.25, 0.25), 0, 0.25, locked=(False, True, False))
    (0.25, 0.25, 0.5)
    """
    held = {place for place, lock in enumerate(locked) if lock and place != index}
    free = [place for place in range(len(p)) if place != index and place not in held]
    if not free:
        return tuple(p)
    room = max(0.0, 1.0 - math.fsum(p[place] for place in held))
    moved = list(p)
    moved[index] = min(value, room)
    left, total = room - moved[index], math.fsum(p[place] for place in free)
    for place in free:
        moved[place] = left * (p[place] / total) if total else left / len(free)
    # One ulp or two is lost in the division; the largest entry can carry it without being seen.
    carrier = max(free, key=moved.__getitem__) if left else index
    moved[carrier] = max(0.0, moved[carrier] + math.fsum([1.0, *(-mass for mass in moved)]))
    return tuple(moved)


def as_distribution(value: Any, length: int) -> Distribution:
    """The value as a tuple of probabilities; refused if it is no distribution over so many outcomes."""
    try:
        p = tuple(float(entry) for entry in value)
    except (TypeError, ValueError):
        raise traitlets.TraitError(f"expected {length} probabilities, got {value!r}") from None
    if len(p) != length:
        raise traitlets.TraitError(f"expected {length} probabilities, got {len(p)}: {p}")
    if not all(0.0 <= entry <= 1.0 for entry in p) or abs(math.fsum(p) - 1.0) > 1e-9:
        raise traitlets.TraitError(f"expected probabilities that sum to 1, got {p}, sum {math.fsum(p)}")
    return p


def letters(count: int) -> list[str]:
    return [chr(ord("A") + place) for place in range(count)]


class Bars(Control):
    """What one distribution and a pair of them have in common."""

    _esm = script("distribution_sliders.js")
    names = traitlets.Any().tag(sync=True)
    series = traitlets.Any().tag(sync=True)
    presets = traitlets.Dict().tag(sync=True)
    locked = traitlets.Any().tag(sync=True)
    start = traitlets.Any().tag(sync=True)
    colours = traitlets.Any(COLOURS).tag(sync=True)

    def __init__(self, names: Sequence[str], presets: Mapping[str, Any] | None, **traits: Any):
        if not 2 <= len(names) <= 12:
            raise traitlets.TraitError(f"expected 2 to 12 outcomes, got {len(names)}")
        super().__init__(names=tuple(names), **traits)
        self.start = self.value
        self.presets = {name: self.checked(preset) for name, preset in (presets or {}).items()}

    @traitlets.validate("value")
    def _validate(self, proposal: dict) -> Any:
        return self.checked(proposal["value"])


class DistributionSliders(Bars):
    """A bar chart whose bars are sliders. ``value`` is always a distribution, a tuple.

    Drag a bar or use the arrow keys (with Shift a tenth of the step), Page Up and Down, Home, End; type a
    number; a double click or L locks a bar.

    Args:
        value: the probabilities to start with, 2 to 12 of them, summing to 1.
        names: one name an outcome; "A", "B", … unless given.
        presets: name → distribution, a button each.
        label: what the distribution is called.

    Raises:
        traitlets.TraitError: value is not a distribution over the same outcomes; the old one stays.
    """

    def __init__(
        self,
        value: Sequence[float],
        *,
        names: Sequence[str] | None = None,
        presets: Mapping[str, Sequence[float]] | None = None,
        label: str = "P",
    ):
        names = names or letters(len(value))
        super().__init__(names, presets, value=value, series=(label,), locked=(False,) * len(names))

    def checked(self, value: Any) -> Distribution:
        return as_distribution(value, len(self.names))
