/** `hvp`, `hessian` and `jacobian` of Python's modules against central differences of gradients and of values. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emitSecond } from "../../src/emit.js";
import { PYTHON_TARGETS, pythonWith, runPython } from "./python.js";

const folder = mkdtempSync(join(tmpdir(), "second-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Programs of a scalar, and where they are tried. */
const LOSSES: Readonly<Record<string, readonly [program: string, inputs: string]>> = {
  logarithm: ["X: m×n; ε: scalar positive; A: n×n; tr(A log(XᵀX + εI))", "R(5, 3), 0.4, R(3, 3)"],
  // The spectrum has an eigenvalue three times, and singular values coincide.
  ties: ["X: m×n; A: n×n; tr(A log(XᵀX + I))", "np.eye(2, 4), R(4, 4)"],
  quadratic: ["A: n×n symmetric; x: n; xᵀAx/2 + ‖x‖²", "sym(R(3, 3)), R(3)"],
  logistic: ["A: m×n; x: n; c: scalar; sum(log(1 + exp.(-A x))) + c ‖x‖²", "R(4, 3), R(3), 0.3"],
  definite: ["S: n×n spd; logdet(S) + tr(S²)", "R(3, 3) @ np.eye(3) * 0 + np.diag([1.0, 2.0, 2.0])"],
  lower: ["L: n×n lower; B: n×n; logdet(L Lᵀ + B Bᵀ)", "np.tril(R(3, 3)), R(3, 3)"],
  singular: ["X: m×n; B: m×n; U, Σ, V = svd(X); tr(Bᵀ U tanh(Σ) Vᵀ)", "R(4, 3), R(4, 3)"],
  solve: ["A: n×n invertible; b: n; bᵀ A⁻¹ b", "R(3, 3) + 3 * np.eye(3), R(3)"],
  band: ["X: n×n symmetric; A: n×n; tr(A eigvectors(X, 2, 3) eigvectors(X, 2, 3)ᵀ)", "sym(R(4, 4)), R(4, 4)"],
};
/** What JAX is tried with: it compiles each function for each shape, and its text is that of the others. */
const FOR_JAX: ReadonlySet<string> = new Set(["ties", "quadratic", "lower"]);
/** A program of several outputs. */
const LAYER = "A: m×n; B: n×p; S: n×n symmetric; c: scalar; Y = c A S B; z = sum(A); Y; z";

const CHECKS = `
def sym(A): return (A + A.T) / 2
def R(*shape): return rng.normal(size=shape)
def parts(x): return x if isinstance(x, tuple) else (x,)
def vec(y): return np.asarray(y).reshape(np.asarray(y).shape[:-2] + (-1,)) if np.ndim(y) < 2 else np.asarray(y).T.reshape(-1)
def close(got, want, what):
    error = np.max(np.abs(np.asarray(got) - want)) / max(1, np.max(np.abs(want)))
    if not error < 1e-7: print(what, "off by", error)
def units(x):
    for k in range(np.size(x)):
        E = np.zeros(np.size(x)); E[k] = 1
        yield E.reshape(np.shape(x), order="F")
def unstructured(m, x, E):
    # Differences keep to the structure that an input has.
    A = np.asarray(x, float)
    if "_from_spd" in SOURCE or "_from_symmetric" in SOURCE:
        if np.ndim(A) == 2 and A.shape[0] == A.shape[1] and np.allclose(A, A.T): return sym(E)
    if "_from_lower" in SOURCE and np.ndim(A) == 2 and np.allclose(A, np.tril(A)): return np.tril(E)
    return E
`;

/** Each target's gradients of a loss and its values, as NumPy's. */
const SETUP = {
  numpy: `
def values(*x): return parts(m.forward(*x)[0])
def gradients(*x): return parts(m.backward(m.forward(*x)[1]))`,
  torch: `
import torch
torch.set_default_dtype(torch.float64)
def tensors(x): return [torch.tensor(np.asarray(v, float), requires_grad=True) for v in x]
def values(*x): return tuple(y.detach().numpy() for y in parts(m.layer(*tensors(x))))
def gradients(*x):
    t = tensors(x)
    return tuple(g.numpy() for g in torch.autograd.grad(m.layer(*t), t))`,
  jax: `
import jax
jax.config.update("jax_enable_x64", True)
def values(*x): return tuple(np.asarray(y) for y in parts(m.layer(*x)))
compiled = {}
def gradients(*x):
    if m.__name__ not in compiled:
        compiled[m.__name__] = jax.jit(jax.grad(m.layer, tuple(range(len(x)))))
        m.hessian, m.hvp = jax.jit(m.hessian), jax.jit(m.hvp)
    return tuple(np.asarray(g) for g in compiled[m.__name__](*(np.asarray(v, float) for v in x)))`,
} as const;

