"""The stored scores of the next token after some beginnings, and what may be drawn of them."""

import functools
from pathlib import Path

import numpy as np

from xentlib.activations import softmax
from xentlib.lessons.language_models_and_scale import text

STARTS = ("The loss of the", "The model gives the", "Which of the", " the cross")
FILE = Path(__file__).with_name("scores.npy")
WORDS = 300


def tokens() -> text.Tokens:
    """Return the vocabulary of frequent words and characters that the scores are for."""
    training, held_out = text.training_and_held_out()
    return text.Tokens(training + held_out, text.frequent_words(training, WORDS))


@functools.cache
def scores(start: str) -> np.ndarray:
    """Return the score of each token of the vocabulary after this beginning, in nats."""
    return np.load(FILE)[STARTS.index(start)].astype(float)


def left(scores: np.ndarray, temperature: float, top_k: int, top_p: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the tokens that may be drawn, the likeliest first, and their probabilities."""
    likeliest = np.argsort(-scores, kind="stable")[:top_k]
    q = softmax(scores, temperature=temperature)[likeliest]
    q /= q.sum()
    from_here_on = q[::-1].cumsum()[::-1]  # the small ones first, so that top_p = 1 leaves all of them
    count = (from_here_on > 1 - top_p).sum()  # the last one left is the one that reaches top_p
    return likeliest[:count], q[:count] / q[:count].sum()
