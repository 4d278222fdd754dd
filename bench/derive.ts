/**
 * How long deriving and simplifying takes for every program of the oracle, once the code is warm, and how expressions
 * grow with a program's length.
 *
 *   npm run bench:derive
 */
import { readFileSync } from "node:fs";
import { deriveSource } from "../src/derive.js";

const REPETITIONS = 7;

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;

const milliseconds = (body: () => void): number => {
  const begin = performance.now();
  body();
  return performance.now() - begin;
};

const file = new URL("../test/oracle/cases.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: { id: string; program: string }[] };
for (const c of cases) deriveSource(c.program);
const times = cases.map(({ id, program }) => ({
  id,
  time: median(Array.from({ length: REPETITIONS }, () => milliseconds(() => void deriveSource(program)))),
}));
const slowest = [...times].sort((a, b) => b.time - a.time).slice(0, 5);
console.log(`${cases.length} programs: median ${median(times.map((t) => t.time)).toFixed(2)} ms`);
for (const { id, time } of slowest) console.log(`  slowest: ${id} ${time.toFixed(1)} ms`);

/** The longest texts are beyond the default limits. */
const LARGE = { characters: 10_000_000, nodes: 10_000_000 };

/** Programs of n parts. */
const FAMILIES: Readonly<Record<string, (n: number) => string>> = {
  "product of n factors": (n) => {
    const names = Array.from({ length: n }, (_, i) => `A_${i + 1}`);
    return `${names.join(", ")}: n×n\n${names.join(" ")}`;
  },
  "sum of n terms": (n) => {
    const names = Array.from({ length: n }, (_, i) => `A_${i + 1}`);
    return `${names.join(", ")}: m×n\n${names.join(" + ")}`;
  },
  "n functions inside one another": (n) => {
    const lines = Array.from({ length: n }, (_, i) => `X_${i + 1} = tanh.(X_${i})`);
    return `X_0: m×n\n${lines.join("\n")}`;
  },
  "tower of n squares": (n) => {
    const lines = Array.from({ length: n }, (_, i) => `X_${i + 1} = X_${i} X_${i} + X_0`);
    return `X_0: n×n\n${lines.join("\n")}`;
  },
};
for (const [name, family] of Object.entries(FAMILIES)) {
  const counts = [1000, 2000, 4000, 8000, 16_000].map((n) => {
    let nodes = 0;
    try {
      const time = milliseconds(() => {
        nodes = deriveSource(family(n), { limits: LARGE }).store.size;
      });
      return `${n}: ${nodes} nodes, ${time.toFixed(0)} ms`;
    } catch (error) {
      return `${n}: ${(error as Error).message}`;
    }
  });
  console.log(`${name}\n  ${counts.join("\n  ")}`);
}
