"""Mistakes that people make with torch's losses: lines of code, and what becomes of them when they run.

Torch is loaded by the first line that runs, and not before.
"""

import contextlib
import functools
import math
import warnings
from dataclasses import dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """A line as people write it, and the line that they meant.

    Attributes
    ----------
    written : str
        An expression of torch, with a loss as its value.
    mended : str
        The same, put right.
    why : str
        What is wrong with it.
    given : str
        What stands before both, besides the batch of `run`.
    """

    written: str
    mended: str
    why: str
    given: str = ""


SCORES = tuple(step / 5 for step in range(-30, 31))

RIGHT = "F.cross_entropy(logits, target)"
LOG_Q = "log_q = logits.log_softmax(1)"
KL = 'F.kl_div(log_q, p, reduction="batchmean")'

MISTAKES = {
    "softmax before cross_entropy": Mistake(
        "F.cross_entropy(logits.softmax(1), target)",
        RIGHT,
        "cross_entropy takes a softmax itself; a second one squeezes all scores between 0 and 1.",
    ),
    "log_softmax before cross_entropy": Mistake(
        "F.cross_entropy(logits.log_softmax(1), target)",
        RIGHT,
        "Harmless: log-probabilities are scores, too, and a second log_softmax leaves them as they are.",
    ),
    "nll_loss of probabilities": Mistake(
        "F.nll_loss(logits.softmax(1), target)",
        "F.nll_loss(logits.log_softmax(1), target)",
        "nll_loss takes no logarithm, and minus a probability is flat where the model is sure and wrong.",
    ),
    "nll_loss of logits": Mistake(
        "F.nll_loss(logits, target)",
        "F.nll_loss(logits.log_softmax(1), target)",
        "Without log_softmax the other classes do not count, and nothing holds the score back.",
    ),
    "the minus is missing": Mistake(
        "log_q[[0, 1], target].mean()",
        "-log_q[[0, 1], target].mean()",
        "This is the log-likelihood; downhill, the truth becomes ever less likely.",
        LOG_Q,
    ),
    "classes last, three places": Mistake(
        "F.cross_entropy(scores, labels)",
        "F.cross_entropy(scores.movedim(2, 1), labels)",
        "Axis 1 is taken for the classes; with as many places as classes torch cannot tell.",
        "scores, labels = logits[[0, 1, 0]][None], target[[0, 1, 0]][None]",
    ),
    "classes last, two places": Mistake(
        "F.cross_entropy(scores, labels)",
        "F.cross_entropy(scores.movedim(2, 1), labels)",
        "Axis 1 must hold the classes; here it holds the places.",
        "scores, labels = logits[None], target[None]",
    ),
    "float targets": Mistake(
        "F.cross_entropy(logits, y)",
        "F.cross_entropy(logits, y.long())",
        "Class indices are whole numbers.",
        "y = target.float()",
    ),
    "one-hot targets as whole numbers": Mistake(
        "F.cross_entropy(logits, y)",
        "F.cross_entropy(logits, y.float())",
        "A target of the scores' shape is read as class probabilities, and these are floats.",
        "y = F.one_hot(target, 3)",
    ),
    "classes counted from 1": Mistake(
        "F.cross_entropy(logits, target + 1)",
        RIGHT,
        "Classes count from 0 to C − 1; in a batch without the last class, torch would say nothing.",
    ),
    "the data where options go": Mistake(
        "nn.CrossEntropyLoss(logits, target)",
        "nn.CrossEntropyLoss()(logits, target)",
        "The constructor takes the options, the call takes scores and target.",
    ),
    "size_average": Mistake(
        "F.cross_entropy(logits, target, size_average=False)",
        'F.cross_entropy(logits, target, reduction="sum")',
        "An old name for what reduction says; it still works, and is deprecated.",
    ),
    "weight as a plain factor": Mistake(
        "(w[target] * losses).mean()",
        "F.cross_entropy(logits, target, weight=w)",
        "The mean over class indices divides by the sum of their weights, not by N.",
        'losses = F.cross_entropy(logits, target, reduction="none")',
    ),
    "smoothing beside weight": Mistake(
        "0.9 * F.cross_entropy(logits, target, weight=w) + 0.1 * spread",
        "F.cross_entropy(logits, target, weight=w, label_smoothing=0.1)",
        "The share that is spread over all classes is weighted, too, and divided by the same sum of weights.",
        "spread = -logits.log_softmax(1).mean()",
    ),
    "every target ignored": Mistake(
        "F.cross_entropy(logits, pad)",
        'F.cross_entropy(logits, pad, reduction="sum") / real.clamp(1)',
        "No target counts, and the mean is 0/0. The sum divided by at least 1 is 0.",
        "pad = torch.tensor([-100, -100]); real = (pad != -100).sum()",
    ),
    "kl_div: truth first": Mistake(
        'F.kl_div(p.log(), log_q.exp(), reduction="batchmean")',
        KL,
        "The model comes first; this is D(q‖p), another number.",
        LOG_Q,
    ),
    "kl_div: q without its log": Mistake(
        'F.kl_div(log_q.exp(), p, reduction="batchmean")',
        KL,
        "The model goes in as log-probabilities; kl_div takes no logarithm of it.",
        LOG_Q,
    ),
    'kl_div: reduction="mean"': Mistake(
        "F.kl_div(log_q, p)",
        KL,
        "The default divides by the number of classes, too; D(p‖q) is a sum over them.",
        LOG_Q,
    ),
    "kl_div: log_target forgotten": Mistake(
        'F.kl_div(log_q, p.log(), reduction="batchmean")',
        'F.kl_div(log_q, p.log(), reduction="batchmean", log_target=True)',
        "Unless told, kl_div takes the target for probabilities, and the log of a negative number is nan.",
        LOG_Q,
    ),
}


