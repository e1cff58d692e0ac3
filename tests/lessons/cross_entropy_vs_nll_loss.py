"""Notebook 06."""

import math
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from xentlib.explorers.artists import drawable
from xentlib.lessons.cross_entropy_vs_nll_loss import pictures
from xentlib.lessons.cross_entropy_vs_nll_loss.mistakes import MISTAKES

SECOND = [0.1, 0.2, 0.9]
ABOVE = np.array([[2.0, 0.5, 0.1], [0.1, 0.2, 0.9], [0.3, 0.8, 0.2]])
SOFT = np.array([[0.8, 0.1, 0.1], [0.0, 0.3, 0.7], [0.5, 0.5, 0.0]])


def read(text):
    return float(text.replace("−", "-").replace("∞", "inf"))


def log_softmax(z):
    z = np.array(z, float)
    return z - np.log(np.exp(z).sum(-1, keepdims=True))


def check_pipeline(picture, sentence, cat, dog, bird, target):
    z, y = np.array([[cat, dog, bird], SECOND]), [("cat", "dog", "bird").index(target), 2]
    log_q = log_softmax(z)
    for cells, scores, logs, true in zip((picture.first, picture.rest), z, log_q, y, strict=True):
        for place, row in enumerate(cells):
            texts = [cell.get_text().strip() for cell in row]
            values = [scores[place], *[np.exp(logs[place]), logs[place], -logs[place]] * 2]
            for column, (text, value) in enumerate(zip(texts, values, strict=True)):
                if column % 3 == 0 and column and place != true:
                    assert text == ""
                else:
                    assert read(text) == pytest.approx(value, abs=0.0051 if column == 0 else 5.1e-5)
    mean = -log_q[[0, 1], y].mean()
    for text in (*picture.means, *picture.at_once):
        assert read(text.get_text()) == pytest.approx(mean, abs=5.1e-5)
    numbers = [np.exp(log_q[0, y[0]]), -log_q[0, y[0]], *[mean] * 4]
    assert f"is a {target}," in sentence
    np.testing.assert_allclose([read(n) for n in re.findall(r"−?\d+\.\d+", sentence)], numbers, atol=5.1e-5)


IS_TRUE = np.array([[1, 0, 0], [0, 0, 1]])


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, float)))


def binary(z):
    """The loss of each score by itself, yes for the true class and no for the others."""
    return -np.log(np.where(IS_TRUE, sigmoid(z), sigmoid(-z)))


def decided_wrongly(z, threshold):
    return binary(z)[(z > threshold) != IS_TRUE].sum()


def without_dog(z):
    return log_softmax(z[:, [0, 2]])


