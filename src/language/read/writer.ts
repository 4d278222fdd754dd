/** Collects plain lexemes; words that stand side by side, and their subscripts, become one word. */
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import type { NoteCode, TakeNote } from "../diagnostics/notes.js";
import { joinWords, type PlainLexeme, type PlainType } from "./plain.js";
import type { Span } from "../syntax.js";

/** Mistakes of one text that are worth a message each. */
const mostReported = 20;

export class LexemeWriter {
  private readonly written: PlainLexeme[] = [];
  /** The word being read, in its parts; empty between words. */
  private parts: PlainLexeme[] = [];
  /** The word being read may have subscripts yet, but no more letters. */
  private wordClosed = false;

  constructor(
    private readonly diagnostics: Diagnostic[],
    private readonly takeNote?: TakeNote,
  ) {}

  note(code: NoteCode, message: string, span: Span): void {
    this.takeNote?.(code, message, span);
  }

  report(code: string, message: string, { start, end }: Span, hint?: string): void {
    if (this.diagnostics.length >= mostReported) return;
    this.diagnostics.push({ code, message, span: { start, end }, ...(hint === undefined ? {} : { hint }) });
  }

  emit(type: PlainType, text: string, start: number, end: number): void {
    this.finishWord();
    this.written.push({ type, text, start, end });
  }

  /** The sign of a sum or a product over indices. */
  over(sign: PlainLexeme): void {
    this.finishWord();
    this.written.push(sign);
  }

  /** The last lexeme; of a word that is being read, its last part. */
  get last(): PlainLexeme | undefined {
    return this.parts[this.parts.length - 1] ?? this.written[this.written.length - 1];
  }

  /** Whether what starts at the offset touches the word that is being read. */
  continuesWord(start: number): boolean {
    return this.parts.length > 0 && this.last?.end === start;
  }

  /** A word directly after a word continues it: `d\Sigma`, `U\Sigma`. */
  word(word: PlainLexeme): void {
    if (this.wordClosed || !this.continuesWord(word.start)) this.finishWord();
    this.parts.push(word);
  }

  /** A word in a typeface of its own begins and ends there, but for a differential: `\mathrm{d}X`, `d\mathbf{X}`. */
  styledWord(word: PlainLexeme): void {
    const differential = this.parts.length === 1 && this.last?.text === "d" && this.continuesWord(word.start);
    if (!differential) this.finishWord();
    this.parts.push(word);
    this.wordClosed = word.text !== "d";
  }

  /** Appends text to the word; every unit of it points at the same place of the source. */
  append(text: string, start: number, end: number): void {
    this.parts.push({ type: "word", text, start, end, offsets: Array.from({ length: text.length }, () => start) });
  }

  finish(): PlainLexeme[] {
    this.finishWord();
    return this.written;
  }

  private finishWord(): void {
    if (this.parts.length > 0) this.written.push(joinWords(this.parts));
    this.parts = [];
    this.wordClosed = false;
  }
}
