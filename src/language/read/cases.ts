/**
 * Cases and conditions as functions: `a if x > 0, b otherwise` and `\begin{cases}` are where(…, a, b), and a condition in
 * brackets, `[x > 0]`, or as an argument, is step.(x): 1 where it holds, else 0.
 */
import type { PlainLexeme, PlainType } from "./plain.js";
import { bracketDepths, type StatementText } from "./statements.js";
import type { Span } from "../syntax.js";

/** Told what is wrong with cases. */
export type Report = (code: string, message: string, span: Span, hint: string) => void;

const opening: ReadonlySet<PlainType> = new Set<PlainType>(["lparen", "lbracket", "lbrace", "langle", "lblock"]);
const closing: ReadonlySet<PlainType> = new Set<PlainType>(["rparen", "rbracket", "rbrace", "rangle", "rblock"]);

/** Functions of a difference that are 1 where a relation of its two sides holds: the name, and whether they are swapped. */
const relations: ReadonlyMap<string, readonly [name: string, swapped: boolean]> = new Map([
  [">", ["step", false]],
  ["<", ["step", true]],
  ["≥", ["atleast", false]],
  ["⩾", ["atleast", false]],
  [">=", ["atleast", false]],
  ["≤", ["atleast", true]],
  ["⩽", ["atleast", true]],
  ["<=", ["atleast", true]],
]);

const isWord = (lexeme: PlainLexeme | undefined, ...texts: readonly string[]): boolean =>
  lexeme?.type === "word" && texts.includes(lexeme.text);
const isRelation = ({ type, text }: PlainLexeme): boolean => type === "relation" && relations.has(text);
const isOtherwise = (lexeme: PlainLexeme | undefined): boolean => isWord(lexeme, "otherwise", "else");

/** A bracket that is being read: its lexemes so far, and where its current part begins. */
interface Group {
  readonly open: PlainLexeme | undefined;
  /** What stands before it. */
  readonly before?: PlainLexeme | undefined;
  readonly lexemes: PlainLexeme[];
  from: number;
  conditions: number;
  parts: number;
}

/** The statement with its cases and conditions as calls, unless the program has a name `if`. Iterative over brackets. */
export function withCases(text: StatementText, own: ReadonlySet<string>, report: Report): StatementText {
  const right = text.lexemes.slice(text.separator + 1);
  if (own.has("if"))
    return { ...text, lexemes: [...text.lexemes.slice(0, text.separator + 1), ...conditionsIn(right, report)] };
  if (text.kind === "declaration" || !right.some((l) => isRelation(l) || isWord(l, "if") || l.text === "cases")) {
    return text;
  }
  const lexemes = casesIn(conditionsIn(right, report), report);
  return { ...text, lexemes: [...text.lexemes.slice(0, text.separator + 1), ...lexemes] };
}

/** Conditions inside of brackets. */
function conditionsIn(lexemes: readonly PlainLexeme[], report: Report): readonly PlainLexeme[] {
  const group = (open?: PlainLexeme): Group => ({ open, lexemes: [], from: 0, conditions: 0, parts: 0 });
  const stack: Group[] = [group()];
  let before: PlainLexeme | undefined;
  for (const lexeme of lexemes) {
    const top = stack[stack.length - 1]!;
    if (opening.has(lexeme.type)) stack.push({ ...group(lexeme), before });
    else if (closing.has(lexeme.type) && stack.length > 1) {
      endPart(top);
      stack.pop();
      stack[stack.length - 1]!.lexemes.push(...closed(top, lexeme, report));
    } else {
      if ((lexeme.type === "comma" || lexeme.type === "semicolon") && stack.length > 1) endPart(top);
      top.lexemes.push(lexeme);
      if (lexeme.type === "comma" || lexeme.type === "semicolon") top.from = top.lexemes.length;
    }
    before = lexeme;
  }
  return stack.flatMap((g) => (g.open ? [g.open, ...g.lexemes] : g.lexemes));
}

/** Ends a part of a bracket, between commas; inside \begin{cases} conditions are read with their rows. */
function endPart(group: Group): void {
  group.parts += 1;
  if (group.open?.text === "cases") return;
  const part = group.lexemes.splice(group.from);
  const depths = bracketDepths(part);
  const holds = part.some((l, i) => depths[i] === 0 && isRelation(l));
  if (holds) group.conditions += 1;
  group.lexemes.push(...(holds ? condition(part) : part));
}

/** A bracket with what it holds; around a condition alone it is a round one. */
function closed(
  { open, before, lexemes, conditions, parts }: Group,
  close: PlainLexeme,
  report: Report,
): readonly PlainLexeme[] {
  if (open!.text === "cases") return rowsAsCases(lexemes, open!, report);
  if (open!.type !== "lbracket" || conditions !== 1 || parts !== 1) return [open!, ...lexemes, close];
  if (before && before.end === open!.start && /^(?:word|rparen|rbracket|prime|superscript)$/.test(before.type)) {
    const span = { start: open!.start, end: close.end };
    const hint = "write `x ∘ [x > 0]` for the entries that meet a condition, with 0 for the others";
    report("syntax/condition", "a condition is no index", span, hint);
  }
  return [{ ...open!, type: "lparen", text: "(" }, ...lexemes, { ...close, type: "rparen", text: ")" }];
}

