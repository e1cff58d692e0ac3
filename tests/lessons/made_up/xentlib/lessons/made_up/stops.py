"""The stops of the explorers of notebook 09."""

from xentlib.explorers import Stop

COIN = [
    Stop("fair", "Heads tells 1.00 bits, tails 1.00 bits.", p=0.5),
    Stop("sure", "Heads tells 0.00 bits, tails ∞ bits.", p=1.0),
]
