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
    shape: ({ rows, cols }) => shapeText(rows === ONE && cols === ONE, cols === ONE, text(rows), text(cols)),
  };
}

/** A shape in words where its sizes are open. */
function shapeText(isScalar: boolean, isVector: boolean, rows: string, cols: string): string {
  if (isScalar) return "a scalar";
  if (isVector) return rows === "?" ? "a vector" : `a vector of ${rows}`;
  if (rows === "?" && cols === "?") return "a matrix";
  if (cols === "1") return `a vector of ${rows}`;
  if (rows === "1") return cols === "?" ? "a row" : `a row of ${cols}`;
  if (rows === "?") return `a matrix with ${cols} columns`;
  return cols === "?" ? `a matrix with ${rows} rows` : `${rows}×${cols}`;
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
