"""Explorers: controls, picture and sentence stay together, and a fault is seen."""

import base64
import io
import subprocess
import sys

import numpy as np
import pytest
import traitlets
from PIL import Image
from small_picture import Shares

from xentlib.explorers import (
    DistributionSliders,
    Picture,
    checkbox,
    dropdown,
    explore,
    format_number,
    slider,
    toggle_buttons,
    unit_buttons,
)

START = (0.1, 0.2, 0.3, 0.4)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.fixture
def explorer():
    return explore(Shares, p=DistributionSliders(START), unit=unit_buttons())


class Reciprocal(Picture):
    """A picture that fails at 0."""

    size = (2, 2)

    def __init__(self, ax):
        (self.point,) = ax.plot([0], [0], "o", animated=True)

    def draw(self, *, x):
        self.point.set_data([x], [1 / x])

    def read(self):
        return {"y": self.point.get_ydata()[0]}

    @classmethod
    def say(cls, *, y):
        return f"1/x is {format_number(y, '.2f')}"


def test_the_controls_values_are_the_state(explorer):
    assert explorer.values == {"p": START, "unit": "bits"}
    explorer.controls["unit"].value = "nats"
    assert "nats" in explorer.sentence and explorer.values["unit"] == "nats"


def test_picture_and_sentence_follow_a_control(explorer):
    before = explorer.sentence, explorer.png
    explorer.controls["p"].value = (0.4, 0.3, 0.2, 0.1)
    assert explorer.sentence != before[0] and explorer.png != before[1]
    explorer.controls["p"].value = START
    assert (explorer.sentence, explorer.png) == before


def test_the_output_speaks_without_a_kernel(explorer):
    data, metadata = explorer._repr_mimebundle_()
    assert data["text/plain"] == explorer.sentence == metadata["image/png"]["alt"]
    saved, live = (pixels(png) for png in (base64.b64decode(data["image/png"]), explorer.png))
    np.testing.assert_array_equal(saved, live)
    assert "application/vnd.jupyter.widget-view+json" in data


def test_a_fault_is_seen_on_the_page_and_raised_and_left_behind_at_the_next_good_value():
    explorer = explore(Reciprocal, x=slider("x", 0.5, low=-1, high=1))
    with pytest.raises(ZeroDivisionError):
        explorer.controls["x"].value = 0.0
    assert explorer.canvas.fault and explorer.sentence.startswith("ZeroDivisionError: ")
    explorer.controls["x"].value = 0.25
    assert not explorer.canvas.fault and explorer.sentence == "1/x is 4.00"


def test_a_fault_at_the_first_values_is_raised():
    with pytest.raises(ZeroDivisionError):
        explore(Reciprocal, x=slider("x", 0.0, low=-1, high=1))


@pytest.mark.parametrize("control", [dropdown, toggle_buttons])
def test_the_value_is_one_of_the_options(control):
    reduction = control("reduction", ["mean", "sum"])
    assert reduction.value == "mean"
    reduction.value = "sum"
    with pytest.raises(traitlets.TraitError, match="expected one of"):
        reduction.value = "median"
    assert reduction.value == "sum"


def test_a_checkbox_is_ticked_or_not():
    box = checkbox("renormalise", True)
    with pytest.raises(traitlets.TraitError, match="expected a boolean"):
        box.value = "no"
    assert box.value is True


class Sign:
    """Feedback on a number."""

    def __init__(self, values):
        self.positive = values["x"] > 0

    def __repr__(self):
        return "positive" if self.positive else "negative"

    def _repr_html_(self):
        return f"<p>{self!r}</p>"


def test_feedback_stands_apart_from_the_sentence_and_follows_the_controls():
    explorer = explore(Reciprocal, feedback=Sign, x=slider("x", 0.5, low=-1, high=1))
    for x, sentence, sign in ((0.5, "1/x is 2.00", "positive"), (-0.5, "1/x is −2.00", "negative")):
        explorer.controls["x"].value = x
        assert (explorer.sentence, explorer.canvas.feedback) == (sentence, f"<p>{sign}</p>")
        data, metadata = explorer._repr_mimebundle_()
        assert data["text/plain"] == metadata["image/png"]["alt"] == f"{sentence}\n{sign}"


def test_a_fault_has_no_feedback():
    explorer = explore(Reciprocal, feedback=Sign, x=slider("x", 0.5, low=-1, high=1))
    with pytest.raises(ZeroDivisionError):
        explorer.controls["x"].value = 0.0
    assert explorer.canvas.feedback == "" and explorer.text == explorer.sentence


def test_the_library_alone_loads_no_widgets_and_no_matplotlib():
    heavy = "{'matplotlib', 'ipywidgets', 'torch', 'scipy'}"
    loads = f"import sys, xentlib; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
