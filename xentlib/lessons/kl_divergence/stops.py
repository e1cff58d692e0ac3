"""The stops of the explorers of notebook 02: where its questions and answers point."""

from xentlib.explorers import Stop

DIVERGENCE = [
    Stop(
        "equal",
        "p log(p/q): sun 0.00, cloud 0.00, rain 0.00 bits; their sum is D(p‖q). H(p) 1.4855 + D(p‖q) "
        "0.0000 = H(p, q) 1.4855 bits.",
        pair=((0.2, 0.3, 0.5), (0.2, 0.3, 0.5)),
    ),
    Stop(
        "one-hot p",
        "p log(p/q): sun 0.00, cloud 0.00, rain +2.00 bits; their sum is D(p‖q). H(p) 0.0000 + D(p‖q) "
        "2.0000 = H(p, q) 2.0000 bits.",
        pair=((0.0, 0.0, 1.0), (0.5, 0.25, 0.25)),
    ),
    Stop(
        "a zero in q",
        "p log(p/q): sun +∞, cloud −0.23, rain +0.54 bits; their sum is D(p‖q). H(p) 0.9219 + D(p‖q) ∞ = "
        "H(p, q) ∞ bits.",
        pair=((0.1, 0.1, 0.8), (0.0, 0.5, 0.5)),
    ),
    Stop(
        "nearly equal",
        "p log(p/q): sun −0.04, cloud 0.00, rain +0.04 bits; their sum is D(p‖q). H(p) 1.5710 + D(p‖q) "
        "0.0037 = H(p, q) 1.5747 bits.",
        pair=((0.3, 0.3, 0.4), (0.33, 0.3, 0.37)),
    ),
    Stop(
        "twice as far",
        "p log(p/q): sun −0.08, cloud 0.00, rain +0.09 bits; their sum is D(p‖q). H(p) 1.5710 + D(p‖q) "
        "0.0149 = H(p, q) 1.5858 bits.",
        pair=((0.3, 0.3, 0.4), (0.36, 0.3, 0.34)),
    ),
]
SMOOTHING = [
    Stop(
        "no F yet",
        "Seen in N = 81 draws: A 38, B 17, C 20, D 1, E 5, F 0. With α = 0.00, q sums to 1.0000, and "
        "the formula for D(p‖q) gives ∞ nats: q rules out what p allows.",
        draws=81,
        alpha=0.0,
    ),
    Stop(
        "all seen",
        "Seen in N = 82 draws: A 38, B 17, C 20, D 1, E 5, F 1. With α = 0.00, q sums to 1.0000, and "
        "the formula for D(p‖q) gives 0.1099 nats: what q costs on top of H(p).",
        draws=82,
        alpha=0.0,
    ),
    Stop(
        "sample 4",
        "Seen in N = 9 draws: A 2, B 1, C 3, D 1, E 1, F 1. With α = 0.00, q sums to 1.0000, and the "
        "formula for D(p‖q) gives 0.3977 nats: what q costs on top of H(p).",
        sample=4,
        draws=9,
        alpha=0.0,
    ),
    Stop(
        "best α",
        "Seen in N = 40 draws: A 21, B 8, C 8, D 0, E 3, F 0. With α = 1.50, q sums to 1.0000, and the "
        "formula for D(p‖q) gives 0.0839 nats: what q costs on top of H(p).",
        alpha=1.5,
    ),
    Stop(
        "not renormalised",
        "Seen in N = 40 draws: A 21, B 8, C 8, D 0, E 3, F 0. With α = 0.70, q sums to 1.1050, and the "
        "formula for D(p‖q) gives −0.0009 nats: less than 0, which no divergence is.",
        alpha=0.7,
        renormalise=False,
    ),
]
GAUSSIANS = [
    Stop(
        "2 apart",
        "D(p‖q) is 2.0000 nats by the formula, 2.0000 by the integral, 1.92 ± 0.06 by 1000 draws. "
        "D(q‖p) is 2.0000 nats, Jensen–Shannon 0.3368 nats. The curves share 0.3173 of their area.",
        std_q=1.0,
    ),
    Stop(
        "q on p",
        "D(p‖q) is 0.0000 nats by the formula, 0.0000 by the integral, 0.00 ± 0.00 by 1000 draws. "
        "D(q‖p) is 0.0000 nats, Jensen–Shannon 0.0000 nats. The curves share 1.0000 of their area.",
        mean_q=0.0,
        std_q=1.0,
    ),
    Stop(
        "8 apart",
        "D(p‖q) is 32.00 nats by the formula, 32.00 by the integral, 31.69 ± 0.25 by 1000 draws. D(q‖p) "
        "is 32.00 nats, Jensen–Shannon 0.6931 nats. The curves share 0.0001 of their area.",
        mean_p=-4.0,
        mean_q=4.0,
        std_q=1.0,
    ),
    Stop(
        "q wide",
        "D(p‖q) is 0.9175 nats by the formula, 0.9175 by the integral, 0.91 ± 0.02 by 1000 draws. "
        "D(q‖p) is 6.1137 nats, Jensen–Shannon 0.2535 nats. The curves share 0.4182 of their area.",
        mean_q=0.0,
        std_p=0.5,
    ),
    Stop(
        "q narrow",
        "D(p‖q) is 1.7087 nats by the formula, 1.7087 by the integral, 1.75 ± 0.12 by 1000 draws. "
        "D(q‖p) is 0.4963 nats, Jensen–Shannon 0.1435 nats. The curves share 0.5850 of their area.",
        mean_q=0.0,
        std_q=0.4,
    ),
]
# The exercise asks for a ratio of the widths that none of them has; the jump at share 0.5 comes near it.
FITS = [
    Stop(
        "one place",
        "Forward fit: mean 0.00, width 1.00; D(p‖q) = 0.00 and D(q‖p) = 0.00 nats. Reverse fit: mean "
        "0.00, width 1.00; D(p‖q) = 0.00 and D(q‖p) = 0.00 nats.",
        distance=0.0,
    ),
    Stop(
        "left bump only",
        "Forward fit: mean −2.50, width 1.00; D(p‖q) = 0.00 and D(q‖p) = 0.00 nats. Reverse fit: mean "
        "−2.50, width 1.00; D(p‖q) = 0.00 and D(q‖p) = 0.00 nats.",
        share=0.0,
    ),
    Stop(
        "jump",
        "Forward fit: mean −0.51, width 2.69; D(p‖q) = 0.33 and D(q‖p) = 0.57 nats. Reverse fit: mean "
        "−2.49, width 1.08; D(p‖q) = 3.73 and D(q‖p) = 0.49 nats.",
        distance=5.1,
    ),
    Stop(
        "far apart",
        "Forward fit: mean 0.00, width 4.12; D(p‖q) = 0.72 and D(q‖p) = 2.10 nats. Reverse fit: mean "
        "−4.00, width 1.00; D(p‖q) = 15.28 and D(q‖p) = 0.69 nats.",
        distance=8.0,
        share=0.5,
    ),
]
