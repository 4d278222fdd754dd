"""The network with logarithmic pooling in PyTorch, by the layers that derive-gradient emits; one process or several.

    npx tsx examples/paper/export.ts covariances 1 3 > data.json
    derive-gradient -e torch examples/paper/programs/logarithm.mx > logarithm.py
    derive-gradient -e torch examples/paper/programs/classifier.mx > classifier.py
    python examples/paper/train.py data.json --processes 2

Prints the loss of each epoch and how far it is from that of the layers in TypeScript. The emitted modules are looked for beside data.json.
"""

import argparse
import json
import os
import sys

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch.nn.parallel import DistributedDataParallel

BATCH = 32
RATE = 0.01
EPSILON = 1e-3
MATRICES = {"W", "C"}


class Network(torch.nn.Module):
    """Features, logarithmic pooling and softmax regression; gives the mean cross-entropy of a batch."""

    def __init__(self, parameters, pool, classify):
        super().__init__()
        self.pool, self.classify = pool, classify
        for name, value in parameters.items():
            data = torch.tensor(value["data"], dtype=torch.float64)
            shape = value["shape"] if name in MATRICES else [-1]
            setattr(self, name, torch.nn.Parameter(data.reshape(shape)))
        self.register_buffer("epsilon", torch.tensor(EPSILON, dtype=torch.float64))

    def forward(self, X, y):
        V = self.pool(X, self.W, self.b, self.epsilon)
        return self.classify(V.flatten(1), self.C, self.a, y).mean()


def train(rank, processes, path, results):
    """Trains on a share of every batch; the first process writes down the losses."""
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    from classifier import layer as classify
    from logarithm import layer as pool

    torch.set_num_threads(1)
    with open(path, encoding="utf-8") as file:
        given = json.load(file)
    X = torch.tensor(given["inputs"], dtype=torch.float64)
    labels = torch.tensor(given["labels"])
    Y = torch.nn.functional.one_hot(labels).to(torch.float64)
    model = Network(given["parameters"], pool, classify)
    if processes > 1:
        dist.init_process_group("gloo", rank=rank, world_size=processes)
        model = DistributedDataParallel(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for order in given["order"]:
        total = 0.0
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            mine = batch[rank::processes]
            optimizer.zero_grad()
            loss = model(X[mine], Y[mine])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(mine)
        share = torch.tensor(total, dtype=torch.float64)
        if processes > 1:
            dist.all_reduce(share)
        if rank == 0:
            results.append(share.item() / len(order))
    if processes > 1:
        dist.barrier()
        dist.destroy_process_group()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    if given.processes > 1:
        os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
        os.environ.setdefault("MASTER_PORT", "29512")
        with mp.Manager() as manager:
            shared = manager.list()
            mp.spawn(train, (given.processes, given.data, shared), given.processes)
            losses = list(shared)
    else:
        losses = []
        train(0, 1, given.data, losses)
    with open(given.data, encoding="utf-8") as file:
        wanted = json.load(file)["losses"]
    worst = max(abs(a - b) for a, b in zip(losses, wanted))
    for epoch, loss in enumerate(losses, 1):
        print(f"epoch {epoch}: loss {loss:.12f}")
    print(f"largest difference from TypeScript: {worst:.1e}")


if __name__ == "__main__":
    main()
