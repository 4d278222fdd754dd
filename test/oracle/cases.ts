/** The programs of the oracle, derived in process once for all tests of a file. */
import { readFileSync } from "node:fs";
import type { Derivation } from "../../src/calculus/derivation.js";
import { deriveSource } from "../../src/derive.js";

export interface OracleCase {
  readonly id: string;
  readonly group: string;
  readonly kind: "adjoint" | "variation" | "hvp" | "verify";
  readonly program: string;
  readonly wrt: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly cotangents?: Readonly<Record<string, unknown>>;
  readonly tangents?: Readonly<Record<string, unknown>>;
  readonly expectedFormula?: Readonly<Record<string, string>>;
}

export const oracleCases: readonly OracleCase[] = (
  JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8")) as { cases: OracleCase[] }
).cases;

const derivations = new Map<OracleCase, Derivation>();

/** The derivation of a case. */
export function derivationOf(oracle: OracleCase): Derivation {
  let derivation = derivations.get(oracle);
  if (!derivation) derivations.set(oracle, (derivation = deriveSource(oracle.program, { wrt: oracle.wrt })));
  return derivation;
}
