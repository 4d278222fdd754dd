/** The value of --notation: signs by name, `partial` or `bar,top,odot,trace`. */
import { InvalidArgumentError } from "commander";
import type { NotationStyle } from "../language/print/notation.js";
import { SIGN_NAMES, SIGNS } from "../language/print/signs.js";

export const NOTATION_HELP =
  "signs, separated by commas: bar|partial|nabla (X̄, ∂L/∂X, ∇_X L), T|top (ᵀ, ⊤), circ|odot (∘, ⊙), colon|trace|angle (A : B, tr(AᵀB), ⟨A, B⟩); in LaTeX bold (matrices and vectors), upright (the d of differentials)";

/** Throws InvalidArgumentError for a name that is not known, and for two that exclude each other. */
export function notationStyle(text: string, known: NotationStyle = {}): NotationStyle {
  let style = known;
  for (const sign of text.split(",").map((s) => s.trim())) {
    const chosen = Object.hasOwn(SIGNS, sign) ? SIGNS[sign]! : undefined;
    if (!chosen) throw new InvalidArgumentError(`${sign || "nothing"} is not one of ${SIGN_NAMES.join(", ")}`);
    const [what, value] = Object.entries(chosen)[0]! as [keyof NotationStyle, string];
    const other = style[what];
    if (other !== undefined && other !== value)
      throw new InvalidArgumentError(`${other} and ${sign} exclude each other`);
    style = { ...style, ...chosen };
  }
  return style;
}
