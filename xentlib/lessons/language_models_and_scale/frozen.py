"""What stands frozen beside the lesson, and how it was made.

    python -m xentlib.lessons.language_models_and_scale.frozen

makes ``text.txt`` of the notebooks as they now are, and trains a model on it for ``scores.npy``. The outputs
of notebook 08 hold for the frozen files only: refresh it afterwards.
"""

import json
from pathlib import Path

import numpy as np
import torch

from xentlib.lessons.language_models_and_scale import model, text

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
SCORES = Path(__file__).with_name("scores.npy")
WORDS = 300
STARTS = ("The loss of the", "The model gives the", "Which of the", " the cross")


def markdown(notebook: Path) -> list[str]:
    """Return the Markdown cells of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def tokens() -> text.Tokens:
    """Return the vocabulary of frequent words and characters that the stored scores are for."""
    training, held_out = text.training_and_held_out()
    return text.Tokens(training + held_out, text.frequent_words(training, WORDS))


def scores() -> np.ndarray:
    """Return what a freshly trained model gives to the next token after each start, (starts, C)."""
    vocabulary, (training, _) = tokens(), text.training_and_held_out()
    trained = model.train(vocabulary.encode(training), len(vocabulary))
    starts = [vocabulary.encode("\n\n\n" + start)[-model.BEFORE :] for start in STARTS]
    return trained(torch.tensor(starts)).detach().numpy().astype(np.float16)


def freeze() -> None:
    """Write both files."""
    cells = (cell for path in sorted(NOTEBOOKS.glob("0[0-6]_*.ipynb")) for cell in markdown(path))
    text.TEXT.write_text(text.prose(cells), encoding="utf-8", newline="\n")
    np.save(SCORES, scores())


if __name__ == "__main__":
    freeze()
