/** What PyTorch and JAX do with functions is done with emitted layers of every kind: batches, compilers, second order in both orders. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { sampled } from "../sample/sampled.js";
import { pythonWith, runPython } from "./python.js";

const folder = mkdtempSync(join(tmpdir(), "transforms-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Programs, and where they are tried: also where eigenvalues and singular values coincide. */
const LAYERS: Readonly<Record<string, readonly [program: string, inputs: string]>> = {
  logarithm: ["X: m×n; ε: scalar positive; log(XᵀX + εI)", "np.eye(2, 4), 0.5"],
  singular: ["X: m×n; U, Σ, V = svd(X); U tanh(Σ) Vᵀ", "np.eye(3, 4)"],
  attention: ["Q: n×d; K: n×d; V: n×d; softmax(Q Kᵀ) V", "R(3, 2), R(3, 2), R(3, 2)"],
  network: ["W: m×n; b: m; x: n; c: m; cᵀ tanh(W x + b)", "R(4, 3), R(4), R(3), R(4)"],
  solve: ["A: n×n invertible; b: n; A⁻¹ b", "R(3, 3) + 3 * np.eye(3), R(3)"],
  determinant: ["A: n×n; |A|", "np.diag([1.0, 2.0, 0.0])"],
  likelihood: ["K: n×n spd; y: n; yᵀ K⁻¹ y / 2 + logdet(K) / 2", "np.diag([1.0, 2.0, 2.0]), R(3)"],
  exponential: ["S: n×n symmetric; x: n; exp(S) x", "np.diag([1.0, 1.0, 2.0]), R(3)"],
  general: ["A: n×n; exp(A)", "R(3, 3)"],
  projector: ["Z: m×n; Z(ZᵀZ)⁻¹Zᵀ", "R(4, 2)"],
  columns: ["A: m×n; B: n×p; vec(A B)", "R(2, 3), R(3, 2)"],
  kronecker: ["A: m×n; B: p×q; A ⊗ B", "R(2, 2), R(2, 3)"],
  several: ["A: m×n; B: n×p; Y = A B; z = ‖A‖²; return Y, z", "R(2, 3), R(3, 2)"],
};
const names = sampled(Object.keys(LAYERS));

function script(target: "torch" | "jax", lines: string): string {
  for (const name of names)
    writeFileSync(join(folder, `${target}_${name}.py`), emit(deriveSource(LAYERS[name]![0]), target));
  const cases = names.map((name) => `("${target}_${name}", lambda: (${LAYERS[name]![1]},))`);
  return `
import os; os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=8"
import sys, importlib; sys.path.insert(0, ${JSON.stringify(folder)}); sys.dont_write_bytecode = True
import numpy as np
rng = np.random.default_rng(1)
def R(*shape): return rng.normal(size=shape)
def tup(y): return y if isinstance(y, tuple) else (y,)
def near(a, b, what, tolerance=1e-9):
    a, b = np.asarray(a, float), np.asarray(b, float)
    if a.shape != b.shape or not np.abs(a - b).max(initial=0) <= tolerance * (1 + np.abs(b).max(initial=0)): print(name, what, np.abs(a - b).max(initial=0) if a.shape == b.shape else (a.shape, b.shape))
def flat(tree): return np.concatenate([np.ravel(np.asarray(v)) for v in leaves(tree)])
${lines}
for name, given in [${cases.join(", ")}]:
    m = importlib.import_module(name)
    try:
        tried(m, [np.asarray(x, float) for x in given()])
    except Exception as error:
        print(name, type(error).__name__, str(error)[:300])
print("done")`;
}

