/**
 * A test runner for StrykerJS that keeps the engine loaded: the tests of a mutant take as long as they compute. With
 * the runner of vitest each mutant loads and warms up the engine anew, ten times as long, and a module that does not
 * load because of a mutant counts as one without tests.
 *
 * What is computed once for all (compiled rules) is computed before any mutant is active. Mutants that are reached at no
 * other time count as static: all modules are evaluated anew for them, with the mutant active.
 */
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { build } from "esbuild";
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { createVitest, runTest } from "./vitest-in-process.mjs";

/** Each module keeps its own `import.meta.url`. */
const ownUrls = {
  name: "own-urls",
  setup(plugin) {
    plugin.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: text.replaceAll("import.meta.url", url), loader: "ts" };
    });
  },
};

/** The subjects with all that they import, as the body of a function of `require`. */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    packages: "external",
    plugins: [ownUrls],
    logLevel: "error",
  });
  const text = outputFiles[0].text;
  return new Script(`(function (require, module, exports) {${text}\n})`, { filename: `${entry}.bundle.cjs` });
}

export class InProcessRunner {
  constructor(options, namespace) {
    this.entry = resolve(options.subjects);
    this.space = globalThis[namespace] ??= {};
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.script = await bundle(this.entry);
    this.require = createRequire(this.entry);
    // Before any mutant is active, and before its time is counted: what is computed once.
    this.tests = this.load();
    await this.run(this.tests, false);
  }

  /** Evaluates all modules and collects the tests. */
  load() {
    const vitest = createVitest();
    const module = { exports: {} };
    const require = (id) => (id === "vitest" ? vitest.module : this.require(id));
    this.script.runInThisContext()(require, module, module.exports);
    return vitest.tests;
  }

  /** What was reached when the modules were loaded and the tests run first, but not when they run again, is static. */
  async dryRun() {
    const first = this.space.mutantCoverage ?? { static: {}, perTest: {} };
    this.space.mutantCoverage = { static: {}, perTest: {} };
    const tests = await this.run(this.tests, false);
    const { perTest } = this.space.mutantCoverage;
    const again = new Set(Object.values(perTest).flatMap((hits) => Object.keys(hits)));
    const once = [first.static, ...Object.values(first.perTest)]
      .flatMap((hits) => Object.entries(hits))
      .filter(([mutant]) => !again.has(mutant));
    const mutantCoverage = { static: Object.fromEntries(once), perTest };
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit, disableBail }) {
    const chosen = (tests) => (testFilter ? tests.filter((t) => testFilter.includes(t.id)) : tests);
    try {
      let { tests } = this;
      if (mutantActivation === "static") {
        this.activate(activeMutant.id, hitLimit);
        tests = this.load();
      }
      return await this.attempt(chosen(tests), activeMutant, hitLimit, disableBail);
    } catch (error) {
      return { status: "killed", killedBy: [this.tests[0].id], failureMessage: String(error), nrOfTests: 0 };
    } finally {
      this.activate(undefined);
    }
  }

  async attempt(tests, mutant, hitLimit, disableBail) {
    this.activate(mutant.id, hitLimit);
    const results = await this.run(tests, !disableBail);
    const limit = determineHitLimitReached(this.space.hitCount, hitLimit);
    return toMutantRunResult(limit ?? { status: DryRunStatus.Complete, tests: results });
  }

  activate(id, hitLimit) {
    this.space.activeMutant = id;
    this.space.hitCount = id === undefined ? undefined : 0;
    this.space.hitLimit = hitLimit;
  }

  async run(tests, bail) {
    const results = [];
    for (const test of tests) {
      const started = performance.now();
      this.space.currentTestId = test.id;
      let failure;
      try {
        await runTest(test);
      } catch (error) {
        failure = String(error?.message ?? error);
      }
      this.space.currentTestId = undefined;
      const done = { id: test.id, name: test.name, timeSpentMs: performance.now() - started };
      if (failure === undefined) results.push({ ...done, status: TestStatus.Success });
      else results.push({ ...done, status: TestStatus.Failed, failureMessage: failure });
      if (failure !== undefined && bail) break;
    }
    return results;
  }
}

function create(injector) {
  return new InProcessRunner(injector.resolve(commonTokens.options), "__stryker__");
}
create.inject = tokens(commonTokens.injector);

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "in-process", create)];
export const strykerValidationSchema = {
  properties: { subjects: { description: "The module that imports the tests.", type: "string" } },
};
