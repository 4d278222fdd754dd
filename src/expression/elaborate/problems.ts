/** Mistakes found while typing a program, worded for its author. */
import type { Diagnostic, Replacement } from "../../../codegen/diagnostics.js";
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
    readonly replacement?: Replacement,
  ) {
    super(message);
  }

  toDiagnostic(): Diagnostic {
    const { code, message, span, hint, related, replacement } = this;
    return {
      code,
      message,
      span,
      related: [...related],
      ...(hint === undefined ? {} : { hint }),
      ...(replacement === undefined ? {} : { replacement }),
    };
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
    hint = what === "sum" ? addedNumber(a, b) : "write c A for a scalar multiple";
  } else if (what === "sum" && a.rows !== a.cols && a.rows === b.cols && a.cols === b.rows) {
    hint = `transpose one of them: ${nameOf(b, "(…)")}ᵀ`;
  } else if (what === "sum" && isLineOf(names, a, b)) {
    const [matrix, column] = a.cols === ONE ? [b, a] : [a, b];
    const name = nameOf(column, "(…)");
    hint = `write 𝟏 ${name}ᵀ to add it to every row of ${nameOf(matrix, "the matrix")}, ${name} 𝟏ᵀ to every column`;
    if (isUndeclaredVector(names, column)) hint += `, or declare \`${name}: scalar\``;
  } else if (a.rows === b.cols && a.cols === b.rows) {
    hint = `transpose one of them: ${nameOf(b, "(…)")}ᵀ`;
  } else {
    const clash = a.rows !== b.rows ? [a.rows, b.rows] : [a.cols, b.cols];
    const [one, other] = clash.map((d) => names.text(d!)) as [string, string];
    hint =
      one === "?" || other === "?"
        ? "declare the shapes of what they are made of"
        : `${a.rows !== b.rows ? "rows" : "columns"}: ${one} against ${other}`;
  }
  return new TypeProblem(
    "type/shape-mismatch",
    `cannot ${sign}: ${nameOf(a, "the first")} is ${names.shape(a)}, ${nameOf(b, "this")} is ${names.shape(b)}`,
    b.syntax.span,
    hint,
    [{ span: a.syntax.span, message: names.shape(a) }],
  );
}

/** Whether one is a column, and as long as the rows or the columns of the other, or of any length. */
function isLineOf(names: ShapeNames, a: Described, b: Described): boolean {
  if ((a.cols === ONE) === (b.cols === ONE)) return false;
  const [matrix, column] = a.cols === ONE ? [b, a] : [a, b];
  return column.rows === matrix.rows || column.rows === matrix.cols || names.text(column.rows) === "?";
}

/** A number and something larger: a name that was read as a vector is told what to declare. */
function addedNumber(a: Described, b: Described): string {
  const larger = a.rows === ONE && a.cols === ONE ? b : a;
  if (larger.syntax.kind === "name" && larger.cols === ONE) {
    const name = larger.syntax.spelling;
    return `${name} is a vector; declare \`${name}: scalar\` if it is a number`;
  }
  if (larger.cols === ONE) return "write c 𝟏 to add to every entry";
  return "write c I to add to the diagonal, or c 𝟏𝟏ᵀ (c*ones(m,n)) to add to every entry";
}

export function unmatchedProduct(names: ShapeNames, a: Described, b: Described): TypeProblem {
  const [columns, rows] = [names.text(a.cols), names.text(b.rows)];
  const inner =
    columns === "?" || rows === "?" ? "the columns and the rows differ" : `${columns} columns against ${rows} rows`;
  if (a.cols === ONE && b.cols === ONE) return twoVectors(names, a, b);
  const same = a.rows === b.rows && a.cols === b.cols;
  const turned = a.cols === b.cols ? b : a.rows === b.rows ? a : undefined;
  const isWrongLength = b.cols === ONE && columns !== "?";
  let hint: string | undefined;
  let replacement: Replacement | undefined;
  if (isUndeclaredVector(names, a)) hint = numberHint(a);
  else if (isWrongLength) hint = wrongLength(a, b, columns);
  else if (turned !== undefined) {
    hint = `transpose the ${turned === a ? "first" : "second"}: ${nameOf(turned, "(…)")}ᵀ`;
    if (turned.syntax.kind === "name" && !same)
      replacement = { span: turned.syntax.span, text: `${turned.syntax.spelling}ᵀ` };
  }
  if (hint === undefined && inner.startsWith("the")) hint = "declare the shapes of what they are made of";
  if (same) hint = `${hint ?? ""}${hint ? ", or " : ""}write ∘ for the entrywise product`;
  return new TypeProblem(
    "type/shape-mismatch",
    `cannot multiply: ${nameOf(a, "the left factor")} is ${names.shape(a)}, ${nameOf(b, "the right factor")} is ${names.shape(b)} (${inner})`,
    b.syntax.span,
    hint,
    [{ span: a.syntax.span, message: names.shape(a) }],
    replacement,
  );
}

/** A small letter of which nothing is known but that it is a vector. */
const isUndeclaredVector = (names: ShapeNames, d: Described): boolean =>
  d.syntax.kind === "name" && d.cols === ONE && names.text(d.rows) === "?";

const numberHint = (d: Described): string => {
  const name = nameOf(d, "c");
  const row = /^[p-z]$/.test(name) ? `write ${name}ᵀ for a row; ` : "";
  return `${row}small letters are vectors unless they are declared: \`${name}: scalar\` makes ${name} a number`;
};

/** What a matrix takes in place of a vector that is too long or too short. */
function wrongLength(a: Described, b: Described, columns: string): string {
  const matrix = nameOf(a, "the left factor");
  const takes = `${matrix} takes a vector of ${columns}`;
  const declared = b.syntax.kind === "name" ? `${takes}: declare \`${b.syntax.spelling}: ${columns}\`` : takes;
  const turns = a.rows === b.rows && a.syntax.kind === "name" && b.syntax.kind === "name";
  return turns ? `${declared}, or write ${matrix}ᵀ${nameOf(b, "x")}` : declared;
}

/** `x y` of two columns. */
function twoVectors(names: ShapeNames, a: Described, b: Described): TypeProblem {
  const [x, y] = [nameOf(a, "x"), nameOf(b, "y")];
  return new TypeProblem(
    "type/shape-mismatch",
    `cannot multiply: ${nameOf(a, "the left factor")} is ${names.shape(a)}, ${nameOf(b, "the right factor")} is ${names.shape(b)}`,
    b.syntax.span,
    `write ${x}ᵀ${y} for the inner product, ${x} ${y}ᵀ for the outer one, ${x} ∘ ${y} for that of the entries`,
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
