"""Mistakes that the lessons invite, to be planted while a notebook runs, or before.

They are planted from outside: wherever xentlib holds the right function, another asks at each call whether a
wrong one is planted in its place.
"""

import functools
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from xentlib import (
    entropy,
    kl_divergence,
    logit,
    nll_loss,
    normalize,
    sigmoid,
    softmax,
    softmax_cross_entropy,
)
from xentlib.explorers.artists import set_heights
from xentlib.lessons.binary_cross_entropy.pictures import YesNoDescent, squared_slope
from xentlib.lessons.cross_entropy_vs_nll_loss.mistakes import MISTAKES as CLINIC
from xentlib.lessons.cross_entropy_vs_nll_loss.mistakes import examine
from xentlib.lessons.gibbs_inequality.pictures import Descent, Jensen
from xentlib.lessons.kl_divergence import gaussians
from xentlib.lessons.kl_divergence.pictures import Divergence, Smoothing
from xentlib.lessons.language_models_and_scale import blocks, next_token, text
from xentlib.lessons.language_models_and_scale.pictures import MergeBlocks
from xentlib.lessons.softmax_overflow import laboratory
from xentlib.lessons.training_a_classifier import network, training
from xentlib.lessons.training_a_classifier.pictures import Digit

TRUTH_FIRST = CLINIC["kl_div: truth first"]


class Mistake(NamedTuple):
    """A mistake that a notebook must notice.

    Attributes
    ----------
    notebook : str
        Its name, without the folder.
    right : function
        What is replaced.
    wrong : callable
        What takes its place; it is given the right function, then the arguments.
    where : str
        The modules in which it is replaced begin with this name.
    """

    notebook: str
    right: Callable
    wrong: Callable
    where: str = "xentlib"


