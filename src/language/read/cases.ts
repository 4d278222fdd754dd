/**
 * Cases and conditions as functions: `a if x > 0, b otherwise` and `\begin{cases}` are where(…, a, b), and a condition in
 * brackets, `[x > 0]`, or as an argument, is step.(x): 1 where it holds, else 0.
 */
import { coverAll, type Comparison } from "./cover.js";
import { isComparison, withIndicators } from "./indicators.js";
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
/** What is a relation anywhere; `=` is one in conditions only. */
const isRelation = (lexeme: PlainLexeme): boolean => lexeme.type === "relation" && isComparison(lexeme);
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
  if (text.kind === "declaration") return text;
  const left = text.lexemes.slice(0, text.separator + 1);
  const right = withIndicators(text.lexemes.slice(text.separator + 1), own);
  const hasIf = !own.has("if");
  const inside = right.some((l) => isComparison(l) || isWord(l, "if") || l.text === "cases")
    ? conditionsIn(right, report, hasIf)
    : right;
  return { ...text, lexemes: [...left, ...(hasIf ? casesIn(inside, report) : inside)] };
}

/** Conditions and cases inside of brackets. */
function conditionsIn(lexemes: readonly PlainLexeme[], report: Report, hasIf: boolean): readonly PlainLexeme[] {
  const group = (open?: PlainLexeme): Group => ({ open, lexemes: [], from: 0, conditions: 0, parts: 0 });
  const stack: Group[] = [group()];
  let before: PlainLexeme | undefined;
  for (const lexeme of lexemes) {
    const top = stack[stack.length - 1]!;
    if (opening.has(lexeme.type)) stack.push({ ...group(lexeme), before });
    else if (closing.has(lexeme.type) && stack.length > 1) {
      endPart(top, hasIf);
      stack.pop();
      const kept = hasIf && top.open?.text !== "cases" ? { ...top, lexemes: [...casesIn(top.lexemes, report)] } : top;
      stack[stack.length - 1]!.lexemes.push(...closed(kept, lexeme, report));
    } else {
      if ((lexeme.type === "comma" || lexeme.type === "semicolon") && stack.length > 1) endPart(top, hasIf);
      top.lexemes.push(lexeme);
      if (lexeme.type === "comma" || lexeme.type === "semicolon") top.from = top.lexemes.length;
    }
    before = lexeme;
  }
  return stack.flatMap((g) => (g.open ? [g.open, ...g.lexemes] : g.lexemes));
}

/** Ends a part of a bracket, between commas; inside \begin{cases} conditions are read with their rows. */
function endPart(group: Group, hasIf: boolean): void {
  group.parts += 1;
  if (group.open?.text === "cases") return;
  const part = group.lexemes.splice(group.from);
  const depths = bracketDepths(part);
  const isCase = hasIf && part.some((l, i) => depths[i] === 0 && isWord(l, "if"));
  // In a call `dim = 1` is an argument by its name.
  const takesEquals = group.open?.type === "lbracket" || isWord(group.before, "where");
  const holds = !isCase && part.some((l, i) => depths[i] === 0 && (takesEquals ? isComparison(l) : isRelation(l)));
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
  const comparisons = split(lexemes, isAnd).flatMap((chain) => {
    const { sides, signs } = sidesOf(chain);
    // What has no relation is a mask already.
    if (signs.length === 0) return [chain];
    return signs.map((sign, i) => comparison(sign, sides[i]!, sides[i + 1]!));
  });
  const at = placeOf(lexemes);
  return joined(comparisons, { type: "hadamard", text: "∘", ...at });
}

/** `a < b ≤ c`: its sides and the relations between them. */
function sidesOf(chain: readonly PlainLexeme[]) {
  const depths = bracketDepths(chain);
  return { sides: split(chain, isComparison), signs: chain.filter((l, i) => depths[i] === 0 && isComparison(l)) };
}

function comparison(sign: PlainLexeme, left: readonly PlainLexeme[], right: readonly PlainLexeme[]) {
  const { start, end } = sign;
  const [minus, dot]: readonly PlainLexeme[] = [
    { type: "minus", text: "-", start, end },
    { type: "dot", text: ".", start, end },
  ];
  const difference = (a: readonly PlainLexeme[], b: readonly PlainLexeme[]): readonly PlainLexeme[] =>
    isZero(b) ? a : isZero(a) ? [minus!, ...bracketed(b)] : [...bracketed(a), minus!, ...bracketed(b)];
  const call = (name: string, inner: readonly PlainLexeme[]) => [word(name, sign), dot!, ...bracketed(inner)];
  const order = relations.get(sign.text);
  if (order !== undefined) return call(order[0], order[1] ? difference(right, left) : difference(left, right));
  // Two numbers are equal where their distance is at most 0.
  const distance = call("abs", difference(left, right));
  return sign.type === "equals" ? call("atleast", [minus!, ...distance]) : call("step", distance);
}

/** The comparisons of a condition, for the question whether conditions leave nothing out. */
function comparisonsIn(lexemes: readonly PlainLexeme[]): readonly Comparison[] {
  const text = (part: readonly PlainLexeme[]): string => part.map((l) => l.text).join(" ");
  return split(lexemes, isAnd).flatMap((chain) => {
    const { sides, signs } = sidesOf(chain);
    return signs.map((sign, i) => ({ left: text(sides[i]!), sign: sign.text, right: text(sides[i + 1]!) }));
  });
}

const isAnd = (lexeme: PlainLexeme): boolean =>
  isWord(lexeme, "and") || lexeme.text === "∧" || lexeme.text === "\\land" || lexeme.text === "\\wedge";

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
function asCall(given: readonly Case[], all: readonly PlainLexeme[], report: Report): readonly PlainLexeme[] {
  const cases = withoutLastCondition(given);
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

/** Cases of which one always holds: the last is taken otherwise. */
function withoutLastCondition(cases: readonly Case[]): readonly Case[] {
  const last = cases[cases.length - 1];
  if (last?.when === undefined || cases.length < 2) return cases;
  const all = coverAll(cases.map(({ when }) => comparisonsIn(when ?? [])));
  return all ? [...cases.slice(0, -1), { ...last, when: undefined }] : cases;
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
