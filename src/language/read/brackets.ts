/** Brackets, bars and the virtual brackets of functions written without any: what is open at a place of a text. */
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import { quote } from "../../../codegen/diagnostics.js";
import type { Span } from "../syntax.js";

export type BracketKind =
  "paren" | "square" | "brace" | "block" | "slice" | "bars" | "norm" | "angle" | "open-function" | "open-sum";

interface BracketTokens {
  readonly open: string;
  readonly close: string;
  /** What closes it, for messages. */
  readonly sign: string;
}

/** The grammar's tokens for each kind. Braces group as parentheses do; a norm is a pair of bars to the grammar. */
export const bracketTokens: Readonly<Record<BracketKind, BracketTokens>> = {
  paren: { open: "lparen", close: "rparen", sign: ")" },
  square: { open: "lparen", close: "rparen", sign: "]" },
  brace: { open: "lparen", close: "rparen", sign: "}" },
  block: { open: "lblock", close: "rblock", sign: "]" },
  slice: { open: "lslice", close: "rslice", sign: "]" },
  bars: { open: "lbar", close: "rbar", sign: "|" },
  norm: { open: "lbar", close: "rbar", sign: "‖" },
  angle: { open: "langle", close: "rangle", sign: "⟩" },
  "open-function": { open: "lparen", close: "rparen", sign: "" },
  "open-sum": { open: "lparen", close: "rparen", sign: "" },
};

export interface OpenBracket extends Span {
  readonly kind: BracketKind;
  readonly text: string;
  /** The type of the token it opened after: `callee` where its entries are the arguments of a call. */
  readonly before: string | undefined;
  /** How many tokens there were when it opened. */
  readonly at: number;
  /** Whether blanks separate its entries. */
  readonly blanks?: boolean;
}

const span = ({ start, end }: Span): Span => ({ start, end });

export function unclosedBracket(open: OpenBracket, end: number): Diagnostic {
  const { sign } = bracketTokens[open.kind];
  return {
    code: "syntax/unclosed-bracket",
    message: `this ${quote(open.text)} is never closed`,
    span: span(open),
    expected: [quote(sign)],
    related: [{ span: { start: end, end }, message: `a ${quote(sign)} was expected before here` }],
    replacement: { span: { start: end, end }, text: sign },
  };
}

export function unopenedBracket(close: Span, text: string): Diagnostic {
  return {
    code: "syntax/unopened-bracket",
    message: `unexpected ${quote(text)}: no bracket is open here`,
    span: span(close),
    hint: "leave it out, or open a bracket before",
    replacement: { span: span(close), text: "" },
  };
}

export function mismatchedBracket(open: OpenBracket, close: Span, text: string): Diagnostic {
  const { sign } = bracketTokens[open.kind];
  return {
    code: "syntax/mismatched-bracket",
    message: `expected ${quote(sign)} to close ${quote(open.text)}, found ${quote(text)}`,
    span: span(close),
    expected: [quote(sign)],
    related: [{ span: span(open), message: "opened here" }],
  };
}
