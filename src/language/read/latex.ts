/** LaTeX commands → plain lexemes. Each function reads from an index and returns the index of what comes next. */
import type { Lexeme } from "../../../grammar/lexer.js";
import { argumentAt } from "./arguments.js";
import {
  boldCommands,
  closingCommands,
  doubleStruck,
  fractionCommands,
  matrixEnvironments,
  openingCommands,
  signCommands,
  scriptCommands,
  silentCommands,
  sizingCommands,
  typefaceCommands,
  wordCommands,
} from "./commands.js";
import { isSentenceWord } from "./phrases.js";
import { quote } from "../../../codegen/diagnostics.js";
import { accentByCommand, greekLetters } from "../../../grammar/letters.js";
import { endsOperand, type PlainLexeme, type PlainType } from "./plain.js";
import type { LexemeWriter } from "./writer.js";

/** What reading the commands of one text shares. */
export interface LatexState {
  readonly lexemes: readonly Lexeme[];
  readonly writer: LexemeWriter;
  /** The closing brace of each opening one, by index. */
  readonly closingBrace: ReadonlyMap<number, number>;
  /** Single lexemes that are operands of a fraction and get braces: `\frac12`. */
  readonly braced: Set<number>;
  /** Brackets opened by `\(` or `\[`: what closes them is typography too. */
  delimiters: number;
  /** Matrix environments that are open. */
  matrices: number;
}

/** Reads the command at the index. */
export function readLatex(state: LatexState, index: number, lexeme: Lexeme): number {
  const { writer } = state;
  const { start, end } = lexeme;
  const name = lexeme.text.slice(1);
  if (silentCommands.has(name) || sizingCommands.has(name)) return index + 1;
  if (openingCommands.has(name)) return delimiter(state, index, "open");
  if (closingCommands.has(name)) return delimiter(state, index, "close");
  if (fractionCommands.has(name)) return fraction(state, index, lexeme);
  if (typefaceCommands.has(name)) return typeface(state, index, lexeme);
  if (accentByCommand.has(name)) return accent(state, index, lexeme);
  if (name === "vec") return arrow(state, index, lexeme);
  if (name === "mathbb") return struck(state, index, lexeme);
  if (name === "begin" || name === "end") return environment(state, index, lexeme, name);
  if (name === "sqrt") return root(state, index, lexeme);
  if (name === "\\" && state.matrices > 0) return matrixRow(state, index, lexeme);
  if (name === "(" || name === ")" || name === "[" || name === "]") return mathDelimiter(state, index, lexeme, name);
  const letter = greekLetters.get(name);
  const sign = signCommands.get(name);
  if (letter !== undefined) writer.word({ type: "word", text: letter, start, end, offsets: [start] });
  else if (sign !== undefined) writer.emit(sign[0] as PlainType, sign[1], start, end);
  else writer.emit("command", lexeme.text, start, end);
  return index + 1;
}

/** `\left|` opens, `\right|` closes, `\left.` is nothing; other delimiters say it themselves. */
function delimiter({ lexemes, writer }: LatexState, index: number, side: "open" | "close"): number {
  const { start } = lexemes[index]!;
  const next = lexemes[index + 1];
  if (next === undefined) return index + 1;
  const { type, text, end } = next;
  if (type === "dot") return index + 2;
  const double = type === "doubleBar" || text === "\\|" || text === "\\Vert";
  if (double || type === "bar" || text === "\\vert") {
    writer.emit(`${side}${double ? "DoubleBar" : "Bar"}`, text, start, end);
    return index + 2;
  }
  if (type === "lbracket" || (type === "lparen" && side === "open")) {
    // It touches what stands before `\left`, as a slice does.
    writer.emit(type, text, start, end);
    return index + 2;
  }
  return index + 1;
}

