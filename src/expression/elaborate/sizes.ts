/** How sizes under inference are printed, and how they are settled when everything has been typed. */
import { ONE, symbolsOf, type Dimension } from "../../../codegen/plan/sizes.js";
import { TypeProblem, type ShapeNames } from "./problems.js";
import type { Unifier } from "./unify.js";

/** Sizes and shapes in messages; a size that is still open is `?`. */
export function shapeNames(unifier: Unifier): ShapeNames {
  const text = (d: Dimension): string => {
    const resolved = unifier.resolve(d);
    return [...symbolsOf(resolved)].some((s) => unifier.isVariable(s)) ? "?" : resolved.key;
  };
  return {
    text,
    shape: ({ rows, cols }) =>
      rows === ONE && cols === ONE
        ? "a scalar"
        : cols === ONE
          ? `a vector of ${text(rows)}`
          : `${text(rows)}×${text(cols)}`,
  };
}

/** The final value of a size. A 𝟏 of which nothing else is known is a column. Throws TypeProblem. */
export function settleSize(unifier: Unifier, source: string, d: Dimension): Dimension {
  const resolved = unifier.resolve(d);
  for (const open of unifier.variables(resolved)) {
    if (unifier.kind(open) === "ones") unifier.assign(open, ONE);
    else {
      const span = { start: 0, end: source.length };
      const hint = "give I, 𝟏 or 0 its size: I_n, ones(n)";
      throw new TypeProblem("type/unknown-size", "a size cannot be inferred", span, hint);
    }
  }
  return unifier.resolve(resolved);
}
