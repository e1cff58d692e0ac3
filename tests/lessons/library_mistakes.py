"""Mistakes in the library's public functions, generated from their signatures.

Each is a function that gets the right one and its arguments. It is planted from outside: the library is
wrapped before a notebook's first cell, and a wrapper asks at each call what is planted.
"""

import functools
import inspect
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import xentlib


def scaled(right: Callable, *args: Any, **kwargs: Any) -> Any:
    return np.multiply(right(*args, **kwargs), 1.01)


def exchanged(change: Callable) -> Callable:
    """A mistake in the arguments: the right function is called with others than it was given."""

    def wrong(right: Callable, *args: Any, **kwargs: Any) -> Any:
        bound = inspect.signature(right).bind(*args, **kwargs)
        bound.arguments = change(bound.arguments)
        return right(*bound.args, **bound.kwargs)

    return wrong


def dropped(name: str) -> Callable:
    return exchanged(lambda given: {key: value for key, value in given.items() if key != name})


def swapped(one: str, other: str) -> Callable:
    return exchanged(
        lambda given: given | {one: given[other], other: given[one]} if other in given else given
    )


def levelled(name: str) -> Callable:
    """Each row of an argument is the row's mean all over; of class indices, a class in the middle."""

    def level(given: dict) -> dict:
        rows = np.atleast_1d(given[name])
        mean = rows.mean(axis=-1, keepdims=True).astype(rows.dtype)
        return given | {name: np.broadcast_to(mean, rows.shape).reshape(np.shape(given[name]))}

    return exchanged(level)


def reduced(to: dict[str, str]) -> Callable:
    """Another reduction for the one that is asked for, and for the mean where none is."""
    return exchanged(lambda given: given | {"reduction": to.get(given.get("reduction", "mean"), "none")})


def mean_over_all(right: Callable, *args: Any, reduction: str = "mean", **kwargs: Any) -> Any:
    """The mean divides by how many there are, also where some are ignored or weigh more than others."""
    if reduction == "mean":
        return right(*args, reduction="sum", **kwargs) / np.size(args[1])
    return right(*args, reduction=reduction, **kwargs)


def mean_by_weight(right: Callable, *args: Any, reduction: str = "mean", weight: Any = None, **kwargs: Any):
    """The mean divides by what the weights add up to, also where it should divide by how many there are."""
    total = right(*args, reduction="sum", weight=weight, **kwargs)
    if reduction == "mean" and weight is not None:
        return total / np.sum(weight)
    return right(*args, reduction=reduction, weight=weight, **kwargs)


def mean_of_terms(right: Callable, *args: Any, axis: int = -1, **kwargs: Any) -> Any:
    """The mean over the outcomes in place of the sum."""
    return right(*args, axis=axis, **kwargs) / np.shape(args[0])[axis]


def log_of(base: float | None) -> float:
    return 1.0 if base is None else np.log(base)


def naive_entropy(p, *, axis=-1, base=None):
    return naive_cross_entropy(p, p, axis=axis, base=base)


def naive_cross_entropy(p, q, *, axis=-1, base=None):
    return -(p * np.log(q)).sum(axis) / log_of(base)


def naive_kl(p, q, *, axis=-1, base=None):
    return (p * np.log(p / q)).sum(axis) / log_of(base)


def naive_js(p, q, *, axis=-1, base=None):
    return sum(naive_kl(each, (p + q) / 2, axis=axis, base=base) for each in (p, q)) / 2


def naive_perplexity(p, q=None, *, axis=-1):
    return np.exp(naive_cross_entropy(p, p if q is None else q, axis=axis))


def naive_softmax(x, *, axis=-1, temperature=1.0):
    exps = np.exp(x / temperature)
    return exps / exps.sum(axis, keepdims=True)


def naive_logsumexp(x, *, axis=-1):
    return np.log(np.exp(x).sum(axis))


def naive_sigmoid(x):
    return np.exp(x) / (1 + np.exp(x))


def naive_binary(q, target, *, weight=1.0, pos_weight=1.0, reduction="mean"):
    each = weight * (-pos_weight * target * np.log(q) - (1 - target) * np.log(1 - q))
    return each if reduction == "none" else getattr(each, reduction)()


def log_of_softmax(
    right: Callable, logits: Any, target: Any, *, label_smoothing: float = 0.0, **options: Any
):
    """The loss as the logarithm of a naive softmax, where one class is the target."""
    if label_smoothing or np.asarray(target).dtype.kind == "f":
        return right(logits, target, label_smoothing=label_smoothing, **options)
    q = naive_softmax(np.asarray(logits), axis=min(1, np.ndim(logits) - 1))
    return xentlib.losses.nll_loss(np.log(q), target, **options)


