"""xentlib: entropy, divergences and losses, computed so that the digits hold."""

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
    "cross_entropy",
    "entropy",
    "js_divergence",
    "kl_divergence",
    "normalize",
    "perplexity",
    "smooth",
    "surprisal",
]
