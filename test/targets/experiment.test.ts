/** The network of the experiment in PyTorch, by emitted layers, does what the one in TypeScript does, in one process and in two. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programOf } from "../../examples/paper/programs.js";
import { exported } from "../../examples/paper/export.js";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { pythonWith, runPython } from "./python.js";

const folder = mkdtempSync(join(tmpdir(), "experiment-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Sums of thousands of terms in another order, over three epochs. */
const CLOSE = 1e-9;

const python = pythonWith("torch");
describe.skipIf(python === undefined)("training in PyTorch", () => {
  beforeAll(() => {
    writeFileSync(join(folder, "data.json"), JSON.stringify(exported("covariances", 1, 3)));
    for (const name of ["logarithm", "classifier"] as const) {
      writeFileSync(join(folder, `${name}.py`), emit(deriveSource(programOf(name)), "torch"));
    }
  });

  test.each([1, 2])("by %i processes", (processes) => {
    const script = new URL("../../examples/paper/train.py", import.meta.url).pathname;
    const { status, text } = runPython(python!, script, join(folder, "data.json"), "--processes", String(processes));
    expect(status, text).toBe(0);
    const difference = /difference from TypeScript: (\S+)/.exec(text)?.[1];
    expect(Number(difference), text).toBeLessThan(CLOSE);
  });
});
