/** Layers under distributed data parallel and fully sharded data parallel: two processes train as one does. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { pythonWith, runPython } from "./python.js";

const folder = mkdtempSync(join(tmpdir(), "distributed-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Trains a model with a matrix of parameters before and after the layer, at which eigenvalues coincide for wide inputs. */
const SCRIPT = `
import os, sys
sys.path.insert(0, ${JSON.stringify(folder)}); sys.dont_write_bytecode = True
import torch, torch.distributed as dist, torch.multiprocessing as mp
from layer import layer
class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        g = torch.Generator().manual_seed(1)
        self.first = torch.nn.Linear(4, 6, dtype=torch.float64)
        self.last = torch.nn.Linear(36, 2, dtype=torch.float64)
        with torch.no_grad():
            for p in self.parameters(): p.copy_(torch.randn(p.shape, generator=g, dtype=p.dtype) / 3)
    def forward(self, X):
        return self.last(layer(self.first(X), 0.3).flatten(1))
def train(model, X, T):
    steps = torch.optim.SGD(model.parameters(), 0.05)
    losses = []
    for _ in range(4):
        steps.zero_grad()
        loss = (model(X) - T).square().mean()
        loss.backward()
        steps.step()
        losses.append(loss.detach())
    return torch.stack(losses)
def wrapped(kind, model):
    if kind == "DistributedDataParallel": return torch.nn.parallel.DistributedDataParallel(model)
    if kind == "FullyShardedDataParallel":
        from torch.distributed.fsdp import FullyShardedDataParallel
        return FullyShardedDataParallel(model, device_id=torch.device("cpu"), use_orig_params=True)
    from torch.distributed.fsdp import fully_shard
    from torch.distributed.device_mesh import init_device_mesh
    return fully_shard(model, mesh=init_device_mesh("cpu", (dist.get_world_size(),)))
def worker(rank, size, port, X, T, want):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), GLOO_SOCKET_IFNAME="lo")
    torch.set_num_threads(1)
    dist.init_process_group("gloo", rank=rank, world_size=size)
    for kind in sys.argv[1:]:
        losses = train(wrapped(kind, Model()), X.chunk(size)[rank], T.chunk(size)[rank])
        dist.all_reduce(losses)
        if rank == 0: print(kind, float((losses / size - want).abs().max() / want.abs().max()), flush=True)
    dist.destroy_process_group()
if __name__ == "__main__":
    import socket
    torch.set_num_threads(1)
    g = torch.Generator().manual_seed(0)
    X, T = torch.randn(8, 3, 4, generator=g, dtype=torch.float64), torch.randn(8, 2, generator=g, dtype=torch.float64)
    want = train(Model(), X, T)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    mp.spawn(worker, (2, port, X, T, want), nprocs=2)
`;

/** Sums over the batch in another order, in four steps. */
const CLOSE = 1e-12;

const KINDS = ["DistributedDataParallel", "fully_shard", "FullyShardedDataParallel"];

const python = pythonWith("torch");
if (python === undefined) process.stderr.write("skipped: layers in several processes, for torch is not found\n");
test.skipIf(python === undefined)(
  "two processes train as one",
  () => {
    writeFileSync(join(folder, "layer.py"), emit(deriveSource("X: m×n; ε: scalar positive; log(XᵀX + εI)"), "torch"));
    writeFileSync(join(folder, "train.py"), SCRIPT);
    const { status, text } = runPython(python!, join(folder, "train.py"), ...KINDS);
    expect(status, text).toBe(0);
    for (const kind of KINDS)
      expect(Number(new RegExp(`^${kind} (\\S+)`, "m").exec(text)?.[1]), text).toBeLessThan(CLOSE);
  },
  300_000,
);
