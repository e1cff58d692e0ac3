"""A small language model: from the last tokens the scores of the next, by a network with one hidden layer."""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from xentlib.explorers import live

BEFORE = 4  # tokens that the model sees
WIDTH, HIDDEN = 24, 128
STEPS, BATCH, RATE = 1500, 256, 0.005


def network(classes: int) -> nn.Sequential:
    """Return the model before training, with a score for each of so many tokens."""
    return nn.Sequential(
        nn.Embedding(classes, WIDTH),
        nn.Flatten(),
        nn.Dropout(0.1),
        nn.Linear(BEFORE * WIDTH, HIDDEN),
        nn.ReLU(),
        nn.Dropout(0.1),
        nn.Linear(HIDDEN, classes),
    )


def windows(tokens: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Return what stands before each token but the first few, (N, 4), and these tokens, (N,)."""
    rows = torch.tensor(tokens).unfold(0, BEFORE + 1, 1)
    return rows[:, :BEFORE], rows[:, BEFORE]


def train(tokens: Sequence[int], classes: int, *, seed: int = 0) -> nn.Sequential:
    """Return a model that has learned these tokens, by their cross-entropy."""
    torch.manual_seed(seed)
    model, (before, target) = network(classes), windows(tokens)
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=STEPS)
    with live(STEPS) as advance:
        for _ in range(STEPS):
            batch = torch.randint(len(target), (BATCH,))
            loss = F.cross_entropy(model(before[batch]), target[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rates.step()
            advance()
    return model.eval()


@torch.no_grad()
def loss(model: nn.Module, tokens: Sequence[int]) -> float:
    """Return the mean loss of a model on these tokens, in nats a token; the first few are only read."""
    before, target = windows(tokens)
    return F.cross_entropy(model(before), target).item()


def drawn(q: Tensor) -> Tensor:
    """Return a class, drawn from these probabilities."""
    return torch.multinomial(q, 1)


@torch.no_grad()
def continued(
    model: nn.Module, tokens: Sequence[int], count: int, choose: Callable[[Tensor], Tensor] = drawn
) -> list[int]:
    """Return tokens with so many after them, each chosen by what the model gives to the next."""
    tokens = list(tokens)
    for _ in range(count):
        (q,) = model(torch.tensor([tokens[-BEFORE:]])).softmax(1)
        tokens.append(choose(q).item())
    return tokens
