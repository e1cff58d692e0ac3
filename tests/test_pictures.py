"""Pictures: what is drawn is what plain formulas say, wherever the controls of the notebooks stand."""

import io
import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from course import NOTEBOOKS, explorers, positions
from PIL import Image

from xentlib import pictures

NATS = {"bits": np.log(2), "nats": 1.0}


def walk(explorer):
    """Take each control over its range, the others at rest; then send all of them to their ends together."""
    rest = explorer.values
    for name, control in explorer.controls.items():
        for value in positions(control):
            yield rest | {name: value}
    ends = [[places[0], places[-1]] for places in (list(positions(c)) for c in explorer.controls.values())]
    for corner in itertools.product(*ends):
        yield dict(zip(rest, corner, strict=True))
    yield rest


def stops(path):
    """Every explorer of a notebook, at every stop of its walk."""
    for explorer in explorers(path).values():
        for values in list(walk(explorer)):
            for name, control in explorer.controls.items():
                control.value = values[name]
            yield explorer, values


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_picture_and_sentence_are_right_wherever_the_controls_stand(path):
    for explorer, values in stops(path):
        picture = explorer.screen.picture
        RIGHT[type(picture)](picture, explorer.sentence, **values)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_blitting_leaves_nothing_behind_and_nothing_out(path):
    for explorer, _ in itertools.islice(stops(path), 0, None, 13):
        blitted = np.asarray(Image.open(io.BytesIO(explorer.image.value)))
        np.testing.assert_array_equal(blitted, drawn_whole(explorer.screen))


def drawn_whole(screen):
    """The picture drawn without a background kept from before, what moves above what stands."""
    for artist in screen.moving:
        artist.set(animated=False, zorder=artist.get_zorder() + 100)
    screen.canvas.draw()
    for artist in screen.moving:
        artist.set(animated=True, zorder=artist.get_zorder() - 100)
    return np.array(screen.canvas.buffer_rgba())


def test_pictures_know_nothing_of_widgets_and_pyplot():
    source = Path(pictures.__file__).read_text(encoding="utf-8")
    assert not re.search(r"^(import|from) .*(pyplot|ipywidgets)", source, re.MULTILINE)


def check_course_map(picture, sentence, notebook):
    title, question = picture.notebooks[notebook]
    assert sentence.startswith(f"Notebook {notebook:02d}, {title}, asks: {question}".replace("\n", " "))


def check_lottery(picture, sentence, p, unit):
    p = np.array(p)
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = -np.log(p) / NATS[unit]
        shares = np.where(p > 0, p * surprise, 0)
    np.testing.assert_allclose(pictures.heights_of(picture.bars), surprise, atol=1e-9)
    np.testing.assert_allclose([bar.get_height() for bar in picture.shares], shares, atol=1e-9)
    np.testing.assert_allclose([bar.get_y() for bar in picture.shares], np.cumsum(shares) - shares, atol=1e-9)
    most = np.log(len(p)) / NATS[unit]
    np.testing.assert_allclose(picture.most.get_ydata(), most)
    labels = ["∞" if s == np.inf else f"{abs(s):.2f}" for s in surprise]
    assert [label.get_text() for label in picture.labels] == labels
    assert [label.get_text() for label in picture.chances] == [f"p = {mass:.3f}" for mass in p]
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
        np.testing.assert_allclose(pictures.heights_of(picture.ideal), -np.log(p) / NATS[unit], atol=1e-9)
    low = -(p[p > 0] * np.log(p[p > 0])).sum() / NATS[unit]
    mean = float(np.dot(p, lengths))
    assert low - 1e-12 <= mean < low + bit
    assert f"length L is {mean:.4f} {unit}" in sentence
    assert f"between H = {abs(low):.4f} and H + 1 bit = {low + bit:.4f} {unit}" in sentence


# What is right for each picture: drawn from plain formulas, not from the code under test.
RIGHT = {
    pictures.CourseMap: check_course_map,
    pictures.Lottery: check_lottery,
    pictures.BinaryEntropy: check_binary_entropy,
    pictures.CodeLengths: check_code_lengths,
}
