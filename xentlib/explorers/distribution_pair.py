"""Two distributions on one axis, such as the truth p and a model q: their bars side by side, and a swap."""

from collections.abc import Sequence
from typing import Any

import traitlets

from xentlib.explorers.distribution_sliders import (
    Distribution,
    DistributionControl,
    as_distribution,
    default_names,
)


class DistributionPair(DistributionControl):
    """Bars of p and q, outcome by outcome. ``value`` is always two distributions, (p, q).

    A swap changes it once, never by halves.

    Parameters
    ----------
    p, q : sequence of float
        The probabilities to start with, over the same 2 to 12 outcomes.
    names : sequence of str, optional
        One name an outcome; "A", "B", … unless given.
    labels : tuple of str
        What the two are called.

    Raises
    ------
    traitlets.TraitError
        If a value is not two distributions over the same outcomes; the old one stays.
    """

    def __init__(
        self,
        p: Sequence[float],
        q: Sequence[float],
        *,
        names: Sequence[str] | None = None,
        labels: tuple[str, str] = ("p", "q"),
    ):
        names = names or default_names(len(p))
        locked = ((False,) * len(names),) * 2
        super().__init__(names, value=(p, q), series=labels, locked=locked)

    def validated(self, value: Any) -> tuple[Distribution, Distribution]:
        """Return the value as two tuples."""
        if not isinstance(value, Sequence) or len(value) != 2:
            raise traitlets.TraitError(f"expected two distributions, got {value!r}")
        return tuple(as_distribution(row, len(self.names)) for row in value)

    def __repr__(self) -> str:
        labels = [] if self.series == ("p", "q") else [f"labels={self.series!r}"]
        return self.named(*map(repr, self.value), *labels)
