"""The lesson's text, the prose of notebooks 00 to 06, and the tokens that it is cut into.

``text.txt`` is frozen: it does not follow the notebooks, so that the numbers of the lesson stay.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

TEXT = Path(__file__).with_name("text.txt")
NO_PROSE = re.compile(r"\$\$.*?\$\$|^\|.*?$|<[^>]+>", re.DOTALL | re.MULTILINE)  # formulas, tables, tags
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=- |\d\. )")  # each item of a list is one, too


def prose(cells: Iterable[str]) -> str:
    """Return the paragraphs of Markdown cells, one a line, each of them once.

    A sentence that many notebooks share would else stand in the held-out text and in the training text.
    """
    paragraphs = (part for cell in cells for part in PARAGRAPH.split(NO_PROSE.sub("", cell)))
    lines = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return "\n".join(dict.fromkeys(filter(None, lines))) + "\n"


def training_and_held_out() -> tuple[str, str]:
    """Return the text in two parts: every tenth paragraph is held out, the others are to learn from."""
    paragraphs = TEXT.read_text(encoding="utf-8").splitlines(keepends=True)
    held_out = paragraphs[9::10]
    del paragraphs[9::10]
    return "".join(paragraphs), "".join(held_out)


def frequent_words(text: str, count: int) -> list[str]:
    """Return the words that stand most often in a text, each with the space before it if it has one."""
    counts = Counter(re.findall(r" ?[A-Za-z]+", text))
    return sorted(counts, key=lambda word: (-counts[word], word))[:count]


class Tokens:
    """A vocabulary: some words, and all characters, which spell what is none of these words.

    Parameters
    ----------
    characters : str
        A text that has every character which is to have a token.
    words : iterable of str
        What is to be one token each.
    """

    def __init__(self, characters: str, words: Iterable[str] = ()):
        self.vocabulary = sorted({*characters, *words})
        self.index = {token: index for index, token in enumerate(self.vocabulary)}
        longest_first = sorted(self.vocabulary, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest_first)))

    def __len__(self) -> int:
        return len(self.vocabulary)

    def cut(self, text: str) -> list[str]:
        """Return the tokens of a text, from the left, the longest that fits each time."""
        return self.pattern.findall(text)

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text by their places in the vocabulary."""
        return [self.index[token] for token in self.cut(text)]

    def decode(self, tokens: Iterable[int]) -> str:
        """Return the text that these places in the vocabulary spell."""
        return "".join(self.vocabulary[token] for token in tokens)
