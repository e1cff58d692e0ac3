"""run.py: what it calls, what it says when that fails, and that the next call recovers, all offline."""

import ast
import contextlib
import errno
import http.server
import importlib.util
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from course import NOTEBOOKS

import run
from xentlib import lab as lab_module
from xentlib.lab import LEFT_OUT, _load_jupyter_server_extension

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


def disk_with(free):
    return lambda _: shutil._ntuple_diskusage(1e12, 1e12 - free, free)


@pytest.mark.parametrize(
    "free, network, expected",
    [
        (1e11, True, "pip could not install"),
        (1e11, False, "network could not be reached"),
        (1e9, False, "network could not be reached"),
        (1e9, True, "disk is full or nearly so"),
        (0, False, "disk is full or nearly so"),  # pip cannot look at the network either
    ],
)
def test_a_failure_of_pip_is_told_by_its_cause(monkeypatch, free, network, expected):
    monkeypatch.setattr(shutil, "disk_usage", disk_with(free))
    monkeypatch.setattr(run, "network_answers", lambda: network)
    message = run.why_pip_failed()
    assert is_one_sentence(message)
    assert expected in message


class Index(http.server.BaseHTTPRequestHandler):
    """A package index that has numpy."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b'<a href="numpy-2.4.0.tar.gz">numpy-2.4.0.tar.gz</a>')

    def log_message(self, *_):
        """Say nothing."""


def test_the_network_is_asked_through_pip(monkeypatch):
    monkeypatch.setattr(run, "VENV_PYTHON", sys.executable)
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    with http.server.HTTPServer(("127.0.0.1", 0), Index) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{index.server_port}/simple")
        threading.Thread(target=index.serve_forever, daemon=True).start()
        assert run.network_answers()
        index.shutdown()
    assert not run.network_answers()


# What it calls


class Fake:
    """Stands in for `run.call`: keeps a list of what was called, makes .venv, fails when told to."""

    def __init__(self):
        self.called, self.code, self.installs = [], {}, True

    def __call__(self, command, **options):
        words = [str(word) for word in command[1:]]
        self.called.append(words)
        tool = words[1] if words[0] == "-m" else words[0]
        if tool == "venv" and not self.code.get("venv"):
            assert words[2] == "--clear"
            shutil.rmtree(run.VENV, ignore_errors=True)
            run.VENV_PYTHON.parent.mkdir(parents=True)
            run.VENV_PYTHON.touch()
            packages().mkdir(parents=True)
        if tool == "pip" and self.installs:
            (packages() / f"package_{len(self.called)}").mkdir()
        return self.code.get(tool, 0)

    def tools(self):
        """Which tools were called since this was last asked."""
        called, self.called = self.called, []
        return [words[1] if words[0] == "-m" else words[0] for words in called]


def packages():
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(run.VENV)}))


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
    monkeypatch.setattr(run, "LOCK", tmp_path / ".venv.lock")
    monkeypatch.setattr(run, "network_answers", lambda: True)
    monkeypatch.setattr(shutil, "disk_usage", disk_with(1e11))
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
    assert fake.called[-1] == ["-m", "xentlib.lab", "--no-browser", "--port", "8899"]


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
    "installs, next_call",
    [
        (False, ["pip", "pytest"]),  # pip had not begun to change anything
        (True, ["venv", "pip", "pytest"]),
    ],
)
def test_new_requirements_that_cannot_be_had(fake, installs, next_call):
    run.main(["test"])
    (run.ROOT / "constraints.txt").write_text("# none\n", encoding="utf-8")
    fake.code["pip"], fake.installs = 1, installs
    assert "pip could not install" in fails()
    fake.code.clear()
    fake.tools()
    run.main(["test"])
    assert fake.tools() == next_call


def test_requirements_that_cannot_be_had_are_not_taken_for_installed(fake):
    """Neither the new ones, of which nothing came, nor the old ones, when pip has changed them by half."""
    old = (run.ROOT / "constraints.txt").read_bytes()
    run.main(["test"])
    (run.ROOT / "constraints.txt").write_text("# none\n", encoding="utf-8")
    fake.code["pip"] = 1
    fails()
    (run.ROOT / "constraints.txt").write_bytes(old)
    fake.code.clear()
    fake.tools()
    run.main(["test"])
    assert fake.tools() == ["venv", "pip", "pytest"]


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


def test_a_disk_that_is_full_for_run_py_itself(fake, monkeypatch):
    def refuse(lines):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(run, "write_stamp", refuse)
    assert "disk is full" in fails()


def test_a_disk_without_locks(fake, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    for module, name in [("fcntl", "flock"), ("msvcrt", "locking")]:
        if importlib.util.find_spec(module):
            monkeypatch.setattr(f"{module}.{name}", refuse)
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it waits for a lock that there is not"))
    assert run.main(["test"]) == 0


def test_a_ready_environment_is_used_as_it_is(fake, monkeypatch):
    monkeypatch.setattr(run, "is_installed_here", lambda: True)
    assert run.main(["test"]) == 0
    assert fake.tools() == ["pytest"]


# The same from outside, with a stand-in for venv and for the Python that it makes

VENV = """
import os, shutil, sys, sysconfig
for name in ("purelib", "scripts"):
    os.makedirs(sysconfig.get_path(name, "venv", {"base": sys.argv[2]}), exist_ok=True)
