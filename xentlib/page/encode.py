"""Frames as bytes: along a record most of a picture stays, and its numbers change a little.

A frame is cut into pieces, its SVG elements and its fields. A piece is a template, which many frames share,
and numbers, of which only the difference from the frame before is kept. Deflate then finds mostly zeros.
"""

import array
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

# No more digits than a 32-bit whole number holds, and no −0, whose sign would be lost.
NUMBER = re.compile(r"(?!-0\.0+(?!\d))-?(?:0|[1-9]\d{0,4})\.\d{1,4}(?!\d)")
ELEMENTS = re.compile(r"(?<=>)(?=<)")
END = "\x1f"  # of a field; in a template a number with n decimals is the character n

Piece = tuple[int, tuple[int, ...]]  # the template's place in the list of all, and the numbers


class Encoder:
    """Takes frames, one after another, and writes them down.

    Attributes
    ----------
    templates : dict of str to int
        All that have been seen, each with its place.
    count : int
        How many frames there are.
    """

    def __init__(self):
        self.templates: dict[str, int] = {}
        self.pieces: dict[str, Piece] = {}
        self.before: list[Piece] = []
        self.stream = array.array("q")
        self.count = 0

    def add(self, fields: Sequence[str]) -> None:
        """Write down a frame: for each piece its template and its numbers, less those of the frame before."""
        pieces = [self.piece(text) for field in fields for text in ELEMENTS.split(field + END)]
        self.stream.append(len(pieces))
        for index, (template, numbers) in enumerate(pieces):
            last, old = self.before[index] if index < len(self.before) else (-1, ())
            self.stream.append(template - last)
            # of another outline each place is told from the one before it, x from x and y from y
            old = old if template == last else (0, 0, *numbers)
            self.stream.extend([new - each for new, each in zip(numbers, old, strict=False)])
        self.before = pieces
        self.count += 1

    def piece(self, text: str) -> Piece:
        """Take an element, or a field, apart into its template and its numbers."""
        if text not in self.pieces:
            found = NUMBER.findall(text)
            decimals = [*(chr(len(number) - number.index(".") - 1) for number in found), ""]
            template = "".join(map("".join, zip(NUMBER.split(text), decimals, strict=True)))
            place = self.templates.setdefault(template, len(self.templates))
            self.pieces[text] = place, tuple(int(number.replace(".", "")) for number in found)
        return self.pieces[text]

    def compressed(self, head: dict[str, Any]) -> bytes:
        """Return all frames, with this JSON in front of them.

        Parameters
        ----------
        head : dict
            What the page must know of the frames.

        Returns
        -------
        bytes
            In zlib's format: the length of the JSON in four bytes, little end first, the JSON, the numbers.
        """
        text = json.dumps(head | {"templates": list(self.templates)}, ensure_ascii=False).encode()
        return zlib.compress(len(text).to_bytes(4, "little") + text + varints(self.stream), 9)


def varints(numbers: Iterable[int]) -> bytes:
    """Write whole numbers in as many bytes as they need, seven bits a byte, those near 0 in one.

    Parameters
    ----------
    numbers : iterable of int
        From −2³³ to 2³³.

    Returns
    -------
    bytes
        Each number's 2n, or −2n − 1 below 0, lowest bits first; a set eighth bit says that more follow.

    Examples
    --------
    >>> varints([0, -1, 1, 64]).hex(" ")
    '00 01 02 80 01'
    """
    n = np.array(numbers, dtype=np.int64)
    places = np.where(n < 0, -2 * n - 1, 2 * n)[:, None] >> 7 * np.arange(5)
    more = np.c_[places[:, 1:], np.zeros(len(n), int)] > 0
    used = np.c_[np.ones(len(n), bool), places[:, 1:] > 0]
    return (places % 128 + 128 * more)[used].astype(np.uint8).tobytes()
