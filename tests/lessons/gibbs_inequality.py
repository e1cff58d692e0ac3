"""Notebook 03. All numbers are in nats."""

import math
import re

import numpy as np
import pytest

from xentlib.explorers.artists import heights_of
from xentlib.lessons.gibbs_inequality import pictures


def kl(p, q):
    return sum(a * (math.log(a / b) if b else math.inf) for a, b in zip(p, q, strict=True) if a)


def h(p, q):
    return sum(-a * (math.log(b) if b else -math.inf) for a, b in zip(p, q, strict=True) if a)


def said(value, decimals=4):
    """A number as the sentences have it: four decimals, ∞ as a sign, no minus before a 0."""
    digits = "∞" if math.isinf(value) else f"{abs(value):.{decimals}f}"
    return f"−{digits}" if value < 0 and digits.strip("0.") else digits


def place(p):
    """The point of the triangle with corners (0, 0), (1, 0) and (½, √¾)."""
    return p[1] + p[2] / 2, p[2] * math.sqrt(0.75)


def triples(sentence):
    return [
        [float(share) for share in found] for found in re.findall(r"\((.{5}), (.{5}), (.{5})\)", sentence)
    ]


def check_tangent(picture, sentence, x):
    low = math.log(x) if x else -math.inf
    assert sentence == (
        f"At x = {x:.2f}, in nats: log x is {said(low)}, x − 1 is {said(x - 1)}, "
        f"the gap is {said(x - 1 - low)}."
    )
    assert list(picture.gap.get_xdata()) == [x, x] and picture.gap.get_ydata()[1] == x - 1
    assert picture.title.get_text() == f"log x = {said(low)} at x = {x:.2f}"
    assert picture.gap_title.get_text() == f"Gap {said(x - 1 - low)} nats"
    if x:
        assert picture.log_point.get_ydata()[0] == picture.gap.get_ydata()[0] == pytest.approx(low)
        assert picture.gap_point.get_ydata()[0] == pytest.approx(x - 1 - low)
    else:
        assert picture.gap.get_ydata()[0] < -1000 and picture.gap_point.get_ydata()[0] > 1000


def check_jensen(picture, sentence, a, b, w):
    mean, logs = (1 - w) * a + w * b, (1 - w) * math.log(a) + w * math.log(b)
    np.testing.assert_allclose(picture.chord.get_data(), [[a, b], [math.log(a), math.log(b)]])
    np.testing.assert_allclose(np.ravel(picture.chord_point.get_data()), [mean, logs], atol=1e-12)
    np.testing.assert_allclose(np.ravel(picture.curve_point.get_data()), [mean, math.log(mean)], atol=1e-12)
    np.testing.assert_allclose(picture.gap.get_ydata(), [logs, math.log(mean)], atol=1e-12)
    for end, x in zip(picture.ends, (a, b), strict=True):
        assert end.get_xydata()[0] == pytest.approx((x, math.log(x)))
    assert picture.ends[1].get_markersize() - picture.ends[0].get_markersize() == pytest.approx(
        14 * (2 * w - 1)
    )
    assert picture.labels[0].get_text() == f"weight {1 - w:.2f}"
    assert picture.labels[1].get_text() == f"weight {w:.2f}"
    assert sentence == (
        f"Weight {1 - w:.2f} on {a:.2f} and {w:.2f} on {b:.2f}: the mean is {mean:.4f} and its log "
        f"{said(math.log(mean))} nats. The mean of the logs is {said(logs)} nats. "
        f"The gap is {said(abs(math.log(mean) - logs))} nats."
    )


def check_simplex(picture, sentence, pair):
    p, q = pair
    assert picture.p.get_xydata()[0] == pytest.approx(place(p))
    assert picture.q.get_xydata()[0] == pytest.approx(place(q))
    floor, gap = heights_of(picture.parts)
    assert floor == pytest.approx(h(p, p)) and gap == pytest.approx(kl(p, q), abs=1e-12)
    assert picture.parts[1].get_y() == pytest.approx(floor)
    assert picture.title.get_text() == f"H(p, q) {said(h(p, q))} nats"
    assert picture.floor_label.get_text() == f"H(p) {said(h(p, p), 2)}"
    assert picture.gap_label.get_text() == f"gap {said(kl(p, q), 2)}"
    assert f"H(p, q) is {said(h(p, q))} nats, which is H(p) = {said(h(p, p))} nats" in sentence
    assert f"a gap D(p‖q) of {said(kl(p, q))} nats" in sentence
    here, there, lowest = triples(sentence)
    assert here == pytest.approx(p, abs=0.00051) and there == pytest.approx(q, abs=0.00051)
    assert lowest == pytest.approx(p, abs=0.0201), "the map is lowest at the truth"
    check_map(picture, p)
    check_level_line(picture, p, q)


