"""Notebook 02."""

import math
import re

import numpy as np
import pytest
from scipy.special import rel_entr
from scipy.stats import entropy, norm

from xentlib.explorers.artists import heights_of
from xentlib.lessons.kl_divergence import pictures

NATS = {"bits": np.log(2), "nats": 1.0}


def in_places(value, digits):
    """A number as the sentences write it: a minus as long as a plus, and none before zeros."""
    text = re.sub(r"^-(0\.0*)$", r"\1", f"{value:.{digits}f}")
    return "∞" if value == np.inf else text.replace("-", "−")


def numbers(sentence):
    return [float(text.replace("−", "-")) for text in re.findall(r"−?\d+\.\d+", sentence)]


def check_divergence(picture, sentence, pair, unit):
    p, q = np.array(pair)
    terms = rel_entr(p, q) / NATS[unit]
    np.testing.assert_allclose(heights_of(picture.bars), terms, atol=1e-12)
    h, d = entropy(p) / NATS[unit], max(terms.sum(), 0)
    np.testing.assert_allclose(heights_of(picture.parts), [h, d], atol=1e-9)
    np.testing.assert_allclose([bar.get_y() for bar in picture.parts], [0, h], atol=1e-9)
    top = min(h + d, 1e5)
    np.testing.assert_allclose(picture.whole.get_ydata(), [top, top], atol=1e-9)
    chances = [f"p = {mass:.3f}\nq = {other:.3f}" for mass, other in zip(p, q, strict=True)]
    assert [label.get_text() for label in picture.chances] == chances
    texts = [label.get_text() for label in picture.labels]
    signed = [re.sub(r"^[+-](0\.00)$", r"\1", f"{term:+.2f}") for term in terms]
    assert texts == [text.replace("-", "−").replace("inf", "∞") for text in signed]
    h, d, whole = (in_places(value, 4) for value in (h, d, h + d))
    assert [text.get_text() for text in picture.legend.texts] == [f"D(p‖q)  {d}", f"H(p)  {h}"]
    assert picture.total_title.get_text() == f"H(p, q) = {whole} {unit}"
    each = ", ".join(map(" ".join, zip(picture.names, texts, strict=True)))
    assert sentence == (
        f"p log(p/q): {each} {unit}; their sum is D(p‖q). H(p) {h} + D(p‖q) {d} = H(p, q) {whole} {unit}."
    )


def check_smoothing(picture, sentence, draws, alpha, renormalise, sample):
    counts = np.array([np.sum(picture.draws[sample - 1, :draws] == outcome) for outcome in range(6)])
    size = draws + 6 * alpha if renormalise else draws
    q = (counts + alpha) / size
    np.testing.assert_allclose(heights_of(picture.q), q)
    np.testing.assert_allclose(heights_of(picture.seen), counts / size)
    cost = rel_entr(picture.p, q).sum()
    np.testing.assert_allclose(heights_of(picture.cost), [cost])
    assert [label.get_text() for label in picture.counts] == [f"{count}×" for count in counts]
    assert picture.title.get_text() == f"formula {in_places(cost, 4)} nats"
    ticks = picture.counts[0].axes.get_xticklabels()
    assert [float(tick.get_text().split()[2]) for tick in ticks] == list(picture.p)
    assert sentence.startswith(
        f"Seen in N = {draws} draw{'' if draws == 1 else 's'}: A {counts[0]}, B {counts[1]}, "
    )
    assert f"With α = {alpha:.2f}, q sums to {q.sum():.4f}" in sentence
    assert f"gives {in_places(cost, 4)} nats" in sentence
    assert ("rules out" in sentence) == (cost == np.inf)
    assert ("less than 0" in sentence) == (cost < -5e-5)
    if renormalise:
        assert cost >= 0 and "no distribution" not in sentence


