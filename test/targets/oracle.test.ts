/** Emitted modules in their own language: values and gradients of the oracle's programs, all modules in one process. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emit } from "../../src/emit.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";
import { writeOctave } from "./octave.js";
import { PYTHON_TARGETS, pythonWith, runPython } from "./python.js";

const adjoint = oracleCases.filter((c) => c.kind === "adjoint");

describe.each(PYTHON_TARGETS)("%s", (target, libraries) => {
  const python = pythonWith(...libraries);
  if (python === undefined) process.stderr.write(`skipped: ${target}, for ${libraries.join(", ")} is not found\n`);

  test.skipIf(python === undefined)(
    "computes what the oracle says",
    () => {
      const folder = mkdtempSync(join(tmpdir(), `${target}-`));
      try {
        for (const c of adjoint) {
          const name = [...c.id].map((ch) => (/[\p{L}\p{N}]/u.test(ch) ? ch : "_")).join("");
          writeFileSync(join(folder, `case_${name}.py`), emit(derivationOf(c), target));
        }
        const cases = new URL("../oracle/cases.json", import.meta.url).pathname;
        const runner = new URL("run.py", import.meta.url).pathname;
        const { text } = runPython(python!, runner, "--target", target, "--cases", cases, "--folder", folder);
        expect(text.trim().split("\n").pop(), text).toMatch(`passed ${adjoint.length} of ${adjoint.length}`);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    600_000,
  );
});

const octave = spawnSync("octave-cli", ["--version"]).status === 0;
if (!octave) process.stderr.write("skipped: octave, for octave-cli is not found\n");

describe("octave", () => {
  test.skipIf(!octave)(
    "computes what the oracle says",
    () => {
      const folder = mkdtempSync(join(tmpdir(), "octave-"));
      try {
        writeOctave(folder, adjoint);
        const cwd = new URL(".", import.meta.url).pathname;
        const driver = `octave_driver(${JSON.stringify(folder)})`;
        const { stdout } = spawnSync("octave-cli", ["--no-gui", "--eval", driver], { cwd, encoding: "utf8" });
        expect(stdout.trim().split("\n").pop(), stdout).toBe(
          `TARGETS octave passed ${adjoint.length} of ${adjoint.length}`,
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    600_000,
  );
});
