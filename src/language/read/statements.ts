/** Statements: where each begins and ends, and what kind its head makes it. */
import { canonicalName } from "../../../grammar/names.js";
import type { Span } from "../syntax.js";
import type { PlainLexeme, PlainType } from "./plain.js";

export type StatementKind = "declaration" | "order" | "unknown" | "definition" | "function" | "return" | "expression";

/** The lexemes of one statement, without line breaks. */
export interface StatementText {
  readonly kind: StatementKind;
  readonly lexemes: readonly PlainLexeme[];
  /** Of a declaration, the index of `:` or `∈`; of a definition or a function, of `=`; else −1. */
  readonly separator: number;
}

const opening: ReadonlySet<PlainType> = new Set<PlainType>(["lparen", "lbracket", "lbrace", "langle", "lblock"]);
const closing: ReadonlySet<PlainType> = new Set<PlainType>(["rparen", "rbracket", "rbrace", "rangle", "rblock"]);

/** A line that ends with one of these goes on. */
const continuing: ReadonlySet<PlainType> = new Set<PlainType>(
  (["plus", "minus", "star", "cross", "slash", "backslash", "hadamard", "hadamardDivide", "kronecker"] as const).concat(
    ["dotStar", "dotSlash", "dotCaret", "caret", "comma", "equals", "colon", "element"] as never,
  ),
);

/** Cuts the lexemes into statements: at `;` and line breaks outside brackets, and before every new head. */
export function splitStatements(lexemes: readonly PlainLexeme[]): StatementText[] {
  const statements: StatementText[] = [];
  let current: PlainLexeme[] = [];
  let depth = 0;
  const finish = (): void => {
    if (current.length > 0) statements.push(classify(current));
    current = [];
    depth = 0;
  };
  lexemes.forEach((lexeme, index) => {
    if (lexeme.type === "newline") {
      const last = current[current.length - 1];
      const goesOn = depth > 0 || (last !== undefined && continuing.has(last.type));
      if (!goesOn || beginsStatement(lexemes, index + 1)) finish();
      return;
    }
    if (lexeme.type === "semicolon" && depth === 0) {
      finish();
      return;
    }
    if (opening.has(lexeme.type)) depth += 1;
    else if (closing.has(lexeme.type)) depth = Math.max(0, depth - 1);
    current.push(lexeme);
  });
  finish();
  return statements;
}

/** Whether the line that begins at the index is a declaration, a definition, or a list of outputs. */
function beginsStatement(lexemes: readonly PlainLexeme[], from: number): boolean {
  let to = from;
  while (to < lexemes.length && lexemes[to]!.type !== "newline") to += 1;
  return to > from && classify(lexemes.slice(from, to)).kind !== "expression";
}

/** `A, B` at the beginning: the index after the names, or 0. */
function afterNames(lexemes: readonly PlainLexeme[]): number {
  let index = 0;
  while (lexemes[index]?.type === "word") {
    index += 1;
    if (lexemes[index]?.type !== "comma") return index;
    index += 1;
  }
  return 0;
}

function classify(lexemes: readonly PlainLexeme[]): StatementText {
  const after = afterNames(lexemes);
  const [first, second] = lexemes;
  const sign = lexemes[after]?.type;
  const statement = (kind: StatementKind, separator: number): StatementText => ({ kind, lexemes, separator });
  if (first?.type === "word" && first.text === "return" && second?.type !== "equals" && second?.type !== "colon") {
    return statement("return", -1);
  }
  if (lexemes.length === 3 && after === 1 && sign === "relation" && lexemes[2]!.type === "word") {
    return statement("order", 1);
  }
  if (after > 0 && sign === "equals") return statement("definition", after);
  const called = first?.type === "word" && second?.type === "lparen" ? afterNames(lexemes.slice(2)) + 2 : 2;
  if (called > 2 && lexemes[called]?.type === "rparen" && lexemes[called + 1]?.type === "equals") {
    return statement("function", called + 1);
  }
  if (after > 0 && sign === "colon" && isFunctionWord(lexemes.slice(after + 1))) return statement("unknown", after);
  if (called > 2 && lexemes[called]?.type === "rparen" && isValueOfCall(lexemes, called + 1)) {
    return statement("unknown", called + 1);
  }
  if (after > 0 && (sign === "element" || isWordIn(lexemes, after))) return statement("declaration", after);
  if (after > 0 && sign === "colon" && isShape(lexemes.slice(0, after), lexemes.slice(after + 1))) {
    return statement("declaration", after);
  }
  const equals = topLevelEquals(lexemes);
  return equals >= 0 ? statement("definition", equals) : statement("expression", -1);
}

/** `function` after the colon of `g: function`, and words that say nothing more. */
const isFunctionWord = (lexemes: readonly PlainLexeme[]): boolean =>
  lexemes.some(({ text }) => text === "function") &&
  lexemes.every(
    ({ type, text }) => type === "word" && /^(?:a|an|any|some|smooth|unknown|scalar|entrywise|function)$/.test(text),
  );

/** `: n×n spd` and `∈ 𝕊^n` after a call, `K(θ)`. */
function isValueOfCall(lexemes: readonly PlainLexeme[], at: number): boolean {
  const { type } = lexemes[at] ?? { type: "newline" };
  if (type === "element") return true;
  const [first] = lexemes.slice(at + 1);
  return (
    type === "colon" &&
    (isShape(lexemes.slice(0, 1), lexemes.slice(at + 1)) || (first?.type === "word" && first.text === "scalar"))
  );
}

