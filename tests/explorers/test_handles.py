"""Handles, on the kernel's side: where they are in pixels, and how the value grows with each pixel."""

import numpy as np
import pytest
from hand_picture import SLOPES, Touched
from matplotlib.figure import Figure
from small_picture import Shares

from xentlib.explorers import DistributionSliders, Handle, explore, slider


@pytest.fixture
def explorer():
    n = slider("n", 250, low=0, high=1000, step=1)
    share = slider("share", 0.5, low=0, high=1)
    return explore(Touched, n=n, share=share, p=DistributionSliders((0.5, 0.3, 0.2)))


@pytest.fixture
def ax():
    """Axes whose unit is 100 pixels both ways, with 0 at the lower left corner of 400 by 300 pixels."""
    ax = Figure(figsize=(4, 3), dpi=100).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 4), ylim=(0, 3))
    return ax


def test_the_page_hears_what_moves_and_how(explorer):
    told = explorer.canvas.handles
    assert [(each["control"], each["entry"]) for each in told] == [
        ("n", None),
        ("share", None),
        ("p", 0),
        ("p", None),
    ]
    assert np.shape(told[3]["slope"]) == (3, 2)
    np.testing.assert_allclose(np.sum(told[3]["slope"], axis=0), 0, atol=1e-12)


def test_places_come_with_each_picture(explorer):
    before = explorer.canvas.places
    explorer.controls["share"].value = 0.75
    after = explorer.canvas.places
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True, True]
    moved = np.subtract(after[1], before[1])
    assert moved[0] == 0 > moved[1]  # up
    np.testing.assert_allclose(explorer.canvas.handles[1]["slope"] @ moved, 0.25)


def test_a_slope_that_another_control_changes_comes_with_the_picture(explorer):
    before = np.array(explorer.canvas.handles[1]["slope"])
    explorer.controls["p"].value = (0, 0, 1)
    np.testing.assert_allclose(explorer.canvas.handles[1]["slope"], 2 * before)


def test_a_picture_has_no_handles_unless_it_says_so():
    canvas = explore(Shares, p=DistributionSliders([0.25] * 4), unit=slider("unit", 1, low=0, high=1)).canvas
    assert canvas.handles == canvas.places == []


@pytest.mark.parametrize(
    ("slope", "wanted"),
    {"x": [[0.01, 0]], "y": [[0, -0.01]], (100, 0): [[1, 0]], (0.5, -2): [[0.005, 0.02]]}.items(),
)
def test_the_slope_is_that_of_a_pixel_with_y_downwards(ax, slope, wanted):
    (point,) = ax.plot([1], [1], "o")
    np.testing.assert_allclose(Handle(point, "x", slope).slope_in_pixels(), wanted, atol=1e-15)


def test_the_slope_of_a_distribution_has_a_row_for_each_entry(ax):
    (point,) = ax.plot([1], [1], "o")
    np.testing.assert_allclose(Handle(point, "p", SLOPES).slope_in_pixels(), SLOPES * [0.01, -0.01])


@pytest.mark.parametrize("height", [2, -0.5])
def test_a_bar_is_held_in_the_middle_of_its_end(ax, height):
    (bar,) = ax.bar([1], height, bottom=1)
    np.testing.assert_allclose(Handle(bar, "p", "y").place(), [100, 300 - 100 * (1 + height)])


def test_a_bar_that_lies_is_held_at_its_right_end(ax):
    (bar,) = ax.barh([1], 2)
    np.testing.assert_allclose(Handle(bar, "p", "x").place(), [200, 200])


def test_other_artists_say_where_they_are_held(ax):
    text = ax.text(1, 2, "here")
    place = Handle(text, "p", "x", at=lambda text: text.get_position()).place()
    np.testing.assert_allclose(place, [100, 100])


@pytest.mark.parametrize("data", [([], []), ([1], [np.nan]), ([1], [1e5]), ([-1e5], [1])])
def test_what_is_not_drawn_has_no_place(ax, data):
    (point,) = ax.plot(*data, "o")
    ax.set(xlim=(0, 4), ylim=(0, 3))
    assert Handle(point, "p", "x").place() is None


@pytest.mark.parametrize(("clip_on", "place"), [(True, None), (False, [300, 50])])
def test_what_its_axes_cut_off_has_no_place(clip_on, place):
    ax = Figure(figsize=(4, 3), dpi=100).add_axes((0, 0, 0.5, 1))
    ax.set(xlim=(0, 2), ylim=(0, 3))
    (point,) = ax.plot([3], [2.5], "o", clip_on=clip_on, scalex=False)
    assert Handle(point, "p", "x").place() == pytest.approx(place)


def test_what_is_hidden_has_no_place(ax):
    (point,) = ax.plot([1], [1], "o")
    point.set_visible(False)
    assert Handle(point, "p", "x").place() is None


def test_a_slope_may_change_and_where_it_is_0_there_is_nothing_to_hold(ax):
    (point,) = ax.plot([1], [1], "o")
    handle = Handle(point, "p", "x")
    handle.set_slope((0.5, 0))
    np.testing.assert_allclose(handle.message()["slope"], [[0.005, 0]], atol=1e-15)
    assert handle.place() is not None
    handle.set_slope((0, 0))
    assert handle.place() is None


def test_only_linear_axes_have_handles(ax):
    (point,) = ax.plot([1], [1], "o")
    ax.set_xscale("log")
    with pytest.raises(ValueError, match="linear"):
        Handle(point, "p", "x").slope_in_pixels()
