/** The check that every answer of the command gets before it is shown. */
import type { Derivation } from "../calculus/derivation.js";
import { testQuickly } from "../check/quick.js";

/** Checks a derivation. It comes back with a note where it cannot be checked. Throws WrongDerivation. */
export async function guard(derivation: Derivation): Promise<Derivation> {
  const doubt = testQuickly(derivation);
  if (!doubt) return derivation;
  // Hardly ever: the whole check is loaded only then.
  const { settle } = await import("../check/guard.js");
  return settle(derivation, doubt);
}
