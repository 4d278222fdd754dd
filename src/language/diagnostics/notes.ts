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
  "raised-index": {
    what: "A number or a letter in brackets that is raised after a name belongs to the name: a layer, a sample, a step.",
    example: "W^{(2)} W^{(1)} x",
  },
  python: {
    what: "A program with signs of NumPy or PyTorch is read as one: `*`, `/`, `**` and functions act on entries.",
    example: "x: n\nw: n\nnp.sum(w * x)",
  },
  contracted: {
    what: "A vector before `@`, or before the dot of Mathematica, is a row: the two are multiplied as arrays are there.",
    example: "x: n\nA: n×n\nx @ A @ x",
  },
  "exponential-base": {
    what: "`e` with an exponent is the exponential function, unless the program declares `e`.",
    example: "x: n\ne^{-xᵀx}",
  },
  "numbered-name": {
    what: "A letter with numbers below is a name of its own, also beside a name of the program with that letter.",
    example: "A: n×n\nA_{12} A",
  },
  "vector-of-ones": {
    what: "A `1` that is transposed is the vector of ones.",
    example: "x: n\n1ᵀx",
  },
  "conjugate-transpose": {
    what: "A conjugate transpose is a transpose: every number is real. So is the small `t` that some write for it.",
    example: "x: n\nx^H x",
  },
  "blank-columns": {
    what: "Blanks between the entries of a bracket separate columns, as in MATLAB, where the bracket has no commas.",
    example: "A: n×n\nB: n×n\nsum([A B; B A])",
  },
  "sum-sign": {
    what: "A summation sign without an index adds up the entries of what follows.",
    example: "x: n\n∑ x",
  },
  "greek-function": {
    what: "`σ` directly before a bracket is the function sigmoid, where σ stands nowhere else and is not declared.",
    example: "W: m×n\nx: n\nsum(σ(W x))",
  },
  "letter-before-bracket": {
    what: "A letter directly before a bracket is multiplied by it; a function is defined, `f(t) = …`.",
    example: "x: n\ny: n\nα(x − y)",
  },
  "inferred-vector": {
    what: "A Greek letter that is transposed, normed, added to a vector or stands after a matrix is a vector.",
    example: "βᵀXᵀX β",
  },
  "inferred-number": {
    what: "A small letter that divides, is inverted or is an exponent is a number.",
    example: "Q Kᵀ/sqrt(d_k)",
  },
  "inferred-matrix": {
    what: "A Greek letter of which a trace or a determinant is taken is a matrix.",
    example: "tr(ρ log(ρ))",
  },
  "presumed-property": {
    what: "A matrix of which nothing is declared has the property that a function needs, so that its gradient has it, too.",
    example: "tr(log(A) B)",
  },
  "barred-name": {
    what: "A name with a bar is the program's own, although the derivative in the name without one is written so, too.",
    example: "x̄ᵀA x",
  },
  "scaled-vector": {
    what: "A small letter that nothing is declared of is a vector, where a number multiplies it, too.",
    example: "b tr(A)",
  },
  broadcast: {
    what:
      "A number is added to every entry of a vector or of a matrix that is not square, a column to every column, and a " +
      "column scales the rows of a square matrix: written out, `c 𝟏𝟏ᵀ`, `a 𝟏ᵀ`, `diag(v) A`.",
    example: "X: m×n\nμ: m\nX - μ",
  },
  "index-end": {
    what: "A sum takes all rows or entries of what it runs over, although another size stands above its sign.",
    example: "X: m×n\nw: n\n\\sum_{i=1}^{n} w^T x_i",
  },
  "name-with-index": {
    what: "A name with an index that no sum runs over is a name of its own, as is Σ_i where nothing after it has an index i.",
    example: "x: n\nA: n×n\n(x - x_k)ᵀA(x - x_k)",
  },
  "kronecker-delta": {
    what: "δ_ij of which nothing is declared is 1 where the indices are equal, else 0.",
    example: "A: n×n\nΣ_{i,j} (A_ij − δ_ij)²",
  },
  "column-by-index": {
    what: "A matrix with one index is its row, as a column; its column where only that fits.",
    example: "X: m×d\nW: d×k\nt: k\nΣ_c t_c ‖w_c‖²",
  },
  extremum: {
    what: "`\\min_X` and the like in front of an expression say what it is differentiated in.",
    example: "\\min_{X} \\|A X - B\\|_F^2",
  },
  "bracketed-power": {
    what: "A number in round brackets after `^` is an exponent; in braces, `^{(2)}`, it belongs to the name.",
    example: "A: n×n\nA^(2)",
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

  /** Runs an attempt and takes its notes back unless it returns true. */
  attempt(body: () => boolean): boolean {
    const before = new Set(this.#notes.keys());
    const done = body();
    if (!done) for (const key of this.#notes.keys()) if (!before.has(key)) this.#notes.delete(key);
    return done;
  }

  get all(): readonly Note[] {
    return [...this.#notes.values()].sort((a, b) => a.span.start - b.span.start);
  }
}

/** `note: …`, a line for each. */
export const notesText = (notes: readonly { readonly message: string }[]): string =>
  notes.map(({ message }) => `note: ${message}\n`).join("");
