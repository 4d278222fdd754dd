/** Square and round brackets: blocks, slices, factors, and the entries of arrays as MATLAB writes them. */
import { endsOperand, type PlainLexeme } from "./plain.js";
import type { TokenStream } from "./stream.js";

/** `A[1:r, :]` stands directly after its operand; a block after a blank, `A [B, C]`, is a factor. */
export function readBracket(stream: TokenStream, lexeme: PlainLexeme): void {
  const next = stream.peek();
  const slices =
    stream.afterOperand && (stream.before?.end === lexeme.start || next?.type === "colon") && holdsPositions(stream);
  if (stream.last?.type === "callee") stream.push("square", lexeme.text, lexeme);
  else if (slices) stream.push("slice", lexeme.text, lexeme);
  else stream.push("block", lexeme.text, lexeme, separatesByBlanks(stream, lexeme));
}

/** Whether the bracket that opens here holds positions; after a fraction, `½[xᵀA x]`, it is a factor. */
const holdsPositions = (stream: TokenStream): boolean =>
  stream.last !== stream.fractionEnd || stream.peek()?.type === "colon";

/** A bracket; `A(:)` and `A(:, 1)` of MATLAB are vec(A) and a slice. */
export function readParenthesis(stream: TokenStream, lexeme: PlainLexeme): void {
  const touches = stream.afterOperand && stream.before?.end === lexeme.start;
  const [first, second] = [stream.peek(), stream.peek(1)];
  if (touches && first?.type === "colon" && second?.type === "rparen") {
    stream.emit("postfix", "vec", { start: lexeme.start, end: second.end });
    stream.skip(2);
  } else if (
    touches &&
    (isEntry(stream) || holdsColon(stream) || (first?.type === "number" && second?.type === "colon"))
  )
    stream.push("slice", lexeme.text, lexeme);
  else {
    const name = stream.last?.type === "name" ? (stream.last.spelling ?? stream.last.value) : "";
    if (
      touches &&
      name !== "" &&
      first?.type === "number" &&
      /^[1-9][0-9]*$/.test(first.text) &&
      second?.type === "rparen"
    ) {
      const message = `${name}(${first.text}) is ${name} times ${first.text}; an entry is written ${name}[${first.text}]`;
      stream.note("letter-before-bracket", message, { start: stream.last!.start, end: second.end });
    }
    stream.push("paren", lexeme.text, lexeme);
  }
}

/** `A(1, 2)`, `x(end)`, `A(end, 1)` after a name: an entry. */
function isEntry(stream: TokenStream): boolean {
  const [first, second, third, fourth] = [0, 1, 2, 3].map((k) => stream.peek(k));
  if (stream.last?.type !== "name") return false;
  const isEnd = (l: PlainLexeme | undefined): boolean =>
    l?.type === "word" && l.text === "end" && !stream.options.scope.knows("end");
  const isPlace = (l: PlainLexeme | undefined): boolean =>
    isEnd(l) || (l?.type === "number" && /^[1-9]\d*$/.test(l.text));
  if (isEnd(first)) return second?.type !== "comma" || isPlace(third);
  return isPlace(first) && second?.type === "comma" && isPlace(third) && fourth?.type === "rparen";
}

/** Whether the bracket that opens here holds a colon outside of others, as an index does, beside a comma. */
function holdsColon(stream: TokenStream): boolean {
  let depth = 0;
  let colon = false;
  let comma = false;
  for (const { type } of stream.ahead()) {
    if (opens.has(type)) depth += 1;
    if (closes.has(type)) depth -= 1;
    if (depth < 0) return colon && comma;
    if (depth === 0 && type === "colon") colon = true;
    if (depth === 0 && type === "comma") comma = true;
  }
  return false;
}

const opens: ReadonlySet<string> = new Set(["lparen", "lbracket", "lbrace", "langle", "lblock"]);
const closes: ReadonlySet<string> = new Set(["rparen", "rbracket", "rbrace", "rangle", "rblock"]);
const joins: ReadonlySet<string> = new Set(
  [
    "plus",
    "star",
    "cross",
    "slash",
    "backslash",
    "hadamard",
    "hadamardDivide",
    "kronecker",
    "dotStar",
    "dotSlash",
  ].concat(["dotCaret", "caret", "colon", "at", "dotPlus", "equals"]),
);

/**
 * `[A B; C D]`: no commas, and entries with blanks between them. With operators besides, nobody can know; with commands of LaTeX,
 * which writes matrices otherwise, the brackets are parentheses.
 */
function separatesByBlanks(stream: TokenStream, open: PlainLexeme): boolean {
  if (open.end - open.start > 1 || isRaisedBracket(stream)) return false;
  let depth = 0;
  let found: PlainLexeme | undefined;
  let spaced = false;
  let transposes = false;
  let rows = false;
  let before: PlainLexeme | undefined;
  for (const lexeme of stream.ahead()) {
    const { type } = lexeme;
    if ((depth === 0 && type === "comma") || type === "command") return false;
    if (depth === 0 && closes.has(type)) break;
    const gap = before !== undefined && before.end < lexeme.start;
    if (depth === 0 && gap && endsOperand(before) && startsEntry(lexeme)) found ??= lexeme;
    if (type === "superscript" || (type === "caret" && before !== undefined)) transposes ||= true;
    if (type === "semicolon" || type === "newline") rows = true;
    if (depth === 0 && gap && (joins.has(type) || type === "minus")) spaced = true;
    if (opens.has(type)) depth += 1;
    else if (closes.has(type)) depth -= 1;
    before = lexeme;
  }
  if (found === undefined || !/^(?:word|rparen|rbrace|number|superscript|prime|rbracket)$/.test(before?.type ?? ""))
    return false;
  if (spaced && transposes && !rows) return false;
  if (spaced) {
    const hint = "write commas between columns, `[A, B]`, or `*` between factors";
    stream.report("syntax/block", "blanks may separate columns here or factors", found, hint);
    return false;
  }
  stream.note("blank-columns", "the blanks in `[…]` separate columns, as in MATLAB; write `*` between factors", open);
  return true;
}

/** `[xᵀA x]^{1/2}`, `[A B]²`: one row with an exponent after it, which no block of columns has. */
function isRaisedBracket(stream: TokenStream): boolean {
  let depth = 0;
  let closed = false;
  let raised = false;
  for (const { type, text } of stream.ahead()) {
    if (closed) {
      if (type === "superscript") return !/^[ᵀ⊤]/u.test(text);
      if (type !== "caret" && type !== "lbrace")
        return !/^(?:T|t|H|\\top|⊤|')$/.test(text) && type !== "prime" && raised;
      raised = true;
      continue;
    }
    if (type === "semicolon" || type === "comma") return false;
    if (depth === 0 && closes.has(type)) closed = true;
    else if (opens.has(type)) depth += 1;
    else if (closes.has(type)) depth -= 1;
  }
  return false;
}

export const startsEntry = ({ type }: PlainLexeme): boolean =>
  /^(?:word|number|lparen|lbracket|command|boldDigit|vulgarFraction|openBar|openDoubleBar|fraction)$/.test(type);
