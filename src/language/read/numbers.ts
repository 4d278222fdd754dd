/** Numbers: decimal digits, a point, an exponent; and the spellings of other languages that are refused. */
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import { quote } from "../../../codegen/diagnostics.js";
import type { PlainLexeme } from "./plain.js";

/** `5.` → `5`, `.5` → `0.5`: the one spelling of a number in a syntax tree. */
export const numberText = (text: string): string => text.replace(/^\./, "0.").replace(/\.(?=$|[eE])/, "");

/** What is wrong with the number, given the lexemes after it. */
export function checkNumber(
  number: PlainLexeme,
  next: PlainLexeme | undefined,
  afterNext: PlainLexeme | undefined,
): Diagnostic | undefined {
  const { text, start, end } = number;
  const adjacent = next !== undefined && next.start === end ? next : undefined;
  if (adjacent?.type === "word") {
    if (text === "0" && /^[xXbBoO][0-9A-Fa-f]/.test(adjacent.text)) {
      return problem("number", `${quote(text + adjacent.text)} is not a decimal number`, start, adjacent.end);
    }
    const signed = afterNext !== undefined && afterNext.start === adjacent.end;
    if (/^[eE]$/.test(adjacent.text) && signed && (afterNext.type === "plus" || afterNext.type === "minus")) {
      const hint = `write digits after the sign; if \`${adjacent.text}\` is a name, put a blank after it`;
      return problem("number", "the exponent of this number has no digits", start, afterNext.end, hint);
    }
  }
  if (adjacent?.type === "subscript" && /^_[0-9]/.test(adjacent.text)) {
    const hint = "write the digits without a separator";
    return problem("number", `${quote(text + adjacent.text)} is not a number`, start, adjacent.end, hint);
  }
  const value = Number(text);
  if (!Number.isFinite(value)) {
    return problem("number-overflow", `${quote(text)} is larger than a double can hold`, start, end);
  }
  if (value === 0 && /[1-9]/.test(text.replace(/[eE].*$/, ""))) {
    return problem("number-underflow", `${quote(text)} is smaller than a double can hold`, start, end);
  }
  return undefined;
}

function problem(code: string, message: string, start: number, end: number, hint?: string): Diagnostic {
  return { code: `syntax/${code}`, message, span: { start, end }, ...(hint === undefined ? {} : { hint }) };
}
