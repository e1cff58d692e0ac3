"""The exercises of notebook 07."""

import numpy as np

from xentlib.activations import softmax
from xentlib.lessons.exercise import Exercise, NotAnAnswer
from xentlib.lessons.training_a_classifier.network import misjudged, path
from xentlib.lessons.training_a_classifier.points import MOONS
from xentlib.measures import entropy, normalize

STEPS = 60  # after which cross-entropy, at a rate of 1, has every point of the moons on its side


def smoothed(epsilon, C):
    """Return the target that label smoothing makes of the first of C classes."""
    target = np.full(C, epsilon / C)
    target[0] += 1 - epsilon
    return target


@np.errstate(all="ignore")  # at ε = 1 what is left for the true class is 0, and its term nan
def with_others(epsilon, other, count):
    """Return the entropy of 1 − ε for the true class and the same for each of so many others."""
    left = np.float64(1 - epsilon)
    return -left * np.log(left) - count * other * np.log(other)


@np.errstate(divide="ignore")
def surprisal_of_what_is_left(epsilon, C):
    return -np.log(np.float64(1 - epsilon))


def misjudged_by_two(values):
    """Return how many points of the moons are on the wrong side, if these are what was asked for."""
    if values["loss"] != "softmax twice":
        raise NotAnAnswer(f"what {values['loss']} makes of the points. Choose softmax twice as the loss.")
    if values["points"] != MOONS:
        raise NotAnAnswer("the result for other points. The button start brings the two moons back.")
    if values["step"] > STEPS:
        raise NotAnAnswer(f"the result of {values['step']} steps. No more than {STEPS} are allowed.")
    steps = path(values["points"], values["loss"], values["rate"]).until(values["step"])
    return sum(misjudged(steps[-1].weights, values["points"]))


EXERCISES = {
    "as good with two": Exercise(
        answer=lambda: 0,
        measure=misjudged_by_two,
        controls=("points", "loss", "rate", "step"),
        unit="of 24 points on the wrong side",
    ),
    "floor of a smoothed target": Exercise(
        answer=lambda epsilon, C: entropy(smoothed(epsilon, C)),
        cases=((0.1, 10), (0.1, 3), (0.2, 2), (0.5, 4), (1.0, 5)),
        wrong={
            "That is bits: take the natural logarithm.": lambda epsilon, C: entropy(
                smoothed(epsilon, C), base=2
            ),
            "That is the floor of a one-hot target. Here every class has a share of the target.": (
                lambda epsilon, C: 0.0
            ),
            "That is the true class's term alone, and without its share: all C classes count.": (
                lambda epsilon, C: -np.log(smoothed(epsilon, C)[0])
            ),
            "That is the true class's term; add those of the other C − 1 classes.": lambda epsilon, C: (
                -(smoothed(epsilon, C)[0] * np.log(smoothed(epsilon, C)[0]))
            ),
            "There are C − 1 other classes; you have counted C.": lambda epsilon, C: (
                entropy(smoothed(epsilon, C)) - epsilon / C * np.log(epsilon / C)
            ),
            "That is the loss of a model that only guesses, log C. A better one fits the target.": (
                lambda epsilon, C: np.log(C)
            ),
            "The minus is missing: an entropy is not negative.": lambda epsilon, C: (
                -entropy(smoothed(epsilon, C))
            ),
            "The true class has its share of ε, too: 1 − ε + ε/C. With 1 − ε the sum is not 1.": (
                lambda epsilon, C: with_others(epsilon, epsilon / C, C - 1)
            ),
            "You share ε out among the wrong classes. Here all C get ε/C, the true one as well.": (
                lambda epsilon, C: with_others(epsilon, epsilon / (C - 1), C - 1)
            ),
            "That is the surprisal of 1 − ε. The true class has 1 − ε + ε/C, and the others pay, too.": (
                surprisal_of_what_is_left
            ),
            "You have counted one of the C − 1 other classes.": lambda epsilon, C: (
                entropy(smoothed(epsilon, C)) + (C - 2) * epsilon / C * np.log(epsilon / C)
            ),
            "That is the target. Asked for is its entropy, one number.": smoothed,
            "An entropy is the sum over the classes, not their mean.": lambda epsilon, C: (
                entropy(smoothed(epsilon, C)) / C
            ),
        },
        unit="nats",
    ),
    "take the weights back": Exercise(
        answer=lambda q, w: normalize(np.divide(q, w)),
        cases=(
            ([0.5, 0.5], [1.0, 9.0]),
            ([0.2, 0.3, 0.5], [1.0, 2.0, 5.0]),
            ([0.1, 0.6, 0.3], [1.0, 1.0, 1.0]),
        ),
        wrong={
            "That weighs the classes once more; divide.": lambda q, w: normalize(np.multiply(q, w)),
            "Right proportions, but a distribution sums to 1: divide by the sum.": np.divide,
            "That weighs once more, and its sum is not 1.": np.multiply,
            "That is q itself, with the weights still in it.": lambda q, w: np.array(q),
            "Subtract the log of the weights from log q, not the weights themselves, and normalise.": (
                lambda q, w: normalize(np.exp(np.log(q) - np.array(w)))
            ),
            "Upside down: q is divided by w.": lambda q, w: normalize(np.divide(w, q)),
            "q / w are no scores: divide them by their sum. A softmax would take their exp.": (
                lambda q, w: softmax(np.divide(q, w))
            ),
            "Each entry is divided by its own class's weight, not all by the sum of the weights.": (
                lambda q, w: np.array(q) / np.sum(w)
            ),
            "Divide by w, do not subtract it: the weights are factors.": np.subtract,
        },
    ),
}
