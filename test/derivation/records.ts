/**
 * The oracle's programs with their answers, a file a program, as they are kept in the folder `recorded`; of a dozen also the
 * derivation with every step.
 */
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { oracleCases, type OracleCase } from "../oracle/cases.js";

/** Programs whose whole derivation is recorded: one of each way to derive. */
const DERIVED: ReadonlySet<string> = new Set([
  "mc-06-Aexpx",
  "mc-10-logistic",
  "mc-11-trAXtBXC",
  "cb-049-det",
  "gi-03-solve-A",
  "bare-log",
  "pa-log-svd",
  "pa-svd-square-tall",
  "pa-proj",
  "pa-ncut-flf",
  "pa-isqrt",
  "co-attention-block",
]);

export const isDerived = ({ id }: OracleCase): boolean => DERIVED.has(id);

export const recordedCases: readonly OracleCase[] = oracleCases;

export const fileOf = ({ id }: OracleCase): string => new URL(`recorded/${id}.txt`, import.meta.url).pathname;

/** The answer to a program, and, of a chosen one, its derivation with every step. */
export function record(oracle: OracleCase): string {
  const derivation = deriveSource(oracle.program, { wrt: oracle.wrt });
  const answer = emit(derivation, "text");
  return isDerived(oracle) ? `${answer}\n${emit(derivation, "steps", { verbose: true })}` : answer;
}
