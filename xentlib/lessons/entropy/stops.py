"""The stops of the explorers of notebook 01: where its questions and answers point."""

from xentlib.explorers import Stop

LOTTERY = [
    Stop(
        "fair",
        "p: A 0.25, B 0.25, C 0.25, D 0.25. Surprisal: A 2.00, B 2.00, C 2.00, D 2.00 bits. Its mean, the "
        "entropy, is 2.0000 bits; 4 outcomes allow at most 2.0000 bits.",
        p=(0.25, 0.25, 0.25, 0.25),
    ),
    Stop(
        "tilted",
        "p: A 0.1, B 0.1, C 0.1, D 0.7. Surprisal: A 3.32, B 3.32, C 3.32, D 0.51 bits. Its mean, the "
        "entropy, is 1.3568 bits; 4 outcomes allow at most 2.0000 bits.",
        p=(0.1, 0.1, 0.1, 0.7),
    ),
    Stop(
        "nearly sure",
        "p: A 0.001, B 0.001, C 0.001, D 0.997. Surprisal: A 9.97, B 9.97, C 9.97, D 0.00 bits. Its mean, "
        "the entropy, is 0.0342 bits; 4 outcomes allow at most 2.0000 bits.",
        p=(0.001, 0.001, 0.001, 0.997),
    ),
    Stop(
        "sure",
        "p: A 0, B 0, C 0, D 1. Surprisal: A ∞, B ∞, C ∞, D 0.00 bits. Its mean, the entropy, is 0.0000 "
        "bits; 4 outcomes allow at most 2.0000 bits.",
        p=(0.0, 0.0, 0.0, 1.0),
    ),
]
# The exercise starts where the stop "tilted" leads.
HALF = [stop for stop in LOTTERY if stop.name != "tilted"]

BINARY = [
    Stop("fair", "Heads with p = 0.500: the entropy is 1.0000 bits, and at most 1.0000 bits.", p=0.5),
    Stop("1 in 20", "Heads with p = 0.050: the entropy is 0.2864 bits, and at most 1.0000 bits.", p=0.05),
    Stop("only tails", "Heads with p = 0.000: the entropy is 0.0000 bits, and at most 1.0000 bits.", p=0.0),
    Stop("only heads", "Heads with p = 1.000: the entropy is 0.0000 bits, and at most 1.0000 bits.", p=1.0),
]

CODE_LENGTHS = [
    Stop(
        "powers of ½",
        "p: A 0.5, B 0.25, C 0.125, D 0.0625, E 0.0625. Code: A 0, B 10, C 110, D 1110, E 1111. Its mean "
        "length L is 1.8750 bits, between H = 1.8750 and H + 1 bit = 2.8750 bits.",
        p=(0.5, 0.25, 0.125, 0.0625, 0.0625),
    ),
    Stop(
        "equal",
        "p: A 0.2, B 0.2, C 0.2, D 0.2, E 0.2. Code: A 110, B 111, C 00, D 01, E 10. Its mean length L is "
        "2.4000 bits, between H = 2.3219 and H + 1 bit = 3.3219 bits.",
        p=(0.2, 0.2, 0.2, 0.2, 0.2),
    ),
    Stop(
        "sure",
        "p: A 1, B 0, C 0, D 0, E 0. Code: A empty, B none, C none, D none, E none. Its mean length L is "
        "0.0000 bits, between H = 0.0000 and H + 1 bit = 1.0000 bits.",
        p=(1.0, 0.0, 0.0, 0.0, 0.0),
    ),
    Stop(
        "99 to 1",
        "p: A 0.99, B 0.01, C 0, D 0, E 0. Code: A 1, B 0, C none, D none, E none. Its mean length L is "
        "1.0000 bits, between H = 0.0808 and H + 1 bit = 1.0808 bits.",
        p=(0.99, 0.01, 0.0, 0.0, 0.0),
    ),
]