shutil.copy("python.sh", sys.argv[2] + "/bin/python")
"""
# A #! line cannot name an interpreter in a folder whose name has a space; the shell can.
PYTHON = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "$XENT_FAKE" "$@"\n'
WAITS = "print('began', file=sys.stderr, flush=True)\ntime.sleep(60)"


def start(folder, behaviour):
    (folder / "venv.py").write_text(VENV, encoding="utf-8")
    (folder / "python.sh").write_text(PYTHON, encoding="utf-8")
    (folder / "python.sh").chmod(0o755)
    for name in ("run.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(FILE.parent / name, folder)
    environment = {**os.environ, "XENT_FAKE": f"import os, sys, time\n{behaviour}"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "run.py", "test", "-k", "entropy"]
    return subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, **pipes)


def finish(process):
    out, error = process.communicate(timeout=30)
    return process.returncode, out.splitlines(), error.splitlines()


@POSIX
def test_ctrl_c_in_the_set_up(tmp_path):
    process = start(tmp_path, WAITS)
    assert process.stderr.readline() == "began\n"
    os.killpg(process.pid, signal.SIGINT)
    code, _, error = finish(process)
    assert (code, error) == (1, ["Stopped: run the same command again to go on."])

    code, out, error = finish(start(tmp_path, "print(*sys.argv[1:])"))
    assert (code, out[-1], error) == (0, "-m pytest -k entropy", [])


@POSIX
def test_killed_in_the_set_up(tmp_path):
    process = start(tmp_path, WAITS)
    assert process.stderr.readline() == "began\n"
    os.killpg(process.pid, signal.SIGKILL)
    finish(process)
    assert finish(start(tmp_path, ""))[0] == 0


@POSIX
def test_pips_message_is_shown_and_explained(tmp_path):
    code, _, error = finish(start(tmp_path, "if 'install' in sys.argv: sys.exit('ERROR: no such torch')"))
    assert (code, error[0]) == (1, "ERROR: no such torch")
    assert is_one_sentence(error[1]) and len(error) == 2


@POSIX
def test_two_at_once(tmp_path):
    behaviour = """
if "install" in sys.argv:
    print("began", file=sys.stderr, flush=True)
    while not os.path.exists("go"):
        time.sleep(0.05)
"""
    first = start(tmp_path, behaviour)
    assert first.stderr.readline() == "began\n"
    second = start(tmp_path, behaviour)
    assert second.stdout.readline() == "Another run.py is setting up .venv: waiting for it.\n"
    (tmp_path / "go").touch()
    assert finish(first)[::2] == (0, [])
    assert finish(second) == (0, [], [])  # no set-up of its own


def test_a_lock_whose_holder_was_killed_is_free(tmp_path):
    shutil.copy(FILE, tmp_path)
    script = "import run, time\nwith run.alone():\n    print('mine', flush=True)\n    time.sleep({})"
    command = [sys.executable, "-c"]
    pipes = {"cwd": tmp_path, "stdout": subprocess.PIPE, "text": True}
    holder = subprocess.Popen([*command, script.format(60)], **pipes)
    assert holder.stdout.readline() == "mine\n"
    waiting = subprocess.Popen([*command, script.format(0)], **pipes)
    assert "waiting" in waiting.stdout.readline()
    holder.kill()
    holder.communicate(timeout=30)
    assert waiting.communicate(timeout=30)[0] == "mine\n"


# JupyterLab itself


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """Return what JupyterLab is told to open, of a course of one notebook."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00_start_here.ipynb").touch()
    monkeypatch.setattr(lab_module, "COURSE", tmp_path / "notebooks")
    monkeypatch.setattr(lab_module, "WORK", tmp_path / "work")

    class Told(Exception):
        """In place of a server."""

    def initialize_server(words):
        raise Told(words)

    def opened(*words):
        monkeypatch.setattr("jupyterlab.labapp.LabApp.initialize_server", initialize_server)
        with pytest.raises(Told) as told:
            lab_module.start(list(words))
        assert "--originals" not in told.value.args[0]
        return [word for word in told.value.args[0] if word.startswith("--ServerApp.root_dir=")]

    return opened


