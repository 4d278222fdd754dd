/**
 * Conditions after a formula as declarations: `…, X ≻ 0`, `…, x ≥ 0`, `… where X ∈ ℝ^{m×n}`. An order of sizes,
 * `m ≥ n`, is a statement of its own.
 */
import { isPropertyWord } from "./property-words.js";
import { endsCondition as ends, isConnector, phraseAt, type Condition } from "./phrases.js";
import type { PlainLexeme } from "./plain.js";

/** What a relation to 0 says of a name. */
const properties: ReadonlyMap<string, string> = new Map([
  ["≻", "spd"],
  ["⪰", "psd"],
  ["≽", "psd"],
  [">", "positive"],
  ["≥", "nonnegative"],
  ["⩾", "nonnegative"],
  [">=", "nonnegative"],
]);

/** The lexemes with conditions as declarations, each in a statement of its own. */
export function withConditions(given: readonly PlainLexeme[]): readonly PlainLexeme[] {
  const lexemes = given.map((lexeme, index) => spaceAfter(given, index) ?? lexeme);
  if (!lexemes.some(saysSomething)) return lexemes;
  const written: PlainLexeme[] = [];
  let depth = 0;
  const inCases = placesInCases(lexemes);
  for (let index = 0; index < lexemes.length;) {
    const lexeme = lexemes[index]!;
    const { type } = lexeme;
    if (/^(?:lparen|lbracket|lbrace|lblock|langle)$/.test(type)) depth += 1;
    if (/^(?:rparen|rbracket|rbrace|rblock|rangle)$/.test(type)) depth -= 1;
    const begins = depth <= 0 && !inCases.has(index) && (index === 0 || ends(lexeme) || isConnector(lexeme));
    const from =
      index + (index === 0 && !ends(lexeme) && !isConnector(lexeme) ? 0 : 1) + connectorsAt(lexemes, index + 1);
    const next = begins ? conditionAt(lexemes, from) : undefined;
    if (next === undefined) {
      written.push(lexeme);
      index += 1;
    } else {
      const { start } = lexeme;
      if (written.length > 0 && next.lexemes.length > 0)
        written.push({ type: "semicolon", text: ";", start, end: start });
      written.push(...next.lexemes);
      index = next.index;
      if (next.lexemes.length > 0 && ends(lexemes[index]) && index < lexemes.length) continue;
    }
  }
  return written;
}

const endsLine = ({ type }: PlainLexeme, before: PlainLexeme | undefined): boolean =>
  type === "semicolon" || (type === "newline" && before?.type !== "comma");

/** The places of lines with cases, `a if x > 0 and y > 0, b otherwise`, where conditions choose and declare nothing. */
function placesInCases(lexemes: readonly PlainLexeme[]): ReadonlySet<number> {
  const places = new Set<number>();
  const isWord = (index: number, words: RegExp): boolean =>
    lexemes[index]?.type === "word" && words.test(lexemes[index].text);
  for (let from = 0; from < lexemes.length;) {
    let to = from;
    while (to < lexemes.length && !endsLine(lexemes[to]!, lexemes[to - 1])) to += 1;
    const line = Array.from({ length: to - from }, (_, k) => from + k);
    const first = line.find((index) => isWord(index, /^(?:if|when)$/));
    const isFunction = lexemes[from]?.type === "word" && lexemes[from + 1]?.type === "lparen";
    const ends = line.some((index) => first !== undefined && index > first && isWord(index, /^(?:otherwise|else)$/));
    const isRepeated = line.filter((index) => isWord(index, /^if$/)).length > 1;
    const hasCases = first !== undefined && (ends || isFunction || isRepeated);
    if (hasCases) for (const index of line) places.add(index);
    from = to + 1;
  }
  return places;
}

/** Signs and words without which nothing is said of a name. */
const saysSomething = (lexeme: PlainLexeme): boolean =>
  lexeme.type === "relation" ||
  lexeme.type === "element" ||
  lexeme.type === "equals" ||
  (lexeme.type === "word" && (isConnector(lexeme) || isPropertyWord(lexeme.text)));

const connectorsAt = (lexemes: readonly PlainLexeme[], index: number): number =>
  lexemes[index] !== undefined && isConnector(lexemes[index]!) ? 1 : 0;

/** The colon of `X: R^{m×n}`, where the sign of an element is meant. */
function spaceAfter(lexemes: readonly PlainLexeme[], index: number): PlainLexeme | undefined {
  const [name, colon, space, raised] = lexemes.slice(Math.max(index - 1, 0), index + 3);
  if (colon?.type !== "colon" || name?.type !== "word" || index === 0) return undefined;
  const [isSet, isWord] = [space?.type === "space", space?.type === "word" && /^[RS]$/.test(space.text)];
  // `S : R^T` is an inner product of matrices.
  const rest = lexemes.slice(index + 3, index + 9);
  const sized = raised?.type === "caret" && (/^\p{Ll}/u.test(name.text) || rest.some(({ type }) => type === "cross"));
  return isSet || (isWord && sized) ? { ...colon, type: "element", text: "∈" } : undefined;
}

/** `where A: 2×3`: a declaration as programs have it. */
function statedAt(lexemes: readonly PlainLexeme[], index: number): Condition | undefined {
  if (lexemes[index]?.type !== "word" || lexemes[index + 1]?.type !== "colon") return undefined;
  let end = index + 2;
  while (!ends(lexemes[end])) end += 1;
  return end === index + 2 ? undefined : { lexemes: lexemes.slice(index, end), index: end };
}

/** The declaration that stands at the index as a condition, and the index after it. */
function conditionAt(lexemes: readonly PlainLexeme[], index: number): Condition | undefined {
  const stated = index > 0 && isConnector(lexemes[index - 1]!) ? statedAt(lexemes, index) : undefined;
  if (stated !== undefined) return stated;
  // What begins the text is the formula, or a program's own line.
  const phrase = index > 0 && lexemes[index - 1]!.type !== "newline" ? phraseAt(lexemes, index) : undefined;
  if (phrase !== undefined) return phrase;
  const [name, sign, value] = lexemes.slice(index, index + 3);
  if (name?.type !== "word") return undefined;
  if (sign?.type === "element" && index > 0) return { lexemes: [name, sign], index: index + 2 };
  if (sign?.type !== "relation" || value === undefined || !ends(lexemes[index + 3])) return undefined;
  const property = properties.get(sign.text);
  if (value.type === "number" && Number(value.text) === 0 && property !== undefined) {
    const { start, end } = sign;
    return {
      lexemes: [
        name,
        { type: "colon", text: ":", start, end },
        { type: "word", text: property, start, end: value.end },
      ],
      index: index + 3,
    };
  }
  const isSize = ({ type, text }: PlainLexeme): boolean => type === "word" && /^[a-zA-Z]$/.test(text);
  // A statement of its own, which says what of two sizes is the larger.
  return isSize(name) && isSize(value) && /^[<>≤≥⩽⩾]=?$/u.test(sign.text)
    ? { lexemes: [name, sign, value], index: index + 3 }
    : undefined;
}
