/** Emitted Python is as Ruff leaves it: nothing to report, nothing to reformat, in 88 columns but for the formulas at the head. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { spawnSync } from "node:child_process";
import { afterAll, describe, expect, test } from "vitest";
import { laidOut } from "../../codegen/targets/python/layout.js";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";
import { sampled } from "../sample/sampled.js";
import { pythonWith, runPython } from "./python.js";

const folder = mkdtempSync(join(tmpdir(), "layout-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("a long line is broken at its last bracket, at its weakest operators, or at commas", () => {
  const long = "x".repeat(40);
  expect(laidOut(`${long} = f(${long}, a)`)).toBe(`${long} = f(\n    ${long}, a\n)`);
  expect(laidOut(`y = ${long} + ${long} * b + a[c, d]`)).toBe(
    `y = (\n    ${long}\n    + ${long} * b\n    + a[c, d]\n)`,
  );
  expect(laidOut(`    y = f(${long}, g(lambda a, b: a), ${long})`)).toBe(
    `    y = f(\n        ${long},\n        g(lambda a, b: a),\n        ${long},\n    )`,
  );
});

test("powers of names have no spaces, others have", () => {
  expect(laidOut("y = a ** 2 + f(a) ** 2 + a.b ** -0.5 + x[1] ** p")).toBe(
    "y = a**2 + f(a) ** 2 + a.b**-0.5 + x[1] ** p",
  );
});

const python = pythonWith("numpy");
const besides = python === undefined ? "" : join(dirname(python), "ruff");
const ruff = existsSync(besides) ? besides : "ruff";
const hasRuff = spawnSync(ruff, ["--version"]).status === 0;
if (!hasRuff) process.stderr.write("skipped: the layout of Python, for ruff is not found\n");

const FORMS: readonly (readonly [string, "variation" | "jacobian" | "hvp" | "hessian"])[] = [
  ["A: m×n; B: n×p; S: n×n symmetric; c: scalar; Y = c A S B; z = sum(A); Y; z", "jacobian"],
  ["X: m×n; ε: scalar positive; log(XᵀX + εI)", "variation"],
  ["X: m×n; ε: scalar positive; A: n×n; tr(A log(XᵀX + εI))", "hessian"],
  ["X: m×n; B: m×n; U, Σ, V = svd(X); tr(Bᵀ U tanh(Σ) Vᵀ)", "hvp"],
];

describe.skipIf(!hasRuff)("ruff", () => {
  test.each(["numpy", "torch", "jax"] as const)(
    "has nothing to say of modules for %s",
    (target) => {
      const where = join(folder, target);
      mkdirSync(where);
      for (const c of sampled(oracleCases.filter((c) => c.kind === "adjoint"))) {
        const name = [...c.id].map((ch) => (/[\p{L}\p{N}]/u.test(ch) ? ch : "_")).join("");
        writeFileSync(join(where, `case_${name}.py`), emit(derivationOf(c), target));
      }
      for (const [program, form] of FORMS)
        writeFileSync(join(where, `form_${form}.py`), emit(deriveSource(program), target, { form }));
      for (const options of [["check"], ["format", "--diff"]]) {
        const { status, stdout, stderr } = spawnSync(ruff, [...options, "--no-cache", where], { encoding: "utf8" });
        expect(status, stdout + stderr).toBe(0);
      }
      expect(runPython(python!, "-m", "compileall", "-q", where).status).toBe(0);
    },
    300_000,
  );
});
