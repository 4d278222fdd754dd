/** Tokens of operators whose meaning depends on their place: exponents, minus signs, bars, subscripts, brackets. */
import { startsEntry } from "./bracketed.js";
import { strangeCharacter } from "./characters.js";
import { quote } from "../../../codegen/diagnostics.js";
import { matrixParts } from "../../../grammar/names.js";
import { sourceOffset, type PlainLexeme } from "./plain.js";
import type { TokenStream } from "./stream.js";
import { readSuperscripts } from "./superscripts.js";
import { readWord } from "./operands.js";
import type { Span } from "../syntax.js";
import { splitWord } from "./words.js";

/** Two transposes in a row are none: A'' = A. */
function transpose(stream: TokenStream, { start, end }: Span): void {
  const last = stream.last;
  if (last?.type === "postfix" && last.value === "transpose") stream.undo();
  else stream.emit("postfix", "transpose", { start, end });
}

/** `1ᵀx`: the number 1 before a transpose is the vector of ones. */
function readOnes(stream: TokenStream): void {
  const { last } = stream;
  if (last?.type !== "number" || last.value !== "1") return;
  const before = stream.tokens[stream.tokens.length - 2];
  if (
    before?.type === "power" ||
    (before?.type === "minus" && stream.tokens[stream.tokens.length - 3]?.type === "power")
  )
    return;
  stream.tokens.pop();
  stream.tokens.push({ type: "constant", value: "ones", start: last.start, end: last.end });
  stream.note("vector-of-ones", "the 1 that is transposed is the vector of ones, 𝟏", last);
}

export function readPrime(stream: TokenStream, lexeme: PlainLexeme): void {
  readOnes(stream);
  transpose(stream, lexeme);
  if (lexeme.text === "″") transpose(stream, lexeme);
}

export function readSuperscript(stream: TokenStream, { text, start, end }: PlainLexeme): void {
  const read = readSuperscripts(text);
  if (read === null) {
    stream.report("syntax/superscript", `${quote(text)} is not an exponent`, { start, end }, "write `A^(…)`");
    return;
  }
  for (const superscript of read) {
    const span = { start: start + superscript.start, end: start + superscript.end };
    switch (superscript.kind) {
      case "transpose":
        readOnes(stream);
        transpose(stream, span);
        break;
      case "inverse":
      case "pinv":
        if (superscript.kind === "pinv") refuseDagger(stream, { type: "superscript", text, start, end }, span);
        stream.emit("postfix", superscript.kind, span);
        break;
      case "power":
        stream.emit("power", "power", span);
        if (superscript.negative) stream.tokens.push({ type: "minus", value: "-", ...span });
        stream.emit(superscript.exponent, superscript.text, span);
    }
  }
}

/** `A^T`, `A^-1`, `A^{-\top}`, `A^+`, `A^{\circ p}`, and `A^p` for every other p. */
export function readCaret(stream: TokenStream, caret: PlainLexeme): void {
  const braced = stream.peek()?.type === "lbrace";
  const from = braced ? 1 : 0;
  const signed = stream.peek(from)?.type === "minus";
  const at = from + (signed ? 1 : 0);
  const exponent = stream.peek(at);
  const closed = !braced || stream.peek(at + 1)?.type === "rbrace";
  const end = (braced ? stream.peek(at + 1)?.end : exponent?.end) ?? caret.end;
  const span = { start: caret.start, end };
  if (exponent !== undefined && isTranspose(stream, exponent, braced) && closed) {
    if (signed) stream.emit("postfix", "inverse", span);
    else readOnes(stream);
    noteConjugate(stream, exponent.text, span);
    transpose(stream, span);
    stream.skip(at + (braced ? 2 : 1));
    if (exponent.type === "word" && exponent.text.length > 1) readWord(stream, afterFirstLetter(exponent));
  } else if (!signed && closed && exponent !== undefined && isPseudoInverse(stream, exponent, braced)) {
    refuseDagger(stream, exponent, span);
    stream.emit("postfix", "pinv", span);
    stream.skip(at + (braced ? 2 : 1));
  } else if (braced && exponent?.type === "hadamard") {
    stream.emit("power", "hadamardPower", caret);
    stream.skip();
    stream.push("brace", "{", stream.peek(-1) ?? caret);
    stream.skip();
  } else if (exponent?.type === "star" && closed && multiplies(stream.peek(at + (braced ? 2 : 1)))) {
    noteConjugate(stream, "*", span);
    transpose(stream, span);
    stream.skip(at + (braced ? 2 : 1));
  } else if (exponent?.type === "star") {
    const hint = "every number is real: write `A'` or `A^T` for a transpose, `x_s` for a name of its own";
    stream.report("syntax/superscript", "it is not clear what is meant by the star", span, hint);
    stream.skip(at + 1);
  } else {
    notePower(stream, caret);
    stream.emit("power", "power", caret);
  }
}

