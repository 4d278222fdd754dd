/** Declarations: `X: m×n spd`, `x: n`, `a: scalar`, `X ∈ ℝ^{m×n}`, `S ∈ 𝕊^n_{++}`. */
import { listed, type RawShape, type Token } from "../../../grammar/nodes.js";
import { quote, type Diagnostic } from "../../../codegen/diagnostics.js";
import { parseTokens } from "./grammar.js";
import type { Limits } from "../diagnostics/limits.js";
import { canonicalName } from "../../../grammar/names.js";
import type { PlainLexeme } from "../read/plain.js";
import { Scope } from "../names/scope.js";
import { shapeText } from "./shapes.js";
import type { StatementText } from "../read/statements.js";
import { TreeBuilder, nameOf } from "./tree.js";
import type { DeclarationStatement, ShapeSyntax, Span, Syntax } from "../syntax.js";
import { readTarget } from "../read/targets.js";
import { expressionTokens } from "../read/tokens.js";
import { operands } from "../traverse.js";

/** In a shape every word is a dimension, but for the lesser of two. */
const shapeScope = new Scope([], [], ["min"]);

/** In a shape, `×` is no product. */
const signs = new Map([["cross", ["cross", "×"]]] as const);

/** The dimension names of a declaration, for the scope of the program; those beside a `×`, or all. */
export function declaredDimensions(statement: StatementText, from: "matrix" | "any"): readonly string[] {
  if (statement.kind !== "declaration") return [];
  const { dimensions } = shapeText(statement, new Set(), []);
  if (from === "matrix" && !dimensions.some(({ type }) => type === "cross")) return [];
  return dimensions.flatMap(({ type, text }) => (type === "word" ? [canonicalName(text)] : []));
}

/** What the program knows when one of its declarations is parsed. */
export interface DeclarationContext {
  readonly source: string;
  /** Names that stand for a dimension somewhere in the program. */
  readonly dimensions: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  readonly limits: Limits;
}

/** One statement for each name that is declared; none where the declaration was not understood. */
export function parseDeclarationStatement(
  statement: StatementText,
  { source, dimensions, functions, limits }: DeclarationContext,
  diagnostics: Diagnostic[],
): DeclarationStatement[] {
  const before = diagnostics.length;
  const { lexemes, separator } = statement;
  const targets = lexemes
    .slice(0, separator)
    .map((lexeme) =>
      lexeme.type === "comma" ? tokenOf("comma", lexeme) : readTarget(lexeme, functions, limits, diagnostics),
    );
  const sign = lexemes[separator]!;
  const onlyKind = shapeText(statement, dimensions, []);
  if (lexemes.length > separator + 1 && onlyKind.kind !== undefined && isEmpty(onlyKind)) {
    const span = { start: lexemes[0]!.start, end: lexemes[lexemes.length - 1]!.end };
    const unstated = { kind: "unstated", span, as: onlyKind.kind } as const;
    if (diagnostics.length > before) return [];
    return targets
      .filter(({ type }) => type === "name")
      .map((target) => ({ kind: "declaration", target: nameOf(target), shape: unstated, properties: [], span }));
  }
  if (lexemes.length === separator + 1) {
    const hint = "write `X: m×n`, `x: n` or `a: scalar`";
    const message = `a shape was expected after ${quote(source.slice(sign.start, sign.end))}`;
    diagnostics.push({ code: "syntax/declaration", message, span: { start: sign.end, end: sign.end }, hint });
    return [];
  }
  const shape = shapeText(statement, dimensions, diagnostics);
  const sizes = expressionTokens(
    shape.dimensions,
    { scope: shapeScope, limits, words: "dimensions", signs },
    diagnostics,
  );
  for (const property of shape.properties) {
    if (property.type === "word") continue;
    const { start, end } = property;
    const message = `${quote(source.slice(start, end))} is neither a dimension nor a property`;
    const hint = "write one declaration on a line: a shape, then properties";
    diagnostics.push({ code: "syntax/declaration", message, span: { start, end }, hint });
    break;
  }
  for (const size of sizes) checkProductName(size, dimensions, diagnostics);
  if (diagnostics.length > before) return [];
  const tokens: Token[] = [
    ...targets,
    { type: "colon", value: ":", start: sign.start, end: sign.end },
    ...sizes,
    ...(shape.scalar === undefined ? [] : [tokenOf("scalar", shape.scalar)]),
    ...shape.properties.map((property) => tokenOf("property", property)),
  ];
  const parsed = parseTokens("declaration", tokens, source, diagnostics);
  if (parsed === undefined) return [];
  const builder = new TreeBuilder(diagnostics);
  const span = { start: lexemes[0]!.start, end: lexemes[lexemes.length - 1]!.end };
  const built = shape.dimensions.length === 0 && shape.kind !== undefined ? parsed.shape : undefined;
  const shapeSyntax =
    built?.kind === "unstated" && shape.kind !== undefined
      ? { ...buildShape(built, builder), as: shape.kind }
      : buildShape(parsed.shape, builder);
  checkDimensions(shapeSyntax, diagnostics);
  const properties = listed(parsed.properties).map(({ value, start, end }) => ({ name: value, span: { start, end } }));
  return listed(parsed.targets).map((target) => ({
    kind: "declaration",
    target: nameOf(target),
    shape: shapeSyntax,
    properties,
    span,
  }));
}

