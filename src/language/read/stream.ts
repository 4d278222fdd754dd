/** The state of one pass from lexemes to tokens: a cursor, the tokens so far, and the brackets that are open. */
import type { Token } from "../../../grammar/nodes.js";
import {
  bracketTokens,
  mismatchedBracket,
  unclosedBracket,
  unopenedBracket,
  type BracketKind,
  type OpenBracket,
} from "./brackets.js";
import type { Diagnostic } from "../../../codegen/diagnostics.js";
import { grouped, type Limits } from "../diagnostics/limits.js";
import type { PlainLexeme } from "./plain.js";
import type { TakeNote } from "../diagnostics/notes.js";
import type { Scope } from "../names/scope.js";
import type { Span } from "../syntax.js";

export interface TokenOptions {
  readonly scope: Scope;
  readonly limits: Limits;
  /** Whether a letter of the program stands elsewhere than before a bracket; unknown outside programs. */
  readonly isBare?: (letter: string) => boolean;
  /** Letters that the sums of the program run over, and that stand in subscripts on its left sides. */
  readonly indices?: ReadonlySet<string>;
  /** Told how something surprising is read. */
  readonly note?: TakeNote;
  /**
   * How words are read: split into names and functions; or whole, as in dialects without juxtaposition, where what is
   * called must be a function; or whole in a shape, where `n(n+1)` is a product.
   */
  readonly words?: "split" | "whole" | "code" | "dimensions";
  /** What the signs of the language stand for, where a dialect differs: `.*` → a product. */
  readonly signs?: ReadonlyMap<string, readonly [type: string, value: string]>;
}

const operandEnds: ReadonlySet<string> = new Set(
  ["number", "name", "constant", "word", "postfix"].concat(["rparen", "rbar", "rangle", "rblock", "rslice"]),
);

/** Tokens that begin an operand; after another operand, the two are a product. */
const operandStarts: ReadonlySet<string> = new Set(
  ["number", "name", "constant", "callee", "fraction", "over"].concat(["lparen", "lbar", "langle", "lblock"]),
);

/** Tokens before which the argument of a function without brackets ends. */
const separators: ReadonlySet<string> = new Set(
  ["plus", "minus", "times", "hadamard"].concat(["colon", "range", "comma", "semicolon", "equals"]),
);

/** Of these, the ones within what a sum takes: a product goes on after them. */
const productSeparators: ReadonlySet<string> = new Set(["times", "hadamard"]);

/** Mistakes of one statement that are worth a message each. */
const mostReported = 20;

export class TokenStream {
  readonly tokens: Token[] = [];
  private readonly brackets: OpenBracket[] = [];
  private index = 0;
  /** The bracket that closed last holds the numerator of a fraction: the next one holds the denominator. */
  private afterNumerator = false;
  /** The token that closed the last fraction. */
  fractionEnd: Token | undefined;
  /** After a bracket that cannot be matched, or many mistakes, nothing further is said. */
  private stopped = false;
  private reported = 0;
  /** Postfix operators and powers since the last operand that had none. */
  private chain = 0;

  constructor(
    private readonly lexemes: readonly PlainLexeme[],
    readonly options: TokenOptions,
    private readonly diagnostics: Diagnostic[],
  ) {}

  /** The next lexeme, taken. */
  take(): PlainLexeme | undefined {
    if (this.stopped) return undefined;
    this.index += 1;
    return this.lexemes[this.index - 1];
  }

  /** The lexeme after the one taken last; `ahead` further on. */
  peek(ahead = 0): PlainLexeme | undefined {
    return this.lexemes[this.index + ahead];
  }

  /** The lexemes after the one taken last. */
  ahead(): Iterable<PlainLexeme> {
    const { lexemes, index } = this;
    return (function* () {
      for (let at = index; at < lexemes.length; at += 1) yield lexemes[at]!;
    })();
  }

  /** The lexeme before the one taken last. */
  get before(): PlainLexeme | undefined {
    return this.lexemes[this.index - 2];
  }

  skip(count = 1): void {
    this.index += count;
  }

  /** Skips the lexemes that begin before the offset. */
  skipTo(offset: number): void {
    while ((this.peek()?.start ?? offset) < offset) this.skip();
  }

  get last(): Token | undefined {
    return this.tokens[this.tokens.length - 1];
  }

  get afterOperand(): boolean {
    return this.last !== undefined && operandEnds.has(this.last.type);
  }

  get bracket(): OpenBracket | undefined {
    return this.brackets[this.brackets.length - 1];
  }

  /** The innermost bracket that is written. */
  get writtenBracket(): OpenBracket | undefined {
    return this.brackets.findLast(({ kind }) => kind !== "open-function" && kind !== "open-sum");
  }

