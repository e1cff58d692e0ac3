"""The stops of the explorers of notebook 00: where the course's parts begin, and where a guess may end."""

from xentlib.explorers import Stop

COURSE_MAP = [
    Stop("measures", "Notebook 01, Entropy, asks: How uncertain is a draw, before it is made?", notebook=1),
    Stop("losses", "Notebook 04, Binary cross-entropy, asks: What is a good loss for yes or no?", notebook=4),
    Stop(
        "training",
        "Notebook 07, Training a classifier, asks: What do all these losses do to a model?",
        notebook=7,
    ),
]
# What is easily taken for the answer, and the end of the way.
FIND = [
    Stop("wrong beliefs", "Notebook 02, KL divergence, asks: What does a wrong belief cost?", notebook=2),
    Stop(
        "the last",
        "Notebook 08, Language models, asks: What does a loss of 3 nats a token mean?",
        notebook=8,
    ),
]
