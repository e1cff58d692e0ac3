"""The stops of the explorers of notebook 03: where its questions and answers point."""

from xentlib.explorers import Stop

SIMPLEX = [
    Stop(
        "q = p",
        "Truth p = (0.500, 0.300, 0.200), model q = (0.500, 0.300, 0.200): H(p, q) is 1.0297 nats, which "
        "is H(p) = 1.0297 nats and a gap D(p‖q) of 0.0000 nats. The darkest spot of the map is q = "
        "(0.500, 0.300, 0.200).",
        pair=((0.5, 0.3, 0.2), (0.5, 0.3, 0.2)),
    ),
    Stop(
        "p: A or B",
        "Truth p = (0.600, 0.400, 0.000), model q = (0.100, 0.400, 0.500): H(p, q) is 1.7481 nats, which "
        "is H(p) = 0.6730 nats and a gap D(p‖q) of 1.0751 nats. The darkest spot of the map is q = "
        "(0.600, 0.400, 0.000).",
        pair=((0.6, 0.4, 0.0), (0.1, 0.4, 0.5)),
    ),
    Stop(
        "p: only A",
        "Truth p = (1.000, 0.000, 0.000), model q = (0.100, 0.400, 0.500): H(p, q) is 2.3026 nats, which "
        "is H(p) = 0.0000 nats and a gap D(p‖q) of 2.3026 nats. The darkest spot of the map is q = "
        "(1.000, 0.000, 0.000).",
        pair=((1.0, 0.0, 0.0), (0.1, 0.4, 0.5)),
    ),
]
DESCENT = [
    Stop(
        "never A",
        "Start q = (0.000, 0.100, 0.900): H(p, q) is ∞ nats. After 10 steps with eta = 0.50 q = (0.000, "
        "0.508, 0.492): ∞ nats, ∞ nats above H(p).",
        start=(0.0, 0.1, 0.9),
    ),
    Stop(
        "60 steps",
        "Start q = (0.100, 0.100, 0.800): H(p, q) is 1.8867 nats. After 60 steps with eta = 0.50 q = "
        "(0.500, 0.300, 0.200): 1.0297 nats, 0.0000 nats above H(p).",
        steps=60,
    ),
    Stop(
        "60 steps, eta 5.5",
        "Start q = (0.100, 0.100, 0.800): H(p, q) is 1.8867 nats. After 60 steps with eta = 5.50 q = "
        "(0.305, 0.442, 0.252): 1.1134 nats, 0.0838 nats above H(p).",
        steps=60,
        eta=5.5,
    ),
]
