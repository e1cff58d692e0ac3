"""How a number is written in a sentence, on a picture and in feedback."""

import math
import string
from decimal import Decimal

BASE = {"bits": 2.0, "nats": math.e}  # of the logarithm, for each unit


def format_number(value: float | Decimal, spec: str = ".4f") -> str:
    """Write a number as print does: ∞ as a sign, a minus as long as a plus, and no sign before zeros.

    Parameters
    ----------
    value : float or Decimal
        The number; a Decimal where a float would be 0.
    spec : str
        Python's format specification: ".4f" for four decimals, "+.2f" with a sign, ".3g" for three digits.

    Returns
    -------
    The text.

    Examples
    --------
    >>> format_number(-0.5), format_number(-0.00001), format_number(float("-inf"), ".2f")
    ('−0.5000', '0.0000', '−∞')
    >>> format_number(0.25, "+.2f"), format_number(0.001, "+.2f"), format_number(1e-5, ".3g")
    ('+0.25', '0.00', '1e−05')
    """
    sign = "+" if spec.startswith("+") else ""
    text = format(float(value) or value, f"{sign}z{spec.removeprefix('+')}")
    if not text.strip("+0."):
        text = text.removeprefix("+")
    return text.replace("-", "−").replace("inf", "∞")


def format_numbers(template: str, *numbers: float | Decimal, spec: str = ".4f") -> str:
    """Put numbers into a template, each written as by `format_number`.

    Parameters
    ----------
    template : str
        A text with a field for each number: "{:.2f}", or "{}" where `spec` is to be taken.
    *numbers : float or Decimal
        What is put into the fields, in their order.
    spec : str
        Python's format specification for every field that names none.

    Returns
    -------
    The text.

    Examples
    --------
    >>> format_numbers("slope {} at x = {:.1f}", -0.5, -0.01)
    'slope −0.5000 at x = 0.0'
    """
    return _NumberFormatter(spec).format(template, *numbers)


def format_count(count: int, noun: str) -> str:
    """Write how many there are of something whose plural ends in s.

    Parameters
    ----------
    count : int
        How many, at least 0.
    noun : str
        One of them.

    Returns
    -------
    The text.

    Examples
    --------
    >>> format_count(0, "step"), format_count(1, "step"), format_count(2, "step")
    ('0 steps', '1 step', '2 steps')
    """
    return f"{count:.0f} {noun}" if count == 1 else f"{count:.0f} {noun}s"


class _NumberFormatter(string.Formatter):
    """`str.format`, but for how a number is written."""

    def __init__(self, spec: str):
        self.spec = spec

    def format_field(self, value: float | Decimal, format_spec: str) -> str:
        return format_number(value, format_spec or self.spec)
