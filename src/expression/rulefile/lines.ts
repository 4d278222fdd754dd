/** A line of a rule file → what it says: moo makes words, nearley the line (grammar/rules.ne). */
import moo from "moo";
import nearley from "nearley";
import compiled from "../../../grammar/rules.generated.js";
import type { RuleLines, RuleToken } from "../../../grammar/rule-lines.js";
import { didYouMean, suggestedIn } from "../../language/names/suggest.js";
import type { RuleLine } from "./rule-line.js";
import { ruleError } from "./problem.js";

type Start = keyof RuleLines;

/** The terminals of the grammar that are words of the rule files, by the grammar itself. */
const KEYWORDS = [
  ...new Set(compiled.ParserRules.flatMap((rule: { symbols: unknown[] }) => rule.symbols.flatMap(terminal))),
].filter((type) => !["word", "gap", "comma", "colon", "semicolon", "equals", "geq"].includes(type));

/** The word of a terminal; the code that nearley generates names terminals, so that some cannot be the word itself. */
function wordOf(type: string): string {
  return type.replace(/^_/, "");
}

function terminal(symbol: unknown): string[] {
  return typeof symbol === "object" && symbol !== null && "type" in symbol ? [String(symbol.type)] : [];
}

const lexer = moo.compile({
  gap: /[ \t]{2,}|\t/,
  blank: / /,
  comma: ",",
  semicolon: ";",
  equals: "=",
  geq: ["≥", ">="],
  // A colon that ends a word declares; those of slices stand inside of one.
  colon: /:(?=\s|$)/,
  word: {
    match: /(?:[^\s,;:=≥#>]|:(?!\s|$)|>(?!=))+/,
    type: moo.keywords(Object.fromEntries(KEYWORDS.map((type) => [type, wordOf(type)]))),
  },
});

function tokensOf(line: RuleLine): RuleToken[] {
  lexer.reset(line.text);
  return [...lexer]
    .filter(({ type }) => type !== "blank")
    .map(({ type, text, offset }) => ({ type: type!, text, start: offset, line: line.text }));
}

class Tokens {
  position = 0;
  constructor(private readonly tokens: readonly RuleToken[]) {}
  reset(): void {
    this.position = 0;
  }
  next(): (RuleToken & { readonly value: string }) | undefined {
    const token = this.tokens[this.position];
    this.position += 1;
    return token && { ...token, value: token.text };
  }
  save(): Record<string, never> {
    return {};
  }
  formatError(): string {
    return "";
  }
}

class LineParser extends nearley.Parser {
  reportError(): string {
    return "";
  }
  /** The terminals that could stand after the given number of tokens. */
  expectedAt(index: number): string[] {
    const { table } = this as unknown as { table: Record<number, { scannable: State[] } | undefined> };
    const states = table[index]?.scannable ?? [];
    return [...new Set(states.flatMap(({ rule, dot }) => terminal(rule.symbols[dot])))];
  }
}

interface State {
  readonly rule: { readonly symbols: readonly unknown[] };
  readonly dot: number;
}

const grammars = new Map<Start, nearley.Grammar>();

function grammarFrom(start: Start): nearley.Grammar {
  const known = grammars.get(start);
  if (known) return known;
  const grammar = nearley.Grammar.fromCompiled({ ParserRules: compiled.ParserRules, ParserStart: start });
  grammars.set(start, grammar);
  return grammar;
}

/** The line by the grammar from the given start symbol. Throws RuleError, with its place and what could stand there. */
export function readLine<S extends Start>(start: S, line: RuleLine): RuleLines[S] {
  const tokens = tokensOf(line);
  const source = new Tokens(tokens);
  const parser = new LineParser(grammarFrom(start), { lexer: source, keepHistory: true });
  const opening = parser.expectedAt(0);
  try {
    parser.feed("");
  } catch (error) {
    if (!(error instanceof Error && "token" in error)) throw error;
    throw unexpected(line, tokens, source.position - 1, opening, parser.expectedAt(source.position - 1), start);
  }
  if (parser.results.length > 1) throw new Error(`the grammar of rules is ambiguous: ${line.text}`);
  if (parser.results.length === 0)
    throw unexpected(line, tokens, tokens.length, opening, parser.expectedAt(tokens.length), start);
  return parser.results[0] as RuleLines[S];
}

/** What a line of each kind is called. */
const KINDS: Readonly<Record<Start, string>> = {
  head: "the head of a rule",
  formula: "the formula of a rule",
  functionLine: "a line of a function",
  scalarLine: "a line of a scalar function",
  lawLine: "a line below a formula",
  propertyLine: "a line of a property",
};

/** How a formula of each kind begins, where no keyword does. */
const SIGNS: Readonly<Record<string, string>> = {
  word: "a word",
  gap: "two blanks and declarations",
  comma: "`,`",
  colon: "`: `",
  semicolon: "`;`",
  equals: "`=`",
  geq: "`≥`",
};

function unexpected(
  line: RuleLine,
  tokens: readonly RuleToken[],
  index: number,
  opening: readonly string[],
  expected: readonly string[],
  start: Start,
) {
  const word = tokens[0];
  // A keyword that is misspelled reads as the beginning of a formula: the fault is seen only later.
  const keywords = opening.filter((type) => !(type in SIGNS)).map(wordOf);
  const hint = word?.type === "word" && start !== "head" ? didYouMean(word.text, keywords) : undefined;
  const meant = suggestedIn(hint);
  if (word && meant !== undefined) {
    const at = line.start + word.start;
    return ruleError(line, "line", `${word.text} begins no line of this block`, {
      at: word,
      hint: hint!,
      replacement: { span: { start: at, end: at + word.text.length }, text: meant },
    });
  }
  const token = tokens[index];
  const end = { text: "", start: line.text.length };
  const could = expected.map((type) => SIGNS[type] ?? `\`${wordOf(type)}\``);
  const found = token === undefined ? "end" : token.type === "gap" ? "two blanks" : `\`${token.text}\``;
  const few = could.length > 0 && could.length <= 6 ? `, expected ${could.join(" or ")}` : "";
  return ruleError(line, "line", `unexpected ${found} in ${KINDS[start]}${few}`, {
    at: token ?? end,
    expected: could,
    ...(token?.type === "gap" ? { hint: "two blanks stand only between a formula and its declarations" } : {}),
    ...(index === 0 && keywords.length > 0 ? { hint: `a line begins with a formula, or ${keywords.join(", ")}` } : {}),
  });
}
