/**
 * The answers to the oracle's programs, and the derivations with every step, letter by letter: a change of a rule or of the
 * engine shows here what it changes. One that is meant is taken over by `npx vitest run test/derivation/recorded.test.ts -u`.
 */
import { expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { oracleCases, type OracleCase } from "../oracle/cases.js";

const file = (group: string): string => new URL(`recorded/${group}.txt`, import.meta.url).pathname;

function record(oracle: OracleCase): string {
  const derivation = deriveSource(oracle.program, { wrt: oracle.wrt });
  return `=== ${oracle.id}\n${emit(derivation, "text")}\n${emit(derivation, "steps", { verbose: true })}`;
}

const groups = [...new Set(oracleCases.map((c) => c.group))];

test.each(groups)("%s", async (group) => {
  const records = oracleCases.filter((c) => c.group === group).map(record);
  await expect(records.join("\n")).toMatchFileSnapshot(file(group));
});
