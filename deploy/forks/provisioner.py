"""Jupyter's kernels as forks of the warm server."""

import os
import select
import signal
import socket
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from forks.client import ask


class Fork:
    """A process with what jupyter_client asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, asker: socket.socket, pid: int):
        self.asker, self.pid = asker, pid

    def poll(self) -> int | None:
        ended, _, _ = select.select([self.asker], [], [], 0)
        return 0 if ended else None

    def wait(self) -> int:
        select.select([self.asker], [], [])
        return 0

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel as a fork; all the rest is as for other kernels on this machine."""

    async def launch_kernel(self, cmd: list[str], *, env: dict, cwd: str | None = None, **options: Any):
        words = cmd[cmd.index("-m") + 1 :]
        env = env | {"JPY_PARENT_PID": str(os.getpid())}  # without it a kernel tells how to connect a client
        try:
            fork = Fork(*ask(os.environ["XENT_WARM"], words, cwd or os.getcwd(), env))
        except OSError:  # no server: cold, as any other
            return await super().launch_kernel(cmd, env=env, cwd=cwd, **options)
        self.process, self.cwd = fork, cwd
        self.pid = self.pgid = fork.pid
        return self.connection_info


def start_kernels_warm(path: str) -> None:
    """Have the kernels that this process starts from now on start as forks of the server at this socket."""
    os.environ["XENT_WARM"] = path
    entry = EntryPoint("warm", f"{__name__}:WarmProvisioner", KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.provisioners["warm"] = entry
    KernelProvisionerFactory.instance().default_provisioner_name = "warm"
