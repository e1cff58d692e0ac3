"""run.py: what it calls, what it says when that fails, and that the next call recovers, all offline."""

import ast
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

import run

FILE = Path(run.__file__)
POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in for Python is a script with a #! line")


# What kind of file it is


def test_a_python_that_is_too_old_can_read_it():
    ast.parse(FILE.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_it_needs_the_standard_library_only():
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_is_short():
    assert len(FILE.read_text(encoding="utf-8").splitlines()) <= 200


# What it says


def is_one_sentence(message):
    return message.endswith(".") and "\n" not in message and "Traceback" not in message


def test_too_old(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    message = run.main(["lab"])
    assert is_one_sentence(message)
    assert "needs Python 3.11 or newer and this is Python 3.8" in message


@pytest.mark.parametrize("words", [[], ["install"], ["--help"]])
def test_unknown_command(words):
    message = run.main(words)
    assert is_one_sentence(message)
    assert "lab, test or refresh" in message


@pytest.mark.parametrize(
    "said, expected",
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk"),
        ("OSError: [WinError 112] There is not enough space on the disk", "disk"),
        ("OSError: [Errno 122] Disk quota exceeded", "disk"),
        ("WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(…)'", "network"),
        ("socket.gaierror: [Errno -3] Temporary failure in name resolution", "network"),
        ("WARNING: Retrying after connection broken by … [Errno 28] No space left on device", "disk"),
        ("ERROR: No matching distribution found for torch==2.13.0", "pip could not"),
    ],
)
def test_a_failure_is_told_by_its_cause(said, expected):
    message = run.explain("pip could not.", said)
    assert is_one_sentence(message.replace("not. ", "not, "))
    assert expected in message


def test_a_full_disk_that_nobody_mentions(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 100, 0))
    assert "disk is full" in run.explain("", "")


# What it calls


class Fake:
    """Stands in for `run.call`: keeps a list of what was called, makes .venv, fails when told to."""

    def __init__(self):
        self.called, self.code, self.said = [], {}, ""

    def __call__(self, command, **options):
        words = [str(word) for word in command[1:]]
        self.called.append(words)
        tool = words[1] if words[0] == "-m" else words[0]
        if tool == "venv" and not self.code.get("venv"):
            assert words[2] == "--clear"
            shutil.rmtree(run.VENV, ignore_errors=True)
            run.VENV_PYTHON.parent.mkdir(parents=True)
            run.VENV_PYTHON.touch()
        return self.code.get(tool, 0), self.said if self.code.get(tool) else ""

    def tools(self):
        """Which tools were called since this was last asked."""
        called, self.called = self.called, []
        return [words[1] if words[0] == "-m" else words[0] for words in called]


@pytest.fixture
def fake(monkeypatch, tmp_path):
    """A folder with the course in it, not yet set up."""
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(run.ROOT / name, tmp_path)
    venv = tmp_path / ".venv"
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", venv)
    monkeypatch.setattr(run, "VENV_PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(run, "STAMP", venv / "ready.txt")
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")  # so that it is put back after main() has set it
    stand_in = Fake()
    monkeypatch.setattr(run, "call", stand_in)
    return stand_in


def fails(words=("test",)):
    """The sentence that a failing call ends with."""
    try:
        message = run.main(list(words))
    except SystemExit as stop:
        message = stop.code
    assert is_one_sentence(message), message
    return message


def test_the_second_call_sets_nothing_up(fake):
    assert run.main(["test"]) == 0
    assert fake.tools() == ["venv", "pip", "pytest"]
    assert run.main(["test"]) == 0
    assert fake.tools() == ["pytest"]


def test_pip_installs_the_pinned_versions(fake):
    run.main(["test"])
    assert fake.called[1][-4:] == ["-c", "constraints.txt", "-e", ".[test]"]


def test_words_are_handed_on(fake):
    run.main(["test", "-k", "entropy"])
    assert fake.called[-1] == ["-m", "pytest", "-k", "entropy"]
    run.main(["refresh", "01_entropy.ipynb"])
    assert fake.called[-1] == ["tests/refresh.py", "01_entropy.ipynb"]
    run.main(["lab", "--no-browser", "--port", "8899"])
    assert fake.called[-1][-3:] == ["--no-browser", "--port", "8899"]


def test_the_exit_code_is_the_commands(fake):
    fake.code["pytest"] = 5
    assert run.main(["test"]) == 5


def test_half_made_is_made_again(fake):
    fake.code["pip"] = 1
    assert "pip could not install" in fails()
    fake.code.clear()
    fake.tools()
    assert run.main(["test"]) == 0
    assert fake.tools() == ["venv", "pip", "pytest"]


@pytest.mark.parametrize("content", ["", "Python 3.9 of /gone in /elsewhere\nabc\n", "\udcff"])
def test_moved_or_damaged_is_made_again(fake, content):
    run.main(["test"])
    fake.tools()
    run.STAMP.write_text(content, encoding="utf-8", errors="surrogateescape")
    run.main(["test"])
    assert fake.tools() == ["venv", "pip", "pytest"]


def test_a_python_that_is_gone_is_made_again(fake):
    run.main(["test"])
    fake.tools()
    run.VENV_PYTHON.unlink()
    run.main(["test"])
    assert fake.tools() == ["venv", "pip", "pytest"]


def test_new_requirements_are_installed_into_what_is_there(fake):
    run.main(["test"])
    fake.tools()
    (run.ROOT / "constraints.txt").write_text("# none\n", encoding="utf-8")
    run.main(["test"])
    assert fake.tools() == ["pip", "pytest"]
    run.main(["test"])
    assert fake.tools() == ["pytest"]


@pytest.mark.parametrize(
    "said, expected, next_call",
    [
        ("getaddrinfo failed", "network", ["pip", "pytest"]),  # pip had not begun to change anything
        ("No space left on device", "disk", ["venv", "pip", "pytest"]),
    ],
)
def test_new_requirements_that_cannot_be_had(fake, said, expected, next_call):
    run.main(["test"])
    (run.ROOT / "constraints.txt").write_text("# none\n", encoding="utf-8")
    fake.code["pip"], fake.said = 1, said
    assert expected in fails()
    fake.code.clear()
    fake.tools()
    run.main(["test"])
    assert fake.tools() == next_call


def test_a_venv_that_cannot_be_made(fake):
    fake.code["venv"] = 1
    assert ".venv could not be made" in fails()
    assert fake.tools() == ["venv"]


def test_a_python_without_ensurepip(fake, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "apt install python3-venv" in fails()
    assert fake.tools() == []


def test_a_folder_that_cannot_be_written_to(fake, monkeypatch):
    def refuse(lines):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(run, "write_stamp", refuse)
    assert "Permission denied: mend that, then run the same command again." in fails()


def test_a_ready_environment_is_used_as_it_is(fake, monkeypatch):
    monkeypatch.setattr(run, "is_installed_here", lambda: True)
    assert run.main(["test"]) == 0
    assert fake.tools() == ["pytest"]


# The same from outside, with a stand-in for venv and pip

VENV = f"""
import os, pathlib, sys
folder = pathlib.Path(sys.argv[2])
(folder / "bin").mkdir(parents=True, exist_ok=True)
python = folder / "bin" / "python"
python.write_text("#!{sys.executable}\\nimport sys, time\\n" + os.environ["XENT_FAKE"])
python.chmod(0o755)
"""


def start(folder, behaviour):
    (folder / "venv.py").write_text(VENV, encoding="utf-8")
    for name in ("run.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(FILE.parent / name, folder)
    environment = {**os.environ, "XENT_FAKE": behaviour}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "run.py", "test", "-k", "entropy"]
    return subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, **pipes)


@POSIX
def test_ctrl_c_in_the_set_up(tmp_path):
    process = start(tmp_path, "print('began', file=sys.stderr, flush=True)\ntime.sleep(30)")
    assert process.stderr.readline() == "began\n"
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=5)[1] == "Stopped: run the same command again to go on.\n"
    assert process.returncode == 1

    process = start(tmp_path, "print(*sys.argv[1:])")
    out, error = process.communicate(timeout=5)
    assert (process.returncode, error) == (0, "")
    assert out.splitlines()[-1] == "-m pytest -k entropy"


