/**
 * The answers to the oracle's programs, and the derivations with every step, letter by letter: a change of a rule or of the
 * engine shows here what it changes. One that is meant is taken over by `npx vitest run test/derivation/recorded.test.ts -u`.
 */
import { expect, test } from "vitest";
import { casesOf, fileOf, groups, record } from "./records.js";

test.each(groups)("%s", async (group) => {
  await expect(casesOf(group).map(record).join("\n")).toMatchFileSnapshot(fileOf(group));
});
