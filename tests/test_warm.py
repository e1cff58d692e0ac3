"""Warm kernels: forks that compute as others do, and are interrupted, restarted and ended as these are."""

import ast
import contextlib
import socket
import subprocess
import sys

import numpy as np
import psutil
import pytest
import warm
from course import ROOT
from jupyter_client.connect import LocalPortCache
from jupyter_client.manager import start_new_kernel

pytestmark = pytest.mark.skipif(not warm.CAN_FORK, reason="kernels are forks on Linux only")

ORPHAN = """
import os, signal, warm
from jupyter_client.manager import start_new_kernel
warm.IMPORTED = []
warm.start_kernels_warm()
print(start_new_kernel()[0].provisioner.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


class Kernel:
    """A kernel that evaluates expressions."""

    def __init__(self):
        self.manager, self.client = start_new_kernel()

    @property
    def process(self) -> psutil.Process:
        return psutil.Process(self.manager.provisioner.pid)

    def run(self, code, expression="None"):
        """Run code; return the value of an expression after it."""
        reply = self.client.execute_interactive(code, user_expressions={"it": expression}, timeout=30)[
            "content"
        ]
        return reply.get("ename") or ast.literal_eval(reply["user_expressions"]["it"]["data"]["text/plain"])

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.stop()


def test_a_kernel_is_a_fork_that_has_imported_torch_and_nothing_of_the_course(kernel):
    assert "multiprocessing.forkserver" in " ".join(kernel.process.parent().cmdline())
    asked = ["torch", "xentlib", "course", "pytest"]
    assert kernel.run("import sys", f"[name for name in {asked} if name in sys.modules]") == ["torch"]
    assert kernel.run("", "__name__") == "__main__"
    assert str(ROOT / "tests") not in kernel.run("", "sys.path")


def test_it_computes_right_also_with_a_pool_of_threads(kernel):
    kernel.run("import torch; x = torch.arange(1_000_000, dtype=torch.float64).reshape(1000, 1000)")
    x = np.arange(1_000_000, dtype=np.float64).reshape(1000, 1000)
    column = kernel.run("", "(x @ x.T)[:, 7].tolist()")
    np.testing.assert_allclose(column, (x @ x.T)[:, 7], rtol=1e-12)


def test_it_is_interrupted(kernel):
    message = kernel.client.execute("import time; print('begun', flush=True); time.sleep(60)")
    while kernel.client.get_iopub_msg(timeout=30)["msg_type"] != "stream":
        pass
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=30)
    assert reply["parent_header"]["msg_id"] == message and reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.run("", "6 * 7") == 42


def test_it_is_restarted(kernel):
    kernel.run("left = 1")
    before = kernel.process
    kernel.manager.restart_kernel(now=True)
    kernel.client.wait_for_ready(timeout=30)
    assert not before.is_running() and kernel.process.pid != before.pid
    assert kernel.run("", "'left' in globals()") is False


def test_it_is_shut_down():
    kernel = Kernel()
    process = kernel.process
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel()
    assert not kernel.manager.is_alive() and not process.is_running()


def test_a_port_that_is_taken_before_the_kernel_binds_it_does_no_harm(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(LocalPortCache, "find_available_port", lambda cache, ip: port)
        kernel = Kernel()
        assert kernel.run("", "6 * 7") == 42
        kernel.stop()


def test_it_ends_with_the_process_that_has_started_it(tmp_path):
    pid = tmp_path / "pid"
    with pid.open("w") as file:
        subprocess.run([sys.executable, "-c", ORPHAN], cwd=ROOT / "tests", stdout=file, check=False)
    with contextlib.suppress(psutil.NoSuchProcess):  # it has ended already
        psutil.Process(int(pid.read_text())).wait(timeout=20)
