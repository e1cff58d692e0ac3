"""Explorers: a hand moves controls, a picture follows, a sentence says what it shows."""

from xentlib.explorers.controls import (
    Checkbox,
    Dropdown,
    Slider,
    ToggleButtons,
    checkbox,
    dropdown,
    slider,
    toggle_buttons,
    unit_buttons,
)
from xentlib.explorers.distribution_pair import DistributionPair
from xentlib.explorers.distribution_sliders import DistributionSliders
from xentlib.explorers.explorer import Explorer, explore
from xentlib.explorers.handles import Handle
from xentlib.explorers.numbers import format_number
from xentlib.explorers.picture import Picture
from xentlib.explorers.stops import Stop

__all__ = [
    "Checkbox",
    "DistributionPair",
    "DistributionSliders",
    "Dropdown",
    "Explorer",
    "Handle",
    "Picture",
    "Slider",
    "Stop",
    "ToggleButtons",
    "checkbox",
    "dropdown",
    "explore",
    "format_number",
    "slider",
    "toggle_buttons",
    "unit_buttons",
]
