#!/usr/bin/env python3
"""Open the course, test it, or refresh its notebooks:

    python3 run.py lab       opens JupyterLab on the first notebook
    python3 run.py test      runs every test
    python3 run.py refresh   runs the notebooks afresh and saves their outputs

The first call installs everything into the folder .venv; later calls find it ready. Further words are
handed on, as in "run.py lab --no-browser --port 8899" or "run.py test -k entropy". Nothing but Python's
standard library is needed, and even a Python that is too old can read this file, to say so.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "ready.txt"  # written last, so .venv is whole if it is there
OLDEST = (3, 11)
AGAIN = "then run the same command again."

DISK = re.compile(r"No space left|not enough space|quota exceeded|Errno 28\b|WinError 112\b", re.I)
NETWORK = re.compile(
    r"connection (broken|error|reset|refused|aborted)|name resolution|NameResolutionError|getaddrinfo"
    r"|NewConnectionError|Max retries|unreachable|timed out|TimeoutError|ProxyError|Could not fetch URL"
    r"|IncompleteRead|IncompleteDownload",
    re.I,
)

# The token is made in here: on the command line everybody on the machine could read it, and in the
# environment the user's own Jupyter settings would outrank it. The address comes once the server answers.
LAB = r"""
import os, secrets, sys
try:
    from jupyterlab.labapp import LabApp
    token = os.environ.pop("JUPYTER_TOKEN", "") or secrets.token_hex(24)
    server = LabApp.initialize_server([*sys.argv[1:], "--IdentityProvider.token=" + token])
    address = server.public_url.split("?")[0] + "?token=" + token
    message = f"\nThe course is open at\n\n    {address}\n\nCtrl-C ends it.\n"
    server.io_loop.add_callback(print, message, flush=True)
    server.start()
except KeyboardInterrupt:
    sys.exit("Stopped.")
"""
LAB_OPTIONS = [
    "--ServerApp.root_dir=" + str(ROOT / "notebooks"),
    "--ServerApp.ip=127.0.0.1",  # this machine only
    "--ServerApp.jpserver_extensions={'xentlib.server': True}",  # pictures that follow the hand at once
    "--LabApp.default_url=/lab/tree/00_start_here.ipynb",
    "--LabApp.news_url=None",  # and nothing else that asks the network
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "-y",  # one Ctrl-C is enough
]


def arguments(command, words):
    """What Python is given for a command."""
    if command == "test":
        return ["-m", "pytest", *words]
    if command == "refresh":
        return ["tests/refresh.py", *words]
    if {"-h", "--help", "--help-all", "--version"} & set(words):
        return ["-m", "jupyterlab", *words]
    options = list(LAB_OPTIONS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # in a container one is root, and Jupyter wants to be told
    if not any(word.startswith(("--debug", "--log-level")) for word in words):
        options.append("--Application.log_level=WARN")  # the address stays in sight
    return ["-c", LAB, *options, *words]


def call(command, **options):
    """Run a command to its end; return its exit code and what it wrote to a piped stderr, shown as it comes.

    Ctrl-C reaches the command, too: it is left to tidy up, and nothing more of it is shown.
    """
    pressed = []
    usual = signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    said = []
    try:
        process = subprocess.Popen([str(word) for word in command], cwd=str(ROOT), **options)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        for line in process.stderr or []:
            said.append(line.decode(errors="replace"))
            if not pressed:
                sys.stderr.write(said[-1])
                sys.stderr.flush()
        code = process.wait()
    finally:
        signal.signal(signal.SIGINT, usual)
    if pressed and process.stderr:
        raise KeyboardInterrupt
    return code, "".join(said)


def stamp():
    """Two lines: which Python made .venv and where; what was to be installed."""
    made = f"Python {sys.version_info[0]}.{sys.version_info[1]} of {sys.base_prefix} in {ROOT}"
    files = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return [made, hashlib.sha256(b"".join(files)).hexdigest()]


def set_up():
    """Make .venv whole: at once if it is, else by pip, and from nothing if it is half-made or was moved."""
    wanted = stamp()
    found = read_stamp()
    if found == wanted:
        return
    print("Setting up .venv: this takes a few minutes once, most of it for torch.", flush=True)
    if found[:1] != wanted[:1]:
        make_venv()
    else:
        STAMP.unlink()
    install = ["install", "--disable-pip-version-check", "-c", "constraints.txt", "-e", ".[test]"]
    code, said = call([VENV_PYTHON, "-m", "pip", *install], stderr=subprocess.PIPE)
    if code:
        if found[:1] == wanted[:1] and NETWORK.search(said) and not DISK.search(said):
            write_stamp(found)  # pip fetches everything before it changes anything: .venv is as it was
        sys.exit(explain("pip could not install the course: see its message above,", said))
    write_stamp(wanted)


def read_stamp():
    if not (STAMP.is_file() and VENV_PYTHON.exists()):
        return []
    return STAMP.read_text(encoding="utf-8", errors="replace").splitlines()


def write_stamp(lines):
    STAMP.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_venv():
    """A new, empty .venv in place of whatever is there."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(
            "This Python cannot make a virtual environment: install its venv package "
            f"(on Debian and Ubuntu: sudo apt install python3-venv), {AGAIN}"
        )
    code, said = call([sys.executable, "-m", "venv", "--clear", VENV], stderr=subprocess.PIPE)
    if code:
        sys.exit(explain("The folder .venv could not be made: close what uses it, remove it,", said))


def explain(otherwise, said):
    """One sentence that says what went wrong and what to do."""
    if DISK.search(said) or shutil.disk_usage(str(ROOT)).free < 50e6:
        return f"The disk is full: make room (2 GB, or 8 GB if torch comes with CUDA), {AGAIN}"
    if NETWORK.search(said):
        return f"The network could not be reached: the first set-up needs it; connect, {AGAIN}"
    return f"{otherwise} {AGAIN}"


def is_installed_here():
    """Whether the Python that runs this, conda's for instance, has this very folder's course installed."""
    from importlib.metadata import PackageNotFoundError, distribution  # not in a Python that is too old

    try:
        origin = distribution("xent").read_text("direct_url.json") or ""
    except PackageNotFoundError:
        return False
    return f'"{ROOT.as_uri()}"' in origin


def main(words):
    if sys.version_info[:2] < OLDEST:
        have = "this is Python {}.{}".format(*sys.version_info[:2])
        return f"xent needs Python 3.11 or newer and {have}: install a newer one, {AGAIN}"
    if not words or words[0] not in ("lab", "test", "refresh"):
        return f"Say what to do: {Path(sys.argv[0]).name} lab, test or refresh (and further words for it)."
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not one of the user's
    try:
        if Path(sys.prefix).resolve() != VENV and is_installed_here():
            python = sys.executable
        else:
            set_up()
            python = VENV_PYTHON
        return call([python, *arguments(words[0], words[1:])])[0]
    except KeyboardInterrupt:
        return "Stopped: run the same command again to go on."
    except OSError as error:
        return explain(f"{error}: mend that,", str(error))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
