/** Mistakes found while typing a program, worded for its author. */
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import type { Span, Syntax } from "../../language/syntax.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import type { Shape } from "../node/node.js";

/** Thrown inside one statement; the statement's other mistakes are not looked for. */
export class TypeProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly span: Span,
    readonly hint?: string,
    readonly related: readonly { readonly span: Span; readonly message: string }[] = [],
  ) {
    super(message);
  }

  toDiagnostic(): Diagnostic {
    const { code, message, span, hint, related } = this;
    return { code, message, span, related: [...related], ...(hint === undefined ? {} : { hint }) };
  }
}

/** How sizes and shapes are called in a message. */
export interface ShapeNames {
  text(d: Dimension): string;
  shape(s: Shape): string;
}

interface Described extends Shape {
  readonly syntax: Syntax;
}

const nameOf = (d: Described, fallback: string): string => (d.syntax.kind === "name" ? d.syntax.spelling : fallback);

export function unequalShapes(
  names: ShapeNames,
  what: "sum" | "hadamard" | "row" | "column",
  a: Described,
  b: Described,
): TypeProblem {
  const scalar = (d: Shape): boolean => d.rows === ONE && d.cols === ONE;
  const sign = { sum: "add", hadamard: "multiply entry by entry", row: "put side by side", column: "stack" }[what];
  let hint: string | undefined;
  const unit = [a, b].find((d) => d.syntax.kind === "apply" && d.syntax.head === "identity");
  const other = unit === a ? b : a;
  if (unit && !scalar(other)) {
    return new TypeProblem(
      "type/shape-mismatch",
      `cannot ${sign}: ${nameOf(other, "the other term")} is ${names.shape(other)}, and I is square`,
      unit.syntax.span,
      "write c 𝟏𝟏ᵀ (c*ones(m,n)) to add to every entry",
      [{ span: other.syntax.span, message: names.shape(other) }],
    );
  }
  if (scalar(a) !== scalar(b)) {
    hint =
      what === "sum"
        ? "write c I to add to the diagonal, or c 𝟏𝟏ᵀ (c*ones(m,n)) to add to every entry"
        : "write c A for a scalar multiple";
  } else if (a.rows === b.cols && a.cols === b.rows) {
    hint = `transpose one of them: ${nameOf(b, "(…)")}ᵀ`;
  } else {
    const clash = a.rows !== b.rows ? [a.rows, b.rows] : [a.cols, b.cols];
    hint = `${a.rows !== b.rows ? "rows" : "columns"}: ${names.text(clash[0]!)} against ${names.text(clash[1]!)}`;
  }
  return new TypeProblem(
    "type/shape-mismatch",
    `cannot ${sign}: ${nameOf(a, "the first")} is ${names.shape(a)}, ${nameOf(b, "this")} is ${names.shape(b)}`,
    b.syntax.span,
    hint,
    [{ span: a.syntax.span, message: names.shape(a) }],
  );
}

export function unmatchedProduct(names: ShapeNames, a: Described, b: Described): TypeProblem {
  const inner = `${names.text(a.cols)} columns against ${names.text(b.rows)} rows`;
  const same = a.rows === b.rows && a.cols === b.cols;
  let hint: string | undefined;
  if (a.cols === b.cols) hint = `transpose the second: ${nameOf(b, "(…)")}ᵀ`;
  else if (a.rows === b.rows) hint = `transpose the first: ${nameOf(a, "(…)")}ᵀ`;
  if (same) hint = `${hint ?? ""}${hint ? ", or " : ""}write ∘ for the entrywise product`;
  return new TypeProblem(
    "type/shape-mismatch",
    `cannot multiply: ${nameOf(a, "the left factor")} is ${names.shape(a)}, ${nameOf(b, "the right factor")} is ${names.shape(b)} (${inner})`,
    b.syntax.span,
    hint,
    [{ span: a.syntax.span, message: names.shape(a) }],
  );
}

export function nonSquare(names: ShapeNames, what: string, at: Span, d: Described, hint?: string): TypeProblem {
  return new TypeProblem(
    "type/not-square",
    `${what} needs a square matrix, but ${nameOf(d, "this")} is ${names.shape(d)}`,
    d.syntax.span,
    hint,
    [{ span: at, message: "asked for here" }],
  );
}
