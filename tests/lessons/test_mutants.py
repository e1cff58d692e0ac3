"""Planted mistakes: the notebooks' committed outputs alone must notice each of them.

A copy of the package gets one mistake, and nbval runs one notebook on that copy. No other test takes part.
"""

import os
import shutil
import subprocess
import sys

import pytest
from course import ROOT

MISTAKES = {
    "none": ("01_entropy", "measures.py", "", ""),
    "base of the logarithm": ("01_entropy", "measures.py", "nats / np.log(base)", "nats / np.log10(base)"),
    "minus dropped": (
        "01_entropy",
        "measures.py",
        "-pairwise_sum(_p_log_q(p, p)",
        "pairwise_sum(_p_log_q(p, p)",
    ),
    "p and q swapped": ("00_start_here", "measures.py", "(_kl_terms(p, q)", "(_kl_terms(q, p)"),
    "bar from the wrong entry": (
        "01_entropy",
        "pictures/entropy.py",
        "(self.bars, surprise)",
        "(self.bars, surprise[::-1])",
    ),
    "picked from the other picture": (
        "06_cross_entropy_vs_nll_loss",
        "pictures/torch_losses.py",
        "digits(picked[picture])",
        "digits(picked[1 - picture])",
    ),
    "weighted mean divided by N": (
        "06_cross_entropy_vs_nll_loss",
        "pictures/torch_losses.py",
        "w[list(given)] if hard else np.ones(3)",
        "np.ones(3)",
    ),
    "model and truth swapped in kl_div": (
        "06_cross_entropy_vs_nll_loss",
        "mistakes.py",
        "KL = 'F.kl_div(log_q, p, reduction",
        "KL = 'F.kl_div(p.log(), log_q.exp(), reduction",
    ),
    "odds and logit swapped": (
        "04_binary_cross_entropy",
        "pictures/binary.py",
        "(p, np.exp(logit(p)), logit(p))",
        "(p, logit(p), np.exp(logit(p)))",
    ),
    "sigmoid's slope forgotten": (
        "04_binary_cross_entropy",
        "pictures/binary.py",
        "2 * (q - y) * q * (1 - q)",
        "2 * (q - y)",
    ),
    "uphill": (
        "04_binary_cross_entropy",
        "pictures/binary.py",
        "z[-1] - rate * slope",
        "z[-1] + rate * slope",
    ),
    "truth and model swapped in a picture": (
        "02_kl_divergence",
        "pictures/kl_divergence.py",
        "p, q = np.array(pair)",
        "q, p = np.array(pair)",
    ),
    "counts of another sample": (
        "02_kl_divergence",
        "pictures/kl_divergence.py",
        "self.draws[sample - 1, :draws]",
        "self.draws[sample, :draws]",
    ),
    "widths swapped in a formula": (
        "02_kl_divergence",
        "gaussians.py",
        "math.log(width_q / width_p)",
        "math.log(width_p / width_q)",
    ),
    "truth and model swapped in the triangle": (
        "03_gibbs_inequality",
        "pictures/gibbs.py",
        "gap = kl_divergence(p, q)",
        "gap = kl_divergence(q, p)",
    ),
    "walk uphill": (
        "03_gibbs_inequality",
        "pictures/gibbs.py",
        "np.asarray(self.truth) - models[-1]",
        "models[-1] - np.asarray(self.truth)",
    ),
    "weights on the wrong ends": (
        "03_gibbs_inequality",
        "pictures/gibbs.py",
        "[(1 - w) * low + w * high]",
        "[w * low + (1 - w) * high]",
    ),
    "judged by the wrong entry": ("05_softmax_overflow", "pictures/softmax.py", "- x[entry])", "- x[1])"),
    "largest not subtracted": (
        "05_softmax_overflow",
        "pictures/softmax.py",
        "naive(x - x.max())",
        "naive(x)",
    ),
    "scores not divided by T": ("05_softmax_overflow", "activations.py", "if temperature != 1:", "if False:"),
    "sum that is not 1 let through": ("01_entropy", "_checks.py", "if wrong.any()", "if False"),
}


def nbval(folder, notebook):
    environment = os.environ | {"PYTHONPATH": str(folder)}
    options = ["-qx", "-p", "no:cacheprovider", "--nbval"]
    command = [sys.executable, "-m", "pytest", *options, f"{notebook}.ipynb"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_nbval_alone_notices(mistake, tmp_path):
    notebook, module, right, wrong = MISTAKES[mistake]
    shutil.copytree(ROOT / "xentlib", tmp_path / "xentlib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "notebooks" / f"{notebook}.ipynb", tmp_path)
    source = (tmp_path / "xentlib" / module).read_text(encoding="utf-8")
    if right:
        assert source.count(right) == 1, "the mistake can no longer be planted here"
        (tmp_path / "xentlib" / module).write_text(source.replace(right, wrong), encoding="utf-8")
    done = nbval(tmp_path, notebook)
    assert done.returncode == (0 if mistake == "none" else 1), done.stdout
    assert mistake == "none" or "Cell outputs differ" in done.stdout, done.stdout
