#!/usr/bin/env python3
"""Emitted layers against the same layers by the library's own differentiation, forward with backward.

Both are called in turns in one process, on one thread, in float64, and timed by the processor time they take; the ratio is
that of the lower quintiles. Prints a JSON object a line: {library, layer, n, ours_us, plain_us, ratio}.
Usage: targets.py FOLDER [--libraries torch,jax] [--sizes 64,128,256] [--layers o2p,zca] [--seconds 2]
FOLDER has the emitted modules: torch_o2p.py, jax_o2p.py, ...
"""
import argparse
import importlib
import json
import math
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
import numpy as np

LAYERS = "o2p projector zca mpncov logdet gp svdmap eiglayer ncut attention mlp chain ridge bures".split()


def spd(n, g):
    A = g.standard_normal((n, n))
    return A @ A.T / n + np.eye(n)


def inputs(name, n, g):
    """The inputs of a layer by name, and those that it has gradients of."""
    m, r = 2 * n, lambda *s: g.standard_normal(s)
    if name in ("o2p", "zca"):
        return {"X": r(m, n), "eps": np.array(1e-3)}, ("X",)
    if name == "projector":
        return {"Z": r(m, n)}, ("Z",)
    if name in ("mpncov", "logdet", "svdmap"):
        return {"X": r(m, n)}, ("X",)
    if name == "gp":
        return {"K": spd(n, g), "y": r(n)}, ("K",)
    if name == "eiglayer":
        return {"S": spd(n, g)}, ("S",)
    if name == "ncut":
        return {"F": abs(r(m, n)) + 0.1, "Lambda": np.diag(abs(r(n)) + 0.1)}, ("F", "Lambda")
    if name == "attention":
        return {"Q": r(m, n), "K": r(m, n), "V": r(m, n)}, ("Q", "K", "V")
    if name == "mlp":
        given = {"X": r(n, n), "T": r(n, n), "W": r(m, n) / math.sqrt(n), "B": r(n, m) / math.sqrt(m)}
        return given, ("W", "B")
    if name == "chain":
        return {"A": r(m, n), "B": r(n, m), "C": r(m, n), "x": r(n), "y": r(m)}, ("A", "B", "C", "x")
    if name == "ridge":
        return {"A": r(m, n), "b": r(m), "lambda_": np.array(0.5)}, ("b", "lambda_")
    return {"A": spd(n, g), "B": spd(n, g)}, ("A",)


def plain(name, xp, lib):
    """The layer as an experienced user of a library writes it; lib has what the libraries spell differently."""
    eye, T = lib.eye, lambda A: A.mT

    def spectral(S, f):
        w, U = xp.linalg.eigh(S)
        return (U * f(w)) @ T(U)

    def mpncov(X):
        Xc = X - lib.mean(X)
        return spectral(T(Xc) @ Xc / X.shape[0] + 1e-3 * eye(X.shape[1]), xp.sqrt)

    def projector(Z):
        return Z @ lib.cholesky_solve(xp.linalg.cholesky(T(Z) @ Z), T(Z))

    def logdet(X):
        return 2 * xp.log(xp.diagonal(xp.linalg.cholesky(T(X) @ X + eye(X.shape[1])))).sum()

    def gp(K, y):
        L = xp.linalg.cholesky(K)
        return 0.5 * y @ lib.cholesky_solve(L, y[:, None])[:, 0] + xp.log(xp.diagonal(L)).sum()

    def svdmap(X):
        U, s, Vh = xp.linalg.svd(X, full_matrices=False)
        return (U * xp.tanh(s)) @ Vh

    def eiglayer(S):
        w, U = xp.linalg.eigh(S)
        return U, xp.diag(w)

    def ncut(F, L):
        W = (F * xp.diagonal(L)) @ T(F)
        d = W.sum(1) ** -0.5
        return d[:, None] * W * d

    def ridge(A, b, lam):
        x = lib.cholesky_solve(xp.linalg.cholesky(T(A) @ A + lam * eye(A.shape[1])), (T(A) @ b)[:, None])[:, 0]
        return ((A @ x - b) ** 2).sum()

    def bures(A, B):
        R = spectral(B, xp.sqrt)
        return xp.trace(A) + xp.trace(B) - 2 * xp.sqrt(lib.positive(xp.linalg.eigvalsh(R @ A @ R))).sum()

    return {
        "o2p": lambda X, eps: spectral(T(X) @ X + eps * eye(X.shape[1]), xp.log),
        "projector": projector,
        "zca": lambda X, eps: X @ spectral(T(X) @ X / X.shape[0] + eps * eye(X.shape[1]), lambda w: w**-0.5),
        "mpncov": mpncov,
        "logdet": logdet,
        "gp": gp,
        "svdmap": svdmap,
        "eiglayer": eiglayer,
        "ncut": ncut,
        "attention": lambda Q, K, V: lib.softmax(Q @ T(K) / math.sqrt(Q.shape[1])) @ V,
        "mlp": lambda X, T, W, B: ((B @ xp.tanh(W @ X) - T) ** 2).sum(),
        "chain": lambda A, B, C, x, y: y @ (A @ (B @ (C @ x))),
        "ridge": ridge,
        "bures": bures,
    }[name]


