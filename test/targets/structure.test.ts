/** What is said of the structure of inputs is tested in every target, and brought about where differences are taken. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { pythonWith, runPython } from "./python.js";

const folder = mkdtempSync(join(tmpdir(), "structure-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A matrix that has the property, and one that lacks it, by rows. */
const CASES: readonly (readonly [string, string, string])[] = [
  ["symmetric", "2 1; 1 3", "2 1; 0 3"],
  ["skew", "0 1; -1 0", "0 1; 1 0"],
  ["lower", "2 0; 1 3", "2 1; 1 3"],
  ["upper", "2 1; 0 3", "2 1; 1 3"],
  ["diagonal", "2 0; 0 3", "2 0; 1 3"],
  ["lower unit", "1 0; 1 1", "1 0; 1 2"],
  ["positive", "2 1; 1 3", "2 -1; 1 3"],
  ["nonnegative", "2 0; 1 3", "2 -1; 1 3"],
  ["rowstochastic", "0.5 0.5; 1 0", "0.5 0.6; 1 0"],
  ["psd", "1 1; 1 1", "1 2; 2 1"],
  ["spd", "2 1; 1 3", "0 0; 0 3"],
  ["orthogonal", "0 1; 1 0", "1 1; 0 1"],
  ["projector", "1 0; 0 0", "2 0; 0 0"],
];
const moduleOf = (property: string): string => `case_${property.replace(" ", "_")}`;
const source = (property: string): string => `A: n×n ${property}; B: n×n; B A B`;
const rows = (text: string): string =>
  `[${text
    .split("; ")
    .map((r) => `[${r.split(" ").join(", ")}]`)
    .join(", ")}]`;

/** Writes the modules of all cases, with the test or without it. */
function write(target: "numpy" | "torch" | "jax", testStructure = true): void {
  for (const [property] of CASES) {
    const text = emit(deriveSource(source(property)), target, { testStructure });
    writeFileSync(join(folder, `${moduleOf(property)}.py`), text);
  }
}

/** Lines of Python that run over all cases with `layer`, `good` and `bad`. */
function script(lines: string): string {
  const list = CASES.map(([p, good, bad]) => `("${moduleOf(p)}", ${rows(good)}, ${rows(bad)})`).join(", ");
  return `import sys, importlib; sys.path.insert(0, ${JSON.stringify(folder)}); sys.dont_write_bytecode = True
import numpy as np
for name, good, bad in [${list}]:
    layer = importlib.import_module(name)
${lines
  .trim()
  .split("\n")
  .map((l) => `    ${l}`)
  .join("\n")}
print("done")`;
}

const numpy = pythonWith("numpy", "scipy");
describe.skipIf(numpy === undefined)("NumPy", () => {
  const REFUSED = `
layer.forward(good, np.eye(2))
try:
    layer.forward(bad, np.eye(2))
    print(name, "is accepted")
except ValueError as error:
    assert "A is not" in str(error), error`;

  test("refuses what lacks the structure that is declared", () => {
    write("numpy");
    expect(runPython(numpy!, "-c", script(REFUSED)).text.trim()).toBe("done");
  });

  test("takes it on trust where that is asked for", () => {
    write("numpy", false);
    expect(runPython(numpy!, "-c", script("layer.forward(bad, np.eye(2))")).text.trim()).toBe("done");
  });
});

const torch = pythonWith("torch", "numpy");
describe.skipIf(torch === undefined)("PyTorch", () => {
  test("gives what is not a number, and gradients that agree with differences", () => {
    write("torch");
    const lines = `
import torch
A, C, B = (torch.tensor(x, dtype=torch.float64) for x in (good, bad, [[1.0, 2.0], [3.0, 5.0]]))
assert torch.isfinite(layer.layer(A, B)).all(), name
assert torch.isnan(layer.layer(C, B)).any(), name
curved = name in ("case_orthogonal", "case_projector")
positive = name in ("case_nonnegative", "case_psd", "case_rowstochastic")
A.requires_grad_(not curved)
if not positive:
    torch.autograd.gradcheck(layer.layer, (A, B.requires_grad_()))
    torch.autograd.gradgradcheck(layer.layer, (A, B))`;
    expect(runPython(torch!, "-c", script(lines)).text.trim()).toBe("done");
  });
});

const jax = pythonWith("jax", "numpy");
describe.skipIf(jax === undefined)("JAX", () => {
  test("gives what is not a number", () => {
    write("jax");
    const lines = `
import jax
jax.config.update("jax_enable_x64", True)
assert np.isfinite(layer.layer(np.array(good, float), np.ones((2, 2)))).all(), name
assert np.isnan(layer.layer(np.array(bad, float), np.ones((2, 2)))).any(), name`;
    expect(runPython(jax!, "-c", script(lines)).text.trim()).toBe("done");
  });
});

describe.skipIf(spawnSync("octave-cli", ["--version"]).status !== 0)("Octave", () => {
  test("refuses what lacks the structure that is declared", () => {
    const lines = CASES.map(([property, good, bad]) => {
      const name = moduleOf(property);
      writeFileSync(join(folder, `${name}.m`), emit(deriveSource(source(property)), "octave", { name }));
      return `${name} ([${good}], eye (2)); try; ${name} ([${bad}], eye (2)); disp ("${name} is accepted"); catch e; assert (! isempty (strfind (e.message, "A is not"))); end`;
    });
    const { stdout } = spawnSync("octave-cli", ["--no-gui", "--eval", `${lines.join("\n")}\ndisp ("done")`], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout.trim()).toBe("done");
  });
});
