"""A hub as deploy/ configures it: each student for themselves, and nothing that was saved is lost."""

import asyncio
import contextlib
import doctest
import os
import runpy
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import yaml
from course import NOTEBOOKS, ROOT, read
from hub import Hub, Student, missing, owner, wait_until

from xentlib.lessons.entropy import exercises as entropy_exercises
from xentlib.lessons.exercise import exercises

DEPLOY = ROOT / "deploy"
grading = runpy.run_path(str(DEPLOY / "grading.py"))
LACKING = missing()
needs_a_hub = pytest.mark.skipif(bool(LACKING), reason=f"no hub without {LACKING}")
WORDS = "what I have written"


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.py")), ids=lambda path: path.name)
def test_python_can_read_it(path):
    compile(path.read_text(encoding="utf-8"), path.name, "exec")


def test_kubernetes_gives_each_student_what_one_server_gives():
    values = yaml.safe_load((DEPLOY / "values.yaml").read_text(encoding="utf-8"))
    single = values["singleuser"]
    assert single["memory"]["limit"] == "2G" and single["defaultUrl"] == "/lab/tree/00_start_here.ipynb"
    assert values["hub"]["config"]["Authenticator"]["allow_all"] is True
    assert values["cull"]["timeout"] == 5400


def test_the_image_is_made_of_files_that_are_there():
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]]
    files = [name for name in copied if not name.startswith("--")]
    assert files and [name for name in files if not (ROOT / name).exists()] == []


