"""A learner's own copy: it follows the course and loses nothing, whatever ends a start or refuses it."""

import errno
import functools
import io
import itertools
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from course import ROOT

from xentlib import work as module
from xentlib.work import OWN, follow

SPAWN = multiprocessing.get_context("spawn")  # its processes have no threads, which a fork would lose


def notebook(text, **metadata):
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [text]}
    return json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


# The course in two versions: two notebooks change, one of which the learner touches; one goes, one comes.
FIRST = {
    "01_a.ipynb": notebook("a, one"),
    "02_b.ipynb": notebook("b, one"),
    "03_c.ipynb": notebook("c, one"),
    "data/text.txt": b"one",
}
SECOND = {
    "01_a.ipynb": notebook("a, two"),
    "02_b.ipynb": notebook("b, two"),
    "04_d.ipynb": notebook("d, two"),
    "data/text.txt": b"two",
}
MINE = notebook("mine")
ALSO_MINE = notebook("also mine")
UPDATED = {**SECOND, "01_a.ipynb": MINE, "01_a (new).ipynb": SECOND["01_a.ipynb"], "notes.ipynb": ALSO_MINE}
THIRD = SECOND | {"01_a.ipynb": notebook("a, three"), "02_b.ipynb": notebook("b, three")}
UPDATED_AGAIN = {**UPDATED, **THIRD, "01_a.ipynb": MINE, "01_a (new).ipynb": THIRD["01_a.ipynb"]}
BESIDE = "01_a.ipynb is yours and stays; the course's newer version is 01_a (new).ipynb."


def publish(course, files):
    """Make these the course's files."""
    shutil.rmtree(course, ignore_errors=True)
    for name, data in files.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_bytes(data)


