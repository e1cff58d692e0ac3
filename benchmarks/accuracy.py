"""Worst errors of xentlib and its peers in units in the last place (float64), against exact arithmetic.

    python benchmarks/accuracy.py

Inputs are those of tests/numerics/cases.py. Peers that are not installed are left out.
"–": has no such function.
"""

import sys
import warnings
from pathlib import Path

import mpmath
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from numerics import oracle
from numerics.cases import LOG_ODDS, PROBABILITIES, SCORES
from peers import PEERS

LABELS = (0.0, 1.0, 0.3)


def true_classes(x):
    """Half of the targets the most likely class, half any."""
    y = np.random.default_rng(2).integers(0, x.shape[1], len(x))
    y[::2] = x[::2].argmax(1)
    return y


def row_tasks(x):
    """For each function of rows: its arguments, and which entries of its result to compare with what."""
    y = true_classes(x)
    few = [sorted({0, row.size - 1, int(row.argmax())}) for row in x]
    log_p = {(i, j): oracle.log_softmax(x[i], j) for i in range(len(x)) for j in {*few[i], int(y[i])}}
    chosen = {(i, j): w for (i, j), w in log_p.items() if j in few[i]}
    yield "log_softmax", (x,), chosen
    yield "softmax", (x,), {at: mpmath.exp(w) for at, w in chosen.items()}
    yield "logsumexp", (x,), {(i,): oracle.logsumexp(row) for i, row in enumerate(x)}
    yield "softmax_cross_entropy", (x, y), {(i,): -log_p[i, y[i]] for i in range(len(x))}
    at_target = {(i, y[i]): mpmath.expm1(log_p[i, y[i]]) for i in range(len(x))}
    yield "its gradient at the target", (x, y), at_target


def number_tasks():
    """The same for functions of single numbers."""
    for name, inputs in [("sigmoid", LOG_ODDS), ("log_sigmoid", LOG_ODDS), ("logit", PROBABILITIES)]:
        yield name, (inputs,), {(i,): getattr(oracle, name)(a) for i, a in enumerate(inputs)}
    for name, inputs in [
        ("binary_cross_entropy", PROBABILITIES),
        ("binary_cross_entropy_with_logits", LOG_ODDS),
    ]:
        for y in LABELS:
            want = {(i,): getattr(oracle, name)(a, y) for i, a in enumerate(inputs)}
            yield name, (inputs, np.full(inputs.shape, y)), want


def measure_tasks():
    """Distributions: random, with zeros, and nearly equal."""
    rng = np.random.default_rng(3)
    p = rng.dirichlet(np.ones(6), 30)
    p[::3, 0], p[::3, 1] = 0.0, p[::3, 0] + p[::3, 1]
    apart = p[:, ::-1] * 2.0 ** -np.arange(30)[:, None]
    for q in (rng.dirichlet(np.ones(6), 30), (p + apart) / (p + apart).sum(1, keepdims=True)):
        yield "entropy", (p,), {(i,): oracle.entropy(a) for i, a in enumerate(p)}
        for name in ("kl_divergence", "js_divergence"):
            yield (
                name,
                (p, q),
                {(i,): getattr(oracle, name)(a, b) for i, (a, b) in enumerate(zip(p, q, strict=True))},
            )


def main():
    worst = {}
    tasks = [task for x in SCORES.values() for task in row_tasks(x)] + [*number_tasks(), *measure_tasks()]
    for name, arguments, wanted in tasks:
        for peer, functions in PEERS.items():
            if name in functions:
                got = np.asarray(functions[name](*arguments))
                errors = [oracle.ulps(np.float64(got[at]), want) for at, want in wanted.items()]
                worst[name, peer] = max(worst.get((name, peer), 0.0), *errors)
    print("| worst error, ULPs | " + " | ".join(PEERS) + " |")
    print("|---|" + "---:|" * len(PEERS))
    for name in dict.fromkeys(name for name, _ in worst):
        figures = (worst.get((name, peer)) for peer in PEERS)
        print(f"| {name} | " + " | ".join("–" if f is None else f"{f:.2g}" for f in figures) + " |")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with np.errstate(all="ignore"):
        main()
