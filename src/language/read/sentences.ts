/**
 * Sentences around a formula: `Find the derivative of $xᵀA x$ with respect to $x$`, `Let f(X) = tr(X). Compute the gradient.`
 * A sentence begins with one of few words and ends at the formula.
 */
import type { PlainLexeme } from "./plain.js";
import { isPropertyWord } from "./property-words.js";

/** Words with which a sentence about a formula begins. */
const beginnings: ReadonlySet<string> = new Set(
  ["find", "compute", "calculate", "determine", "evaluate", "derive", "differentiate", "what", "how", "show"].concat(
    ["derivative", "gradient", "derivatives", "gradients", "consider", "define", "the", "let", "suppose", "please"],
    ["question", "problem", "we", "i", "my", "prove"],
  ),
);

/** Words that go on in it. */
const middles: ReadonlySet<string> = new Set(
  [
    "is",
    "are",
    "a",
    "an",
    "of",
    "do",
    "does",
    "can",
    "to",
    "you",
    "me",
    "for",
    "this",
    "that",
    "following",
    "in",
  ].concat(
    ["function", "expression", "matrix", "vector", "scalar", "partial", "total", "loss", "cost", "objective", "take"],
    ["want", "need", "have", "would", "like", "be", "by", "equation", "value", "formula", "respect", "with", "where"],
    ["trying", "am", "get", "where", "quadratic", "form", "first", "order", "its", "then", "now", "help", "valued"],
    ["problem", "over", "defined", "as", "given", "following", "real", "and", "real-valued", "if", "i", "m"],
  ),
);

const lower = ({ text }: PlainLexeme): string => text.toLowerCase();

const isWord = (lexeme: PlainLexeme | undefined, words: ReadonlySet<string>): lexeme is PlainLexeme =>
  lexeme?.type === "word" && words.has(lower(lexeme));

/** Without one of these the text is no sentence, and has no lines that commas separate. */
const isSign = (lexeme: PlainLexeme): boolean =>
  lexeme.type === "comma" ||
  lexeme.text === "?" ||
  (lexeme.type === "word" &&
    (beginnings.has(lower(lexeme)) || /^(?:with|w|wrt|and|where)$/.test(lexeme.text) || isPropertyWord(lexeme.text)));

export interface Sentences {
  readonly lexemes: readonly PlainLexeme[];
  /** Names that something is asked with respect to. */
  readonly wrt: readonly string[];
}

/** The formulas of the text, and the names that are asked for. */
export function withoutSentences(given: readonly PlainLexeme[]): Sentences {
  if (!given.some(isSign)) return { lexemes: given, wrt: [] };
  const named = new Set(
    given.filter((_, at) => /^(?:colon|equals|element)$/.test(given[at + 1]?.type ?? "")).map(({ text }) => text),
  );
  const own = (word: string): boolean => named.has(word);
  const wrt: string[] = [];
  const kept: PlainLexeme[] = [];
  for (let index = 0; index < given.length;) {
    const lexeme = given[index]!;
    const respect = respectAt(given, index);
    if (respect !== undefined) {
      wrt.push(...respect.names);
      index = respect.next;
      continue;
    }
    const begins =
      kept.length === 0 || /^(?:newline|semicolon)$/.test(kept[kept.length - 1]!.type) || endsSentence(given, index);
    const after = begins && !own(lexeme.text) ? sentenceEnd(given, index) : index;
    if (after > index) {
      const dot = kept[kept.length - 1];
      if (dot?.type === "dot") kept[kept.length - 1] = { ...dot, type: "newline" };
      index = after;
    } else if (lexeme.text === "?" && isLast(given, index)) {
      if (kept[kept.length - 1]?.type === "equals") kept.pop();
      index += 1;
    } else {
      kept.push(lexeme);
      index += 1;
    }
  }
  return { lexemes: definitionsApart(withConditionsOpened(kept)), wrt };
}

/** Whether a full stop before the index ends a sentence: `X. Find`. */
const endsSentence = (given: readonly PlainLexeme[], index: number): boolean =>
  given[index - 1]?.type === "dot" && given[index - 1]!.end < given[index]!.start && isWord(given[index], beginnings);

const isLast = (given: readonly PlainLexeme[], index: number): boolean =>
  given.slice(index + 1).every(({ type }) => type === "newline" || type === "dot");

/** The index after the words of a sentence that begins at the index; the index itself, where none does. */
function sentenceEnd(given: readonly PlainLexeme[], from: number): number {
  const [first, second] = given.slice(from, from + 2);
  if (!isWord(first, beginnings) || second === undefined || first.style === "word") return from;
  // `gradient(f, x)` is a call, `the: n` a name.
  if (/^(?:lparen|lbracket|equals|colon|element|caret|superscript|prime|dot)$/.test(second.type)) return from;
  if (first.text.length === 1 && !isWord(second, middles)) return from;
  let next = from + 1;
  while (next < given.length && (isWord(given[next], middles) || isWord(given[next], beginnings))) {
    const word = given[next]!;
    // One letter is a word between words only: `what is a`, `a x`.
    const follows = given[next + 1];
    const isArticle = word.text.length > 1 || isWord(follows, middles) || isWord(follows, beginnings);
    if (!isArticle || /^(?:lparen|lbracket|equals|colon|element|caret|prime|dot)$/.test(follows?.type ?? "")) break;
    next += 1;
  }
  if (given[next]?.type === "colon") next += 1;
  // `Let A be symmetric` says something of A, which is read as a condition.
  return lower(first) === "let" && next === from + 1 && isSaid(given, next) ? from : next;
}

