"""Sliders for a probability distribution: move one and the others give way, so that the sum stays 1."""

import math
from collections.abc import Mapping, Sequence

import ipywidgets as widgets
import traitlets

Distribution = tuple[float, ...]


def give_way(p: Sequence[float], index: int, value: float) -> Distribution:
    """Set p[index] to value; the other entries keep their proportions and take what is left of 1.

    Where the others are all 0 they share it equally. An exact 1 is reached: ``math.fsum(result) == 1.0``.

    >>> give_way((0.5, 0.25, 0.25), 0, 0.75)
    (0.75, 0.125, 0.125)
    """
    others = [entry for place, entry in enumerate(p) if place != index]
    left, total = 1.0 - value, math.fsum(others)
    others = [left * (entry / total) if total else left / len(others) for entry in others]
    # One ulp or two is lost in the division; the largest entry can carry it without being seen.
    largest = others.index(max(others))
    others[largest] += math.fsum([1.0, -value, *(-entry for entry in others)])
    return (*others[:index], value, *others[index:])


class DistributionTrait(traitlets.TraitType):
    """A tuple of probabilities that sums to 1, one for each of its owner's names."""

    def validate(self, owner: "DistributionSliders", value: Sequence[float]) -> Distribution:
        try:
            p = tuple(float(entry) for entry in value)
        except (TypeError, ValueError):
            raise traitlets.TraitError(f"expected a sequence of probabilities, got {value!r}") from None
        if len(p) != len(owner.names):
            raise traitlets.TraitError(f"expected {len(owner.names)} probabilities, got {len(p)}: {p}")
        if not all(0.0 <= entry <= 1.0 for entry in p) or abs(math.fsum(p) - 1.0) > 1e-9:
            raise traitlets.TraitError(f"expected probabilities that sum to 1, got {p}, sum {math.fsum(p)}")
        return p


class DistributionSliders(widgets.VBox):
    """One slider an outcome, and a button a preset. ``value`` is always a distribution.

    Args:
        value: the probabilities to start with, 2 to 12 of them, summing to 1.
        names: one name an outcome; "A", "B", … unless given.
        presets: name → distribution, a button each.

    Raises:
        traitlets.TraitError: value is not a distribution over the same outcomes; the old one stays.
    """

    value = DistributionTrait()

    def __init__(
        self,
        value: Sequence[float],
        *,
        names: Sequence[str] | None = None,
        presets: Mapping[str, Sequence[float]] | None = None,
    ):
        self.names = tuple(names or "ABCDEFGHIJKL"[: len(value)])
        self.sliders = [self._slider(index, name) for index, name in enumerate(self.names)]
        self.presets = [self._preset(name, p) for name, p in (presets or {}).items()]
        row = widgets.HBox(self.presets, layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([*self.sliders, row], value=value)

    def _slider(self, index: int, name: str) -> widgets.FloatSlider:
        slider = widgets.FloatSlider(
            description=f"P({name})", min=0.0, max=1.0, step=0.001, readout_format=".3f"
        )
        slider.observe(lambda change: self._moved(index, change.new), "value")
        return slider

    def _preset(self, name: str, p: Sequence[float]) -> widgets.Button:
        button = widgets.Button(description=name, tooltip=f"set the probabilities to {list(p)}")
        button.on_click(lambda _: self.set_trait("value", p))
        return button

    def _moved(self, index: int, new: float) -> None:
        if _as_shown(new) != _as_shown(self.value[index]):
            self.value = give_way(self.value, index, new)

    @traitlets.observe("value")
    def _show(self, change: dict) -> None:
        for slider, entry in zip(self.sliders, change["new"], strict=True):
            slider.value = _as_shown(entry)


def _as_shown(entry: float) -> float:
    """A value on the slider's own steps: the browser would round any other, and send it back as a move."""
    return round(entry, 3)
