"""Notebook 07."""

import functools
import math
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from xentlib.lessons.training_a_classifier import network, pictures

# The losses of the plane, by torch's functions and its backward().
TORCHS = {
    "cross-entropy": F.cross_entropy,
    "squared error": lambda z, y: 3 * F.mse_loss(z.softmax(1), F.one_hot(y, 3).double()),
    "softmax twice": lambda z, y: F.cross_entropy(z.softmax(1), y),
    "hinge": F.multi_margin_loss,
}


@functools.lru_cache(256)
def torchs_path(points, loss, rate, step):
    """The weights after each step, the loss there, and the gradient's norm."""
    table = torch.tensor(points, dtype=torch.float64)
    x, y = table[:, :2], table[:, 2].long()
    weights = [torch.tensor(w, requires_grad=True) for w in network.first_weights()]
    path = []
    for _ in range(step + 1):
        value = TORCHS[loss](torchs_scores(weights, x), y)
        slopes = torch.autograd.grad(value, weights)
        norm = torch.cat([slope.flatten() for slope in slopes]).norm()
        path.append((weights, value.item(), norm.item()))
        weights = [
            (w - rate * slope).detach().requires_grad_() for w, slope in zip(weights, slopes, strict=True)
        ]
    return path


def torchs_scores(weights, x):
    w, a, v, b = weights
    return torch.addmm(b, torch.tanh(torch.addmm(a, x, w)), v)


def check_own_points(picture, sentence, points, loss, rate, step):
    path = torchs_path(points, loss, rate, step)
    tolerance = {"rtol": 1e-4, "atol": 1e-7}  # near a corner of the hinge two roundings go two ways
    for curve, column in zip(picture.curves, (1, 2), strict=True):
        right = [each[column] for each in path]
        np.testing.assert_allclose(curve.get_data(), [range(step + 1), right], **tolerance)
    assert [*np.ravel(picture.markers[0].get_data())] == [step, picture.curves[0].get_ydata()[-1]]
    x, y = np.array(points)[:, :2], np.array(points)[:, 2]
    for label, artist in enumerate(picture.points):
        np.testing.assert_array_equal(np.transpose(artist.get_data()), x[y == label].reshape(-1, 2))
    weights = path[-1][0]
    wrong = torchs_scores(weights, torch.tensor(x)).argmax(1).numpy() != y
    np.testing.assert_array_equal(np.transpose(picture.rings.get_data()), x[wrong].reshape(-1, 2))
    check_map(picture.map.get_array(), weights)
    unit = " nats" if loss in ("cross-entropy", "softmax twice") else ""
    said = re.match(
        rf"After (\d+) steps?: {loss} (\S+){unit}, gradient's norm (\S+); (\d+) of (\d+) ", sentence
    )
    assert [int(said[1]), int(said[4]), int(said[5])] == [step, len(points) - wrong.sum(), len(points)]
    np.testing.assert_allclose([float(said[2]), float(said[3])], path[-1][1:], atol=5.1e-5, rtol=1e-4)
    own = torchs_scores(weights, torch.tensor(x)).softmax(1)[range(len(y)), torch.tensor(y).long()]
    said = re.search(r"own class has at least (\S+)\.$", sentence)[1]
    assert float(said) == pytest.approx(own.min().item(), abs=0.0051)
    assert picture.least.get_text() == f"own class: q ≥ {said}"


def check_map(colours, weights):
    """A place where the network is sure has the colour of its class, and a pale one."""
    size = len(colours)
    middles = (np.arange(size) + 0.5) / size * 2 - 1
    for row, column in ((3, 50), (30, 7), (55, 31), (20, 20), (40, 45)):
        q = torchs_scores(weights, torch.tensor([[middles[column], middles[row]]])).softmax(1)[0]
        classes = [[0.0, 114.0, 178.0], [230.0, 159.0, 0.0], [0.0, 158.0, 115.0]]
        pale = 1 - 0.45 * (1 - np.array(classes) / 255)
        grey = np.ptp(colours[row, column]) < 1e-9
        assert grey or np.allclose(colours[row, column], q.detach().numpy() @ pale, atol=1e-4)


