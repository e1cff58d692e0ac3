"""The exercises of notebook 09."""

import numpy as np

from xentlib.lessons.exercise import Exercise
from xentlib.measures import surprisal

EXERCISES = {
    "bits of heads": Exercise(
        answer=lambda p: surprisal(p, base=2),
        cases=((0.5,), (0.25,), (0.9,)),
        wrong={"That is nats: take the logarithm to base 2.": lambda p: -np.log(p)},
        unit="bits",
    ),
    "heads ten times": Exercise(
        answer=lambda: 10 * surprisal(0.3, base=2),
        wrong={"That is one toss; what independent tosses tell adds.": lambda: surprisal(0.3, base=2)},
        unit="bits",
        tolerance=0.001,
    ),
    "heads for two bits": Exercise(
        answer=lambda: 2.0,
        measure=lambda values: surprisal(values["p"], base=2),
        controls=("p",),
        unit="bits",
        tolerance=0.01,
    ),
}
