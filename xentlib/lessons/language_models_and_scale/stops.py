"""The stops of the explorers of notebook 08: where its questions and answers point."""

from xentlib.explorers import Stop

NEXT_TOKEN = [
    Stop(
        "top-k 3",
        "The␣loss␣of␣the … T = 1.00 nats: 3 of 430 tokens left, perplexity 2.64. Likeliest: ␣ 0.464, "
        "␣model 0.418. Draws: ␣, ␣mean, ␣, ␣model, ␣model, ␣.",
        top_k=3,
    ),
    Stop(
        "top-p ½",
        "The␣loss␣of␣the … T = 1.00 nats: 12 of 430 tokens left, perplexity 9.08. Likeliest: ␣ 0.256, "
        "␣model 0.230. Draws: ␣model, ␣other, ␣model, ␣true, ␣loss, ␣model.",
        top_p=0.5,
    ),
    Stop(
        "sure",
        "␣the␣cross … T = 1.00 nats: 1 of 430 tokens left, perplexity 1.00. Likeliest: - 1.000. Draws: "
        "-, -, -, -, -, -.",
        start=" the cross",
        top_p=0.5,
    ),
    Stop(
        "sharp",
        "The␣loss␣of␣the … T = 0.10 nats: 430 of 430 tokens left, perplexity 1.77. Likeliest: ␣ 0.742, "
        "␣model 0.258. Draws: ␣, ␣model, ␣, ␣model, ␣model, ␣.",
        temperature=0.1,
    ),
    Stop(
        "flat",
        "The␣loss␣of␣the … T = 3.00 nats: 430 of 430 tokens left, perplexity 255.45. Likeliest: ␣ 0.018,"
        " ␣model 0.018. Draws: ␣formula, ␣That, ␣entropy, ␣be, ␣stays, ␣z.",
        temperature=3.0,
    ),
    Stop(
        "in practice",
        "The␣loss␣of␣the … T = 0.80 nats: 37 of 430 tokens left, perplexity 18.91. Likeliest: ␣ 0.221, "
        "␣model 0.194. Draws: ␣model, ␣formula, ␣model, ␣target, ␣four, ␣model.",
        temperature=0.8,
        top_p=0.9,
    ),
]

MERGE_BLOCKS = [
    Stop(
        "four blocks",
        "((A B) C) D, after 0 merges: A m = 2.0, s = 1.3679, m + log s = 2.3133; B m = 3.0, s = 1.0498, "
        "m + log s = 3.0486; C m = 6.0, s = 1.0067, m + log s = 6.0067; D m = 2.5, s = 1.1353, m + log s"
        " = 2.6269 nats. All scores at once: 6.1118 nats.",
        merges=0,
    ),
    Stop(
        "a loop",
        "((A B) C) D, after 3 merges: ABCD m = 4.0, s = 1.8744, m + log s = 4.6283 nats. All scores at "
        "once: 4.6283 nats.",
        merges=3,
        score=4.0,
    ),
    Stop(
        "a tree, 2",
        "(A B) (C D), after 2 merges: AB m = 3.0, s = 1.5530, m + log s = 3.4402; CD m = 6.0, s = "
        "1.0410, m + log s = 6.0402 nats. All scores at once: 6.1118 nats.",
        order="(A B) (C D)",
        merges=2,
    ),
    Stop(
        "a tree",
        "(A B) (C D), after 3 merges: ABCD m = 4.0, s = 1.8744, m + log s = 4.6283 nats. All scores at "
        "once: 4.6283 nats.",
        order="(A B) (C D)",
        merges=3,
        score=4.0,
    ),
    Stop(
        "from the end",
        "A (B (C D)), after 3 merges: ABCD m = 4.0, s = 1.8744, m + log s = 4.6283 nats. All scores at "
        "once: 4.6283 nats.",
        order="A (B (C D))",
        merges=3,
        score=4.0,
    ),
]
