/** Runs a sample of each group of tests: the others are taken out before anything runs, so that none counts as skipped. */
import { TestRunner, type RunnerTask, type RunnerTestFile, type RunnerTestSuite } from "vitest";
import { isSampled } from "./sampled.js";

/** So many groups side by side are taken to be those of a table. */
const MANY = 12;

type SnapshotClient = { skipTest(file: string, name: string): void };

/** The tests below a task, each by the names that lead to it, as snapshots are named. */
const testNames = (task: RunnerTask, above: readonly string[] = []): readonly string[] =>
  task.type === "test"
    ? [[...above, task.name].join(" > ")]
    : task.tasks.flatMap((below) => testNames(below, [...above, task.name]));

export default class SampleRunner extends TestRunner {
  /** Of each file, the tests that do not run. */
  readonly #left = new Map<string, string[]>();

  onCollected(files: RunnerTestFile[]): void {
    for (const file of files) this.#left.set(file.filepath, this.#takeOut(file));
  }

  /** The snapshots of tests that were taken out are not obsolete. */
  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    if ("filepath" in suite) {
      const { snapshotClient } = this as unknown as { readonly snapshotClient: SnapshotClient };
      const path = suite.file.filepath;
      for (const name of this.#left.get(path) ?? []) snapshotClient.skipTest(path, name);
    }
    await super.onAfterRunSuite(suite);
  }

  /** Takes out what is not in the sample, and returns the names of its tests. */
  #takeOut(file: RunnerTestFile): string[] {
    const left: string[] = [];
    const open: { suite: RunnerTestSuite; path: readonly string[] }[] = [{ suite: file, path: [] }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { suite, path } = next;
      const tests = suite.tasks.filter((t) => t.type === "test");
      // Many groups are the cases of one table.
      const groups = suite.tasks.filter((t) => t.type === "suite");
      const kept = new Set<RunnerTask>([
        ...tests.filter((_, at) => isSampled(at, tests.length)),
        ...(groups.length > MANY ? groups.filter((_, at) => isSampled(at, groups.length)) : groups),
      ]);
      for (const task of suite.tasks) if (!kept.has(task)) left.push(...testNames(task, path));
      suite.tasks = suite.tasks.filter((t) => kept.has(t));
      for (const group of groups) if (kept.has(group)) open.push({ suite: group, path: [...path, group.name] });
    }
    return left;
  }
}
