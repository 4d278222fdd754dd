/** A formula that somebody else derived, against the derived one. */
import { claimedGradient } from "../check/claim/claimed-formula.js";
import { verifyClaim, type Verification } from "../check/claim/verify.js";
import type { Derivation } from "../calculus/derivation.js";
import { printExpression } from "../language/print/print.js";
import { formulasOf } from "../print/formulas.js";
import type { Options } from "./options.js";
import { verifyJson, verifyText } from "./verify-text.js";

export interface Verified {
  readonly verdict: Verification["verdict"];
  readonly text: () => string;
  readonly json: () => string;
}

/** The names of the inputs that a claim may be about, where it does not say about which it is. */
export interface Undecided {
  readonly inputs: readonly string[];
}

/** Throws MatrixBackpropError where the claim cannot be read. */
export function verify(
  derivation: Derivation,
  claimed: string,
  { size: sizes, seed, ascii }: Pick<Options, "size" | "seed" | "ascii">,
): Verified | Undecided {
  const gradient = claimedGradient(derivation, claimed);
  if (!gradient) return { inputs: derivation.gradients.map((g) => g.input.spelling) };
  const result = verifyClaim(derivation, gradient, claimed, { sizes, seed });
  const equation = formulasOf(derivation).gradients[derivation.gradients.indexOf(gradient)]!;
  const notation = ascii ? "ascii" : "text";
  const claim = {
    cotangent: printExpression(equation.left[0]!, notation),
    derived: printExpression(equation.right, notation),
  };
  return { verdict: result.verdict, text: () => verifyText(result, claim), json: () => verifyJson(result, claim) };
}
