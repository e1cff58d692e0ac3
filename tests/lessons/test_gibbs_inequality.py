"""What notebook 03 says of its explorers, beyond what its cells print and its stops hold."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from xentlib import kl_divergence
from xentlib.lessons.gibbs_inequality.exercises import detour
from xentlib.lessons.gibbs_inequality.pictures import Descent, Detour
from xentlib.lessons.gibbs_inequality.stops import JENSEN

P = np.array(Descent.truth)


@pytest.fixture
def walk():
    return Descent(*Figure().subplots(**Descent.axes)).descend


@pytest.mark.parametrize("eta", [0.5, 3.9])
@pytest.mark.parametrize("start", [(0.1, 0.1, 0.8), (0.98, 0.01, 0.01), (0.001, 0.998, 0.001)])
def test_with_eta_below_4_each_step_ends_lower_and_the_walk_at_p(walk, start, eta):
    models = walk(start, 200, eta)
    assert (np.diff(kl_divergence(P, models)) < 1e-12).all()
    np.testing.assert_allclose(models[-1], P, atol=1e-6)


def test_a_belief_of_0_never_learns(walk):
    assert not walk((0.0, 0.1, 0.9), 60, 5.5)[:, 0].any()


def test_with_eta_5_5_it_goes_to_and_fro_between_two_points(walk):
    *_, before, here, there, again = walk((0.1, 0.1, 0.8), 60, 5.5)
    np.testing.assert_allclose([before, here], [there, again], atol=0.001)
    assert np.abs(here - there).max() > 0.3


@pytest.mark.parametrize("p, q", [((0.75, 0.25), (0.3, 0.7)), ((0.8, 0.2), (0.4, 0.6))])
def test_where_the_mean_of_the_ratios_is_1_the_gap_is_the_divergence(p, q):
    a, b = np.divide(q, p)
    assert p[0] * a + p[1] * b == pytest.approx(1)
    assert -np.dot(p, np.log([a, b])) == pytest.approx(kl_divergence(p, q))


def test_mean_1_again_has_the_p_and_q_that_the_prose_names():
    (stop,) = (stop for stop in JENSEN if stop.name == "mean 1 again")
    p, q = (0.8, 0.2), (0.4, 0.6)
    np.testing.assert_allclose(np.divide(q, p), [stop.values["a"], stop.values["b"]])
    assert stop.values["w"] == p[1]
    assert f"The gap is {kl_divergence(p, q):.4f} nats." in stop.sentence


def test_the_cheapest_detour_costs_less_than_half_of_the_direct_way():
    p, q = ((heads, 1 - heads) for heads in (Detour.p, Detour.q))
    assert detour(0.39) < kl_divergence(p, q) / 2 < detour(0.6)
