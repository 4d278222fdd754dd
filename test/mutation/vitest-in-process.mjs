/**
 * The part of vitest's interface that tests use, for tests that are run in this process: they are kept in the order in
 * which they are stated, and run as often as there are mutants.
 */
import { readFileSync } from "node:fs";
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  customMatchers,
  getState,
  setState,
} from "@vitest/expect";
import * as spies from "@vitest/spy";
import * as chai from "chai";

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

/** Of a table of cases only so many are taken, so that many mutants can be tried. */
const ROWS = 40;

/** `vitest` for one evaluation of the tests; `tests` fills as they are stated. */
export function createVitest() {
  const tests = [];
  let suite = { name: "", before: [], beforeEach: [], afterEach: [], parent: undefined };

  const names = (name) => {
    const path = [name];
    for (let s = suite; s; s = s.parent) if (s.name !== "") path.unshift(s.name);
    return path.join(" > ");
  };

  function describe(name, body) {
    suite = { name, before: [], beforeEach: [], afterEach: [], parent: suite };
    try {
      body();
    } finally {
      suite = suite.parent;
    }
  }

  function test(name, first, second) {
    const body = typeof first === "function" ? first : second;
    const full = names(name);
    tests.push({ id: `${tests.length} ${full}`, name: full, body, suite });
  }

  const each = (state) => (table) => (name, first, second) => {
    table.slice(0, ROWS).forEach((row, i) => {
      const args = Array.isArray(row) ? row : [row];
      const of = (body) => (typeof body === "function" ? () => body(...args) : body);
      state(`${name} [${i}]`, of(first), of(second));
    });
  };
  describe.each = each(describe);
  test.each = each(test);
  test.skipIf = (condition) => (condition ? () => undefined : test);
  describe.skipIf = (condition) => (condition ? () => undefined : describe);

  const hook = (kind) => (body) => suite[kind].push(body);

  const expect = (value, message) => chai.expect(value, message);
  Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
  expect.extend = (matchers) => chai.expect.extend(expect, matchers);
  expect.getState = () => getState(expect);
  expect.setState = (state) => setState(state, expect);
  setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);
  expect.extend(customMatchers);
  expect.extend({
    toMatchFileSnapshot: (text, file) => ({
      pass: text === readFileSync(file, "utf8"),
      message: () => `the text is not that of ${file}`,
    }),
  });

  return {
    tests,
    module: {
      describe,
      test,
      it: test,
      expect,
      vi: spies,
      beforeAll: hook("before"),
      beforeEach: hook("beforeEach"),
      afterEach: hook("afterEach"),
      afterAll: () => undefined,
    },
  };
}

const lineage = (suite) => (suite ? [...lineage(suite.parent), suite] : []);

/** Runs one test with its hooks. Throws what the test throws. */
export async function runTest({ suite, body }) {
  const suites = lineage(suite);
  for (const s of suites) {
    for (const before of s.before.splice(0)) await before();
    for (const before of s.beforeEach) await before();
  }
  try {
    const done = body();
    if (done instanceof Promise) await done;
  } finally {
    for (const s of suites.reverse()) for (const after of s.afterEach) await after();
  }
}
