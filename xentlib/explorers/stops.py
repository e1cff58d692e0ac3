"""Stops: named places for the controls of an explorer, each with the sentence that must then stand."""

from typing import Any

import ipywidgets as widgets
import traitlets


class Stop:
    """A place that is worth going to, and what is seen there.

    Parameters
    ----------
    name : str
        What its button says.
    sentence : str
        The sentence that the picture must then say, without an exercise's feedback.
    **values
        Values of some controls, by name. Every other control goes to its first value, so that what stood
        before does not matter.

    Examples
    --------
    >>> fair = Stop("fair", "0.50 and 0.50 are 1.00 bits", p=(0.5, 0.5))
    >>> fair.name, fair.values
    ('fair', {'p': (0.5, 0.5)})
    """

    def __init__(self, name: str, sentence: str, /, **values: Any):
        self.name, self.sentence, self.values = name, sentence, values

    def state(self, controls: dict[str, widgets.Widget]) -> dict[str, Any]:
        """Return the value of every control at this stop.

        Parameters
        ----------
        controls : dict of str to ipywidgets.Widget
            The controls by name, at their first values.

        Returns
        -------
        dict
            The values by name, as the controls take them.

        Raises
        ------
        ValueError
            If the stop names a control that is not there, or a value that a control refuses.
        """
        if unknown := self.values.keys() - controls.keys():
            raise ValueError(
                f"stop {self.name!r}: expected values for {', '.join(controls)}; "
                f"got one for {', '.join(sorted(unknown))}"
            )
        first = {name: control.value for name, control in controls.items()}
        return first | {name: self._taken(name, controls[name]) for name in self.values}

    def _taken(self, name: str, control: widgets.Widget) -> Any:
        """Return a value as its control takes it, and leave the control where it is."""
        try:
            return control.traits()["value"]._validate(control, self.values[name])
        except traitlets.TraitError as refusal:
            raise ValueError(f"stop {self.name!r}, control {name!r}: {refusal}") from None
