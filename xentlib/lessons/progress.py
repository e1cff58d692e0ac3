"""How far a learner has come with a notebook's exercises."""

from dataclasses import dataclass

from xentlib.lessons.exercise import exercises_of
from xentlib.lessons.solved import solved


@dataclass(frozen=True)
class Progress:
    """Which exercises of a notebook are solved; it is read anew each time that it is shown.

    An exercise is solved once its feedback "Right" was shown. Where nothing is kept, as in the notebooks that
    the tests run, only the exercises' names are known.

    Parameters
    ----------
    lesson : str
        The notebook's name without its number.

    Examples
    --------
    >>> Progress("entropy")
    3 exercises: "surprisal in bits", "half the maximum", "two dice".
    """

    lesson: str

    @property
    def names(self) -> list[str]:
        """The exercises, in the notebook's order."""
        return list(exercises_of(self.lesson))

    @property
    def solved(self) -> list[str] | None:
        """Those that are solved; None where nothing is kept."""
        kept = solved()
        return None if kept is None else [name for name in self.names if name in kept]

    def __repr__(self) -> str:
        names, done = self.names, self.solved
        if done is None:
            return f"{len(names)} exercises: {quoted(names)}."
        if not (left := [name for name in names if name not in done]):
            return f"All {len(names)} exercises solved."
        those = "the one left" if len(left) == 1 else "left"
        return f"{len(done)} of {len(names)} exercises solved; {those}: {quoted(left)}."


def quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
