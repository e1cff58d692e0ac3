"""The stops of the explorers of notebook 05: where its questions and answers point."""

from xentlib.explorers import Stop

BOLTZMANN = [
    Stop(
        "T = 1",
        "At temperature 1.00 nats the probabilities are cat 0.7285 (score 2.0 nats), dog 0.1625 (score "
        "0.5 nats), bird 0.1090 (score 0.1 nats).",
        temperature=1.0,
    ),
    Stop(
        "cold",
        "At temperature 0.05 nats the probabilities are cat 1.0000 (score 2.0 nats), dog 0.0000 (score "
        "0.5 nats), bird 0.0000 (score 0.1 nats).",
        temperature=0.05,
    ),
    Stop(
        "hot",
        "At temperature 10.00 nats the probabilities are cat 0.3721 (score 2.0 nats), dog 0.3202 (score"
        " 0.5 nats), bird 0.3077 (score 0.1 nats).",
        temperature=10.0,
    ),
    Stop(
        "shift 1000",
        "At temperature 2.00 nats the probabilities are cat 0.5379 (score 1002.0 nats), dog 0.2541 "
        "(score 1000.5 nats), bird 0.2080 (score 1000.1 nats).",
        shift=1000,
    ),
    Stop(
        "dog = bird",
        "At temperature 2.00 nats the probabilities are cat 0.5142 (score 2.0 nats), dog 0.2429 (score "
        "0.5 nats), bird 0.2429 (score 0.5 nats).",
        bird=0.5,
    ),
]
SMOOTH_MAXIMUM = [
    Stop(
        "equal",
        "At temperature 1.00 nats the smooth maximum of 0.0 and 0 is 0.6931 nats, 0.6931 above the "
        "maximum; its slope is 0.5000, and the softmax of x is 0.5000.",
        x=0.0,
    ),
    Stop(
        "far left",
        "At temperature 1.00 nats the smooth maximum of −6.0 and 0 is 0.0025 nats, 0.0025 above the "
        "maximum; its slope is 0.0025, and the softmax of x is 0.0025.",
        x=-6.0,
    ),
    Stop(
        "far right",
        "At temperature 1.00 nats the smooth maximum of 6.0 and 0 is 6.0025 nats, 0.0025 above the "
        "maximum; its slope is 0.9975, and the softmax of x is 0.9975.",
        x=6.0,
    ),
    Stop(
        "cold",
        "At temperature 0.05 nats the smooth maximum of 1.0 and 0 is 1.0000 nats, 0.0000 above the "
        "maximum; its slope is 1.0000, and the softmax of x is 1.0000.",
        temperature=0.05,
    ),
]
# The exercise asks for float32's last good score: no stop is near it.
OVERFLOW = [
    Stop(
        "likeliest",
        "Scores 0.00, 18.00, 60.00; highest: q = 1, log q = −5.75e−19 nats. In float16, bfloat16, "
        "float32, float64: naive softmax: nan, right, right, right; shifted softmax: right, right, "
        "right, right; log(softmax): 0, 0, 0, 0; log-softmax: 0, 0, 0, 0; xentlib's log: 0, right, "
        "right, right.",
        lowest=0.0,
        entry="highest",
    ),
    Stop(
        "float16",
        "Scores 0.00, 3.33, 11.09; highest: q = 1, log q = −0.00044 nats. In float16, bfloat16, "
        "float32, float64: naive softmax: nan, right, right, right; shifted softmax: right, right, "
        "right, right; log(softmax): 0, 0, 3 of 7 digits, 13 of 16 digits; log-softmax: 0, 0, 4 of 7 "
        "digits, 13 of 16 digits; xentlib's log: right, right, right, right.",
        lowest=0.0,
        gap=11.09,
        entry="highest",
    ),
    Stop(
        "float64",
        "Scores 0.00, 212.94, 709.79; highest: q = 1, log q = −1.66e−216 nats. In float16, bfloat16, "
        "float32, float64: naive softmax: nan, nan, nan, nan; shifted softmax: right, right, right, "
        "right; log(softmax): 0, 0, 0, 0; log-softmax: 0, 0, 0, 0; xentlib's log: 0, 0, 0, right.",
        lowest=0.0,
        gap=709.79,
        entry="highest",
    ),
    Stop(
        "underflow",
        "Scores 0.00, 31.19, 103.98; lowest: q = 6.95e−46, log q = −104 nats. In float16, bfloat16, "
        "float32, float64: naive softmax: 0, 0, 0, right; shifted softmax: 0, 0, 0, right; "
        "log(softmax): −∞, −∞, −∞, right; log-softmax: right, right, right, right; xentlib's log: "
        "right, right, right, right.",
        lowest=0.0,
        gap=103.98,
    ),
    Stop(
        "equal",
        "Scores 88.50, 88.50, 88.50; lowest: q = 0.333, log q = −1.1 nats. In float16, bfloat16, "
        "float32, float64: naive softmax: nan, 0, 0, right; shifted softmax: right, right, right, "
        "right; log(softmax): right, right, right, right; log-softmax: right, right, right, right; "
        "xentlib's log: right, right, right, right.",
        lowest=88.5,
        gap=0.0,
    ),
    Stop(
        "wide",
        "Scores 0.10, 210.10, 700.10; lowest: q = 9.86e−305, log q = −700 nats. In float16, bfloat16, "
        "float32, float64: naive softmax: 0, 0, 0, right; shifted softmax: 0, 0, 0, 13 of 16 digits; "
        "log(softmax): −∞, −∞, −∞, right; log-softmax: right, right, right, right; xentlib's log: "
        "right, right, right, right.",
        gap=700.0,
    ),
]
# Chosen so that one unit in the last place of an exp or log, as between processors, changes no verdict.
GRADIENTS = [
    Stop(
        "all agree",
        "Scores 0.00, 0.30, 1.00; highest: slope q − 1 = −0.464. In float16, bfloat16, float32, "
        "float64: naive, autograd: right, right, right, right; log(softmax), autograd: right, right, "
        "right, right; softmax − target: right, right, right, right; expm1(log q): right, right, right,"
        " right; xentlib's gradient: right, right, right, right.",
        lowest=0.0,
        gap=1.0,
    ),
    Stop(
        "r is lost",
        "Scores 0.00, 15.90, 53.00; highest: slope q − 1 = −7.72e−17. In float16, bfloat16, float32, "
        "float64: naive, autograd: nan, 0, 0, 0; log(softmax), autograd: nan, 0, 0, 0; softmax − "
        "target: 0, 0, 0, 0; expm1(log q): 0, 0 of 2 digits, 5 of 7 digits, right; xentlib's gradient: "
        "0, right, right, right.",
        lowest=0.0,
        gap=53.0,
    ),
    Stop(
        "sure, right",
        "Scores 0.00, 33.00, 110.00; highest: slope q − 1 = −3.63e−34. In float16, bfloat16, float32, "
        "float64: naive, autograd: nan, nan, nan, 0; log(softmax), autograd: nan, nan, nan, 0; softmax "
        "− target: 0, 0, 0, 0; expm1(log q): 0, right, right, right; xentlib's gradient: 0, right, "
        "right, right.",
        lowest=0.0,
        gap=110.0,
    ),
    Stop(
        "sure, wrong",
        "Scores 0.00, 33.00, 110.00; lowest: slope q − 1 = −1. In float16, bfloat16, float32, float64: "
        "naive, autograd: nan, nan, nan, right; log(softmax), autograd: nan, nan, nan, right; softmax −"
        " target: right, right, right, right; expm1(log q): right, right, right, right; xentlib's "
        "gradient: right, right, right, right.",
        lowest=0.0,
        gap=110.0,
        entry="lowest",
    ),
]
