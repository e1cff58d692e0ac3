"""Notebook 04: its exercises with answers in many forms, and what its text says of slopes and walks."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from xentlib.explorers.explorer import AnimatedFigure
from xentlib.explorers.handles import Handle
from xentlib.lessons import check
from xentlib.lessons.binary_cross_entropy import pictures


def by_hand(y, q):
    return -(y * np.log(q) + (1 - y) * np.log(1 - q))


def by_logaddexp(z, y):
    return y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)


RIGHT = [
    ("loss of a label", by_hand),
    ("loss of a label", lambda y, q: [by_hand(y, q)]),
    ("loss of a label", lambda y, q: F.binary_cross_entropy(torch.tensor(q), torch.tensor(float(y)))),
    ("loss of a label", lambda y, q: by_hand(np.float32(y), np.float32(q))),
    ("loss from a logit", by_logaddexp),
    ("loss from a logit", lambda z, y: np.array([by_logaddexp(z, y)])),
    (
        "loss from a logit",
        lambda z, y: F.binary_cross_entropy_with_logits(
            torch.tensor(z, requires_grad=True), torch.tensor(float(y))
        ),
    ),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_a_right_answer_is_right_in_every_form(name, answer):
    feedback = check(name, answer)
    assert feedback, feedback


@pytest.mark.parametrize("eps", [1e-4, 1e-7, 1e-12, 1e-15])
def test_a_small_number_that_avoids_log_0_is_found_out(eps):
    assert not check("loss of a label", lambda y, q: -(y * np.log(q + eps) + (1 - y) * np.log(1 - q + eps)))
    assert not check("loss of a label", lambda y, q: by_hand(y, np.clip(q, eps, 1 - eps)))


def test_who_takes_the_floors_probability_for_its_logit_is_told():
    assert check("the floor", {"y": 0.3, "z": 0.3}).text.endswith("It is q that must be 0.3; z is its logit.")


def shown(picture, **values):
    """The picture with these values, and its sentence."""
    figure = AnimatedFigure(picture)
    sentence, _ = figure.show(values)
    return figure.picture, sentence


@pytest.mark.parametrize("scale", pictures.Scales.ends)
def test_the_hand_holds_the_point_of_the_scale_that_is_moved(scale):
    figure = AnimatedFigure(pictures.Scales)
    (handle,) = figure.handles
    index, places = list(pictures.Scales.ends).index(scale), []
    for place in (0.25, 0.75):
        figure.show({"scale": scale, "place": place})
        places.append(handle.place())
        assert places[-1] == pytest.approx(Handle(figure.picture.points[index], "place", "x").place())
    assert handle.slope_in_pixels() @ np.subtract(*reversed(places)) == pytest.approx(0.5)


@pytest.mark.parametrize(("start", "steps"), [(-8.0, [9, None, 9]), (-2.0, [3, 8, 3])])
def test_a_walk_says_yes_after_as_many_steps_as_the_text_has(start, steps):
    picture, _ = shown(pictures.YesNoDescent, start=start, rate=1.0, step=60)
    assert [int((path.get_ydata() > 0.5).argmax()) or None for path in picture.paths] == steps


@pytest.mark.parametrize(
    ("start", "rate", "squared", "hinge"),
    [(-8.0, 1.0, "−7.959", "1.000"), (-7.5, 1.0, "−7.431", "1.500"), (-8.0, 0.3, "−7.988", "1.000")],
)
def test_a_walk_ends_where_the_text_says(start, rate, squared, hinge):
    _, sentence = shown(pictures.YesNoDescent, start=start, rate=rate, step=60)
    assert f"squared error is at {squared} (" in sentence and f"hinge is at {hinge} (" in sentence


@pytest.mark.parametrize(
    ("z", "slopes"), [(8.0, ["−0.00034", "0.00000", "0.00000"]), (0.5, ["−0.37754", "−0.17745", "−1.00000"])]
)
def test_slopes_vanish_where_the_model_is_sure_and_right_and_not_where_it_is_right_alone(z, slopes):
    _, sentence = shown(pictures.YesNoLosses, y=1.0, z=z)
    assert re.findall(r"slope (\S+?)[,.] ", sentence) == slopes
