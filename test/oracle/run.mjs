#!/usr/bin/env node
// Runs oracle cases through the command line and compares numbers.
// node run.mjs [--cases FILE] [--only TEXT] [--cli "node dist/cli.js"] [--pending KINDS] [--json]
// --pending hvp,verify: these kinds are run and reported, but may fail.          last line: ORACLE passed P of N
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const option = (name, fallback) => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? fallback : process.argv[i + 1];
};
const file = option("cases", join(dirname(fileURLToPath(import.meta.url)), "cases.json"));
const only = option("only", "");
const pending = option("pending", "").split(",");
const [program, ...args] = option("cli", "node dist/cli.js")
  .match(/"[^"]*"|'[^']*'|\S+/g)
  .map((w) => w.replace(/^(["'])(.*)\1$/, "$2"));
const cases = JSON.parse(readFileSync(file, "utf8")).cases.filter(
  (c) => !only || c.id.includes(only) || c.group === only,
);
const folder = mkdtempSync(join(tmpdir(), "oracle-"));

const run = (argv) =>
  new Promise((done) => {
    const child = spawn(program, [...args, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "",
      err = "",
      hung = false;
    const timer = setTimeout(() => {
      hung = true;
      child.kill("SIGKILL");
    }, 20_000);
    child.stdout.setEncoding("utf8").on("data", (d) => (out += d));
    child.stderr.setEncoding("utf8").on("data", (d) => (err += d));
    child.on("error", (e) => (err += `${e.message}\n`));
    child.on("close", (status) => {
      clearTimeout(timer);
      done({ status, out, err, hung });
    });
  });

/** Names compare by their ASCII or Unicode spelling alike: X₁ and X1 and X_1. */
const key = (name) =>
  [...name.normalize("NFC")]
    .map((ch) => {
      const i = "₀₁₂₃₄₅₆₇₈₉".indexOf(ch);
      return i < 0 ? ch : String(i);
    })
    .join("")
    .replaceAll("_", "");
const greek = {
  alpha: "α",
  beta: "β",
  gamma: "γ",
  delta: "δ",
  epsilon: "ε",
  eps: "ε",
  lambda: "λ",
  mu: "μ",
  nu: "ν",
  sigma: "σ",
  Lambda: "Λ",
  Sigma: "Σ",
  Phi: "Φ",
  Psi: "Ψ",
  Gamma: "Γ",
  Omega: "Ω",
  theta: "θ",
  tau: "τ",
  rho: "ρ",
};
const find = (record, name) => {
  const wanted = [
    key(name),
    key(greek[name] ?? name),
    ...Object.entries(greek)
      .filter(([, g]) => g === name)
      .map(([a]) => a),
  ];
  const hit = Object.keys(record ?? {}).find((k) => wanted.includes(key(k)));
  return hit === undefined ? undefined : record[hit];
};
const flat = (a) => (Array.isArray(a) ? a.flatMap(flat) : [a]);
const matmul = (A, B) => A.map((r) => B[0].map((_, j) => r.reduce((s, x, k) => s + x * B[k][j], 0)));
const transpose = (A) => A[0].map((_, j) => A.map((r) => r[j]));
/** Component in the tangent space at an orthogonal X: G − X sym(XᵀG). */
const tangent = (X, G) => {
  const P = matmul(transpose(X), G),
    S = matmul(
      X,
      P.map((r, i) => r.map((x, j) => (x + P[j][i]) / 2)),
    );
  return G.map((r, i) => r.map((x, j) => x - S[i][j]));
};
const shape = (a) => (Array.isArray(a) ? [a.length, ...(a.length ? shape(a[0]) : [])] : []);
const spelled = (a) => shape(a).join("×") || "a number";
/** What is wrong before any comparison: a missing, mis-shaped or non-finite value. */
function misfit(got, expected) {
  if (got === undefined || got === null) return "is missing";
  const a = flat(got);
  if (String(shape(got)) !== String(shape(expected)) || a.length !== flat(expected).length)
    return `is ${spelled(got)}, expected ${spelled(expected)}`;
  return a.every((x) => typeof x === "number" && Number.isFinite(x)) ? "" : "is not finite";
}
/** Relative Frobenius error; absolute where the expected value is zero. */
function error(got, expected) {
  const a = flat(got),
    b = flat(expected);
  const scale = Math.max(...b.map(Math.abs), 0),
    norm = (v) => (scale === 0 ? Math.hypot(...v) : Math.hypot(...v.map((x) => x / scale)));
  return scale === 0 ? norm(a) : norm(a.map((x, i) => x - b[i])) / norm(b);
}

async function judge(c) {
  const mx = join(folder, `${c.id}.mx`);
  writeFileSync(mx, c.program);
  if (c.kind === "verify") {
    const { out, err, hung, status } = await run([mx, "--wrt", c.wrt[0], "--verify", c.claim, "--emit", "json"]);
    if (hung) return { fault: "no answer in 20 s" };
    try {
      const { verdict } = JSON.parse(out);
      return verdict === c.expectVerdict || c.alsoAccept?.includes(verdict)
        ? {}
        : { fault: `verdict ${verdict}, expected ${c.expectVerdict}` };
    } catch {
      return { fault: err.split("\n")[0] || `status ${status}, no JSON` };
    }
  }
  const at = join(folder, `${c.id}.json`);
  writeFileSync(at, JSON.stringify({ inputs: c.inputs, cotangents: c.cotangents, tangents: c.tangents }));
  const form = c.kind === "adjoint" ? [] : ["--form", c.kind];
  const { out, err, hung, status } = await run([mx, "--wrt", c.wrt.join(","), ...form, "--at", at]);
  if (hung) return { fault: "no answer in 20 s" };
  let answer;
  try {
    answer = JSON.parse(out);
  } catch {
    return { fault: err.split("\n")[0] || `status ${status}, no JSON` };
  }
  let worst = 0,
    where = "";
  for (const part of Object.keys(c.expected))
    for (const [name, expected] of Object.entries(c.expected[part])) {
      if (part === "outputs" && c.kind !== "adjoint" && !answer.outputs) continue; // only the derivative is asked for
      let got = find(answer[part], name),
        want = expected;
      const wrong = misfit(got, want);
      if (wrong) return { fault: `${part}.${name} ${wrong}`, worst: Infinity };
      if (part === "gradients" && c.compare?.[name] === "tangent")
        [got, want] = [tangent(c.inputs[name], got), tangent(c.inputs[name], expected)];
      const e = error(got, want);
      if (!(e <= worst)) [worst, where] = [e, `${part}.${name}`];
    }
  return worst <= c.tol
    ? { worst }
    : { fault: `${where} off by ${worst.toExponential(1)} (tolerance ${c.tol})`, worst };
}

const results = [];
const queue = [...cases];
await Promise.all(
  [0, 1].map(async () => {
    for (let c; (c = queue.shift());) {
      results.push({ id: c.id, group: c.group, pending: pending.includes(c.kind), ...(await judge(c)) });
    }
  }),
);
rmSync(folder, { recursive: true, force: true });
const groups = [...new Set(cases.map((c) => c.group))];
for (const group of groups) {
  const mine = results.filter((r) => r.group === group);
  console.log(`${group}: ${mine.filter((r) => !r.fault).length} of ${mine.length}`);
}
for (const r of results.filter((r) => r.fault)) console.log(`  ${r.id}${r.pending ? " (pending)" : ""}: ${r.fault}`);
if (process.argv.includes("--json")) console.log(JSON.stringify(results));
const passed = results.filter((r) => !r.fault).length;
console.log(`ORACLE passed ${passed} of ${results.length}`);
process.exit(passed > 0 && results.every((r) => !r.fault || r.pending) ? 0 : 1);
