/** Names that an author set bold. */
import { canonicalName } from "../../../grammar/names.js";

const COMMAND =
  /\\(?:mathbf|boldsymbol|bm|pmb|textbf)\s*(?:\{([^{}]*)\}|(\\[A-Za-z]+|[A-Za-z]))|\{\\(?:bf|bfseries)\s+([^{}]*)\}/g;

/** The names in bold in a text: `\mathbf{X}`, `\boldsymbol{\Sigma}`, `{\bf A}`. */
export function boldNames(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, braces, bare, old] of text.matchAll(COMMAND)) {
    const given = (braces ?? bare ?? old ?? "").trim();
    if (/^\\?[A-Za-z]+$/.test(given)) found.add(canonicalName(given));
  }
  return found;
}
