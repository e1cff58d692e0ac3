"""Kernels that start warm: forks of a process that has imported what notebooks import.

A kernel spends most of its start on importing torch and matplotlib. On Linux pytest's kernels are forks of
a server (multiprocessing's) that has done so once. The server runs nothing of what it has imported, so that
there is no pool of threads that a fork would lose. It imports nothing of the course, so that each kernel has
the code as it stands. Elsewhere kernels start as usual.
"""

import multiprocessing
import multiprocessing.forkserver
import os
import runpy
import sys
import threading
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

CAN_FORK = sys.platform == "linux"  # on macOS the system's libraries may start threads when imported
CONTEXT = multiprocessing.get_context("forkserver" if CAN_FORK else "spawn")
IMPORTED = [
    "anywidget",
    "ipykernel.ipkernel",  # not kernelapp, which reads the kernel's environment while it is imported
    "ipywidgets",
    "jupyter_client.provisioning",
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "numpy",
    "sklearn.datasets",
    "torch",
]
TESTS = str(Path(__file__).parent)


def run_module(words: list[str], cwd: str, env: dict[str, str]) -> None:
    """Become what ``python -m`` with these words is in this folder and with this environment."""
    multiprocessing.current_process().daemon = False  # a notebook may start processes of its own
    threading.Thread(target=end_with, args=[multiprocessing.parent_process()], daemon=True).start()
    os.setsid()  # an interrupt goes to the kernel with its children, and to nobody else
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    # What pytest has put in front, for itself, is not there for a kernel.
    own = filter(None, env.get("PYTHONPATH", "").split(os.pathsep))
    sys.path[:] = [*own, *(folder for folder in sys.path if folder != TESTS)]
    sys.argv = words
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)


def end_with(parent: multiprocessing.Process) -> None:
    parent.join()
    os._exit(1)


class Fork(CONTEXT.Process):
    """A process with what jupyter_client asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        return self.exitcode

    def wait(self) -> int:
        self.join()
        return self.exitcode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel as a fork; all the rest is as for other kernels on this machine.

    The kernel listens on named sockets. TCP ports are chosen some time before the kernel binds them, and one
    that another process takes meanwhile stays lost: such a kernel died, five times over.
    """

    async def pre_launch(self, **kwargs):
        self.parent.transport = "ipc"
        self.parent.ip = f"@{self.kernel_id}"  # Linux keeps names with an @ apart from files
        self.parent.cache_ports = False
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd, *, env, cwd=None, **_):
        words = cmd[cmd.index("-m") + 1 :]
        self.cwd = cwd or os.getcwd()
        env["JPY_PARENT_PID"] = str(os.getpid())  # without it a kernel tells how to connect a client
        self.process = Fork(target=run_module, args=[words, self.cwd, env], daemon=True)
        self.process.start()
        self.pid = self.pgid = self.process.pid
        return self.connection_info


def start_kernels_warm() -> None:
    """Have the kernels that this process starts from now on start warm."""
    if CAN_FORK:
        CONTEXT.set_forkserver_preload(IMPORTED)
        entry = EntryPoint("warm", f"{__name__}:WarmProvisioner", KernelProvisionerFactory.GROUP_NAME)
        KernelProvisionerFactory.provisioners["warm"] = entry
        KernelProvisionerFactory.instance().default_provisioner_name = "warm"


def import_ahead() -> None:
    """Have the server import already now, while this process goes on, and not when the first kernel waits."""
    if CAN_FORK:
        multiprocessing.forkserver.ensure_running()
