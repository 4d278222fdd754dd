/**
 * Lexemes → tokens of the grammar. What the grammar cannot know is decided here, in one pass from left to right:
 * which names a word holds, whether a bar opens or closes, whether a bracket begins a block or a slice, where the
 * argument of a function written without brackets ends, and which exponents are a transpose or an inverse.
 */
import type { Token } from "../../../grammar/nodes.js";
import { readBracket, readParenthesis } from "./bracketed.js";
import type { BracketKind } from "./brackets.js";
import { strangeCharacter } from "./characters.js";
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import { readCommand, readConstant, readMethod, readNumber, readVulgarFraction, readWord } from "./operands.js";
import {
  closeBracket,
  readBar,
  readCaret,
  readDot,
  readMinus,
  readPrime,
  readSubscript,
  readSuperscript,
} from "./operators.js";
import type { PlainLexeme } from "./plain.js";
import { TokenStream, type TokenOptions } from "./stream.js";

/** Signs that are one token wherever they stand: its type, and the head it stands for. */
const signs: ReadonlyMap<string, readonly [type: string, value: string]> = new Map([
  ["plus", ["plus", "sum"]],
  ["comma", ["comma", ","]],
  ["semicolon", ["semicolon", ";"]],
  ["equals", ["equals", "="]],
  ["fraction", ["fraction", "divide"]],
  ["star", ["times", "product"]],
  ["cross", ["times", "product"]],
  ["slash", ["times", "divide"]],
  ["backslash", ["times", "solve"]],
  ["at", ["times", "contract"]],
  ["starStar", ["power", "hadamardPower"]],
  ["dotPlus", ["plus", "sum"]],
  ["dotStar", ["hadamard", "hadamard"]],
  ["hadamard", ["hadamard", "hadamard"]],
  ["dotSlash", ["hadamard", "hadamardDivide"]],
  ["hadamardDivide", ["hadamard", "hadamardDivide"]],
  ["kronecker", ["hadamard", "kronecker"]],
  ["dotCaret", ["power", "hadamardPower"]],
]);

const openers: ReadonlyMap<string, BracketKind> = new Map([
  ["lbrace", "brace"],
  ["langle", "angle"],
  ["lblock", "block"],
  ["openBar", "bars"],
  ["openDoubleBar", "norm"],
]);

const closers = new Map([
  ["rparen", ["paren", "slice"]],
  ["rbrace", ["brace"]],
  ["rbracket", ["block", "slice", "square"]],
  ["rangle", ["angle"]],
  ["rblock", ["block"]],
  ["closeBar", ["bars"]],
  ["closeDoubleBar", ["norm"]],
] as const);

/** The tokens of an expression. Diagnostics are added to the list; after one, the tokens may not parse. */
export function expressionTokens(
  lexemes: readonly PlainLexeme[],
  options: TokenOptions,
  diagnostics: Diagnostic[],
): readonly Token[] {
  const stream = new TokenStream(lexemes, options, diagnostics);
  for (let lexeme = stream.take(); lexeme !== undefined; lexeme = stream.take()) readLexeme(stream, lexeme);
  return stream.finish();
}

function readLexeme(stream: TokenStream, lexeme: PlainLexeme): void {
  const { type, text } = lexeme;
  const sign = stream.options.signs?.get(type) ?? signs.get(type);
  const opener = openers.get(type);
  const closer = closers.get(type as never);
  if (sign !== undefined) {
    const dotted = type === "star" && /^[·⋅∙•]$/u.test(text) ? { spelling: "·" } : {};
    return stream.emit(sizeSeparator(stream, type) ?? sign[0], sign[1], lexeme, dotted);
  }
  if (opener !== undefined) return stream.push(opener, text, lexeme);
  if (closer !== undefined) return closeBracket(stream, closer, text, lexeme);
  switch (type) {
    case "newline":
      return;
    case "number":
      return readNumber(stream, lexeme);
    case "boldDigit":
      return readConstant(stream, text === "𝟏" || text === "𝟙" ? "ones" : "zeros", lexeme);
    case "vulgarFraction":
      return readVulgarFraction(stream, lexeme);
    case "word":
      return readWord(stream, lexeme);
    case "command":
      return readCommand(stream, lexeme);
    case "string":
      return stream.emit("word", text, lexeme);
    case "superscript":
      return readSuperscript(stream, lexeme);
    case "prime":
      return readPrime(stream, lexeme);
    case "caret":
      return readCaret(stream, lexeme);
    case "minus":
    case "dotMinus":
      return readMinus(stream, lexeme);
    case "over":
      return readOver(stream, lexeme);
    case "method":
      return readMethod(stream, lexeme);
    case "dot":
      return readDot(stream, lexeme);
    case "colon":
      return stream.emit(stream.bracket?.kind === "slice" ? "range" : "colon", "inner", lexeme);
    case "subscript":
      return readSubscript(stream, lexeme);
    case "lparen":
      return readParenthesis(stream, lexeme);
    case "lbracket":
      return readBracket(stream, lexeme);
    case "bar":
    case "doubleBar":
      return readBar(stream, lexeme);
    case "other":
      if (text === "∞") return stream.emit("name", text, lexeme);
      return stream.add(strangeCharacter(text, lexeme.start));
    default:
      return stream.add(strangeCharacter(text, lexeme.start));
  }
}

/** The sign of a sum takes the product that follows what stands above it. */
function readOver(stream: TokenStream, lexeme: PlainLexeme): void {
  const { text, binder } = lexeme;
  stream.emit("over", text, lexeme, binder === undefined ? {} : { binder });
  if (binder?.ends !== true) stream.push("open-sum", text, { start: lexeme.end, end: lexeme.end });
}

/** In the size of a constant, `×` separates two dimensions: `1_{m×n}`. */
function sizeSeparator(stream: TokenStream, type: string): string | undefined {
  const { bracket } = stream;
  return type === "cross" && bracket?.kind === "brace" && bracket.before === "callee" ? "comma" : undefined;
}
