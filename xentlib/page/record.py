"""What an explorer shows, recorded: a page has no kernel, so it looks up what the kernel would have told.

States are recorded in sheets: some controls at all their values, the others where a stop has them. Where all
controls together have few states one sheet holds them all. Elsewhere each control has its own, through the start
and through each stop.
"""

import base64
import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from xentlib.explorers import DistributionPair, DistributionSliders, Explorer, Points, Slider
from xentlib.explorers.controls import Control
from xentlib.explorers.distribution_sliders import Distribution, give_way
from xentlib.page.encode import Encoder

GRID = 4000  # states of an explorer of which all are recorded
LINE = 101  # values of a control that are recorded, at most, where not all states are
HUNDREDTH = 2  # decimals of a handle's place, as the picture has them
STRIDES = [digit * 10**power for power in range(6) for digit in (1, 2, 5)]


@dataclass
class Sheet:
    """States: each control of `axes` at each of its values, the others as in `state`.

    Attributes
    ----------
    state : dict
        A value for each control, by name.
    axes : dict of str to list
        Values by control; their product in this order are the sheet's states.
    part : sequence of int or "swap" or None
        Row and bar of the distribution that moves, or the swap of a pair; None for a whole control.
    """

    state: dict[str, Any]
    axes: dict[str, list] = field(default_factory=dict)
    part: Any = None

    def states(self) -> Iterator[dict[str, Any]]:
        """Yield the states, the last axis fastest."""
        for values in itertools.product(*self.axes.values()):
            yield self.state | dict(zip(self.axes, values, strict=True))


def sheets(explorer: Explorer) -> list[list[Sheet]]:
    """Return what of an explorer is recorded.

    Parameters
    ----------
    explorer : Explorer
        Any.

    Returns
    -------
    list of list of Sheet
        First what the page needs at once: the start's, and each stop by itself. Then the sheets of each stop.
    """
    start, *stops = explorer.states
    for most in (None, LINE):
        if axes := grid(explorer, most):
            return [[Sheet(start, axes)]]
    first = [*lines(explorer, start), *map(Sheet, stops)]
    return [first, *(list(lines(explorer, stop)) for stop in stops)]


def grid(explorer: Explorer, most: int | None) -> dict[str, list] | None:
    """Return all values of all controls; None if these are too many states, or one has no list of values."""
    if any(isinstance(control, UNLISTED) for control in explorer.controls.values()):
        return None
    axes = {
        name: values(control, {state[name] for state in explorer.states}, most)
        for name, control in explorer.controls.items()
    }
    return axes if math.prod(map(len, axes.values())) <= GRID else None


UNLISTED = (DistributionPair, DistributionSliders, Points)


def values(control: Control, named: set, most: int | None) -> list:
    """Return the values at which a control is recorded.

    Parameters
    ----------
    control : Control
        One for a number, or for one of several things.
    named : set
        Values that must be among them, as those of stops.
    most : int or None
        How many steps of a slider are recorded at most; None for all.

    Returns
    -------
    list
        In order.
    """
    if isinstance(control, Slider):
        stride = step_of(control, most)
        inner = np.arange(math.ceil(control.min / stride), math.floor(control.max / stride) + 1) * stride
        exact = [type(control.value)(round(number, 10)) for number in (control.min, *inner, control.max)]
        return sorted({*exact, *named})
    return list(getattr(control, "options", (False, True)))


def step_of(slider: Slider, most: int | None) -> float:
    """Return the step at which a slider is recorded: its own, or 2, 5, 10 … times as much."""
    steps = (slider.max - slider.min) / slider.step
    return slider.step * next(times for times in STRIDES if most is None or steps / times < most)


def lines(explorer: Explorer, state: dict[str, Any]) -> Iterator[Sheet]:
    """Yield a sheet for each control, and for each bar of a distribution, through a state."""
    for name, control in explorer.controls.items():
        if isinstance(control, UNLISTED):
            for part, line in parts(state[name]) if not isinstance(control, Points) else ():
                yield Sheet(state, {name: line}, part)
        else:
            yield Sheet(state, {name: values(control, {state[name]}, LINE)})


def parts(value: Any) -> Iterator[tuple[Any, list]]:
    """Yield each bar of a distribution or of a pair, and the values through which it leads; then the swap."""
    if not isinstance(value[0], Sequence):
        yield from (((0, bar), bar_line(value, bar)) for bar in range(len(value)))
        return
    p, q = value
    yield from (((0, bar), [(moved, q) for moved in bar_line(p, bar)]) for bar in range(len(p)))
    yield from (((1, bar), [(p, moved) for moved in bar_line(q, bar)]) for bar in range(len(q)))
    yield "swap", [(p, q), (q, p)]


def bar_line(p: Distribution, bar: int) -> list[Distribution]:
    """Return the distributions through which a bar leads from 0 to 1, and among them p itself."""
    heights = sorted({*(step / (LINE - 1) for step in range(LINE)), p[bar]})
    return [p if height == p[bar] else give_way(p, bar, height) for height in heights]


def record(explorer: Explorer, folder: Path, name: str) -> dict[str, Any]:
    """Record an explorer, and leave it at its start.

    Parameters
    ----------
    explorer : Explorer
        Any.
    folder : Path
        Where the files go, classic scripts for the page's player: ``name.0.js`` and, if not all states are in it,
        one for each stop.
    name : str
        What the files are called.

    Returns
    -------
    dict
        ``files``, their names; ``bytes``, how long each is; ``frames``, how many are recorded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {"files": [], "bytes": [], "frames": 0}
    for index, chunk in enumerate(sheets(explorer)):
        head = {"sheets": [described(explorer, sheet) for sheet in chunk]}
        encoder = Encoder()
        for sheet in chunk:
            for state in sheet.states():
                explorer.stand_at(state)
                encoder.add(frame(explorer))
                written["frames"] += 1
        explorer.go_to(0)
        head |= {} if index else description(explorer)
        text = base64.b64encode(encoder.compressed(head)).decode()
        file = folder / f"{name}.{index}.js"
        file.write_text(f'(window.xentRecords ??= {{}})["{name}.{index}"] = "{text}";\n')
        written["files"].append(file.name)
        written["bytes"].append(file.stat().st_size)
    return written


def frame(explorer: Explorer) -> list[str]:
    """Return what the page is told of the explorer as it stands, but for what follows from the state."""
    canvas = explorer.canvas
    rounded = [place and [round(number, HUNDREDTH) for number in place] for place in canvas.places]
    fields = [canvas.handles, rounded, canvas.sentence, canvas.feedback, canvas.definitions, canvas.animated]
    return [field if isinstance(field, str) else json.dumps(field) for field in fields]
