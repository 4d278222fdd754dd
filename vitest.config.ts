import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/closing-line.ts"],
    // Files share the engine that they load; each cleans up what it changes.
    pool: "threads",
    isolate: false,
    ...(mode === "sample" && { runner: "./test/sample/runner.ts", env: { SAMPLE: "yes" } }),
  },
}));
