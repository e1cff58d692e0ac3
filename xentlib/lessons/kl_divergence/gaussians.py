"""Gaussians, their divergences in nats, and the Gaussian nearest to two bumps, in both directions."""

import math

import numpy as np
from numpy.typing import ArrayLike

STEPS = np.linspace(-6, 6, 97)  # of a standard deviation: nodes for the mean of a smooth function
MASSES = np.exp(-(STEPS**2) / 2)
MASSES /= MASSES.sum()


def log_density(x: np.ndarray, mean: np.ndarray, std: np.ndarray) -> np.ndarray:
    """Log of a Gaussian's density.

    log p(x) = −((x − m) / s)² / 2 − log(s √(2π)).

    Parameters
    ----------
    x, mean, std : float or ndarray
        The places, the mean m, and the standard deviation s > 0; their shapes broadcast.

    Returns
    -------
    Log-density in nats, of the broadcast shape.

    Examples
    --------
    >>> print(log_density(np.array([0, 2]), 0, 1).round(4))
    [-0.9189 -2.9189]
    """
    return -(((x - mean) / std) ** 2) / 2 - np.log(std * math.sqrt(2 * math.pi))


def divergence(mean_p: float, std_p: float, mean_q: float, std_q: float) -> float:
    """D(p‖q) of two Gaussians.

    D(p‖q) = log(s_q/s_p) + (s_p² + (m_p − m_q)²) / (2 s_q²) − ½.

    Parameters
    ----------
    mean_p, std_p : float
        Mean m_p and standard deviation s_p > 0 of p, the truth.
    mean_q, std_q : float
        The same of q, the model.

    Returns
    -------
    Divergence in nats.

    Examples
    --------
    >>> divergence(0, 1, 2, 1)
    2.0
    """
    square = (std_p**2 + (mean_p - mean_q) ** 2) / std_q**2
    return math.log(std_q / std_p) + (square - 1) / 2


def divergence_on_grid(log_p: np.ndarray, log_q: np.ndarray, step: float) -> float:
    """D(p‖q) of two densities that are known on a grid, by the sum of its narrow strips.

    D(p‖q) ≈ Σ p (log p − log q) · step.

    Parameters
    ----------
    log_p, log_q : ndarray
        Log-densities at the grid's places, shape (n,); outside the grid p is nearly 0.
    step : float
        Distance of neighbouring places.

    Returns
    -------
    Divergence in nats.

    Examples
    --------
    >>> x, step = np.linspace(-8, 8, 161, retstep=True)
    >>> print(round(divergence_on_grid(log_density(x, 0, 1), log_density(x, 2, 1), step), 4))
    2.0
    """
    return (np.exp(log_p) * (log_p - log_q)).sum() * step


def two_bumps(x: np.ndarray, distance: float, share: float) -> np.ndarray:
    """Density of two Gaussians of standard deviation 1.

    Parameters
    ----------
    x : ndarray
        The places.
    distance : float
        How far apart the means are; 0 lies half-way.
    share : float
        Mass of the right bump, in [0, 1]; the left one has the rest.

    Returns
    -------
    Density, of x's shape.

    Examples
    --------
    >>> print(two_bumps(np.array([-4, 4]), 8, 0.25).round(4))
    [0.2992 0.0997]
    """
    left, right = (np.exp(log_density(x, mean, 1.0)) for mean in (-distance / 2, distance / 2))
    return (1 - share) * left + share * right


def forward_fit(distance: float, share: float) -> tuple[float, float]:
    """Mean and standard deviation of the Gaussian q with the least D(p‖q) for two bumps p: p's own.

    Parameters
    ----------
    distance, share : float
        Of the bumps, as in `two_bumps`.

    Returns
    -------
    Mean and standard deviation.

    Examples
    --------
    >>> mean, std = forward_fit(8, 0.25)
    >>> print(mean, round(std, 4))
    -2.0 3.6056
    """
    return distance * (share - 0.5), math.sqrt(1 + distance**2 * share * (1 - share))


def reverse_fit(distance: float, share: float) -> tuple[float, float]:
    """Mean and standard deviation of the Gaussian q with the least D(q‖p) for two bumps p.

    It is found on a grid that zooms in.

    Parameters
    ----------
    distance, share : float
        Of the bumps, as in `two_bumps`; distances up to 8.

    Returns
    -------
    Mean and standard deviation; of the left bump where both bumps are equally good.

    Examples
    --------
    >>> mean, std = reverse_fit(8, 0.25)
    >>> print(round(mean, 2), round(std, 2))
    -4.0 1.0
    """
    mean, std, reach, factor = 0.0, 1.25, 5.0, 3.5
    for points in (25, *[9] * 8):
        means = np.linspace(mean - reach, mean + reach, points)[:, None]
        stds = std * np.geomspace(1 / factor, factor, points)
        cost = divergence_from_bumps(means, stds, distance, share)
        # Bumps of equal share are equally good: the left one is chosen, whatever the last digits say.
        row, column = np.unravel_index(np.argmin(cost + 1e-9 * means), cost.shape)
        mean, std = means[row, 0], stds[column]
        reach, factor = reach / 3, factor ** (1 / 3)
    return float(mean), float(std)


def divergence_from_bumps(mean: ArrayLike, std: ArrayLike, distance: float, share: float) -> np.ndarray:
    """D(q‖p) of a Gaussian q from two bumps p, by the mean of log q − log p over q.

    Parameters
    ----------
    mean, std : array_like
        Of q; their shapes broadcast.
    distance, share : float
        Of the bumps, as in `two_bumps`.

    Returns
    -------
    Divergence in nats, of the broadcast shape.

    Examples
    --------
    >>> print(divergence_from_bumps([0, -4], 1, 8, 0.5).round(4))
    [5.421  0.6931]
    """
    mean, std = np.asarray(mean, float), np.asarray(std, float)
    x = mean[..., None] + std[..., None] * STEPS
    gap = log_density(x, mean[..., None], std[..., None]) - np.log(two_bumps(x, distance, share))
    return gap @ MASSES
