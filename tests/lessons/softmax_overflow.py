"""Notebook 05. The judge is mpmath with 60 digits; the pictures have an exact arithmetic of their own."""

import math
import re

import mpmath
import numpy as np
import pytest
import torch

from xentlib.explorers.artists import heights_of
from xentlib.lessons.softmax_overflow import pictures

DIGITS = {torch.float16: (3, 11), torch.bfloat16: (2, 8), torch.float32: (7, 24), torch.float64: (16, 53)}
PLACES = {"lowest": 0, "middle": 1, "highest": 2}
FILLS = {"✓": 0, "≈": 1, "○": 2, "∞": 3, "✗": 4}


def check_boltzmann(picture, sentence, cat, dog, bird, temperature, shift):
    energies = -np.array([cat, dog, bird])
    q = np.exp(-(energies - energies.min()) / temperature)
    q /= q.sum()
    np.testing.assert_allclose(
        heights_of(picture.bars), q, atol=1e-11
    )  # scores + 1000 have lost three digits
    shown = [f"score {score + shift:z.1f} nats".replace("-", "−") for score in (cat, dog, bird)]
    assert [label.get_text() for label in picture.scores] == shown
    for name, bar, label, score in zip(
        ("cat", "dog", "bird"), heights_of(picture.bars), picture.labels, shown, strict=True
    ):
        assert label.get_text() == f"{bar:.4f}"
        assert f"{name} {bar:.4f} ({score})" in sentence
    assert sentence.startswith(f"At temperature {temperature:.2f} nats")


def check_smooth_maximum(picture, sentence, x, temperature):
    def height(score):
        return max(score, 0) + temperature * np.log1p(np.exp(-abs(score) / temperature))

    np.testing.assert_allclose(
        picture.curve.get_ydata(), [height(score) for score in picture.curve.get_xdata()], atol=1e-12
    )
    assert picture.point.get_xdata()[0] == x
    assert picture.point.get_ydata()[0] == pytest.approx(height(x), abs=1e-12)
    np.testing.assert_allclose(
        np.ravel(picture.bend.get_data()), [-temperature, height(-temperature)], atol=1e-12
    )
    (left, right), (low, high) = picture.tangent.get_data()
    slope = 1 / (1 + np.exp(-x / temperature))
    assert (high - low) / (right - left) == pytest.approx(slope, abs=1e-6)
    above = height(x) - max(x, 0)
    for part in (f"of {x:.1f} and 0".replace("-", "−"), f"is {height(x):.4f} nats", f"{above:.4f} above"):
        assert part in sentence
    said = float(re.search(r"^At temperature ([\d.]+) nats", sentence)[1])
    assert said == pytest.approx(temperature, abs=0.00501)
    said = re.search(r"slope is ([\d.]+), and the softmax of x is ([\d.]+)\.$", sentence).groups()
    np.testing.assert_allclose(np.array(said, float), slope, atol=6e-5)


def softmaxes(x):
    """Naive and shifted, one operation of the type at a time."""
    e, shifted = torch.exp(x), torch.exp(x - torch.max(x))
    return e / torch.sum(e), shifted / torch.sum(shifted)


def by_autograd(x, place, probabilities):
    scores = x.detach().clone().requires_grad_(True)
    loss = -torch.log(probabilities(scores))[place]
    return torch.autograd.grad(loss, scores)[0][place]


def exact(x, place):
    """q, log q and q − 1."""
    with mpmath.workdps(60):
        odds = mpmath.fsum(
            mpmath.exp(mpmath.mpf(other) - mpmath.mpf(x[place])) for i, other in enumerate(x) if i != place
        )
        return 1 / (1 + odds), -mpmath.log1p(odds), -odds / (1 + odds)


def rounded(x, value):
    """An exact number, as the type of x stores it."""
    return torch.tensor(float(value), dtype=torch.float64).to(x.dtype)


