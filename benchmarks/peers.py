"""What xentlib is compared with: the same functions elsewhere, in float64, on NumPy arrays, by name."""

import importlib.util

import numpy as np
import scipy.spatial
import scipy.special
import scipy.stats
import torch
from torch.nn import functional as F

import xentlib

PEERS = {}


def numbers(function):
    """Let a function of tensors take and return arrays."""
    return lambda *arrays: function(*map(torch.from_numpy, arrays)).numpy()


def torch_gradient(x, y):
    x = torch.tensor(x, requires_grad=True)
    F.cross_entropy(x, torch.from_numpy(y), reduction="sum").backward()
    return x.grad.numpy()


def each(loss):
    """A loss of this library, without reduction."""
    return lambda x, y: loss(x, y, reduction="none")


PEERS["xentlib"] = {name: getattr(xentlib, name) for name in xentlib.__all__} | {
    "softmax_cross_entropy": each(xentlib.softmax_cross_entropy),
    "its gradient at the target": each(xentlib.softmax_cross_entropy_grad),
    "binary_cross_entropy": each(xentlib.binary_cross_entropy),
    "binary_cross_entropy_with_logits": each(xentlib.binary_cross_entropy_with_logits),
}

PEERS["scipy"] = {
    "log_softmax": lambda x: scipy.special.log_softmax(x, axis=-1),
    "softmax": lambda x: scipy.special.softmax(x, axis=-1),
    "logsumexp": lambda x: scipy.special.logsumexp(x, axis=-1),
    "sigmoid": scipy.special.expit,
    "log_sigmoid": scipy.special.log_expit,
    "logit": scipy.special.logit,
    "entropy": lambda p: scipy.stats.entropy(p, axis=-1),
    "kl_divergence": lambda p, q: scipy.stats.entropy(p, q, axis=-1),
    "js_divergence": lambda p, q: scipy.spatial.distance.jensenshannon(p, q, axis=-1) ** 2,
}

PEERS["torch"] = {
    "log_softmax": numbers(lambda x: torch.log_softmax(x, -1)),
    "softmax": numbers(lambda x: torch.softmax(x, -1)),
    "logsumexp": numbers(lambda x: torch.logsumexp(x, -1)),
    "softmax_cross_entropy": numbers(lambda x, y: F.cross_entropy(x, y, reduction="none")),
    "its gradient at the target": torch_gradient,
    "sigmoid": numbers(torch.sigmoid),
    "log_sigmoid": numbers(F.logsigmoid),
    "logit": numbers(torch.logit),
    "binary_cross_entropy": numbers(lambda q, y: F.binary_cross_entropy(q, y, reduction="none")),
    "binary_cross_entropy_with_logits": numbers(
        lambda x, y: F.binary_cross_entropy_with_logits(x, y, reduction="none")
    ),
    "entropy": numbers(lambda p: torch.special.entr(p).sum(-1)),
    "kl_divergence": numbers(lambda p, q: F.kl_div(q.log(), p, reduction="none").sum(-1)),
}

if importlib.util.find_spec("sklearn"):
    from sklearn.metrics import log_loss

    def sklearn_bce(p, y):
        """One label at a time, since log_loss averages; it knows only labels of 0 and 1."""
        return np.array(
            [
                log_loss([b], [[1 - a, a]], labels=[0, 1]) if b in (0, 1) else 0.0
                for a, b in zip(p, y, strict=True)
            ]
        )

    PEERS["scikit-learn"] = {"binary_cross_entropy": sklearn_bce}

if importlib.util.find_spec("optax"):
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    PEERS["jax/optax"] = {
        "log_softmax": jax.nn.log_softmax,
        "softmax": jax.nn.softmax,
        "logsumexp": lambda x: jax.nn.logsumexp(x, axis=-1),
        "softmax_cross_entropy": optax.softmax_cross_entropy_with_integer_labels,
        "its gradient at the target": jax.grad(
            lambda x, y: optax.softmax_cross_entropy_with_integer_labels(x, y).sum()
        ),
        "sigmoid": jax.nn.sigmoid,
        "log_sigmoid": jax.nn.log_sigmoid,
        "logit": jax.scipy.special.logit,
        "binary_cross_entropy_with_logits": optax.sigmoid_binary_cross_entropy,
        "entropy": lambda p: jax.scipy.special.entr(p).sum(-1),
        "kl_divergence": lambda p, q: jax.scipy.special.rel_entr(p, q).sum(-1),
    }