def files(folder):
    """What a learner sees in a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file() and OWN not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def course(tmp_path):
    publish(tmp_path / "course", FIRST)
    return tmp_path / "course"


@pytest.fixture
def work(tmp_path):
    return tmp_path / "work"


def before_the_update(folder):
    """A learner's folder, with a notebook touched and one of the learner's own, that is behind the course."""
    course, work = folder / "course", folder / "work"
    publish(course, FIRST)
    assert follow(course, work) == []
    (work / "01_a.ipynb").write_bytes(MINE)
    (work / "notes.ipynb").write_bytes(ALSO_MINE)
    publish(course, SECOND)
    return course, work


# What follows, and what stays


def test_the_first_start_brings_the_course_and_the_second_changes_nothing(course, work):
    for hidden in (".ipynb_checkpoints/01_a-checkpoint.ipynb", "__pycache__/a.pyc"):
        (course / hidden).parent.mkdir()
        (course / hidden).write_bytes(b"")
    assert follow(course, work) == [] and files(work) == FIRST
    times = {name: (work / name).stat().st_mtime_ns for name in FIRST}
    assert follow(course, work) == [] and files(work) == FIRST
    assert times == {name: (work / name).stat().st_mtime_ns for name in FIRST}


def test_an_update_follows_where_nothing_was_touched_and_goes_beside_where_something_was(tmp_path):
    course, work = before_the_update(tmp_path)
    assert follow(course, work) == [BESIDE] and files(work) == UPDATED
    assert follow(course, work) == [] and files(work) == UPDATED


def test_a_version_beside_follows_until_it_is_touched_and_is_not_brought_again(tmp_path):
    course, work = before_the_update(tmp_path)
    follow(course, work)
    publish(course, SECOND | {"01_a.ipynb": notebook("a, three")})
    assert follow(course, work) == [BESIDE]
    assert files(work) == UPDATED | {"01_a (new).ipynb": notebook("a, three")}

    (work / "01_a (new).ipynb").write_bytes(notebook("mine, too"))
    publish(course, SECOND | {"01_a.ipynb": notebook("a, four")})
    (line,) = follow(course, work)
    assert "01_a (new 2).ipynb" in line
    news = {"01_a (new).ipynb": notebook("mine, too"), "01_a (new 2).ipynb": notebook("a, four")}
    assert files(work) == UPDATED | news

    (work / "01_a (new 2).ipynb").unlink()  # it was offered, and refused
    assert follow(course, work) == [] and "01_a (new 2).ipynb" not in files(work)


def test_what_is_beside_stands_beside_in_a_list():
    beside = next(module.names_beside(Path("01_entropy.ipynb"), "new")).name
    names = [path.name for path in (ROOT / "notebooks").glob("*.ipynb")]
    order = sorted([*names, beside])
    assert abs(order.index(beside) - order.index("01_entropy.ipynb")) == 1


@pytest.mark.parametrize("gone", [Path.unlink, lambda path: path.rename(path.with_name("renamed.ipynb"))])
def test_a_notebook_that_was_deleted_or_renamed_comes_anew(course, work, gone):
    follow(course, work)
    (work / "01_a.ipynb").write_bytes(MINE)
    gone(work / "01_a.ipynb")
    left = files(work)
    assert follow(course, work) == [] and files(work) == left | FIRST


def saved(**metadata):
    return notebook("b, one", **metadata)


@pytest.mark.parametrize(
    ("bytes_", "follows"),
    {
        "opened": (saved(language_info={"name": "python", "version": "3.12"}), True),
        "laid out anew": (json.dumps(json.loads(saved()), indent=1).encode(), True),
        "tagged": (saved(tags=["mine"]), False),
        "empty": (b"", False),
        "cut short": (saved()[:-1], False),
        "no notebook": (b"[]", False),
    }.values(),
)
def test_a_notebook_that_was_only_opened_follows(course, work, bytes_, follows):
    follow(course, work)
    (work / "02_b.ipynb").write_bytes(bytes_)
    publish(course, SECOND)
    assert bool(follow(course, work)) != follows
    assert (work / "02_b.ipynb").read_bytes() == (SECOND["02_b.ipynb"] if follows else bytes_)


def test_a_notebook_that_the_course_no_longer_has_stays_if_it_is_the_learners(course, work):
    follow(course, work)
    (work / "03_c.ipynb").write_bytes(MINE)
    publish(course, SECOND)
    assert follow(course, work) == [] and files(work) == SECOND | {"03_c.ipynb": MINE}


# What is in the way


def test_a_folder_in_the_way_of_a_notebook_stays(course, work):
    (work / "01_a.ipynb").mkdir(parents=True)
    (work / "01_a.ipynb" / "mine.txt").write_bytes(b"mine")
    assert follow(course, work) == [BESIDE]
    mine = {"01_a.ipynb/mine.txt": b"mine", "01_a (new).ipynb": FIRST["01_a.ipynb"]}
    assert files(work) == {name: FIRST[name] for name in FIRST if name != "01_a.ipynb"} | mine


def test_a_file_in_the_way_of_a_folder_stays_and_the_rest_comes(course, work):
    work.mkdir()
    (work / "data").write_bytes(b"mine")
    (line,) = follow(course, work)
    assert line.startswith("data/text.txt is not up to date: ")
    assert files(work) == {name: FIRST[name] for name in FIRST if "/" not in name} | {"data": b"mine"}


def test_a_file_in_the_way_of_the_whole_stays(course, work):
    work.write_bytes(b"mine")
    (line,) = follow(course, work)
    assert line.startswith("work/ stays as it is: ") and work.read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a privilege to make a link")
def test_a_link_that_leads_nowhere_stays(course, work):
    work.mkdir()
    (work / "01_a.ipynb").symlink_to(work / "nowhere")
    follow(course, work)
    assert (work / "01_a.ipynb").is_symlink() and files(work)["01_a (new).ipynb"] == FIRST["01_a.ipynb"]


STATES = [
    b"",
    b"\xff",
    b"[]",
    b"{}",
    b'{"versions": 1, "offered": {}}',
    b'{"versions": [1, "a", null], "offered": {}}',
    b'{"versions": [], "offered": [[1, 2]]}',
]


@pytest.mark.parametrize("state", [*STATES, b"[" * 100_000, None])
def test_where_nothing_is_known_every_other_version_is_the_learners(tmp_path, state):
    course, work = before_the_update(tmp_path)
    file = work / OWN / "state.json"
    file.write_bytes(state) if state is not None else file.unlink()
    lines, left = follow(course, work), files(work)
    assert len(lines) == 3 and {**FIRST, "01_a.ipynb": MINE}.items() <= left.items()
    assert all(left[name.replace(".", " (new).")] == SECOND[name] for name in SECOND if name in FIRST)
    assert follow(course, work) == [] and files(work) == left


# What ends a start, refuses it, or comes between


# What changes the disk; the other functions of work.py only read.
CHANGING = {
    "follow",
    "told",
    "bring",
    "put",
    "drop",
    "take_away",
    "settle",
    "restore",
    "save",
    "write",
    "claim",
}


class Counted:
    """Calls `action` at the n-th line that runs in a function of work.py that changes the disk."""

    def __init__(self, number, action):
        self.left, self.action = number, action

    def __call__(self, frame, event, _argument):
        if frame.f_code.co_filename != module.__file__ or frame.f_code.co_name not in CHANGING:
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                self.action()
        return self


def at_line(number, action, course, work):
    """Follow with an action at the n-th line; return whether it came to that."""
    counted = Counted(number, action)
    before = sys.gettrace()
    sys.settrace(counted)
    try:
        follow(course, work)
    finally:
        sys.settrace(before)
    return counted.left <= 0


def sync_nothing():
    """Hundreds of starts wait for no disk: what a killed process has written is not lost."""
    os.fsync = lambda _: None


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at_line(number, course, work):
    """Follow in a fork of this process that is killed there; return whether it came to that."""
    if not (child := os.fork()):
        at_line(number, die, course, work)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def kill_at_each_line(folder, first):
    """Kill at the first line, the second, … of a start; the next one completes. Return how many lines."""
    course, work = before_the_update(folder)
    publish(folder / "newer", THIRD)
    mine, wanted = {"01_a.ipynb": MINE, "notes.ipynb": ALSO_MINE}, [UPDATED, UPDATED_AGAIN]
    if first:
        publish(course, FIRST)
        shutil.rmtree(work)
        work.mkdir()
        mine, wanted = {}, [FIRST, THIRD]
    for number in itertools.count(1):
        again = folder / str(number)
        shutil.copytree(work, again)
        killed = killed_at_line(number, course, again)
        assert mine.items() <= files(again).items(), number
        if number % 2:
            follow(course, again)
            assert files(again) == wanted[0] and follow(course, again) == [], number
        follow(folder / "newer", again)  # which knows what the killed start has brought
        assert files(again) == wanted[1] and follow(folder / "newer", again) == [], number
        assert {path.name for path in (again / OWN).rglob("*") if path.is_file()} == {"lock", "state.json"}
        if not killed:
            return number


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a start is killed in a fork")
@pytest.mark.parametrize("first", [True, False], ids=["first start", "update"])
def test_killed_at_each_line_the_next_start_completes(tmp_path, first):
    with ProcessPoolExecutor(1, mp_context=SPAWN, initializer=sync_nothing) as pool:
        assert pool.submit(kill_at_each_line, tmp_path, first).result() > 60


def save(path, data):
    """As JupyterLab saves: into the file."""
    path.write_bytes(data)


def save_as_a_whole(path, data):
    """As other editors save: a new file takes the old one's place."""
    path.with_name("new").write_bytes(data)
    os.replace(path.with_name("new"), path)


