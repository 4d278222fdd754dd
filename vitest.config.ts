import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

/** Files that put modules in the place of others: they cannot share the engine that is loaded. */
const ALONE = ["test/check/source-mutants.test.ts"];

/** Pages in a browser and modules in other languages take long to start: the sample leaves them out. */
const LONG = ["test/site/**", "test/targets/**", "test/browser/**"];

export default defineConfig(({ mode }) => {
  const sample =
    mode === "sample"
      ? { runner: "./test/sample/runner.ts", setupFiles: ["./test/sample/seed.ts"], env: { SAMPLE: "yes" } }
      : {};
  return {
    test: {
      testTimeout: 60_000,
      hookTimeout: 60_000,
      reporters: ["default", "./test/closing-line.ts"],
      pool: "threads",
      maxWorkers: Math.max(2, availableParallelism() - 1),
      projects: [
        {
          extends: true,
          // Files share the engine that they load; each cleans up what it changes.
          test: {
            name: "shared",
            include: ["test/**/*.test.ts"],
            exclude: [...configDefaults.exclude, ...ALONE, ...(mode === "sample" ? LONG : [])],
            isolate: false,
            ...sample,
          },
        },
        { extends: true, test: { name: "alone", include: ALONE, ...sample } },
      ],
    },
  };
});