/** `\mathbf{X}`, `\operatorname{tr}`, `\text{'nuc'}`; a typeface over more than a word leaves its braces. */
function typeface({ lexemes, writer }: LatexState, index: number, command: Lexeme): number {
  const starred = command.text === "\\operatorname" && lexemes[index + 1]?.type === "star";
  const from = starred ? index + 2 : index + 1;
  const [open, quoteOpen, word, quoteClose, close] = lexemes.slice(from, from + 5);
  if (open?.type === "lbrace" && quoteOpen?.type === "prime" && word?.type === "word") {
    if (quoteClose?.type === "prime" && close?.type === "rbrace") {
      writer.emit("string", word.text, command.start, close.end);
      return from + 5;
    }
  }
  const name = command.text.slice(1);
  const sentence = sentenceCommands.has(name) ? sentenceEnd(lexemes, from) : -1;
  if (sentence > 0) {
    for (const { type, text, start, end } of lexemes.slice(from + 1, sentence))
      if (type === "word") writer.styledWord({ type, text, start, end });
      else writer.emit(type as PlainType, text, start, end);
    return sentence + 1;
  }
  const found = argumentAt(lexemes, from) ?? (wordCommands.has(name) ? severalWords(lexemes, from) : undefined);
  if (found === undefined) return from;
  const { lexeme, next } = found;
  const digit = lexeme.type === "number" ? doubleStruck.get(lexeme.text) : undefined;
  const bold = command.text !== "\\text" && command.text !== "\\mathrm" && digit !== undefined;
  if (bold) writer.emit("boldDigit", digit[1], command.start, lexeme.end);
  else if (lexeme.type === "number") writer.emit("number", lexeme.text, command.start, lexeme.end);
  else writer.styledWord(withStyle(startingAt(lexeme, command.start), name));
  return next;
}

/** Commands that set what stands between formulas. */
const sentenceCommands: ReadonlySet<string> = new Set(["text", "textrm", "textit", "mbox", "hbox", "textnormal"]);

/** The closing brace of `\text{ is symmetric}`: several words, or one that joins sentences; else −1. */
function sentenceEnd(lexemes: readonly Lexeme[], from: number): number {
  if (lexemes[from]?.type !== "lbrace") return -1;
  const close = lexemes.findIndex(({ type }, at) => at > from && !["word", "minus", "comma", "dot"].includes(type));
  if (lexemes[close]?.type !== "rbrace") return -1;
  const words = lexemes.slice(from + 1, close).filter(({ type }) => type === "word");
  const [first] = words;
  const joins = words.length > 1 ? first!.text !== "arg" : first !== undefined && isSentenceWord(first.text);
  return joins && words.every(({ text }) => /^[A-Za-z]+$/.test(text)) ? close : -1;
}

/** `\operatorname{arg\,min}`, `\text{positive definite}`: words that are one. */
function severalWords(lexemes: readonly Lexeme[], from: number): { lexeme: PlainLexeme; next: number } | undefined {
  if (lexemes[from]?.type !== "lbrace") return undefined;
  let close = from + 1;
  while (close < from + 16 && (lexemes[close]?.type === "word" || isSpace(lexemes[close]))) close += 1;
  if (lexemes[close]?.type !== "rbrace" || close === from + 1) return undefined;
  const text = lexemes
    .slice(from + 1, close)
    .map((lexeme) => (lexeme.type === "word" ? lexeme.text : ""))
    .join("");
  const { start } = lexemes[from]!;
  const { end } = lexemes[close]!;
  return { lexeme: { type: "word", text, start, end, offsets: Array.from(text, () => start) }, next: close + 1 };
}

const isSpace = (lexeme: Lexeme | undefined): boolean =>
  lexeme?.type === "command" && silentCommands.has(lexeme.text.slice(1));

function withStyle(word: PlainLexeme, command: string): PlainLexeme {
  const long = /^[A-Za-z]{2,}/.test(word.text);
  if (scriptCommands.has(command)) return { ...word, style: "script" };
  if (boldCommands.has(command)) return { ...word, style: "bold" };
  return wordCommands.has(command) && long ? { ...word, style: "word" } : word;
}

/** `\vec{x}` is x; of a capital it would be the function vec. */
function arrow({ lexemes, writer }: LatexState, index: number, command: Lexeme): number {
  const found = argumentAt(lexemes, index + 1);
  const digit = found?.lexeme.type === "number" ? doubleStruck.get(found.lexeme.text) : undefined;
  if (found !== undefined && digit !== undefined) {
    writer.emit("boldDigit", digit[1], command.start, found.lexeme.end);
    return found.next;
  }
  const letter = found?.lexeme.type === "word" && /^\p{Ll}(?:[0-9_].*)?$/u.test(found.lexeme.text);
  if (found === undefined || !letter) {
    const hint = "write the letter alone, or `\\operatorname{vec}(A)` for the columns of A in one vector";
    writer.report("syntax/unknown-command", "`\\vec` stands over one small letter", command, hint);
    return found?.next ?? index + 1;
  }
  writer.styledWord({ ...startingAt(found.lexeme, command.start), style: "bold" });
  return found.next;
}

/** The word with the command before it. */
const startingAt = (word: PlainLexeme, start: number): PlainLexeme => ({
  ...word,
  start,
  offsets: [start, ...(word.offsets ?? []).slice(1)],
});

