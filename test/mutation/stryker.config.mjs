/**
 * npm run mutate: StrykerJS on the engine (PART=engine: src/calculus and src/simplify) or on the printers
 * (PART=printers). The scores and the survivors are in docs/mutation.md.
 */
const part = process.env.PART ?? "engine";

const mutate = {
  engine: ["src/calculus/**/*.ts", "src/simplify/**/*.ts"],
  printers: ["codegen/{text,latex,json,typescript}/**/*.ts"],
};

export default {
  mutate: mutate[part],
  testRunner: "in-process",
  subjects: `test/mutation/${part}.ts`,
  plugins: ["./test/mutation/runner.mjs", "./test/mutation/ignore.mjs"],
  ignorers: ["messages", "sample"],
  coverageAnalysis: "perTest",
  concurrency: 2,
  timeoutMS: 3_000,
  timeoutFactor: 2,
  incremental: true,
  incrementalFile: `reports/mutation/${part}.incremental.json`,
  reporters: ["json", "progress-append-only"],
  jsonReporter: { fileName: `reports/mutation/${part}.json` },
  tempDirName: ".stryker-tmp",
  ignorePatterns: ["dist", "reports", "bench", "test/browser"],
};
