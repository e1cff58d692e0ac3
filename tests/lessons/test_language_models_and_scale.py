"""Notebook 08: its tokens, the loss in blocks and in processes, and what stands frozen beside it."""

import itertools
import os

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from xentlib.lessons import check
from xentlib.lessons.language_models_and_scale import (
    blocks,
    counting,
    freeze,
    memory,
    model,
    next_token,
    processes,
    text,
)


def test_prose_leaves_out_tables_formulas_and_tags_and_what_stood_before():
    cells = [
        "# Title\n\nOne\nparagraph.\n\n| a | b |\n|---|---|\n\n$$ x\n= y $$",
        "One paragraph.\n\n- <b>two</b>\n- three",
    ]
    assert text.prose(cells) == "# Title\nOne paragraph.\n- two\n- three\n"


def test_the_held_out_paragraphs_are_every_tenth_and_stand_nowhere_else():
    training, held_out = (part.splitlines() for part in text.training_and_held_out())
    assert not set(training) & set(held_out)
    whole = text.TEXT.read_text(encoding="utf-8").splitlines()
    assert held_out == whole[9::10] and sorted(training + held_out) == sorted(whole)


def test_tokens_are_words_where_there_are_and_characters_elsewhere():
    tokens = text.Tokens("a cat at a mat", [" cat", "cat", " a"])
    assert tokens.cut("a cat at a cam") == ["a", " cat", " a", "t", " a", " ", "c", "a", "m"]
    assert tokens.decode(tokens.encode("mat at cat")) == "mat at cat"
    assert text.frequent_words("so it is, it is so. It is", 2) == [" is", " it"]


def test_the_vocabulary_spells_the_whole_text():
    tokens = next_token.tokens()
    for part in text.training_and_held_out():
        assert tokens.decode(tokens.encode(part)) == part


def test_the_stored_scores_are_a_models_that_has_learned():
    tokens = next_token.tokens()
    assert np.load(next_token.FILE).shape == (len(next_token.STARTS), len(tokens))
    scores = next_token.scores(" the cross")
    assert tokens.vocabulary[scores.argmax()] == "-"
    assert -F.log_softmax(torch.tensor(scores), 0)[tokens.index["-"]] < 0.5


def test_scores_are_frozen_in_the_order_of_their_beginnings(monkeypatch):
    monkeypatch.setattr(model, "STEPS", 30)
    monkeypatch.setattr(next_token, "STARTS", next_token.STARTS[:2])
    first = freeze.scores()
    monkeypatch.setattr(next_token, "STARTS", next_token.STARTS[1::-1])
    np.testing.assert_allclose(freeze.scores(), first[::-1], atol=0.02)


def test_windows_give_each_token_with_those_before_it():
    before, target = model.windows(range(10))
    assert before.tolist()[0] == [0, 1, 2, 3] and target.tolist() == [4, 5, 6, 7, 8, 9]
    assert before.tolist()[-1] == [5, 6, 7, 8]


def problem(dtype=torch.float64, shift=0.0):
    torch.manual_seed(0)
    x, weight = torch.randn(7, 5, dtype=dtype), torch.randn(23, 5, dtype=dtype)
    x[:, 0], weight[:, 0] = 1.0, weight[:, 0] + shift
    return x.requires_grad_(), weight.requires_grad_(), torch.randint(23, (7,))


def loss_and_gradients(loss, x, weight, target, *args):
    nats = loss(x, weight, target, *args)
    return nats, *torch.autograd.grad(3 * nats, (x, weight))


def by_torch(x, weight, target):
    return F.cross_entropy(x @ weight.T, target)


@pytest.mark.parametrize("shift", [0.0, 1000.0, -1000.0])
@pytest.mark.parametrize("block", [1, 4, 23, 100])
def test_the_loss_in_blocks_is_torchs_with_its_gradients(block, shift):
    given = problem(shift=shift)
    found = loss_and_gradients(blocks.linear_cross_entropy, *given, block)
    for ours, theirs in zip(found, loss_and_gradients(by_torch, *given), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12 + 1e-13 * abs(shift))


def test_in_float32_it_is_within_a_millionth():
    given = problem(torch.float32)
    found = loss_and_gradients(blocks.linear_cross_entropy, *given, 4)
    for ours, theirs in zip(found, loss_and_gradients(by_torch, *given), strict=True):
        assert ours.dtype == torch.float32 and torch.dist(ours, theirs) < 1e-6 * theirs.norm()


def test_the_merge_is_associative_and_commutative():
    x, weight, target = problem(shift=500.0)
    parts = [blocks.see(x, rows, target - first) for first, rows in blocks.in_blocks(weight, 9)]
    whole = blocks.see(x, weight, target)
    for a, b, c in itertools.permutations(parts):
        for merged in (blocks.merge(blocks.merge(a, b), c), blocks.merge(a, blocks.merge(b, c))):
            for ours, theirs in zip(merged, whole, strict=True):
                torch.testing.assert_close(ours, theirs, rtol=1e-13, atol=0.0)