# What each line comes to for the scores z of the two pictures and their log-probabilities g, by hand.
P = np.array([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7]])
KL = {
    "kl_div: truth first": lambda z, g: (np.exp(g) * (g - np.log(P))).sum() / 2,
    "kl_div: q without its log": lambda z, g: (P * (np.log(P) - np.exp(g))).sum() / 2,
    'kl_div: reduction="mean"': lambda z, g: (P * (np.log(P) - g)).sum() / 6,
    "kl_div: log_target forgotten": lambda z, g: np.nan,
}
WRITTEN = {
    "sigmoid before cross_entropy": lambda z, g: -true(log_softmax(sigmoid(z))).mean(),
    "reshape for movedim": lambda z, g: WRITTEN["classes last, three places"](z, g),
    "two labels a picture": lambda z, g: -(g[0, 0] + g[0, 1] + g[1, 1] + g[1, 2]) / 2,
    "the mean of micro-batch means": lambda z, g: -true(g).mean(),
    "binary_cross_entropy: label first": lambda z, g: 100 * sigmoid(-z[0, 0]),
    "weight 0 for the whole batch": lambda z, g: np.nan,
    "−∞ as a mask, class probabilities": lambda z, g: np.nan,
    "−∞ as a mask, label smoothing": lambda z, g: np.inf,
    "log_softmax over the batch": lambda z, g: -true(log_softmax(z.T).T).mean(),
    "log of softmax + eps": lambda z, g: -np.log(true(np.exp(g)) + 0.001).mean(),
    "one output column": lambda z, g: 0.0,
    "the threshold ½ on scores": lambda z, g: decided_wrongly(z, 0.5),
    "pos_weight along the wrong axis": lambda z, g: (binary(z) * (1 + 5 / 3 * IS_TRUE)).mean(),
    "kl_div: batchmean of one picture": lambda z, g: (P * (np.log(P) - g))[0].sum() / 3,
    "softmax before cross_entropy": lambda z, g: -true(log_softmax(np.exp(g))).mean(),
    "log_softmax before cross_entropy": lambda z, g: -true(g).mean(),
    "nll_loss of probabilities": lambda z, g: -true(np.exp(g)).mean(),
    "nll_loss of logits": lambda z, g: -true(z).mean(),
    "the minus is missing": lambda z, g: true(g).mean(),
    "classes last, three places": lambda z, g: (
        -sum(log_softmax(z[[0, 1, 0]].T)[place, label] for place, label in enumerate([0, 2, 0])) / 3
    ),
    "size_average": lambda z, g: -true(g).sum(),
    "weight as a plain factor": lambda z, g: -(true(g) * [1, 5]).mean(),
    "smoothing beside weight": lambda z, g: -0.9 * (true(g) * [1, 5]).sum() / 6 - 0.1 * g.mean(),
    "every target ignored": lambda z, g: np.nan,
} | KL
MENDED = {
    "reshape for movedim": lambda z, g: -(2 * true(g)[0] + true(g)[1]) / 3,
    "two labels a picture": lambda z, g: -np.log(sigmoid([[1, 1, -1], [-1, 1, 1]] * z)).mean(),
    "the mean of micro-batch means": lambda z, g: -(true(g) * [1, 5]).sum() / 6,
    "binary_cross_entropy: label first": lambda z, g: -np.log(sigmoid(z[0, 0])),
    "weight 0 for the whole batch": lambda z, g: 0.0,
    "−∞ as a mask, class probabilities": lambda z, g: -without_dog(z)[[0, 1], [0, 1]].mean(),
    "−∞ as a mask, label smoothing": lambda z, g: -(without_dog(z) * [[0.95, 0.05], [0.05, 0.95]]).sum() / 2,
    "one output column": lambda z, g: -np.log(sigmoid([z[0, 0], -z[1, 0]])).mean(),
    "the threshold ½ on scores": lambda z, g: decided_wrongly(z, 0),
    "pos_weight along the wrong axis": lambda z, g: (binary(z) * [[1, 1, 1], [1, 1, 5]]).mean(),
    "padding of −1": lambda z, g: -g[0, 0],
    "classes last, three places": lambda z, g: -(2 * true(g)[0] + true(g)[1]) / 3,
    "size_average": lambda z, g: -true(g).sum(),
    "weight as a plain factor": lambda z, g: -(true(g) * [1, 5]).sum() / 6,
    "smoothing beside weight": lambda z, g: (
        -(0.9 * (true(g) * [1, 5]).sum() + 0.1 / 3 * (g * [1, 2, 5]).sum()) / 6
    ),
    "every target ignored": lambda z, g: 0.0,
    "kl_div: batchmean of one picture": lambda z, g: (P * (np.log(P) - g))[0].sum(),
} | dict.fromkeys(KL, lambda z, g: (P * (np.log(P) - g)).sum() / 2)
FLOORS = {
    "softmax before cross_entropy": np.log(np.e + 2) - 1,
    "sigmoid before cross_entropy": -log_softmax(
        [[1, sigmoid(0.5), sigmoid(0.1)], [1, sigmoid(0.1), sigmoid(0.2)]]
    )[:, 0].mean(),
    "nll_loss of probabilities": -1.0,
    "log of softmax + eps": -np.log(1.001),
}
BOTTOMLESS = ("nll_loss of logits", "the minus is missing")
# Where torch's slope is not that of the curve: the clamped log, and a decision that jumps.
STEEP = {"binary_cross_entropy: label first": -np.inf}
JUMPS = ("the threshold ½ on scores", 0.0)
WARNED = ("size_average", 'kl_div: reduction="mean"')


def true(table):
    return table[[0, 1], [0, 2]]


def loss_at(rule, score):
    z = np.array([[score, 0.5, 0.1], [0.1, 0.2, score]])
    return rule(z, log_softmax(z)) if rule else np.nan


def check_loss(mistake, rule, score, point, tangent, curve):
    """A line's point, tangent and curve, against its rule."""
    loss = loss_at(rule, score)
    assert point.get_xdata() == [score]
    drawn = drawable(loss)  # ∞ is drawn far outside
    np.testing.assert_allclose(point.get_ydata(), drawn, rtol=1e-5, atol=1e-5)
    if np.isnan(loss):
        return
    assert np.interp(score, *curve.get_data()) == pytest.approx(drawn, abs=0.01)
    if np.isinf(loss) or (mistake, score) == JUMPS:
        return
    rise = np.diff(tangent.get_ydata())[0] / np.diff(tangent.get_xdata())[0]
    steps = (loss_at(rule, score + 1e-4) - loss_at(rule, score - 1e-4)) / 2e-4
    wanted = STEEP.get(mistake, steps) if rule is WRITTEN.get(mistake) else steps
    assert rise == pytest.approx(wanted, abs=2e-5)


