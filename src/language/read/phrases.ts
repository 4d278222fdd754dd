/** What is said of names in words after a formula, `where A is symmetric`, `for symmetric S`, `A = Aᵀ`, as declarations. */
import { greekLetters } from "../../../grammar/letters.js";
import { isPropertyWord } from "./property-words.js";
import type { PlainLexeme } from "./plain.js";

/** A condition as a declaration, and the index after it. */
export interface Condition {
  readonly lexemes: readonly PlainLexeme[];
  readonly index: number;
}

/** Words that say that what follows is so. */
const copulas: ReadonlySet<string> = new Set(["is", "are", "be", "denotes", "denote"]);

const articles: ReadonlySet<string> = new Set(["a", "an", "the", "any", "some", "every", "all", "each"]);

/** Words after which a condition may stand; they are one only where a condition follows. */
const connectors: ReadonlySet<string> = new Set(
  ["where", "with", "for", "subjectto", "st", "and", "if", "when", "assuming", "given", "provided", "that"].concat([
    "let",
    "here",
    "suppose",
  ]),
);

export const isConnector = ({ type, text }: PlainLexeme): boolean =>
  type === "word" && connectors.has(text.replace(/\./g, "").toLowerCase());

/** A word of a sentence about names: what joins it to the formula, a verb, an article or a property. */
export const isSentenceWord = (word: string): boolean =>
  connectors.has(word) || copulas.has(word) || articles.has(word) || isPropertyWord(word);

/** Whether a condition ends before the lexeme. */
export const endsCondition = (lexeme: PlainLexeme | undefined): boolean =>
  lexeme === undefined || lexeme.type === "newline" || lexeme.type === "semicolon" || lexeme.type === "comma";

const isName = (lexeme: PlainLexeme | undefined): lexeme is PlainLexeme =>
  lexeme?.type === "word" &&
  lexeme.style !== "word" &&
  (/^\p{L}\p{M}*(?:[0-9₀-₉]+|_.*)?$/u.test(lexeme.text) || greekLetters.has(lexeme.text));

/** The condition in words that stands at the index, or undefined. */
export function phraseAt(lexemes: readonly PlainLexeme[], index: number): Condition | undefined {
  return symmetry(lexemes, index) ?? predicate(lexemes, index) ?? attribute(lexemes, index);
}

/** A sentence speaks of few names: a longer list is none, and is not read anew from each of its names. */
const MOST_NAMES = 16;

/** The names at the index, with commas or `and` between them, and the index after them. */
function namesAt(lexemes: readonly PlainLexeme[], from: number): { names: PlainLexeme[]; next: number } {
  const names: PlainLexeme[] = [];
  let next = from;
  while (names.length < MOST_NAMES && isName(lexemes[next])) {
    names.push(lexemes[next]!);
    next += 1;
    const joined = lexemes[next]?.type === "comma" || lexemes[next]?.text === "and";
    if (!joined || !isName(lexemes[next + 1])) break;
    next += 1;
  }
  return { names, next };
}

/** The index after what is said, which ends at a comma, a line or `and`. */
function restEnd(lexemes: readonly PlainLexeme[], from: number, most = Infinity): number {
  let next = from;
  while (next < from + most && !endsCondition(lexemes[next]) && lexemes[next]!.text !== "and") next += 1;
  return next;
}

/** `A is symmetric`, `A, B are diagonal`, `X is an m×n matrix`. */
function predicate(lexemes: readonly PlainLexeme[], from: number): Condition | undefined {
  const { names, next } = namesAt(lexemes, from);
  const verb = lexemes[next];
  if (names.length === 0 || verb?.type !== "word" || !copulas.has(verb.text)) return undefined;
  const end = restEnd(lexemes, next + 1);
  return end === next + 1 ? undefined : declared(names, lexemes.slice(next + 1, end), end);
}

/** `S symmetric`, `symmetric S`, `a symmetric matrix S`. */
function attribute(lexemes: readonly PlainLexeme[], from: number): Condition | undefined {
  const { names, next } = namesAt(lexemes, from);
  const after = restEnd(lexemes, next);
  const said = lexemes.slice(next, after);
  if (names.length > 0 && areProperties(said)) return declared(names, said, after);
  const end = restEnd(lexemes, from);
  const words = lexemes.slice(from, end).filter(({ text }) => !articles.has(text));
  const [last, before] = [words[words.length - 1], words.slice(0, -1)];
  if (!isName(last) || !areProperties(before)) return undefined;
  return declared([last], before, end);
}

const isProperty = ({ type, text }: PlainLexeme): boolean => type === "word" && isPropertyWord(text);

/** Words of properties, with hyphens between them: `-F` says nothing of F. */
const areProperties = (said: readonly PlainLexeme[]): boolean =>
  said.length > 0 &&
  [said[0]!, said[said.length - 1]!].every(isProperty) &&
  said.every((lexeme) => lexeme.type === "minus" || isProperty(lexeme));

/** `Q^{T} Q = I` has nine lexemes; what is longer says nothing of this kind. */
const LONGEST_EQUATION = 16;

/** `A = Aᵀ`, `A^T = A`: A is symmetric. `QᵀQ = I`: the columns of Q are orthonormal. */
function symmetry(lexemes: readonly PlainLexeme[], from: number): Condition | undefined {
  const first = lexemes[from];
  if (!isName(first)) return undefined;
  const end = restEnd(lexemes, from, LONGEST_EQUATION);
  const text = lexemes.slice(from, end).map(plain).join("");
  const name = plain(first);
  const says = (property: string): Condition => declared([first], [{ ...first, text: property }], end);
  if (text === `${name}=${name}ᵀ` || text === `${name}ᵀ=${name}`) return says("symmetric");
  if (text === `${name}=-${name}ᵀ` || text === `${name}ᵀ=-${name}`) return says("skew");
  return text === `${name}ᵀ${name}=I` ? says("orthonormal") : undefined;
}

/** The text of a lexeme, a transpose in one spelling. */
function plain({ type, text }: PlainLexeme): string {
  if (type === "superscript" || type === "prime") return /^[⊤ᵀ⊺'’′]$/.test(text) ? "ᵀ" : text;
  if (type === "caret" || type === "lbrace" || type === "rbrace") return "";
  return text === "T" ? "ᵀ" : type === "minus" ? "-" : text;
}

/** `name: what is said`, for each name. */
function declared(names: readonly PlainLexeme[], said: readonly PlainLexeme[], index: number): Condition {
  const last = said[said.length - 1]!;
  const lexemes = names.flatMap((name, at): PlainLexeme[] => [
    ...(at === 0 ? [] : [{ type: "semicolon" as const, text: ";", start: name.start, end: name.start }]),
    name,
    { type: "colon", text: ":", start: name.end, end: name.end },
    ...said.map((lexeme) => (lexeme.type === "word" && lexeme.style !== undefined ? unstyled(lexeme) : lexeme)),
  ]);
  return { lexemes: lexemes.length === 0 ? [last] : lexemes, index };
}

function unstyled({ type, text, start, end }: PlainLexeme): PlainLexeme {
  return { type, text, start, end };
}
