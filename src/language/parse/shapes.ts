/** The shape and properties of a declaration as lexemes, whichever way they are written: `m×n spd`, `∈ 𝕊^n_{++}`. */
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import { inWords } from "./vocabulary.js";
import type { PlainLexeme } from "../read/plain.js";
import { bracketDepths, isCross, shapeEnd, type StatementText } from "../read/statements.js";

/** A declared shape and properties as lexemes, whichever way they were written. */
export interface ShapeText {
  /** Dimensions with a `cross` lexeme between rows and columns; empty for a scalar or an unstated shape. */
  readonly dimensions: readonly PlainLexeme[];
  readonly scalar: PlainLexeme | undefined;
  readonly properties: readonly PlainLexeme[];
  /** `vector` or `matrix`, where that is said. */
  readonly kind?: "vector" | "matrix";
}

export function shapeText(
  statement: StatementText,
  dimensions: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): ShapeText {
  const { lexemes, separator } = statement;
  const rest = lexemes.slice(separator + 1);
  return lexemes[separator]?.type === "colon" ? colonShape(rest, dimensions) : spaceShape(rest, diagnostics);
}

/** `m×n spd`, `n+1`, `scalar positive`, `spd`. */
function colonShape(given: readonly PlainLexeme[], dimensions: ReadonlySet<string>): ShapeText {
  const { lexemes, kind } = inWords(given);
  if (kind === undefined) return shapeInWords(lexemes, dimensions);
  const shape = shapeInWords(lexemes, dimensions);
  return { ...shape, kind };
}

function shapeInWords(lexemes: readonly PlainLexeme[], dimensions: ReadonlySet<string>): ShapeText {
  const [first] = lexemes;
  if (first?.type === "word" && first.text === "scalar") {
    return { dimensions: [], scalar: first, properties: lexemes.slice(1) };
  }
  const sizes = lexemes.flatMap((lexeme, index) =>
    isCross(lexemes, index) ? [asCross(lexeme)] : splitCross(lexeme, lexemes[index - 1]),
  );
  const crossed = sizes.some(({ type }) => type === "cross");
  const most = shapeEnd(sizes);
  const depths = bracketDepths(sizes);
  const found = sizes.findIndex(
    (lexeme, index) => depths[index] === 0 && beginsProperties(sizes, index, crossed || dimensions.has(lexeme.text)),
  );
  const end = found < 0 ? most : Math.min(found, most);
  return { dimensions: sizes.slice(0, end), scalar: undefined, properties: sizes.slice(end) };
}

const asCross = ({ start, end }: PlainLexeme): PlainLexeme => ({ type: "cross", text: "×", start, end });

/** `3x4` and `mxn` without blanks, as people type them; where no size stands before it, `x1` is a name. */
function splitCross(lexeme: PlainLexeme, before: PlainLexeme | undefined): PlainLexeme[] {
  const { type, text, start, end } = lexeme;
  const found = type === "word" ? /^([A-Za-z]?)x(\d+|[A-Za-z])$/.exec(text) : null;
  const [, rows = "", columns = ""] = found ?? [];
  const afterSize = before !== undefined && ["number", "word", "rparen", "rbrace"].includes(before.type);
  if (found === null || (rows === "" && !afterSize)) return [lexeme];
  const at = start + rows.length;
  const cross: PlainLexeme = { type: "cross", text: "×", start: at, end: at + 1 };
  const number = /^\d/.test(columns);
  const after: PlainLexeme = { type: number ? "number" : "word", text: columns, start: at + 1, end };
  return rows === "" ? [cross, after] : [{ type: "word", text: rows, start, end: at }, cross, after];
}

/** A word is a property where no operator joins it to what stands before; the first word, where it is long. */
function beginsProperties(lexemes: readonly PlainLexeme[], index: number, isDimension: boolean): boolean {
  const { type, text } = lexemes[index]!;
  if (type !== "word") return false;
  if (index === 0) return !isDimension && /^[a-z]{2,}$/.test(text) && lexemes[1]?.type !== "lparen";
  const before = lexemes[index - 1]!;
  // The letters of m p are sizes, and their product is one.
  if (/^\p{L}$/u.test(text)) return false;
  const coefficient = before.type === "number" && (before.end === lexemes[index]!.start || text.length === 1);
  return ["word", "number", "rparen", "rbrace"].includes(before.type) && !coefficient;
}

