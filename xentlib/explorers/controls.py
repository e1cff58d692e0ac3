"""Controls that run ahead of the kernel: the hand is answered by the browser, the kernel follows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

STATIC = Path(__file__).parent / "static"
CSS = (STATIC / "explorers.css").read_text(encoding="utf-8")


def script(*names: str) -> str:
    """Return the JavaScript of a widget, with what all of them use in front of it.

    Parameters
    ----------
    *names : str
        The widget's own files in ``static/``.

    Returns
    -------
    str
        The source of an ECMAScript module, for anywidget's ``_esm``.
    """
    return "".join((STATIC / file).read_text(encoding="utf-8") for file in ("shared.js", *names))


class Control(anywidget.AnyWidget):
    """A control with a ``value``.

    Moves come as messages of their own, one in flight at a time, and the latest wins (`latestWinsSender` in
    ``shared.js``): ipywidgets holds a synchronised trait back until the kernel is idle, which halves the
    pictures a second.

    Parameters
    ----------
    **traits
        The first values of the control's traits.
    """

    _css = CSS
    value = traitlets.TraitType().tag(sync=True)  # Any would let None pass without asking the validator

    def __init__(self, **traits: Any):
        super().__init__(**traits)
        self.on_msg(self._handle_value_msg)

    def _handle_value_msg(self, _widget: Any, message: dict, _buffers: list) -> None:
        try:
            with self.hold_sync():  # what follows the value leaves first: the browser has this one already
                self.value = message["value"]
        finally:  # after an exception too: only then does the browser send the next value
            self.send({"done": True})


class Slider(Control):
    """A slider for one number; for whole numbers where the step is one.

    Parameters
    ----------
    description : str
        What the number is, with its unit.
    value : float or int
        The number to start with.
    min, max : float or int
        Its ends.
    step : float or int
        What an arrow key moves it by.

    Raises
    ------
    traitlets.TraitError
        If a value lies outside the ends; the old one stays.
    """

    _esm = script("slider.js")
    description = traitlets.Unicode().tag(sync=True)
    min = traitlets.Any().tag(sync=True)
    max = traitlets.Any().tag(sync=True)
    step = traitlets.Any().tag(sync=True)

    @traitlets.validate("value")
    def _between_the_ends(self, proposal: dict) -> float | int:
        value = (int if isinstance(self.step, int) else float)(proposal["value"])
        if not self.min <= value <= self.max:
            raise traitlets.TraitError(f"expected a number from {self.min} to {self.max}, got {value}")
        return value


class Dropdown(Control):
    """A dropdown for one of several things.

    Parameters
    ----------
    description : str
        What is chosen.
    options : list
        What there is to choose from, texts or numbers.
    value : str or int or float
        The one to start with.

    Raises
    ------
    traitlets.TraitError
        If a value is none of the options; the old one stays.
    """

    _esm = script("dropdown.js")
    description = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)

    @traitlets.validate("value")
    def _one_of_the_options(self, proposal: dict) -> Any:
        if proposal["value"] not in self.options:
            raise traitlets.TraitError(f"expected one of {self.options}, got {proposal['value']!r}")
        return proposal["value"]


class ToggleButtons(Dropdown):
    """Buttons for one of a few things, all in sight.

    Parameters
    ----------
    description, options, value
        As of `Dropdown`.

    Raises
    ------
    traitlets.TraitError
        If a value is none of the options; the old one stays.
    """

    _esm = script("toggle_buttons.js")


class Checkbox(Control):
    """A box to tick.

    Parameters
    ----------
    description : str
        What is so if it is ticked.
    value : bool
        Whether it is ticked at the start.

    Raises
    ------
    traitlets.TraitError
        If a value is neither True nor False; the old one stays.
    """

    _esm = script("checkbox.js")
    description = traitlets.Unicode().tag(sync=True)
    value = traitlets.Bool().tag(sync=True)


def slider(label: str, value: float, *, low: float, high: float, step: float = 0.01) -> Slider:
    """Return a `Slider` for one number; for a whole number where the step is a whole number.

    Parameters
    ----------
    label : str
        What the number is, with its unit.
    value : float or int
        The number to start with, from ``low`` to ``high``.
    low, high : float or int
        Its ends.
    step : float or int
        What an arrow key moves it by.

    Returns
    -------
    Slider
        The control.

    Raises
    ------
    traitlets.TraitError
        If ``value`` lies outside the ends.

    Examples
    --------
    >>> slider("p, heads", 0.3, low=0, high=1).value, slider("steps", 20, low=0, high=60, step=1).value
    (0.3, 20)
    """
    return Slider(value=value, description=label, min=low, max=high, step=step)


def checkbox(label: str, value: bool) -> Checkbox:
    """Return a `Checkbox` for yes or no.

    Parameters
    ----------
    label : str
        What is so if it is ticked.
    value : bool
        Whether it is ticked at the start.

    Returns
    -------
    Checkbox
        The control.
    """
    return Checkbox(value=value, description=label)


def dropdown(label: str, options: Sequence) -> Dropdown:
    """Return a `Dropdown` for one of several things, which starts at the first.

    Parameters
    ----------
    label : str
        What is chosen.
    options : sequence of str, int or float
        What there is to choose from, at least one.

    Returns
    -------
    Dropdown
        The control.
    """
    return Dropdown(value=options[0], description=label, options=list(options))


def toggle_buttons(label: str, options: Sequence) -> ToggleButtons:
    """Return `ToggleButtons` for one of a few things, all in sight, which start at the first.

    Parameters
    ----------
    label : str
        What is chosen.
    options : sequence of str, int or float
        What there is to choose from, at least one.

    Returns
    -------
    ToggleButtons
        The control.
    """
    return ToggleButtons(value=options[0], description=label, options=list(options))


def unit_buttons() -> ToggleButtons:
    """Return the control that says in which unit information is measured.

    Returns
    -------
    ToggleButtons
        Its value is "bits", to start with, or "nats".
    """
    return toggle_buttons("unit", ["bits", "nats"])