const torch = pythonWith("torch", "numpy");
describe.skipIf(torch === undefined)("PyTorch", () => {
  test("batches, compiles, exports and differentiates twice", () => {
    const lines = `
import torch
from torch.utils.checkpoint import checkpoint
def leaves(t): return [v for x in t for v in leaves(x)] if isinstance(t, (tuple, list)) else [t.detach()]
def tried(m, given):
    x = [torch.tensor(v) for v in given]
    every = tuple(range(len(x)))
    W = [torch.tensor(R(*y.shape)) for y in tup(m.layer(*x))]
    f = lambda *x: sum((w * y).sum() for w, y in zip(W, tup(m.layer(*x))))
    grad = torch.func.grad(f, every)
    want = grad(*x)
    # Batches: by leading axes as by vmap as one by one.
    B = [torch.stack([(1 + 0.1 * k) * v for k in range(3)]) for v in x]
    by = [tup(m.layer(*(b[k] for b in B))) for k in range(3)]
    for i, y in enumerate(tup(m.layer(*B))): near(y, torch.stack([b[i] for b in by]), "leading axes")
    for g, h in zip(torch.func.vmap(grad)(*B), zip(*(grad(*(b[k] for b in B)) for k in range(3)))): near(g, torch.stack(h), "vmap")
    moved = lambda: [v.clone().requires_grad_() for v in x]
    torch.autograd.gradcheck(m.layer, moved(), check_batched_grad=True)
    torch.autograd.gradgradcheck(m.layer, moved(), check_batched_grad=True)
    # Second order, reverse over reverse and by columns.
    H = torch.func.jacrev(torch.func.jacrev(f, every), every)(*x)
    d = [torch.tensor(R(*v.shape)) for v in x]
    moved = lambda s: flat(grad(*(a + s * b for a, b in zip(x, [project(m, v) for v in d]))))
    got = flat([sum(torch.tensordot(h, project(m, e), e.ndim) for h, e in zip(row, d)) for row in H])
    near(got, (moved(1e-5) - moved(-1e-5)) / 2e-5, "second order", 1e-7)
    t = [v.clone().requires_grad_() for v in x]
    once = torch.autograd.grad(f(*t), t, create_graph=True)
    twice = torch.autograd.grad(sum((g * g).sum() for g in once), t, create_graph=True, allow_unused=True)
    try:
        torch.autograd.grad(sum((g * g).sum() for g in twice if g is not None), t)
        print(name, "third order does not raise")
    except NotImplementedError: pass
    # Compilers, export, checkpoints, saved for later.
    whole = torch.compile(m.layer, backend="aot_eager", fullgraph=True)
    t = [v.clone().requires_grad_() for v in x]
    for g, w in zip(torch.autograd.grad(sum((w * y).sum() for w, y in zip(W, tup(whole(*t)))), t), want): near(g, w, "compiled")
    exported = torch.export.export(m.Layer(), tuple(x)).module()
    for a, b in zip(tup(exported(*x)), tup(m.layer(*x))): near(a, b, "exported")
    kept = torch.autograd.grad(sum((w * y).sum() for w, y in zip(W, tup(checkpoint(m.layer, *t, use_reentrant=False)))), t)
    for g, w in zip(kept, want): near(g, w, "checkpoint")
    # Only what is asked for.
    seen, real = [], m._backward
    m._backward = lambda needs, *rest: (seen.append(tuple(needs)), real(needs, *rest))[1]
    for i in every:
        t = [v.clone().requires_grad_(j == i) for j, v in enumerate(x)]
        (g,) = torch.autograd.grad(f(*t), [t[i]])
        near(g, want[i], "one input")
        if seen[-1] != tuple(j == i for j in every): print(name, "needs", seen[-1])
    m._backward = real
    # Kinds of numbers.
    single = tup(m.layer(*(v.float() for v in x)))
    if any(y.dtype != torch.float32 for y in single): print(name, "float32 becomes", [y.dtype for y in single])
    for a, b in zip(single, tup(m.layer(*x))): near(a, b, "float32", 1e-4)
    for half in (torch.float16, torch.bfloat16):
        try:
            m.layer(*(v.to(half) for v in x)); print(name, "takes half precision")
        except TypeError as error:
            if "float32" not in str(error): print(name, error)
def project(m, e):
    source = open(m.__file__).read()
    square = e.ndim == 2 and e.shape[0] == e.shape[1]
    return (e + e.mT) / 2 if square and ("_from_spd" in source or "_from_symmetric" in source) else e`;
    expect(runPython(torch!, "-c", script("torch", lines)).text.trim()).toBe("done");
  }, 600_000);
});

const jax = pythonWith("jax", "numpy");
describe.skipIf(jax === undefined)("JAX", () => {
  test("compiles, batches, differentiates twice in both orders, and computes the same on eight devices", () => {
    const lines = `
import jax, jax.numpy as jnp
from jax.sharding import Mesh, NamedSharding, PartitionSpec
jax.config.update("jax_enable_x64", True)
leaves = jax.tree.leaves
mesh = Mesh(np.array(jax.devices()), ("batch",))
if len(jax.devices()) != 8: print("devices", jax.devices())
def tried(m, given):
    x = [jnp.asarray(v) for v in given]
    every = tuple(range(len(x)))
    W = [jnp.asarray(R(*y.shape)) for y in tup(m.layer(*x))]
    f = lambda *x: sum(jnp.sum(w * y) for w, y in zip(W, tup(m.layer(*x))))
    g = lambda *x: sum(jnp.sum(w * y) for w, y in zip(W, tup(m.layer_fwd(*x))))
    grad = jax.jit(jax.grad(f, every))
    want = grad(*x)
    near(flat(jax.jit(jax.jacfwd(g, every))(*x)), flat(want), "forward")
    H = jax.jit(jax.jacfwd(jax.jacrev(f, every), every))(*x)
    near(flat(jax.jit(jax.jacrev(jax.jacrev(f, every), every))(*x)), flat(H), "reverse over reverse")
    near(flat(jax.jit(jax.jacrev(jax.jacfwd(g, every), every))(*x)), flat(H), "reverse over forward")
    near(flat(jax.jit(jax.jacfwd(jax.jacfwd(g, every), every))(*x)), flat(H), "forward over forward")
    d = [jnp.asarray(R(*v.shape)) for v in x]
    product = flat(jax.jvp(grad, tuple(x), tuple(d))[1])
    square = [(e + e.mT) / 2 if "_from_s" in open(m.__file__).read() and e.ndim == 2 and e.shape[0] == e.shape[1] else e for e in d]
    moved = lambda s: flat(grad(*(a + s * b for a, b in zip(x, square))))
    near(product, (moved(1e-5) - moved(-1e-5)) / 2e-5, "second order", 1e-7)
    B = [jnp.stack([(1 + 0.1 * k) * v for k in range(8)]) for v in x]
    one = jax.jit(jax.vmap(jax.grad(f, every)))(*B)
    for a, b in zip(one, zip(*(grad(*(b[k] for b in B)) for k in range(8)))): near(a, jnp.stack(b), "vmap")
    placed = [jax.device_put(b, NamedSharding(mesh, PartitionSpec("batch"))) for b in B]
    many = jax.jit(jax.vmap(jax.grad(f, every)))(*placed)
    for a, b in zip(many, one):
        near(a, b, "eight devices")
        if len(a.sharding.device_set) != 8: print(name, "is on", a.sharding)`;
    expect(runPython(jax!, "-c", script("jax", lines)).text.trim()).toBe("done");
  }, 900_000);
});
