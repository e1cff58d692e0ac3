"""The stops of the explorers of notebook 07: where its questions and answers point."""

from xentlib.explorers import Stop
from xentlib.lessons.training_a_classifier.points import CLOUDS, WRONG

OWN = [
    Stop(
        "three clouds",
        "After 30 steps: cross-entropy 0.0144 nats, gradient's norm 0.0207; 24 of 24 points on the "
        "right side, each point's own class has at least 0.93.",
        points=CLOUDS,
    ),
    Stop(
        "one wrong label",
        "After 200 steps: cross-entropy 0.1105 nats, gradient's norm 0.0123; 24 of 25 points on the"
        " right side, each point's own class has at least 0.17.",
        points=WRONG,
        step=200,
    ),
    Stop(
        "given up",
        "After 200 steps: softmax twice 0.5938 nats, gradient's norm 0.0035; 24 of 25 points on the"
        " right side, each point's own class has at least 0.00.",
        points=WRONG,
        loss="softmax twice",
        step=200,
    ),
    Stop(
        "step 0",
        "After 0 steps: cross-entropy 1.1507 nats, gradient's norm 1.1148; 11 of 24 points on the "
        "right side, each point's own class has at least 0.20.",
        step=0,
    ),
    Stop(
        "step 0, twice",
        "After 0 steps: softmax twice 1.1117 nats, gradient's norm 0.3440; 11 of 24 points on the "
        "right side, each point's own class has at least 0.20.",
        step=0,
        loss="softmax twice",
    ),
]
# One loss learns near the edge of stability: from epoch 5 on its digits depend on the machine.
RACE = [
    Stop(
        "untrained",
        "Accuracy after 0 epochs, the middle of the seeds (all of them): cross-entropy, rate 0.5: "
        "9% (3% to 12%), norm 0.25; squared error, rate 1: 9% (3% to 12%), norm 0.05; softmax "
        "twice, rate 4: 9% (3% to 12%), norm 0.02; hinge, rate 1: 9% (3% to 12%), norm 0.24; "
        "softmax twice, rate 0.5: 9% (3% to 12%), norm 0.02.",
        epoch=0,
    ),
    Stop(
        "1 epoch",
        "Accuracy after 1 epoch, the middle of the seeds (all of them): cross-entropy, rate 0.5: "
        "55% (45% to 64%), norm 0.41; squared error, rate 1: 30% (26% to 45%), norm 0.06; softmax "
        "twice, rate 4: 29% (14% to 42%), norm 0.09; hinge, rate 1: 46% (34% to 69%), norm 0.54; "
        "softmax twice, rate 0.5: 12% (9% to 16%), norm 0.03.",
        epoch=1,
    ),
]
PARTING = [
    Stop(
        "10 epochs",
        "After 10 epochs the loss is 0.1503 nats on training digits and 0.2601 on test digits, of "
        "which 92.0% are right. The least test loss, 0.1900 nats, is that of epoch 32.",
        epoch=10,
    ),
    Stop(
        "the end",
        "After 200 epochs the loss is 0.0028 nats on training digits and 0.2349 on test digits, of "
        "which 93.8% are right. The least test loss, 0.1900 nats, is that of epoch 32.",
        epoch=200,
    ),
]
DIGIT = [
    Stop(
        "rank 2",
        "Rank 2 by loss: a 6, and the network says 4, with probability 0.8768. Score 14.24, 6 has "
        "3.59. The truth gets 2.1e−05, so the loss is 10.7845 nats.",
        rank=2,
    ),
    Stop(
        "rank 37",
        "Rank 37 by loss: a 3, and the network says 3, with probability 0.4889. Score 10.07. The "
        "truth gets 0.49, so the loss is 0.7156 nats.",
        rank=37,
    ),
    Stop(
        "rank 38",
        "Rank 38 by loss: a 2, and the network says 3, with probability 0.5093. Score 17.23, 2 has "
        "17.19. The truth gets 0.49, so the loss is 0.7120 nats.",
        rank=38,
    ),
    Stop(
        "rank 600",
        "Rank 600 by loss: a 4, and the network says 4, with probability 1.0000. Score 28.15. The "
        "truth gets 1, so the loss is 0.0000 nats.",
        rank=600,
    ),
]
RELIABILITY = [
    Stop(
        "cooler",
        "Validation digits at T = 0.50: loss 0.1902 nats. The mean confidence is 99.0%, and 96.8% "
        "are right. A digit's bin is off by 2.2% in the mean.",
        T=0.5,
    ),
    Stop(
        "best",
        "Validation digits at T = 1.40: loss 0.1073 nats. The mean confidence is 96.4%, and 96.8% "
        "are right. A digit's bin is off by 1.4% in the mean.",
        T=1.4,
    ),
    Stop(
        "test digits",
        "Test digits at T = 1.00: loss 0.2349 nats. The mean confidence is 97.3%, and 93.8% are "
        "right. A digit's bin is off by 3.7% in the mean.",
        part="test",
    ),
    Stop(
        "test, best",
        "Test digits at T = 1.40: loss 0.1967 nats. The mean confidence is 95.7%, and 93.8% are "
        "right. A digit's bin is off by 1.9% in the mean.",
        part="test",
        T=1.4,
    ),
]
