/** A formula somebody else derived, compared with the derived one. */
import { MatrixBackpropError } from "../../../codegen/diagnostics.js";
import type { Derivation } from "../../../src/calculus/derivation.js";
import { claimedGradient } from "../../../src/check/claim/claimed-formula.js";
import { verifyClaim } from "../../../src/check/claim/verify.js";
import { secondClaimOf } from "../../../src/claims.js";
import { viewOf } from "../../../src/explore/view.js";
import type { Verified } from "./protocol.js";

const refused = (message: string): MatrixBackpropError =>
  new MatrixBackpropError([{ code: "page/nothing", message, span: { start: 0, end: 0 } }]);

/** The claim is about the derivative that its left side names; without one about the adjoint of the first input. */
export function verified(derivation: Derivation, claim: string, seed: number): Verified {
  const second = secondClaimOf(derivation, claim, undefined, "numerator");
  if (second && "choices" in second)
    throw refused(`a claim is about one derivative: begin it with ${second.choices.join(" = …, or ")} = …`);
  if (second) return { verification: verifyClaim(second.derivation, second.claimed, claim, { seed }) };
  const gradient = claimedGradient(derivation, claim) ?? derivation.gradients[0];
  if (!gradient) throw refused("the program has no input to derive, so there is nothing to compare with");
  const verification = verifyClaim(derivation, gradient, claim, { seed });
  const { left, right } = viewOf(derivation).gradients[derivation.gradients.indexOf(gradient)]!;
  const derived = { text: `${left.text} = ${right.text}`, latex: `${left.latex} = ${right.latex}` };
  return { verification, cotangent: left.text, derived };
}
