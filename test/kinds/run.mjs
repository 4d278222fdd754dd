#!/usr/bin/env node
// Small inputs that failed when public reports were tried, by kind of fault, each through the command line.
//   node run.mjs [--cases FILE] [--cli "node dist/cli.js"] [--only TEXT]        last line: KINDS passed P of N
// A case passes with the right numbers ("expect", relative to their norm), with a named error of status 2 where it has
// "refuse", and, where it has "read", when the program is refused by a message, is read as "meant" (a pattern of the
// answer), or is accepted with a note on standard error that says how it was read.
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
const folder = mkdtempSync(join(tmpdir(), "kinds-"));
const flat = (a) => (Array.isArray(a) ? a.flatMap(flat) : [a]);
const shape = (a) => (Array.isArray(a) ? [a.length, ...shape(a[0])] : []).join("×");
function misfit(got, want, tolerance) {
  if (got === undefined) return "is missing";
  if (shape(got) !== shape(want)) return `is ${shape(got) || "a number"}, expected ${shape(want) || "a number"}`;
  const a = flat(got),
    b = flat(want),
    scale = Math.max(...b.map(Math.abs)) || 1;
  const error = Math.hypot(...a.map((x, i) => (x - b[i]) / scale)) / (Math.hypot(...b.map((x) => x / scale)) || 1);
  return error <= tolerance ? "" : `is off by ${error.toExponential(1)}`;
}
const values = (record) => Object.values(record)[0];
function judge(c) {
  const file = join(folder, `${c.id}.mx`),
    at = join(folder, `${c.id}.json`);
  writeFileSync(file, c.program);
  const point = { inputs: c.inputs, ...(c.cotangents ? { cotangents: c.cotangents } : {}) };
  writeFileSync(at, JSON.stringify(point));
  const run = spawnSync(program, [...args, file, ...(c.read ? [] : ["--at", at])], {
    encoding: "utf8",
    timeout: 60_000,
  });
  if (run.status === null) return "hung, or ended by a signal";
  if (run.status === 3 || /internal error/i.test(run.stderr)) return "internal error";
  const refused = run.status === 2 && run.stderr.trim() !== "" && run.stdout === "";
  if (c.read)
    return refused || run.stderr.trim() !== "" || new RegExp(c.meant, "mu").test(run.stdout)
      ? ""
      : "accepted without a word";
  if (refused) return c.refuse ? "" : `refused: ${run.stderr.split("\n")[0]}`;
  if (run.status !== 0) return `status ${run.status}: ${run.stderr.split("\n")[0]}`;
  if (!c.expect) return "accepted";
  const { outputs, gradients } = JSON.parse(run.stdout);
  if (c.expect.outputs !== null) {
    const wrong = misfit(values(outputs), c.expect.outputs, c.tol);
    if (wrong) return `the value ${wrong}`;
  }
  for (const [name, want] of Object.entries(c.expect.gradients)) {
    const wrong = misfit(gradients[name], want, c.tol);
    if (wrong) return `the gradient of ${name} ${wrong}`;
  }
  return "";
}
let passed = 0,
  total = 0;
for (const c of cases) {
  if (!`${c.id} ${c.kind}`.includes(option("only", ""))) continue;
  total += 1;
  const fault = judge(c);
  if (fault) console.log(`${c.kind}: ${c.id}: ${fault}`);
  else passed += 1;
}
rmSync(folder, { recursive: true });
console.log(`KINDS passed ${passed} of ${total}`);
process.exit(passed === total ? 0 : 1);
