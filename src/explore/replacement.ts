/** What a suggestion makes of the text, where it is a replacement. */
import type { Diagnostic } from "../../codegen/diagnostics.js";
import { suggestedIn } from "../language/names/suggest.js";

/** The text to put in place of a span. */
export interface Replacement {
  readonly span: Diagnostic["span"];
  readonly text: string;
}

/** The replacement that a diagnostic's hint suggests; undefined where the hint says something else, or there is none. */
export function replacementOf({ hint, span }: Diagnostic): Replacement | undefined {
  const text = suggestedIn(hint);
  return text === undefined || text.includes("'") ? undefined : { span, text };
}
