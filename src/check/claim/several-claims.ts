/** Several claims in one text: `∂L/∂A = …, ∂L/∂x = …`, a line each, or separated by `;`. */
import { cotangentBase } from "../../../grammar/names.js";
import { claimParts } from "../../language/parse/claim-parts.js";
import type { Derivation } from "../../calculus/derivation.js";

/** The claims, each with the definitions before it; one, where the text holds one. */
export function severalClaims({ gradients, outputs }: Derivation, text: string): readonly string[] {
  const inputs = new Set(gradients.map((g) => g.input.name));
  const differentials = new Set(outputs.map((o) => `d${o.name}`));
  const claims: string[] = [];
  let definitions = "";
  for (const { source, target, wrt } of claimParts(text)) {
    const base = target === undefined ? undefined : cotangentBase(target);
    const isClaim =
      (wrt !== undefined && inputs.has(wrt)) ||
      (base !== undefined && inputs.has(base)) ||
      (target !== undefined && differentials.has(target));
    if (isClaim) claims.push(definitions + source);
    else if (target !== undefined) definitions += `${source}; `;
    else if (claims.length > 0) claims.push(`${claims.pop()!}\n${source}`);
    else return [text];
  }
  return claims.length < 2 ? [text] : claims;
}
