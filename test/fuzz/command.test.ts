/** The command answers whatever it is given; `npm run fuzz:command` does the same at any length. */
import { describe, expect, test } from "vitest";
import { fault, fuzzCommand, KINDS } from "./command.js";

const SEED = 20_261_124;
const RUNS: Readonly<Record<string, number>> = { bytes: 500, slips: 200, options: 150, subcommands: 40, data: 200 };

describe("command lines that nobody would write", () => {
  test.each(Object.keys(KINDS))("%s", async (kind) => {
    const statuses = await fuzzCommand(kind, RUNS[kind]!, SEED);
    // Some are understood, some are refused.
    expect(statuses[0]).toBeGreaterThan(0);
    expect(statuses[2]).toBeGreaterThan(0);
  });
});

test("what ends otherwise is noticed", () => {
  const refusal = {
    status: 2,
    stdout: "",
    stderr: "error[syntax/x]: no\n --> expression:1:1\n  |\n1 | A\n  | ^\n",
  };
  expect(fault(["A"], refusal)).toBeUndefined();
  expect(fault(["A"], { ...refusal, stderr: "error: cannot read x\n" })).toBeUndefined();
  expect(fault(["A"], { ...refusal, stderr: "error[syntax/x]: no\n" })).toBe("an error without its place");
  expect(fault(["A"], { ...refusal, stderr: refusal.stderr.replace("^", " ") })).toBe("an error without its place");
  expect(fault(["A"], { ...refusal, stdout: "Y = A\n" })).toBe("a refusal prints a result");
  expect(fault(["A"], { ...refusal, stderr: "oh\n" })).toBe("a refusal without an error");
  expect(fault(["A"], { ...refusal, status: 3 })).toBe("status 3");
  expect(fault(["A"], { ...refusal, status: 1 })).toBe("status 1");
  expect(fault(["A"], { ...refusal, stderr: `${refusal.stderr}    at f (x.js:1:2)\n` })).toBe("a stack trace");
  expect(fault(["A"], { ...refusal, status: 0, stderr: "" })).toBe("nothing is printed");
});