/** ASCII for ∈: `X in R^{m x n}`; in `A in + b` and `A inᵀ`, it is a name. */
function isWordIn(lexemes: readonly PlainLexeme[], index: number): boolean {
  const [before, space, sign] = [lexemes[index - 1], lexemes[index], lexemes[index + 1]];
  return (
    before?.type === "word" &&
    space?.type === "word" &&
    space.text === "in" &&
    /^(?:word|space)$/.test(sign?.type ?? "")
  );
}

/** The index of the first `=` outside brackets, or −1. */
export function topLevelEquals(lexemes: readonly PlainLexeme[]): number {
  let depth = 0;
  return lexemes.findIndex(({ type }) => {
    if (opening.has(type)) depth += 1;
    else if (closing.has(type)) depth -= 1;
    return type === "equals" && depth <= 0;
  });
}

const shapeTypes: ReadonlySet<PlainType> = new Set<PlainType>(
  (["word", "number", "plus", "minus", "star", "cross", "slash", "caret", "fraction"] as const).concat([
    "lparen",
    "rparen",
    "lbrace",
    "rbrace",
    "lbracket",
    "rbracket",
  ] as never),
);

/** Whether a shape after a colon may hold the lexeme; a comma in brackets it may, in `min(m, n)`. */
const isShapeLexeme = ({ type, text }: PlainLexeme, bracketed: boolean): boolean =>
  shapeTypes.has(type) ||
  (type === "command" && text === "\\min") ||
  (bracketed && (text === "∞" || (type === "string" && text === "inf"))) ||
  (type === "superscript" && /^[⁰¹²³⁴⁵⁶⁷⁸⁹]+$/.test(text)) ||
  (bracketed && type === "comma");

/** The index of the first lexeme that no shape holds, or the number of lexemes. */
export function shapeEnd(lexemes: readonly PlainLexeme[]): number {
  const depths = bracketDepths(lexemes);
  const end = lexemes.findIndex((lexeme, index) => !isShapeLexeme(lexeme, depths[index]! > 0));
  return end < 0 ? lexemes.length : end;
}

/** In how many brackets each lexeme stands; an opening one stands in itself, a closing one does not. */
export function bracketDepths(lexemes: readonly PlainLexeme[]): number[] {
  let depth = 0;
  return lexemes.map(({ type }) => {
    if (opening.has(type)) depth += 1;
    else if (closing.has(type)) depth -= 1;
    return depth;
  });
}

const isUpper = ({ text }: PlainLexeme): boolean => /^\p{Lu}/u.test(text);

const words = (lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] =>
  lexemes.filter(({ type }) => type === "word");

/**
 * Whether what follows a colon is a shape and not the right side of an inner product. `×` makes it a shape; without
 * one, upper-case letters are matrices on both sides (`A : B C`) and anything else is a declaration (`x: N`, `S: spd`).
 */
function isShape(names: readonly PlainLexeme[], rest: readonly PlainLexeme[]): boolean {
  const end = shapeEnd(rest);
  const shape = rest.slice(0, end);
  const isList = rest[end]?.type === "comma";
  if (end < rest.length && !isList) return false;
  if (shape.some((_, index) => isCross(shape, index))) return true;
  return !isList && (!words(names).every(isUpper) || !words(shape).some(isUpper));
}

/**
 * Whether a statement that looks like `x : y` is an inner product because the program declares or defines y.
 * `dimensions` are the names that stand beside a `×` somewhere.
 */
export function pairsDeclaredNames(
  { kind, lexemes, separator }: StatementText,
  declared: ReadonlySet<string>,
  dimensions: ReadonlySet<string>,
): boolean {
  const rest = lexemes.slice(separator + 1);
  if (kind !== "declaration" || separator !== 1 || lexemes[separator]?.type !== "colon") return false;
  if (rest.some((_, index) => isCross(rest, index))) return false;
  return words(rest).some(({ text }) => declared.has(canonicalName(text)) && !dimensions.has(canonicalName(text)));
}

/** Whether the lexeme separates rows from columns: `×`, or the word `x` between two dimensions. */
export function isCross(lexemes: readonly PlainLexeme[], index: number): boolean {
  const { type, text } = lexemes[index]!;
  if (type === "cross") return true;
  const [before, after] = [lexemes[index - 1], lexemes[index + 1]];
  const ends = before !== undefined && ["word", "number", "rparen", "rbrace"].includes(before.type);
  const starts = after !== undefined && ["word", "number", "lparen", "lbrace"].includes(after.type);
  return type === "word" && (text === "x" || text === "by") && ends && starts;
}

/** The names on the left of `:`, `∈` or `=`, and the name of a function. */
export function targetNames({ kind, lexemes, separator }: StatementText): readonly string[] {
  if (kind === "unknown") return unknownNames(lexemes, separator);
  if (kind === "function") return [canonicalName(lexemes[0]!.text)];
  if (kind !== "declaration" && kind !== "definition") return [];
  return lexemes.slice(0, separator).flatMap(({ type, text }) => (type === "word" ? [canonicalName(text)] : []));
}

/** The functions that `f, g: function` or `K(θ): n×n` declares. */
export const unknownNames = (lexemes: readonly PlainLexeme[], separator: number): readonly string[] =>
  lexemes
    .slice(0, lexemes[1]?.type === "lparen" ? 1 : separator)
    .flatMap(({ type, text }) => (type === "word" ? [canonicalName(text)] : []));

/** From the first of the lexemes to the last. */
export const spanOf = (lexemes: readonly PlainLexeme[]): Span => ({
  start: lexemes[0]?.start ?? 0,
  end: lexemes[lexemes.length - 1]?.end ?? 0,
});
