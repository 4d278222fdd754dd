/** What a suggestion makes of the text, where it is a replacement. */
import type { Diagnostic, Replacement } from "../../codegen/diagnostics.js";
import { suggestedIn } from "../language/names/suggest.js";

export type { Replacement };

/** The replacement that a diagnostic carries or its hint suggests; undefined where the hint says something else. */
export function replacementOf({ hint, span, replacement }: Diagnostic): Replacement | undefined {
  if (replacement !== undefined) return replacement;
  const text = suggestedIn(hint);
  return text === undefined || text.includes("'") ? undefined : { span, text };
}
