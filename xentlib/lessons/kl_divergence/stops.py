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
