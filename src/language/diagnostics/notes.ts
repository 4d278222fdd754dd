/**
 * Notes: what a default decided where the author may have meant something else. A note is no mistake; it is printed as
 * `note: …` on standard error, and is `notes` in JSON and in the library. The table is total: a code is a row of it.
 */
import type { SourceText } from "../../../codegen/diagnostics.js";
import type { Span } from "../syntax.js";

/** One kind of note. */
export interface NoteKind {
  /** What was decided, and what settles it otherwise. */
  readonly what: string;
  /** A program that gets it. */
  readonly example: string;
}

/** Every kind of note, by its code. */
export const NOTES = {
  "transposed-scalar": {
    what: "A number is transposed, which leaves it as it is. A declaration `a: n` makes the name a vector.",
    example: "a: scalar\naᵀ a",
  },
  "size-from-index": {
    what: "A name that stands in a range of indices is a size of its own.",
    example: "X: m×n\nX[1:r, :]",
  },
  entrywise: {
    what: "A function that nobody means as a function of a matrix acts on the entries, as with a dot.",
    example: "W: m×n\nX: n×p\nrelu(W X)",
  },
  unchecked: {
    what:
      "Every answer is checked at a random point before it is shown. Where none can be found, or the check would take " +
      "long, the answer stands without one; `--check --size` chooses the sizes.",
    example: "X: 1×n\nQ, P = polar(X)\nreturn Q, P",
  },
} as const satisfies Readonly<Record<string, NoteKind>>;

export type NoteCode = keyof typeof NOTES;

/** How something was read, or what was not done. */
export interface Note {
  readonly code: NoteCode;
  /** One sentence without a full stop; sources are quoted with `quote`. */
  readonly message: string;
  readonly span: Span;
  /** What the span is of, where it is not the program. */
  readonly source?: SourceText;
}

/** Takes a note; each is told once, however often its place is looked at. */
export type TakeNote = (code: NoteCode, message: string, span: Span) => void;

/** The notes of one text in the order of their places. */
export class NoteList {
  readonly #notes = new Map<string, Note>();

  readonly take: TakeNote = (code, message, { start, end }) => {
    const key = `${code} ${message}`;
    if (!this.#notes.has(key)) this.#notes.set(key, { code, message, span: { start, end } });
  };

  get all(): readonly Note[] {
    return [...this.#notes.values()].sort((a, b) => a.span.start - b.span.start);
  }
}

/** `note: …`, a line for each. */
export const notesText = (notes: readonly { readonly message: string }[]): string =>
  notes.map(({ message }) => `note: ${message}\n`).join("");