@POSIX
def test_killed_in_the_set_up(tmp_path):
    process = start(tmp_path, "print('began', file=sys.stderr, flush=True)\ntime.sleep(30)")
    assert process.stderr.readline() == "began\n"
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=5)

    process = start(tmp_path, "")
    process.communicate(timeout=5)
    assert process.returncode == 0


@POSIX
def test_pips_message_is_shown_and_explained(tmp_path):
    process = start(tmp_path, "sys.exit('OSError: [Errno 28] No space left on device')")
    pip, sentence = process.communicate(timeout=5)[1].splitlines()
    assert pip.startswith("OSError")
    assert sentence.startswith("The disk is full")
    assert process.returncode == 1


# JupyterLab itself


@pytest.fixture
def lab(tmp_path):
    """JupyterLab as run.py starts it, for a user whose own settings are as careless as can be."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    careless = {
        "IdentityProvider": {"token": ""},
        "ServerApp": {"ip": "0.0.0.0", "root_dir": "/"},
        "LabApp": {"default_url": "/lab"},
    }
    (tmp_path / "jupyter_server_config.json").write_text(json.dumps(careless), encoding="utf-8")
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    environment.pop("JUPYTER_TOKEN", None)
    words = ["--no-browser", "--port", str(port)]
    script = f"import run, sys; sys.exit(run.call([sys.executable, *run.arguments('lab', {words})])[0])"
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=FILE.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    for line in process.stdout:
        if "http" in line:
            break
    with process:
        yield process, port, line.strip()
        if process.poll() is None:
            for server in psutil.Process(process.pid).children(recursive=True):
                server.kill()
            process.kill()


def asked(processes, question):
    """The answers of those that are still there: the server starts helpers that soon end."""
    answers = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            answers.append(question(process))
    return answers


def status(address):
    """The answer's status and where it was found in the end."""
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status, answer.url, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.url, ""


def test_lab(lab):
    process, port, address = lab
    page = f"http://127.0.0.1:{port}/lab/tree/00_start_here.ipynb"
    assert re.fullmatch(re.escape(page) + r"\?token=[0-9a-f]{48}", address)
    token = address.partition("=")[2]

    code, _, text = status(address)
    assert code == 200
    assert re.search(r'"disabledExtensions": *\[[^]]*"@jupyterlab/apputils-extension:announcements"', text)
    assert "/login" in status(page)[1]
    contents = f"http://127.0.0.1:{port}/api/contents"
    assert status(contents)[0] == 403
    assert status(f"{contents}?token={token}")[0] == 200

    server = psutil.Process(process.pid).children(recursive=True)
    connections = [c for found in asked(server, lambda p: p.net_connections("inet")) for c in found]
    listening = [connection for connection in connections if connection.status == psutil.CONN_LISTEN]
    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}
    assert token not in str(asked(server, lambda p: p.cmdline()))

    process.terminate()
    process.wait(timeout=10)
    deadline = time.monotonic() + 10
    while psutil.wait_procs(server, timeout=0.1)[1]:
        assert time.monotonic() < deadline, "the server outlived run.py"
