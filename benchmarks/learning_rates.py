"""Which learning rate is best for each loss of notebook 07: the table of its `learning_rates.py`.

    python benchmarks/learning_rates.py

The notebook's own cells make the digits, the losses and the training. The seeds are others than the
notebook's, and the digits are those for validation: its test digits have no part in the choice.
"""

import contextlib
import io
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from course import NOTEBOOKS, code_cells, stem  # noqa: E402

from xentlib.lessons.training_a_classifier.learning_rates import RATES  # noqa: E402

SEEDS = range(100, 105)
CELLS = ("imports", "digits", "train")


def lesson():
    """The names that the notebook's first cells define."""
    (path,) = (path for path in NOTEBOOKS if stem(path) == "training_a_classifier")
    names = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in code_cells(path):
            if cell.id in CELLS:
                exec(cell.source, names)
    return names


def accuracy(names, loss, rate, seed):
    """The share of the validation digits that are right, the mean over the epochs, in per cent."""
    x, y = names["digits"]["validation"]
    models = names["train"](names["losses"][loss], rate, seed)
    shares = [(model(x).argmax(1) == y).double().mean().item() for model in models]
    return 100 * sum(shares) / len(shares)


def main():
    names = lesson()
    for loss in names["losses"]:
        row = [sum(accuracy(names, loss, rate, seed) for seed in SEEDS) / len(SEEDS) for rate in RATES]
        print(f"{loss:14}", *(f"{share:5.1f}" for share in row), flush=True)


if __name__ == "__main__":
    main()