def less_one(right: Callable, *args: Any, **kwargs: Any) -> Any:
    """A slope by subtraction, q − 1, which has no digits where q is near 1."""
    return (1 + right(*args, **kwargs)) - 1


def formula(naive: Callable) -> Callable:
    return lambda _right, *args, **kwargs: naive(*map(np.asarray, args), **kwargs)


NAIVE = {
    "binary_cross_entropy": formula(naive_binary),
    "binary_cross_entropy_with_logits": formula(
        lambda logits, *args, **options: naive_binary(naive_sigmoid(logits), *args, **options)
    ),
    "binary_cross_entropy_with_logits_grad": less_one,
    "cross_entropy": formula(naive_cross_entropy),
    "entropy": formula(naive_entropy),
    "js_divergence": formula(naive_js),
    "kl_divergence": formula(naive_kl),
    "log_sigmoid": formula(lambda x: np.log(naive_sigmoid(x))),
    "log_softmax": formula(lambda x, axis=-1: np.log(naive_softmax(x, axis=axis))),
    "logsumexp": formula(naive_logsumexp),
    "perplexity": formula(naive_perplexity),
    "sigmoid": formula(naive_sigmoid),
    "softmax": formula(naive_softmax),
    "softmax_cross_entropy": log_of_softmax,
    "softmax_cross_entropy_grad": less_one,
}
PAIRS = [{"p", "q"}, {"q", "target"}]  # two of a kind, that may be taken for each other
SYMMETRIC = {"js_divergence"}


def mistakes_in(function: Callable) -> Iterator[tuple[str, Callable]]:
    """What may go wrong in a function with these arguments, by name."""
    arguments = inspect.signature(function).parameters
    needed = [name for name, argument in arguments.items() if argument.default is argument.empty]
    yield "scaled by 1 %", scaled
    if function.__name__ in NAIVE:
        yield "the naive formula", NAIVE[function.__name__]
    for name in arguments:
        yield (f"{name} levelled", levelled(name)) if name in needed else (f"{name} dropped", dropped(name))
    if {*list(arguments)[:2]} in PAIRS and function.__name__ not in SYMMETRIC:
        yield "arguments swapped", swapped(*list(arguments)[:2])
    if "reduction" in arguments:
        yield "sum for mean", reduced({"mean": "sum", "sum": "sum"})
        yield "mean for sum", reduced({"mean": "mean", "sum": "mean"})
        yield "mean divided wrongly", mean_over_all if "ignore_index" in arguments else mean_by_weight
    elif "axis" in arguments and np.ndim(function([0.5, 0.5], *[[0.5, 0.5]] * (len(needed) - 1))) == 0:
        yield "mean for sum", mean_of_terms


MISTAKES = {
    (name, what): wrong for name in xentlib.__all__ for what, wrong in mistakes_in(getattr(xentlib, name))
}
planted: dict[str, Callable] = {}  # what takes a function's place, by its name


def wrap_library() -> None:
    """Wrap the public functions; lessons that are imported from now on get them so."""
    for name in xentlib.__all__:
        right = getattr(xentlib, name)
        asking = wrapped(right)
        for module in (xentlib, xentlib.activations, xentlib.losses, xentlib.measures):
            if vars(module).get(name) is right:
                setattr(module, name, asking)


def wrapped(right: Callable) -> Callable:
    @functools.wraps(right)
    def call(*args: Any, **kwargs: Any) -> Any:
        if right.__name__ not in planted:
            return right(*args, **kwargs)
        with np.errstate(all="ignore"):  # a wrong number is to be noticed, not a warning
            return planted[right.__name__](right, *args, **kwargs)

    return call


def plant(name: str, what: str) -> None:
    planted.clear()
    planted[name] = MISTAKES[name, what]


def watch(seen: set[tuple[str, str]]) -> None:
    """From now on collect the mistakes that would have changed what a call gives."""
    for name in xentlib.__all__:
        planted[name] = functools.partial(watched, seen)


def watched(seen: set[tuple[str, str]], right: Callable, *args: Any, **kwargs: Any) -> Any:
    result = right(*args, **kwargs)
    for mistake, wrong in MISTAKES.items():
        if (
            mistake[0] == right.__name__
            and mistake not in seen
            and differs(wrong, right, args, kwargs, result)
        ):
            seen.add(mistake)
    return result


def differs(wrong: Callable, right: Callable, args: tuple, kwargs: dict, result: Any) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return not np.array_equal(wrong(right, *args, **kwargs), result, equal_nan=True)
        except Exception:  # in a notebook it would be an error
            return True
