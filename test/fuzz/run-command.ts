/**
 * npm run fuzz:command -- [--runs 10000] [--seed 1]
 *
 * Runs the command with as many command lines of each kind. Exit status 1 where one ends otherwise than it should; the
 * smallest such line is printed.
 */
import { parseArgs } from "node:util";
import { fuzzCommand, KINDS } from "./command.js";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
});
for (const kind of Object.keys(KINDS)) {
  const started = performance.now();
  try {
    const statuses = await fuzzCommand(kind, Number(values.runs), Number(values.seed));
    const counts = Object.entries(statuses).map(([status, n]) => `${n} with status ${status}`);
    console.log(`${kind}: ${counts.join(", ")}; ${Math.round((performance.now() - started) / 1000)} s`);
  } catch (error) {
    console.log(`${kind}: FAILED\n${(error as Error).message}`);
    process.exitCode = 1;
  }
}
