/** Declarations: `X: m×n spd`, `x: n`, `a: scalar`, `X ∈ ℝ^{m×n}`, `S ∈ 𝕊^n_{++}`. */
import { listed, type RawShape, type Token } from "../../../grammar/nodes.js";
import { quote, type Diagnostic } from "../../../codegen/diagnostics.js";
import { parseTokens } from "./grammar.js";
import type { Limits } from "../diagnostics/limits.js";
import { canonicalName } from "../../../grammar/names.js";
import type { PlainLexeme } from "../read/plain.js";
import { Scope } from "../names/scope.js";
import { shapeText, type ShapeText } from "./shapes.js";
import type { StatementText } from "../read/statements.js";
import { TreeBuilder, nameOf } from "./tree.js";
import type { DeclarationStatement, ShapeSyntax, Span, Syntax } from "../syntax.js";
import { powerOfInterval, withoutInterval } from "../read/intervals.js";
import { readTarget } from "../read/targets.js";
import { expressionTokens } from "../read/tokens.js";
import { operands } from "../traverse.js";

/** In a shape every word is a dimension, but for the lesser of two. */
const shapeScope = new Scope([], [], ["min"]);

/** In a shape, `×` is no product. */
const signs = new Map([["cross", ["cross", "×"]]] as const);

/** The dimension names of a declaration, for the scope of the program; those beside a `×`, or all. */
export function declaredDimensions(statement: StatementText, from: "matrix" | "any"): readonly string[] {
  const isOfFunction = statement.kind === "unknown" && statement.lexemes[1]?.type === "lparen";
  if (statement.kind !== "declaration" && !isOfFunction) return [];
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
  written: StatementText,
  context: DeclarationContext,
  diagnostics: Diagnostic[],
): DeclarationStatement[] {
  const { rest, interval } = withoutInterval(written.lexemes.slice(written.separator + 1));
  const power = interval ? undefined : powerOfInterval(written.lexemes.slice(written.separator));
  if (power) {
    const lexemes = [...written.lexemes.slice(0, written.separator), ...power.rest];
    const declared = withoutIntervals({ ...written, lexemes }, context, diagnostics);
    return declared.map((s) => ({ ...s, interval: power.interval }));
  }
  if (interval === undefined) return withoutIntervals(written, context, diagnostics);
  const lexemes = [...written.lexemes.slice(0, written.separator + 1), ...rest];
  return withoutIntervals({ ...written, lexemes }, context, diagnostics).map((s) => ({ ...s, interval }));
}

function withoutIntervals(
  statement: StatementText,
  context: DeclarationContext,
  diagnostics: Diagnostic[],
): DeclarationStatement[] {
  const before = diagnostics.length;
  const { source, dimensions } = context;
  const { lexemes } = statement;
  const span = { start: lexemes[0]!.start, end: lexemes[lexemes.length - 1]!.end };
  const targets = targetTokens(statement, context, diagnostics);
  const kind = kindAlone(statement, dimensions);
  if (kind !== undefined) {
    if (diagnostics.length > before) return [];
    const shape = { kind: "unstated", span, as: kind } as const;
    return targets
      .filter(({ type }) => type === "name")
      .map((target) => ({ kind: "declaration", target: nameOf(target), shape, properties: [], span }));
  }
  if (lacksShape(statement, source, diagnostics)) return [];
  const text = shapeText(statement, dimensions, diagnostics);
  const tokens = [...targets, ...shapeTokens(statement, text, context, diagnostics)];
  if (diagnostics.length > before) return [];
  const parsed = parseTokens("declaration", tokens, source, diagnostics);
  if (parsed === undefined) return [];
  const shape = shapeAsSaid(parsed.shape, text, new TreeBuilder(diagnostics, new Set()));
  checkDimensions(shape, diagnostics);
  const properties = listed(parsed.properties).map(({ value, start, end }) => ({ name: value, span: { start, end } }));
  return listed(parsed.targets).map((target) => ({
    kind: "declaration",
    target: nameOf(target),
    shape,
    properties,
    span,
  }));
}

/** What stands before the sign: names with commas between them. */
function targetTokens(
  { lexemes, separator }: StatementText,
  { functions, limits }: DeclarationContext,
  diagnostics: Diagnostic[],
): Token[] {
  return lexemes
    .slice(0, separator)
    .map((lexeme) =>
      lexeme.type === "comma" ? tokenOf("comma", lexeme) : readTarget(lexeme, functions, limits, diagnostics),
    );
}

/** `vector` or `matrix`, where the declaration says nothing else. */
function kindAlone(statement: StatementText, known: ReadonlySet<string>): ShapeText["kind"] {
  if (statement.lexemes.length === statement.separator + 1) return undefined;
  const { kind, dimensions, scalar, properties } = shapeText(statement, known, []);
  return dimensions.length === 0 && scalar === undefined && properties.length === 0 ? kind : undefined;
}

/** Whether nothing stands behind the sign, which is reported. */
function lacksShape({ lexemes, separator }: StatementText, source: string, diagnostics: Diagnostic[]): boolean {
  if (lexemes.length > separator + 1) return false;
  const { start, end } = lexemes[separator]!;
  const hint = "write `X: m×n`, `x: n` or `a: scalar`";
  const message = `a shape was expected after ${quote(source.slice(start, end))}`;
  diagnostics.push({ code: "syntax/declaration", message, span: { start: end, end }, hint });
  return true;
}

/** The sign, and the shape and properties behind it. */
function shapeTokens(
  { lexemes, separator }: StatementText,
  shape: ShapeText,
  { source, dimensions, limits }: DeclarationContext,
  diagnostics: Diagnostic[],
): Token[] {
  const { start, end } = lexemes[separator]!;
  const sizes = expressionTokens(
    shape.dimensions,
    { scope: shapeScope, limits, words: "dimensions", signs },
    diagnostics,
  );
  checkProperties(shape.properties, source, diagnostics);
  for (const size of sizes) checkProductName(size, dimensions, diagnostics);
  return [
    { type: "colon", value: ":", start, end },
    ...sizes,
    ...(shape.scalar === undefined ? [] : [tokenOf("scalar", shape.scalar)]),
    ...shape.properties.map((property) => tokenOf("property", property)),
  ];
}

/** A property is a word; the first lexeme that is none is reported. */
function checkProperties(properties: readonly PlainLexeme[], source: string, diagnostics: Diagnostic[]): void {
  const stray = properties.find(({ type }) => type !== "word");
  if (stray === undefined) return;
  const { start, end } = stray;
  const message = `${quote(source.slice(start, end))} is neither a dimension nor a property`;
  const hint = "write one declaration on a line: a shape, then properties";
  diagnostics.push({ code: "syntax/declaration", message, span: { start, end }, hint });
}

/** The shape that was parsed, with the kind that is said in words where it has no sizes. */
function shapeAsSaid(parsed: RawShape, { dimensions, kind }: ShapeText, builder: TreeBuilder): ShapeSyntax {
  const shape = buildShape(parsed, builder);
  return shape.kind === "unstated" && dimensions.length === 0 && kind !== undefined ? { ...shape, as: kind } : shape;
}

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
