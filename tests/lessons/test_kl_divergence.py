"""What notebook 02 says of its explorers and exercises, beyond what its cells print."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from xentlib import kl_divergence, normalize, smooth
from xentlib.lessons import check
from xentlib.lessons.entropy.huffman import huffman_code
from xentlib.lessons.kl_divergence import gaussians
from xentlib.lessons.kl_divergence.pictures import Smoothing, TwoFits, TwoGaussians
from xentlib.lessons.kl_divergence.stops import DIVERGENCE

PAIRS = {stop.name: stop.values["pair"] for stop in DIVERGENCE}


def cost_of(example, base):
    return kl_divergence(*PAIRS[example], base=base)


def test_no_words_of_whole_bits_are_shorter_than_those_of_the_new_town():
    words = huffman_code([0.1, 0.1, 0.8])
    assert sorted(map(len, words)) == [1, 2, 2] and len(words[2]) == 1


def test_near_the_truth_twice_the_error_costs_four_times_as_much():
    assert cost_of("nearly equal", base=2) == pytest.approx(0.0037, abs=5e-5)
    assert cost_of("twice as far", base=2) == pytest.approx(0.0149, abs=5e-5)


def test_a_zero_in_q_swapped():
    p, q = PAIRS["a zero in q"]
    assert kl_divergence(p, q) == np.inf
    assert kl_divergence(q, p, base=2) == pytest.approx(0.82, abs=0.005)


def make(picture):
    return picture(*Figure().subplots(**picture.axes))


@pytest.fixture(scope="module")
def smoothing():
    return make(Smoothing)


@pytest.mark.parametrize(("sample", "draws"), [(1, 82), (4, 9)])
def test_draws_until_every_outcome_has_come(smoothing, sample, draws):
    row = smoothing.draws[sample - 1]
    assert len(set(row[: draws - 1])) == 5 and len(set(row[:draws])) == 6


def test_forty_draws_have_a_best_alpha_and_a_sign_that_gives_the_formula_away(smoothing):
    counts = np.bincount(smoothing.draws[0, :40], minlength=6)
    alphas = np.linspace(0.01, 2, 200)  # the slider's
    costs = [kl_divergence(smoothing.p, smooth(counts, alpha)) for alpha in alphas]
    assert alphas[np.argmin(costs)] == pytest.approx(1.5, abs=0.05)
    sums = [(smoothing.p * np.log(smoothing.p * 40 / (counts + alpha))).sum() for alpha in alphas]
    np.testing.assert_array_equal(np.array(sums) < 0, alphas > 0.695)


@pytest.mark.parametrize(("q", "error"), [((2, 2), 0.02), ((2, 1), 0.06), ((0, 0.4), 0.12), ((0, 1), 0)])
def test_a_narrow_or_far_q_makes_the_draws_scatter(q, error):
    picture = make(TwoGaussians)
    picture.draw(mean_p=0, std_p=1, mean_q=q[0], std_q=q[1])
    assert picture.read()["error"] == pytest.approx(error, abs=0.005)


def test_half_of_p_left_out_is_cheap_one_way_and_dear_the_other():
    picture = make(TwoFits)
    picture.draw(distance=8, share=0.5)
    assert picture.read()["reverse"][2:] == pytest.approx((15.28, 0.69), abs=0.005)


@pytest.mark.parametrize(("share", "before"), [(0.5, 5.6), (0.4, 5.0), (0.3, 4.3)])
def test_the_reverse_fit_jumps(share, before):
    stds = [gaussians.reverse_fit(distance, share)[1] for distance in (before, before + 0.1)]
    assert stds[0] > 1.9 and stds[1] < 1.2


def test_a_small_share_slides():
    distances = np.linspace(0, 8, 81)
    means, stds = zip(*(gaussians.reverse_fit(distance, 0.2) for distance in distances), strict=True)
    assert max(abs(np.diff(means))) < 0.15 and max(abs(np.diff(stds))) < 0.1


def eps_in_place(p, q):
    q[q == 0] = 1e-12
    p[p == 0] = 1e-12
    return (p * np.log(p / q)).sum()


def test_an_eps_in_place_is_found_out_and_harms_nobody():
    assert "an eps of 1e-12" in check("kl by hand", eps_in_place).text
    assert check("kl by hand", kl_divergence)


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(0)
    return [(rng.normal(0, 1, 10_000), rng.normal(1, 2, 10_000)) for _ in range(10)]


def feedback(samples, width, to_probabilities=smooth, turn=1):
    edges = np.arange(-8, 10 + width / 2, width)
    for pair in samples:
        p, q = (to_probabilities(np.histogram(draws, edges)[0]) for draws in pair[::turn])
        yield check("from samples", kl_divergence(p, q))


@pytest.mark.parametrize("width", [0.1, 0.25, 0.5])
def test_the_bins_of_the_advice_will_do(samples, width):
    assert all(feedback(samples, width))


@pytest.mark.parametrize("width", [4, 2, 0.005, 0.001])
def test_bins_too_wide_and_too_narrow_get_the_same_advice(samples, width):
    assert all("bins 0.1 to 0.5 wide will do" in given.text for given in feedback(samples, width))


@pytest.mark.parametrize("width", [0.1, 0.25, 0.5, 1])
def test_swapped_samples_are_told_so(samples, width):
    swapped = feedback(samples, width, turn=-1)
    assert all("x, the draws from p, come first" in given.text for given in swapped)


def test_the_largest_float_is_told_in_four_digits():
    assert "gives 1.798e+308 nats." in check("from samples", np.finfo(float).max).text


def test_empty_bins_are_told_so(samples):
    assert all("smooth the counts" in given.text for given in feedback(samples, 0.01, normalize))
