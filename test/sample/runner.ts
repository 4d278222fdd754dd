/** Runs a sample of each group of tests: the others are taken out before anything runs, so that none counts as skipped. */
import { VitestTestRunner } from "vitest/runners";
import type { RunnerTask, RunnerTestFile, RunnerTestSuite } from "vitest";
import { isSampled } from "./sampled.js";

/** So many groups side by side are taken to be those of a table. */
const MANY = 12;

export default class SampleRunner extends VitestTestRunner {
  onCollected(files: RunnerTestFile[]): void {
    const open: RunnerTestSuite[] = [...files];
    for (let suite = open.pop(); suite; suite = open.pop()) {
      const count = suite.tasks.filter((t) => t.type === "test").length;
      let i = 0;
      suite.tasks = suite.tasks.filter((t: RunnerTask) => t.type !== "test" || isSampled(i++, count));
      // Many groups are the cases of one table.
      const groups = suite.tasks.filter((t) => t.type === "suite");
      const kept = new Set(groups.length > MANY ? groups.filter((_, at) => isSampled(at, groups.length)) : groups);
      suite.tasks = suite.tasks.filter((t) => t.type !== "suite" || kept.has(t));
      open.push(...kept);
    }
  }
}
