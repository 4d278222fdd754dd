/** Which derivative a claim is about, among those of first and second order that a derivation has. */
import { MatrixBackpropError } from "../codegen/diagnostics.js";
import { toText } from "../grammar/names.js";
import type { Layout } from "./calculus/blocks.js";
import type { Derivation } from "./calculus/derivation.js";
import type { SecondForm } from "./calculus/second.js";
import { claimHead } from "./check/claim/claimed-formula.js";
import { claimedForm, secondClaim, type SecondClaim, type SecondDerived } from "./check/claim/second-claim.js";
import { secondOrderOf } from "./derive.js";

/** Left sides that a claim may have, where it does not say about which of these derivatives it is. */
export interface UndecidedClaim {
  readonly choices: readonly string[];
}

/**
 * The derivative besides gradients that a claim is about: of the form that is asked for, or else the one that its left side
 * names; undefined for a claim about a gradient. Throws MatrixBackpropError.
 */
export function secondClaimOf(
  derivation: Derivation,
  text: string,
  asked: SecondForm | undefined,
  layout: Layout,
): SecondClaim | UndecidedClaim | undefined {
  const head = claimHead(derivation, text);
  const form = asked ?? claimedForm(derivation, head);
  if (form === undefined) return undefined;
  const found = secondClaim(derivedFor(derivation, form), head, layout);
  if ("claimed" in found) return found;
  if (found.kind === "undecided") return { choices: found.choices };
  throw new MatrixBackpropError([
    {
      code: "option/no-matrix-form",
      message: "the derived derivative has no matrix form to compare the claim with",
      hint: `claim it as a map: \`${toText(found.name)} = …\``,
      span: { start: 0, end: 0 },
    },
  ]);
}

const derivedFor = (derivation: Derivation, form: SecondForm): SecondDerived =>
  form === "jacobian" ? { form, derivation } : { form, second: secondOrderOf(derivation, form) };