class Torch:
    def __init__(self):
        import torch

        torch.set_num_threads(1)
        torch.set_default_dtype(torch.float64)
        self.xp, self.version = torch, torch.__version__
        self.eye = torch.eye
        self.mean = lambda X: X.mean(0, keepdim=True)
        self.cholesky_solve = lambda L, B: torch.cholesky_solve(B, L)
        self.softmax = lambda A: torch.softmax(A, 1)
        self.positive = lambda w: w.clamp_min(0)

    def both(self, layer, given, moved, cotangents):
        xp = self.xp
        x = [xp.tensor(v).requires_grad_(name in moved) for name, v in given.items()]
        wrt = [v for v in x if v.requires_grad]
        bars = [xp.tensor(c) for c in cotangents]

        def run():
            Y = layer(*x)
            Y = Y if isinstance(Y, tuple) else (Y,)
            return Y, xp.autograd.grad(Y, wrt, bars)

        return run


class Jax:
    def __init__(self):
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", True)
        self.xp, self.version, self.jax = jnp, jax.__version__, jax
        self.eye = jnp.eye
        self.mean = lambda X: X.mean(0, keepdims=True)
        self.cholesky_solve = lambda L, B: jax.scipy.linalg.cho_solve((L, True), B)
        self.softmax = lambda A: jax.nn.softmax(A, 1)
        self.positive = lambda w: jnp.maximum(w, 0)

    def both(self, layer, given, moved, cotangents):
        jax, jnp = self.jax, self.xp
        x = [jnp.asarray(v) for v in given.values()]
        at = [i for i, name in enumerate(given) if name in moved]
        bars = tuple(jnp.asarray(c) for c in cotangents)

        @jax.jit
        def compiled(x, bars):
            def of(*wrt):
                full = list(x)
                for i, v in zip(at, wrt):
                    full[i] = v
                Y = layer(*full)
                return Y if isinstance(Y, tuple) else (Y,)

            Y, pull = jax.vjp(of, *(x[i] for i in at))
            return Y, pull(bars)

        return lambda: jax.block_until_ready(compiled(x, bars))


def lower_quintile(times):
    return sorted(times)[len(times) // 5]


def in_turns(first, second, seconds):
    """Processor time of a call of each, called in turns in groups of at least half a millisecond."""
    calls = []
    for f in (first, second):
        f(), f()
        start = time.process_time()
        f()
        calls.append(max(1, round(5e-4 / (time.process_time() - start + 1e-9))))
    times, start = ([], []), time.process_time()
    while len(times[0]) < 7 or time.process_time() - start < seconds:
        for f, count, kept in zip((first, second), calls, times):
            begin = time.process_time()
            for _ in range(count):
                f()
            kept.append((time.process_time() - begin) / count)
    return [lower_quintile(t) * 1e6 for t in times]


def relative(a, b):
    a, b = (np.concatenate([np.ravel(np.asarray(v, float)) for v in t]) for t in (a, b))
    return np.linalg.norm(a - b) / np.linalg.norm(b)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--libraries", default="torch,jax")
    parser.add_argument("--sizes", default="64,128,256")
    parser.add_argument("--layers", default="")
    parser.add_argument("--seconds", type=float, default=2.0)
    a = parser.parse_args()
    sys.path.insert(0, a.folder)
    for library in a.libraries.split(","):
        lib = {"torch": Torch, "jax": Jax}[library]()
        print(json.dumps({"library": library, "version": lib.version}), flush=True)
        for name in a.layers.split(",") if a.layers else LAYERS:
            module = importlib.import_module(f"{library}_{name}")
            for n in map(int, a.sizes.split(",")):
                given, moved = inputs(name, n, np.random.default_rng(n))
                # Signs of eigenvectors differ between the two, and a cotangent of them would make gradients differ.
                Y = plain(name, lib.xp, lib)(*(lib.xp.asarray(v) for v in given.values()))
                shapes = [np.shape(y) for y in (Y if isinstance(Y, tuple) else (Y,))]
                g = np.random.default_rng(n + 1)
                bars = [np.asarray(g.standard_normal(s)) for s in shapes]
                ours = lib.both(module.layer, given, moved, bars)
                theirs = lib.both(plain(name, lib.xp, lib), given, moved, bars)
                if name != "eiglayer":
                    (Y, G), (Z, H) = ours(), theirs()
                    if name in ("gp", "bures", "ncut"):
                        # Of an input with a linear structure the gradients are projected to it.
                        on = [np.eye(n) if name == "ncut" and v.shape == (n, n) else None for v in map(np.asarray, H)]
                        H = [v * e if e is not None else (v + v.T) / 2 if v.shape == (n, n) else v for v, e in zip(map(np.asarray, H), on)]
                        G = [v * e if e is not None else (v + v.T) / 2 if v.shape == (n, n) else v for v, e in zip(map(np.asarray, G), on)]
                    Y, Z = ([np.asarray(y.detach() if hasattr(y, "detach") else y) for y in t] for t in (Y, Z))
                    off = max(relative(Y, Z), relative(G, H))
                    if not off < 1e-6:
                        raise SystemExit(f"{library} {name} {n}: results are off by {off:.1e}")
                ours_us, plain_us = in_turns(ours, theirs, a.seconds)
                row = {"library": library, "layer": name, "n": n, "ours_us": round(ours_us, 1), "plain_us": round(plain_us, 1), "ratio": round(ours_us / plain_us, 3)}
                print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
