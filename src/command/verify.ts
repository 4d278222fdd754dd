/** A formula that somebody else derived, against the derived one. */
import { claimedGradient } from "../check/claim/claimed-formula.js";
import { severalClaims } from "../check/claim/several-claims.js";
import { spelled } from "../check/claim/differing-term.js";
import type { SecondClaim } from "../check/claim/second-claim.js";
import { verifyClaim, type Verification } from "../check/claim/verify.js";
import type { Derivation } from "../calculus/derivation.js";
import { secondClaimOf } from "../claims.js";
import { isSecondForm } from "../emit-kinds.js";
import { toAscii, toText } from "../../grammar/names.js";
import { printExpression } from "../language/print/print.js";
import { formulasOf } from "../print/formulas.js";
import { labelText } from "../print/second/labels.js";
import type { Options } from "./options.js";
import { verifyJson, verifyText, type Claim } from "./verify-text.js";

export interface Verified {
  readonly verdict: Verification["verdict"];
  readonly text: () => string;
  readonly json: () => string;
}

/** What a claim may be about, where it does not say about which of them it is. */
export interface Undecided {
  /** The inputs of a gradient, or the left sides of other derivatives. */
  readonly inputs: readonly string[];
  readonly kind: "gradient" | "second";
}

type VerifyOptions = Pick<Options, "size" | "seed" | "ascii" | "form" | "layout">;

/** Throws MatrixBackpropError where the claim cannot be read. Several claims are right where each of them is. */
export function verify(derivation: Derivation, claimed: string, options: VerifyOptions): Verified | Undecided {
  const claims = severalClaims(derivation, claimed);
  if (claims.length === 1) return verifyOne(derivation, claimed, options);
  const results: Verified[] = [];
  for (const claim of claims) {
    const result = verifyOne(derivation, claim, options);
    if (!("verdict" in result)) return result;
    results.push(result);
  }
  const worst = (["wrong", "inconclusive"] as const).find((v) => results.some(({ verdict }) => verdict === v));
  return {
    verdict: worst ?? "right",
    text: () => results.map((r) => r.text()).join("\n"),
    json: () => `[${results.map((r) => r.json().trimEnd()).join(",\n")}]\n`,
  };
}

function verifyOne(derivation: Derivation, claimed: string, options: VerifyOptions): Verified | Undecided {
  const form = isSecondForm(options.form) ? options.form : undefined;
  const second = secondClaimOf(derivation, claimed, form, options.layout);
  if (second === undefined) return verifyGradient(derivation, claimed, options);
  if ("choices" in second) return { inputs: second.choices, kind: "second" };
  return verifySecond(derivation, second, claimed, options);
}

function verifyGradient(derivation: Derivation, claimed: string, options: VerifyOptions): Verified | Undecided {
  const gradient = claimedGradient(derivation, claimed);
  if (!gradient) return { inputs: derivation.gradients.map((g) => g.input.spelling), kind: "gradient" };
  const result = verifyClaim(derivation, gradient, claimed, { sizes: options.size, seed: options.seed });
  const equation = formulasOf(derivation).gradients[derivation.gradients.indexOf(gradient)]!;
  const notation = options.ascii ? "ascii" : "text";
  return verified(result, {
    cotangent: printExpression(equation.left[0]!, notation),
    derived: printExpression(equation.right, notation),
  });
}

function verifySecond(
  derivation: Derivation,
  { derivation: extended, claimed, label }: SecondClaim,
  text: string,
  { size: sizes, seed, ascii }: VerifyOptions,
): Verified {
  const result = verifyClaim(extended, claimed, text, { sizes, seed });
  const cotangent = labelText(label, derivation, ascii ? toAscii : toText, ascii);
  return verified(result, { cotangent, derived: spelled(derivation, claimed.value, ascii ? "ascii" : "text") });
}

const verified = (result: Verification, claim: Claim): Verified => ({
  verdict: result.verdict,
  text: () => verifyText(result, claim),
  json: () => verifyJson(result, claim),
});
