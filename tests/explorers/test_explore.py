"""Explorers: controls, picture and sentence stay together, and a fault is seen."""

import base64
import io
import subprocess
import sys

import ipywidgets
import numpy as np
import pytest
import traitlets
from PIL import Image
from small_picture import Shares

from xentlib import explorers
from xentlib.explorers import (
    DistributionSliders,
    Picture,
    Stop,
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


STOPS = [Stop("fair", "0.250, 0.250, 0.250, 0.250, in bits", p=[0.25] * 4), Stop("nats", "", unit="nats")]


@pytest.fixture
def with_stops():
    return explore(Shares, stops=STOPS, p=DistributionSliders(START), unit=unit_buttons())


def test_a_stop_is_one_complete_state_drawn_once(with_stops, monkeypatch):
    drawn = []
    monkeypatch.setattr(with_stops.figure.picture, "draw", lambda **values: drawn.append(values))
    with_stops.controls["unit"].value = "nats"
    with_stops.go_to(1)
    with_stops.go_to(0)
    assert drawn == [
        {"p": START, "unit": "nats"},
        {"p": (0.25,) * 4, "unit": "bits"},
        {"p": START, "unit": "bits"},
    ]


def test_the_browsers_message_leads_to_a_stop_and_is_answered(with_stops, monkeypatch):
    answers = []
    monkeypatch.setattr(with_stops.canvas, "send", answers.append)
    with_stops.canvas._handle_custom_msg({"stop": 1}, [])
    assert with_stops.sentence == STOPS[0].sentence and answers == [{"done": True}]
    with_stops.canvas._handle_custom_msg({"ping": True}, [])
    assert answers == [{"done": True}, {"pong": True}]


def test_after_a_stop_the_picture_follows_its_controls_again(with_stops):
    with_stops.go_to(2)
    with_stops.controls["unit"].value = "bits"
    assert with_stops.sentence.endswith("in bits")


def test_the_stop_that_stands_is_known_until_something_moves(with_stops):
    assert with_stops.canvas.stops == ["start", "fair", "nats"] and with_stops.canvas.stop == 0
    with_stops.go_to(1)
    assert with_stops.canvas.stop == 1
    with_stops.controls["p"].value = (0.5, 0.5, 0.0, 0.0)
    assert with_stops.canvas.stop is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"q": 1}, "stop 'wrong': expected values for p, unit; got one for q"),
        ({"p": [0.5, 0.5]}, "stop 'wrong', control 'p': expected 4 probabilities, got 2"),
        ({"unit": "hats"}, "stop 'wrong', control 'unit': expected one of .*'hats'"),
    ],
)
def test_a_stop_that_cannot_be_is_refused_at_once(values, message):
    controls = {"p": DistributionSliders(START), "unit": unit_buttons()}
    with pytest.raises(ValueError, match=message):
        explore(Shares, stops=[Stop("wrong", "", **values)], **controls)
    assert controls["p"].value == START and controls["unit"].value == "bits"


LINES = [
    'slider("p, heads", 0.1, low=0, high=1, step=0.01)',
    'slider("steps", 20, low=0, high=60, step=1)',
    'checkbox("renormalise", True)',
    'dropdown("reduction", ["mean", "sum"], "sum")',
    'dropdown("ignore", [-100, 0, 1], 0)',
    'toggle_buttons("move \\"it\\"", ["odds", "logit"], "logit")',
    'unit_buttons("nats")',
    "DistributionSliders((0.1, 0.2, 0.7))",
    'DistributionSliders((0.5, 0.5), label="Q", names=["cat", "dog"])',
    'DistributionPair((0.5, 0.5), (1.0, 0.0), names=["cat", "dog"])',
    "DistributionPair((0.5, 0.5), (1.0, 0.0), labels=('truth', 'model'))",
]


@pytest.mark.parametrize("line", LINES)
def test_a_control_says_how_it_is_made(line):
    assert repr(eval(line, vars(explorers))) == line


def test_a_control_says_where_it_stands():
    share = slider("p", 0.5, low=0, high=1)
    share.value = 0.1 + 0.2
    assert repr(share) == 'slider("p", 0.30000000000000004, low=0, high=1, step=0.01)'


def test_an_explorer_says_its_line_without_its_stops(with_stops):
    controls = 'p=DistributionSliders((0.1, 0.2, 0.3, 0.4)), unit=unit_buttons("bits")'
    assert with_stops.canvas.source == f"explore(small_picture.Shares, {controls})"


def test_widgets_of_ipywidgets_say_their_line_too():
    explorer = explore(Reciprocal, x=ipywidgets.FloatSlider(value=0.5, description="x"))
    explorer.controls["x"].value = 0.25
    names = {"explore": explore, "FloatSlider": ipywidgets.FloatSlider}
    names["test_explore"] = sys.modules[__name__]
    assert eval(repr(explorer), names).sentence == "1/x is 4.00"


def test_the_library_alone_loads_no_widgets_and_no_matplotlib():
    heavy = "{'matplotlib', 'ipywidgets', 'torch', 'scipy'}"
    loads = f"import sys, xentlib; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
