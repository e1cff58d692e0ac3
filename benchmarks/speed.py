"""Time of the softmax cross-entropy loss against its limit, one pass of NumPy's exp, and against its peers.

    python benchmarks/speed.py [rows]

Every round times all columns, one after the other, one thread each; the table shows medians of processor time
(so that other work on the machine disturbs little), in nanoseconds a logit, and how many times the limit that
is. Memory is what the process needed at its peak beside the logits
(Linux only). With `rows`, the largest shape gets so many; it needs several times its size in memory.

Where the processor has AVX-512, all is measured again without it, as on the many that have AVX2 only.
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import importlib.util
import platform
import subprocess
import sys
import time
import timeit
from pathlib import Path

import numpy as np
import scipy.special
import torch
from numpy._core import _multiarray_umath as umath
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parents[1]))

import xentlib

torch.set_num_threads(1)
BLOCK = 3 * 2**16

IN_USE = [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__[name]]
AVX512 = [name for name in IN_USE if name.startswith(("AVX512", "X86_V4"))]
WITHOUT_AVX512 = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(AVX512),
    "ATEN_CPU_CAPABILITY": "avx2",
    "XLA_FLAGS": f"{os.environ['XLA_FLAGS']} --xla_cpu_max_isa=AVX2",
}


def processor():
    """Its name, and which instructions NumPy and torch take from it in this process."""
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text() if cpuinfo.exists() else ""
    name = text.partition("model name")[2].partition(":")[2].partition("\n")[0].strip()
    of_numpy = " ".join(IN_USE) or "its baseline"
    return (
        f"{name or platform.processor()}; NumPy: {of_numpy}; torch: {torch.backends.cpu.get_cpu_capability()}"
    )


def exp_pass(x):
    """The limit: exp of every logit, once, in float64, into a block that stays in the cache."""
    rows = max(1, BLOCK // x.shape[1])
    buffer = np.empty((rows, x.shape[1]))
    for i in range(0, len(x), rows):
        block = x[i : i + rows]
        out = buffer[: len(block)]
        if x.dtype != out.dtype:
            out[...] = block
            block = out
        np.exp(block, out=out)


def scipy_loss(x, y):
    return -scipy.special.log_softmax(x, axis=1)[np.arange(len(y)), y].mean()


def torch_in_blocks(x, y):
    """PyTorch, given rows in blocks as this library walks them."""
    rows = max(1, BLOCK // x.shape[1])
    losses = [
        F.cross_entropy(a, b, reduction="sum") for a, b in zip(x.split(rows), y.split(rows), strict=True)
    ]
    return sum(losses) / len(y)


def columns(x, y):
    """What is timed, by name."""
    tensors = torch.from_numpy(x), torch.from_numpy(y)
    calm = np.clip(x, -50, 50)  # the limit is a pass where exp neither over- nor underflows, which is slow
    yield "exp pass", lambda: exp_pass(calm)
    yield "xentlib", lambda: xentlib.softmax_cross_entropy(x, y)
    yield "scipy", lambda: scipy_loss(x, y)
    yield "torch", lambda: F.cross_entropy(*tensors)
    yield "torch in blocks", lambda: torch_in_blocks(*tensors)
    if importlib.util.find_spec("optax"):
        import jax
        import optax

        jax.config.update("jax_enable_x64", True)
        loss = jax.jit(lambda x, y: optax.softmax_cross_entropy_with_integer_labels(x, y).mean())
        arrays = jax.numpy.asarray(x), jax.numpy.asarray(y)
        yield "optax, jit", lambda: loss(*arrays).block_until_ready()
    yield "xentlib log_softmax", lambda: xentlib.log_softmax(x)
    yield "xentlib softmax", lambda: xentlib.softmax(x)


def peak_beside(function):
    """MiB that the process grew by at most, during a call."""
    status, clear = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not clear.exists():
        return float("nan")
    clear.write_text("5")  # the peak so far becomes what is in use now
    before = _peak(status)
    function()
    return (_peak(status) - before) / 1024


def _peak(status):
    """KiB at the peak."""
    return int(status.read_text().split("VmHWM:")[1].split()[0])


def medians(functions, seconds):
    """Median processor time of each function, all taking turns."""
    times = {name: [] for name in functions}
    rounds, stop = 0, time.perf_counter() + seconds
    while rounds < 3 or time.perf_counter() < stop:
        for name, function in functions.items():
            start = time.process_time()
            function()
            times[name].append(time.process_time() - start)
        rounds += 1
    return {name: float(np.median(t)) for name, t in times.items()}


def table(shape, dtype, scale, seconds):
    rng = np.random.default_rng(0)
    x = rng.standard_normal(shape, dtype) * dtype(scale)
    functions = dict(columns(x, rng.integers(0, shape[1], shape[0])))
    figures = medians(functions, seconds)
    memory = {name: peak_beside(function) for name, function in functions.items()}
    size = f"{x.nbytes / 2**20:.1f} MiB"
    print(f"\n{shape[0]} × {shape[1]}, {np.dtype(dtype).name}, normal × {scale} ({size})\n")
    print("| | ns a logit | × limit | MiB beside |\n|---|---:|---:|---:|")
    for name, figure in figures.items():
        ratio = figure / figures["exp pass"]
        print(f"| {name} | {figure / x.size * 1e9:.2f} | {ratio:.2f} | {memory[name]:.1f} |", flush=True)


def small_calls():
    """One sample of ten classes: microseconds a call, the best of many, since this is all overhead."""
    x = np.random.default_rng(0).normal(size=10)
    calls = {
        "xentlib.softmax": lambda: xentlib.softmax(x),
        "xentlib.log_softmax": lambda: xentlib.log_softmax(x),
        "xentlib.logsumexp": lambda: xentlib.logsumexp(x),
        "xentlib.softmax_cross_entropy": lambda: xentlib.softmax_cross_entropy(x, 3),
        "scipy.special.softmax": lambda: scipy.special.softmax(x),
        "scipy.special.log_softmax": lambda: scipy.special.log_softmax(x),
        "scipy.special.logsumexp": lambda: scipy.special.logsumexp(x),
    }
    best = dict.fromkeys(calls, np.inf)
    for _ in range(50):
        for name, call in calls.items():
            best[name] = min(best[name], timeit.timeit(call, number=50) / 50 * 1e6)
    print("\n| ten classes, one sample | µs a call |\n|---|---:|")
    for name, figure in best.items():
        print(f"| {name} | {figure:.1f} |")


if __name__ == "__main__":
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    print(f"\n### {processor()}", flush=True)
    small_calls()
    for shape, seconds in [((64, 10), 0.5), ((1024, 1000), 2), ((256, 50257), 6), ((rows, 50257), 10)]:
        for dtype in (np.float64, np.float32):
            table(shape, dtype, 1, seconds)
    for scale in (300, 1000):
        table((256, 50257), np.float64, scale, 6)
    if AVX512:
        subprocess.run([sys.executable, *sys.argv], env=os.environ | WITHOUT_AVX512, check=True)
