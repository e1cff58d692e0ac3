"""The stops of the explorers of notebook 01: where its questions and answers point."""

from xentlib.explorers import Stop

LOTTERY = [
    Stop(
        "fair",
        "Surprisal: A 2.00, B 2.00, C 2.00, D 2.00 bits. Its mean, the entropy, is 2.0000 bits; 4 "
        "outcomes allow at most 2.0000 bits.",
        p=(0.25, 0.25, 0.25, 0.25),
    ),
    Stop(
        "tilted",
        "Surprisal: A 3.32, B 3.32, C 3.32, D 0.51 bits. Its mean, the entropy, is 1.3568 bits; 4 "
        "outcomes allow at most 2.0000 bits.",
        p=(0.1, 0.1, 0.1, 0.7),
    ),
    Stop(
        "nearly sure",
        "Surprisal: A 9.97, B 9.97, C 9.97, D 0.00 bits. Its mean, the entropy, is 0.0342 bits; 4 "
        "outcomes allow at most 2.0000 bits.",
        p=(0.001, 0.001, 0.001, 0.997),
    ),
    Stop(
        "sure",
        "Surprisal: A ∞, B ∞, C ∞, D 0.00 bits. Its mean, the entropy, is 0.0000 bits; 4 outcomes allow "
        "at most 2.0000 bits.",
        p=(0.0, 0.0, 0.0, 1.0),
    ),
]
# The exercise starts where the stop "tilted" leads.
HALF = [stop for stop in LOTTERY if stop.name != "tilted"]

CODE_LENGTHS = [
    Stop(
        "powers of ½",
        "Code: A 0, B 10, C 110, D 1110, E 1111. Its mean length L is 1.8750 bits, between H = 1.8750 and"
        " H + 1 bit = 2.8750 bits.",
        p=(0.5, 0.25, 0.125, 0.0625, 0.0625),
    ),
    Stop(
        "equal",
        "Code: A 110, B 111, C 00, D 01, E 10. Its mean length L is 2.4000 bits, between H = 2.3219 and H"
        " + 1 bit = 3.3219 bits.",
        p=(0.2, 0.2, 0.2, 0.2, 0.2),
    ),
    Stop(
        "sure",
        "Code: A empty, B none, C none, D none, E none. Its mean length L is 0.0000 bits, between H = "
        "0.0000 and H + 1 bit = 1.0000 bits.",
        p=(1.0, 0.0, 0.0, 0.0, 0.0),
    ),
    Stop(
        "99 to 1",
        "Code: A 1, B 0, C none, D none, E none. Its mean length L is 1.0000 bits, between H = 0.0808 and"
        " H + 1 bit = 1.0808 bits.",
        p=(0.99, 0.01, 0.0, 0.0, 0.0),
    ),
]
