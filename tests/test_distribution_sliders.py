"""Sliders for a distribution: the sum stays 1 whatever the hand does."""

import math

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from xentlib.distribution_sliders import DistributionSliders, give_way

weights = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 1e-300, 1.0]), min_size=2, max_size=12)
distributions = weights.filter(any).map(lambda w: tuple(x / math.fsum(w) for x in w))


@given(distributions, st.integers(0, 11), st.floats(0, 1))
def test_the_others_give_way_in_proportion_and_the_sum_stays_1(p, index, value):
    index %= len(p)
    moved = give_way(p, index, value)
    assert math.fsum(moved) == 1.0
    assert moved[index] == value
    assert min(moved) >= 0.0
    others, after = np.delete(p, index), np.delete(moved, index)
    shares = others / others.sum() if others.sum() else 1 / len(others)
    np.testing.assert_allclose(after, (1 - value) * shares, atol=1e-12)


def test_ten_thousand_moves_leave_the_sum_at_1():
    rng = np.random.default_rng(0)
    p = (0.25, 0.25, 0.25, 0.25)
    for _ in range(10_000):
        p = give_way(p, int(rng.integers(4)), float(rng.random()))
        assert math.fsum(p) == 1.0


def test_where_the_others_are_all_0_they_share_equally():
    assert give_way((1.0, 0.0, 0.0), 0, 0.5) == (0.5, 0.25, 0.25)


def test_a_moved_slider_moves_the_others():
    sliders = DistributionSliders([0.5, 0.25, 0.25])
    sliders.sliders[0].value = 0.0
    assert sliders.value == (0.0, 0.5, 0.5)
    assert [slider.value for slider in sliders.sliders] == [0.0, 0.5, 0.5]


def test_a_preset_sets_all_sliders_and_is_seen_as_one_change():
    sliders = DistributionSliders([0.5, 0.5], presets={"sure": [0.0, 1.0]})
    seen = []
    sliders.observe(lambda change: seen.append(change.new), "value")
    sliders.presets[0].click()
    assert seen == [(0.0, 1.0)] and sliders.sliders[1].value == 1.0


@pytest.mark.parametrize(
    "wrong", [[0.5, 0.6], [-0.5, 1.5], [1.0], [0.2, 0.3, 0.5], [math.nan, 1.0], "ab", None]
)
def test_what_is_no_distribution_over_these_outcomes_is_refused_and_loses_nothing(wrong):
    sliders = DistributionSliders([0.5, 0.5])
    with pytest.raises(traitlets.TraitError, match="expected"):
        sliders.value = wrong
    assert sliders.value == (0.5, 0.5)


def test_names_are_letters_unless_given():
    assert DistributionSliders([0.5, 0.5]).sliders[1].description == "P(B)"
    assert DistributionSliders([0.5, 0.5], names=["cat", "dog"]).sliders[1].description == "P(dog)"
