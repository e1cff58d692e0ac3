"""What the laboratories of notebook 05 compare: ways of computing a softmax, and the exact numbers."""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from xentlib.activations import log_softmax
from xentlib.losses import softmax_cross_entropy_grad

# Each type, and the largest relative error of one rounding to it.
TYPES = {"float16": 2.0**-11, "bfloat16": 2.0**-8, "float32": 2.0**-24, "float64": 2.0**-53}
RIGHT, LOST, ZERO, INFINITE, NAN = SYMBOLS = "✓≈○∞✗"


class Exact(NamedTuple):
    """What exact arithmetic gives for one entry: its softmax q, log q in nats, and the slope q − 1."""

    q: Decimal
    log_q: Decimal
    slope: Decimal


class Answer(NamedTuple):
    """What a way gives in a type, how good that is, and how many of the type's digits are right."""

    value: float
    symbol: str
    digits: int
    most: int


def naive(x):
    e = x.exp()
    return e / e.sum()


def shifted(x):
    return naive(x - x.max())


def log_softmax_by_hand(x):
    below = x - x.max()
    return below - below.exp().sum().log()


def log_softmax_by_xentlib(x):
    # NumPy has no bfloat16, and xentlib computes every type in float64 and rounds once, as is done here.
    return x.new_tensor(log_softmax(x.double().numpy()))


def autograd(x, target: int, probabilities: Callable):
    """Return the slope of −log of one of these probabilities, as autograd finds it."""
    x = x.clone().requires_grad_()
    (-probabilities(x).log()[target]).backward()  # all logarithms, then the target's, as people write it
    return x.grad[target]


def expm1_of_log(x, target: int):
    """Return q − 1 as expm1(log q), where log q = −log1p(odds): odds against the target keep their digits."""
    odds = (x - x[target]).exp()
    odds[target] = 0
    return (-odds.sum().log1p()).expm1()


def gradient_by_xentlib(x, target: int):
    return x.new_tensor(softmax_cross_entropy_grad(x.double().numpy(), target))[target]


# Name → which of the exact numbers it should give, and how it computes it from a tensor and an entry.
LOGARITHMS = {
    "naive softmax": ("q", lambda x, entry: naive(x)[entry]),
    "shifted softmax": ("q", lambda x, entry: shifted(x)[entry]),
    "log(softmax)": ("log_q", lambda x, entry: shifted(x)[entry].log()),
    "log-softmax": ("log_q", lambda x, entry: log_softmax_by_hand(x)[entry]),
    "xentlib's log": ("log_q", lambda x, entry: log_softmax_by_xentlib(x)[entry]),
}
SLOPES = {
    "naive, autograd": ("slope", lambda x, target: autograd(x, target, naive)),
    "log(softmax),\nautograd": ("slope", lambda x, target: autograd(x, target, lambda z: z.softmax(0))),
    "softmax − target": ("slope", lambda x, target: shifted(x)[target] - 1),
    "expm1(log q)": ("slope", expm1_of_log),
    "xentlib's gradient": ("slope", gradient_by_xentlib),
}


def answers(ways: dict[str, tuple], scores: Sequence[float], entry: int, dtype: str) -> list[Answer]:
    """Compute one entry of a softmax in several ways, and mark each against exact arithmetic.

    Parameters
    ----------
    ways : dict
        `LOGARITHMS` or `SLOPES`.
    scores : sequence of float
        In nats.
    entry : int
        The place of a score.
    dtype : str
        One of `TYPES`. The exact numbers are those of the scores as this type stores them.

    Returns
    -------
    An answer for each way.

    Examples
    --------
    >>> answers(LOGARITHMS, [0.0, 1000.0], 1, "float32")[:2]
    [Answer(value=nan, symbol='✗', digits=0, most=7), Answer(value=1.0, symbol='✓', digits=7, most=7)]
    """
    import torch  # only here: pictures load without it, and NumPy has no bfloat16

    x = torch.tensor(scores, dtype=getattr(torch, dtype))
    truths = exact(x.tolist(), entry)
    values = ((float(way(x, entry)), getattr(truths, quantity)) for quantity, way in ways.values())
    return [Answer(value, *mark(value, truth, TYPES[dtype])) for value, truth in values]


def exact(scores: Sequence[float], entry: int) -> Exact:
    """Return q, log q and q − 1 of one entry, to 30 digits or more, however small they are."""
    with localcontext(prec=50):
        x = [Decimal(score) for score in scores]
        odds = sum((score - x[entry]).exp() for place, score in enumerate(x) if place != entry)
        # 1 + odds forgets the last digits of small odds; the logarithm's series does not.
        log1p = (1 + odds).ln() if odds > 1e-13 else odds - odds**2 / 2 + odds**3 / 3
        return Exact(1 / (1 + odds), -log1p, -odds / (1 + odds))


def mark(value: float, truth: Decimal, unit_roundoff: float) -> tuple[str, int, int]:
    """Return a symbol for how good a number is, how many digits are right, and how many its type has."""
    most = round(-math.log10(unit_roundoff))
    if value == 0 or not math.isfinite(value):
        return NAN if math.isnan(value) else INFINITE if value else ZERO, 0, most
    with localcontext(prec=50):
        error = abs(Decimal(value) - truth)
        if error <= 4 * last_place(truth, unit_roundoff):
            return RIGHT, most, most
        return LOST, math.floor(-math.log10(min(1, error / abs(truth)))), most


def last_place(number: Decimal, unit_roundoff: float) -> float:
    """Return a unit in the last place of a number of this size, as if the type's range had no lower end.

    At that end a type's steps no longer shrink with its numbers. Counted in such steps a number that has kept
    one digit of seven would be right.
    """
    _, power = math.frexp(float(number) or math.ulp(0.0))  # number = m · 2^power with ½ ≤ m < 1
    return math.ldexp(unit_roundoff, power)
