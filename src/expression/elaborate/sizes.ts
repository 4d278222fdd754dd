/** How sizes under inference are printed, and how they are settled when everything has been typed. */
import type { Statement } from "../../language/syntax.js";
import { ONE, minimum, symbolic, symbolsOf, type Dimension } from "../../../codegen/plan/sizes.js";
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

/** Which of two sizes a program says to be at least as large, `m ≥ n`. */
export class SizeOrders {
  /** Greater and less, with all that follows. */
  readonly pairs: readonly (readonly [greater: string, less: string])[];
  /** What the lesser of two sizes is, by its symbol. */
  readonly lesser: ReadonlyMap<string, Dimension>;

  constructor(statements: readonly Statement[]) {
    const below = new Map<string, Set<string>>();
    for (const s of statements) {
      if (s.kind !== "order") continue;
      below.set(s.greater.name, (below.get(s.greater.name) ?? new Set()).add(s.less.name));
    }
    // A set grows while it is gone through: what is below what is below is below.
    for (const found of below.values())
      for (const size of found) for (const least of below.get(size) ?? []) found.add(least);
    this.pairs = [...below].flatMap(([greater, found]) => [...found].map((less) => [greater, less] as const));
    this.lesser = new Map(
      this.pairs.flatMap(([greater, less]) => {
        const { symbol } = minimum(symbolic(greater), symbolic(less));
        return symbol === undefined || greater === less ? [] : [[symbol, symbolic(less)]];
      }),
    );
  }
}