def check_two_gaussians(picture, sentence, mean_p, std_p, mean_q, std_q):
    x, step = np.linspace(-24, 24, 6_001, retstep=True)
    p, q = norm(mean_p, std_p), norm(mean_q, std_q)
    there = np.sum(p.pdf(x) * (p.logpdf(x) - q.logpdf(x))) * step
    back = np.sum(q.pdf(x) * (q.logpdf(x) - p.logpdf(x))) * step
    middle = np.logaddexp(p.logpdf(x), q.logpdf(x)) - np.log(2)
    js = np.sum(p.pdf(x) * (p.logpdf(x) - middle) + q.pdf(x) * (q.logpdf(x) - middle)) * step / 2
    shared = np.minimum(p.pdf(x), q.pdf(x)).sum() * step
    widths = np.array([bar.get_width() for bar in picture.bars])
    np.testing.assert_allclose(widths[[0, 1, 3, 4, 5]], [there, there, back, js, shared], atol=3e-5)
    # log p − log q is a square of the draw: its standard deviation comes from the two coefficients.
    spread = np.hypot(std_p * (mean_p - mean_q) / std_q**2, (std_p**2 / std_q**2 - 1) / np.sqrt(2))
    low, high = picture.error.get_xdata()
    assert (high - low) / 2 == pytest.approx(spread / 1000**0.5, rel=0.1, abs=1e-9)
    assert (high + low) / 2 == pytest.approx(widths[2], abs=1e-9)
    assert abs(widths[2] - there) <= 2 * (high - low) + 1e-9  # four standard errors
    dots = [point.get_xydata()[0] for point in picture.points]  # at each peak, and at each flank
    right = [(x, law.pdf(x)) for law in (p, q) for x in (law.mean(), law.mean() + law.std())]
    np.testing.assert_allclose(dots, right)
    for curve, law in ((picture.p, p), (picture.q, q)):
        np.testing.assert_allclose(curve.get_ydata(), law.pdf(curve.get_xdata()))
    x, y = picture.shared.get_xy()[1:-2].T
    np.testing.assert_allclose(y, np.minimum(p.pdf(x), q.pdf(x)))
    digits = [2 if row == 2 or width >= 10 else 4 for row, width in enumerate(widths)]
    texts = [in_places(width, places) for width, places in zip(widths, digits, strict=True)]
    assert [label.get_text() for label in picture.labels] == texts
    texts.insert(3, in_places((high - low) / 2, 2))  # the standard error, behind the mean
    assert numbers(sentence) == [float(text.replace("−", "-")) for text in texts]


def check_two_fits(picture, sentence, distance, share):
    x, step = np.linspace(-24, 24, 1601, retstep=True)
    density = (1 - share) * norm.pdf(x, -distance / 2) + share * norm.pdf(x, distance / 2)
    mean = np.sum(x * density) * step
    width = np.sqrt(np.sum((x - mean) ** 2 * density) * step)

    def read(span):
        low, high = span.get_xdata()
        return (low + high) / 2, (high - low) / 2

    def reverse(mean, width):
        q = norm(mean, width)
        return np.sum(q.pdf(x) * (q.logpdf(x) - np.log(density))) * step

    feet_and_top = [point.get_xydata()[0] for point in picture.points]
    right = [(-distance / 2, 0), (distance / 2, 0), (distance / 2, share * norm.pdf(0))]
    np.testing.assert_allclose(feet_and_top, right, atol=1e-12)
    forward_fit, reverse_fit = map(read, picture.spans)
    assert forward_fit == pytest.approx((mean, width), abs=1e-6)
    fits = forward_fit, reverse_fit
    there = [np.sum(density * (np.log(density) - norm(*fit).logpdf(x))) * step for fit in fits]
    back = [reverse(*forward_fit), reverse(*reverse_fit)]
    np.testing.assert_allclose(heights_of(picture.bars), there + back, atol=1e-6)
    # Neither a small step nor a jump to either bump makes the reverse fit cheaper.
    elsewhere = [(-distance / 2, 1), (distance / 2, 1), forward_fit]
    elsewhere += [np.add(reverse_fit, step) for step in ((0.1, 0), (-0.1, 0), (0, 0.1), (0, -0.1))]
    assert back[1] <= min(reverse(*fit) for fit in elsewhere) + 1e-4
    # The sentence's two decimals hold: hundredths beside it nothing is cheaper, within the integral's error.
    beside = [np.add(reverse_fit, (sign * 0.02, 0)) for sign in (1, -1)]
    assert back[1] <= min(reverse(*fit) for fit in beside) + 1e-7
    for curve, fit in zip(picture.fits, fits, strict=True):
        np.testing.assert_allclose(curve.get_ydata(), norm(*fit).pdf(curve.get_xdata()), atol=1e-9)
    assert sentence.startswith("Forward fit: mean ") and " nats. Reverse fit: mean " in sentence
    values = [*forward_fit, there[0], back[0], *reverse_fit, there[1], back[1]]
    np.testing.assert_allclose(numbers(sentence.splitlines()[0]), values, atol=0.0061)


RIGHT = {
    pictures.Divergence: check_divergence,
    pictures.Smoothing: check_smoothing,
    pictures.TwoGaussians: check_two_gaussians,
    pictures.TwoFits: check_two_fits,
}


def kl_by_loop(p, q):
    return sum(a * (math.log(a / b) if b else math.inf) for a, b in zip(p, q, strict=True) if a)


LOOPED = {"kl by hand": kl_by_loop}
