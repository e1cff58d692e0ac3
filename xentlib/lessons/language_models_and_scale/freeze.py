"""Makes what stands frozen beside the lesson.

    python -m xentlib.lessons.language_models_and_scale.freeze

makes ``text.txt`` of the notebooks as they now are, and trains a model on it for ``scores.npy``. The outputs
of notebook 08 hold for the frozen files only: refresh it afterwards.
"""

import json
from pathlib import Path

import numpy as np
import torch

from xentlib.lessons.language_models_and_scale import model, next_token, text

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


def markdown(notebook: Path) -> list[str]:
    """Return the Markdown cells of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def scores() -> np.ndarray:
    """Return what a freshly trained model gives to the next token after each start, (starts, C)."""
    tokens, (training, _) = next_token.tokens(), text.training_and_held_out()
    trained = model.train(tokens.encode(training), len(tokens))
    starts = [tokens.encode("\n\n\n" + start)[-model.BEFORE :] for start in next_token.STARTS]
    return trained(torch.tensor(starts)).detach().numpy().astype(np.float16)


def freeze() -> None:
    """Write both files."""
    cells = (cell for path in sorted(NOTEBOOKS.glob("0[0-6]_*.ipynb")) for cell in markdown(path))
    text.TEXT.write_text(text.prose(cells), encoding="utf-8", newline="\n")
    np.save(next_token.FILE, scores())


if __name__ == "__main__":
    freeze()
