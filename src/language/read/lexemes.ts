/**
 * Lexemes without typography: LaTeX commands become the signs and words they stand for, adjacent words and their
 * subscripts become one word, quoted words become strings. What is left is the same for all three notations.
 */
import { lex, type Lexeme } from "../../../grammar/lexer.js";
import { bigOperatorAt, type BigOperator } from "./big-operators.js";
import { withoutListing } from "./listing.js";
import { compoundAt, raisedIndexAt, subscriptAt } from "./arguments.js";
import { fractionCommands } from "./commands.js";
import { quote, type Diagnostic } from "../../../codegen/diagnostics.js";
import { readLatex, type LatexState } from "./latex.js";
import { plainSuperscript, subscripts } from "../../../grammar/letters.js";
import type { TakeNote } from "../diagnostics/notes.js";
import { endsOperand, wordOf, type PlainLexeme } from "./plain.js";
import { typeset } from "./typography.js";
import { LexemeWriter } from "./writer.js";

/** The text as lexemes without typography; what cannot be read so is reported and left out. */
export function plainLexemes(source: string, diagnostics: Diagnostic[], note?: TakeNote): PlainLexeme[] {
  const lexemes = typeset(significant(source));
  const writer = new LexemeWriter(diagnostics, note);
  const closingBrace = matchBraces(lexemes);
  const state: LatexState = { lexemes, writer, closingBrace, braced: new Set(), delimiters: 0, matrices: 0 };
  for (let index = 0; index < lexemes.length;) {
    const braced = state.braced.has(index) ? lexemes[index] : undefined;
    if (braced !== undefined) writer.emit("lbrace", "{", braced.start, braced.start);
    index = readLexeme(state, index);
    if (braced !== undefined) writer.emit("rbrace", "}", braced.end, braced.end);
  }
  return writer.finish();
}

/** The lexemes of a text that are not blank; the digits after `\frac` one by one. */
function significant(source: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  for (const lexeme of withoutListing(lex(source))) {
    const { type, text, start } = lexeme;
    if (type === "blank" || type === "comment" || type === "dollar" || type === "tilde") continue;
    if (type === "other" && start === 0 && text === "\ufeff") continue;
    const before = lexemes[lexemes.length - 1];
    if (type === "number" && before?.type === "command" && fractionCommands.has(before.text.slice(1))) {
      Array.from(text).forEach((digit, index) => {
        lexemes.push({ type, text: digit, start: start + index, end: start + index + 1 });
      });
    } else lexemes.push(lexeme);
  }
  return lexemes;
}

function matchBraces(lexemes: readonly Lexeme[]): ReadonlyMap<number, number> {
  const open: number[] = [];
  const closing = new Map<number, number>();
  lexemes.forEach(({ type }, index) => {
    if (type === "lbrace") open.push(index);
    else if (type === "rbrace" && open.length > 0) closing.set(open.pop()!, index);
  });
  return closing;
}

/** Reads the lexeme at the index and returns the index of the next one to read. */
function readLexeme(state: LatexState, index: number): number {
  const { lexemes, writer } = state;
  const lexeme = lexemes[index]!;
  const { type, text, start, end } = lexeme;
  const over = type === "word" || type === "command" ? bigOperatorAt(lexemes, index) : undefined;
  if (over !== undefined) return readBigOperator(state, over);
  switch (type) {
    case "blank":
    case "comment":
    case "dollar":
    case "tilde":
      return index + 1;
    case "word":
      if (/^[∑∏]/u.test(text)) return readSumSign(state, index, lexeme);
      writer.word(wordOf(lexeme));
      return index + 1;
    case "subscript":
      return readSubscript(state, index, lexeme);
    case "command":
      return readLatex(state, index, lexeme);
    case "caret":
      return readRaisedIndex(state, index, lexeme);
    case "superscript":
      return readRaised(state, index, lexeme);
    case "dotPrime":
      writer.emit("prime", text.slice(1), start, end);
      return index + 1;
    case "quote":
      return readString(state, index, lexeme);
    case "prime":
      if (!endsOperand(writer.last)) return readString(state, index, lexeme);
      writer.emit(type, text, start, end);
      return index + 1;
    case "ampersand":
      if (state.matrices > 0) writer.emit("comma", text, start, end);
      else writer.report("syntax/unknown-character", "`&` separates the columns of a matrix environment only", lexeme);
      return index + 1;
    default:
      writer.emit(type, text, start, end);
      return index + 1;
  }
}

/** `Σ_{i=1}^m`: the sign, and in braces the last value of its index. */
function readBigOperator(state: LatexState, over: BigOperator): number {
  const { writer } = state;
  const { start, end, binder, head, last, next } = over;
  if (binder === undefined) {
    const hint = "write `Σ_i`, `Σ_{i=1}^m`, `Σ_{i,j}`, `Σ_{i≠j}` or `Σ_{i<j}`; a set of indices is a mask, `M_ij`";
    writer.report("syntax/index-notation", `what stands beneath ${quote(signOf(head))} is not understood`, over, hint);
    return next;
  }
  const indexed = { ...binder, ends: last.length > 0 };
  writer.over({ type: "over", text: head, start, end, binder: indexed });
  if (last.length === 0) return next;
  writer.emit("lbrace", "{", last[0]!.start, last[0]!.start);
  const inner: LatexState = { ...state, lexemes: last, closingBrace: matchBraces(last), braced: new Set() };
  for (let at = 0; at < last.length;) at = readLexeme(inner, at);
  writer.emit("rbrace", "}", end, end);
  return next;
}