def test_the_memory_is_that_of_a_block_and_of_the_answer():
    x, weight = torch.randn(64, 8).requires_grad_(), torch.randn(8192, 8).requires_grad_()
    target, table = torch.randint(8192, (64,)), 4 * 64 * 8192
    _, whole = memory.peak(loss_and_gradients, by_torch, x, weight, target)
    _, part = memory.peak(loss_and_gradients, blocks.linear_cross_entropy, x, weight, target, 512)
    assert whole >= 2.9 * table
    assert weight.nbytes <= part <= weight.nbytes + 3 * table * 512 / 8192


def test_a_peak_is_what_there_is_at_most_and_not_what_there_was_in_all():
    def one_after_the_other():
        return sum(torch.ones(1000, dtype=torch.float64).sum() for _ in range(5))

    result, most = memory.peak(one_after_the_other)
    assert result == 5000 and 8000 <= most < 9000


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """What small sizes come to, by name of the way and number of processes; all in folders with a space."""
    folder = tmp_path_factory.mktemp("a folder")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("TMPDIR", str(folder))
        found = processes.measure(2, 4, rows=24, width=8, classes=4096)
    assert os.listdir(folder) == [], "what the processes have written for each other is gone"
    return {(run["way"], run["processes"]): run for run in found}


def test_each_way_runs_in_each_number_of_processes(runs):
    everywhere = set(itertools.product(("blocks", "loss_parallel"), (1, 2, 4)))
    assert set(runs) == everywhere | {("one table", 1)}


def test_all_ways_give_the_loss_and_gradients_of_one_process(runs):
    generator = torch.Generator().manual_seed(8)
    x, weight = (torch.randn(n, 8, dtype=torch.float64, generator=generator) for n in (24, 4096))
    right = F.cross_entropy(x @ weight.T / 8**0.5, torch.randint(4096, (24,), generator=generator))
    for run in runs.values():
        assert run["loss"] == pytest.approx(right.item(), abs=1e-12)
        assert run["off"] < 1e-12 and run["gradient off"] < 1e-12


def test_a_process_hands_over_three_numbers_a_row_and_the_gradient_of_x(runs):
    for (_, count), run in runs.items():
        assert run["handed"] == (8 * 24 * (3 + 8) if count > 1 else 0)


def test_memory_falls_with_the_number_of_processes(runs):
    for way in ("blocks", "loss_parallel"):
        peaks = [runs[way, count]["peak"] for count in (1, 2, 4)]
        assert peaks == sorted(peaks, reverse=True) and peaks[2] < peaks[0]
    assert runs["blocks", 1]["peak"] < runs["one table", 1]["peak"] < runs["loss_parallel", 1]["peak"]


def test_a_process_that_fails_ends_all_and_is_told():
    with pytest.raises(RuntimeError, match="Trying to create tensor with negative dimension"):
        processes.measure(2, rows=-1)


def test_what_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(processes, "SECONDS", 0.1)
    with pytest.raises(processes.subprocess.TimeoutExpired):
        processes.measure()


def test_classes_that_cannot_be_shared_out_are_refused():
    with pytest.raises(ValueError, match="50257 must be a multiple"):
        processes.measure(2, classes=50257)


def test_what_is_counted_is_a_distribution_and_the_longest_memory_says_most():
    counts, alphabet = counting.followers("abracadabra"), sorted({*"abracadabra", "z"})
    for before in ("", "a", "abr", "cadabra", "zz", "za"):
        q = {each: counting.probability(counts, before, each, len(alphabet)) for each in alphabet}
        assert sum(q.values()) == pytest.approx(1, abs=1e-12) and min(q.values()) > 0
        seen = [each for each in alphabet if before + each in "abracadabra"]
        assert not seen or max(q, key=q.get) in seen


def test_ten_tokens_after_another_text_are_told_which_one_is_meant():
    controls = {"temperature": 3.0, "top_k": 12, "top_p": 1.0}
    assert (
        'Choose the text "The loss of the".'
        in check("as uncertain as ten", {"start": " the cross"} | controls).text
    )


@pytest.mark.parametrize("first", [True, False])
def test_a_merge_that_fails_with_an_empty_block_is_not_right(first):
    def merge(m1, s1, m2, s2):
        if (m1 if first else m2) == -np.inf:
            return np.nan, np.nan
        m = max(m1, m2)
        return m, s1 * np.exp(m1 - m) + s2 * np.exp(m2 - m)

    assert "-inf" in check("merge two blocks", merge).text


def test_a_text_is_continued_by_the_likeliest_token_or_by_draws():
    torch.manual_seed(0)
    network = model.network(11).eval()
    tokens = model.continued(network, [1, 2, 3, 4], 30, torch.argmax)
    before, after = model.windows(tokens)
    assert network(before).argmax(1).tolist() == after.tolist()
    assert len({tuple(model.continued(network, [1, 2, 3, 4], 30)) for _ in range(3)}) == 3
