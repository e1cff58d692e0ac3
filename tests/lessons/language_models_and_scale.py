"""Notebook 08. What is drawn is reckoned again in loops, from the stored scores and by plain sums."""

import itertools
import math
import re

import numpy as np
import pytest

from xentlib.explorers.artists import heights_of
from xentlib.lessons.language_models_and_scale import next_token, pictures


def softmax_by_loops(scores, temperature):
    largest = max(scores)
    e = [math.exp((score - largest) / temperature) for score in scores]
    total = math.fsum(e)
    return [each / total for each in e]


def left_by_loops(q, top_k, top_p):
    """The tokens that are left, with what they share, the likeliest first."""
    likeliest = sorted(range(len(q)), key=lambda token: -q[token])[:top_k]
    whole, kept, cut_off = math.fsum(q[token] for token in likeliest), list(likeliest), 0.0
    while (cut_off := cut_off + q[kept[-1]] / whole) <= 1 - top_p:
        kept.pop()
    total = math.fsum(q[token] for token in kept)
    return {token: q[token] / total for token in kept}


def check_next_token(picture, sentence, start, temperature, top_k, top_p, sample):
    q = softmax_by_loops(next_token.scores(start).tolist(), temperature)
    kept = left_by_loops(q, top_k, top_p)
    first = sorted(range(len(q)), key=lambda token: -next_token.scores(start)[token])[:12]
    np.testing.assert_allclose(heights_of(picture.whole), [q[token] for token in first], atol=1e-9)
    np.testing.assert_allclose(heights_of(picture.bars), [kept.get(token, 0) for token in first], atol=1e-9)
    together = list(itertools.accumulate(left_by_loops(q, top_k, 1).values()))[:12]
    np.testing.assert_allclose(picture.together.get_ydata()[:-1], together, atol=1e-9)
    assert picture.level.get_ydata() == [top_p, top_p] and picture.top_p.get_ydata() == [top_p]
    vocabulary = [token.replace(" ", "␣").replace("\n", "↵") for token in next_token.tokens().vocabulary]
    assert [name.get_text() for name in picture.names] == [vocabulary[token] for token in first]
    uncertainty = math.exp(-math.fsum(share * math.log(share) for share in kept.values() if share))
    assert sentence.startswith(f"{start.replace(' ', '␣')} … ")
    said = f"{len(kept)} of 430 tokens left, perplexity {uncertainty:.2f}."
    assert said in sentence and f"T = {temperature:.2f} nats: " in sentence
    drawn = picture.drawn.get_text().split()[1:]
    assert f"Draws: {', '.join(drawn)}." in sentence
    assert drawn == [vocabulary[token] for token in draws(kept, picture.uniform[sample - 1])]


def draws(kept, uniform):
    """For each number from 0 to 1 the first token at which the running sum passes it."""
    for number in uniform:
        sums = zip(kept, itertools.accumulate(kept.values()), strict=True)
        yield next(token for token, total in sums if total > number)


BLOCKS = {
    "((A B) C) D": ("AB", "ABC", "ABCD"),
    "(A B) (C D)": ("AB", "CD", "ABCD"),
    "A (B (C D))": ("CD", "BCD", "ABCD"),
}


def check_merge_blocks(picture, sentence, order, merges, score):
    scores = dict(zip("ABCD", ((1, 2), (0, 3), (score, 1), (2.5, 0.5)), strict=True))
    np.testing.assert_allclose(heights_of(picture.bars), [each for pair in scores.values() for each in pair])
    blocks = list("ABCD")
    for merged in BLOCKS[order][:merges]:
        blocks = sorted([block for block in blocks if block not in merged] + [merged])
    states = re.findall(r"(\w+) m = (\S+), s = (\S+), m \+ log s = (\S+?)(?:;| nats)", sentence)
    assert [name for name, *_ in states] == blocks
    for name, *numbers in states:
        inside = [each for block in name for each in scores[block]]
        total = math.fsum(math.exp(each - max(inside)) for each in inside)
        right = max(inside), total, max(inside) + math.log(total)
        for number, value in zip(numbers, right, strict=True):
            assert float(number.replace("−", "-")) == pytest.approx(
                value, abs=0.0501 if number == numbers[0] else 6e-5
            )
    whole = math.log(math.fsum(math.exp(each) for pair in scores.values() for each in pair))
    assert sentence.startswith(f"{order}, after {merges} merge")
    assert sentence.endswith(f"All scores at once: {whole:.4f} nats.")


RIGHT = {pictures.NextToken: check_next_token, pictures.MergeBlocks: check_merge_blocks}


def merged_by_loops(m1, s1, m2, s2):
    m = m1 if m1 > m2 else m2
    return [m, s1 * math.exp(m1 - m) + s2 * math.exp(m2 - m)]


LOOPED = {
    "bits per character": lambda nats, tokens, characters: math.log2(math.exp(nats)) * tokens / characters,
    "merge two blocks": merged_by_loops,
}
