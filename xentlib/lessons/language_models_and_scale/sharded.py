"""The loss with the vocabulary spread over processes, by torch.distributed, and what it costs each of them.

`processes.measure` runs this file. It imports torch once; the processes are its forks where the system is
sure to allow it. They speak by gloo over the loopback; NCCL takes the same calls.
"""

import json
import os
import socket
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor
from torch.distributed.tensor import DTensor, Replicate, Shard, init_device_mesh
from torch.distributed.tensor.parallel import loss_parallel
from torch.multiprocessing import start_processes
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from xentlib.lessons.language_models_and_scale.blocks import linear_cross_entropy
from xentlib.lessons.language_models_and_scale.memory import peak

START = "fork" if sys.platform == "linux" else "spawn"  # elsewhere what torch has loaded may not bear a fork
PATIENCE = timedelta(seconds=90)  # a process whose neighbour does not answer for so long gives up
OPERATIONS = {"max": dist.ReduceOp.MAX, "sum": dist.ReduceOp.SUM}
BLOCK = 4096


class Handed(TorchDispatchMode):
    """Counts the bytes of the tensors that this process hands over to be combined with the others'."""

    bytes = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        if any(issubclass(each, DTensor) for each in types):
            return NotImplemented  # what it does with the part that is here comes by as well
        if function.__name__.replace("_", "").startswith("allreduce"):
            self.bytes += sum(leaf.nbytes for leaf in tree_leaves(args[0]))
        return function(*args, **(kwargs or {}))


def all_reduce(tensor: Tensor, operation: str) -> Tensor:
    """Return a tensor combined with those of all processes."""
    combined = tensor.clone()
    dist.all_reduce(combined, OPERATIONS[operation])
    return combined


def problem(rows: int, width: int, classes: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return x, weight and target, in float64, the same in each process."""
    generator = torch.Generator().manual_seed(8)
    x = torch.randn(rows, width, dtype=torch.float64, generator=generator)
    weight = torch.randn(classes, width, dtype=torch.float64, generator=generator) / width**0.5
    return x, weight, torch.randint(classes, (rows,), generator=generator)


def with_table(x: Tensor, weight: Tensor, target: Tensor) -> tuple[Tensor, ...]:
    """Return the loss and its gradients in x and weight by the table of all scores; for one process."""
    loss = F.cross_entropy(x @ weight.T, target)
    return loss, *torch.autograd.grad(loss, (x, weight))


def in_blocks(x: Tensor, weight: Tensor, target: Tensor) -> tuple[Tensor, ...]:
    """Return the same, of the weight for the rows that are here, in blocks of them."""
    first = len(weight) * dist.get_rank()
    loss = linear_cross_entropy(x, weight, target - first, BLOCK, all_reduce=all_reduce)
    return loss, *torch.autograd.grad(loss, (x, weight))


def in_parallel(x: Tensor, weight: Tensor, target: Tensor) -> tuple[Tensor, ...]:
    """Return the same by torch's own way, with a table of the scores of the rows that are here."""
    mesh = init_device_mesh("cpu", (dist.get_world_size(),))
    whole = DTensor.from_local(x, mesh, [Replicate()], run_check=False)
    rows = DTensor.from_local(weight, mesh, [Shard(0)], run_check=False)
    with loss_parallel():
        loss = F.cross_entropy(whole @ rows.T, target)
        of_x, of_weight = torch.autograd.grad(loss, (whole, rows))
    return loss.to_local(), of_x.full_tensor(), of_weight.to_local()


WAYS = {"one table": with_table, "blocks": in_blocks, "loss_parallel": in_parallel}


def ways(count: int) -> list[str]:
    """Return what is run in so many processes; the table stands for one process alone."""
    return [way for way in WAYS if count == 1 or way != "one table"]


def work(rank: int, count: int, folder: str, sizes: list[int]) -> None:
    """Be one of so many processes: run the ways with the rows that are its own, and write what comes out."""
    torch.set_num_threads(1)  # each process stands for a machine of its own, and here they share the cores
    store = dist.FileStore(f"{folder}/store {count}", count)
    dist.init_process_group("gloo", store=store, rank=rank, world_size=count, timeout=PATIENCE)
    x, weight, target = problem(*sizes)
    mine = weight.chunk(count)[rank].clone()
    for way in ways(count):
        given = x.requires_grad_(), mine.requires_grad_(), target
        start = time.process_time()
        WAYS[way](*given)
        seconds = time.process_time() - start
        with Handed() as handed:
            results, most = peak(WAYS[way], *given)
        said = {"results": results, "peak": most, "handed": handed.bytes, "seconds": seconds}
        torch.save(said, f"{folder}/{way} {count} {rank}.pt")
    dist.destroy_process_group()


def gather(folder: str, way: str, count: int, right: dict) -> dict[str, Any]:
    """Return what one way has come to in all its processes, beside what is right."""
    said = [torch.load(f"{folder}/{way} {count} {rank}.pt") for rank in range(count)]
    losses, of_x, of_weight = zip(*(each["results"] for each in said), strict=True)
    loss, *gradients = right["results"]
    found = torch.stack(of_x), torch.cat(of_weight)
    return {
        "way": way,
        "processes": count,
        "loss": losses[0].item(),
        "off": max(abs(each - loss).item() for each in losses),
        "gradient off": max((a - b).abs().max().item() for a, b in zip(found, gradients, strict=True)),
        "handed": (count > 1) * max(each["handed"] for each in said),  # alone there is nobody to take it
        "peak": max(each["peak"] for each in said),
        "seconds": max(each["seconds"] for each in said),
    }


def main(counts: list[int], sizes: list[int]) -> None:
    """Run all ways in so many processes each time, and print what they come to."""
    if os.name == "posix":  # gloo would else ask the network for this machine's name
        (loopback, *_) = (name for _, name in socket.if_nameindex() if name.startswith("lo"))
        os.environ["GLOO_SOCKET_IFNAME"] = loopback
    with Handed():
        torch.ones(1).clone()  # the first use imports half a second's worth of torch; forks then have it
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            start_processes(work, (count, folder, sizes), count, start_method=START)
        right = torch.load(f"{folder}/one table 1 0.pt")
        rows = [gather(folder, way, count, right) for count in counts for way in ways(count)]
    print(json.dumps(rows))


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