/** `x^\dagger` of a small letter is the pseudo-inverse to some, the conjugate transpose to others. */
function refuseDagger(stream: TokenStream, { text }: PlainLexeme, span: Span): void {
  const { last } = stream;
  const { scope } = stream.options;
  if (!/†/u.test(text) || last?.type !== "name" || !/^\p{Ll}/u.test(last.value) || scope.knows(last.value)) return;
  const name = last.spelling ?? last.value;
  const hint = `write \`${name}ᵀ\` for the transpose, \`pinv(${name})\` for the pseudo-inverse`;
  stream.report("syntax/superscript", "a dagger after a small letter has two meanings", span, hint);
}

/** Whether what follows a star is multiplied by what stands before it: `x^* A x`; of `‖x − x^*‖` it is a name. */
const multiplies = (next: PlainLexeme | undefined): boolean =>
  next !== undefined && (startsEntry(next) || next.type === "langle");

/** `W^(2)`: some mean the number of a layer. */
function notePower(stream: TokenStream, caret: PlainLexeme): void {
  const [open, number, close] = [stream.peek(), stream.peek(1), stream.peek(2)];
  if (open?.type !== "lparen" || number?.type !== "number" || close?.type !== "rparen") return;
  const message = `^(${number.text}) is a power; the number of a layer is written ^{(${number.text})}`;
  stream.note("bracketed-power", message, { start: caret.start, end: close.end });
}

/** `x^H`, `x^t`. */
function noteConjugate(stream: TokenStream, sign: string, span: Span): void {
  if (sign !== "H" && sign !== "t" && sign !== "*") return;
  const what = sign !== "t" ? "the conjugate transpose, of real numbers the transpose" : "the transpose";
  stream.note(
    "conjugate-transpose",
    `\`^${sign}\` is ${what}; a power of that name needs a declaration of ${sign}`,
    span,
  );
}

/** `T`, `H` and `t` are names except here; `A^TB` is Aᵀ B, as it is in LaTeX. */
function isTranspose(stream: TokenStream, { type, text }: PlainLexeme, braced: boolean): boolean {
  if (type === "superscript") return text === "⊤" || text === "ᵀ" || text === "⊺";
  if (type === "prime") return true;
  if (type === "word" && (text === "H" || text === "t")) return !stream.options.scope.knows(text);
  if (type !== "word" || !text.startsWith("T")) return false;
  return text === "T" || (!braced && splitWord(text, stream.options.scope).pieces[0]?.name === "T");
}

function isPseudoInverse(stream: TokenStream, { type, text }: PlainLexeme, braced: boolean): boolean {
  if (type === "superscript") return text === "†" || text === "⁺";
  return type === "plus" && (braced || stream.peek(1)?.type !== "number");
}

function afterFirstLetter(word: PlainLexeme): PlainLexeme {
  const offsets = Array.from({ length: word.text.length - 1 }, (_, index) => sourceOffset(word, index + 1));
  return { type: "word", text: word.text.slice(1), start: offsets[0] ?? word.end, end: word.end, offsets };
}

