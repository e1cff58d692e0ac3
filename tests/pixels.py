"""Screenshots and pictures, held against each other."""

import io

import numpy as np
from PIL import Image


def pixels(png: bytes) -> np.ndarray:
    """Red, green and blue, 0 to 255, in the shape (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def assert_alike(ours: np.ndarray, theirs: np.ndarray, but: float = 0.0) -> None:
    """Squares of 8 × 8 pixels have about the same colour: letters and edges are smoothed in two ways.

    And a picture ends within a pixel, or two, where a browser or a matplotlib rounds otherwise. This share of
    the squares may differ.
    """
    sizes = np.array([each.shape[:2] for each in (ours, theirs)])
    assert np.ptp(sizes, axis=0).max() <= 2, sizes
    height, width = sizes.min(axis=0)
    common = (Image.fromarray(each[:height, :width]) for each in (ours, theirs))
    means = [np.asarray(each.reduce(8), float) for each in common]
    difference = np.abs(means[0] - means[1]).max(axis=2)
    y, x = np.unravel_index(difference.argmax(), difference.shape)
    assert np.mean(difference >= 60) <= but, f"they differ most about ({8 * x}, {8 * y})"
