/** Where a message points, and the text that a suggestion makes of the program. */
import { replacementOf } from "../../../src/explore/replacement.js";
import type { Diagnostic } from "../../../src/index.js";

export interface Excerpt {
  /** From 1; the column in characters, as the command counts. */
  readonly line: number;
  readonly column: number;
  /** The line of the source in three parts. */
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

export function placeOf(text: string, { start, end }: Diagnostic["span"]): Excerpt {
  const lineStart = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  const rest = /[\r\n]/.exec(text.slice(start));
  const lineEnd = rest ? start + rest.index : text.length;
  const stop = Math.max(start, Math.min(end, lineEnd));
  return {
    line: text.slice(0, start).split(/\r\n|\n|\r/).length,
    column: Array.from(text.slice(lineStart, start)).length + 1,
    before: text.slice(lineStart, start),
    marked: text.slice(start, stop),
    after: text.slice(stop, lineEnd),
  };
}

/** The program with the suggestion in place of what it is about; undefined where the hint is no replacement. */
export function repairOf(diagnostic: Diagnostic, program: string): string | undefined {
  const replacement = replacementOf(diagnostic);
  if (!replacement) return undefined;
  const { span, text } = replacement;
  return program.slice(0, span.start) + text + program.slice(span.end);
}
