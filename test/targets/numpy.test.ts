/** NumPy's modules: names, kinds of numbers, batches, the variation; how they are written. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { pythonWith, runPython } from "./python.js";

const folder = mkdtempSync(join(tmpdir(), "numpy-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const python = pythonWith("numpy", "scipy");

/** Emits a program as the module `layer` and runs lines of Python that use it. */
function run(program: string, lines: string, form: "adjoint" | "variation" = "adjoint"): string {
  writeFileSync(join(folder, "layer.py"), emit(deriveSource(program), "numpy", { form }));
  const script = `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); sys.dont_write_bytecode = True\nimport numpy as np, layer\n${lines}`;
  return runPython(python!, "-c", script).text.trim();
}

test("modules are the same each time", () => {
  const once = () => emit(deriveSource("log(XᵀX + εI)"), "numpy");
  expect(once()).toBe(once());
});

describe.skipIf(python === undefined)("a module", () => {
  test("keeps the kind of numbers", () => {
    const lines = `
X = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
Y, saved = layer.forward(0.1, X)
print(Y.dtype, *(g.dtype for g in layer.backward(saved, np.ones((3, 3)))))`;
    expect(run("ε: scalar positive; log(XᵀX + εI)", lines)).toBe("float32 float32 float32");
  });

  test("takes batches, and adds up the gradient of what has none", () => {
    const lines = `
rng = np.random.default_rng(0)
A, x = rng.normal(size=(4, 3, 2)), rng.normal(size=(2,))
y, saved = layer.forward(A, x)
G = rng.normal(size=(4, 3))
dA, dx = layer.backward(saved, G)
each = [layer.backward(layer.forward(a, x)[1], g) for a, g in zip(A, G)]
print(y.shape, dA.shape, dx.shape)
print(np.allclose(dA, [e[0] for e in each]), np.allclose(dx, sum(e[1] for e in each)))`;
    expect(run("A: m×n; x: n; A x", lines)).toBe("(4, 3) (4, 3, 2) (2,)\nTrue True");
  });

  test("takes an empty batch", () => {
    const lines = `
X = np.zeros((0, 4, 3))
Y, saved = layer.forward(1.0, X)
print(Y.shape, layer.backward(saved, Y)[1].shape)`;
    expect(run("ε: scalar positive; (XᵀX + εI)⁻¹", lines)).toBe("(0, 3, 3) (0, 4, 3)");
  });

  test("has the variation, which is the adjoint of backward", () => {
    const lines = `
rng = np.random.default_rng(0)
X, dX, G = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.normal(size=(3, 3))
Y, saved = layer.forward(X)
print(abs(np.sum(G * layer.variation(saved, dX)) - np.sum(layer.backward(saved, G) * dX)) < 1e-12)`;
    expect(run("X: m×n; (XᵀX)^(1/2)", lines, "variation")).toBe("True");
  });

  test("refuses a shape that does not fit", () => {
    const lines = `
try:
    layer.forward(np.ones((3, 2)), np.ones((4, 4)))
except ValueError as error:
    print(error)`;
    expect(run("A: m×n; B: n×p; A B", lines)).toBe("B is 4x4, expected 2x4");
  });

  test.each("lambda np self ctx end ans pi i begin None print saved T forward l dtype".split(" "))(
    "takes %s as a name",
    (name) => {
      const lines = `
Y, saved = layer.forward(np.eye(3), 2.0)
print(list(layer.INPUTS.values())[0] != "", layer.backward(saved, np.ones((3, 3)))[0].shape)`;
      expect(run(`${name}: n×n; c: scalar; c ${name} ${name}`, lines)).toBe("True (3, 3)");
    },
  );
});
