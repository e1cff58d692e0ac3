"""The exercises of notebook 00."""

import numpy as np

from xentlib.lessons.exercise import Exercise

EXERCISES = {
    "bits of a die": Exercise(
        answer=lambda: np.log2(6),
        wrong={
            "That is nats: take the logarithm to base 2.": lambda: np.log(6),
            "The minus is missing: log p is negative, surprisal is not.": lambda: np.log2(1 / 6),
            "That is the mean face, not the surprisal of one of six.": lambda: 3.5,
            "Three binary digits would name eight faces; one of six tells less.": lambda: 3,
        },
        unit="bits",
        tolerance=0.001,
    ),
    "nats to bits": Exercise(
        answer=lambda nats: nats / np.log(2),
        cases=((1.0,), (float(np.log(2)),), (0.5,)),
        wrong={
            "The other way round: one nat is more than one bit.": lambda nats: nats * np.log(2),
            "Nats are a logarithm already; another unit is only another factor.": np.log2,
        },
        unit="bits",
        tolerance=1e-4,
    ),
    "find the notebook": Exercise(
        answer=lambda: 3,
        wrong={
            "That one asks what a wrong belief costs; go one further.": lambda: 2,
            "That one is about yes and no; go one back.": lambda: 4,
        },
        measure=lambda values: values["notebook"],
        controls=("notebook",),
    ),
}
