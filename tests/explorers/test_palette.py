"""Colours that the common deficiencies keep apart, and letters that stand out as WCAG 2.2 AA asks."""

import itertools
from collections import Counter
from xml.etree import ElementTree

import numpy as np
import pytest
from course import NOTEBOOKS, explorers
from matplotlib.colors import to_rgb

from xentlib.explorers.theme import COLOURS, HATCHES

# What a colour, in linear RGB, looks like to somebody who lacks a kind of cone: Machado, Oliveira and
# Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, severity 1.
SIGHTS = {
    "all cones": np.eye(3),
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
TO_XYZ = np.array([[0.4125, 0.3576, 0.1805], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]])


def linear(colour):
    """sRGB to linear RGB, whose middle row of ``TO_XYZ`` is the luminance."""
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIELAB, in which a distance of about 2 can just be seen."""
    x, y, z = TO_XYZ @ np.clip(rgb, 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = (np.cbrt(t) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one, other):
    dark, light = sorted(TO_XYZ[1] @ linear(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_stay_apart(sight):
    seen = [lab(SIGHTS[sight] @ linear(colour)) for colour in COLOURS]
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)) > 15


def test_colour_is_never_alone():
    assert len(set(HATCHES)) == len(HATCHES) == len(COLOURS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_letters_are_large_and_stand_out_from_what_is_under_them(path):
    for name, explorer in explorers(path).items():
        pixels = explorer.figure.pixels()
        markup = f"<svg>{explorer.canvas.background}{explorer.canvas.animated}</svg>"
        for text in ElementTree.fromstring(markup).iter("text"):
            x, y, size, width = (float(text.get(key)) for key in ("x", "y", "font-size", "textLength"))
            assert size > 19, f"{name}: {text.text!r} is smaller than 14 points"
            if not text.get("transform"):
                under = pixels[max(0, int(y - size)) : int(y), int(x) : int(x + width)].reshape(-1, 3)
                (ground, _), *_ = Counter(map(tuple, under / 255)).most_common(1)
                assert contrast(text.get("fill"), ground) >= 4.5, f"{name}: {text.text!r}"
