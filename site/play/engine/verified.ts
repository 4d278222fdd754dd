/** A formula somebody else derived, compared with the derived one. */
import { MatrixBackpropError } from "../../../codegen/diagnostics.js";
import type { Derivation } from "../../../src/calculus/derivation.js";
import { claimedGradient } from "../../../src/check/claim/claimed-formula.js";
import { verifyClaim } from "../../../src/check/claim/verify.js";
import { viewOf } from "../../../src/explore/view.js";
import type { Verified } from "./protocol.js";

/** The claim is about the input that its left side names, `X̄ = …`; without one about the first. */
export function verified(derivation: Derivation, claim: string, seed: number): Verified {
  const gradient = claimedGradient(derivation, claim) ?? derivation.gradients[0];
  if (!gradient) {
    const message = "the program has no input to derive, so there is nothing to compare with";
    throw new MatrixBackpropError([{ code: "page/nothing", message, span: { start: 0, end: 0 } }]);
  }
  const verification = verifyClaim(derivation, gradient, claim, { seed });
  const formula = viewOf(derivation).gradients[derivation.gradients.indexOf(gradient)]!;
  return {
    verification,
    cotangent: formula.left.text,
    derived: { text: formula.right.text, latex: `${formula.left.latex} = ${formula.right.latex}` },
  };
}
