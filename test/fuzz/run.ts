/**
 * npm run fuzz -- [--runs 100000] [--seed 1] [--first 0] [--jobs 2] [--page docs/generated-programs.md]
 *
 * Examines generated programs in as many processes as there are cores. The same seed gives the same programs; one of
 * them alone is examined again by `--first INDEX --runs 1`. Each failure is printed with its smallest program.
 * Exit status 1 where a program failed. `--page` adds the figures to a page, as a row that is written again as the run goes on: what is
 * ended before its time leaves those of the programs that it has examined.
 */
import { fork, type ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BATCH, emptyTally, merge, runBatch, type Tally } from "./batch.js";

/** Programs that a process examines before it says what it found. */
const SLICE = 25;
/** Slices between notes of how far the run is. */
const NOTED = 20;

interface Job {
  readonly seed: number;
  readonly first: number;
  readonly last: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "100000" },
      seed: { type: "string", default: "1" },
      first: { type: "string", default: "0" },
      jobs: { type: "string", default: String(availableParallelism()) },
      page: { type: "string" },
    },
  });
  const [runs, seed, first, jobs] = [values.runs, values.seed, values.first, values.jobs].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const started = Date.now();
  const tally = emptyTally();
  const batches = jobsOf(seed, first, first + runs);
  const { page } = values;
  const note = (): void => {
    if (page !== undefined) writeRow(page, row(tally, seed, first, started));
  };
  process.once("SIGTERM", () => {
    note();
    process.exit(1);
  });
  await Promise.all(Array.from({ length: Math.min(jobs, batches.length) }, () => work(batches, tally, started, note)));
  note();
  console.log(summary(tally, seed, started));
  process.exitCode = tally.failures.length > 0 ? 1 : 0;
}

function jobsOf(seed: number, first: number, end: number): Job[] {
  const all: Job[] = [];
  for (let at = first; at < end;) {
    const last = Math.min(end, at + SLICE, (Math.floor(at / BATCH) + 1) * BATCH);
    all.push({ seed, first: at, last });
    at = last;
  }
  return all;
}

/** One process, which takes batches until none are left. */
async function work(batches: Job[], tally: Tally, started: number, note: () => void): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: ["--import", "tsx"] });
  for (let job = batches.shift(); job; job = batches.shift()) {
    const done = await answer(child, job);
    merge(tally, done);
    for (const f of done.failures) {
      console.log(`FAILED seed ${job.seed} program ${f.index}: ${f.shrunk.reason}\n${f.shrunk.program}`);
    }
    if ((tally.programs / SLICE) % NOTED !== 0) continue;
    console.error(`${tally.programs} programs, ${seconds(started)} s`);
    note();
  }
  child.disconnect();
}

function answer(child: ChildProcess, job: Job): Promise<Tally> {
  return new Promise((done, fail) => {
    child.once("message", (tally) => {
      child.removeAllListeners("exit");
      done(tally as Tally);
    });
    child.once("exit", (code) => {
      fail(new Error(`a process ended with status ${code} in the programs ${job.first} to ${job.last} of ${job.seed}`));
    });
    child.send(job);
  });
}

/** The five figures, and the seed that repeats them, as a row of a table. */
function row(tally: Tally, seed: number, first: number, started: number): string {
  const { programs, failures, inconclusive, worstDigits, measured } = tally;
  const digits = `${worstDigits.toFixed(1)} (of ${measured} measured)`;
  const date = new Date().toISOString().slice(0, 10);
  return `| ${[date, seed, first, programs, failures.length, inconclusive, digits, `${seconds(started)} s`].join(" | ")} |\n`;
}

/** Writes the row of a run, in place of the one that it wrote before. */
function writeRow(page: string, text: string): void {
  const same = text.split(" | ").slice(0, 3).join(" | ");
  const others = readFileSync(page, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith(`${same} |`));
  const at = others.findLastIndex((line) => line.startsWith("| ")) + 1;
  writeFileSync(page, others.toSpliced(at, 0, text.trimEnd()).join("\n"));
}

const seconds = (started: number): number => Math.round((Date.now() - started) / 1000);

const list = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .sort(([, a], [, b]) => b - a)
    .map(([key, n]) => `${key} ${n}`)
    .join(", ");

function summary(tally: Tally, seed: number, started: number): string {
  const { programs, passed, inconclusive, failures, reasons, relations, functions, exact } = tally;
  return [
    `${programs} programs, seed ${seed}: ${passed} passed, ${failures.length} failed, ${inconclusive} inconclusive; ${seconds(started)} s`,
    `  digits counted for ${tally.measured} programs; the worst loses ${tally.worstDigits.toFixed(1)} beside those of the problem`,
    `  exact test: ${list(exact)}`,
    `  relations: ${list(relations)}`,
    `  ${Object.keys(functions).length} functions and operators, least often: ${list(functions).split(", ").slice(-5).join(", ")}`,
    `  inconclusive: ${list(reasons) || "none"}`,
  ].join("\n");
}

if (process.send) {
  process.on("message", ({ seed, first, last }: Job) => process.send!(runBatch(seed, first, last)));
} else {
  await main();
}
