"""Ask for a program that starts warm, as a fork of the server; without a server it starts cold."""

import contextlib
import json
import os
import signal
import socket
import sys


def ask(path: str, words: list[str], folder: str, environment: dict[str, str]) -> tuple[socket.socket, int]:
    """Return the socket with which the fork ends, and its number; OSError where there is no server."""
    asker = socket.socket(socket.AF_UNIX)
    asker.connect(path)
    socket.send_fds(asker, [b"\n"], [0, 1, 2])
    asker.sendall(json.dumps([words, folder, environment]).encode() + b"\n")
    if not (number := asker.makefile().readline()):
        raise ConnectionError(f"{path}: the server has not forked")
    return asker, int(number)


def run(path: str, words: list[str]) -> None:
    """Be this program, until it ends or this process is told to end."""
    try:
        asker, _ = ask(path, words, os.getcwd(), dict(os.environ))
    except OSError:
        os.execv(sys.executable, [sys.executable, "-m", *words])
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: asker.shutdown(socket.SHUT_WR))
    with contextlib.suppress(ConnectionResetError):
        asker.recv(1)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2:])