const isSaid = (given: readonly PlainLexeme[], index: number): boolean => {
  const verb = given[index + 1];
  return verb?.type === "word" && /^(?:be|is|denote)$/.test(verb.text) && given.slice(index, index + 8).some(({ text }) => isPropertyWord(text)); // prettier-ignore
};

/** `with respect to X`, `w.r.t. X`, `wrt X and Y`: the names, and the index after them. */
function respectAt(
  given: readonly PlainLexeme[],
  index: number,
): { readonly names: string[]; readonly next: number } | undefined {
  const text = (at: number): string => (given[at] === undefined ? "" : lower(given[at]!));
  const long = text(index) === "with" && text(index + 1) === "respect" && text(index + 2) === "to" ? index + 3 : 0;
  let short = text(index) === "wrt" ? index + 1 : 0;
  if (text(index) === "w" && text(index + 1) === "." && text(index + 2) === "r" && text(index + 4) === "t")
    short = index + (text(index + 5) === "." ? 6 : 5);
  let next = long || short;
  if (next === 0) return undefined;
  while (
    /^(?:the|a|matrix|vector|parameter|parameters|weights|input|variable)$/.test(text(next)) &&
    given[next + 1]?.type === "word"
  )
    next += 1;
  const names: string[] = [];
  while (given[next]?.type === "word") {
    names.push(given[next]!.text);
    next += 1;
    if (!/^(?:,|and)$/.test(text(next)) || given[next + 1]?.type !== "word" || given[next + 1]!.text.length > 2) break;
    next += 1;
  }
  return names.length === 0 ? undefined : { names, next };
}

/** `xᵀA x (A symmetric)`: what a bracket at the end says of a name, after a comma. */
function withConditionsOpened(lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] {
  const close = lexemes.findLastIndex(({ type }) => type !== "newline" && type !== "dot");
  const open = lexemes[close]?.type === "rparen" ? lexemes.findLastIndex(({ type }) => type === "lparen") : -1;
  const inside = lexemes.slice(open + 1, Math.max(close, 0));
  if (open <= 0 || !inside.some(({ type, text }) => type === "word" && isPropertyWord(text)) || inside.some(({ type }) => type === "lparen")) return lexemes; // prettier-ignore
  return [...lexemes.slice(0, open), { ...lexemes[open]!, type: "comma", text: "," }, ...inside];
}

/** Whether a definition stands at the index: `z = …`, `f(x) = …`, but not `A = Aᵀ`, which says something of A. */
function isDefinition(lexemes: readonly PlainLexeme[], index: number): boolean {
  const [name, sign] = lexemes.slice(index, index + 2);
  if (name?.type !== "word") return false;
  if (sign?.type === "lparen") {
    const close = lexemes.findIndex(({ type }, at) => at > index && type === "rparen");
    const names = lexemes.slice(index + 2, close).every(({ type }) => type === "word" || type === "comma");
    return close > index + 2 && names && lexemes[close + 1]?.type === "equals";
  }
  const value = lexemes[index + 2];
  const same = value?.text === name.text || (value?.type === "minus" && lexemes[index + 3]?.text === name.text);
  return sign?.type === "equals" && !same && value !== undefined;
}

const opens: ReadonlySet<string> = new Set(["lparen", "lbracket", "lbrace", "lblock", "langle"]);
const closes: ReadonlySet<string> = new Set(["rparen", "rbracket", "rbrace", "rblock", "rangle"]);

/** `z = A x, L = zᵀz` and `z = A x and L = …` are two lines; `L = zᵀz where z = A x` has its definition first. */
function definitionsApart(lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] {
  let depth = 0;
  let equals = false;
  let from = 0;
  const written: PlainLexeme[] = [];
  const recurrent = lexemes.some(({ text }, at) => text === "for" && lexemes[at + 2]?.type === "equals");
  for (let index = 0; index < lexemes.length; index += 1) {
    const lexeme = lexemes[index]!;
    const { type, text, start, end } = lexeme;
    if (opens.has(type)) depth += 1;
    if (closes.has(type)) depth -= 1;
    if (type === "newline" || type === "semicolon") [equals, from] = [false, written.length + 1];
    if (depth === 0 && type === "equals") equals = true;
    const next =
      type === "comma" && /^(?:and|where|with)$/.test(lexemes[index + 1]?.text ?? "") ? index + 2 : index + 1;
    const word = next === index + 2 ? lexemes[index + 1]!.text : text;
    const joins =
      (type === "comma" || (type === "word" && word === "and")) && (equals || word === "and" || isSpaceBefore(written));
    const explains = /^(?:where|with)$/.test(word) && written.length > from;
    if (depth === 0 && !recurrent && (joins || explains) && isDefinition(lexemes, next)) {
      const separator: PlainLexeme = { type: "semicolon", text: ";", start, end };
      if (explains) {
        const tail = definitionsApart(lexemes.slice(next));
        const last = tail.findIndex(({ type: t }) => t === "newline");
        const [before, after] = last < 0 ? [tail, []] : [tail.slice(0, last), tail.slice(last)];
        return [...written.slice(0, from), ...before, separator, ...written.slice(from), ...after];
      }
      written.push(separator);
      [equals, from] = [false, written.length];
      index = next - 1;
    } else written.push(lexeme);
  }
  return written;
}

/** Whether a declaration stands before: `A ∈ ℝ^{n×n} and f(x) = …`. */
const isSpaceBefore = (lexemes: readonly PlainLexeme[]): boolean => lexemes.some(({ type }) => type === "element");
