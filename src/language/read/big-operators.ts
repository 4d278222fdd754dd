/**
 * The signs of sums and products over indices: `Σ_i`, `∑_{i=1}^m`, `\sum_{i \neq j}`, `sum_i`, `∏_k`. What stands
 * beneath a sign becomes a binder; what stands above it follows the sign in braces.
 */
import type { Lexeme } from "../../../grammar/lexer.js";
import { subscripts } from "../../../grammar/letters.js";
import type { Binder } from "../../../grammar/nodes.js";
import { silentCommands } from "./commands.js";
import type { StatementText } from "./statements.js";

/** A sign as it stands in the text. */
export interface BigOperator {
  readonly head: "sumOver" | "productOver";
  /** Undefined where what stands beneath the sign is not understood. */
  readonly binder: Binder | undefined;
  readonly beneath: string;
  readonly start: number;
  readonly end: number;
  /** The lexemes of the last value of the index. */
  readonly last: readonly Lexeme[];
  /** The index after all of it. */
  readonly next: number;
}

const heads: readonly (readonly [pattern: RegExp, head: BigOperator["head"], sure: boolean])[] = [
  [/^(?:∑|sum(?=_|$)|\\sum$)/u, "sumOver", true],
  [/^(?:∏|prod(?=_|$)|\\prod$)/u, "productOver", true],
  [/^(?:Σ|\\Sigma$)/u, "sumOver", false],
  [/^(?:Π|\\Pi$)/u, "productOver", false],
];

/** What may be an index: a letter. */
const letter = "\\p{L}";
const list = `${letter}(?:,?${letter})*`;
const relation = `(${letter})([≠<≤>≥])(${letter})`;
const forms = {
  indices: new RegExp(`^(${list})$`, "u"),
  from: new RegExp(`^(${list})=(\\d+)$`, "u"),
  related: new RegExp(`^${relation}$`, "u"),
  restricted: new RegExp(`^(${list})(?:=(\\d+))?[:,|]${relation}$`, "u"),
  /** `1 ≤ i < j ≤ m`; what follows the last sign is the last value. */
  chain: new RegExp(`^(\\d+)≤(${letter})(?:([<≤])(${letter}))?≤`, "u"),
} as const;

/** The sign at the index; undefined where none begins there, or the sign is a letter. */
export function bigOperatorAt(lexemes: readonly Lexeme[], index: number): BigOperator | undefined {
  const lexeme = lexemes[index]!;
  const found = heads.find(([pattern]) => pattern.test(lexeme.text));
  if (found === undefined) return undefined;
  const [pattern, head, sure] = found;
  const attached = lexeme.text.slice(pattern.exec(lexeme.text)![0].length);
  if (attached !== "" && !/^(?:_\p{L}+|[ᵢ-ᵪⱼₐ-ₜ]+)$/u.test(attached)) return undefined;
  const { beneath, above, next } = scripts(lexemes, index, attached);
  if (beneath === undefined) return undefined;
  const text = beneath.map((part) => part.text).join("");
  const chained = forms.chain.exec(text);
  const binder = binderOf(text);
  const sign = { head, binder, beneath: text, start: lexeme.start, end: lexemes[next - 1]!.end, next };
  if (!sure && !isSum(lexemes, index, next, binder, text)) return undefined;
  const last = chained ? beneath.slice(beneath.findLastIndex((part) => part.text === "≤") + 1) : undefined;
  return { ...sign, last: last?.map((part) => part.lexeme) ?? above };
}

interface Part {
  readonly text: string;
  readonly lexeme: Lexeme;
}

/** What stands beneath and above the sign, in either order. */
function scripts(
  lexemes: readonly Lexeme[],
  index: number,
  attached: string,
): { readonly beneath: readonly Part[] | undefined; readonly above: readonly Lexeme[]; readonly next: number } {
  const own = lexemes[index]!;
  let beneath: readonly Part[] | undefined = attached === "" ? undefined : partsOf([{ ...own, text: attached }]);
  let above: readonly Lexeme[] = [];
  let at = index + 1;
  for (;;) {
    let from = at;
    while (isSilent(lexemes[from])) from += 1;
    const script = scriptAt(lexemes, from, beneath !== undefined);
    if (script === undefined) return { beneath, above, next: at };
    if (script.raised) above = script.lexemes;
    else beneath = [...(beneath ?? []), ...partsOf(script.lexemes)];
    at = script.next;
  }
}

