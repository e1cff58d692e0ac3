"""A pair of distributions: one value, that is always two distributions."""

import pytest
import traitlets

from xentlib.explorers.distribution_pair import DistributionPair

P, Q = (0.5, 0.25, 0.25), (0.125, 0.125, 0.75)


@pytest.fixture
def pair():
    return DistributionPair(P, Q)


def test_value_is_p_and_q_and_changes_once(pair):
    changes = []
    pair.observe(lambda change: changes.append(change.new), "value")
    pair._handle_value_msg(pair, {"value": [list(Q), list(P)]}, [])
    assert changes == [(Q, P)]


@pytest.mark.parametrize("wrong", [(P, (0.5, 0.5)), (P, (0.5, 0.6, 0.1)), (P,), P, None])
def test_what_is_no_pair_of_distributions_is_refused_and_loses_nothing(pair, wrong):
    with pytest.raises(traitlets.TraitError):
        pair.value = wrong
    assert pair.value == (P, Q)