/** A minus between two operands, or a sign; a run of signs is one sign or none. */
export function readMinus(stream: TokenStream, first: PlainLexeme): void {
  let signs = 1;
  let end = first.end;
  const next = stream.peek();
  if (stream.afterOperand && stream.separatesAt(first.start) && next?.start === first.end) {
    // `[A -B]` has two columns.
    stream.emit("comma", ",", { start: first.start, end: first.start });
  } else if (stream.afterOperand) {
    stream.emit("minus", "-", first);
    signs = 0;
  }
  for (let next = stream.peek(); next?.type === "minus"; next = stream.peek()) {
    signs += 1;
    end = next.end;
    stream.skip();
  }
  if (signs % 2 === 1) stream.tokens.push({ type: "minus", value: "-", start: first.start, end });
}

/** `|` closes where an operand has ended and such a bar is the innermost open bracket; else it opens. */
export function readBar(stream: TokenStream, lexeme: PlainLexeme): void {
  const innermost = stream.writtenBracket?.kind;
  const twin = stream.peek();
  const doubled = lexeme.type === "bar" && twin?.type === "bar" && twin.start === lexeme.end;
  if (doubled && (!stream.afterOperand || innermost !== "bars")) {
    stream.skip();
    const span = { start: lexeme.start, end: twin.end };
    if (stream.afterOperand && innermost === "norm") closeBracket(stream, ["norm"], "||", span);
    else stream.push("norm", "||", span);
    return;
  }
  const kind = lexeme.type === "bar" ? "bars" : "norm";
  if (stream.afterOperand && innermost === kind) closeBracket(stream, [kind], lexeme.text, lexeme);
  else stream.push(kind, lexeme.text, lexeme);
}

/** `A.B` and `A . B` of Mathematica; a dot before the bracket of an elementwise call is read with its function. */
export function readDot(stream: TokenStream, lexeme: PlainLexeme): void {
  const next = stream.peek();
  // Blanks on both sides or on none: `A. B` is the end of something.
  const joined = (stream.before?.end === lexeme.start) === (next?.start === lexeme.end);
  if (stream.afterOperand && joined && (next?.type === "word" || next?.type === "command" || next?.type === "lparen")) {
    stream.emit("times", "contract", lexeme);
  } else stream.add(strangeCharacter(lexeme.text, lexeme.start));
}

export function closeBracket(
  stream: TokenStream,
  kinds: readonly ("paren" | "square" | "brace" | "block" | "slice" | "bars" | "norm" | "angle")[],
  text: string,
  span: Span,
): void {
  const kind = stream.pop(kinds, text, span);
  if (kind === "norm") readNormKind(stream);
  if (kind === "angle") readInnerKind(stream);
}

/** `⟨A, B⟩_F` is the inner product of matrices; one in another metric is written out. */
function readInnerKind(stream: TokenStream): void {
  const subscript = stream.peek();
  if (subscript?.type !== "subscript") return;
  const braced = subscript.text === "_";
  if (!/^_(?:F|fro|HS|2)$/.test(subscript.text)) {
    const hint = "write the inner product in a metric M as `xᵀM y`";
    stream.report("syntax/subscript", "this inner product is not understood", subscript, hint);
    if (braced) stream.stop();
  }
  stream.skip();
}

/** The kind of a norm after its closing bars: `‖A‖_F`, `‖A‖_*`, `‖x‖_1`, also `‖A‖²_F`. */
function readNormKind(stream: TokenStream): void {
  const power = stream.peek()?.type === "superscript" ? stream.peek() : undefined;
  const raised = power === undefined ? raisedBefore(stream) : 0;
  if (raised > 0) return readRaisedNorm(stream, raised);
  const kind = stream.peek(power === undefined ? 0 : 1);
  if (kind?.type !== "subscript") return;
  const given = kind.text.slice(1);
  const text = normWords.get(given) ?? given;
  const close = stream.tokens.pop()!;
  stream.tokens.push({ ...close, end: kind.end, spelling: text });
  stream.skip(power === undefined ? 1 : 2);
  if (!/^(?:[0-9]+|F|fro|\*|nuc|inf)$/.test(text)) {
    const hint = otherNorms.find(([pattern]) => pattern.test(text))?.[1] ?? normsHint;
    stream.report("syntax/norm", `${quote(text)} is not a norm`, kind, hint);
  }
  if (power !== undefined) readSuperscript(stream, power);
}