const isSilent = (lexeme: Lexeme | undefined): boolean =>
  lexeme?.type === "command" && silentCommands.has(lexeme.text.slice(1)) && /limits$|style$/.test(lexeme.text);

interface Script {
  readonly raised: boolean;
  readonly lexemes: readonly Lexeme[];
  readonly next: number;
}

/** `_i`, `_{i=1}`, `ᵢ`, `₌`, `^m`, `^{m}`, `ⁿ`; a second subscript goes on only in small signs. */
function scriptAt(lexemes: readonly Lexeme[], index: number, again: boolean): Script | undefined {
  const lexeme = lexemes[index];
  if (lexeme === undefined) return undefined;
  const small = lexeme.text === "₌" || (lexeme.type === "subscript" && !lexeme.text.startsWith("_"));
  if (small) return { raised: false, lexemes: [lexeme], next: index + 1 };
  if (lexeme.type === "superscript") return { raised: true, lexemes: [plainRaised(lexeme)], next: index + 1 };
  const raised = lexeme.type === "caret";
  if (!raised && (lexeme.type !== "subscript" || again)) return undefined;
  if (lexeme.text.length > 1) return { raised, lexemes: [lexeme], next: index + 1 };
  const [after, braced] = [lexemes[index + 1], lexemes[index + 1]?.type === "lbrace"];
  if (after === undefined) return undefined;
  if (!braced) return { raised, lexemes: [after], next: index + 2 };
  let depth = 1;
  let at = index + 2;
  for (; at < lexemes.length && depth > 0; at += 1) {
    if (lexemes[at]!.type === "lbrace") depth += 1;
    else if (lexemes[at]!.type === "rbrace") depth -= 1;
  }
  return depth > 0 ? undefined : { raised, lexemes: lexemes.slice(index + 2, at - 1), next: at };
}

const raisedLetters: ReadonlyMap<string, string> = new Map(
  [..."ᵃᵇᶜᵈᵉᶠᵍʰᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁰¹²³⁴⁵⁶⁷⁸⁹"].map((raised, at) => [raised, "abcdefghklmnoprstuvwxyz0123456789"[at]!]),
);

function plainRaised(lexeme: Lexeme): Lexeme {
  const text = Array.from(lexeme.text, (c) => raisedLetters.get(c) ?? c).join("");
  return { ...lexeme, type: /^\d+$/.test(text) ? "number" : "word", text };
}

const signs: ReadonlyMap<string, string> = new Map([
  ["\\neq", "≠"],
  ["\\ne", "≠"],
  ["\\le", "≤"],
  ["\\leq", "≤"],
  ["\\leqslant", "≤"],
  ["\\ge", "≥"],
  ["\\geq", "≥"],
  ["\\lt", "<"],
  ["\\gt", ">"],
  ["\\in", "∈"],
  ["\\mid", "|"],
  ["\\colon", ":"],
  ["₌", "="],
  ["!=", "≠"],
  ["<=", "≤"],
  [">=", "≥"],
  ["\\ell", "ℓ"],
]);

/** The parts of what stands beneath a sign in plain signs and letters. */
function partsOf(lexemes: readonly Lexeme[]): Part[] {
  const parts: Part[] = [];
  for (const lexeme of lexemes) {
    if (lexeme.type === "blank" || (lexeme.type === "command" && silentCommands.has(lexeme.text.slice(1)))) continue;
    const unsigned =
      lexeme.type === "subscript" ? lexeme.text.replace(/^_/, "") : lexeme.text.replace(/^_(?=\p{L})/u, "");
    const plain = signs.get(unsigned) ?? Array.from(unsigned, (c) => subscripts.get(c) ?? c).join("");
    const before = parts[parts.length - 1];
    if (plain === "=" && before?.text === "!") parts[parts.length - 1] = { text: "≠", lexeme };
    else parts.push({ text: plain, lexeme });
  }
  return parts;
}

const letters = (text: string): readonly string[] => Array.from(text.replaceAll(",", ""));

