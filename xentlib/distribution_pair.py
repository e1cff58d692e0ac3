"""Two distributions over the same outcomes: sliders for p and for q, presets for both, and a swap."""

from collections.abc import Mapping, Sequence

import ipywidgets as widgets
import traitlets

from xentlib.distribution_sliders import DistributionSliders

Pair = tuple[Sequence[float], Sequence[float]]


class DistributionPair(widgets.VBox):
    """Sliders for the truth p and the model q, a button that swaps them, and a button a preset.

    ``value`` is always two distributions, (p, q); a preset or a swap changes it once, never by halves.

    Args:
        p, q: the probabilities to start with, over the same outcomes.
        names: one name an outcome; "A", "B", … unless given.
        presets: name → (p, q), a button each.

    Raises:
        traitlets.TraitError: value is not two distributions over these outcomes; the old ones stay.
    """

    value = traitlets.Tuple(traitlets.Any(), traitlets.Any())

    def __init__(
        self,
        p: Sequence[float],
        q: Sequence[float],
        *,
        names: Sequence[str] | None = None,
        presets: Mapping[str, Pair] | None = None,
    ):
        self.p, self.q = DistributionSliders(p, names=names), DistributionSliders(q, names=names)
        self.swap = widgets.Button(description="swap p and q", tooltip="what was true is believed, and back")
        self.swap.on_click(lambda _: self.set_trait("value", self.value[::-1]))
        self.presets = [self._preset(name, pair) for name, pair in (presets or {}).items()]
        self.p.observe(lambda change: self._moved(0, change.new), "value")
        self.q.observe(lambda change: self._moved(1, change.new), "value")
        heads = [widgets.HTML(f"<b>{text}</b>") for text in ("p, the truth", "q, the model")]
        columns = [widgets.VBox(column) for column in zip(heads, (self.p, self.q), strict=True)]
        rows = [self._row(columns), self._row([self.swap, *self.presets])]
        super().__init__(rows, value=(self.p.value, self.q.value))

    @staticmethod
    def _row(children: Sequence[widgets.Widget]) -> widgets.HBox:
        return widgets.HBox(children, layout=widgets.Layout(flex_flow="row wrap"))

    def _preset(self, name: str, pair: Pair) -> widgets.Button:
        button = widgets.Button(description=name, tooltip=f"set p to {list(pair[0])}, q to {list(pair[1])}")
        button.on_click(lambda _: self.set_trait("value", pair))
        return button

    def _moved(self, index: int, new: Sequence[float]) -> None:
        if new != self.value[index]:
            self.value = (new, self.value[1]) if index == 0 else (self.value[0], new)

    @traitlets.validate("value")
    def _as_distributions(self, proposal: dict) -> Pair:
        trait = DistributionSliders.value
        return tuple(trait.validate(self.p, entry) for entry in proposal["value"])

    @traitlets.observe("value")
    def _show(self, change: dict) -> None:
        self.p.value, self.q.value = change["new"]
