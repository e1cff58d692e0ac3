#!/usr/bin/env python3
"""Open the course, test it, or refresh its notebooks:

    python3 run.py lab       opens JupyterLab on the first notebook of your own copy, work/
    python3 run.py test      runs every test
    python3 run.py refresh   runs the notebooks afresh and saves their outputs

The first call installs everything into the folder .venv; later calls find it ready. Further words are
handed on, as in "run.py lab --no-browser --port 8899" or "run.py test -k entropy". Nothing but Python's
standard library is needed, and even a Python that is too old can read this file, to say so.
"""

import contextlib
import errno
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

COMMANDS = {"lab": ["-m", "xentlib.lab"], "test": ["-m", "pytest"], "refresh": ["tests/refresh.py"]}
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "ready.txt"  # written last, so .venv is whole if it is there
LOCK = ROOT / ".venv.lock"  # beside .venv, which is cleared
OLDEST = (3, 11)
AGAIN = "then run the same command again."
DISK = f"The disk is full or nearly so: make room (2 GB, or 8 GB if torch comes with CUDA), {AGAIN}"


def call(command, **options):
    """Run a command to its end and return its exit code. A piped stderr is shown as it comes.

    Ctrl-C reaches the command, too: it is left to tidy up, and nothing more of it is shown.
    """
    pressed = []
    usual = signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    try:
        process = subprocess.Popen([str(word) for word in command], cwd=str(ROOT), **options)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        for line in process.stderr or []:
            text = line.decode(errors="replace")  # a call: Python hears of Ctrl-C before the next line
            if not pressed:
                sys.stderr.write(text)
                sys.stderr.flush()
        code = process.wait()
    finally:
        signal.signal(signal.SIGINT, usual)
    if pressed and process.stderr:
        raise KeyboardInterrupt
    return code


def stamp():
    """Two lines: which Python made .venv and where; what was to be installed."""
    made = f"Python {sys.version_info[0]}.{sys.version_info[1]} of {sys.base_prefix} in {ROOT}"
    files = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return [made, hashlib.sha256(b"".join(files)).hexdigest()]


def read_stamp():
    if not (STAMP.is_file() and VENV_PYTHON.exists()):
        return []
    return STAMP.read_text(encoding="utf-8", errors="replace").splitlines()


def write_stamp(lines):
    STAMP.write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextlib.contextmanager
def alone():
    """Wait while another run.py sets .venv up. The system frees the lock, however its holder ends."""
    with LOCK.open("a") as file:
        if not try_lock(file):
            print("Another run.py is setting up .venv: waiting for it.", flush=True)
            while not try_lock(file):
                time.sleep(0.2)
        yield


def try_lock(file):
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES)  # some network disks know no locks: go on
    return True


def set_up():
    """Make .venv whole: by pip, and from nothing if it is half-made or was moved."""
    wanted = stamp()
    found = read_stamp()
    if found == wanted:
        return
    print("Setting up .venv: this takes a few minutes once, most of it for torch.", flush=True)
    if found[:1] != wanted[:1]:
        make_venv()
    before = packages_changed()
    STAMP.unlink(missing_ok=True)
    install = ["install", "--disable-pip-version-check", "-c", "constraints.txt", "-e", ".[test]"]
    if call([VENV_PYTHON, "-m", "pip", *install], stderr=subprocess.PIPE):
        if found[:1] == wanted[:1] and packages_changed() == before:
            write_stamp(found)  # pip fetches everything before it changes anything: .venv is as it was
        sys.exit(why_pip_failed())
    write_stamp(wanted)


def packages_changed():
    """When pip last put a package into .venv or took one out."""
    place = sysconfig.get_path("purelib", "venv", {"base": str(VENV)})
    return os.stat(place).st_mtime_ns


def make_venv():
    """A new, empty .venv in place of whatever is there."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(
            "This Python cannot make a virtual environment: install its venv package "
            f"(on Debian and Ubuntu: sudo apt install python3-venv), {AGAIN}"
        )
    if call([sys.executable, "-m", "venv", "--clear", VENV], stderr=subprocess.PIPE):
        sys.exit(explain(f"The folder .venv could not be made: close what uses it, remove it, {AGAIN}"))


def explain(otherwise):
    """One sentence that says what went wrong and what to do."""
    return DISK if shutil.disk_usage(str(ROOT)).free < 2e9 else otherwise


def why_pip_failed():
    if shutil.disk_usage(str(ROOT)).free > 50e6 and not network_answers():
        return f"The network could not be reached: the first set-up needs it; connect, {AGAIN}"
    return explain(f"pip could not install the course: see its message above, {AGAIN}")


def network_answers():
    """Whether pip finds numpy where it looks for packages: it alone knows the address and the proxy."""
    look = ["index", "versions", "--no-input", "--retries", "0", "--timeout", "15", "numpy"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.call([str(VENV_PYTHON), "-m", "pip", *look], **silent) == 0


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
    if not words or words[0] not in COMMANDS:
        return f"Say what to do: {Path(sys.argv[0]).name} lab, test or refresh (and further words for it)."
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not one of the user's
    try:
        if Path(sys.prefix).resolve() != VENV and is_installed_here():
            python = sys.executable
        else:
            if read_stamp() != stamp():
                with alone():
                    set_up()
            python = VENV_PYTHON
        return call([python, *COMMANDS[words[0]], *words[1:]])
    except KeyboardInterrupt:
        return "Stopped: run the same command again to go on."
    except OSError as error:
        return DISK if error.errno in (errno.ENOSPC, errno.EDQUOT) else f"{error}: mend that, {AGAIN}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