function related(left: string, sign: string, right: string): Binder["relation"] {
  if (sign === ">" || sign === "≥") return { left: right, sign: sign === ">" ? "<" : "≤", right: left };
  return { left, sign: sign as "≠" | "<" | "≤", right };
}

function binderOf(text: string): Binder | undefined {
  const plain = forms.indices.exec(text) ?? forms.from.exec(text);
  if (plain) return { indices: letters(plain[1]!), from: Number(plain[2] ?? 1) };
  const pair = forms.related.exec(text);
  if (pair) return { indices: [], relation: related(pair[1]!, pair[2]!, pair[3]!)!, from: 1 };
  const restricted = forms.restricted.exec(text);
  if (restricted) {
    const [, indices, from, left, sign, right] = restricted;
    return { indices: letters(indices!), relation: related(left!, sign!, right!)!, from: Number(from ?? 1) };
  }
  const chain = forms.chain.exec(text);
  if (!chain) return undefined;
  const [, from, first, sign, second] = chain;
  if (second === undefined) return { indices: [first!], from: Number(from) };
  return { indices: [first!, second], relation: related(first!, sign!, second)!, from: Number(from) };
}

/** Whether a Σ or Π with this beneath it is the sign and not the name of a matrix. */
function isSum(
  lexemes: readonly Lexeme[],
  index: number,
  next: number,
  binder: Binder | undefined,
  beneath: string,
): boolean {
  if (binder === undefined) return beneath.includes("∈");
  if (/[=≠<≤]/.test(beneath)) return true;
  const { text } = lexemes[index]!;
  // Pairs of other letters are names, Σ_xy a covariance.
  const pair = binder.indices.length > 1 && !beneath.includes(",");
  if (binder.indices.some((name) => name === "T" || (pair && !/^[i-n]$/.test(name)))) return false;
  const named = lexemes.some(
    (other, at) => other.text === text && /^(?:colon|equals|element)$/.test(lexemes[at + 1]?.type ?? ""),
  );
  if (
    named ||
    !/^(?:word|lparen|lbracket|number|boldDigit|command|bar|doubleBar|langle)$/.test(lexemes[next]?.type ?? "")
  )
    return false;
  return binder.indices.every((name) => isIndexed(lexemes, next, name, text));
}

/** Whether the letter stands in a subscript or an exponent after the place, of another name than the sign is. */
function isIndexed(lexemes: readonly Lexeme[], from: number, name: string, sign: string): boolean {
  const low = [...subscripts].find(([, plain]) => plain === name)?.[0] ?? name;
  let depth = 0;
  for (let at = from; at < lexemes.length; at += 1) {
    const { type, text } = lexemes[at]!;
    if (depth > 0) {
      if (type === "rbrace") depth -= 1;
      else if (type === "word" && text.includes(name)) return true;
    } else if ((type === "subscript" && text === "_") || type === "caret") {
      const script = lexemes[at + 1];
      if (script?.type === "lbrace") depth = 1;
      else if (script?.type === "word" && script.text === name) return true;
    } else if (type === "superscript") {
      if (plainRaised(lexemes[at]!).text === name) return true;
    } else if (type === "subscript" || (type === "word" && text !== sign)) {
      const subscript = text.slice(text.search(/[_ᵢ-ᵪⱼₐ-ₜ]/u));
      if (/[_ᵢ-ᵪⱼₐ-ₜ]/u.test(text) && (subscript.includes(name) || subscript.includes(low))) return true;
    }
  }
  return false;
}

/** The letters that sums of a program run over, and those in subscripts on its left sides. */
export function indexLetters(texts: readonly StatementText[]): ReadonlySet<string> {
  const letters = new Set<string>();
  for (const { kind, lexemes, separator } of texts) {
    const target = kind === "definition" && separator === 1 ? lexemes[0]!.text : "";
    const [, first, second] = /_\{?(\p{L}),?(\p{L})?\}?$/u.exec(target) ?? [];
    for (const letter of [first, second]) if (letter !== undefined) letters.add(letter);
    for (const { binder } of lexemes) {
      if (binder === undefined) continue;
      for (const letter of binder.indices) letters.add(letter);
      if (binder.relation) letters.add(binder.relation.left).add(binder.relation.right);
    }
  }
  return letters;
}
