"""The stops of the explorers of notebook 03: where its questions and answers point."""

from xentlib.explorers import Stop

TANGENT = [
    Stop(
        "touch",
        "At x = 1.00, in nats: log x is 0.0000, x − 1 is 0.0000, the gap is 0.0000.",
        x=1.0,
    ),
    Stop(
        "½ to the left",
        "At x = 0.50, in nats: log x is −0.6931, x − 1 is −0.5000, the gap is 0.1931.",
        x=0.5,
    ),
    Stop(
        "½ to the right",
        "At x = 1.50, in nats: log x is 0.4055, x − 1 is 0.5000, the gap is 0.0945.",
        x=1.5,
    ),
    Stop(
        "never",
        "At x = 0.00, in nats: log x is −∞, x − 1 is −1.0000, the gap is ∞.",
        x=0.0,
    ),
]
JENSEN = [
    Stop(
        "all on a",
        "Weight 1.00 on 0.40 and 0.00 on 2.80: the mean is 0.4000 and its log −0.9163 nats. The mean of the "
        "logs is −0.9163 nats. The gap is 0.0000 nats.",
        w=0.0,
    ),
    Stop(
        "all on b",
        "Weight 0.00 on 0.40 and 1.00 on 2.80: the mean is 2.8000 and its log 1.0296 nats. The mean of the "
        "logs is 1.0296 nats. The gap is 0.0000 nats.",
        w=1.0,
    ),
    Stop(
        "a = b",
        "Weight 0.75 on 1.00 and 0.25 on 1.00: the mean is 1.0000 and its log 0.0000 nats. The mean of the "
        "logs is 0.0000 nats. The gap is 0.0000 nats.",
        a=1.0,
        b=1.0,
    ),
    Stop(
        "mean 1 again",
        "Weight 0.80 on 0.50 and 0.20 on 3.00: the mean is 1.0000 and its log 0.0000 nats. The mean of the "
        "logs is −0.3348 nats. The gap is 0.3348 nats.",
        a=0.5,
        b=3.0,
        w=0.2,
    ),
]
SIMPLEX = [
    Stop(
        "q = p",
        "Truth p = (0.500, 0.300, 0.200), model q = (0.500, 0.300, 0.200): H(p, q) is 1.0297 nats, which "
        "is H(p) = 1.0297 nats and a gap D(p‖q) of 0.0000 nats. The darkest spot of the map is q = "
        "(0.500, 0.300, 0.200).",
        pair=((0.5, 0.3, 0.2), (0.5, 0.3, 0.2)),
    ),
    Stop(
        "q: A or B",
        "Truth p = (0.500, 0.300, 0.200), model q = (0.300, 0.700, 0.000): H(p, q) is ∞ nats, which is H(p) "
        "= 1.0297 nats and a gap D(p‖q) of ∞ nats. The darkest spot of the map is q = (0.500, 0.300, 0.200).",
        pair=((0.5, 0.3, 0.2), (0.3, 0.7, 0.0)),
    ),
    Stop(
        "p, q: A or B",
        "Truth p = (0.600, 0.400, 0.000), model q = (0.300, 0.700, 0.000): H(p, q) is 0.8651 nats, which "
        "is H(p) = 0.6730 nats and a gap D(p‖q) of 0.1920 nats. The darkest spot of the map is q = "
        "(0.600, 0.400, 0.000).",
        pair=((0.6, 0.4, 0.0), (0.3, 0.7, 0.0)),
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
DETOUR = [
    Stop(
        "m = p",
        "Direct: D(p‖q) is 1.3627 nats. Over m = 0.80: D(p‖m) = 0.0000 and D(m‖q) = 1.3627, together 1.3627 "
        "nats.",
        m=0.8,
    ),
    Stop(
        "m = q",
        "Direct: D(p‖q) is 1.3627 nats. Over m = 0.10: D(p‖m) = 1.3627 and D(m‖q) = 0.0000, together 1.3627 "
        "nats.",
        m=0.1,
    ),
    Stop(
        "half-way",
        "Direct: D(p‖q) is 1.3627 nats. Over m = 0.45: D(p‖m) = 0.2580 and D(m‖q) = 0.4060, together 0.6639 "
        "nats.",
        m=0.45,
    ),
    Stop(
        "never heads",
        "Direct: D(p‖q) is 1.3627 nats. Over m = 0.00: D(p‖m) = ∞ and D(m‖q) = 0.1054, together ∞ nats.",
        m=0.0,
    ),
]
