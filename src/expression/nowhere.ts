/** Syntax that stands in no text. */
import type { ApplySyntax, NameSyntax, Span, Syntax } from "../language/syntax.js";

export const NOWHERE: Span = { start: 0, end: 0 };

export const name = (text: string): NameSyntax => ({ kind: "name", name: text, spelling: text, span: NOWHERE });

export function apply(head: string, args: readonly Syntax[], elementwise = false): ApplySyntax {
  return { kind: "apply", head, args, elementwise, span: NOWHERE, at: NOWHERE };
}