MISTAKES = {
    "base of the logarithm": Mistake(
        "01_entropy", entropy, lambda right, p, base=np.e, **options: right(p, **options) / np.log10(base)
    ),
    "minus dropped": Mistake("01_entropy", entropy, lambda right, p, **options: -right(p, **options)),
    "sum that is not 1 let through": Mistake(
        "01_entropy", entropy, lambda right, p, **options: right(normalize(p), **options)
    ),
    "bar from the wrong entry": Mistake(
        "01_entropy", set_heights, lambda right, bars, heights: right(bars, list(heights)[::-1])
    ),
    "p and q swapped": Mistake(
        "00_start_here", kl_divergence, lambda right, p, q, **options: right(q, p, **options)
    ),
    "truth and model swapped in a picture": Mistake(
        "02_kl_divergence",
        Divergence.draw,
        lambda right, picture, pair, **values: right(picture, pair=pair[::-1], **values),
    ),
    "counts of another sample": Mistake(
        "02_kl_divergence",
        Smoothing.draw,
        lambda right, picture, sample, **values: right(picture, sample=sample + 1, **values),
    ),
    "standard deviations swapped in a formula": Mistake(
        "02_kl_divergence",
        gaussians.divergence,
        lambda right, mean_p, std_p, mean_q, std_q: right(mean_p, std_q, mean_q, std_p),
    ),
    "truth and model swapped in the triangle": Mistake(
        "03_gibbs_inequality",
        kl_divergence,
        lambda right, p, q, **options: right(q, p, **options),
        where="xentlib.lessons.gibbs_inequality",
    ),
    "walk uphill": Mistake(
        "03_gibbs_inequality",
        Descent.descend,
        lambda right, picture, start, steps, eta: right(picture, start, steps, -eta),
    ),
    "weights on the wrong ends": Mistake(
        "03_gibbs_inequality",
        Jensen.draw,
        lambda right, picture, w, **values: right(picture, w=1 - w, **values),
    ),
    "odds for the logit": Mistake(
        "04_binary_cross_entropy", logit, lambda right, p: np.exp(right(p)), where="xentlib.lessons"
    ),
    "sigmoid's slope forgotten": Mistake(
        "04_binary_cross_entropy", squared_slope, lambda right, z, y: 2 * (sigmoid(z) - y)
    ),
    "uphill": Mistake(
        "04_binary_cross_entropy",
        YesNoDescent.draw,
        lambda right, picture, rate, **values: right(picture, rate=-rate, **values),
    ),
    "judged by the wrong entry": Mistake(
        "05_softmax_overflow", laboratory.exact, lambda right, scores, entry: right(scores, 1)
    ),
    "largest not subtracted": Mistake(
        "05_softmax_overflow", laboratory.shifted, lambda right, x: laboratory.naive(x)
    ),
    "scores not divided by T": Mistake(
        "05_softmax_overflow", softmax, lambda right, x, temperature=1.0, **options: right(x, **options)
    ),
    "picked from the other picture": Mistake(
        "06_cross_entropy_vs_nll_loss",
        nll_loss,
        lambda right, *args, **options: right(*args, **options)[::-1],
    ),
    "weighted mean divided by N": Mistake(
        "06_cross_entropy_vs_nll_loss",
        softmax_cross_entropy,
        lambda right, logits, target, reduction="mean", **options: (
            right(logits, target, reduction="sum", **options) / len(target)
        ),
    ),
    "model and truth swapped in kl_div": Mistake(
        "06_cross_entropy_vs_nll_loss",
        examine,
        lambda right, line, *args, **options: right(
            TRUTH_FIRST.written if line == TRUTH_FIRST.mended else line, *args, **options
        ),
    ),
    "points walk uphill": Mistake(
        "07_training_a_classifier",
        network.Path.until,
        lambda right, path, step: right(setattr(path, "rate", -abs(path.rate)) or path, step),
    ),
    "accuracy of the training digits": Mistake(
        "07_training_a_classifier",
        training.measure,
        lambda right, model, loss, digits: right(model, loss, digits | {"test": digits["training"]}),
    ),
    "cheapest digit first": Mistake(
        "07_training_a_classifier",
        Digit.draw,
        lambda right, picture, rank: right(picture, rank=601 - rank),
    ),
    "sums added that have no common m": Mistake(
        "08_language_models_and_scale",
        blocks.merge,
        lambda right, a, b: right(a, b)._replace(total=a.total + b.total),
    ),
    "one merge too many": Mistake(
        "08_language_models_and_scale",
        MergeBlocks.draw,
        lambda right, picture, merges, **values: right(picture, merges=min(merges + 1, 3), **values),
    ),
    "one token too few": Mistake(
        "08_language_models_and_scale",
        next_token.left,
        lambda right, scores, temperature, top_k, top_p: right(scores, temperature, top_k - 1, top_p),
    ),
    "held-out paragraphs learned, too": Mistake(
        "08_language_models_and_scale",
        text.training_and_held_out,
        lambda right: ("".join(right()), right()[1]),
    ),
}


planted: set[str] = set()  # the name of the mistake that is made from now on


def plant(name: str) -> None:
    planted.add(name)


def wrap_lessons(met: set[str]) -> None:
    """Wrap the right functions, which collect the mistakes that a call might have met."""
    for right in {mistake.right: None for mistake in MISTAKES.values()}:
        for name, module in list(sys.modules.items()):
            if name.startswith("xentlib"):
                replace(module, right, wrapped(right, name, met))


def wrapped(right: Callable, module: str, met: set[str]) -> Callable:
    """What this module holds in place of the right function."""
    mistakes = {
        name: mistake.wrong
        for name, mistake in MISTAKES.items()
        if mistake.right is right and module.startswith(mistake.where)
    }

    @functools.wraps(right)
    def call(*args: Any, **kwargs: Any) -> Any:
        met.update(mistakes)
        for name in planted & mistakes.keys():
            return mistakes[name](right, *args, **kwargs)
        return right(*args, **kwargs)

    return call


def replace(holder: Any, right: Callable, other: Callable) -> None:
    """Replace a function in a module and in the classes and collections that the module holds."""
    for name, value in list(vars(holder).items()):
        if isinstance(value, type) and value.__module__ == holder.__name__:
            replace(value, right, other)
        elif (changed := exchanged(value, right, other)) is not value:
            setattr(holder, name, changed)


def exchanged(value: Any, right: Callable, other: Callable) -> Any:
    """Return the value with another function for the right one; the very value if that is not in it."""
    if isinstance(value, tuple) and any(entry is right for entry in value):
        return tuple(other if entry is right else entry for entry in value)
    return other if value is right else value
