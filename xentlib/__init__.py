"""xentlib: entropy, divergences and losses, computed so that the digits hold."""

from xentlib.activations import log_sigmoid, log_softmax, logit, logsumexp, sigmoid, softmax
from xentlib.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    nll_loss,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from xentlib.measures import (
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    normalize,
    perplexity,
    smooth,
    surprisal,
)

__version__ = "0.1.0"

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_grad",
    "cross_entropy",
    "entropy",
    "js_divergence",
    "kl_divergence",
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "nll_loss",
    "normalize",
    "perplexity",
    "sigmoid",
    "smooth",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
    "surprisal",
]
