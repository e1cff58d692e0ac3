"""Which states of an explorer are recorded: those along each control and, where they are few, all of them."""

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xentlib.explorers import DistributionPair, DistributionSliders, Explorer, Points, Slider
from xentlib.explorers.controls import Control
from xentlib.explorers.distribution_sliders import Distribution, give_way

GRID = 4000  # states of an explorer of which all are recorded
LINE = 101  # values of a slider that are recorded, at most, where not all states are
BAR = 51  # heights of a bar
IMAGES = 21  # values along which an image changes: kilobytes each
CHOICES = 3  # in how many ways all buttons and lists may stand so that each line is recorded for all of them
STRIDES = [digit * 10**power for power in range(6) for digit in (1, 2, 5)]
IMAGE = re.compile(r'href="data:image/png;base64,([^"]*)"')
WITHOUT_LIST = (DistributionPair, DistributionSliders, Points)


@dataclass
class Sheet:
    """States: each control of `axes` at each of its values, the others as in `state`.

    Attributes
    ----------
    stop : int
        Through which stop it leads; 0 is the start.
    state : dict
        A value for each control, by name.
    axes : dict of str to list
        Values by control; their product in this order are the sheet's states.
    part : tuple of int or "swap" or None
        Row and bar of the distribution that moves, or the swap of a pair; None for a whole control.
    """

    stop: int
    state: dict[str, Any]
    axes: dict[str, list] = field(default_factory=dict)
    part: Any = None

    def states(self) -> Iterator[dict[str, Any]]:
        """Yield the states, the last axis fastest."""
        for place in itertools.product(*self.axes.values()):
            yield self.state | dict(zip(self.axes, place, strict=True))


def sheets(explorer: Explorer) -> list[list[Sheet]]:
    """Return what of an explorer is recorded.

    Parameters
    ----------
    explorer : Explorer
        Any; it is moved.

    Returns
    -------
    list of list of Sheet
        First what the page needs at once: the start's, and each stop by itself. Then the sheets of each stop.
    """
    start, *stops = explorer.states
    if axes := grid(explorer):
        return [[Sheet(0, start, axes)]]
    of_stops = [list(lines(explorer, index)) for index in range(len(explorer.states))]
    points = [Sheet(index, stop) for index, stop in enumerate(stops, 1)]
    return [[*of_stops[0], *points], *of_stops[1:]]


def grid(explorer: Explorer) -> dict[str, list] | None:
    """Return values of all controls; None if these are too many, or a control has no list of values."""
    if any(isinstance(control, WITHOUT_LIST) for control in explorer.controls.values()):
        return None
    for most in (math.inf, LINE):
        axes = {
            name: values(control, {state[name] for state in explorer.states}, most)
            for name, control in explorer.controls.items()
        }
        if math.prod(map(len, axes.values())) <= GRID:
            return axes
    return None


def values(control: Control, named: set, most: float) -> list:
    """Return the values at which a control is recorded.

    Parameters
    ----------
    control : Control
        One for a number, or for one of several things.
    named : set
        Values that must be among them, as those of stops.
    most : float
        How many values of a slider there may be beside these.

    Returns
    -------
    list
        In order.
    """
    if not isinstance(control, Slider):
        return list(getattr(control, "options", (False, True)))
    step = step_of(control, most)
    inner = np.arange(math.ceil(control.min / step), math.floor(control.max / step) + 1) * step
    exact = [type(control.value)(round(number, 10)) for number in (control.min, *inner.tolist(), control.max)]
    return sorted({*exact, *named})


def step_of(slider: Slider, most: float) -> float:
    """Return the step at which a slider is recorded: its own, or 2, 5, 10 … times as much."""
    steps = (slider.max - slider.min) / slider.step
    return slider.step * next(times for times in STRIDES if round(steps / times, 6) < most)


def lines(explorer: Explorer, stop: int) -> Iterator[Sheet]:
    """Yield a sheet for each control, and for each bar of a distribution, through a stop."""
    state, choices = explorer.states[stop], few_choices(explorer)
    for name in explorer.controls.keys() - choices.keys():
        for part, most in parts(explorer.controls[name]):
            line = values_along(explorer.controls[name], state[name], part, most)
            if images_change(explorer, [state | {name: value} for value in (line[0], state[name], line[-1])]):
                line = values_along(explorer.controls[name], state[name], part, IMAGES)
            yield Sheet(stop, state, choices | {name: line}, part)


def few_choices(explorer: Explorer) -> dict[str, list]:
    """Return the options of the buttons and lists, if these can stand in a few ways only."""
    choices = {
        name: values(control, set(), 0)
        for name, control in explorer.controls.items()
        if not isinstance(control, (Slider, *WITHOUT_LIST))
    }
    return choices if math.prod(map(len, choices.values())) <= CHOICES else {}


def parts(control: Control) -> Iterator[tuple[Any, int]]:
    """Yield what of a control moves along a line, and how many values are recorded; nothing of points."""
    if isinstance(control, DistributionPair):
        yield from (((row, bar), BAR) for row in range(2) for bar in range(len(control.names)))
        yield "swap", 2
    elif isinstance(control, DistributionSliders):
        yield from (((0, bar), BAR) for bar in range(len(control.names)))
    elif not isinstance(control, Points):
        yield None, LINE


def values_along(control: Control, value: Any, part: Any, most: int) -> list:
    """Return the values of a control on its line through one of them."""
    if part is None:
        return values(control, {value}, most)
    if part == "swap":
        return [value, value[::-1]]
    row, bar = part
    if not isinstance(value[0], Sequence):
        return bar_line(value, bar, most)
    return [(*value[:row], moved, *value[row + 1 :]) for moved in bar_line(value[row], bar, most)]


def bar_line(p: Distribution, bar: int, most: int) -> list[Distribution]:
    """Return the distributions through which a bar leads from 0 to 1, and among them p itself."""
    heights = sorted({*np.linspace(0, 1, most).round(4).tolist(), p[bar]})
    return [p if height == p[bar] else give_way(p, bar, height) for height in heights]


def images_change(explorer: Explorer, states: Sequence[dict[str, Any]]) -> bool:
    """Return whether an image in the picture differs between states."""
    if not IMAGE.search(explorer.canvas.animated):
        return False
    seen = set()
    for state in states:
        explorer.stand_at(state)
        seen.add(tuple(IMAGE.findall(explorer.canvas.animated)))
    return len(seen) > 1