/** Words for norms that have a sign. */
const normWords: ReadonlyMap<string, string> = new Map([
  ["op", "2"],
  ["spec", "2"],
  ["HS", "F"],
  ["Fro", "F"],
  ["tr", "*"],
]);

const normsHint = "norms are `‖A‖`, `‖A‖_F`, `‖A‖_*`, `‖A‖_2`, `‖x‖_1` and `‖x‖_∞`";

/** Norms that are written out. */
const otherNorms: readonly (readonly [kind: RegExp, hint: string])[] = [
  [/^p$/, "write `sum(abs(x).^p)^(1/p)` with `p: scalar`, of a matrix `schatten(A, 3)`"],
  [/^\{?2,1\}?$/, "write the sum of the norms of the rows, `sum(sqrt.(rowsum(A.^2)))`"],
  [/^\{?1,1\}?$/, "write the sum of the entries without their signs, `sum(abs.(A))`"],
  [/^\{?1,2\}?$/, "write the norm of the sums, `norm(rowsum(abs.(A)))`"],
  [/^0$/, "the number of entries that are not 0 is piecewise constant and has no derivative"],
  [/^[A-Z]$/, "write the norm in a metric M as `sqrt(xᵀM x)`, its square as `xᵀM x`"],
];

/** The lexemes of an exponent with a norm's kind after it: `^2` of `‖A‖^2_F`, `^{2}` of `‖A‖^{2}_F`; else 0. */
function raisedBefore(stream: TokenStream): number {
  if (stream.peek()?.type !== "caret") return 0;
  const braced = stream.peek(1)?.type === "lbrace";
  const count = braced ? 4 : 2;
  const closed = !braced || stream.peek(3)?.type === "rbrace";
  const plain = ["number", "word"].includes(stream.peek(braced ? 2 : 1)?.type ?? "");
  return closed && plain && stream.peek(count)?.type === "subscript" ? count : 0;
}

/** The kind first, as if it had been written so, then the exponent. */
function readRaisedNorm(stream: TokenStream, count: number): void {
  const exponent = stream.peek(count === 4 ? 2 : 1)!;
  const caret = stream.peek()!;
  stream.skip(count);
  readNormKind(stream);
  stream.emit("power", "power", caret);
  if (exponent.type === "number") stream.emit("number", exponent.text, exponent);
  else readWord(stream, exponent);
}

/** `softmax(W x)_k`: letters that sums of the program run over. */
const isIndices = ({ options }: TokenStream, text: string): boolean =>
  /^_\p{L},?\p{L}?$/u.test(text) &&
  Array.from(text.slice(1).replace(",", "")).every((letter) => options.indices?.has(letter));

/** `(A B)_sym`: a part of what stands before; on a name it is read with the name. */
export function readSubscript(stream: TokenStream, lexeme: PlainLexeme): void {
  const part = matrixParts.get(lexeme.text.slice(1));
  if (part !== undefined && stream.afterOperand) {
    stream.emit("postfix", part, lexeme);
  } else if (stream.afterOperand && isIndices(stream, lexeme.text)) {
    stream.emit("postfix", "entry", lexeme, { spelling: lexeme.text.slice(1) });
  } else if (stream.afterOperand) {
    const hint = "a name may have a subscript (`x_1`), a matrix a part (`A_sym`) or a slice (`A[1, :]`)";
    stream.report("syntax/subscript", "this subscript is not understood here", lexeme, hint);
  } else {
    stream.report("syntax/name", "a name starts with a letter, not with `_`", lexeme, "write `x_1` or `x`");
    stream.stop();
  }
}
