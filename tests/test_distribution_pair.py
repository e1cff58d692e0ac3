"""A pair of distributions: presets and the swap change both at once, a slider only its own."""

import pytest
import traitlets

from xentlib.distribution_pair import DistributionPair

P, Q = (0.5, 0.25, 0.25), (0.125, 0.125, 0.75)


@pytest.fixture
def pair():
    return DistributionPair(P, Q, presets={"equal": (Q, Q), "sure": ((1, 0, 0), Q)})


@pytest.fixture
def seen(pair):
    changes = []
    pair.observe(lambda change: changes.append(change.new), "value")
    return changes


def test_value_is_p_and_q(pair):
    assert pair.value == (P, Q) == (pair.p.value, pair.q.value)


def test_the_swap_is_one_change_and_twice_is_none(pair, seen):
    pair.swap.click()
    assert seen == [(Q, P)] and (pair.p.value, pair.q.value) == (Q, P)
    pair.swap.click()
    assert pair.value == (P, Q)


def test_a_preset_sets_both_in_one_change(pair, seen):
    pair.presets[1].click()
    assert seen == [((1.0, 0.0, 0.0), Q)] and pair.p.value == (1.0, 0.0, 0.0)


def test_a_slider_moves_its_own_distribution_only(pair, seen):
    pair.q.value = P
    assert seen == [(P, P)]
    pair.p.value = Q
    assert seen[1:] == [(Q, P)]


@pytest.mark.parametrize("wrong", [(P, (0.5, 0.5)), (P, (0.5, 0.6, 0.1)), (P,), P, None])
def test_what_is_no_pair_of_distributions_is_refused_and_loses_nothing(pair, wrong):
    with pytest.raises(traitlets.TraitError):
        pair.value = wrong
    assert pair.value == (P, Q) == (pair.p.value, pair.q.value)
