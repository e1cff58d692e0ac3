"""Notebook 04."""

import math
import re

import numpy as np
import pytest

from xentlib.lessons.binary_cross_entropy import pictures

DASH = "−"


def plain(text):
    """A number as a sentence gives it."""
    return float(text.replace(DASH, "-").replace("∞", "inf"))


def check_scales(picture, sentence, scale, place):
    if scale == "probability":
        yes, no = place, 1 - place
    elif scale == "odds":
        yes, no = 10 * place, 1.0
    else:
        yes, no = np.exp(12 * place - 6), 1.0
    with np.errstate(divide="ignore"):
        right = [yes / (yes + no), np.divide(yes, no), np.log(yes) - np.log(no)]
    drawn = [point.get_xdata()[0] for point in picture.points]
    np.testing.assert_allclose(drawn, right, rtol=1e-9, atol=1e-9)
    words = sentence.replace(",", "").split()
    said = [plain(words[words.index(word, 4) + 1].strip(",")) for word in ("odds", "logit")]
    np.testing.assert_allclose(said, right[1:], atol=5.1e-5)
    assert f"probability {right[0]:.4f}" in sentence and f"You move the {scale}:" in sentence
    np.testing.assert_allclose(
        [plain(label.get_text().split()[0]) for label in picture.labels], right, atol=5.1e-5
    )
    ends = ((0, 1), (0, 10), (-6, 6))
    inside = [low - 1e-9 <= value <= high + 1e-9 for value, (low, high) in zip(right, ends, strict=True)]
    assert [point.get_visible() for point in picture.points] == inside
    assert [not arrow.get_text() for arrow in picture.arrows] == inside


def bce(z, y):
    return y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)


def sigma(z):
    return 1 / (1 + np.exp(-z))


def squared(z, y):
    return (sigma(z) - y) ** 2


def hinge(z, y):
    return y * np.maximum(0, 1 - z) + (1 - y) * np.maximum(0, 1 + z)


def check_losses(picture, sentence, y, z):
    values = [loss(z, y) for loss in (bce, squared, hinge)]
    near = np.array([-1e-6, 1e-6])
    slopes = [np.diff(loss(z + near, y))[0] / 2e-6 for loss in (bce, squared, hinge)]
    corner = abs(abs(z) - 1) < 1e-3  # the hinge has no slope there
    grid = np.linspace(-10, 10, 401)
    for curve, loss in zip(picture.curves, (bce, squared, hinge), strict=True):
        np.testing.assert_allclose(curve.get_data(), [grid, loss(grid, y)], atol=1e-9)
    for curve, slope in zip(picture.slope_curves, (sigma(grid) - y,), strict=False):
        np.testing.assert_allclose(curve.get_ydata(), slope, atol=1e-9)
    assert [point.get_xdata()[0] for point in picture.points + picture.slope_points] == [z] * 6
    np.testing.assert_allclose([point.get_ydata()[0] for point in picture.points], values, atol=1e-9)
    drawn = [point.get_ydata()[0] for point in picture.slope_points]
    np.testing.assert_allclose(drawn[: 2 if corner else 3], slopes[: 2 if corner else 3], atol=1e-6)
    floor = picture.floor.get_ydata()[0]
    parts = np.array([y, 1 - y])[np.array([y, 1 - y]) > 0]
    assert floor == pytest.approx(-(parts * np.log(parts)).sum(), abs=1e-9) and floor <= values[0] + 1e-12
    assert f"BCE {values[0]:.4f} nats with slope" in sentence and f"below {abs(floor):.4f} nats" in sentence
    assert f"squared error {values[1]:.4f} with" in sentence and f"hinge {values[2]:.4f} with" in sentence
    said = [plain(part.split()[0].rstrip(",.")) for part in sentence.split("slope ")[1:]]
    np.testing.assert_allclose(said, drawn, atol=5.1e-6)
    assert sentence.startswith(f"y = {y:.2f}, ") and f"q = {sigma(z):.5f}:" in sentence


def check_descent(picture, sentence, start, rate, step):
    z, logits, paths = np.full(3, float(start)), [], []
    for _ in range(picture.steps + 1):
        logits.append(z)
        q = sigma(z)
        paths.append(q)
        short = z[2] < 1 - 1e-9  # of the margin; thirty steps of 0.3 do not add up to 9 exactly
        z = z - rate * np.array([q[0] - 1, -2 * q[1] * (1 - q[1]) ** 2, -1.0 if short else 0.0])
    for path, right, point in zip(picture.paths, np.transpose(paths), picture.points, strict=True):
        np.testing.assert_allclose(path.get_ydata(), right, atol=1e-9)
        assert [*map(float, np.ravel(point.get_data()))] == [step, path.get_ydata()[step]]
    assert f"after {step} step{'' if step == 1 else 's'}: BCE is at " in sentence
    for name, right, q in zip(("BCE", "squared error", "hinge"), logits[step], paths[step], strict=True):
        said = re.search(rf"{name} is at (\S+) \(q = (.{{6}})\)", sentence)
        assert plain(said[1]) == pytest.approx(right, abs=0.00051) and said[2] == f"{q:.4f}"
    assert f"(q = {sigma(start):.4f})" in sentence
    said = [plain(re.search(rf"{name} (.+?)[ ,]", sentence)[1]) for name in ("logit", "rate")]
    np.testing.assert_allclose(said, [start, rate], atol=0.0501)  # halfway between two tenths either will do


RIGHT = {
    pictures.Scales: check_scales,
    pictures.YesNoLosses: check_losses,
    pictures.YesNoDescent: check_descent,
}


def log1pexp(a):
    return max(a, 0.0) + math.log1p(math.exp(-abs(a)))


LOOPED = {
    "loss of a label": lambda y, q: -y * math.log(q) - (1 - y) * math.log1p(-q),
    "loss from a logit": lambda z, y: y * log1pexp(-z) + (1 - y) * log1pexp(z),
}
