"""Sliders for a distribution: the sum stays 1 whatever the hand does."""

import math

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from xentlib.explorers.distribution_sliders import SUM_TOLERANCE, DistributionSliders, give_way

weights = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 1e-300, 1.0]), min_size=2, max_size=12)
distributions = weights.filter(any).map(lambda w: tuple(x / math.fsum(w) for x in w))


@given(distributions, st.integers(0, 11), st.floats(0, 1), st.lists(st.booleans(), min_size=12, max_size=12))
def test_locked_or_not_the_result_is_a_distribution(p, index, value, locked):
    moved = give_way(p, index % len(p), value, locked[: len(p)])
    assert math.fsum(moved) == pytest.approx(1, abs=1e-12)
    assert min(moved) >= 0.0
    held = [place for place in range(len(p)) if locked[place] and place != index % len(p)]
    assert all(moved[place] == p[place] for place in held)


@given(distributions, st.integers(0, 11), st.floats(0, 1))
def test_the_others_give_way_in_proportion_and_the_sum_stays_1(p, index, value):
    index %= len(p)
    moved = give_way(p, index, value)
    assert math.fsum(moved) == pytest.approx(1, abs=1e-12)
    assert moved[index] == value
    assert min(moved) >= 0.0
    others, after = np.delete(p, index), np.delete(moved, index)
    shares = others / others.sum() if others.sum() else 1 / len(others)
    np.testing.assert_allclose(after, (1 - value) * shares, atol=1e-12)


def test_ten_thousand_moves_do_not_drift():
    rng = np.random.default_rng(0)
    sliders = DistributionSliders([1 / 12] * 12)
    for _ in range(10_000):
        value = float(rng.choice([0, 1, rng.random()], p=[0.05, 0.05, 0.9]))
        locked = rng.random(12) < 0.2
        sliders.value = give_way(sliders.value, int(rng.integers(12)), value, locked)
        assert math.fsum(sliders.value) == pytest.approx(1, abs=1e-12)


def test_the_sum_may_be_off_by_what_rounding_loses_only():
    sliders = DistributionSliders([0.25, 0.75 + SUM_TOLERANCE / 2])
    with pytest.raises(traitlets.TraitError, match="sum"):
        sliders.value = [0.25, 0.75 + 2 * SUM_TOLERANCE]


def test_where_the_others_are_all_0_they_share_equally():
    assert give_way((1.0, 0.0, 0.0), 0, 0.5) == (0.5, 0.25, 0.25)


def test_locked_entries_keep_their_values():
    assert give_way((0.5, 0.25, 0.25), 0, 0.25, locked=(False, True, False)) == (0.25, 0.25, 0.5)
    assert give_way((0.5, 0.25, 0.25), 0, 1.0, locked=(False, True, False)) == (0.75, 0.25, 0.0)


def test_with_no_unlocked_other_nothing_moves():
    assert give_way((0.5, 0.25, 0.25), 0, 0.75, locked=(False, True, True)) == (0.5, 0.25, 0.25)


def hand(control, value):
    """What the browser sends when the hand has moved a control."""
    control._handle_custom_msg({"value": value}, [])


def test_the_hands_value_is_taken_and_answered(monkeypatch):
    sliders, answers = DistributionSliders([0.5, 0.5]), []
    monkeypatch.setattr(sliders, "send", answers.append)
    hand(sliders, [0.25, 0.75])
    assert sliders.value == (0.25, 0.75) and answers == [{"done": True}]


def test_the_hand_is_answered_after_a_fault_too(monkeypatch, capsys):
    sliders, answers = DistributionSliders([0.5, 0.5]), []
    monkeypatch.setattr(sliders, "send", answers.append)
    sliders._handle_value_msg(sliders, {"value": [0.5, 0.5]}, [])
    with pytest.raises(traitlets.TraitError):
        sliders._handle_value_msg(sliders, {"value": [2.0, 0.5]}, [])
    assert sliders.value == (0.5, 0.5) and len(answers) == 2


@pytest.mark.parametrize("count", [1, 13])
def test_two_to_twelve_outcomes(count):
    with pytest.raises(traitlets.TraitError, match="2 to 12"):
        DistributionSliders([1 / count] * count)


@pytest.mark.parametrize(
    "wrong", [[0.5, 0.6], [-0.5, 1.5], [1.0], [0.2, 0.3, 0.5], [math.nan, 1.0], "ab", None]
)
def test_what_is_no_distribution_over_these_outcomes_is_refused_and_loses_nothing(wrong):
    sliders = DistributionSliders([0.5, 0.5])
    with pytest.raises(traitlets.TraitError, match="expected"):
        sliders.value = wrong
    assert sliders.value == (0.5, 0.5)


def test_names_are_letters_unless_given():
    assert DistributionSliders([0.5, 0.5]).names == ("A", "B")
    assert DistributionSliders([0.5, 0.5], names=["cat", "dog"]).names == ("cat", "dog")