const signOf = (head: BigOperator["head"]): string => (head === "sumOver" ? "Σ" : "∏");

/** `∑ x` adds up entries; in `U∑Uᵀ` the sign stands for the letter. */
function readSumSign({ lexemes, writer }: LatexState, index: number, lexeme: Lexeme): number {
  const { text, start, end } = lexeme;
  const next = lexemes[index + 1];
  const indexed = /^[∑∏]_|^[∑∏]$/u.test(text) && (text.length > 1 || next?.type === "subscript");
  const alone =
    text.length === 1 && next !== undefined && next.start > end && /^(?:word|command|lparen|number)$/.test(next.type);
  const before = lexemes[index - 1];
  const letter = hasSigma(lexemes) || (before?.end === start && before.type === "word");
  if (letter || !(indexed || alone)) writer.word(wordOf(lexeme));
  else if (indexed || text.startsWith("∏")) {
    const hint = "write it with matrices: `sum(x)`, `𝟏ᵀx`, `X w`";
    writer.report("syntax/index-notation", `${quote(text)} runs over an index`, lexeme, hint);
    writer.word(wordOf(lexeme));
  } else {
    writer.note("sum-sign", "∑ adds up the entries of what follows; Σ is the letter", lexeme);
    writer.styledWord({ type: "word", text: "sum", start, end, offsets: [start, start, start], style: "word" });
  }
  return index + 1;
}

const withSigma = new WeakMap<readonly Lexeme[], boolean>();

/** Whether the letter Σ stands in the text; asked for once. */
function hasSigma(lexemes: readonly Lexeme[]): boolean {
  const known = withSigma.get(lexemes) ?? lexemes.some(({ text }) => /Σ|\\Sigma/u.test(text));
  withSigma.set(lexemes, known);
  return known;
}

/** `X_1`, `X_{1}`, `Xₙ`, `\Sigma_\epsilon` continue a word; after anything else a subscript stands alone. */
function readSubscript({ lexemes, writer }: LatexState, index: number, { text, start, end }: Lexeme): number {
  const onWord = writer.continuesWord(start);
  if (text !== "_") {
    const plain = text.startsWith("_") ? text : `_${Array.from(text, (c) => subscripts.get(c) ?? c).join("")}`;
    if (onWord) writer.append(plain, start, end);
    else writer.emit("subscript", plain, start, end);
    return index + 1;
  }
  const sized = /I$/.test(writer.last?.text ?? "");
  const found = subscriptAt(lexemes, index + 1) ?? (onWord && !sized ? compoundAt(lexemes, index + 1) : undefined);
  if (found === undefined) {
    writer.emit("subscript", "_", start, end);
    return index + 1;
  }
  const sign = onWord && found.lexeme.text === "*" ? "star" : found.lexeme.text;
  if (onWord) writer.append(`_{${sign}}`, start, found.lexeme.end);
  else writer.emit("subscript", `_${found.lexeme.text}`, start, found.lexeme.end);
  return found.next;
}

/** `W^{(2)}`: the number of a layer belongs to the name. */
function readRaisedIndex({ lexemes, writer }: LatexState, index: number, { type, text, start, end }: Lexeme): number {
  const found = writer.continuesWord(start) ? raisedIndexAt(lexemes, index) : undefined;
  if (found === undefined) {
    writer.emit(type as "caret", text, start, end);
    return index + 1;
  }
  const name = writer.last!.text;
  writer.append(`^{(${found.text})}`, start, found.end);
  writer.note("raised-index", raisedNote(name, found.text), { start: start - 1, end: found.end });
  if (found.transpose !== undefined) writer.emit("superscript", "⊤", found.transpose.start, found.transpose.end);
  return found.next;
}

const raisedNote = (name: string, index: string): string =>
  `the (${index}) of ${name}^(${index}) belongs to the name; a power is written without the brackets`;

/** `W⁽²⁾ᵀ`: the brackets and what they hold belong to the name. */
function readRaised({ writer }: LatexState, index: number, { type, text, start, end }: Lexeme): number {
  const [whole = "", inside = ""] = (writer.continuesWord(start) && /^⁽([^⁽⁾]+)⁾/u.exec(text)) || [];
  if (whole !== "") writer.append(`^{(${plainSuperscript(inside)})}`, start, start + whole.length);
  if (whole.length < text.length) {
    writer.emit(type as "superscript", text.slice(whole.length), start + whole.length, end);
  }
  return index + 1;
}

/** `'nuc'`: a word that selects a variant of a function. */
function readString({ lexemes, writer }: LatexState, index: number, open: Lexeme): number {
  const [word, close] = lexemes.slice(index + 1, index + 3);
  if ((word?.type === "word" || word?.type === "number") && (close?.type === "prime" || close?.type === "quote")) {
    writer.emit("string", word.text, open.start, close.end);
    return index + 3;
  }
  // What holds more than a word is an argument of a call, such as `'ij,jk->ik'`.
  const end = /^(?:lparen|comma)$/.test(writer.last?.type ?? "")
    ? lexemes.findIndex((l, at) => at > index && l.text === open.text)
    : -1;
  const inside = lexemes.slice(index + 1, Math.max(end, 0));
  if (end > 0 && inside.length < 40 && inside.every(({ type }) => type !== "newline")) {
    writer.emit("string", inside.map(({ text }) => text).join(""), open.start, lexemes[end]!.end);
    return end + 1;
  }
  const hint = "a word in quotes selects a variant: `norm(A, 'nuc')`; a transpose follows what it transposes";
  writer.report("syntax/unclosed-quote", `the quote ${quote(open.text)} does not close`, open, hint);
  return index + 1;
}
