/** Runs nearley over tokens that are made already, with messages of our own and exactly one parse. */
import nearley from "nearley";
import compiled from "../../../grammar/matrix.generated.js";
import type { RawStatement, Token } from "../../../grammar/nodes.js";
import { bracketTokens, type BracketKind } from "../read/brackets.js";
import { quote, type Diagnostic } from "../../../codegen/diagnostics.js";

type Start = RawStatement["kind"];

const starts: readonly Start[] = ["expression", "equation", "definition", "function", "return", "declaration"];

const grammars = new Map(
  starts.map(
    (start) =>
      [start, nearley.Grammar.fromCompiled({ ParserRules: compiled.ParserRules, ParserStart: start })] as const,
  ),
);

/** Nearley's reports list its whole parse table, which takes seconds where brackets are many. */
class QuietParser extends nearley.Parser {
  reportError(): string {
    return "";
  }
}

/** Hands out the tokens and counts them. */
class TokenSource {
  position = 0;
  constructor(private readonly tokens: readonly Token[]) {}
  reset(): void {
    this.position = 0;
  }
  next(): Token | undefined {
    this.position += 1;
    return this.tokens[this.position - 1];
  }
  save(): Record<string, never> {
    return {};
  }
  formatError(): string {
    return "";
  }
}

/** Parses the tokens of one statement; on failure, undefined and a diagnostic that points at the fault. */
export function parseTokens<K extends Start>(
  start: K,
  tokens: readonly Token[],
  source: string,
  diagnostics: Diagnostic[],
): Extract<RawStatement, { kind: K }> | undefined {
  const grammar = grammars.get(start);
  if (grammar === undefined) throw new Error(`the grammar has no start symbol ${start}`);
  const lexer = new TokenSource(tokens);
  const parser = new QuietParser(grammar, { lexer });
  try {
    parser.feed("");
  } catch (error) {
    if (!(error instanceof Error && "token" in error)) throw error;
    diagnostics.push(unexpected(tokens, lexer.position - 1, source));
    return undefined;
  }
  if (parser.results.length > 1) throw new Error(`the grammar is ambiguous: ${quote(source)}`);
  if (parser.results.length === 0) diagnostics.push(unexpected(tokens, tokens.length, source));
  return parser.results[0];
}

/** Tokens after which an operand must stand. */
const wantsOperand: ReadonlySet<string> = new Set(
  ["plus", "minus", "times", "cross", "hadamard", "colon", "power", "comma", "semicolon", "equals", "range"].concat([
    "lparen",
    "lbar",
    "langle",
    "lblock",
    "lslice",
    "returns",
    "fraction",
    "callee",
  ]),
);

function unexpected(tokens: readonly Token[], index: number, source: string): Diagnostic {
  const token = tokens[index];
  const before = tokens[index - 1];
  const end = before?.end ?? 0;
  const span = token === undefined ? { start: end, end } : { start: token.start, end: token.end };
  const found = token === undefined ? "the end" : written(token, source);
  const surprise = token === undefined ? "unexpected end" : `unexpected ${found}`;
  if (before === undefined || wantsOperand.has(before.type)) {
    const after = before === undefined ? "" : ` after ${written(before, source)}`;
    return {
      code: "syntax/expected-operand",
      message: `expected an operand${after}, found ${found}`,
      span,
      expected: ["a name", "a number", "`(`"],
      ...(doubled(before, token) ? { hint: "a power is written `A^p`" } : {}),
    };
  }
  const hint = token?.type === "comma" ? { hint: "several outputs are listed with `return A, B`" } : {};
  return { code: "syntax/unexpected", message: `${surprise} after ${written(before, source)}`, span, ...hint };
}

/** `A**B`. */
const doubled = (before: Token | undefined, token: Token | undefined): boolean =>
  token !== undefined && before?.type === "times" && before.value === "product" && token.value === "product";

/** A token as it stands in the source; a bracket that is not there, by its function. */
function written(token: Token, source: string): string {
  const text = source.slice(token.start, token.end);
  if (text !== "") return quote(text);
  const closes = token.type.startsWith("r") && token.value in bracketTokens;
  return closes ? `the end of ${quote(bracketTokens[token.value as BracketKind].sign)}` : "nothing";
}
