/** Names that a program declares or defines. */
import type { Token } from "../../../grammar/nodes.js";
import { quote, type Diagnostic } from "../../../codegen/diagnostics.js";
import type { Limits } from "../diagnostics/limits.js";
import { canonicalName, isName, matrixParts } from "../../../grammar/names.js";
import type { PlainLexeme } from "./plain.js";
import { reservedNames } from "../names/scope.js";

/** The token of a declared name, and what forbids it. */
export function readTarget(
  { text: written, start, end }: PlainLexeme,
  functions: ReadonlySet<string>,
  limits: Limits,
  diagnostics: Diagnostic[],
): Token {
  // Of an entry, `K_{i,j}`, the comma says no more.
  const text = written.replace(/_\{(\p{L}),(\p{L})\}$/u, "_{$1$2}");
  const name = canonicalName(text);
  const report = (code: string, message: string, hint?: string): void => {
    diagnostics.push({ code, message, span: { start, end }, ...(hint === undefined ? {} : { hint }) });
  };
  const part = /_\{?([a-z]+)\}?$/.exec(text)?.[1] ?? "";
  const reserved = reservedNames.get(name);
  if (text.length > limits.nameLength) {
    report("limit/name-length", `a name has at most ${limits.nameLength} characters`);
  } else if (matrixParts.has(part)) {
    report("syntax/reserved-name", `${quote(text)} is the ${part} part of a matrix and cannot be declared`);
  } else if (reserved !== undefined) {
    report("syntax/reserved-name", `${reserved} and cannot be declared`);
  } else if (functions.has(name)) {
    report("syntax/reserved-name", `${quote(text)} is a function and cannot be declared`, "choose another name");
  } else if (!isName(text)) {
    const hint = "a name is a letter with digits or a subscript, or a longer Latin word";
    report("syntax/name", `${quote(text)} is not a name`, hint);
  }
  return { type: "name", value: name, spelling: text, start, end };
}

/** Two parameters of one function have two names. */
export function refuseRepeated(parameters: readonly Token[], diagnostics: Diagnostic[]): void {
  const again = parameters.find(({ value }, index) => parameters.findIndex((p) => p.value === value) < index);
  if (again === undefined) return;
  const message = `two parameters are called ${again.spelling ?? again.value}`;
  diagnostics.push({ code: "syntax/parameters", message, span: { start: again.start, end: again.end } });
}

/** The lexeme as a token of the type. */
export const tokenOf = (type: string, { text, start, end }: PlainLexeme): Token => ({
  type,
  value: text,
  start,
  end,
});
