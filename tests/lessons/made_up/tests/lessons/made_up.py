"""Notebook 09."""

import numpy as np

from xentlib.explorers.artists import heights_of
from xentlib.lessons.made_up import pictures


def check_coin(picture, sentence, p):
    with np.errstate(divide="ignore"):
        bits = np.abs(np.log2([p, 1 - p]))
    np.testing.assert_allclose(heights_of(picture.bars), bits, atol=1e-12)
    heads, tails = (f"{each:.2f}".replace("inf", "∞") for each in bits)
    assert sentence.startswith(f"Heads tells {heads} bits, tails {tails} bits.")


RIGHT = {pictures.Coin: check_coin}
