/** The Python that targets are tested with, where it is found. */
import { spawnSync } from "node:child_process";

const CANDIDATES = [process.env["TARGETS_PYTHON"], ".targets/bin/python", "python3"].filter((c) => c !== undefined);

/** The targets that Python runs, and the libraries that their tests need. */
export const PYTHON_TARGETS = [
  ["numpy", ["numpy", "scipy"]],
  ["torch", ["torch", "numpy"]],
  ["jax", ["jax", "numpy"]],
] as const;

/** A Python that has the libraries; undefined where there is none. */
export function pythonWith(...libraries: readonly string[]): string | undefined {
  const program = libraries.map((l) => `import ${l}`).join("; ");
  return CANDIDATES.find((python) => spawnSync(python, ["-c", program]).status === 0);
}

/** Runs Python; the output and errors as text. */
export function runPython(python: string, ...args: readonly string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(python, [...args], { encoding: "utf8", maxBuffer: 1 << 26 });
  return { status, text: stdout + stderr };
}
