/** Tokens of operands: numbers, names, functions and constants. */
import { vulgarFractions } from "./superscripts.js";
import { foreignCommands } from "./commands.js";
import { quote, type Diagnostic } from "../../../codegen/diagnostics.js";
import { functionInOtherCase } from "../names/aliases.js";
import { canonicalName, parseName, prime } from "../../../grammar/names.js";
import { calledLetter, extremeValue } from "./callables.js";
import { checkNumber, numberText } from "./numbers.js";
import { sourceOffset, type PlainLexeme } from "./plain.js";
import { builders, type Scope } from "../names/scope.js";
import type { TokenStream } from "./stream.js";
import type { Span } from "../syntax.js";
import { unknownCommand, unknownMethod, wordProblem } from "../names/unknown.js";
import { splitWord, type WordPiece, type WordReading } from "./words.js";

export function readNumber(stream: TokenStream, lexeme: PlainLexeme): void {
  const next = stream.peek();
  const subscript = next?.type === "subscript" && next.start === lexeme.end ? next.text : undefined;
  if (lexeme.text === "1" && subscript !== undefined && !/^_[0-9]/.test(subscript)) {
    readConstant(stream, "ones", lexeme);
    return;
  }
  if (readTwoOnes(stream, lexeme)) return;
  const problem = checkNumber(lexeme, next, stream.peek(1)) ?? imaginary(stream, lexeme, next);
  if (problem !== undefined) {
    stream.add(problem);
    stream.skipTo(problem.span.end);
  } else if (stream.last?.type === "number") {
    const span = { start: stream.last.start, end: lexeme.end };
    stream.report("syntax/two-numbers", "two numbers stand side by side", span, "write `*` between two factors");
  }
  if (isOnesAfter(stream, lexeme)) {
    stream.note("vector-of-ones", "the 1 behind what it multiplies is the vector of ones, 𝟏", lexeme);
    stream.emit("constant", "ones", lexeme);
  } else stream.emit("number", numberText(lexeme.text), lexeme);
}

/** `1 1ᵀ` and `11ᵀ` are 𝟏𝟏ᵀ. */
function readTwoOnes(stream: TokenStream, { text, start, end }: PlainLexeme): boolean {
  const { last, tokens } = stream;
  const apart = text === "1" && last?.type === "number" && last.value === "1";
  if (!(apart || text === "11") || !isTransposed(stream)) return false;
  if (apart) tokens.pop();
  stream.emit("constant", "ones", apart ? last : { start, end: end - 1 });
  stream.emit("constant", "ones", apart ? { start, end } : { start: end - 1, end });
  stream.note("vector-of-ones", "the 1s before and behind are vectors of ones, 𝟏𝟏ᵀ", {
    start: apart ? last.start : start,
    end,
  });
  return true;
}

/** Whether a mark of transposition follows. */
function isTransposed(stream: TokenStream): boolean {
  const next = stream.peek();
  if (next?.type === "prime") return true;
  if (next?.type === "superscript") return /^[ᵀ⊤]/u.test(next.text);
  if (next?.type !== "caret") return false;
  const open = stream.peek(1)?.text === "{" ? 1 : 0;
  return /^(?:T|⊤|\\top|\\intercal)$/u.test(stream.peek(1 + open)?.text ?? "");
}

/** The last 1 of `1ᵀA 1`, `1ᵀ*A*1`, `xᵀ1` and `d = W 1`: nobody writes the number behind what it multiplies. */
function isOnesAfter(stream: TokenStream, { text }: PlainLexeme): boolean {
  const { last, tokens } = stream;
  if (text !== "1" || last === undefined) return false;
  if (last.type === "postfix" && last.value === "transpose") return true;
  // The fraction of `a 1/2` is a number.
  if (["name", "postfix", "rparen"].includes(last.type)) return !isFraction(stream);
  const isProduct = last.type === "times" && last.value === "product";
  return isProduct && tokens.some(({ type, value }) => type === "constant" && value === "ones");
}

const isFraction = (stream: TokenStream): boolean => stream.peek()?.text === "/" && stream.peek(1)?.type === "number";

/** The 1 of `1ᵀA1`: the program has no A₁, and no A₂ that would make it one. */
function endsWithOnes({ options, tokens, last }: TokenStream, piece: WordPiece, text: string): boolean {
  const { isBare } = options;
  const base = text.slice(piece.start, piece.end - 1);
  if (piece.known || isBare === undefined || !/^\p{Lu}$/u.test(base) || text.charAt(piece.end - 1) !== "1")
    return false;
  const follows = last?.type === "postfix" || last?.value === "product" || last?.type === "name";
  return follows && !isBare("2") && tokens.some(({ type, value }) => type === "constant" && value === "ones");
}

