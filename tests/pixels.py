"""Screenshots and pictures, held against each other."""

import io

import numpy as np
from PIL import Image


def pixels(png: bytes) -> np.ndarray:
    """Red, green and blue, 0 to 255, in the shape (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def cropped(*pictures: np.ndarray) -> list[np.ndarray]:
    """What they have in common: a box ends within a pixel, and each rounds in its own way."""
    sizes = np.array([each.shape[:2] for each in pictures])
    assert np.ptp(sizes, axis=0).max() <= 2, sizes
    height, width = sizes.min(axis=0)
    return [each[:height, :width] for each in pictures]


def assert_alike(ours: np.ndarray, theirs: np.ndarray, but: float = 0.0) -> None:
    """Squares of 8 × 8 pixels have about the same colour: letters and edges are smoothed in two ways.

    A share of the squares, ``but``, may differ.
    """
    assert ours.shape == theirs.shape
    means = [np.asarray(Image.fromarray(each).reduce(8), float) for each in (ours, theirs)]
    difference = np.abs(means[0] - means[1]).max(axis=2)
    y, x = np.unravel_index(difference.argmax(), difference.shape)
    assert np.mean(difference >= 60) <= but, f"they differ most about ({8 * x}, {8 * y})"