def check_cells(picture, sentence, gap, lowest, entry, answers):
    place, said = PLACES[entry], []
    for column, dtype in enumerate(DIGITS):
        x = torch.tensor([lowest, lowest + 0.3 * gap, lowest + gap], dtype=dtype)
        truths = exact(x.tolist(), place)
        said.append([])
        for row, (answer, truth) in enumerate(answers(x, place, truths)):
            value, grade = picture.cells[row][column].get_text().split("\n")
            symbol, verdict = judged(float(answer), truth, *DIGITS[dtype])
            assert value == short(float(answer)), (row, dtype)
            assert grade == f"{symbol} {verdict}", (row, dtype)
            assert picture.fills.get_array()[row, column] == FILLS[symbol]
            said[-1].append({"✓": "right", "≈": f"{verdict} digits"}.get(symbol, value))
    for name, words in zip(picture.ways, zip(*said, strict=True), strict=True):
        assert f"{name}: {', '.join(words)}".replace("\n", " ") in sentence
    assert f"Scores {lowest:.2f}, {lowest + 0.3 * gap:z.2f}, ".replace("-", "−") in sentence
    assert f"; {entry}: " in sentence
    return truths  # of float64, the last


def judged(value, truth, most, bits):
    if value == 0 or not np.isfinite(value):
        return "✗" if np.isnan(value) else "∞" if value else "○", f"0 of {most}"
    with mpmath.workdps(60):
        error = abs(mpmath.mpf(value) - truth)
        binade = mpmath.floor(mpmath.log(abs(truth), 2))
        if error <= 4 * mpmath.mpf(2) ** (binade + 1 - bits):
            return "✓", f"{most} of {most}"
        return "≈", f"{max(0, int(mpmath.floor(-mpmath.log10(error / abs(truth)))))} of {most}"


def short(value):
    return "0" if value == 0 else f"{value:.3g}".replace("inf", "∞").replace("-", "−")


def check_overflow(picture, sentence, lowest, gap, entry):
    def answers(x, place, truths):
        naive, shifted = softmaxes(x)
        below = x - torch.max(x)
        log_softmax = below - torch.log(torch.sum(torch.exp(below)))
        yield naive[place], truths[0]
        yield shifted[place], truths[0]
        yield torch.log(shifted)[place], truths[1]
        yield log_softmax[place], truths[1]
        yield rounded(x, truths[1]), truths[1]

    q, log_q, _ = check_cells(picture, sentence, gap, lowest, entry, answers)
    if float(q) > 1e-300:  # beyond, three digits are printed of a number that a float cannot hold
        assert f"q = {short(float(q))}, log q = {short(float(log_q))} nats" in sentence


def check_gradient(picture, sentence, lowest, gap, entry):
    def answers(x, place, truths):
        odds = torch.exp(x - x[place])
        odds[place] = 0
        yield by_autograd(x, place, lambda z: softmaxes(z)[0]), truths[2]
        yield by_autograd(x, place, lambda z: torch.nn.functional.softmax(z, dim=0)), truths[2]
        yield softmaxes(x)[1][place] - 1, truths[2]
        yield torch.expm1(-torch.log1p(torch.sum(odds))), truths[2]
        yield rounded(x, truths[2]), truths[2]

    *_, slope = check_cells(picture, sentence, gap, lowest, entry, answers)
    if abs(float(slope)) > 1e-300:
        assert f"slope q − 1 = {short(float(slope))}" in sentence


RIGHT = {
    pictures.Boltzmann: check_boltzmann,
    pictures.SmoothMaximum: check_smooth_maximum,
    pictures.OverflowLaboratory: check_overflow,
    pictures.GradientLaboratory: check_gradient,
}


def softmax_by_loops(scores):
    largest = max(float(score) for score in scores)
    e = [math.exp(score - largest) for score in scores]
    return [x / sum(e) for x in e]


LOOPED = {
    "stable softmax": softmax_by_loops,
    "slope at the target": lambda gap: math.expm1(-math.log1p(math.exp(-gap))),
}
