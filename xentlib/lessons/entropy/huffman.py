"""Codes: how entropy becomes a number of binary digits."""

import heapq
from itertools import count

import numpy as np
from numpy.typing import ArrayLike

from xentlib.measures import entropy


def huffman_code(p: ArrayLike) -> list[str | None]:
    """A binary prefix code of the least mean length for the distribution p.

    Take the two least likely groups of outcomes, put 0 before the words of the first and 1 before
    those of the second, and make one group of them; stop when one group is left.

    Parameters
    ----------
    p : array_like, shape (C,)
        Probabilities that sum to 1.

    Returns
    -------
    list of str or None
        A word of "0" and "1" for each outcome; None for one of probability 0, which needs no word;
        the empty word for a lone outcome, which needs no digit. Its mean length L, in binary digits,
        satisfies H(p) ≤ L < H(p) + 1, with H in bits.

    Raises
    ------
    ValueError
        If p is no distribution, or more than one.

    Examples
    --------
    >>> huffman_code([0.5, 0.25, 0.125, 0.125])
    ['0', '10', '110', '111']
    >>> huffman_code([0.0, 1.0])
    [None, '']

    References
    ----------
    D. A. Huffman, "A Method for the Construction of Minimum-Redundancy Codes", Proceedings of the IRE 40
    (1952), 1098–1101.
    """
    if np.ndim(entropy(p)):  # which refuses what is no distribution
        raise ValueError(f"p has shape {np.shape(p)}; expected (C,), one probability for each outcome")
    words: list[str | None] = ["" if mass > 0 else None for mass in p]
    age = count()  # equal masses merge oldest first, so that the same p always gets the same code
    groups = [(mass, next(age), [place]) for place, mass in enumerate(p) if mass > 0]
    heapq.heapify(groups)
    while len(groups) > 1:
        (mass_0, _, zeros), (mass_1, _, ones) = heapq.heappop(groups), heapq.heappop(groups)
        for digit, group in (("0", zeros), ("1", ones)):
            for place in group:
                words[place] = digit + words[place]
        heapq.heappush(groups, (mass_0 + mass_1, next(age), zeros + ones))
    return words
