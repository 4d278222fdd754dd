/**
 * How long the built command takes to its first answer, beside what Node itself takes: `npm run bench:startup` after
 * `npm run build`. Medians of eleven runs, in turn, so that other work on the machine meets both.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const RUNS = 11;
const command = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const subjects: Readonly<Record<string, readonly string[]>> = {
  "Node alone": ["-e", "0"],
  "the command": [command, "log(XᵀX + εI)"],
};

const times = new Map<string, number[]>(Object.keys(subjects).map((name) => [name, []]));
for (let run = 0; run < RUNS; run++) {
  for (const [name, args] of Object.entries(subjects)) {
    const start = performance.now();
    execFileSync(process.execPath, args);
    times.get(name)!.push(performance.now() - start);
  }
}
console.log(`Node ${process.version}, medians of ${RUNS}`);
for (const [name, all] of times) {
  all.sort((a, b) => a - b);
  console.log(`${name}: ${all[RUNS >> 1]!.toFixed(0)} ms (${all[0]!.toFixed(0)} to ${all[RUNS - 1]!.toFixed(0)})`);
}
