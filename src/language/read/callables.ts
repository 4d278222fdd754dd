/** Letters directly before a bracket: what is a function to every reader is one, or is refused with what to write. */
import { parseName } from "../../../grammar/names.js";
import type { PlainLexeme } from "./plain.js";
import type { TokenStream } from "./stream.js";
import type { Span } from "../syntax.js";

/** Letters that stand for functions where they stand before brackets only. */
const functionLetters: ReadonlySet<string> = new Set("fghφψρκχξζΦΨ");

/** Whether the bracket after a name touches it, as that of a call does; `\left(` touches it too. */
function touches(open: PlainLexeme | undefined, at: Span): boolean {
  if (open?.type !== "lparen") return false;
  return open.start === at.end || open.end - open.start > 1;
}

/** What stands in the bracket that opens next: small letters with commas between them, or undefined. */
function smallLetters(stream: TokenStream): readonly PlainLexeme[] | undefined {
  const inside: PlainLexeme[] = [];
  for (const lexeme of stream.ahead()) {
    if (lexeme.type === "lparen" && inside.length === 0) continue;
    if (lexeme.type === "rparen") return inside.length > 0 ? inside : undefined;
    if (lexeme.type !== "comma" && !(lexeme.type === "word" && /^\p{Ll}/u.test(lexeme.text))) return undefined;
    inside.push(lexeme);
  }
  return undefined;
}

/** Whether the bracket that opens next holds several arguments, in no bracket of their own, that are no places of entries. */
function hasArguments(stream: TokenStream): boolean {
  let depth = 0;
  let commas = 0;
  let places = true;
  for (const { type } of stream.ahead()) {
    if (/^(?:lparen|lbracket|lbrace|langle|lblock)$/.test(type)) depth += 1;
    if (/^(?:rparen|rbracket|rbrace|rangle|rblock)$/.test(type)) depth -= 1;
    if (depth === 0) break;
    if (type === "colon" && depth === 1) return false;
    if (type === "comma" && depth === 1) commas += 1;
    else if (type !== "number" && type !== "lparen") places = false;
  }
  return commas > 0 && !places;
}

/**
 * What a name of which nothing is declared is before a bracket: the function sigmoid, or a mistake that is reported,
 * or a factor (undefined).
 */
export function calledLetter(stream: TokenStream, name: string, at: Span): "sigmoid" | "refused" | undefined {
  const { scope, isBare } = stream.options;
  if (isBare === undefined || scope.knows(name) || isBare(name)) return undefined;
  const dotted = stream.peek()?.type === "dot" && stream.peek(1)?.type === "lparen";
  if (!dotted && !touches(stream.peek(), at)) return undefined;
  const parts = parseName(name);
  const letter = parts?.base ?? "";
  if (letter === "σ" && scope.functions.has("sigmoid")) {
    stream.note("greek-function", "σ before a bracket is the function sigmoid; declare `σ: scalar` for a number", at);
    return "sigmoid";
  }
  if (functionLetters.has(letter) || dotted) {
    const hint = `define it, \`${name}(t) = …\`, or write \`${name}*(…)\` for a product`;
    stream.report("syntax/function-letter", `${name} before a bracket looks like a function`, at, hint);
    return "refused";
  }
  if (hasArguments(stream)) {
    const hint = `define it, \`${name}(x, y) = …\``;
    stream.report("syntax/function-letter", `${name} before a bracket with a comma looks like a function`, at, hint);
    return "refused";
  }
  const inside = /^\p{Lu}/u.test(letter) ? smallLetters(stream) : undefined;
  const depends = inside?.some(({ type, text }) => type === "comma" || /^\p{Script=Greek}/u.test(text)) === true;
  if (!depends) return undefined;
  const hint = `write the formula of ${name}, \`${name} = …\`, or \`${name}*(…)\` for a product`;
  stream.report(
    "syntax/function-letter",
    `${name} looks like a matrix that depends on what is in the bracket`,
    at,
    hint,
  );
  return "refused";
}

/** Extreme eigenvalues and singular values, as they are written. */
const extremes: ReadonlyMap<string, string> = new Map([
  ["λ_max", "eigmax"],
  ["λ_min", "eigmin"],
  ["σ_max", "opnorm"],
  ["σ₁", "opnorm"],
]);

/** The function that `λ_{\\max}` is before a bracket, where the program has no such name. */
export function extremeValue(stream: TokenStream, name: string, at: Span): string | undefined {
  const { scope, isBare } = stream.options;
  const found = extremes.get(name);
  if (isBare === undefined || scope.knows(name) || !touches(stream.peek(), at)) return undefined;
  if (name === "σ_min") {
    const hint = "write `min(svdvals(A))`";
    stream.report("syntax/function-letter", "the smallest singular value is a function", at, hint);
  }
  return found !== undefined && scope.functions.has(found) ? found : undefined;
}

/** The letters of a text that stand anywhere else than before a bracket. */
export function bareLetters(lexemes: readonly PlainLexeme[]): ReadonlySet<string> {
  const bare = new Set<string>();
  lexemes.forEach((lexeme, index) => {
    if (lexeme.type !== "word") return;
    const letters = Array.from(lexeme.text);
    const [next, after] = lexemes.slice(index + 1, index + 3);
    const called = touches(next, lexeme) || (next?.type === "dot" && after?.type === "lparen");
    for (const letter of called ? letters.slice(0, -1) : letters) bare.add(letter);
  });
  return bare;
}
