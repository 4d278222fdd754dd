/** Words and brackets that people write in a declaration besides those of the language: `vector`, `(m, n)`, `SPD`. */
import type { PlainLexeme } from "../read/plain.js";
import { isPropertyWord } from "../read/property-words.js";

/** Words that say nothing more. */
const idle: ReadonlySet<string> = new Set([
  "real",
  "dense",
  "of",
  "size",
  "shape",
  "a",
  "an",
  "the",
  "column",
  "is",
  "valued",
]);

/** What a shape is called where no size is given. */
const kinds: ReadonlyMap<string, "vector" | "matrix"> = new Map([
  ["vector", "vector"],
  ["vec", "vector"],
  ["matrix", "matrix"],
]);

/** Two words of mathematics for one property. */
const pairs: ReadonlyMap<string, string> = new Map([
  ["positive definite", "spd"],
  ["positive semidefinite", "psd"],
  ["lower triangular", "lower"],
  ["upper triangular", "upper"],
  ["skew symmetric", "skew"],
  ["full rank", "fullrank"],
  ["row stochastic", "rowstochastic"],
  ["non negative", "nonnegative"],
]);

/** Single words for a property. */
const singles: ReadonlyMap<string, string> = new Map([
  ["pd", "spd"],
  ["positivedefinite", "spd"],
  ["positivesemidefinite", "psd"],
  ["antisymmetric", "skew"],
  ["diag", "diagonal"],
  ["const", "constant"],
  ["fixed", "constant"],
  ["nonsingular", "invertible"],
  ["lowertriangular", "lower"],
  ["uppertriangular", "upper"],
  ["unitary", "orthogonal"],
]);

const scalars: ReadonlySet<string> = new Set(["number", "float", "double", "Scalar", "SCALAR"]);

export interface DeclaredText {
  readonly lexemes: readonly PlainLexeme[];
  /** What was said instead of a size. */
  readonly kind: "vector" | "matrix" | undefined;
}

/** What follows the colon of a declaration in the words of the language. */
export function inWords(given: readonly PlainLexeme[]): DeclaredText {
  let kind: "vector" | "matrix" | undefined;
  const kept: PlainLexeme[] = [];
  const lexemes = withoutBrackets(given).filter((lexeme, at, all) => !isIdleComma(lexeme, all[at + 1]));
  for (let index = 0; index < lexemes.length; index += 1) {
    const lexeme = lexemes[index]!;
    const lower = lexeme.text.toLowerCase();
    // What stands beside a sign of sizes is one, whatever it says elsewhere.
    if (lexeme.type !== "word" || joinsSizes(lexemes[index - 1]) || joinsSizes(lexemes[index + 1])) {
      kept.push(lexeme);
      continue;
    }
    const isSize = lexeme.text.length === 1 && /^[a-z]$/.test(lexeme.text) && lower !== "a";
    const hyphen = lexemes[index + 1]?.type === "minus" ? 1 : 0;
    const next = lexemes[index + 1 + hyphen];
    const pair = next?.type === "word" ? pairs.get(`${lower} ${next.text.toLowerCase()}`) : undefined;
    if (pair !== undefined) {
      kept.push({ ...lexeme, text: pair, end: next!.end });
      index += 1 + hyphen;
    } else if (kinds.has(lower)) kind = kinds.get(lower);
    else if (scalars.has(lexeme.text)) kept.push({ ...lexeme, text: "scalar" });
    else if (lower === "by") kept.push({ ...lexeme, type: "cross", text: "×" });
    else if (isSize || !idle.has(lower) || lexemes.length === 1) {
      const known = singles.get(lower) ?? (lower !== lexeme.text && lower.length > 2 ? lower : lexeme.text);
      kept.push({ ...lexeme, text: known });
    }
  }
  return {
    lexemes: kept.length > 1 ? kept.filter((l, i) => !(l.type === "minus" && i === kept.length - 1)) : kept,
    kind,
  };
}

/** The comma of `S: n×n, spd`. */
const isIdleComma = ({ type }: PlainLexeme, next: PlainLexeme | undefined): boolean =>
  type === "comma" && next?.type === "word" && isPropertyWord(next.text);

const joinsSizes = (lexeme: PlainLexeme | undefined): boolean =>
  lexeme?.type === "cross" || lexeme?.type === "plus" || (lexeme?.type === "word" && lexeme.text === "by");

/** `(m, n)` and `[m, n]` are m×n; `(n,)` is n. */
function withoutBrackets(lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] {
  const [first] = lexemes;
  const words = lexemes.findIndex(({ type }) => type === "lparen" || type === "lbracket");
  if (
    first === undefined ||
    words < 0 ||
    lexemes.slice(0, words).some(({ type, text }) => type !== "word" || text.length < 3 || text === "min")
  )
    return lexemes;
  const close = lexemes[words]!.type === "lparen" ? "rparen" : "rbracket";
  const end = lexemes.findIndex(({ type }) => type === close);
  const inside = lexemes.slice(words + 1, end);
  const commas = inside.filter(({ type }) => type === "comma").length;
  if (
    end < 0 ||
    inside.length === 0 ||
    commas !== 1 ||
    inside.some(({ type }) => type === "lparen" || type === "rparen")
  ) {
    return lexemes;
  }
  const last = inside[inside.length - 1]!.type === "comma";
  const sizes = (last ? inside.slice(0, -1) : inside).map((l): PlainLexeme =>
    l.type === "comma" ? { ...l, type: "cross", text: "×" } : l,
  );
  return [...lexemes.slice(0, words), ...sizes, ...lexemes.slice(end + 1)];
}
