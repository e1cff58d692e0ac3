"""Gaussians, their divergences in nats, and the Gaussian nearest to two bumps, in both directions."""

import math

import numpy as np

STEPS = np.linspace(-6, 6, 49)  # of a standard deviation: nodes for the mean of a smooth function
MASSES = np.exp(-(STEPS**2) / 2)
MASSES /= MASSES.sum()


def log_density(x, mean, width):
    """Log of the density of a Gaussian with this mean and this standard deviation."""
    return -(((x - mean) / width) ** 2) / 2 - np.log(width * math.sqrt(2 * math.pi))


def divergence(mean_p, width_p, mean_q, width_q):
    """D(p‖q) of two Gaussians: log(s_q/s_p) + (s_p² + (m_p − m_q)²) / (2 s_q²) − ½.

    >>> divergence(0, 1, 2, 1)
    2.0
    """
    square = (width_p**2 + (mean_p - mean_q) ** 2) / width_q**2
    return math.log(width_q / width_p) + (square - 1) / 2


def two_bumps(x, distance, share):
    """Density of two Gaussians of width 1, this far apart; the right one has this share of the mass."""
    left, right = (np.exp(log_density(x, middle, 1.0)) for middle in (-distance / 2, distance / 2))
    return (1 - share) * left + share * right


def forward_fit(distance, share):
    """Mean and width of the Gaussian q with the least D(p‖q) for two bumps p: those of p itself."""
    return distance * (share - 0.5), math.sqrt(1 + distance**2 * share * (1 - share))


def reverse_fit(distance, share):
    """Mean and width of the Gaussian q with the least D(q‖p) for two bumps p, by a grid that zooms in."""
    mean, width, reach, factor = 0.0, 1.25, 5.0, 3.5
    for points in (25, *[9] * 8):
        means = np.linspace(mean - reach, mean + reach, points)[:, None]
        widths = width * np.geomspace(1 / factor, factor, points)
        cost = divergence_from_bumps(means, widths, distance, share)
        # Bumps of equal share are equally good: the left one is chosen, whatever the last digits say.
        row, column = np.unravel_index(np.argmin(cost + 1e-9 * means), cost.shape)
        mean, width = means[row, 0], widths[column]
        reach, factor = reach / 3, factor ** (1 / 3)
    return float(mean), float(width)


def divergence_from_bumps(mean, width, distance, share):
    """D(q‖p) of a Gaussian q from two bumps p, by the mean of log q − log p over q."""
    mean, width = np.asarray(mean, float), np.asarray(width, float)
    x = mean[..., None] + width[..., None] * STEPS
    gap = log_density(x, mean[..., None], width[..., None]) - np.log(two_bumps(x, distance, share))
    return gap @ MASSES