@pytest.mark.parametrize("save", [save, save_as_a_whole])
def test_what_is_saved_in_the_midst_of_a_start_is_not_lost(tmp_path, save, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)
    course, work = before_the_update(tmp_path)
    for number in itertools.count(1):
        again = tmp_path / str(number)
        shutil.copytree(work, again)
        action = functools.partial(save, again / "02_b.ipynb", b"saved")
        reached = at_line(number, action, course, again)
        follow(course, again)
        assert (b"saved" in files(again).values()) == reached, number
        assert {"01_a.ipynb": MINE, "notes.ipynb": ALSO_MINE}.items() <= files(again).items(), number
        if not reached:
            break
    assert number > 60


class Full:
    """A disk that refuses the n-th call that would change it, and keeps half of what was to be written."""

    CALLS = ("link", "mkdir", "rename", "replace", "unlink", "fsync")

    def __init__(self, monkeypatch, number):
        self.left = number
        for owner, name in [*((os, name) for name in self.CALLS), (io, "open")]:
            monkeypatch.setattr(owner, name, self.refusing(getattr(owner, name)))

    def refusing(self, right):
        def call(*args, **options):
            if right is not io_open or set(args[1]) & set("xaw"):
                self.left -= 1
                if self.left == 0:
                    if right is os_fsync:
                        os.truncate(args[0], os.fstat(args[0]).st_size // 2)
                    raise OSError(errno.ENOSPC, "No space left on device")
            return right(*args, **options)

        return call


io_open, os_fsync = io.open, os.fsync


def test_a_disk_that_refuses_any_call_costs_nothing_but_another_start(tmp_path, monkeypatch):
    for number in itertools.count(1):
        course, work = before_the_update(tmp_path / str(number))
        with monkeypatch.context() as patch:
            full = Full(patch, number)
            lines = follow(course, work)
        assert {"01_a.ipynb": MINE, "notes.ipynb": ALSO_MINE}.items() <= files(work).items(), number
        told = any("No space left on device. The next start tries again." in line for line in lines)
        assert told or files(work) == UPDATED, number  # a name that cannot be linked is moved
        follow(course, work)
        assert files(work) == UPDATED and follow(course, work) == [], number
        if full.left > 0:
            break
    assert number > 20


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount a disk, and on Linux")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk(course, small_disk):
    work = small_disk / "work"
    follow(course, work)
    (work / "01_a.ipynb").write_bytes(MINE)
    large = {f"{number}.ipynb": notebook("x" * 20_000 + str(number)) for number in range(4)}
    publish(course, SECOND | large)
    assert any("No space left on device" in line for line in follow(course, work))
    assert files(work)["01_a.ipynb"] == MINE
    assert {name: data for name, data in files(work).items() if name in large}.items() < large.items()
    publish(course, SECOND)  # smaller again
    follow(course, work)
    assert files(work) == {name: data for name, data in UPDATED.items() if name != "notes.ipynb"}


def test_a_disk_without_hard_links(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    course, work = before_the_update(tmp_path)
    assert follow(course, work) == [BESIDE] and files(work) == UPDATED


def test_two_starts_at_once_are_as_one(tmp_path):
    course, work = before_the_update(tmp_path)
    with ProcessPoolExecutor(2, mp_context=SPAWN) as pool:
        lines = list(pool.map(follow, [course] * 8, [work] * 8))
    assert list(itertools.chain(*lines)) == [BESIDE] and files(work) == UPDATED


def test_a_second_start_waits_for_the_first(course, work):
    follow(course, work)
    with (work / OWN / "lock").open("a") as file, ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        module.lock(file)
        (work / "01_a.ipynb").unlink()
        second = pool.submit(follow, course, work)
        with pytest.raises(TimeoutError):
            second.result(timeout=2)
        assert "01_a.ipynb" not in files(work)
        file.close()
        assert second.result() == [] and files(work) == FIRST
