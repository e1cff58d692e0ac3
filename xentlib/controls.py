"""Controls that run ahead of the kernel: the hand is answered by the browser, the kernel follows."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent
CSS = (HERE / "controls.css").read_text(encoding="utf-8")


def script(name: str) -> str:
    """The JavaScript of a widget, with what all of them use in front of it."""
    return "".join((HERE / file).read_text(encoding="utf-8") for file in ("courier.js", name))


class Control(anywidget.AnyWidget):
    """A control with a ``value``.

    Moves come as messages of their own, one under way at a time and the newest first (``courier.js``):
    ipywidgets holds a synchronised trait back until the kernel is idle, which halves the pictures a second.
    """

    _css = CSS
    value = traitlets.TraitType().tag(sync=True)  # Any would let None pass without asking the validator

    def __init__(self, **traits: Any):
        super().__init__(**traits)
        self.on_msg(self._moved)

    def _moved(self, _widget: Any, letter: dict, _buffers: list) -> None:
        try:
            with self.hold_sync():  # what follows the value leaves first: the browser has this one already
                self.value = letter["value"]
        finally:  # after a fault too: the browser sends the next value only when it has heard of this one
            self.send({"done": True})


class Slider(Control):
    """A slider for one number; for whole numbers where the step is one.

    Args:
        description: what the number is, with its unit.
        value: the number to start with.
        min: its lower end.
        max: its upper end.
        step: what an arrow key moves it by.

    Raises:
        traitlets.TraitError: value is outside its ends; the old one stays.
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


class Menu(Control):
    """A menu for one of several things.

    Args:
        description: what is chosen.
        options: what there is to choose from, texts or numbers.
        value: the one to start with.

    Raises:
        traitlets.TraitError: value is none of the options; the old one stays.
    """

    _esm = script("menu.js")
    description = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)

    @traitlets.validate("value")
    def _one_of_the_options(self, proposal: dict) -> Any:
        if proposal["value"] not in self.options:
            raise traitlets.TraitError(f"expected one of {self.options}, got {proposal['value']!r}")
        return proposal["value"]


class Switch(Menu):
    """A menu of few things, all in sight as buttons; arguments and errors are those of ``Menu``."""

    _esm = script("switch.js")


class Tick(Control):
    """A box to tick.

    Args:
        description: what is so if it is ticked.
        value: whether it is ticked at the start.

    Raises:
        traitlets.TraitError: value is neither True nor False; the old one stays.
    """

    _esm = script("tick.js")
    description = traitlets.Unicode().tag(sync=True)
    value = traitlets.Bool().tag(sync=True)
