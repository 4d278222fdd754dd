#!/usr/bin/env node
// What people type or paste, against the program that they mean: both are evaluated at the same numbers.
//   node run.mjs [--cases FILE] [--cli "node dist/cli.js"] [--only TEXT]      last line: PASTES passed P of N
// The pasted text is given as one argument, with the person's declarations as --var; values and all gradients that
// both sides have must agree to 1e-9 (a cotangent of ones is used for what is not a scalar).
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
const folder = mkdtempSync(join(tmpdir(), "pastes-"));
const flat = (a) => (Array.isArray(a) ? a.flatMap(flat) : [a]);
const shape = (a) => (Array.isArray(a) ? [a.length, ...shape(a[0])] : []).join("×");
const plain = (name) =>
  name
    .normalize("NFC")
    .replace(/[\s{}()^_⁽⁾]/g, "")
    .replace(/[₀-₉]/g, (c) => String("₀₁₂₃₄₅₆₇₈₉".indexOf(c)))
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c)));
const ones = (a) => (Array.isArray(a) ? a.map(ones) : 1);
const run = (source, vars, inputs, cotangents) => {
  const at = join(folder, "at.json");
  writeFileSync(at, JSON.stringify({ inputs, ...(cotangents ? { cotangents } : {}) }));
  return spawnSync(
    program,
    [...args, ...vars.flatMap((v) => ["--var", v]), ...(source.startsWith("-") ? [] : []), source, "--at", at],
    { encoding: "utf8", timeout: 60_000 },
  );
};
/** Evaluates, asking for the outputs' shapes first where they need a cotangent. */
function evaluate(source, vars, inputs, outputs) {
  let result = run(
    source,
    vars,
    inputs,
    outputs &&
      Object.fromEntries(
        Object.entries(outputs)
          .filter(([, v]) => Array.isArray(v))
          .map(([k, v]) => [k, ones(v)]),
      ),
  );
  return result.status === 0
    ? { value: JSON.parse(result.stdout) }
    : { error: `status ${result.status}: ${result.stderr.split("\n").find((l) => l.trim()) ?? ""}` };
}
function close(got, want) {
  if (got === undefined || shape(got) !== shape(want)) return false;
  const a = flat(got),
    b = flat(want);
  return Math.hypot(...a.map((x, i) => x - b[i])) <= 1e-9 * (Math.hypot(...b) || 1);
}
function judge(c) {
  const file = join(folder, `${c.id}.mx`);
  writeFileSync(file, c.means);
  const back = c.rename ?? {};
  const reference = Object.fromEntries(Object.entries(c.inputs).map(([k, v]) => [back[k] ?? k, v]));
  const shapes = JSON.parse(spawnSync(program, [...args, file, "--emit", "json"], { encoding: "utf8" }).stdout).outputs;
  const scalar = shapes.every((o) => (o.rows === "1" && o.cols === "1") || (o.rows === 1 && o.cols === 1));
  let want;
  if (scalar) want = evaluate(file, [], reference, undefined);
  else {
    const tr = c.means.split("\n");
    const last = tr.pop().replace(/^[A-Z] = /, "");
    const summed = join(folder, `${c.id}-sum.mx`);
    writeFileSync(summed, [...tr, `sum(${last})`].join("\n"));
    want = evaluate(summed, [], reference, undefined);
  }
  if (want.error) return `the reference does not run: ${want.error}`;
  let got;
  if (scalar) got = evaluate(c.paste, c.vars, c.inputs, undefined);
  else {
    const probe = spawnSync(program, [...args, ...c.vars.flatMap((v) => ["--var", v]), c.paste, "--emit", "json"], {
      encoding: "utf8",
      timeout: 60_000,
    });
    if (probe.status !== 0) return `refused: ${probe.stderr.split("\n").find((l) => l.trim()) ?? ""}`;
    const j = JSON.parse(probe.stdout),
      name = j.outputs[0].name;
    const sizes = {};
    for (const i of j.inputs) {
      const v = Object.entries(c.inputs).find(([k]) => plain(k) === plain(i.name))?.[1];
      const s = shape(v).split("×").map(Number);
      sizes[i.rows] = s[0];
      sizes[i.cols] = s[1] ?? 1;
    }
    const rows = Number(j.outputs[0].rows) || sizes[j.outputs[0].rows],
      cols = Number(j.outputs[0].cols) || sizes[j.outputs[0].cols];
    const one = cols === 1 ? Array(rows).fill(1) : Array.from({ length: rows }, () => Array(cols).fill(1));
    const r = run(c.paste, c.vars, c.inputs, { [name]: one });
    got =
      r.status === 0
        ? { value: JSON.parse(r.stdout) }
        : { error: `status ${r.status}: ${r.stderr.split("\n").find((l) => l.trim()) ?? ""}` };
  }
  if (got.error) return got.error;
  if (scalar && !close(Object.values(got.value.outputs)[0], Object.values(want.value.outputs)[0]))
    return "read as something else: the value differs";
  const gradients = Object.entries(want.value.gradients);
  for (const [name, value] of gradients) {
    const mine = Object.entries(got.value.gradients).find(([k]) =>
      [
        plain(name),
        ...Object.entries(back)
          .filter(([, v]) => v === name)
          .map(([k2]) => plain(k2)),
      ].includes(plain(k)),
    )?.[1];
    if (!close(mine, value))
      return `read as something else: the gradient of ${name} ${mine === undefined ? "is missing" : "differs"}`;
  }
  return "";
}
/** Cases that wait for constructs of the language that are not there yet: run and reported, but not required. */
const pending = option("pending", "").split(",");
let passed = 0,
  missed = 0,
  total = 0;
for (const c of cases) {
  if (!c.id.includes(option("only", ""))) continue;
  total += 1;
  let fault;
  try {
    fault = judge(c);
  } catch (error) {
    fault = `runner: ${error.message.split("\n")[0]}`;
  }
  if (fault) console.log(`${c.id}: ${fault}`);
  else passed += 1;
  if (fault && !pending.includes(c.id)) missed += 1;
}
rmSync(folder, { recursive: true });
console.log(`PASTES passed ${passed} of ${total}`);
process.exit(missed === 0 ? 0 : 1);