const isEmpty = ({ dimensions, scalar, properties }: ReturnType<typeof shapeText>): boolean =>
  dimensions.length === 0 && scalar === undefined && properties.length === 0;

/** `mn` beside an `m×n` would be a dimension of its own, which nobody means. */
function checkProductName(
  { type, value, start, end }: Token,
  known: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): void {
  const letters = Array.from(value);
  if (type !== "name" || letters.length < 2 || !letters.every((letter) => known.has(letter))) return;
  diagnostics.push({
    code: "syntax/dimension",
    message: `${quote(value)} is not the product of the dimensions ${letters.join(" and ")}`,
    span: { start, end },
    hint: `write \`${letters.join("*")}\`, or choose another symbol`,
  });
}

const tokenOf = (type: string, { text, start, end }: PlainLexeme): Token => ({ type, value: text, start, end });

function buildShape(shape: RawShape, builder: TreeBuilder): ShapeSyntax {
  switch (shape.kind) {
    case "unstated":
    case "scalar":
      return { kind: shape.kind, span: { start: shape.at.start, end: shape.at.end } };
    case "vector": {
      const rows = builder.build(shape.rows);
      return { kind: "vector", rows, span: rows.span };
    }
    case "matrix": {
      const rows = builder.build(shape.rows);
      const columns = builder.build(shape.columns);
      return { kind: "matrix", rows, columns, span: { start: rows.span.start, end: columns.span.end } };
    }
  }
}

function checkDimensions(shape: ShapeSyntax, diagnostics: Diagnostic[]): void {
  const sizes = shape.kind === "vector" ? [shape.rows] : shape.kind === "matrix" ? [shape.rows, shape.columns] : [];
  for (const size of sizes) checkDimension(size, diagnostics);
}

/** What a dimension is made of; whether the form makes sense is for those who compute with it. */
const dimensionHeads: ReadonlySet<string> = new Set(["sum", "negate", "product", "divide", "power", "min"]);

/** A dimension is positive, and its numbers are integers. */
function checkDimension(size: Syntax, diagnostics: Diagnostic[]): void {
  const report = (message: string, span: Span): void => {
    const hint = "write a symbol, a positive integer, or an affine form such as `n+1` or `2n`";
    diagnostics.push({ code: "syntax/dimension", message, span, hint });
  };
  const pending: Syntax[] = [size];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === "number" && !/^[0-9]+$/.test(node.text)) {
      return report(`a dimension is an integer, not ${quote(node.text)}`, node.span);
    }
    if (node.kind === "apply" && !dimensionHeads.has(node.head)) return report("this is not a dimension", node.span);
    for (const operand of operands(node)) pending.push(operand);
  }
  if (size.kind === "number" && Number(size.text) === 0) report("a dimension is positive, not 0", size.span);
  if (size.kind === "apply" && size.head === "negate") report("a dimension is positive", size.span);
}
