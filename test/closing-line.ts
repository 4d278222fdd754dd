/** The last line of a test run, for people and for programs: `N passed, N failed`, and what was skipped if anything was. */
import type { Reporter, TestModule } from "vitest/node";

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const states = modules.flatMap((m) => [...m.children.allTests()].map((t) => t.result().state));
    const count = (state: string) => states.filter((s) => s === state).length;
    // A file that does not load has no tests, and an error outside of a test belongs to none: each is a failure.
    const outside = modules.filter((m) => m.errors().length > 0).length + unhandledErrors.length;
    if (count("skipped") > 0) process.stdout.write(`${count("skipped")} skipped\n`);
    if (count("pending") > 0)
      process.stdout.write(`${count("pending")} not in the sample; npm run test:all runs them\n`);
    process.stdout.write(`${count("passed")} passed, ${count("failed") + outside} failed\n`);
  }
}
