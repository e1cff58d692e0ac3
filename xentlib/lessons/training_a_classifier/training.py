"""What is measured of a network that learns the digits."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Measure(NamedTuple):
    """What a network is worth at one moment.

    Attributes
    ----------
    training_loss, loss : float
        The mean loss over the training digits and over the test digits, in the loss's own unit.
    accuracy : float
        The share of the test digits whose own class has the highest score.
    norm : float
        The length of the gradient of the training loss in all weights together.
    classes : int
        How many classes it says of at least one test digit.
    """

    training_loss: float
    loss: float
    accuracy: float
    norm: float
    classes: int


def measure(model: nn.Module, loss: Callable, digits: dict[str, tuple[Tensor, Tensor]]) -> Measure:
    """Measure a network on the training digits and on the test digits; it stays as it is."""
    (x, y), (test_x, test_y) = digits["training"], digits["test"]
    training_loss = loss(model(x), y)
    slopes = torch.autograd.grad(training_loss, tuple(model.parameters()))
    with torch.no_grad():
        z = model(test_x)
        said = z.argmax(1)
        norm = torch.cat([slope.flatten() for slope in slopes]).norm()
        numbers = training_loss, loss(z, test_y), (said == test_y).double().mean(), norm
        return Measure(*(number.item() for number in numbers), len(said.unique()))


def best_temperature(z: Tensor, y: Tensor) -> float:
    """Return by what the scores z are to be divided, 0.2 to 4, so that they cost least where y is true."""
    temperatures = torch.linspace(0.2, 4, 381)
    return min(temperatures.tolist(), key=lambda T: nn.functional.cross_entropy(z / T, y).item())


def report(models: Iterable[nn.Module], loss: Callable, digits: dict[str, tuple[Tensor, Tensor]]) -> str:
    """Train to the last of these models; tell its loss, how sure and how right it is, and its best T."""
    *_, model = models
    measured = measure(model, loss, digits)
    (x, y), (test_x, _) = digits["validation"], digits["test"]
    with torch.no_grad():
        sure = model(test_x).softmax(1).max(1).values.mean()
        T = best_temperature(model(x), y)
    shares = f"sure {sure:.0%}, right {measured.accuracy:.0%}; best T {T:.2f}"
    return f"training loss {measured.training_loss:.2f} nats; test digits: {shares}"


def fit_line(x: Tensor, y: Tensor, weight: Tensor) -> nn.Linear:
    """Return the linear model with the least cross-entropy: it is convex, so that there is one, and no seed.

    Parameters
    ----------
    x : torch.Tensor, shape (N, K)
        The features.
    y : torch.Tensor of int64, shape (N,)
        The classes, 0 to C − 1.
    weight : torch.Tensor, shape (C,)
        The weight of each class in the loss.

    Returns
    -------
    torch.nn.Linear
        From K features to C scores.
    """
    model = nn.Linear(x.shape[1], len(weight)).double()
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    exact = {
        "max_iter": 1000,
        "tolerance_grad": 1e-9,
        "tolerance_change": 0,
        "line_search_fn": "strong_wolfe",
    }
    optimizer = torch.optim.LBFGS(model.parameters(), **exact)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y, weight=weight)
        loss.backward()
        return loss

    optimizer.step(closure)
    return model