/** `½` is (1/2). */
export function readVulgarFraction(stream: TokenStream, lexeme: PlainLexeme): void {
  const [above, below] = vulgarFractions.get(lexeme.text) ?? ["1", "1"];
  stream.push("paren", "(", lexeme);
  stream.emit("number", above, lexeme);
  stream.emit("times", "divide", lexeme);
  stream.emit("number", below, lexeme);
  stream.pop(["paren"], ")", lexeme);
}

/** `𝟏`, `eye`, and with a size `𝟏_n`, `1_{m×n}`, `I_{n+1}`: the subscript is the argument of a call. */
export function readConstant(stream: TokenStream, builder: string, at: Span): void {
  const next = stream.peek();
  const subscript = next?.type === "subscript" && next.start === at.end ? next : undefined;
  if (subscript === undefined) {
    stream.emit("constant", builders.get(builder) ?? builder, at);
    return;
  }
  stream.skip();
  if (subscript.text !== "_") {
    sizedConstant(stream, builder, at, subscript.text.slice(1), subscript);
    return;
  }
  stream.emit("callee", builder, at);
  if (stream.peek()?.type !== "lbrace") {
    stream.report("syntax/subscript", "a dimension was expected after `_`", subscript, "write `I_n` or `I_{n+1}`");
  }
}

function sizedConstant(stream: TokenStream, builder: string, at: Span, size: string, span: Span): void {
  const { start, end } = span;
  stream.emit("callee", builder, at);
  stream.push("paren", "(", { start, end: start });
  if (/^[0-9]+$/.test(size)) stream.emit("number", size, span);
  else stream.emit("name", canonicalName(size), span, { spelling: size });
  stream.pop(["paren"], ")", { start: end, end });
}

/** `x.dot(`: the bracket follows. */
export function readMethod(stream: TokenStream, lexeme: PlainLexeme): void {
  const { scope } = stream.options;
  if (scope.functions.has(lexeme.text)) stream.emit("method", lexeme.text, lexeme);
  else {
    stream.add(unknownMethod(lexeme, scope));
    stream.stop();
  }
}

/** How a word is read: as one that is never split, or as names and functions. */
function readingOf(stream: TokenStream, lexeme: PlainLexeme, called: boolean): WordReading {
  const { scope, words = "split" } = stream.options;
  const { text, style } = lexeme;
  if (words === "dimensions") return wholeWord(text, scope, false);
  if (words === "whole") return wholeWord(text, scope, called);
  if (words === "code") return codeWord(text, scope, called || style === "word");
  const next = stream.peek();
  const bracketed = called || (next?.type === "lbracket" && next.start === lexeme.end);
  const other = style === "word" || bracketed ? functionInOtherCase(text, scope.functions) : undefined;
  const reading = splitWord(text, scope);
  const own = canonicalName(text);
  const isOwn = scope.knows(own) || scope.functions.has(own);
  if (other !== undefined && !isOwn) return wholeWord(other, scope, true);
  return style === "word" && /^[A-Za-z]{2,}$/.test(text) && reading.pieces.length !== 1
    ? { pieces: [], problems: [{ kind: "unknown", start: 0, end: text.length }] }
    : reading;
}

/** `x[end]`, `x[2:end]` of MATLAB and Julia; `x[:, None]` of NumPy. */
function readPosition(stream: TokenStream, { text, start, end }: PlainLexeme): boolean {
  const { scope } = stream.options;
  if (stream.writtenBracket?.kind !== "slice" || scope.knows(text)) return false;
  if (text === "end") stream.emit("constant", "end", { start, end });
  else if (/^(?:None|newaxis)$/.test(text)) stream.emit("word", text, { start, end });
  else return false;
  return true;
}

export function readWord(stream: TokenStream, lexeme: PlainLexeme): void {
  const { scope, limits } = stream.options;
  if (readPosition(stream, lexeme)) return;
  const called = isCalled(stream);
  const reading = readingOf(stream, lexeme, called);
  const place = ({ start, end }: Span): Span => ({
    start: sourceOffset(lexeme, start),
    end: sourceOffset(lexeme, end),
  });
  const long = [...reading.problems, ...reading.pieces].find(({ start, end }) => end - start > limits.nameLength);
  if (long !== undefined) {
    stream.report("limit/name-length", `a name has at most ${limits.nameLength} characters`, place(long));
    stream.emit("name", "x", lexeme);
    return;
  }
  const problem = wordProblem(lexeme, reading, { scope, called, place });
  if (problem === undefined) readPieces(stream, lexeme.text, reading.pieces, place);
  else {
    stream.add(problem);
    stream.emit("name", "x", lexeme);
  }
}

