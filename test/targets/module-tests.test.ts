/** The tests that `--module-tests` writes beside a module for PyTorch pass as they are, and fail for a module that is wrong. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { testFileOf, torchTests } from "../../src/check/module-tests.js";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { pythonWith, runPython } from "./python.js";

const folder = mkdtempSync(join(tmpdir(), "module-tests-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const PROGRAMS: Readonly<Record<string, string>> = {
  logarithm: "X: m×n; ε: scalar positive; log(XᵀX + εI)",
  whitening: "S: n×n spd; x: n; S^(-1/2) x",
  singular: "X: m×n; U, Σ, V = svd(X); U tanh(Σ) Vᵀ",
  loss: "A: m×n constant; x: n; b: m; ‖A x − b‖² + 0.1 sum(exp.(x))",
  lower: "L: n×n lower; logdet(L Lᵀ)",
  solve: "A: n×n invertible; b: n; Y = A⁻¹ b; z = det(A); Y; z",
};

function write(name: string, program: string, change = (text: string): string => text): void {
  const derivation = deriveSource(program);
  writeFileSync(join(folder, `${name}.py`), change(emit(derivation, "torch")));
  writeFileSync(join(folder, testFileOf(`${name}.py`)), torchTests(derivation, `${name}.py`));
}

test("files are named like modules", () => {
  expect(["layer.py", "layer.torch.py", "log-gram.py"].map(testFileOf)).toEqual([
    "test_layer.py",
    "test_layer_torch.py",
    "test_log_gram.py",
  ]);
});

test("a point where values coincide is tried where the program has gradients there", () => {
  const hasTies = (program: string): boolean => torchTests(deriveSource(program), "layer.py").includes("def test_ties");
  expect(hasTies("S: n×n spd; log(S)")).toBe(true);
  expect(hasTies("S: n×n symmetric; U, Λ = eig(S); U")).toBe(false);
});

const python = pythonWith("torch", "pytest");
describe.skipIf(python === undefined)("pytest", () => {
  test("passes, all programs", () => {
    for (const [name, program] of Object.entries(PROGRAMS)) write(name, program);
    const files = Object.keys(PROGRAMS).map((name) => join(folder, testFileOf(`${name}.py`)));
    const { status, text } = runPython(python!, "-m", "pytest", "-q", "-p", "no:cacheprovider", ...files);
    expect(status, text).toBe(0);
  }, 300_000);

  test("fails where a gradient is wrong", () => {
    write("wrong", "A: n×n; tr(A A)", (text) => text.replace("(2 * A)", "(3 * A)"));
    expect(readFileSync(join(folder, "wrong.py"), "utf8")).toContain("(3 * A)");
    const file = join(folder, testFileOf("wrong.py"));
    const { status, text } = runPython(python!, "-m", "pytest", "-q", "-p", "no:cacheprovider", file);
    expect(text).toContain("test_first_derivatives");
    expect(status).toBe(1);
  }, 300_000);
});
