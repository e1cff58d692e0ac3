"""Controls that run ahead of the kernel: the hand is answered by the browser, the kernel follows."""

import json
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
        The widget's own files in ``static/``, one after another; the last exports the widget.

    Returns
    -------
    str
        The source of an ECMAScript module, for anywidget's ``_esm``.
    """
    return "".join((STATIC / file).read_text(encoding="utf-8") for file in ("shared.js", *names))


def literal(value: Any) -> str:
    """Return the Python that says a value, with texts in double quotes, as the course writes them.

    Examples
    --------
    >>> literal(["p, heads", 0.1])
    '["p, heads", 0.1]'
    """
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return repr(value)


class Control(anywidget.AnyWidget):
    """A control with a ``value``.

    Moves come as messages of their own, one in flight at a time, and the latest wins (`latestWinsSender` in
    ``shared.js``): ipywidgets holds a synchronised trait back until the kernel is idle, which halves the
    pictures a second. Its ``repr`` is the Python that makes it where it stands.

    Parameters
    ----------
    **traits
        The first values of the control's traits.
    """

    _css = CSS
    name = traitlets.Unicode().tag(sync=True)  # that of the argument of ``draw``; the explorer gives it
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

    def __repr__(self) -> str:
        label, value = literal(self.description), literal(self.value)
        return f"slider({label}, {value}, low={self.min!r}, high={self.max!r}, step={self.step!r})"

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
    factory = "dropdown"

    def __repr__(self) -> str:
        return f"{self.factory}({', '.join(map(literal, (self.description, self.options, self.value)))})"

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
    factory = "toggle_buttons"


class UnitButtons(ToggleButtons):
    """Buttons for the unit of information, "bits" or "nats"; made by `unit_buttons`."""

    def __repr__(self) -> str:
        return f"unit_buttons({literal(self.value)})"


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

    def __repr__(self) -> str:
        return f"checkbox({literal(self.description)}, {self.value})"


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


def dropdown(label: str, options: Sequence, value: str | float | None = None) -> Dropdown:
    """Return a `Dropdown` for one of several things.

    Parameters
    ----------
    label : str
        What is chosen.
    options : sequence of str, int or float
        What there is to choose from, at least one.
    value : str, int or float, optional
        The one to start with; the first unless given.

    Returns
    -------
    Dropdown
        The control.
    """
    return Dropdown(value=options[0] if value is None else value, description=label, options=list(options))


def toggle_buttons(label: str, options: Sequence, value: str | float | None = None) -> ToggleButtons:
    """Return `ToggleButtons` for one of a few things, all in sight.

    Parameters
    ----------
    label : str
        What is chosen.
    options : sequence of str, int or float
        What there is to choose from, at least one.
    value : str, int or float, optional
        The one to start with; the first unless given.

    Returns
    -------
    ToggleButtons
        The control.
    """
    value = options[0] if value is None else value
    return ToggleButtons(value=value, description=label, options=list(options))


def unit_buttons(value: str = "bits") -> UnitButtons:
    """Return the control that says in which unit information is measured.

    Parameters
    ----------
    value : str
        The unit to start with, "bits" or "nats".

    Returns
    -------
    UnitButtons
        The control.
    """
    return UnitButtons(value=value, description="unit", options=["bits", "nats"])
