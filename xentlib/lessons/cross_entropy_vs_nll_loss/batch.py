"""The argument laboratory's batch: three pictures, by their scores, and their targets of both kinds."""

CLASSES = ("cat", "dog", "bird")
LOGITS = ((2.0, 0.5, 0.1), (0.1, 0.2, 0.9), (0.3, 0.8, 0.2))  # a row for each picture
TARGETS = {
    "class indices": (0, 2, 0),
    "class probabilities": ((0.8, 0.1, 0.1), (0.0, 0.3, 0.7), (0.5, 0.5, 0.0)),
}
