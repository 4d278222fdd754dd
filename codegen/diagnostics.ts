/** What is said about a text that was not understood: values first, one error class to carry them. */

/** A half-open range of UTF-16 offsets in the source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text that is not the program: a declaration given beside it. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** A second place that a message talks about: the bracket that was never closed, the first declaration. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
  /** What the span is of, where it is not the program. */
  readonly source?: SourceText;
}

/** The text to put in place of a span. */
export interface Replacement {
  readonly span: Span;
  readonly text: string;
}

export interface Diagnostic {
  /** Stable and readable by programs: `syntax/unclosed-bracket`. */
  readonly code: string;
  /** One sentence without a full stop; sources are quoted with `quote`. */
  readonly message: string;
  readonly span: Span;
  /** What the span is of, where it is not the program. */
  readonly source?: SourceText;
  /** What would have been accepted here. */
  readonly expected?: readonly string[];
  /** What to try. */
  readonly hint?: string;
  /** The text that mends it, in place of that of a span, where the hint is one. */
  readonly replacement?: Replacement;
  readonly related?: readonly RelatedPlace[];
}

/** The one error of the package. Its first diagnostic gives the code, the message, the span and the hint. */
export class MatrixBackpropError extends Error {
  readonly code: string;
  readonly span: Span;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];

  /** `source`: the text that the spans are places of, where it is not the program (a claim, a declaration). */
  constructor(
    diagnostics: readonly [Diagnostic, ...Diagnostic[]],
    readonly source?: { readonly name: string; readonly text: string },
  ) {
    const [main] = diagnostics;
    super(main.message);
    this.name = "MatrixBackpropError";
    this.code = main.code;
    this.span = main.span;
    this.hint = main.hint;
    this.diagnostics = diagnostics;
  }
}

/** Throws the diagnostics, if there are any. */
export function throwDiagnostics(diagnostics: readonly Diagnostic[], source?: MatrixBackpropError["source"]): void {
  const [main, ...others] = diagnostics;
  if (main !== undefined) throw new MatrixBackpropError([main, ...others], source);
}

/** Characters that do not show, reorder the line or drive a terminal; they are printed by their number. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** `U+200B` of a character. */
export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Text that is safe to print: what does not show is named, `<U+202E>`. */
export const printable = (text: string): string =>
  text.replace(unprintable, (character) => `<${codePoint(character)}>`);

/** A piece of the source inside a message: between back-quotes, shortened, nothing invisible in it. */
export function quote(text: string): string {
  const characters = Array.from(text.slice(0, 200));
  const short = characters.length > 40 ? `${characters.slice(0, 37).join("")}…` : text;
  return `\`${printable(short)}\``;
}
