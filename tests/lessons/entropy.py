"""Notebook 01."""

import math

import numpy as np
import pytest

from xentlib.explorers.artists import heights_of
from xentlib.lessons.entropy import pictures

NATS = {"bits": np.log(2), "nats": 1.0}


def check_probabilities(bars, sentence, names, p):
    lefts, ends = np.transpose([bar.get_bbox().intervalx for bar in bars.bars])
    starts, wholes = np.transpose([bar.get_bbox().intervalx for bar in bars.whole])
    np.testing.assert_allclose(lefts, starts, atol=1e-12)
    np.testing.assert_allclose((ends - starts) / (wholes - starts), p, atol=1e-12)
    assert (wholes[:-1] < starts[1:]).all()
    masses = [f"{mass:.3g}".replace("-", "−") for mass in p]
    assert [label.get_text() for label in bars.labels] == masses
    each = ", ".join(f"{name} {mass}" for name, mass in zip(names, masses, strict=True))
    assert sentence.startswith(f"p: {each}. ")


def check_lottery(picture, sentence, p, unit):
    p = np.array(p)
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = -np.log(p) / NATS[unit]
        shares = np.where(p > 0, p * surprise, 0)
    np.testing.assert_allclose(heights_of(picture.bars), surprise, atol=1e-9)
    np.testing.assert_allclose([bar.get_height() for bar in picture.shares], shares, atol=1e-9)
    np.testing.assert_allclose([bar.get_y() for bar in picture.shares], np.cumsum(shares) - shares, atol=1e-9)
    most = np.log(len(p)) / NATS[unit]
    np.testing.assert_allclose(picture.most.get_ydata(), most)
    labels = ["∞" if s == np.inf else f"{abs(s):.2f}" for s in surprise]
    assert [label.get_text() for label in picture.labels] == labels
    check_probabilities(picture.p, sentence, "ABCD", p)
    assert f"is {shares.sum():.4f} {unit}" in sentence and f"at most {most:.4f} {unit}" in sentence
    assert ", ".join(f"{name} {label}" for name, label in zip("ABCD", labels, strict=True)) in sentence
    assert picture.mean_title.get_text() == f"Entropy {shares.sum():.4f} {unit}"


def check_binary_entropy(picture, sentence, p, unit):
    parts = np.array([p, 1 - p])[np.array([p, 1 - p]) > 0]
    height = -(parts * np.log(parts)).sum() / NATS[unit]
    (x,), (y,) = picture.point.get_data()
    assert x == p and y == pytest.approx(height, abs=1e-9)
    assert np.interp(p, *picture.curve.get_data()) == pytest.approx(height, abs=1e-3)
    assert sentence == (
        f"Heads with p = {p:.3f}: the entropy is {abs(height):.4f} {unit}, "
        f"and at most {np.log(2) / NATS[unit]:.4f} {unit}."
    )


def check_code_lengths(picture, sentence, p, unit):
    p = np.array(p)
    words = [label.get_text() for label in picture.words]
    coded = [word for word in words if set(word) <= set("01")]
    assert not any(one != other and other.startswith(one) for one in coded for other in coded)
    assert [word == "none" for word in words] == list(p == 0)
    assert words.count("empty") == (np.count_nonzero(p) == 1)
    bit = np.log(2) / NATS[unit]
    lengths = [len(word) * bit if word in coded else 0 for word in words]
    np.testing.assert_allclose([bar.get_height() for bar in picture.lengths], lengths)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(heights_of(picture.ideal), -np.log(p) / NATS[unit], atol=1e-9)
    low = -(p[p > 0] * np.log(p[p > 0])).sum() / NATS[unit]
    mean = float(np.dot(p, lengths))
    assert low - 1e-12 <= mean < low + bit
    check_probabilities(picture.p, sentence, "ABCDE", p)
    assert f"length L is {mean:.4f} {unit}" in sentence
    assert f"between H = {abs(low):.4f} and H + 1 bit = {low + bit:.4f} {unit}" in sentence


RIGHT = {
    pictures.Lottery: check_lottery,
    pictures.BinaryEntropy: check_binary_entropy,
    pictures.CodeLengths: check_code_lengths,
}

LOOPED = {"surprisal in bits": lambda p: -math.log2(p)}
