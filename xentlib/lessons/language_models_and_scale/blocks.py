"""The loss of a linear layer's scores without the table of all scores: the vocabulary comes in blocks.

Of a block of scores three numbers an item are kept, and these of all blocks, merged, give the loss. For the
gradient each block of scores is computed once more. The same code serves where the blocks lie in several
processes: these then merge their numbers.
"""

import functools
from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor


class Seen(NamedTuple):
    """What is kept of some classes' scores, for each item; all of shape (N,)."""

    largest: Tensor
    total: Tensor  # the sum of exp(score − largest)
    picked: Tensor  # the target's score, and 0 where the target is another class


def merge(a: Seen, b: Seen) -> Seen:
    """Return what would have been kept of both blocks at once."""
    largest = torch.maximum(a.largest, b.largest)
    totals = (each.total * (each.largest - largest).exp() for each in (a, b))
    return Seen(largest, sum(totals), a.picked + b.picked)


def in_blocks(weight: Tensor, block: int) -> Iterator[tuple[int, Tensor]]:
    """Return the rows of a weight in blocks, each after the number of its first row."""
    return zip(range(0, len(weight), block), weight.split(block), strict=True)


def among(target: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    """Return the items whose target is one of the first so many classes, and these targets."""
    items = ((target >= 0) & (target < classes)).nonzero()[:, 0]
    return items, target[items]


def see(x: Tensor, weight: Tensor, target: Tensor) -> Seen:
    """Return what is kept of the scores of these classes, whose first is class 0."""
    scores = x @ weight.T
    items, classes = among(target, len(weight))
    picked = scores.new_zeros(len(x))
    picked[items] = scores[items, classes]
    largest = scores.amax(1)
    return Seen(largest, scores.sub_(largest[:, None]).exp_().sum(1), picked)


def alone(tensor: Tensor, _operation: str) -> Tensor:
    """Combine a tensor with those of the other processes, where there is none."""
    return tensor


class _LinearCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, target, block, all_reduce):
        parts = (see(x, rows, target - first) for first, rows in in_blocks(weight, block))
        here = functools.reduce(merge, parts)
        largest = all_reduce(here.largest, "max")
        total = all_reduce(here.total * (here.largest - largest).exp(), "sum")
        log_total = largest + total.log()
        ctx.save_for_backward(x, weight, target, log_total)
        ctx.block, ctx.all_reduce = block, all_reduce
        return (log_total - all_reduce(here.picked, "sum")).mean()

    @staticmethod
    def backward(ctx, slope):
        x, weight, target, log_total = ctx.saved_tensors
        of_x, of_weight = torch.zeros_like(x), torch.empty_like(weight)
        for first, rows in in_blocks(weight, ctx.block):
            q = (x @ rows.T).sub_(log_total[:, None]).exp_()
            q[among(target - first, len(rows))] -= 1  # softmax − target
            of_x += q @ rows
            of_weight[first : first + len(rows)] = q.T @ x
        factor = slope / len(x)
        return ctx.all_reduce(of_x, "sum") * factor, of_weight.mul_(factor), None, None, None


def linear_cross_entropy(
    x: Tensor, weight: Tensor, target: Tensor, block: int, *, all_reduce: Callable = alone
) -> Tensor:
    """Return the mean loss of the scores x · weightᵀ, of which never more than a block is there.

    ℓₙ = log Σⱼ exp(xₙ · wⱼ) − xₙ · w_{yₙ}; the gradient of a score is softmax − target, over N.

    Parameters
    ----------
    x : Tensor, (N, D)
        What the last layer is given for each item.
    weight : Tensor, (C, D)
        A row for each class; of several processes each has some of the rows.
    target : Tensor of int, (N,)
        The right class y of each item, counted from the first row of `weight`.
    block : int
        How many classes are taken at a time.
    all_reduce : callable
        Given a tensor and "max" or "sum", returns it combined with those of all processes.

    Returns
    -------
    Tensor, ()
        Nats; its gradient reaches `x` and `weight`.

    References
    ----------
    M. Milakov and N. Gimelshein, "Online normalizer calculation for softmax", 2018; E. Wijmans and others,
    "Cut Your Losses in Large-Vocabulary Language Models", ICLR 2025.

    Examples
    --------
    >>> x, weight = torch.eye(2), torch.tensor([[2, 0.1], [0.5, 0.2], [0.1, 0.9]])
    >>> print(linear_cross_entropy(x, weight, torch.tensor([0, 2]), block=2))
    tensor(0.4913)
    """
    return _LinearCrossEntropy.apply(x, weight, target, block, all_reduce)