def check_clinic(picture, sentence, mistake, score):
    rules = (WRITTEN.get(mistake), MENDED.get(mistake, lambda z, g: -true(g).mean()))
    drawn = zip(rules, picture.points, picture.tangents, picture.curves, strict=True)
    for rule, *artists in drawn:
        check_loss(mistake, rule, score, *artists)
    floor = picture.floor.get_ydata()[0]
    if mistake in FLOORS:
        assert floor == pytest.approx(FLOORS[mistake], abs=1e-5)
    assert ("written line: none, it falls for ever." in sentence) == (mistake in BOTTOMLESS)
    lost = np.isnan(loss_at(rules[0], score))
    assert ("written line: none." in sentence) == lost == np.isnan(floor)
    assert ("Written: the loss is nan." in sentence) == (lost and mistake in WRITTEN)
    assert ("Written: no loss." in sentence) == (mistake not in WRITTEN)
    case = MISTAKES[mistake]
    place = f"{round(score, 1) + 0.0:.1f}".replace("-", "−")
    assert sentence.startswith(f"{mistake}, at a score of {place}. ") and sentence.endswith(case.why)
    assert [line.get_text() for line in picture.lines[1:]] == [case.written, case.mended]
    silent = mistake in WRITTEN and mistake not in WARNED
    assert ("Torch says nothing." in sentence) == silent
    told = [read(n) for n in re.findall(r"−?(?:\d+\.\d+|∞)(?= nats, slope)", sentence)]
    wanted = [loss for loss in (loss_at(rule, score) for rule in rules) if not np.isnan(loss)]
    np.testing.assert_allclose(told, wanted, rtol=1e-6, atol=6e-5)


def check_grips(picture, below, shown, ignore_index):
    """Where the lower bars show weights the first cat's and the bird's are held at their ends."""
    for grip, label, end in zip(picture.grips, (0, 2), np.cumsum(below)[:2], strict=True):
        wanted = ([end], [0]) if shown and label != ignore_index else ([], [])
        np.testing.assert_allclose(grip.get_data(), wanted)


def check_argument_lab(picture, sentence, cat, dog, bird, ignore_index, smoothing, reduction, target):
    w, hard = torch.tensor([cat, dog, bird]).double(), target == "class indices"
    y = torch.tensor([0, 2, 0]) if hard else torch.tensor(SOFT)
    above, below = ([bar.get_width() for bar in bars] for bars in (picture.above, picture.below))
    starts = [bar.get_x() for bar in picture.above]
    np.testing.assert_allclose(starts, np.cumsum(above) - above)
    assert picture.target.get_text() == target and sentence.startswith(f"{target.capitalize()}; ")
    assert f"; w: cat {cat:.2f}, dog {dog:.2f}, bird {bird:.2f}. " in sentence
    if not hard and ignore_index >= 0:
        assert "RuntimeError" in sentence and "ValueError" in sentence and sum(above) == 0
        return
    options = {"weight": w, "ignore_index": ignore_index, "label_smoothing": smoothing}
    each = F.cross_entropy(torch.tensor(ABOVE), y, reduction="none", **options)
    np.testing.assert_allclose(above, each, atol=1e-12)
    whole = F.cross_entropy(torch.tensor(ABOVE), y, reduction=reduction, **options)
    wanted = ", ".join(f"{round(value, 4) + 0.0:.4f}" for value in np.atleast_1d(whole.numpy()).tolist())
    assert picture.calls[0].get_text() == f"{wanted} nats"
    if reduction == "mean" and sum(below) == 0:
        assert "= nan nats" in sentence
    assert picture.calls[1].get_text() == f"{wanted} nats"
    assert sentence.split("\n")[0].count(f"{wanted} nats") == 3
    if reduction == "mean":
        kept = [cat, bird, cat] * (np.array([0, 2, 0]) != ignore_index) if hard else [1, 1, 1]
        np.testing.assert_allclose(below, kept)
    check_grips(picture, below, shown=hard and reduction == "mean", ignore_index=ignore_index)
    p = (1 - smoothing) * (np.eye(3)[[0, 2, 0]] if hard else SOFT) + smoothing / 3
    for row, factors, label, loss in zip(picture.terms, p, [0, 2, 0], above, strict=True):
        terms = [
            f"{weight:.2f} · {factor:.2f} · "
            for weight, factor in zip([cat, dog, bird], factors, strict=True)
        ]
        text = row.get_text()
        assert text.endswith(f"{loss:8.4f}")
        assert (
            text.startswith("left out") if hard and label == ignore_index else all(t in text for t in terms)
        )


RIGHT = {
    pictures.Pipeline: check_pipeline,
    pictures.Clinic: check_clinic,
    pictures.ArgumentLab: check_argument_lab,
}


def loss_by_loops(logits, target):
    picked = [row[y] - math.log(sum(map(math.exp, row))) for row, y in zip(logits, target, strict=True)]
    return -sum(picked) / len(picked)


LOOPED = {
    "cross-entropy by hand": loss_by_loops,
    "the floor of two softmaxes": lambda C: math.log(math.e + C - 1) - 1,
}
