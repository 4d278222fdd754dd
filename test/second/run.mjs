#!/usr/bin/env node
// Second order through the command line: --form jacobian | hessian | hvp with --at, compared with JAX and 60-digit differences.
//   node run.mjs [--cases FILE] [--cli "node dist/cli.js"] [--only TEXT]      last line: SECOND passed P of N
// Answers: {"jacobian": {"Y": {"X": J}}}, J is vec(Y) by vec(X), vec stacks columns · {"hessian": {"X": {"Z": H}}}, H is
// vec(X) by vec(Z) · {"hvp": {"X": matrix}}. Of a structured input the columns (and rows) are projected to the structure.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
const option = (name, fallback) => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? fallback : process.argv[i + 1];
};
const { cases } = JSON.parse(
  readFileSync(option("cases", join(dirname(fileURLToPath(import.meta.url)), "cases.json")), "utf8"),
);
const [program, ...args] = option("cli", "node dist/cli.js").split(" ");
const folder = mkdtempSync(join(tmpdir(), "second-"));
const flat = (a) => (Array.isArray(a) ? a.flatMap(flat) : [a]);
const shape = (a) => (Array.isArray(a) ? [a.length, ...shape(a[0])] : []).join("×");
function compare(path, got, want, tolerance) {
  if (got === undefined) return `${path} is missing`;
  if (want !== null && typeof want === "object" && !Array.isArray(want)) {
    for (const key of Object.keys(want)) {
      const wrong = compare(`${path}.${key}`, got[key], want[key], tolerance);
      if (wrong) return wrong;
    }
    return "";
  }
  if (shape(got) !== shape(want))
    return `${path} is ${shape(got) || "a number"}, expected ${shape(want) || "a number"}`;
  const a = flat(got),
    b = flat(want),
    error = Math.hypot(...a.map((x, i) => x - b[i])) / (Math.hypot(...b) || 1);
  return error <= tolerance ? "" : `${path} is off by ${error.toExponential(1)}`;
}
let passed = 0,
  total = 0;
for (const c of cases) {
  if (!`${c.id} ${c.kind}`.includes(option("only", ""))) continue;
  total += 1;
  const file = join(folder, `${c.id}.mx`),
    at = join(folder, `${c.id}.json`);
  writeFileSync(file, c.program);
  writeFileSync(at, JSON.stringify({ inputs: c.inputs, ...(c.tangents ? { tangents: c.tangents } : {}) }));
  const r = spawnSync(program, [...args, file, "--wrt", c.wrt.join(","), "--form", c.kind, "--at", at], {
    encoding: "utf8",
    timeout: 60_000,
  });
  let fault = r.status === 0 ? "" : `status ${r.status}: ${r.stderr.split("\n").find((l) => l.trim()) ?? ""}`;
  if (!fault) {
    const answer = JSON.parse(r.stdout);
    fault = compare(c.kind, answer[c.kind], c.expected[c.kind], c.tol);
  }
  if (fault) console.log(`${c.id}: ${fault}`);
  else passed += 1;
}
rmSync(folder, { recursive: true });
console.log(`SECOND passed ${passed} of ${total}`);
process.exit(passed === total ? 0 : 1);
