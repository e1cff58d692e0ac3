"""Huffman codes: decodable, and no code is shorter in the mean."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib import entropy, normalize
from xentlib.lessons.entropy.huffman import huffman_code

weights = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


def mean_length(p, words):
    return math.fsum(mass * len(word) for mass, word in zip(p, words, strict=True) if word is not None)


@given(weights)
def test_no_word_begins_another_and_what_never_comes_has_none(weights):
    words = huffman_code(normalize(weights))
    assert [word is None for word in words] == [weight == 0 for weight in weights]
    used = [word for word in words if word is not None]
    assert not any(other.startswith(word) for word, other in itertools.permutations(used, 2))


@given(weights)
def test_the_mean_length_is_between_the_entropy_and_one_bit_more(weights):
    p = normalize(weights)
    assert entropy(p, base=2) - 1e-9 <= mean_length(p, huffman_code(p)) < entropy(p, base=2) + 1


@given(st.lists(st.integers(1, 50), min_size=2, max_size=5))
def test_no_prefix_code_is_shorter(weights):
    """Kraft: prefix codes are the lengths with Σ 2^−length ≤ 1. Five outcomes never need more than four."""
    p = normalize(weights)
    lengths = itertools.product(range(1, 5), repeat=len(p))
    least = min(float(p @ some) for some in lengths if kraft(some))
    assert mean_length(p, huffman_code(p)) == pytest.approx(least)


def kraft(lengths):
    return sum(2.0**-length for length in lengths) <= 1


def test_a_lone_outcome_needs_no_digit():
    assert huffman_code([0.0, 1.0, 0.0]) == [None, "", None]


def test_the_same_distribution_always_gets_the_same_code():
    assert huffman_code([0.25] * 4) == ["00", "01", "10", "11"]


def test_what_is_no_distribution_is_refused():
    with pytest.raises(ValueError, match="sums to"):
        huffman_code([0.5, 0.6])


def test_a_matrix_is_refused_by_its_shape():
    with pytest.raises(ValueError, match=r"p has shape \(2, 2\); expected \(C,\), one probability for each"):
        huffman_code([[0.5, 0.5], [0.25, 0.75]])