/** The properties that a cone stands for: 𝕊^n_+ is psd, ℝ^n_{++} positive. */
const cones: ReadonlyMap<string, readonly string[]> = new Map([
  ["S", ["symmetric"]],
  ["S+", ["psd"]],
  ["S++", ["spd"]],
  ["R", []],
  ["R+", ["nonnegative"]],
  ["R++", ["positive"]],
]);

/** `ℝ^{m×n}`, `ℝⁿ`, `ℝ`, `𝕊^n`, `𝕊^n_{++}`, then properties. */
function spaceShape(lexemes: readonly PlainLexeme[], diagnostics: Diagnostic[]): ShapeText {
  const [space] = lexemes;
  const letter = space === undefined ? undefined : { ℝ: "R", R: "R", 𝕊: "S", S: "S" }[space.text];
  if (space === undefined || letter === undefined) {
    const at = space ?? { start: 0, end: 0 };
    diagnostics.push({
      code: "syntax/space",
      message: "a space was expected after `∈`",
      span: { start: at.start, end: at.end },
      expected: ["`ℝ^{m×n}`", "`ℝ^n`", "`ℝ`", "`𝕊^n`"],
      hint: "write `X ∈ ℝ^{m×n}`, or `X: m×n`",
    });
    return { dimensions: [], scalar: undefined, properties: [] };
  }
  let cone = "";
  let dimensions: readonly PlainLexeme[] = [];
  let index = 1;
  for (let count = 0; count < 2 && index < lexemes.length; count += 1) {
    const next = readDecoration(lexemes, index);
    if (next === undefined || (next.cone === undefined && dimensions.length > 0)) break;
    if (next.cone !== undefined) cone = next.cone;
    else dimensions = next.dimensions;
    index = next.index;
  }
  const at = { start: space.start, end: lexemes[index - 1]!.end };
  const implied = (cones.get(letter + cone) ?? []).map((text): PlainLexeme => ({ type: "word", text, ...at }));
  const square = letter === "S" && !dimensions.some(({ type }) => type === "cross");
  return {
    dimensions: square && dimensions.length > 0 ? [...dimensions, asCross(space), ...dimensions] : dimensions,
    scalar: dimensions.length === 0 && letter === "R" ? space : undefined,
    properties: [...implied, ...lexemes.slice(index)],
  };
}

interface Decoration {
  readonly cone?: string;
  readonly dimensions: readonly PlainLexeme[];
  readonly index: number;
}

/** An exponent or a cone after the letter of a space. */
function readDecoration(lexemes: readonly PlainLexeme[], index: number): Decoration | undefined {
  const sign = lexemes[index]!;
  if (sign.type === "superscript") return { dimensions: superscriptShape(sign), index: index + 1 };
  const braced = lexemes[index + 1]?.type === "lbrace" || lexemes[index + 1]?.type === "lparen";
  const close = closingBracket(lexemes, index + 1);
  const inside = braced ? lexemes.slice(index + 2, close) : lexemes.slice(index + 1, index + 2);
  const after = braced ? close + 1 : index + 2;
  if (sign.type === "caret" && inside.length > 0 && (!braced || close > 0)) {
    const dimensions = inside.flatMap((lexeme, at) =>
      isCross(inside, at) ? [asCross(lexeme)] : splitCross(lexeme, inside[at - 1]),
    );
    return { dimensions, index: after };
  }
  const pluses = braced ? inside : lexemes.slice(index + 1).filter(({ type }, at, rest) => isPlusRun(rest, at, type));
  if (sign.type === "subscript" && sign.text === "_" && pluses.every(({ type }) => type === "plus")) {
    return { cone: "+".repeat(pluses.length), dimensions: [], index: braced ? after : index + 1 + pluses.length };
  }
  return undefined;
}

/** The place of the bracket that closes the one at a place; −1 where none does. */
function closingBracket(lexemes: readonly PlainLexeme[], open: number): number {
  let depth = 0;
  return lexemes.findIndex(({ type }, at) => {
    if (at < open) return false;
    if (type === "lbrace" || type === "lparen") depth += 1;
    if (type === "rbrace" || type === "rparen") depth -= 1;
    return depth === 0;
  });
}

const isPlusRun = (rest: readonly PlainLexeme[], at: number, type: string): boolean =>
  type === "plus" && rest.slice(0, at).every((lexeme) => lexeme.type === "plus");

/** `ℝᵐˣⁿ`. */
function superscriptShape({ text, start, end }: PlainLexeme): PlainLexeme[] {
  return Array.from(text.normalize("NFKC"), (letter): PlainLexeme => {
    if (letter === "x") return { type: "cross", text: "×", start, end };
    return { type: /\d/.test(letter) ? "number" : "word", text: letter, start, end };
  });
}
