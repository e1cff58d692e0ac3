"""The stops of the explorers of notebook 06: where its questions and answers point."""

from xentlib.explorers import Stop

PIPELINE = [
    Stop(
        "target dog",
        "The first picture is a dog, to which softmax gives 0.1625: −log of it is 1.8168 nats. Mean with the "
        "second picture: 1.2413 nats by xentlib, 1.2413 by torch; in one call 1.2413 and 1.2413.",
        target="dog",
    ),
    Stop(
        "all + 3",
        "The first picture is a cat, to which softmax gives 0.7285: −log of it is 0.3168 nats. Mean with the "
        "second picture: 0.4913 nats by xentlib, 0.4913 by torch; in one call 0.4913 and 0.4913.",
        cat=5.0,
        dog=3.5,
        bird=3.1,
    ),
    Stop(
        "cat 10",
        "The first picture is a cat, to which softmax gives 0.9999: −log of it is 0.0001 nats. Mean with the "
        "second picture: 0.3329 nats by xentlib, 0.3329 by torch; in one call 0.3329 and 0.3329.",
        cat=10.0,
    ),
]
CLINIC = [
    Stop(
        "at −6",
        "softmax before cross_entropy, at a score of −6.0. Written: 1.4589 nats, slope −0.0011. Mended: "
        "6.9297 nats, slope −0.9990. Lowest of the written line: 0.5514 nats. Torch says nothing. "
        "cross_entropy takes a softmax itself; a second one squeezes all scores between 0 and 1.",
        score=-6.0,
    ),
    Stop(
        "wrong axis",
        "log_softmax over the batch, at a score of 2.0. Written: 0.1394 nats, slope −0.1301. Mended: 0.2953 "
        "nats, slope −0.2555. Lowest of the written line: 0.0000 nats. Torch says nothing. Axis 0 is the "
        "batch: the pictures compete for a class, and not the classes for a picture.",
        mistake="log_softmax over the batch",
    ),
    Stop(
        "one column",
        "one output column, at a score of 2.0. Written: 0.0000 nats, slope 0.0000. Mended: 0.4357 nats, "
        "slope −0.0596. Lowest of the written line: 0.0000 nats. Torch says nothing. A softmax over one "
        "class is always 1, and its loss 0. One column takes a sigmoid.",
        mistake="one output column",
    ),
    Stop(
        "classes last",
        "classes last, three places, at a score of 2.0. Written: 1.3117 nats, slope 0.2334. Mended: 0.3024 "
        "nats, slope −0.2608. Lowest of the written line: 1.0685 nats. Torch says nothing. Axis 1 is taken "
        "for the classes; with as many places as classes torch cannot tell.",
        mistake="classes last, three places",
    ),
    Stop(
        "no log",
        "nll_loss of logits, at a score of 2.0. Written: −2.0000 nats, slope −1.0000. Mended: 0.2953 nats, "
        "slope −0.2555. Lowest of the written line: none, it falls for ever. Torch says nothing. Without "
        "log_softmax the other classes do not count, and nothing holds the score back.",
        mistake="nll_loss of logits",
    ),
    Stop(
        "0/0",
        "every target ignored, at a score of 2.0. Written: the loss is nan. Mended: 0.0000 nats, slope "
        "0.0000. Lowest of the written line: none. Torch says nothing. No target counts, and the mean is "
        "0/0. The sum, divided by max(1, real targets), is 0.",
        mistake="every target ignored",
    ),
]
ARGUMENT_LAB = [
    Stop(
        "dog 3",
        "Class indices; w: cat 1.00, dog 3.00, bird 3.00. mean = (0.3168 + 1.9972 + 1.2679) / "
        "(1.00 + 3.00 + 1.00) = 0.7164 nats. By torch: 0.7164 nats; by xentlib: 0.7164 nats.",
        dog=3.0,
    ),
    Stop(
        "smoothed",
        "Class indices; w: cat 1.00, dog 3.00, bird 3.00. mean = (0.6990 + 2.0495 + 1.3970) / "
        "(1.00 + 3.00 + 1.00) = 0.8291 nats. By torch: 0.8291 nats; by xentlib: 0.8291 nats.",
        dog=3.0,
        smoothing=0.1,
    ),
    Stop(
        "all 1",
        "Class indices; w: cat 1.00, dog 1.00, bird 1.00. mean = (0.3168 + 0.6657 + 1.2679) / "
        "(1.00 + 1.00 + 1.00) = 0.7502 nats. By torch: 0.7502 nats; by xentlib: 0.7502 nats.",
        dog=1.0,
        bird=1.0,
    ),
    Stop(
        "all 3",
        "Class indices; w: cat 3.00, dog 3.00, bird 3.00. mean = (0.9503 + 1.9972 + 3.8038) / "
        "(3.00 + 3.00 + 3.00) = 0.7502 nats. By torch: 0.7502 nats; by xentlib: 0.7502 nats.",
        cat=3.0,
        dog=3.0,
    ),
    Stop(
        "probabilities",
        "Class probabilities; w: cat 3.00, dog 3.00, bird 3.00. mean = (1.9703 + 2.6272 + "
        "3.0538) / (1.00 + 1.00 + 1.00) = 2.5505 nats. By torch: 2.5505 nats; by xentlib: 2.5505 nats.",
        cat=3.0,
        dog=3.0,
        target="class probabilities",
    ),
    Stop(
        "sum",
        "Class indices; w: cat 3.00, dog 3.00, bird 3.00. sum = 0.9503 + 1.9972 + 3.8038 = 6.7514 nats. "
        "By torch: 6.7514 nats; by xentlib: 6.7514 nats.",
        cat=3.0,
        dog=3.0,
        reduction="sum",
    ),
]
