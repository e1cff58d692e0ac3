"""Records, for tests: a record in short, and what its files say, decoded without the page's JavaScript."""

import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from xentlib.explorers import Explorer
from xentlib.page import record, sheets

FIELDS = ("handles", "places", "sentence", "feedback", "definitions", "animated")
PLACE = re.compile("[\x01-\x04]")


def in_short(monkeypatch, most: int) -> None:
    """Let a record have a few values only along each control; the code that makes it is the same."""

    def some(line: Sequence) -> list:
        return [line[i * (len(line) - 1) // (most - 1)] for i in range(most)] if len(line) > most else line

    def short(explorer: Explorer) -> list[list[sheets.Sheet]]:
        first, *others = sheets.sheets(explorer)
        if len(first) == 1 and not others:  # the only sheet has all stops
            return [[shortened(first[0], explorer.states)]]
        return [[shortened(sheet, [sheet.state]) for sheet in chunk] for chunk in (first, *others)]

    def shortened(sheet: sheets.Sheet, states: list[dict[str, Any]]) -> sheets.Sheet:
        axes = {
            name: with_values(line, [state[name] for state in states]) for name, line in sheet.axes.items()
        }
        return sheets.Sheet(sheet.stop, sheet.state, axes, sheet.part)

    def with_values(line: Sequence, values: list) -> list:
        kept = some(line)
        return [each for each in line if each in kept or each in values]

    monkeypatch.setattr(record, "sheets", short)


def decoded(file: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What stands in front of a file's frames, and what each frame tells."""
    text = re.fullmatch(r'\(window\.xentRecords \?\?= \{\}\)\["(.*)"\] = "(.*)";\n', file.read_text())
    assert text[1] == file.stem
    data = zlib.decompress(base64.b64decode(text[2]))
    end = 4 + int.from_bytes(data[:4], "little")
    head = json.loads(data[4:end])
    return head, list(frames(head["templates"], list(numbers(data[end:]))))


def numbers(data: bytes) -> Iterator[int]:
    number = scale = 0
    for byte in data:
        number, scale = number + (byte % 128 << scale), scale + 7
        if byte < 128:
            yield -(number + 1) // 2 if number % 2 else number // 2
            number = scale = 0


def frames(templates: list[str], stream: list[int]) -> Iterator[dict[str, Any]]:
    before, place = [], 0
    while place < len(stream):
        pieces, count, place = [], stream[place], place + 1
        for index in range(count):
            last, old = before[index] if index < len(before) else (-1, [])
            template, place = last + stream[place], place + 1
            found = []
            for i in range(len(PLACE.findall(templates[template]))):
                base = old[i] if template == last else found[i - 2] if i > 1 else 0
                found.append(base + stream[place + i])
            place += len(found)
            pieces.append((template, found))
        before = pieces
        text = "".join(filled(templates[template], found) for template, found in pieces)
        yield dict(zip(FIELDS, text.split("\x1f"), strict=False))


def filled(template: str, found: list[int]) -> str:
    """A template with its numbers."""
    left = iter(found)

    def written(sign: re.Match) -> str:
        number, digits = next(left), ord(sign[0])
        whole, part = divmod(abs(number), 10**digits)
        return f"{'-' * (number < 0)}{whole}.{part:0{digits}}"

    return PLACE.sub(written, template)
