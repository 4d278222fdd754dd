/**
 * Lexemes without typography: LaTeX commands become the signs and words they stand for, adjacent words and their
 * subscripts become one word, quoted words become strings. What is left is the same for all three notations.
 */
import { lex, type Lexeme } from "../../grammar/lexer.js";
import {
  closingCommands,
  doubleStruck,
  fractionCommands,
  matrixEnvironments,
  openingCommands,
  signCommands,
  silentCommands,
  sizingCommands,
  typefaceCommands,
} from "./commands.js";
import { quote, type Diagnostic } from "./diagnostics.js";
import { accentByCommand, greekLetters, subscripts } from "./letters.js";
import { accented, endsOperand, joinWords, wordOf, type PlainLexeme, type PlainType } from "./plain.js";

/** The text as lexemes without typography; what cannot be read so is reported and left out. */
export function plainLexemes(source: string, diagnostics: Diagnostic[]): PlainLexeme[] {
  return new Reader(source, diagnostics).read();
}

/** The lexemes of a text that are not blank; the digits after `\frac` one by one. */
function significant(source: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  for (const lexeme of lex(source)) {
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

/** A word or number that a command is applied to, and the index of the lexeme after it. */
interface Argument {
  readonly lexeme: PlainLexeme;
  readonly next: number;
}

/** One pass over the lexemes of a text, from left to right, with a look at what a command applies to. */
class Reader {
  private readonly lexemes: readonly Lexeme[];
  private readonly out: PlainLexeme[] = [];
  /** The word being read, in its parts; empty between words. */
  private parts: PlainLexeme[] = [];
  /** The word being read may have subscripts yet, but no more letters. */
  private wordClosed = false;
  /** Single lexemes that are operands of a fraction and get braces: `\frac12`. */
  private readonly braced = new Set<number>();
  /** The closing brace of each opening one. */
  private readonly closingBrace: ReadonlyMap<number, number>;
  /** Brackets opened by `\(` or `\[`: what closes them is typography too. */
  private delimiters = 0;
  private matrices = 0;

  constructor(
    source: string,
    private readonly diagnostics: Diagnostic[],
  ) {
    this.lexemes = significant(source);
    this.closingBrace = matchBraces(this.lexemes);
  }

  read(): PlainLexeme[] {
    for (let index = 0; index < this.lexemes.length;) {
      const braced = this.braced.has(index) ? this.lexemes[index] : undefined;
      if (braced !== undefined) this.emit("lbrace", "{", braced.start, braced.start);
      index = this.step(index);
      if (braced !== undefined) this.emit("rbrace", "}", braced.end, braced.end);
    }
    this.finishWord();
    return this.out;
  }

  private report(code: string, message: string, { start, end }: Lexeme | PlainLexeme, hint?: string): void {
    this.diagnostics.push({ code, message, span: { start, end }, ...(hint === undefined ? {} : { hint }) });
  }

  private emit(type: PlainType, text: string, start: number, end: number): void {
    this.finishWord();
    this.out.push({ type, text, start, end });
  }

  private finishWord(): void {
    if (this.parts.length > 0) this.out.push(joinWords(this.parts));
    this.parts = [];
    this.wordClosed = false;
  }

  /** The last lexeme; of a word that is being read, its last part. */
  private get last(): PlainLexeme | undefined {
    return this.parts[this.parts.length - 1] ?? this.out[this.out.length - 1];
  }

  private continuesWord(start: number): boolean {
    return this.parts.length > 0 && this.last?.end === start;
  }

  /** Reads the lexeme at the index and returns the index of the next one to read. */
  private step(index: number): number {
    const lexeme = this.lexemes[index]!;
    const { type, text, start, end } = lexeme;
    switch (type) {
      case "blank":
      case "comment":
      case "dollar":
      case "tilde":
        return index + 1;
      case "word":
        this.word(wordOf(lexeme));
        return index + 1;
      case "subscript":
        return this.subscript(index, lexeme);
      case "command":
        return this.command(index, lexeme);
      case "dotPrime":
        this.emit("prime", text.slice(1), start, end);
        return index + 1;
      case "prime":
        return endsOperand(this.last) ? this.keep(index, lexeme, type) : this.quoted(index, lexeme);
      case "quote":
        return this.quoted(index, lexeme);
      case "ampersand":
        if (this.matrices === 0) {
          this.report("syntax/unknown-character", "`&` separates the columns of a matrix environment only", lexeme);
        } else this.emit("comma", text, start, end);
        return index + 1;
      default:
        return this.keep(index, lexeme, type);
    }
  }

  private keep(index: number, { text, start, end }: Lexeme, type: PlainType): number {
    this.emit(type, text, start, end);
    return index + 1;
  }

  /** A word directly after a word continues it: `d\Sigma`, `U\Sigma`. */
  private word(word: PlainLexeme): void {
    if (this.wordClosed || !this.continuesWord(word.start)) this.finishWord();
    this.parts.push(word);
  }

  /** Appends text to the last word; every unit of it points at the same place of the source. */
  private append(text: string, start: number, end: number): void {
    this.parts.push({ type: "word", text, start, end, offsets: Array.from({ length: text.length }, () => start) });
  }

  /** `X_1`, `X_{1}`, `\Sigma_\epsilon`, `(A B)_{\mathrm{sym}}`. */
  private subscript(index: number, { text, start, end }: Lexeme): number {
    const onWord = this.continuesWord(start);
    if (text !== "_") {
      const plain = text.startsWith("_") ? text : `_${Array.from(text, (c) => subscripts.get(c) ?? c).join("")}`;
      if (onWord) this.append(plain, start, end);
      else this.emit("subscript", plain, start, end);
      return index + 1;
    }
    const found = this.indices(index + 1);
    if (found === undefined) {
      this.emit("subscript", "_", start, end);
      return index + 1;
    }
    const { lexeme, next } = found;
    if (onWord) this.append(`_{${lexeme.text}}`, start, lexeme.end);
    else this.emit("subscript", `_${lexeme.text}`, start, lexeme.end);
    return next;
  }

  /** What stands in a simple subscript: a word, a number, a star, or a number and a word (`X_{1,xy}`). */
  private indices(index: number): Argument | undefined {
    const star = this.lexemes[index]?.type === "lbrace" ? index + 1 : index;
    if (this.lexemes[star]?.type === "star" && this.lexemes[index]?.start === this.lexemes[index - 1]?.end) {
      const next = star === index ? star + 1 : star + 2;
      const { start } = this.lexemes[star]!;
      return { lexeme: { type: "word", text: "*", start, end: this.lexemes[next - 1]!.end }, next };
    }
    const whole = this.argument(index);
    if (whole !== undefined) return whole;
    const [open, number, comma] = this.lexemes.slice(index, index + 3);
    if (open?.type !== "lbrace" || number?.type !== "number" || comma?.type !== "comma") return undefined;
    const rest = this.argument(index + 3);
    const close = rest === undefined ? undefined : this.lexemes[rest.next];
    if (rest === undefined || close?.type !== "rbrace") return undefined;
    const text = `${number.text},${rest.lexeme.text}`;
    return { lexeme: { type: "word", text, start: open.start, end: close.end }, next: rest.next + 1 };
  }

  /** The single word or number at the index, inside any braces and typefaces: `{\mathrm{out}}`. */
  private argument(index: number): Argument | undefined {
    const marks: string[] = [];
    let braces = 0;
    let at = index;
    for (; at < this.lexemes.length; at += 1) {
      const { type, text } = this.lexemes[at]!;
      const accent = type === "command" ? accentByCommand.get(text.slice(1)) : undefined;
      if (type === "lbrace") braces += 1;
      else if (accent !== undefined) marks.unshift(accent.mark);
      else if (type !== "command" || !(typefaceCommands.has(text.slice(1)) || silentCommands.has(text.slice(1)))) break;
    }
    const lexeme = this.lexemes[at];
    if (lexeme === undefined) return undefined;
    let found = this.atom(lexeme);
    if (found === undefined) return undefined;
    for (at += 1; braces > 0; at += 1, braces -= 1) {
      const closing = this.lexemes[at];
      if (closing?.type === "subscript" && closing.text.length > 1 && found.type === "word") {
        found = joinWords([found, { type: "word", text: closing.text, start: closing.start, end: closing.end }]);
        braces += 1;
      } else if (closing?.type !== "rbrace") return undefined;
    }
    const { start } = this.lexemes[index]!;
    const { end } = this.lexemes[at - 1]!;
    return { lexeme: { ...accented(found, marks.join("")), start, end }, next: at };
  }

  private atom(lexeme: Lexeme): PlainLexeme | undefined {
    if (lexeme.type === "word") return wordOf(lexeme);
    if (lexeme.type === "number") return { ...lexeme, type: lexeme.type };
    const letter = lexeme.type === "command" ? greekLetters.get(lexeme.text.slice(1)) : undefined;
    return letter === undefined ? undefined : { ...lexeme, type: "word", text: letter };
  }

  /** `'nuc'`: a word that selects a variant of a function. */
  private quoted(index: number, open: Lexeme): number {
    const [word, close] = this.lexemes.slice(index + 1, index + 3);
    if ((word?.type === "word" || word?.type === "number") && (close?.type === "prime" || close?.type === "quote")) {
      this.emit("string", word.text, open.start, close.end);
      return index + 3;
    }
    const hint = "a word in quotes selects a variant: norm(A, 'nuc'); a transpose follows what it transposes";
    this.report("syntax/unclosed-quote", `the quote ${quote(open.text)} does not close`, open, hint);
    return index + 1;
  }

  private command(index: number, lexeme: Lexeme): number {
    const name = lexeme.text.slice(1);
    const { start, end } = lexeme;
    if (silentCommands.has(name) || sizingCommands.has(name)) return index + 1;
    if (openingCommands.has(name)) return this.delimiter(index, "open");
    if (closingCommands.has(name)) return this.delimiter(index, "close");
    if (fractionCommands.has(name)) return this.fraction(index, lexeme);
    if (typefaceCommands.has(name) || accentByCommand.has(name)) return this.styled(index, lexeme);
    if (name === "mathbb") return this.struck(index, lexeme);
    if (name === "begin" || name === "end") return this.environment(index, lexeme, name);
    if (name === "sqrt") return this.root(index, lexeme);
    if (name === "\\" && this.matrices > 0) {
      const closing = this.lexemes[index + 1];
      if (closing?.type !== "command" || closing.text !== "\\end") this.emit("semicolon", ";", start, end);
      return index + 1;
    }
    if (name === "(" || name === ")" || name === "[" || name === "]") return this.mathDelimiter(index, lexeme, name);
    const letter = greekLetters.get(name);
    const sign = signCommands.get(name);
    if (letter !== undefined) this.word({ type: "word", text: letter, start, end, offsets: [start] });
    else if (sign !== undefined) this.emit(sign[0] as PlainType, sign[1], start, end);
    else this.emit("command", lexeme.text, start, end);
    return index + 1;
  }

  /** `\left|` opens, `\right|` closes, `\left.` is nothing; other delimiters say it themselves. */
  private delimiter(index: number, side: "open" | "close"): number {
    const { start } = this.lexemes[index]!;
    const next = this.lexemes[index + 1];
    if (next === undefined) return index + 1;
    const { type, text, end } = next;
    if (type === "dot") return index + 2;
    const double = type === "doubleBar" || text === "\\|" || text === "\\Vert";
    if (double || type === "bar" || text === "\\vert") {
      this.emit(`${side}${double ? "DoubleBar" : "Bar"}`, text, start, end);
      return index + 2;
    }
    if (type === "lbracket") {
      this.emit(type, text, start, end);
      return index + 2;
    }
    return index + 1;
  }

  /** `\mathbf{X}`, `\operatorname{tr}`, `\bar{X}`; a typeface over more than a word leaves its braces. */
  private styled(index: number, command: Lexeme): number {
    const from = this.lexemes[index + 1]?.type === "star" && command.text === "\\operatorname" ? index + 2 : index + 1;
    const [prime, string] = this.lexemes[from]?.type === "lbrace" ? this.lexemes.slice(from + 1, from + 3) : [];
    if ((prime?.type === "prime" || prime?.type === "quote") && string?.type === "word") {
      const next = this.quoted(from + 1, prime);
      return this.lexemes[next]?.type === "rbrace" ? next + 1 : next;
    }
    const found = this.argument(accentByCommand.has(command.text.slice(1)) ? index : from);
    if (found === undefined) {
      if (!accentByCommand.has(command.text.slice(1))) return from;
      this.report("syntax/accent", `${quote(command.text)} stands over one name`, command);
      return from;
    }
    const { lexeme, next } = found;
    const span = { start: command.start, end: lexeme.end };
    if (lexeme.type === "number") {
      const digit = doubleStruck.get(lexeme.text);
      this.emit(digit === undefined ? "number" : "boldDigit", digit?.[1] ?? lexeme.text, span.start, span.end);
    } else this.styledWord({ ...lexeme, ...span });
    return next;
  }

  /** A word in a typeface of its own begins and ends there, but for a differential: `\mathrm{d}X`, `d\mathbf{X}`. */
  private styledWord(word: PlainLexeme): void {
    const differential = this.parts.length === 1 && this.last?.text === "d" && this.continuesWord(word.start);
    if (!differential) this.finishWord();
    this.parts.push(word);
    this.wordClosed = word.text !== "d";
  }

  private struck(index: number, command: Lexeme): number {
    const found = this.argument(index + 1);
    const letter = found === undefined ? undefined : doubleStruck.get(found.lexeme.text);
    if (found === undefined || letter === undefined) {
      this.report("syntax/unknown-command", "`\\mathbb` is read in `\\mathbb{R}` and `\\mathbb{S}` only", command);
      return index + 1;
    }
    this.emit(letter[0] as PlainType, letter[1], command.start, found.lexeme.end);
    return found.next;
  }

  private environment(index: number, command: Lexeme, name: "begin" | "end"): number {
    const found = this.argument(index + 1);
    if (found === undefined || !matrixEnvironments.has(found.lexeme.text)) {
      const hint = "a matrix of blocks is written \\begin{bmatrix} A & B \\\\ C & D \\end{bmatrix}";
      this.report("syntax/unknown-command", `this ${quote(command.text)} is not understood`, command, hint);
      return found?.next ?? index + 1;
    }
    this.matrices += name === "begin" ? 1 : -1;
    this.emit(name === "begin" ? "lblock" : "rblock", command.text, command.start, found.lexeme.end);
    return found.next;
  }

  /** `\frac{a}{b}`, `\frac12`, `\frac1{n}`: an operand that is one lexeme gets braces. */
  private fraction(index: number, { text, start, end }: Lexeme): number {
    this.emit("fraction", text, start, end);
    let operand = index + 1;
    for (let count = 0; count < 2; count += 1) {
      const close = this.closingBrace.get(operand);
      if (close === undefined) this.braced.add(operand);
      operand = (close ?? operand) + 1;
    }
    return index + 1;
  }

  private root(index: number, { start, end }: Lexeme): number {
    const next = this.lexemes[index + 1];
    if (next?.type === "lbracket") {
      this.report("syntax/unknown-command", "`\\sqrt[k]` is not understood", next, "write A^{1/k}");
    }
    this.word({ type: "word", text: "sqrt", start, end, offsets: [start, start, start, start] });
    this.wordClosed = true;
    return index + 1;
  }

  /** `\(` and `\[` open a formula where one may begin; after an operand they are a solve and a bracket. */
  private mathDelimiter(index: number, { start, end }: Lexeme, name: "(" | ")" | "[" | "]"): number {
    const opens = name === "(" || name === "[";
    if (opens && endsOperand(this.last)) {
      this.emit("backslash", "\\", start, start + 1);
      this.emit(name === "(" ? "lparen" : "lbracket", name, start + 1, end);
      return index + 1;
    }
    if (opens) this.delimiters += 1;
    else if (this.delimiters > 0) this.delimiters -= 1;
    else this.emit(name === ")" ? "rparen" : "rbracket", name, start + 1, end);
    return index + 1;
  }
}
