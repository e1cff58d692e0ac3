"""The exercises of notebook 08."""

import math

import numpy as np

from xentlib.lessons.exercise import Exercise, NotAnAnswer
from xentlib.lessons.language_models_and_scale.next_token import STARTS, left, scores
from xentlib.measures import perplexity


def perplexity_left(values):
    """Return the perplexity of what the explorer's controls leave, after the text that the exercise names."""
    if values["start"] != STARTS[0]:
        raise NotAnAnswer(f'what is left after "{values["start"]}". Choose the text "{STARTS[0]}".')
    z = scores(values["start"])
    return perplexity(left(z, values["temperature"], values["top_k"], values["top_p"])[1])


def merged(m1, s1, m2, s2):
    """Return m and s of two blocks."""
    m = max(m1, m2)
    return m, s1 * math.exp(m1 - m) + s2 * math.exp(m2 - m)


def merged_to(choose):
    """Return a merge whose new m is chosen of the two in this way."""

    @np.errstate(over="ignore", invalid="ignore")
    def turn(m1, s1, m2, s2):
        m = choose(m1, m2)
        return m, s1 * np.exp(m1 - m) + s2 * np.exp(m2 - m)

    return turn


@np.errstate(over="ignore", invalid="ignore")
def scaled_the_wrong_way(m1, s1, m2, s2):
    m = max(m1, m2)
    return m, s1 * np.exp(m - m1) + s2 * np.exp(m - m2)


@np.errstate(all="ignore")
def by_plain_exps(m1, s1, m2, s2):
    return max(m1, m2), (s1 * np.exp(m1) + s2 * np.exp(m2)) / np.exp(max(m1, m2))


@np.errstate(over="ignore")
def plain_sums(m1, s1, m2, s2):
    return max(m1, m2), s1 * np.exp(m1) + s2 * np.exp(m2)


def log_sum_exp(*blocks):
    m, s = merged(*blocks)
    return m + math.log(s)


EXERCISES = {
    "bits per character": Exercise(
        answer=lambda nats, tokens, characters: nats / np.log(2) * tokens / characters,
        cases=((3.5, 5000, 10000), (2.0, 300, 300), (1.0, 20, 110)),
        wrong={
            "That is nats a character: divide by log 2.": (
                lambda nats, tokens, characters: nats * tokens / characters
            ),
            "That is bits a token; a character has tokens / characters of them.": (
                lambda nats, tokens, characters: nats / np.log(2)
            ),
            "Upside down: all tokens together carry nats · tokens, shared out among the characters.": (
                lambda nats, tokens, characters: nats / np.log(2) * characters / tokens
            ),
            "A nat is more than a bit, so the number of bits is the larger one: divide by log 2.": (
                lambda nats, tokens, characters: nats * np.log(2) * tokens / characters
            ),
            "That is the perplexity of a token.": lambda nats, tokens, characters: np.exp(nats),
            "That is the perplexity of a character; its log₂ is asked for.": (
                lambda nats, tokens, characters: np.exp(nats * tokens / characters)
            ),
            "That is what the whole text costs; share it out among the characters.": (
                lambda nats, tokens, characters: nats / np.log(2) * tokens
            ),
            "That is one token shared out among all characters: the text has more tokens than one.": (
                lambda nats, tokens, characters: nats / np.log(2) / characters
            ),
            "Nats are logarithms already. From one base to the other they are divided by log 2.": (
                lambda nats, tokens, characters: np.log2(nats) * tokens / characters
            ),
            "Upside down, and in nats: the text costs nats · tokens, and a nat is 1 / log 2 bits.": (
                lambda nats, tokens, characters: nats * characters / tokens
            ),
        },
        unit="bits a character",
    ),
    "as uncertain as ten": Exercise(
        answer=lambda: 10.0,
        measure=perplexity_left,
        controls=("start", "temperature", "top_k", "top_p"),
        unit="tokens",
        tolerance=0.2,
    ),
    "merge two blocks": Exercise(
        answer=merged,
        cases=(
            (3.0, 1.5, 1.0, 2.0),
            (0.0, 1.0, 1000.0, 2.0),
            (-1000.0, 1.0, -1001.0, 3.0),
            (-math.inf, 0.0, 2.0, 1.5),  # a block without scores, and then as the other one
            (2.0, 1.5, -math.inf, 0.0),
        ),
        wrong={
            "Each s is counted from its own m: bring both to the larger m before you add.": (
                lambda m1, s1, m2, s2: (max(m1, m2), s1 + s2)
            ),
            "The sign: exp(old m − new m), which is at most 1.": scaled_the_wrong_way,
            "The new m is the larger one: with the first, exp overflows if the second is far above.": (
                merged_to(lambda m1, m2: m1)
            ),
            "The new m is the larger one: with the second, exp overflows if the first is far above.": (
                merged_to(lambda m1, m2: m2)
            ),
            "The smaller m is the wrong end: exp overflows, as it does without any shift.": merged_to(min),
            "That undoes the shift, and exp overflows: take the difference of the m first.": by_plain_exps,
            "That is the log-sum-exp of both. Asked for is the pair m, s, from which one can go on.": (
                log_sum_exp
            ),
            "That is s alone. Give the pair m, s, from which one can go on.": lambda *blocks: merged(*blocks)[
                1
            ],
            "First m, then s.": lambda *blocks: merged(*blocks)[::-1],
            "That is log s. The pair has s itself; the log is taken once, at the end.": lambda *blocks: (
                merged(*blocks)[0],
                math.log(merged(*blocks)[1]),
            ),
            "Only the block with the larger m is in it. The other adds s · exp(its m − the new m).": (
                lambda m1, s1, m2, s2: max((m1, s1), (m2, s2))
            ),
            "Maxima merge by max, sums do not: bring both s to the larger m, then add.": (
                lambda m1, s1, m2, s2: (max(m1, m2), max(s1, s2))
            ),
            "That adds both S, plain sums of exps, which overflow. Bring each s to the new m.": plain_sums,
            "Which s is scaled depends on which m is the smaller one; here it is always the second.": (
                lambda m1, s1, m2, s2: (max(m1, m2), s1 + s2 * math.exp(-abs(m1 - m2)))
            ),
        },
        relative=1e-9,
    ),
}
