"""The stops of the explorers of notebook 04: where its questions and answers point."""

from xentlib.explorers import Stop

SCALES = [
    Stop(
        "dog",
        "You move the probability: probability 0.2500, odds 0.3333 to 1, logit −1.0986 nats. Shaded: "
        "more likely than not.",
        place=0.25,
    ),
    Stop(
        "0.60",
        "You move the probability: probability 0.6000, odds 1.5000 to 1, logit 0.4055 nats. Shaded: "
        "more likely than not.",
        place=0.6,
    ),
    Stop(
        "0.89",
        "You move the probability: probability 0.8900, odds 8.0909 to 1, logit 2.0907 nats. Shaded: "
        "more likely than not.",
        place=0.89,
    ),
    Stop(
        "0.99",
        "You move the probability: probability 0.9900, odds 99.0000 to 1, logit 4.5951 nats. Shaded: "
        "more likely than not.",
        place=0.99,
    ),
    Stop(
        "impossible",
        "You move the probability: probability 0.0000, odds 0.0000 to 1, logit −∞ nats. Shaded: more "
        "likely than not.",
        place=0.0,
    ),
    Stop(
        "certain",
        "You move the probability: probability 1.0000, odds ∞ to 1, logit ∞ nats. Shaded: more likely "
        "than not.",
        place=1.0,
    ),
]
# The last one is where those go who take the q of the exercise for z.
LOSSES = [
    Stop(
        "sure, right",
        "y = 1.00, logit 8.00, so q = 0.99966: BCE 0.0003 nats with slope −0.00034, squared error "
        "0.0000 with slope 0.00000, hinge 0.0000 with slope 0.00000. No q takes BCE below 0.0000 nats "
        "here.",
        z=8.0,
    ),
    Stop(
        "unsure",
        "y = 1.00, logit 0.50, so q = 0.62246: BCE 0.4741 nats with slope −0.37754, squared error "
        "0.1425 with slope −0.17745, hinge 0.5000 with slope −1.00000. No q takes BCE below 0.0000 nats "
        "here.",
        z=0.5,
    ),
    Stop(
        "margin",
        "y = 1.00, logit 1.00, so q = 0.73106: BCE 0.3133 nats with slope −0.26894, squared error "
        "0.0723 with slope −0.10575, hinge 0.0000 with slope 0.00000. No q takes BCE below 0.0000 nats "
        "here.",
        z=1.0,
    ),
    Stop(
        "half a yes",
        "y = 0.50, logit 0.00, so q = 0.50000: BCE 0.6931 nats with slope 0.00000, squared error 0.0000 "
        "with slope 0.00000, hinge 1.0000 with slope 0.00000. No q takes BCE below 0.6931 nats here.",
        y=0.5,
        z=0.0,
    ),
    Stop(
        "z = y = 0.3",
        "y = 0.30, logit 0.30, so q = 0.57444: BCE 0.7644 nats with slope 0.27444, squared error 0.0753 "
        "with slope 0.13418, hinge 1.1200 with slope 0.40000. No q takes BCE below 0.6109 nats here.",
        y=0.3,
        z=0.3,
    ),
]
DESCENT = [
    Stop(
        "first yes",
        "From logit −8.0 (q = 0.0003), rate 1.0, after 9 steps: BCE is at 0.184 (q = 0.5458), squared "
        "error is at −7.994 (q = 0.0003), hinge is at 1.000 (q = 0.7311). The truth is yes, y = 1.",
        step=9,
    ),
    Stop(
        "60 steps",
        "From logit −8.0 (q = 0.0003), rate 1.0, after 60 steps: BCE is at 3.914 (q = 0.9804), squared "
        "error is at −7.959 (q = 0.0003), hinge is at 1.000 (q = 0.7311). The truth is yes, y = 1.",
        step=60,
    ),
    Stop(
        "from −2",
        "From logit −2.0 (q = 0.1192), rate 1.0, after 3 steps: BCE is at 0.225 (q = 0.5560), squared "
        "error is at −1.376 (q = 0.2016), hinge is at 1.000 (q = 0.7311). The truth is yes, y = 1.",
        start=-2.0,
        step=3,
    ),
    Stop(
        "squared: yes",
        "From logit −2.0 (q = 0.1192), rate 1.0, after 8 steps: BCE is at 1.677 (q = 0.8425), squared "
        "error is at 0.026 (q = 0.5064), hinge is at 1.000 (q = 0.7311). The truth is yes, y = 1.",
        start=-2.0,
        step=8,
    ),
    Stop(
        "from −7.5",
        "From logit −7.5 (q = 0.0006), rate 1.0, after 60 steps: BCE is at 3.924 (q = 0.9806), squared "
        "error is at −7.431 (q = 0.0006), hinge is at 1.500 (q = 0.8176). The truth is yes, y = 1.",
        start=-7.5,
        step=60,
    ),
]