  emit(type: string, value: string, { start, end }: Span, more?: Partial<Token>): void {
    if (productSeparators.has(type)) this.closeArguments(this.last?.end ?? start);
    else if (separators.has(type)) this.closeFunctions(this.last?.end ?? start);
    this.juxtapose(type, start);
    if (type === "postfix" || type === "power") this.countChain({ start, end });
    else if (separators.has(type)) this.chain = 0;
    this.tokens.push(more === undefined ? { type, value, start, end } : { type, value, start, end, ...more });
  }

  /** Puts the sign of a product, of no width, between two operands side by side; a comma, where blanks are commas. */
  private juxtapose(type: string, at: number): void {
    const { last } = this;
    if (last !== undefined && operandEnds.has(last.type) && operandStarts.has(type) && !this.afterNumerator) {
      if (this.separatesAt(at)) {
        this.afterNumerator = false;
        return this.emit("comma", ",", { start: last.end, end: last.end });
      }
      this.tokens.push({ type: "times", value: "product", start: last.end, end: last.end });
      this.chain = 0;
    }
    this.afterNumerator = false;
  }

  /** Whether a blank before the offset separates two columns: `[A B; C D]`. */
  separatesAt(offset: number): boolean {
    const open = this.writtenBracket;
    return open?.kind === "block" && open.blanks === true && this.last !== undefined && this.last.end < offset;
  }

  /** Operators after one operand nest as brackets do: A²ᵀ²ᵀ…, a^b^c^… */
  private countChain(span: Span): void {
    this.chain += 1;
    if (this.chain === this.options.limits.depth) this.tooDeep("operators after one operand", span);
  }

  private tooDeep(what: string, span: Span): void {
    this.report("limit/depth", `${what} are nested more than ${grouped(this.options.limits.depth)} deep`, span);
    this.stopped = true;
  }

  /** Takes the last token back: a second transpose undoes the first. */
  undo(): void {
    this.tokens.pop();
    this.chain -= 1;
  }

  /** Gives up: what follows could not be read with any sense. */
  stop(): void {
    this.stopped = true;
  }

  report(code: string, message: string, { start, end }: Span, hint?: string): void {
    this.add({ code, message, span: { start, end }, ...(hint === undefined ? {} : { hint }) });
  }

  note(code: Parameters<TakeNote>[0], message: string, span: Span): void {
    this.options.note?.(code, message, span);
  }

  add(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
    this.reported += 1;
    if (this.reported >= mostReported) this.stopped = true;
  }

  push(kind: BracketKind, text: string, { start, end }: Span, blanks = false): void {
    if (this.brackets.length >= this.options.limits.depth) {
      this.tooDeep("brackets", { start, end });
      return;
    }
    const before = this.afterNumerator ? "denominator" : this.last?.type;
    const { open } = bracketTokens[kind];
    this.juxtapose(open, start);
    this.chain = 0;
    this.tokens.push({ type: open, value: kind, start, end });
    this.brackets.push({ kind, text, start, end, before, at: this.tokens.length, ...(blanks ? { blanks } : {}) });
  }

  /** Closes the innermost bracket, which must be of one of the kinds; its kind, or undefined. */
  pop(kinds: readonly BracketKind[], text: string, { start, end }: Span): BracketKind | undefined {
    this.closeFunctions(this.last?.end ?? start);
    const top = this.brackets.pop();
    if (top !== undefined && kinds.includes(top.kind)) {
      this.tokens.push({ type: bracketTokens[top.kind].close, value: top.kind, start, end });
      this.afterNumerator = top.before === "fraction" || top.before === "over";
      if (top.before === "denominator") this.fractionEnd = this.last;
      if (top.before === "over") this.push("open-sum", top.text, { start: end, end });
      return top.kind;
    }
    this.stopped = true;
    this.add(top === undefined ? unopenedBracket({ start, end }, text) : mismatchedBracket(top, { start, end }, text));
    return undefined;
  }

  /** Closes the arguments of functions without brackets, and what sums take, that end here. */
  closeFunctions(at: number): void {
    while (this.bracket?.kind === "open-function" || this.bracket?.kind === "open-sum") this.closeOpen(at);
  }

  /** Closes the arguments of functions without brackets, in the product that a sum takes. */
  private closeArguments(at: number): void {
    while (this.bracket?.kind === "open-function") this.closeOpen(at);
  }

  private closeOpen(at: number): void {
    const { kind } = this.brackets.pop()!;
    this.tokens.push({ type: "rparen", value: kind, start: at, end: at });
  }

  /** Ends the pass; brackets that are open still are reported by the innermost of them. */
  finish(): readonly Token[] {
    if (this.stopped) return this.tokens;
    const end = this.lexemes[this.lexemes.length - 1]?.end ?? 0;
    this.closeFunctions(this.last?.end ?? end);
    if (this.bracket !== undefined) this.add(unclosedBracket(this.bracket, end));
    return this.tokens;
  }
}
