"""A learner's own copy of the course: it follows the course and loses nothing of the learner's.

A file is the course's if it is one of the course's versions; their digests are written down before the files,
so that a start that ends half-way leaves none unknown. Every other file is the learner's, and is neither
written to nor removed. A notebook that was opened, and no more, is still the course's; one that was run, with
its outputs, is the learner's.

A file gets its name when it is whole and on the disk, and only a name that nobody has. One whose place a
newer version takes is set aside first and judged there once more: who saves in that moment makes a new file.
"""

import contextlib
import hashlib
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

OWN = ".xent"  # the hidden folder by which a learner's folder is known


def follow(course: Path, work: Path) -> list[str]:
    """Bring a learner's folder up to the course, as the user who calls it.

    Parameters
    ----------
    course : pathlib.Path
        The course's files, in folders or not; hidden ones are left out.
    work : pathlib.Path
        The learner's folder, which is made if it is not there.

    Returns
    -------
    list of str
        What the learner should read, a sentence a line: where a newer version was put beside the learner's
        own, and what could not be done. Nothing that the system refuses is raised.
    """
    copy = Copy(course, work)
    try:
        copy.own.mkdir(parents=True, exist_ok=True)
        with (copy.own / "lock").open("a") as file:
            with contextlib.suppress(OSError):  # some network disks know no locks: go on
                lock(file)  # a second start waits until the first is through
            copy.follow()
    except OSError as error:
        copy.lines.append(f"{work.name}/ stays as it is: {error.strerror}. The next start tries again.")
    return copy.lines


def lock(file: IO) -> None:
    """Wait for a file to be ours alone, until it is closed or this process ends, however it ends."""
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


class Copy:
    """One start's work on a learner's folder.

    Attributes
    ----------
    versions : set of str
        The digests of all that was ever put there.
    offered : dict of str to str
        Of each of the course's files the version that was last put there, under its name or beside; "" of one
        that is to come.
    lines : list of str
        What the learner should read.
    """

    def __init__(self, course: Path, work: Path):
        self.course, self.work, self.own = course, work, work / OWN
        self.new, self.old = self.own / "new", self.own / "old"
        self.lines: list[str] = []

    def follow(self) -> None:
        """Bring every file, note what was brought, and take away what the course no longer has."""
        self.versions, self.offered = read_state(self.own / "state.json")
        self.restore()
        files = {name: (self.course / name).read_bytes() for name in names_in(self.course)}
        self.versions |= {digest(data) for data in files.values()}
        self.offered = dict.fromkeys(files, "") | self.offered
        self.save()
        for name, data in files.items():
            with self.told(name):
                self.bring(name, data)
                self.offered[name] = digest(data)
        for name in self.offered.keys() - files.keys():
            with self.told(name):
                self.drop(name)
        self.save()

    @contextlib.contextmanager
    def told(self, name: str) -> Iterator[None]:
        """Go on with the next file where the system refuses something, on a full disk for instance."""
        try:
            yield
        except OSError as error:
            self.lines.append(f"{name} is not up to date: {error.strerror}. The next start tries again.")
        finally:
            self.new.unlink(missing_ok=True)

    def bring(self, name: str, data: bytes) -> None:
        """Put a version under its name; beside the learner's own, if it was not offered before."""
        path = self.work / name
        if self.is_free(path):
            self.put(path, data)
        elif self.offered.get(name) != digest(data):
            beside = next(filter(self.is_free, names_beside(path, "new")))
            self.put(beside, data)
            self.lines.append(f"{name} is yours and stays; the course's newer version is {beside.name}.")

    def put(self, path: Path, data: bytes) -> None:
        """Put a version in a free place."""
        if digest_of(path) == digest(data):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        write(self.new, data)
        if os.path.lexists(path):
            self.take_away(path)
        claim(self.new, path)

    def drop(self, name: str) -> None:
        """Take away what the course no longer has, unless it is the learner's; offer it no more."""
        path = self.work / name
        if os.path.lexists(path) and self.is_free(path):
            self.take_away(path)
        del self.offered[name]

    def is_free(self, path: Path) -> bool:
        """Whether nothing, or one of the course's versions, is there."""
        return not os.path.lexists(path) or digest_of(path) in self.versions

    def take_away(self, path: Path) -> None:
        """Remove one of the course's versions by way of a place where nobody else writes."""
        aside = self.old / path.relative_to(self.work)
        aside.parent.mkdir(parents=True, exist_ok=True)
        os.rename(path, aside)
        self.settle(aside)

    def settle(self, aside: Path) -> None:
        """Remove what was set aside; if it is the learner's after all, give it back."""
        path = self.work / aside.relative_to(self.old)
        if digest_of(aside) in {*self.versions, digest_of(path)} - {None}:
            return aside.unlink()
        places = itertools.chain([path], names_beside(path, "yours"))
        claim(aside, next(place for place in places if not os.path.lexists(place)))

    def restore(self) -> None:
        """Settle what a start that was killed had set aside."""
        for aside in [path for path in self.old.rglob("*") if not path.is_dir()]:
            self.settle(aside)

    def save(self) -> None:
        """Write down what is known, if it is more than before."""
        state = {"versions": sorted(self.versions), "offered": self.offered}
        data = json.dumps(state, indent=1).encode()
        if digest_of(self.own / "state.json") != digest(data):
            write(self.new, data)
            os.replace(self.new, self.own / "state.json")


def read_state(file: Path) -> tuple[set[str], dict[str, str]]:
    """Versions and offers; none where they cannot be read, and then every file is the learner's."""
    try:
        state = json.loads(file.read_bytes())
        return set(map(str, state["versions"])), dict(state["offered"].items())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return set(), {}


def names_in(course: Path) -> list[str]:
    """The course's files, in order, without what Jupyter and Python leave there."""
    names = [path.relative_to(course) for path in sorted(course.rglob("*")) if path.is_file()]
    return [name.as_posix() for name in names if not any(part[0] in "._" for part in name.parts)]


def names_beside(path: Path, word: str) -> Iterator[Path]:
    """Names that a list sorts next to this one's: (new), (new 2), …"""
    for number in itertools.count(1):
        yield path.with_stem(f"{path.stem} ({word})" if number == 1 else f"{path.stem} ({word} {number})")


def digest(data: bytes) -> str:
    """SHA-256; of a notebook without what JupyterLab saves if one only opens it, the name of its kernel."""
    with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError, RecursionError):
        notebook = json.loads(data)
        for key in ("kernelspec", "language_info"):
            notebook["metadata"].pop(key, None)
        data = json.dumps(notebook, sort_keys=True).encode()
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str | None:
    """A file's digest; None of what is no file or may not be read."""
    try:
        return digest(path.read_bytes()) if path.is_file() else None
    except OSError:
        return None


def write(path: Path, data: bytes) -> None:
    """Write a new file, through to the disk; never into one that is there, which may be a second name."""
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def claim(source: Path, target: Path) -> None:
    """Give a file a name that nobody has: no file is ever replaced."""
    try:
        os.link(source, target)
    except OSError:
        if os.path.lexists(target):
            raise
        os.rename(source, target)  # a disk without hard links
    else:
        source.unlink()
