/**
 * The answers to the oracle's programs, and a dozen derivations with every step, letter by letter: a change of a rule or of
 * the engine shows here what it changes. One that is meant is taken over by
 * `npx vitest run test/derivation/recorded.test.ts -u`.
 */
import { expect, test } from "vitest";
import { fileOf, record, recordedCases } from "./records.js";

test.each(recordedCases)("$id", async (oracle) => {
  await expect(record(oracle)).toMatchFileSnapshot(fileOf(oracle));
});
