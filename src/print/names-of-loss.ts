/** What the loss is called. */
import type { Derivation } from "../calculus/derivation.js";
import type { NotationStyle } from "../language/print/notation.js";

/** Where the program has no loss of its own, or gives it no name. */
const LOSS_NAMES = ["L", "J", "F", "C", "ℓ"];
/** The name of an output that the program does not name. */
const UNNAMED = "Y";

/** The L of ∂L/∂Y: the name of the output that is the loss, or one that the program does not use. */
export function lossName({ program, outputs }: Derivation): string {
  const loss = outputs.find((o) => o.cotangent.kind === "number")?.name;
  if (loss !== undefined && loss !== UNNAMED) return loss;
  const taken = new Set([...program.inputs, ...program.definitions, ...outputs].map((n) => n.name));
  return LOSS_NAMES.find((n) => !taken.has(n)) ?? LOSS_NAMES[LOSS_NAMES.length - 1]!;
}

/** A style with the name of the loss. */
export const styleFor = (derivation: Derivation, style: NotationStyle = {}): NotationStyle => ({
  loss: lossName(derivation),
  ...style,
});
