/**
 * Times the emitted layers of layers.json for PyTorch and JAX against the same layers by those libraries' own differentiation
 * (targets.py), and prints the ratios and their geometric means.
 *
 * Usage: npm run bench:targets -- [--python PYTHON] [what targets.py takes: --libraries torch --sizes 64,256 --layers o2p …]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deriveSource } from "../src/derive.js";
import { emit } from "../src/emit.js";

interface Row {
  readonly library: string;
  readonly layer: string;
  readonly n: number;
  readonly ratio: number;
}

/** Layers whose time is that of eigenvectors and singular vectors. */
const SPECTRAL: ReadonlySet<string> = new Set(["o2p", "zca", "mpncov", "svdmap", "eiglayer", "bures"]);

const args = process.argv.slice(2);
const at = args.indexOf("--python");
const [, python = "python3"] = at < 0 ? [] : args.splice(at, 2);
const layers = JSON.parse(readFileSync(new URL("layers.json", import.meta.url), "utf8")) as {
  readonly name: string;
  readonly program: string;
}[];

const folder = mkdtempSync(join(tmpdir(), "bench-"));
try {
  for (const { name, program } of layers) {
    const derivation = deriveSource(program);
    for (const target of ["torch", "jax"] as const)
      writeFileSync(join(folder, `${target}_${name}.py`), emit(derivation, target));
  }
  const script = new URL("targets.py", import.meta.url).pathname;
  const text = execFileSync(python, [script, folder, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = text.trim().split("\n");
  process.stdout.write(text);
  const rows = lines.map((l) => JSON.parse(l) as Row).filter((r) => r.layer);
  for (const library of new Set(rows.map((r) => r.library))) {
    const own = rows.filter((r) => r.library === library);
    const other = own.filter((r) => !SPECTRAL.has(r.layer));
    const worst = own.reduce((a, b) => (b.ratio > a.ratio ? b : a));
    const means = `geometric mean ${mean(own)}, without eigenvectors and singular vectors ${mean(other)}`;
    console.log(`${library}: ${means}; worst ${worst.layer} at n = ${worst.n}, ${worst.ratio.toFixed(2)}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function mean(rows: readonly Row[]): string {
  return Math.exp(rows.reduce((sum, r) => sum + Math.log(r.ratio), 0) / rows.length).toFixed(2);
}