/** The word as one name or function. */
function wholeWord(text: string, scope: Scope, mustBeFunction: boolean): WordReading {
  const isFunction = scope.functions.has(text) || builders.has(text);
  const name = isFunction ? text : canonicalName(text);
  const problems = mustBeFunction && !isFunction ? [{ kind: "unknown", start: 0, end: text.length } as const] : [];
  const kind = isFunction ? "function" : "name";
  return { pieces: [{ kind, name, start: 0, end: text.length, known: true }], problems };
}

/** A word of code is one name or function; where it is long, one that is known. */
function codeWord(text: string, scope: Scope, mustBeFunction: boolean): WordReading {
  const reading = wholeWord(text, scope, false);
  const { name, kind } = reading.pieces[0]!;
  const base = parseName(name)?.base ?? name;
  const known = kind === "function" || scope.knows(name) || (base.length === 1 && !mustBeFunction);
  const split = !known && scope.knows(canonicalName(text)) ? [] : reading.problems;
  const problems = known ? split : [{ kind: "unknown", start: 0, end: text.length } as const];
  return { pieces: reading.pieces, problems };
}

/** Whether an opening bracket, of a call or an elementwise call, follows. */
function isCalled(stream: TokenStream): boolean {
  const next = stream.peek();
  return next?.type === "lparen" || (next?.type === "dot" && stream.peek(1)?.type === "lparen");
}

/** The names and functions of a word; what follows the word belongs to the last of them. */
function readPieces(
  stream: TokenStream,
  text: string,
  pieces: readonly WordPiece[],
  place: (range: Span) => Span,
): void {
  const { scope } = stream.options;
  pieces.forEach((piece, index) => {
    const at = place(piece);
    const isLast = index === pieces.length - 1;
    if (isLast && piece.kind === "name" && endsWithOnes(stream, piece, text)) {
      const [name, start] = [piece.name.replace(/₁$/, "").replace(/1$/, ""), { start: at.start, end: at.end - 1 }];
      stream.emit("name", name, start, { spelling: text.slice(piece.start, piece.end - 1) });
      const one = { start: at.end - 1, end: at.end };
      stream.note("vector-of-ones", "the 1 behind what it multiplies is the vector of ones, 𝟏", one);
      stream.emit("constant", "ones", one);
      return;
    }
    const extreme = isLast && piece.kind === "name" ? extremeValue(stream, piece.name, at) : undefined;
    if (extreme !== undefined) {
      readFunction(stream, extreme, at, true);
      return;
    }
    const called = isLast && piece.kind === "name" ? calledLetter(stream, piece.name, at) : undefined;
    if (called === "sigmoid") {
      readFunction(stream, called, at, true);
      return;
    }
    if (piece.kind === "name" && !piece.known) refuseIndices(stream, piece.name, at);
    const identity = /^I(?:([₀-₉]+)|_(.+))?$/u.exec(piece.name);
    if (piece.kind === "function") readFunction(stream, piece.name, at, isLast);
    else if (identity !== null && !scope.knows(piece.name)) {
      const size = identity[1]?.normalize("NFKC") ?? identity[2]?.replace(/^\{(.*)\}$/u, "$1");
      if (size !== undefined) sizedConstant(stream, "eye", at, size, { start: at.end, end: at.end });
      else if (isLast) readConstant(stream, "eye", at);
      else stream.emit("constant", "identity", at);
    } else stream.emit("name", piece.name, at, { spelling: text.slice(piece.start, piece.end) });
    if (piece.part !== undefined) stream.emit("postfix", piece.part, at);
  });
}

/** `2i`, `1.5j` where neither is a name of the program. */
function imaginary(stream: TokenStream, number: PlainLexeme, next: PlainLexeme | undefined): Diagnostic | undefined {
  const { scope, isBare } = stream.options;
  if (isBare === undefined || next?.type !== "word" || next.start !== number.end) return undefined;
  if (!/^[ij]$/.test(next.text) || scope.knows(next.text)) return undefined;
  return {
    code: "syntax/complex-number",
    message: `${quote(number.text + next.text)} looks like an imaginary number, and every number is real`,
    span: { start: number.start, end: next.end },
    hint: `write \`${number.text} ${next.text}\` for a product with a name ${next.text}`,
  };
}

/** `X_ij` is an entry where a sum or a left side binds its letters, and no name of its own elsewhere; `X₁₂` is a name beside X. */
function refuseIndices(stream: TokenStream, name: string, at: Span): void {
  const { isBare, indices } = stream.options;
  if (isBare === undefined) return;
  const parts = parseName(name);
  const subscript = parts?.subscript ?? "";
  const number = parts?.digits ?? "";
  if (/^\d{1,2}$/.test(number) && subscript === "" && stream.options.scope.knows(parts!.base)) {
    const entry = `${parts!.base}[${Array.from(number).join(", ")}]`;
    stream.note("numbered-name", `${name} is a name of its own, not an entry of ${parts!.base}: that is ${entry}`, at);
    return;
  }
  if (!/^[i-l],?[i-lmn]$/.test(subscript) || subscript === "in") return;
  if (Array.from(subscript.replace(",", "")).every((letter) => indices?.has(letter))) return;
  const hint = `write a sum before it, \`Σ_{${subscript}}\`, or \`${parts!.base}[1, 2]\` for one entry`;
  stream.report("syntax/index-notation", `${quote(name)} is an entry with indices`, at, hint);
}

