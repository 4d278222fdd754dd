/** Several short texts and a program, read as one: spans of the whole, given back as spans of the parts. */
import type { Diagnostic, SourceText } from "../../../codegen/diagnostics.js";
import type { Note } from "./notes.js";
import type { Span } from "../syntax.js";

export class JoinedSource {
  readonly text: string;
  private readonly starts: readonly number[];
  private readonly programStart: number;

  /** Each of the texts becomes a line before the program. */
  constructor(
    private readonly texts: readonly SourceText[],
    program: string,
  ) {
    let text = "";
    const starts: number[] = [];
    for (const part of texts) {
      starts.push(text.length);
      text += `${part.text.replaceAll(/[\r\n]/g, " ")}\n`;
    }
    this.starts = starts;
    this.programStart = text.length;
    this.text = text + program;
  }

  /** A span of the program, which it must lie in. */
  inProgram(span: Span): Span {
    return shifted(span, this.programStart);
  }

  /** The diagnostic with its places in the program, or in the text that it is about. */
  located(diagnostic: Diagnostic): Diagnostic {
    const related = diagnostic.related?.map((place) => ({ ...place, ...this.place(place.span) }));
    const { replacement } = diagnostic;
    return {
      ...diagnostic,
      ...this.place(diagnostic.span),
      ...(related ? { related } : {}),
      ...(replacement ? { replacement: { ...replacement, span: this.place(replacement.span).span } } : {}),
    };
  }

  /** The note with its place in the program, or in the text that it is about. */
  locatedNote(note: Note): Note {
    return { ...note, ...this.place(note.span) };
  }

  private place(span: Span): { span: Span; source?: SourceText } {
    if (span.start >= this.programStart) return { span: this.inProgram(span) };
    const index = this.starts.findLastIndex((start) => start <= span.start);
    return { span: shifted(span, this.starts[index]!), source: this.texts[index]! };
  }
}

const shifted = ({ start, end }: Span, by: number): Span => ({ start: start - by, end: end - by });