const COMPARE = `
def table(result, rows, columns):
    return [[b if columns > 1 else a for b in (a if columns > 1 else (a,))] for a in (result if rows > 1 else (result,))]
def columns(f, inputs, h=1e-5):
    for i, x in enumerate(inputs):
        def moved(s, E): return [np.asarray(v) + s * E if j == i else v for j, v in enumerate(inputs)]
        yield [[(np.asarray(a) - np.asarray(b)) / (2 * h) for a, b in zip(f(*moved(h, E)), f(*moved(-h, E)))] for E in (unstructured(m, x, E) for E in units(x))]
def compare(got, f, inputs, what):
    n = len(inputs)
    count = len(f(*inputs))
    rows = table(got, count, n)
    for i, column in enumerate(columns(f, inputs)):
        for o in range(count):
            close(rows[o][i], np.array([vec(d[o]) for d in column]).T.reshape(np.shape(rows[o][i])), f"{what} {o} {i}")
`;

describe.each(PYTHON_TARGETS)("%s", (target, libraries) => {
  const python = pythonWith(...libraries);
  const emitted = (program: string, form: "hessian" | "jacobian", layout: "numerator" | "denominator"): string =>
    emitSecond(deriveSource(program), target, { form, layout, ascii: false, verbose: false });

  test.skipIf(python === undefined)(
    "agrees with differences",
    () => {
      const losses = Object.entries(LOSSES).filter(([name]) => target !== "jax" || FOR_JAX.has(name));
      for (const [name, [program]] of losses)
        writeFileSync(join(folder, `${target}_${name}.py`), emitted(program, "hessian", "numerator"));
      writeFileSync(join(folder, `${target}_layer.py`), emitted(LAYER, "jacobian", "numerator"));
      writeFileSync(join(folder, `${target}_turned.py`), emitted(LAYER, "jacobian", "denominator"));
      const cases = losses.map(([name, [, inputs]]) => `("${target}_${name}", lambda: (${inputs},))`);
      const script = `
import sys, importlib; sys.path.insert(0, ${JSON.stringify(folder)}); sys.dont_write_bytecode = True
import numpy as np
rng = np.random.default_rng(1)
${CHECKS}${SETUP[target]}${COMPARE}
for name, given in [${cases.join(", ")}]:
    m = importlib.import_module(name); SOURCE = open(m.__file__).read()
    inputs = [np.asarray(x, float) for x in given()]
    gradients(*inputs)
    H = m.hessian(*inputs)
    compare(H, gradients, inputs, name)
    # The product along all inputs at once is the Hessian's, and of batches of directions.
    d = [unstructured(m, x, R(*np.shape(x))) for x in inputs]
    P = parts(m.hvp(*inputs, *d))
    rows = table(H, len(inputs), len(inputs))
    for i, p in enumerate(P):
        close(vec(p), sum(np.asarray(rows[i][j]) @ vec(e).reshape(-1) for j, e in enumerate(d)), name + " hvp")
m = importlib.import_module("${target}_layer"); SOURCE = open(m.__file__).read()
inputs = (R(2, 3), R(3, 2), sym(R(3, 3)), np.asarray(0.7))
J = m.jacobian(*inputs)
compare(J, values, inputs, "jacobian")
other = importlib.import_module("${target}_turned").jacobian(*inputs)
for a, b in zip(J, other):
    for x, y in zip(a, b): close(np.asarray(x).T, np.asarray(y), "layout")
stack = [np.stack([x, x]) for x in inputs]
for a, b in zip(m.jacobian(*stack), J):
    for x, y in zip(a, b): close(np.broadcast_to(x, (2,) + np.shape(y))[1], np.asarray(y), "batch")
print("done")`;
      expect(runPython(python!, "-c", script).text.trim()).toBe("done");
    },
    300_000,
  );
});