def check_map(picture, p):
    cells = picture.map.image.get_array()
    for row, column in ((10, 30), (20, 60), (5, 90), (40, 48)):
        c = row / 50
        b = column / 100 - c / 2
        assert cells[row, column] == pytest.approx(h(p, (1 - b - c, b, c)))
    assert cells[0, 30] == pytest.approx(h(p, (0.7, 0.3, 0.001))), "on a side, 0.001 stands for 0"


def check_level_line(picture, p, q):
    x, y = (np.array(line, float) for line in picture.level.get_data())
    c = y / math.sqrt(0.75)
    around = np.stack([1 - (x - c / 2) - c, x - c / 2, c], axis=1)[np.isfinite(x)]
    assert (len(around) == 0) == (kl(p, q) == math.inf), "no line for a gap without end"
    for point in around[::7]:
        if min(point) > 1e-5:  # nearer to a side the logarithm magnifies the last digit
            assert kl(p, point) == pytest.approx(kl(p, q), abs=1e-4)


def check_descent(picture, sentence, start, steps, eta):
    p = np.array(picture.truth)
    with np.errstate(divide="ignore"):
        z = np.log(np.array(start))
    models = [start]
    for _ in range(steps):
        q = np.exp(z) / np.exp(z).sum()
        z = z - eta * (q - p)
        models.append(np.exp(z) / np.exp(z).sum())
    np.testing.assert_allclose(picture.path.get_xydata(), [place(model) for model in models], atol=1e-9)
    step, costs = picture.costs.get_data()
    assert list(step) == list(range(steps + 1))
    np.testing.assert_allclose(costs, [min(h(p, model), 1e5) for model in models])
    assert eta >= 4 or (np.diff(costs) < 1e-12).all(), "a step of less than 4 ends lower"
    walk = f"{steps} step{'' if steps == 1 else 's'} with eta = {eta:.2f}"
    assert picture.path_title.get_text() == walk
    assert picture.start.get_xydata()[0] == pytest.approx(place(start))
    assert picture.q.get_xydata()[0] == pytest.approx(place(models[-1]))
    assert f"H(p, q) is {said(h(p, start))} nats. After {walk} q = " in sentence
    end = h(p, models[-1])
    assert f": {said(end)} nats, {said(end - h(p, p))} nats above H(p)." in sentence
    begin, last = triples(sentence)
    assert begin == pytest.approx(start, abs=0.00051) and last == pytest.approx(models[-1], abs=0.00051)


def check_detour(picture, sentence, m):
    p, m, q = ((heads, 1 - heads) for heads in (0.8, m, 0.1))
    legs = [kl(p, q), kl(p, m), kl(m, q)]
    np.testing.assert_allclose(heights_of(picture.bars), legs, atol=1e-12)
    labels = [f"{way} {said(leg, 2)}" for way, leg in zip(("D(p‖q)", "D(p‖m)", "D(m‖q)"), legs, strict=True)]
    assert [label.get_text() for label in picture.labels] == labels
    assert picture.title.get_text() == f"Over m {said(legs[1] + legs[2])} nats"
    assert picture.m.get_xdata() == [m[0]]
    assert picture.bars[2].get_y() == min(picture.bars[1].get_height(), 1e5)
    assert sentence.startswith(
        f"Direct: D(p‖q) is {said(legs[0])} nats. Over m = {m[0]:.2f}: D(p‖m) = {said(legs[1])} "
        f"and D(m‖q) = {said(legs[2])}, together {said(legs[1] + legs[2])} nats."
    )


RIGHT = {
    pictures.Tangent: check_tangent,
    pictures.Jensen: check_jensen,
    pictures.Simplex: check_simplex,
    pictures.Descent: check_descent,
    pictures.Detour: check_detour,
}

LOOPED = {"gap to the uniform": lambda p: sum(a * math.log(a * len(p)) for a in p if a)}
