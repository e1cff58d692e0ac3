"""Points to begin with: two moons, three clouds, and the clouds with one wrong label."""

import numpy as np

from xentlib.lessons.training_a_classifier.network import Points


def as_points(x: np.ndarray, label: int) -> Points:
    return tuple((round(float(a), 2), round(float(b), 2), label) for a, b in x)


def two_moons(count: int = 12) -> Points:
    """Two half circles that reach into each other."""
    turn = np.linspace(0, np.pi, count)
    moon = 0.6 * np.c_[np.cos(turn) - 0.5, np.sin(turn) - 0.25]
    return as_points(moon, 0) + as_points(-moon, 1)


def three_clouds(count: int = 8) -> Points:
    """Three classes, each around a centre of its own."""
    rng = np.random.default_rng(3)
    centres = ((-0.5, -0.4), (0.5, -0.4), (0.0, 0.5))
    clouds = (as_points(rng.normal(centre, 0.15, (count, 2)), label) for label, centre in enumerate(centres))
    return sum(clouds, ())


def one_wrong_label() -> Points:
    """The three clouds, and one more point in the middle of the first that is labelled as the second."""
    return (*three_clouds(), (-0.5, -0.4, 1))


MOONS, CLOUDS, WRONG = two_moons(), three_clouds(), one_wrong_label()
