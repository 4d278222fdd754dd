/** The formulas that the oracle's authors would write, compared with the derived ones. */
import { readFileSync } from "node:fs";
import { verifyClaim, type Verification } from "../../src/check/claim/verify.js";
import { deriveSource } from "../../src/derive.js";

interface OracleCase {
  readonly id: string;
  readonly program: string;
  readonly expectedFormula?: Readonly<Record<string, string>>;
}

export interface FormulaComparison {
  readonly id: string;
  readonly input: string;
  readonly result: Verification;
}

export function formulaComparisons(): FormulaComparison[] {
  const { cases } = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8")) as { cases: OracleCase[] };
  return cases.flatMap(({ id, program, expectedFormula }) =>
    Object.entries(expectedFormula ?? {}).map(([input, formula]) => {
      const derivation = deriveSource(program, { wrt: [input] });
      return { id, input, result: verifyClaim(derivation, derivation.gradients[0]!, formula) };
    }),
  );
}