function accent({ lexemes, writer }: LatexState, index: number, command: Lexeme): number {
  const found = argumentAt(lexemes, index);
  if (found?.lexeme.type !== "word") {
    writer.report("syntax/accent", `${quote(command.text)} stands over one name`, command);
    return found?.next ?? index + 1;
  }
  writer.styledWord(found.lexeme);
  return found.next;
}

/** What to write for double-struck letters that are not read. */
const struckHints: ReadonlyMap<string, string> = new Map([
  ["C", "every number is real here: declare the real and the imaginary part"],
  ["E", "an expectation is written as the mean of samples, `mean(x)` or `colmean(X)`"],
  ["V", "a variance is written out: `mean((x - mean(x)).^2)`"],
  ["P", "write the density"],
]);

function struck({ lexemes, writer }: LatexState, index: number, command: Lexeme): number {
  const found = argumentAt(lexemes, index + 1);
  const letter = found === undefined ? undefined : doubleStruck.get(found.lexeme.text);
  if (found?.lexeme.text === "I") {
    // The identity, or before a condition its indicator.
    writer.emit("word", "I", command.start, found.lexeme.end);
    return found.next;
  }
  if (found === undefined || letter === undefined) {
    const hint = struckHints.get(found?.lexeme.text ?? "");
    writer.report(
      "syntax/unknown-command",
      "`\\mathbb` is read in `\\mathbb{R}` and `\\mathbb{S}` only",
      command,
      hint,
    );
    return found?.next ?? index + 1;
  }
  writer.emit(letter[0] as PlainType, letter[1], command.start, found.lexeme.end);
  return found.next;
}

function environment(state: LatexState, index: number, command: Lexeme, name: "begin" | "end"): number {
  const { lexemes, writer } = state;
  const found = argumentAt(lexemes, index + 1);
  if (found === undefined || !matrixEnvironments.has(found.lexeme.text)) {
    const hint = "a matrix of blocks is written \\begin{bmatrix} A & B \\\\ C & D \\end{bmatrix}";
    writer.report("syntax/unknown-command", `this ${quote(command.text)} is not understood`, command, hint);
    return found?.next ?? index + 1;
  }
  state.matrices += name === "begin" ? 1 : -1;
  const text = found.lexeme.text === "cases" ? "cases" : command.text;
  writer.emit(name === "begin" ? "lblock" : "rblock", text, command.start, found.lexeme.end);
  return found.next;
}

/** `\\` ends a row; the last row needs none. */
function matrixRow({ lexemes, writer }: LatexState, index: number, { start, end }: Lexeme): number {
  let next = index + 1;
  while (lexemes[next]?.type === "newline") next += 1;
  if (lexemes[next]?.text !== "\\end") writer.emit("semicolon", ";", start, end);
  return index + 1;
}

/** `\frac{a}{b}`, `\frac12`, `\frac1{n}`: an operand that is one lexeme gets braces. */
function fraction(state: LatexState, index: number, { text, start, end }: Lexeme): number {
  state.writer.emit("fraction", text, start, end);
  let operand = index + 1;
  for (let count = 0; count < 2; count += 1) {
    const close = state.closingBrace.get(operand);
    if (close === undefined) state.braced.add(operand);
    operand = (close ?? operand) + 1;
  }
  if (operand > state.lexemes.length) {
    state.writer.report("syntax/fraction", `${quote(text)} takes two operands`, { start, end }, "write `\\frac{a}{b}`");
  }
  return index + 1;
}

function root({ lexemes, writer }: LatexState, index: number, { start, end }: Lexeme): number {
  const next = lexemes[index + 1];
  if (next?.type === "lbracket") {
    writer.report("syntax/unknown-command", "`\\sqrt[k]` is not understood", next, "write A^{1/k}");
  }
  writer.styledWord({ type: "word", text: "sqrt", start, end, offsets: [start, start, start, start] });
  return index + 1;
}

/** `\(` and `\[` open a formula where one may begin; after an operand they are a solve and a bracket. */
function mathDelimiter(state: LatexState, index: number, { start, end }: Lexeme, name: "(" | ")" | "[" | "]"): number {
  const { writer } = state;
  const opens = name === "(" || name === "[";
  if (opens && endsOperand(writer.last)) {
    writer.emit("backslash", "\\", start, start + 1);
    writer.emit(name === "(" ? "lparen" : "lbracket", name, start + 1, end);
  } else if (opens) state.delimiters += 1;
  else if (state.delimiters > 0) state.delimiters -= 1;
  else writer.emit(name === ")" ? "rparen" : "rbracket", name, start + 1, end);
  return index + 1;
}