def test_authors_open_the_originals_by_one_word_more(opened, tmp_path):
    assert opened("--originals") == [f"--ServerApp.root_dir={tmp_path / 'notebooks'}"]
    assert not (tmp_path / "work").exists()
    assert opened() == [f"--ServerApp.root_dir={tmp_path / 'work'}"]
    assert (tmp_path / "work" / "00_start_here.ipynb").exists()


def test_a_newer_version_that_is_put_beside_is_told(opened, tmp_path, capsys):
    opened()
    (tmp_path / "work" / "00_start_here.ipynb").write_bytes(b"mine")
    (tmp_path / "notebooks" / "00_start_here.ipynb").write_bytes(b"newer")
    opened()
    assert capsys.readouterr().out.count("00_start_here (new).ipynb") == 1


def test_without_a_notebook_there_is_nothing_to_open(opened, tmp_path, capsys):
    (tmp_path / "work").touch()
    with pytest.raises(SystemExit) as stop:
        opened()
    assert is_one_sentence(stop.value.code)
    assert capsys.readouterr().out.startswith("work/ stays as it is: ")


@pytest.fixture
def lab(tmp_path):
    """JupyterLab as run.py starts it, in a copy of the course, for a user whose own settings are careless."""
    for part in ("xentlib", "notebooks"):
        shutil.copytree(FILE.parent / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(FILE, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    careless = {
        "IdentityProvider": {"token": ""},
        "ServerApp": {"ip": "0.0.0.0", "root_dir": "/"},
        "LabApp": {"default_url": "/lab"},
    }
    (tmp_path / "jupyter_server_config.json").write_text(json.dumps(careless), encoding="utf-8")
    places = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    environment = {**os.environ, **dict.fromkeys(places, str(tmp_path))}
    environment.pop("JUPYTER_TOKEN", None)
    words = ["--no-browser", "--port", str(port)]
    script = f"import run, sys; sys.exit(run.call([sys.executable, *run.COMMANDS['lab'], *{words}]))"
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(tmp_path)},
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


@pytest.mark.parametrize("theirs", [{}, {"page_config_hook": lambda _, page: page | {"token": "a hub's"}}])
def test_a_hook_that_the_server_has_is_kept(theirs):
    application = SimpleNamespace(settings={"base_url": "/", **theirs}, add_handlers=lambda *_: None)
    _load_jupyter_server_extension(SimpleNamespace(web_app=application))
    page = application.settings["page_config_hook"](None, {"disabledExtensions": ["theirs"]})
    assert page["disabledExtensions"] == ["theirs", *LEFT_OUT]
    assert page.get("token") == ("a hub's" if theirs else None)


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


def test_lab_opens_the_learners_own_copy(lab, tmp_path):
    process, port, address = lab
    brought = {path.name: path.read_bytes() for path in (tmp_path / "work").glob("*.ipynb")}
    assert brought == {path.name: path.read_bytes() for path in NOTEBOOKS}
    page = f"http://127.0.0.1:{port}/lab/tree/00_start_here.ipynb"
    assert re.fullmatch(re.escape(page) + r"\?token=[0-9a-f]{48}", address)
    token = address.partition("=")[2]

    code, _, text = status(address)
    assert code == 200
    assert re.search(r'"disabledExtensions": *\[[^]]*"@jupyterlab/apputils-extension:announcements"', text)
    assert "/login" in status(page)[1]
    contents = f"http://127.0.0.1:{port}/api/contents"
    assert status(contents)[0] == 403
    assert status(f"{contents}/00_start_here.ipynb?token={token}")[0] == 200
    served = json.loads(status(f"{contents}?token={token}")[2])["content"]
    assert {each["name"] for each in served} == {path.name for path in NOTEBOOKS}

    server = psutil.Process(process.pid).children(recursive=True)
    connections = [c for found in asked(server, lambda p: p.net_connections("inet")) for c in found]
    listening = [connection for connection in connections if connection.status == psutil.CONN_LISTEN]
    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}
    assert token not in str(asked(server, lambda p: p.cmdline()))

    process.terminate()
    process.wait(timeout=30)
    deadline = time.monotonic() + 30
    while psutil.wait_procs(server, timeout=0.1)[1]:
        assert time.monotonic() < deadline, "the server outlived run.py"
