"""The stops of the explorers of notebook 08: where its questions and answers point."""

from xentlib.explorers import Stop

NEXT_TOKEN = []
MERGE_BLOCKS = []