def check_race(picture, sentence, epoch):
    assert sentence.startswith(f"Accuracy after {epoch} epoch{'' if epoch == 1 else 's'}, ")
    assert [line.get_xdata()[0] for line in picture.guides] == [epoch] * 3
    for name, histories in picture.runs.items():
        table = np.array([[tuple(each) for each in history] for history in histories])
        right = table[:, :, 2], table[:, :, 1] / table[:, :1, 1], table[:, :, 3]
        for line, band, each in zip(picture.lines[name], picture.bands[name], right, strict=True):
            np.testing.assert_allclose(line.get_ydata(), np.sort(each, axis=0)[len(each) // 2])
            drawn = band.get_paths()[0].vertices
            ends = [(y.min(), y.max()) for y in (drawn[drawn[:, 0] == x, 1] for x in line.get_xdata())]
            np.testing.assert_allclose(ends, np.transpose([each.min(axis=0), each.max(axis=0)]))
        shares = sorted(right[0][:, epoch])
        numbers = (
            f"{shares[2]:.0%} ({shares[0]:.0%} to {shares[-1]:.0%}), norm {np.median(right[2][:, epoch]):.2f}"
        )
        assert f"{name}: {numbers}" in sentence


def check_parting(picture, sentence, epoch):
    table = np.array([tuple(each) for each in picture.history])
    for curve, point, column in zip(picture.curves, picture.markers, (0, 1, 2), strict=True):
        np.testing.assert_array_equal(curve.get_data(), [range(201), table[:, column]])
        np.testing.assert_array_equal(np.ravel(point.get_data()), [epoch, table[epoch, column]])
    training, test, accuracy, *_ = table[epoch]
    best = table[:, 1].argmin()
    assert sentence == (
        f"After {epoch} epoch{'' if epoch == 1 else 's'} the loss is {training:.4f} nats on training digits "
        f"and {test:.4f} on test digits, of which {accuracy:.1%} are right. "
        f"The least test loss, {table[best, 1]:.4f} nats, is that of epoch {best}."
    )


def log_q(logits):
    return torch.tensor(logits).log_softmax(-1).numpy()


def check_digit(picture, sentence, rank):
    pixels, target = (each.numpy() for each in picture.digits["test"])
    logits = picture.logits["test"]
    losses = -log_q(logits)[np.arange(600), target]
    index = np.argsort(-losses, kind="stable")[rank - 1]
    scores, truth = logits[index], target[index]
    q = np.exp(log_q(scores))
    np.testing.assert_array_equal(picture.image.get_array(), pixels[index].reshape(8, 8))
    for bars, heights in zip(picture.bars, (scores, q), strict=True):
        np.testing.assert_allclose([bar.get_height() for bar in bars], heights, rtol=1e-9)
    assert [arrow.get_xdata()[0] for arrow in picture.arrows] == [truth, truth]
    assert f"Rank {rank} by loss: a {truth}, and the network says {scores.argmax()}, " in sentence
    assert (
        f"with probability {q.max():.4f}" in sentence and f"the loss is {losses[index]:.4f} nats." in sentence
    )
    assert f"Score {scores.max():.2f}" in sentence


def check_reliability(picture, sentence, part, T):
    logits, target = picture.logits[part], picture.target[part]
    q = np.exp(log_q(logits / T))
    sure, right = q.max(axis=1), logits.argmax(axis=1) == target
    edges = np.arange(11) / 10
    gap = 0.0
    for place, (bar, text) in enumerate(zip(picture.bars, picture.counts, strict=True)):
        inside = (sure >= edges[place] - 1e-12) & ((sure < edges[place + 1] - 1e-12) | (place == 9))
        assert text.get_text() == f"{inside.sum()}"
        if inside.any():
            assert bar.get_height() == pytest.approx(right[inside].mean())
            gap += abs(right[inside].mean() - sure[inside].mean()) * inside.mean()
    loss = -np.log(q[np.arange(len(target)), target]).mean()
    np.testing.assert_allclose(np.ravel(picture.marker.get_data()), [T, loss], rtol=1e-9)
    middle = -log_q(logits / 1.5)[np.arange(len(target)), target].mean()
    assert np.interp(1.5, *picture.curve.get_data()) == pytest.approx(middle, rel=1e-9)
    assert sentence == (
        f"{part.capitalize()} digits at T = {T:.2f}: loss {loss:.4f} nats. "
        f"The mean confidence is {sure.mean():.1%}, and {right.mean():.1%} are right. "
        f"A digit's bin is off by {gap:.1%} in the mean."
    )


RIGHT = {
    pictures.OwnPoints: check_own_points,
    pictures.Race: check_race,
    pictures.Parting: check_parting,
    pictures.Digit: check_digit,
    pictures.Reliability: check_reliability,
}


def entropy_of_smoothed(epsilon, C):
    shares = [epsilon / C] * C
    shares[0] += 1 - epsilon
    return -sum(share * math.log(share) for share in shares)


def divided_by_weights(q, w):
    parts = [a / b for a, b in zip(q, w, strict=True)]
    return [part / sum(parts) for part in parts]


LOOPED = {"floor of a smoothed target": entropy_of_smoothed, "take the weights back": divided_by_weights}