/** `a < b ≤ c and …`: the product of the functions that say whether each relation holds. */
function condition(lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] {
  const comparisons = split(lexemes, (l) => isWord(l, "and") || l.text === "∧").flatMap((chain) => {
    const sides = split(chain, isRelation);
    const depths = bracketDepths(chain);
    const signs = chain.filter((l, i) => depths[i] === 0 && isRelation(l));
    // What has no relation is a mask already.
    if (signs.length === 0) return [chain];
    return signs.map((sign, i) => comparison(sign, sides[i]!, sides[i + 1]!));
  });
  const at = placeOf(lexemes);
  return joined(comparisons, { type: "hadamard", text: "∘", ...at });
}

function comparison(sign: PlainLexeme, left: readonly PlainLexeme[], right: readonly PlainLexeme[]) {
  const [name, swapped] = relations.get(sign.text)!;
  const [a, b] = swapped ? [right, left] : [left, right];
  const { start, end } = sign;
  const minus: PlainLexeme = { type: "minus", text: "-", start, end };
  const inner = isZero(b) ? a : isZero(a) ? [minus, ...bracketed(b)] : [...bracketed(a), minus, ...bracketed(b)];
  return [word(name, sign), { type: "dot", text: ".", start, end } as PlainLexeme, ...bracketed(inner)];
}

const isZero = (lexemes: readonly PlainLexeme[]): boolean =>
  lexemes.length === 1 && lexemes[0]!.type === "number" && Number(lexemes[0]!.text) === 0;

/** One of several values, with the condition under which it is taken; the last has none. */
interface Case {
  readonly value: readonly PlainLexeme[];
  readonly when: readonly PlainLexeme[] | undefined;
}

/** `a if c, b if d, e otherwise` outside of brackets. */
function casesIn(lexemes: readonly PlainLexeme[], report: Report): readonly PlainLexeme[] {
  const depths = bracketDepths(lexemes);
  if (!lexemes.some((l, i) => depths[i] === 0 && isWord(l, "if"))) return lexemes;
  const cases: Case[] = [];
  let value: PlainLexeme[] | undefined;
  let current: PlainLexeme[] = [];
  const end = (): void => {
    if (value) cases.push({ value, when: current });
    else if (current.length > 0) cases.push({ value: current, when: undefined });
    value = undefined;
    current = [];
  };
  lexemes.forEach((lexeme, i) => {
    if (depths[i] !== 0) current.push(lexeme);
    else if (isWord(lexeme, "if")) {
      value = current;
      current = [];
    } else if (isOtherwise(lexeme) || (lexeme.type === "comma" && value)) end();
    else current.push(lexeme);
  });
  end();
  return asCall(cases, lexemes, report);
}

/** The rows of `\begin{cases}`. */
function rowsAsCases(lexemes: readonly PlainLexeme[], open: PlainLexeme, report: Report): readonly PlainLexeme[] {
  const rows = split(lexemes, ({ type }) => type === "semicolon");
  const cases = rows.map((row): Case => {
    const depths = bracketDepths(row);
    const at = row.findIndex((l, i) => depths[i] === 0 && (l.type === "comma" || isWord(l, "if", "for", "when")));
    const value = at < 0 ? row.filter((l) => !isOtherwise(l)) : row.slice(0, at);
    const when = (at < 0 ? [] : row.slice(at)).filter((l) => l.type !== "comma" && !isWord(l, "if", "for", "when"));
    return { value, when: when.length === 0 || isOtherwise(when[0]) ? undefined : when };
  });
  return bracketed(asCall(cases, [open, ...lexemes], report));
}

/** where(c, a, where(d, b, e)). */
function asCall(cases: readonly Case[], all: readonly PlainLexeme[], report: Report): readonly PlainLexeme[] {
  const last = cases[cases.length - 1];
  const complete = last?.when === undefined && cases.every((c, i) => c.value.length > 0 && (c.when || i === cases.length - 1)); // prettier-ignore
  if (!last || !complete) {
    const hint = "write `a if x > 0, b otherwise`";
    report("syntax/cases", "cases end with a value that is taken otherwise", placeOf(all), hint);
    return cases[0]?.value ?? all;
  }
  const { start } = placeOf(all);
  const comma: PlainLexeme = { type: "comma", text: ",", start, end: start };
  return cases.slice(0, -1).reduceRight<readonly PlainLexeme[]>((others, { value, when }) => {
    const at = placeOf(when!);
    return [word("where", at), ...bracketed([...condition(when!), comma, ...value, comma, ...others])];
  }, last.value);
}

const word = (text: string, { start, end }: Span): PlainLexeme => ({ type: "word", text, start, end, style: "word" });

function bracketed(lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] {
  const { start, end } = placeOf(lexemes);
  return [{ type: "lparen", text: "(", start, end: start }, ...lexemes, { type: "rparen", text: ")", start: end, end }];
}

function placeOf(lexemes: readonly PlainLexeme[]): Span {
  return { start: lexemes[0]?.start ?? 0, end: lexemes[lexemes.length - 1]?.end ?? 0 };
}

/** The parts between the lexemes outside of brackets for which this holds. */
function split(lexemes: readonly PlainLexeme[], at: (lexeme: PlainLexeme) => boolean): PlainLexeme[][] {
  const depths = bracketDepths(lexemes);
  const parts: PlainLexeme[][] = [[]];
  lexemes.forEach((lexeme, i) => {
    if (depths[i] === 0 && at(lexeme)) parts.push([]);
    else parts[parts.length - 1]!.push(lexeme);
  });
  return parts;
}

const joined = (parts: readonly (readonly PlainLexeme[])[], by: PlainLexeme): readonly PlainLexeme[] =>
  parts.flatMap((part, i) => (i === 0 ? part : [by, ...part]));
