"""What is measured of a network that learns the digits."""

from collections.abc import Callable
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
    """

    training_loss: float
    loss: float
    accuracy: float
    norm: float


def measure(model: nn.Module, loss: Callable, digits: dict[str, tuple[Tensor, Tensor]]) -> Measure:
    """Measure a network on the training digits and on the test digits; it stays as it is."""
    (x, y), (test_x, test_y) = digits["training"], digits["test"]
    training_loss = loss(model(x), y)
    slopes = torch.autograd.grad(training_loss, tuple(model.parameters()))
    with torch.no_grad():
        z = model(test_x)
        right = (z.argmax(1) == test_y).double().mean()
        norm = torch.cat([slope.flatten() for slope in slopes]).norm()
        return Measure(*(float(each) for each in (training_loss, loss(z, test_y), right, norm)))
