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
THREE_PLACES = "scores, labels = logits[[0, 1, 0]][None], target[[0, 1, 0]][None]"
NO_DOG = "masked = logits + torch.tensor([0, -torch.inf, 0])"

MISTAKES = {
    "softmax before cross_entropy": Mistake(
        "F.cross_entropy(logits.softmax(1), target)",
        RIGHT,
        "cross_entropy takes a softmax itself; a second one squeezes all scores between 0 and 1.",
    ),
    "sigmoid before cross_entropy": Mistake(
        "F.cross_entropy(logits.sigmoid(), target)",
        RIGHT,
        "A sigmoid squeezes the scores between 0 and 1, too, and the softmax inside comes on top.",
    ),
    "classes last, three places": Mistake(
        "F.cross_entropy(scores, labels)",
        "F.cross_entropy(scores.movedim(2, 1), labels)",
        "Axis 1 is taken for the classes; with as many places as classes torch cannot tell.",
        THREE_PLACES,
    ),
    "reshape for movedim": Mistake(
        "F.cross_entropy(scores.reshape(1, 3, 3), labels)",
        "F.cross_entropy(scores.movedim(2, 1), labels)",
        "reshape moves no axis: it leaves the numbers in their order, here even in their places.",
        THREE_PLACES,
    ),
    "two labels a picture": Mistake(
        "F.cross_entropy(logits, many)",
        "F.binary_cross_entropy_with_logits(logits, many)",
        "A softmax shares one whole out among the classes; two labels at once take a sigmoid for each class.",
        "many = torch.tensor([[1.0, 1, 0], [0, 1, 1]])",
    ),
    "weight as a plain factor": Mistake(
        "(w[target] * losses).mean()",
        "F.cross_entropy(logits, target, weight=w)",
        "The mean over class indices divides by the sum of their weights, not by N.",
        'losses = F.cross_entropy(logits, target, reduction="none")',
    ),
    "the mean of micro-batch means": Mistake(
        "sum(F.cross_entropy(z, y, weight=w) for z, y in batches) / 2",
        "F.cross_entropy(logits, target, weight=w)",
        "Each mean has divided by its own weights. Add up the sums; divide once, by all the weights.",
        "batches = zip(logits.split(1), target.split(1))",
    ),
    "smoothing beside weight": Mistake(
        "0.9 * F.cross_entropy(logits, target, weight=w) + 0.1 * spread",
        "F.cross_entropy(logits, target, weight=w, label_smoothing=0.1)",
        "The share that is spread over all classes is weighted, too, and divided by the same sum of weights.",
        "spread = -logits.log_softmax(1).mean()",
    ),
    "binary_cross_entropy: label first": Mistake(
        "F.binary_cross_entropy(label, guess)",
        "F.binary_cross_entropy(guess, label)",
        "The guess goes first. Torch holds log 0 at −100, not its slope: a right guess of 0.9 costs 10 nats.",
        "guess, label = logits[0, 0].sigmoid(), torch.tensor(1.0)",
    ),
    "every target ignored": Mistake(
        "F.cross_entropy(logits, pad)",
        'F.cross_entropy(logits, pad, reduction="sum") / real.clamp(1)',
        "No target counts, and the mean is 0/0. The sum, divided by max(1, real targets), is 0.",
        "pad = torch.tensor([-100, -100]); real = (pad != -100).sum()",
    ),
    "weight 0 for the whole batch": Mistake(
        "F.cross_entropy(logits, target, weight=dogs)",
        'F.cross_entropy(logits, target, weight=dogs, reduction="sum")',
        "The mean is 0/0 again, but its slope is nan, too: one step, and the model is nan. The sum is 0.",
        "dogs = torch.tensor([0.0, 1, 0])",
    ),
    "−∞ as a mask, class probabilities": Mistake(
        "F.cross_entropy(masked, one_hot)",
        "F.cross_entropy(masked, target)",
        "0 · ∞ is nan: the sum runs over the masked class as well. An index picks, and never meets it.",
        NO_DOG,
    ),
    "−∞ as a mask, label smoothing": Mistake(
        "F.cross_entropy(masked, target, label_smoothing=0.1)",
        "F.cross_entropy(masked[:, [0, 2]], target // 2, label_smoothing=0.1)",
        "Smoothing gives each class a share; that of an impossible one costs ∞. Leave the class out.",
        NO_DOG,
    ),
    "kl_div: log_target forgotten": Mistake(
        'F.kl_div(log_q, p.log(), reduction="batchmean")',
        'F.kl_div(log_q, p.log(), reduction="batchmean", log_target=True)',
        "Unless told, kl_div takes the target for probabilities, and the log of a negative number is nan.",
        LOG_Q,
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
    "log_softmax over the batch": Mistake(
        "F.nll_loss(logits.log_softmax(0), target)",
        "F.nll_loss(logits.log_softmax(1), target)",
        "Axis 0 is the batch: the pictures compete for a class, and not the classes for a picture.",
    ),
    "log of softmax + eps": Mistake(
        "F.nll_loss((logits.softmax(1) + 1e-3).log(), target)",
        "F.nll_loss(logits.log_softmax(1), target)",
        "It stops at −log eps, flat: no slope where the model is most wrong. And its lowest is below 0.",
    ),
    "one output column": Mistake(
        "F.cross_entropy(column, is_cat)",
        "F.binary_cross_entropy_with_logits(column, is_cat)",
        "A softmax over one class is always 1, and its loss 0. One column takes a sigmoid.",
        "column, is_cat = logits[:, :1], torch.tensor([[1.0], [0]])",
    ),
    "the threshold ½ on scores": Mistake(
        "each[(logits > 0.5) != one_hot.bool()].sum()",
        "each[(logits > 0) != one_hot.bool()].sum()",
        "A probability of ½ is a score of 0. Here the wrong decisions' losses are added up; some are missed.",
        'each = nn.BCEWithLogitsLoss(reduction="none")(logits, one_hot)',
    ),
    "pos_weight along the wrong axis": Mistake(
        "F.binary_cross_entropy_with_logits(z, y, pos_weight=w)",
        "F.binary_cross_entropy_with_logits(z, y, pos_weight=w[:, None, None])",
        "It meets the last axis of (N, C, H, W): with W = C torch weights the columns, not the classes.",
        "z, y = (x.T[..., None].expand(1, 3, 2, 3) for x in (logits, one_hot))",
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
    "kl_div: batchmean of one picture": Mistake(
        'F.kl_div(log_q[0], p[0], reduction="batchmean")',
        'F.kl_div(log_q[0], p[0], reduction="sum")',
        "batchmean divides by the length of the first axis, and here that is the number of classes.",
        LOG_Q,
    ),
    "log_softmax before cross_entropy": Mistake(
        "F.cross_entropy(logits.log_softmax(1), target)",
        RIGHT,
        "Harmless: log-probabilities are scores, too, and a second log_softmax leaves them as they are.",
    ),
    "size_average": Mistake(
        "F.cross_entropy(logits, target, size_average=False)",
        'F.cross_entropy(logits, target, reduction="sum")',
        "An old name for what reduction says; it still works, and is deprecated.",
    ),
    'kl_div: reduction="mean"': Mistake(
        "F.kl_div(log_q, p)",
        KL,
        "The default divides by the number of classes, too; D(p‖q) is a sum over them.",
        LOG_Q,
    ),
    "classes last, two places": Mistake(
        "F.cross_entropy(scores, labels)",
        "F.cross_entropy(scores.movedim(2, 1), labels)",
        "Axis 1 must hold the classes; here it holds the places.",
        "scores, labels = logits[None], target[None]",
    ),
    "torch.Tensor for torch.tensor": Mistake(
        "F.cross_entropy(logits, torch.Tensor([0, 2]))",
        "F.cross_entropy(logits, torch.tensor([0, 2]))",
        "torch.Tensor makes floats of whole numbers, too; class indices are int64.",
    ),
    "class indices as int32": Mistake(
        "F.cross_entropy(logits, target.int())",
        "F.cross_entropy(logits, target.long())",
        "Class indices are int64, which torch also calls long.",
    ),
    "one-hot targets as whole numbers": Mistake(
        "F.cross_entropy(logits, F.one_hot(target, 3))",
        "F.cross_entropy(logits, F.one_hot(target, 3).float())",
        "A target of the scores' shape is read as class probabilities, and these are floats.",
    ),
    "class indices in a column": Mistake(
        "F.cross_entropy(logits, target[:, None])",
        RIGHT,
        "Scores of the shape (N, C) take indices of the shape (N,).",
    ),
    "classes counted from 1": Mistake(
        "F.cross_entropy(logits, target + 1)",
        RIGHT,
        "Classes count from 0 to C − 1; in a batch without the last class, torch would say nothing.",
    ),
    "padding of −1": Mistake(
        "F.cross_entropy(logits, pad)",
        "F.cross_entropy(logits, pad, ignore_index=-1)",
        "Unless told, torch leaves out −100 alone. Any number will do, such as 255, outside the classes.",
        "pad = torch.tensor([0, -1])",
    ),
    "the data where options go": Mistake(
        "nn.CrossEntropyLoss(logits, target)",
        "nn.CrossEntropyLoss()(logits, target)",
        "The constructor takes the options, the call takes scores and target.",
    ),
    "argmax on the way": Mistake(
        "F.mse_loss(logits.argmax(1).float(), target.float())",
        RIGHT,
        "argmax jumps, and has no slope to walk along; the loss needs the scores themselves.",
    ),
    "item() on the way": Mistake(
        "torch.tensor([F.cross_entropy(z, y).item() for z, y in pairs]).mean()",
        "torch.stack([F.cross_entropy(z, y) for z, y in pairs]).mean()",
        "item() returns a plain number, which has forgotten where it came from.",
        "pairs = zip(logits, target)",
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
        Of the loss, by torch's backward(), in nats a unit of the true class's score.
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
    names |= {"logits": low + score * true, "target": torch.tensor([0, 2]), "one_hot": true}
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
        except Exception as error:  # torch and Python refuse with many types; each is something torch says
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


def effect(mistake: Mistake) -> str:
    """Return what one notices of a mistake, at a score of 2: the heading that it stands under.

    Parameters
    ----------
    mistake : Mistake

    Returns
    -------
    str
        Whether torch stops or warns; where it is silent, how the loss compares with the mended one's.

    Examples
    --------
    >>> effect(MISTAKES["nll_loss of logits"]), effect(MISTAKES["padding of −1"])
    ('silent, and looks better', 'stops with an error')
    """
    written, mended = (examine(line, mistake.given) for line in (mistake.written, mistake.mended))
    if written.said != "nothing":
        return "torch warns" if written.said.endswith("Warning") else "stops with an error"
    if math.isclose(written.loss, mended.loss, rel_tol=1e-5):
        return "silent, and harmless"
    return "silent, and looks better" if written.loss < mended.loss else "silent, and worse"


def report(mistake: Mistake) -> str:
    """Return a mistake as a few lines of text: the code, what becomes of it at a score of 2, the mended line.

    Parameters
    ----------
    mistake : Mistake

    Returns
    -------
    str
        Losses in nats.

    Examples
    --------
    >>> print(report(MISTAKES["nll_loss of logits"]))
    F.nll_loss(logits, target)
        -2.0000 nats, slope -1.0000, lowest -inf; torch says nothing
        mended 0.2953 nats: F.nll_loss(logits.log_softmax(1), target)
    """
    written, mended = (examine(line, mistake.given) for line in (mistake.written, mistake.mended))
    least = lowest(mistake.written, mistake.given)
    numbers = f"{written.loss:.4f} nats, slope {written.slope:.4f}, lowest {least:.4f}; "
    lines = [
        mistake.given,
        mistake.written,
        f"    {'' if written.said.endswith('Error') else numbers}torch says {written.said}",
        f"    mended {mended.loss:.4f} nats: {mistake.mended}",
    ]
    return "\n".join(filter(None, lines))