/** Lexemes that may begin the argument of a function without brackets: `tr AB`, `log |A|`. */
const argumentStarts: ReadonlySet<string> = new Set(
  [
    "word",
    "over",
    "number",
    "command",
    "boldDigit",
    "vulgarFraction",
    "fraction",
    "lbracket",
    "lblock",
    "langle",
  ].concat(["bar", "doubleBar", "openBar", "openDoubleBar"]),
);

/** A function with the primes, the dot and the bracket that follow it; without a bracket, it is open. */
function readFunction(stream: TokenStream, name: string, at: Span, isLast: boolean): void {
  const primes = isLast ? countPrimes(stream) : { count: 0, lexemes: 0 };
  const next = isLast ? stream.peek(primes.lexemes) : undefined;
  const afterNext = stream.peek(primes.lexemes + 1);
  const dotted = next?.type === "dot" && afterNext?.type === "lparen";
  const bracketed = next?.type === "lbracket" && (next.start === at.end || next.end > next.start + 1);
  const called = dotted || next?.type === "lparen" || next?.type === "lbrace" || bracketed;
  const passed =
    isLast &&
    (stream.last?.type === "lparen" || stream.last?.type === "comma") &&
    stream.writtenBracket?.before === "callee";
  const ended = next?.type === "comma" || next?.type === "rparen" || next?.type === "rbrace";
  if (!called && builders.has(name)) return readConstant(stream, name, at);
  if (called || (passed && ended)) {
    stream.skip(primes.lexemes + (dotted ? 1 : 0));
    const derivative = name + prime.repeat(primes.count);
    const end = primes.lexemes === 0 ? at.end : at.end + primes.count;
    const span = { start: at.start, end };
    if (called) stream.emit("callee", derivative, span, dotted ? { elementwise: true } : {});
    else stream.emit("name", derivative, span, { spelling: derivative });
    return;
  }
  openFunction(stream, name, at, isLast ? stream.peek() : { type: "word" });
}

function countPrimes(stream: TokenStream): { readonly count: number; readonly lexemes: number } {
  let count = 0;
  let lexemes = 0;
  for (let next = stream.peek(); next?.type === "prime"; next = stream.peek(lexemes)) {
    count += next.text === "″" ? 2 : 1;
    lexemes += 1;
  }
  return { count, lexemes };
}

/** `tr AB`: the argument is the juxtaposed product that follows; virtual brackets mark it. */
function openFunction(stream: TokenStream, name: string, at: Span, next: { readonly type: string } | undefined): void {
  const written = quote(name);
  if (next?.type === "caret" || next?.type === "superscript") {
    const hint = `write \`${name}(x)^2\``;
    stream.report("syntax/function-power", `a power stands after the argument of ${written}`, at, hint);
    stream.emit("name", name, at);
  } else if (next === undefined || !argumentStarts.has(next.type)) {
    const hint = `write \`${name}(A)\``;
    stream.report("syntax/function-argument", `${written} is a function and needs an argument`, at, hint);
    stream.emit("name", name, at);
  } else {
    const open = stream.bracket;
    if (open?.kind === "open-function" && stream.tokens.length > open.at) {
      const message = `it is not clear where the argument of the function before ${written} ends`;
      stream.report("syntax/ambiguous-argument", message, at, "write the brackets of both functions");
    }
    stream.emit("callee", name, at);
    stream.push("open-function", name, { start: at.end, end: at.end });
  }
}

/** `\log`: a function by its command; `A\B` without blanks, a solve. */
export function readCommand(stream: TokenStream, lexeme: PlainLexeme): void {
  const { scope } = stream.options;
  const name = lexeme.text.slice(1);
  const word: PlainLexeme = { type: "word", text: name, start: lexeme.start + 1, end: lexeme.end };
  if (scope.functions.has(name) && !foreignCommands.has(name)) {
    readFunction(stream, name, { start: lexeme.start, end: lexeme.end }, true);
    return;
  }
  const reading = splitWord(name, scope);
  const foreign = foreignCommands.has(name);
  if (!foreign && stream.afterOperand && /^[A-Za-z]+$/.test(name) && reading.problems.length === 0) {
    stream.emit("times", "solve", { start: lexeme.start, end: lexeme.start + 1 });
    readWord(stream, word);
  } else {
    stream.add(unknownCommand(lexeme, scope));
    stream.stop();
  }
}
