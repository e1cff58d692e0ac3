"""The process that has imported what others need, and forks for whoever asks over its socket.

    python deploy/forks/server.py SOCKET MODULE...         imports the modules, and waits
    python deploy/forks/client.py SOCKET MODULE WORD...    is `python -m MODULE WORD...`, warm

A fork runs as the user who asks, with the asking process's limits, files, folder and environment, so that a
server of root's serves all users and gives nobody what is not theirs. It ends with its asker. The server runs
nothing of what it has imported, so that there is no pool of threads that a fork would lose. Its own
environment should hold no secret: a fork has its memory.
"""

import contextlib
import gc
import importlib
import json
import os
import pwd
import re
import resource
import runpy
import signal
import socket
import socketserver
import struct
import sys
import threading
from pathlib import Path

LIMITS = {
    "Max data size": resource.RLIMIT_DATA,
    "Max processes": resource.RLIMIT_NPROC,
    "Max file size": resource.RLIMIT_FSIZE,
    "Max open files": resource.RLIMIT_NOFILE,
}
FOLDER = str(Path(__file__).parent)  # where Python looks first


class Program(socketserver.StreamRequestHandler):
    """What a fork does: it becomes the asked-for program of the asker."""

    def setup(self) -> None:
        self.server.socket.close()  # the server's own
        credentials = self.request.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        become(*struct.unpack("3i", credentials))  # before it reads a byte of what a stranger sends
        _, files, _, _ = socket.recv_fds(self.request, 1, 3)
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        super().setup()

    def handle(self) -> None:
        words, folder, environment = json.loads(self.rfile.readline())
        os.setsid()  # an interrupt goes to the program with its children, and to nobody else
        os.chdir(folder)
        self.wfile.write(b"%d\n" % os.getpid())
        threading.Thread(target=end_with, args=[self.request], daemon=True).start()
        run_module(words, environment)

    def finish(self) -> None:
        """The asker reads the end of the file when this process has ended, and not before."""


def become(pid: int, uid: int, gid: int) -> None:
    """Take the limits and the rights of the process that asks."""
    text = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    for name, limit in LIMITS.items():
        values = re.search(rf"{name} +(\S+) +(\S+)", text).groups()
        resource.setrlimit(limit, [-1 if value == "unlimited" else int(value) for value in values])
    if uid != os.getuid():
        os.initgroups(pwd.getpwuid(uid).pw_name, gid)
        os.setgid(gid)
        os.setuid(uid)


def end_with(asker: socket.socket) -> None:
    """Wait until the asker has ended or says that it is enough; then there is a time to tidy up."""
    asker.recv(1)
    os.kill(os.getpid(), signal.SIGTERM)


def run_module(words: list[str], environment: dict[str, str]) -> None:
    """Become what ``python -m`` with these words is in this environment."""
    os.environ.clear()
    os.environ.update(environment)
    own = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    sys.path[:] = [*own, *(folder for folder in sys.path if folder != FOLDER)]
    sys.argv = words
    if "numpy.random" in sys.modules:
        sys.modules["numpy"].random.seed()  # else each fork would draw the same numbers
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks for whoever asks; that is whoever can go to the socket's folder."""

    max_children = 10_000
    block_on_close = False  # who has been forked goes on without it
    request_queue_size = 1024

    def handle_error(self, request: socket.socket, client_address: str) -> None:
        if not isinstance(sys.exception(), SystemExit):
            super().handle_error(request, client_address)


def serve(path: str, modules: list[str]) -> None:
    """Import the modules and fork for whoever asks, until this process is ended."""
    # IPython's own, which matplotlib reads when it is imported.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    for module in modules:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()  # a fork's collector would write to each page
    Path(path).unlink(missing_ok=True)
    with Server(path, Program) as server, contextlib.suppress(KeyboardInterrupt):
        os.chmod(path, 0o666)
        server.serve_forever()


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2:])
