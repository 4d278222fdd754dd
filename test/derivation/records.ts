/** The oracle's programs with their answers and derivations, as they are kept in the folder `recorded`. */
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { oracleCases, type OracleCase } from "../oracle/cases.js";

export const groups = [...new Set(oracleCases.map((c) => c.group))];

export const casesOf = (group: string): readonly OracleCase[] => oracleCases.filter((c) => c.group === group);

export const fileOf = (group: string): string => new URL(`recorded/${group}.txt`, import.meta.url).pathname;

/** The answer to a program, and its derivation with every step. */
export function record({ id, program, wrt }: OracleCase): string {
  const derivation = deriveSource(program, { wrt });
  return `=== ${id}\n${emit(derivation, "text")}\n${emit(derivation, "steps", { verbose: true })}`;
}