@pytest.mark.skipif(os.name == "nt", reason="a hub runs on no Windows")
def test_the_hub_imports_ahead_what_there_is():
    code = f"""
import sys
sys.argv = ["x"]
class Anything:
    def __getattr__(self, name): self.__dict__[name] = Anything(); return self.__dict__[name]
    def __setitem__(self, name, value): pass
names = dict(get_config=Anything, __file__={str(DEPLOY / "jupyterhub_config.py")!r})
exec(open(names["__file__"]).read(), names)
import importlib.util
print([each for each in names["IMPORTED"] if "jupyterhub" not in each and not importlib.util.find_spec(each)])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_exercise_that_is_answered_by_code_is_graded(path):
    names = exercises()
    asked = [name for name in names if f"{name!r}".replace("'", '"') in "".join(code(path))]
    graded = dict(grading["exercises"](path))
    assert sorted(graded) == sorted(name for name in asked if not names[name].controls)


@pytest.mark.parametrize(
    ("answer", "failed"), [("entropy(TWO_DICE, base=2)", 0), ("np.log2(36)", 1), ("...", 1)]
)
def test_a_question_asks_what_the_notebook_asks(answer, failed):
    question = grading["question"]("two dice", "my_bits")
    (case,) = question["suites"][0]["cases"]
    globs = {"my_bits": eval(answer, vars(entropy_exercises))}
    test = doctest.DocTestParser().get_doctest(case["code"], globs, "question", None, 0)
    runner = doctest.DocTestRunner(verbose=False)
    assert runner.run(test, out=lambda _: None).failed == failed


def code(path: Path) -> list[str]:
    return [cell.source for cell in read(path).cells if cell.cell_type == "code"]


def make_passable(folder: Path) -> None:
    """Students go through to the socket."""
    for parent in (folder, *list(folder.parents)[:2]):
        parent.chmod(0o711)


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    make_passable(folder)
    hub = Hub(folder, 2)
    yield hub
    hub.stop()


@pytest.fixture(scope="module")
def students(hub):
    students = [Student(hub, name) for name in hub.names]
    for student in students:
        student.log_in()
    return students


def as_user(name: str, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["setpriv", f"--reuid={name}", f"--regid={name}", "--init-groups", *command],
        capture_output=True,
        text=True,
    )


@needs_a_hub
def test_each_student_has_an_own_copy_and_jupyterlab_knows_its_hub(students):
    for student in students:
        names = {path.name for path in (student.home / "xent").glob("*.ipynb")}
        assert names >= {path.name for path in NOTEBOOKS}
        assert {path.owner() for path in (student.home / "xent").iterdir()} == {student.name}
        page = student.session.get(f"{student.base}/lab", timeout=60).text
        assert '"hubPrefix": "/hub/"' in page and "announcements" in page


@needs_a_hub
def test_no_student_reads_another_ones_files_or_server(students):
    one, other = students
    assert "Permission denied" in as_user(one.name, "ls", str(other.home)).stderr
    secret = as_user(one.name, "cat", str(other.home / "xent/01_entropy.ipynb"))
    assert "Permission denied" in secret.stderr and not secret.stdout
    for path in ("api/contents", "api/kernels", "files/01_entropy.ipynb"):
        answer = one.session.get(f"{other.base}/{path}", timeout=60)
        assert answer.status_code in (403, 404), (path, answer.status_code)
    assert one.session.get(f"{one.base}/api/contents", timeout=60).ok
    past_the_proxy = one.session.get(f"{other.server_address()}/api/contents", timeout=60)
    assert past_the_proxy.status_code == 403


@needs_a_hub
def test_no_student_reads_what_is_the_hubs(hub, students):
    for name in ("jupyterhub.sqlite", "jupyterhub_cookie_secret"):
        assert "Permission denied" in as_user(students[0].name, "cat", str(hub.folder / name)).stderr


@needs_a_hub
def test_a_student_runs_as_nobody_else_and_under_limits(hub, students):
    one, _ = students
    words = "f'{os.getuid()} {os.getgroups()} {resource.getrlimit(resource.RLIMIT_DATA)}'"
    code = f"import os, resource; open('who', 'w').write({words})"

    async def go():
        notebook = one.open("01_entropy")
        await notebook.start()
        await notebook.run(code)
        return await notebook.run("bytearray(3 * 2**30)"), await notebook.run("import sys; sys.exit")

    too_much, after = asyncio.run(go())
    uid = one.home.stat().st_uid
    said = (one.home / "xent/who").read_text()
    assert said == f"{uid} [{one.home.stat().st_gid}] ({2 * 2**30}, {2 * 2**30})"
    assert too_much["ename"] == "MemoryError" and after["status"] == "ok"
    assert all(process.uids().real == uid for process in hub.processes(one.name))


@needs_a_hub
def test_a_killed_kernel_loses_no_saved_work_and_disturbs_nobody(students):
    one, other = students

    async def go():
        notebooks = [student.open("01_entropy") for student in (one, other)]
        for notebook in notebooks:
            await notebook.start()
            await notebook.run(f"words = {WORDS!r}")
        save(one, WORDS)
        with contextlib.suppress(ConnectionError, TimeoutError):
            await asyncio.wait_for(
                notebooks[0].run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"), 5
            )
        return await notebooks[1].run(f"assert words == {WORDS!r}")

    assert asyncio.run(go())["status"] == "ok"
    assert saved(one) == WORDS


def save(student: Student, words: str) -> int:
    cell = {"cell_type": "markdown", "metadata": {}, "source": words, "id": "mine"}
    content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    body = {"type": "notebook", "format": "json", "content": content}
    return student.request("PUT", "contents/mine.ipynb", json=body).status_code


def saved(student: Student) -> str:
    answer = student.request("GET", "contents/mine.ipynb", params={"content": "1"})
    return answer.json()["content"]["cells"][0]["source"]


@needs_a_hub
def test_a_lost_connection_loses_nothing(students):
    one, _ = students

    async def go():
        notebook = one.open("01_entropy")
        await notebook.start()
        await notebook.run("left = 41")
        notebook.socket.close()
        await notebook.connect()
        return await notebook.run("assert left + 1 == 42")

    assert asyncio.run(go())["status"] == "ok"


@needs_a_hub
def test_a_full_disk_loses_no_saved_work_and_disturbs_nobody(students):
    one, other = students
    assert save(one, WORDS) in (200, 201)
    room = one.home / "xent" / "mine.ipynb"
    text = room.read_text()
    with small_disk(one.home / "xent"):
        subprocess.run(
            ["install", "-o", one.name, "/dev/stdin", str(room)], input=text, text=True, check=True
        )
        as_user(one.name, "dd", "if=/dev/zero", f"of={one.home}/xent/filled", "bs=1M")
        assert save(one, "x" * 10_000_000) == 500
        assert saved(one) == WORDS
        assert save(other, WORDS) in (200, 201)
        (one.home / "xent" / "filled").unlink()
        assert save(one, "room again") == 200 and saved(one) == "room again"


@contextlib.contextmanager
def small_disk(folder: Path):
    owner = folder.stat()
    size = f"size=1m,uid={owner.st_uid},gid={owner.st_gid},mode=700"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]).returncode:
        pytest.skip("no right to mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


IDLE = """
c.Spawner.args = ["--MappingKernelManager.cull_idle_timeout=2", "--MappingKernelManager.cull_interval=1"]
c.Spawner.environment["JUPYTERHUB_ACTIVITY_INTERVAL"] = "1"
c.JupyterHub.services[0]["command"][-1:] = ["--timeout=10", "--cull-every=1"]
"""


@needs_a_hub
def test_what_is_idle_ends_and_what_was_saved_stays(tmp_path):
    make_passable(tmp_path)
    hub = Hub(tmp_path, 1, IDLE)
    try:
        student = Student(hub, *hub.names)
        student.log_in()
        save(student, WORDS)
        asyncio.run(student.open("01_entropy").start())
        wait_until(lambda: not hub.processes(student.name), 120)
        assert WORDS in (student.home / "xent" / "mine.ipynb").read_text(encoding="utf-8")
    finally:
        hub.stop()


def warm_server(hub: Hub) -> psutil.Process:
    (warm,) = [
        process
        for process in psutil.Process(hub.process.pid).children()
        if str(DEPLOY / "forks/server.py") in process.cmdline()
    ]
    return warm


@needs_a_hub
def test_the_warm_server_has_no_secret_of_the_hubs(hub):
    assert not [name for name in warm_server(hub).environ() if "TOKEN" in name or "JUPYTER" in name]


SILENT = """
import socket, sys, time
asker = socket.socket(socket.AF_UNIX)
asker.connect(sys.argv[1])
time.sleep(60)
"""


@needs_a_hub
def test_who_only_connects_to_the_warm_server_has_nothing_of_roots(hub, students):
    name, warm = students[0].name, warm_server(hub)
    before = len(warm.children())
    command = [sys.executable, "-c", SILENT, str(hub.folder / "warm.socket")]
    stranger = subprocess.Popen(["setpriv", f"--reuid={name}", f"--regid={name}", "--init-groups", *command])
    try:
        wait_until(lambda: len(warm.children()) > before, 20)
        wait_until(lambda: {owner(fork) for fork in warm.children()} <= set(hub.names), 30)
    finally:
        stranger.kill()
        stranger.wait()