@dataclass(frozen=True)
class Finding:
    """What became of a line.

    Attributes
    ----------
    loss : float
        In nats; NaN where torch stopped.
    slope : float
        Of the loss, in nats a unit of the true class's score.
    said : str
        "nothing", or the name of the error or warning.
    message : str
        Its words, which differ from one version of torch to the next.
    """

    loss: float
    slope: float
    said: str = "nothing"
    message: str = ""


@contextlib.contextmanager
def torch_for_small_tensors():
    """Give torch one thread: for a handful of numbers, waking a pool of them takes longer than the work."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield torch
    finally:
        torch.set_num_threads(threads)


def run(torch: ModuleType, line: str, given: str, score: Any) -> Any:
    """Return a line's value for a batch of two, a cat and a bird, whose true class has this score."""
    low, true = torch.tensor([[[0, 0.5, 0.1], [0.1, 0.2, 0]], [[1.0, 0, 0], [0, 0, 1.0]]])
    names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    names |= {"logits": low + score * true, "target": torch.tensor([0, 2])}
    names |= {"w": torch.tensor([1.0, 2.0, 5.0]), "p": torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7]])}
    exec(given, names)
    return eval(line, names)


def examine(line: str, given: str = "", score: float = 2.0) -> Finding:
    """Run a line and see its loss, its slope, and what torch says to it.

    Parameters
    ----------
    line : str
        An expression of torch, with a loss as its value.
    given : str
        What stands before it, besides the batch of `run`.
    score : float
        Of the true class of each picture; finite.

    Returns
    -------
    Finding

    Examples
    --------
    >>> finding = examine("F.cross_entropy(logits, target)", score=0.0)
    >>> print(f"{finding.loss:.4f} nats, slope {finding.slope:.4f}, torch says {finding.said}")
    1.2624 nats, slope -0.7165, torch says nothing
    """
    with torch_for_small_tensors() as torch, warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        score = torch.tensor(float(score), requires_grad=True)
        try:
            loss = run(torch, line, given, score)
            loss.backward()
        except (RuntimeError, IndexError) as error:
            return Finding(math.nan, math.nan, type(error).__name__, str(error))
    said = [(warning.category.__name__, str(warning.message)) for warning in heard]
    return Finding(loss.item() + 0.0, score.grad.item() + 0.0, *(said or [("nothing", "")])[0])


@functools.cache
def curve(line: str, given: str, scores: tuple[float, ...]) -> tuple[float, ...]:
    """Return the loss at each of these scores, in nats."""
    return tuple(examine(line, given, score).loss for score in scores)


@functools.cache
def lowest(line: str, given: str = "") -> float:
    """Return the least loss that any score of the true class can reach, in nats.

    Parameters
    ----------
    line, given : str
        As in `examine`.

    Returns
    -------
    float
        −∞ where the loss falls for ever; NaN where there is none.
    """
    left, far_left, right, far_right = curve(line, given, (-1e4, -2e4, 1e4, 2e4))
    if far_left < left - 1 or far_right < right - 1:
        return -math.inf
    near = curve(line, given, SCORES)
    if math.isnan(near[0]):
        return math.nan
    best = SCORES[near.index(min(near))]
    nearer = curve(line, given, tuple(best + step / 100 for step in range(-20, 21)))
    return min(*nearer, left, right) + 0.0
