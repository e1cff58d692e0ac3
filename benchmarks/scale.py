"""Time and memory of the loss of a linear layer against N, C and the number of processes.

    python benchmarks/scale.py [rows]

First one process, float32: torch by the table of all scores, and `linear_cross_entropy` in blocks of 4096
classes. Memory is what torch's profiler counts of tensors, and what the process grew by (Linux only). Then
the vocabulary spread over processes, float64, by gloo over the loopback, as notebook 08 does it. Last, on
paper, what a process would send and hold in arrangements of up to 1024 processes: formulas, no measurement.

Times are processor times of one thread, forward and backward. With `rows`, the largest table has so many.
"""

import itertools
import sys

import torch
import torch.nn.functional as F
from speed import medians, peak_beside, processor

from xentlib.lessons.language_models_and_scale import memory, processes
from xentlib.lessons.language_models_and_scale.blocks import linear_cross_entropy

WIDTH, BLOCK = 64, 4096
STEP = {"N": 2**20, "C": 200_000, "D": 4096}  # tokens of one step of training, vocabulary, width
GPU, NUMBER = 2, 4  # bytes of bfloat16, in which layers compute and send, and of float32, in which sums are


def with_table(x, weight, target):
    return F.cross_entropy(x @ weight.T, target)


def in_blocks(x, weight, target):
    return linear_cross_entropy(x, weight, target, BLOCK)


def both_ways(rows, classes):
    """Forward and backward of each way, by name."""
    generator = torch.Generator().manual_seed(0)
    x, weight = (torch.randn(n, WIDTH, generator=generator).div_(3).requires_grad_() for n in (rows, classes))
    target = torch.randint(classes, (rows,), generator=generator)
    for name, loss in (("torch, one table", with_table), ("blocks of 4096", in_blocks)):
        yield name, lambda loss=loss: torch.autograd.grad(loss(x, weight, target), (x, weight))


def one_process(rows):
    print(f"\nfloat32, D = {WIDTH}\n\n| N | C | | s | tensors, MB | process, MB |")
    print("|---:|---:|---|---:|---:|---:|")
    for N, C in itertools.product((rows // 4, rows), (50_304, 200_000)):
        ways = dict(both_ways(N, C))
        for name, seconds in medians(ways, 1).items():
            _, most = memory.peak(ways[name])
            grown = peak_beside(ways[name]) * 2**20
            print(
                f"| {N} | {C} | {name} | {seconds:.2f} | {most / 1e6:.0f} | {grown / 1e6:.0f} |", flush=True
            )


def many_processes(rows):
    processes.SECONDS = 1000  # for tables larger than a notebook's
    print("\nfloat64, D = 32\n\n| N | C | processes | | s | MB | bytes handed over |")
    print("|---:|---:|---:|---|---:|---:|---:|")
    for N, C in ((rows // 8, 50_304), (rows // 4, 50_304), (rows // 8, 200_000)):
        for run in processes.measure(2, 4, 8, rows=N, classes=C):
            figures = f"{run['seconds']:.2f} | {run['peak'] / 1e6:.0f} | {run['handed']}"
            print(f"| {N} | {C} | {run['processes']} | {run['way']} | {figures} |", flush=True)


def plan(vocabulary, texts, *, N, C, D):
    """What a process sends and holds, in bytes, if so many share the vocabulary, and so many the texts."""
    rows, classes = N / texts, C / vocabulary
    ring = {count: 2 * (count - 1) / count for count in (vocabulary, texts)}
    sent = ring[vocabulary] * rows * (3 * NUMBER + D * GPU), ring[texts] * classes * D * GPU
    held = classes * D * (GPU + NUMBER), rows * D * 2 * GPU, rows * BLOCK * NUMBER
    return sent, held, rows * classes * NUMBER


def on_paper():
    print("\nN = {N:,}, C = {C:,}, D = {D:,}; GB a process and step\n".format(**STEP))
    print("| vocabulary × texts | sent for x | for the weight | weight | x | a block | (the table) |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for vocabulary, texts in [(1, 1), (8, 1), (1, 1024), (8, 128), (32, 32), (128, 8), (1024, 1)]:
        sent, held, table = plan(vocabulary, texts, **STEP)
        cells = " | ".join(f"{size / 1e9:.3g}" for size in (*sent, *held))
        print(f"| {vocabulary} × {texts} | {cells} | {table / 1e9:.3g} |")


if __name__ == "__main__":
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    print(f"### {processor()}", flush=True)
    one_process(rows)
    many_processes(rows)
    on_paper()
