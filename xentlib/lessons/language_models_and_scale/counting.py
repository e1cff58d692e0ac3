"""A model that counts what followed the last few characters, and smooths that towards one character fewer.

It is Witten's and Bell's mixture: the more different characters have followed, the less the counts say.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

BEFORE = 4  # characters that it sees


def followers(text: str) -> Mapping[str, Counter]:
    """Return, for each sequence of up to so many characters, how often each character stands after it."""
    counts = defaultdict(Counter)
    for place, character in enumerate(text):
        for length in range(min(BEFORE, place) + 1):
            counts[text[place - length : place]][character] += 1
    return counts


def probability(counts: Mapping[str, Counter], before: str, character: str, classes: int) -> float:
    """Return what a character is given after these.

    q₋₁ = 1/C and qₖ = (n + a qₖ₋₁) / (N + a), where k characters were followed N times, n times of these by
    this one, and by a different ones. A sequence that never stood there leaves the q of the shorter one.
    """
    q = 1 / classes
    for length in range(min(BEFORE, len(before)) + 1):
        after = counts.get(before[len(before) - length :], {})
        if after:
            q = (after[character] + len(after) * q) / (after.total() + len(after))
    return q


def counted_probabilities(learned: str, text: str, classes: int) -> np.ndarray:
    """Return what each character of a text is given by a model that has counted in another.

    Parameters
    ----------
    learned : str
        In this it counts, and of the text itself it learns nothing.
    text : str
        What follows.
    classes : int
        C, how many different characters there are.

    Returns
    -------
    numpy.ndarray, shape (len(text),)

    References
    ----------
    I. H. Witten and T. C. Bell, "The Zero-Frequency Problem", IEEE Transactions on Information Theory, 1991.

    Examples
    --------
    >>> print(counted_probabilities("abab", "aba", classes=2).round(4))
    [0.875  0.9583 0.875 ]
    """
    counts, whole = followers(learned), learned + text
    places = range(len(learned), len(whole))
    return np.array([probability(counts, whole[max(0, n - BEFORE) : n], whole[n], classes) for n in places])
