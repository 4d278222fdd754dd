/**
 * What is asked for in front of an expression: `∇_X …`, `\frac{\partial}{\partial X} …`, `d/dX …` and `\min_X …` say
 * which name the expression is differentiated in.
 */
import { canonicalName } from "../../../grammar/names.js";
import type { PlainLexeme } from "../read/plain.js";

export interface Derivative {
  /** The names, canonical. */
  readonly wrt: readonly string[];
  /** The expression. */
  readonly rest: readonly PlainLexeme[];
  /** Whether it was asked for as a minimum. */
  readonly extremum: boolean;
  /** What stands beneath the sign and declares a name. */
  readonly declares?: readonly PlainLexeme[];
}

/** The derivative that the expression begins with, or undefined. */
export function leadingDerivative(lexemes: readonly PlainLexeme[]): Derivative | undefined {
  const from = (wrt: readonly string[], index: number, extremum = false): Derivative | undefined =>
    wrt.length > 0 && index < lexemes.length ? { wrt, rest: lexemes.slice(index), extremum } : undefined;
  const [first, second] = lexemes;
  if (first === undefined) return undefined;
  if (first.type === "nabla" || first.type === "partial") {
    if (second?.type === "subscript" && second.text.length > 1) return from([canonicalName(second.text.slice(1))], 2);
  }
  if (first.type === "fraction") return fractionDerivative(lexemes);
  const sign = differentialEnd(lexemes, 0);
  if (sign > 0 && lexemes[sign]?.type === "slash") {
    const below = differentialName(lexemes, sign + 1);
    if (below !== undefined) return from([below.name], below.next);
  }
  if (first.type === "partial") return partialQuotient(lexemes);
  return minimum(lexemes);
}

/**
 * The name that the left side of a claim says the derivative is in: `∂L/∂X`, `\\frac{dL}{dX}`, `∇_X L`, `\\partial_X f`;
 * `""`, where a derivative is meant that names none (`∇L`); undefined for another left side.
 */
export function claimedDerivative(left: readonly PlainLexeme[]): string | undefined {
  const [first] = left;
  if (first === undefined) return undefined;
  const last = (from: number): string | undefined => {
    for (let at = left.length - 1; at >= from; at -= 1) {
      const found = differentialName(left, at);
      if (found !== undefined) return found.name;
    }
    return undefined;
  };
  if (first.type === "nabla" || (first.type === "partial" && left[1]?.type === "subscript")) {
    const subscript = left[1]?.type === "subscript" ? left[1].text.slice(1) : "";
    return canonicalName(subscript);
  }
  const isQuotient = first.type === "fraction" || left.some(({ type }) => type === "slash");
  const differential = left.some(({ type, text }) => type === "partial" || (type === "word" && /^d/.test(text)));
  return isQuotient && differential ? last(1) : undefined;
}

/** `∂` or `d` alone at the index: the index after it, or 0. */
const differentialEnd = (lexemes: readonly PlainLexeme[], index: number): number => {
  const lexeme = lexemes[index];
  return lexeme?.type === "partial" || (lexeme?.type === "word" && lexeme.text === "d") ? index + 1 : 0;
};

/** `∂X`, `dX` at the index. */
function differentialName(
  lexemes: readonly PlainLexeme[],
  index: number,
): { readonly name: string; readonly next: number } | undefined {
  const [first, second] = lexemes.slice(index, index + 2);
  if (first?.type === "word" && first.text.length > 1 && first.text.startsWith("d")) {
    return { name: canonicalName(first.text.slice(1)), next: index + 1 };
  }
  const isSign = first?.type === "partial" || (first?.type === "word" && first.text === "d");
  return isSign && second?.type === "word" ? { name: canonicalName(second.text), next: index + 2 } : undefined;
}

/** `\frac{\partial}{\partial X} f`, `\frac{d}{dX} f`, `\frac{\partial \operatorname{tr}(A X)}{\partial X}`. */
function fractionDerivative(lexemes: readonly PlainLexeme[]): Derivative | undefined {
  const close = closing(lexemes, 1);
  const inside = lexemes.slice(2, close);
  if (lexemes[1]?.type !== "lbrace" || close < 0 || lexemes[close + 1]?.type !== "lbrace") return undefined;
  const below = differentialName(lexemes, close + 2);
  if (below === undefined || lexemes[below.next]?.type !== "rbrace") return undefined;
  const begins = differentialEnd(inside, 0);
  if (begins === 0) return undefined;
  const rest = lexemes.slice(below.next + 1);
  const wrt = [below.name];
  if (inside.length === begins) return rest.length > 0 ? { wrt, rest, extremum: false } : undefined;
  return rest.length === 0 ? { wrt, rest: inside.slice(begins), extremum: false } : undefined;
}

/** `∂ tr(A X)/∂X`. */
function partialQuotient(lexemes: readonly PlainLexeme[]): Derivative | undefined {
  const slash = lexemes.findLastIndex(({ type }) => type === "slash");
  const below = slash > 1 ? differentialName(lexemes, slash + 1) : undefined;
  if (below?.next !== lexemes.length) return undefined;
  return { wrt: [below.name], rest: lexemes.slice(1, slash), extremum: false };
}

const minima: ReadonlySet<string> = new Set([
  "min",
  "max",
  "argmin",
  "argmax",
  "minimize",
  "maximize",
  "minimise",
  "maximise",
]);

/** `\min_X`, `\arg\min_{W, b}`, `\min_{X \succ 0}`, `minimize f subject to …`. */
function minimum(lexemes: readonly PlainLexeme[]): Derivative | undefined {
  let index = /^\\?arg$/.test(lexemes[0]?.text ?? "") ? 1 : 0;
  const sign = lexemes[index];
  const [word = "", subscript = ""] = (sign?.text ?? "").replace(/^\\/, "").split(/_(.*)/s);
  if (!minima.has(word)) return undefined;
  index += 1;
  const next = lexemes[index];
  let declares: readonly PlainLexeme[] = [];
  let names = subscript.replace(/^\{|\}$/g, "").split(",");
  if (subscript === "" && next?.type === "subscript") {
    const braced = next.text === "_" && lexemes[index + 1]?.type === "lbrace";
    const close = braced ? closing(lexemes, index + 1) : -1;
    const inside = close < 0 ? [] : lexemes.slice(index + 2, close);
    names = close < 0 ? next.text.slice(1).split(",") : varied(inside);
    if (inside.some(({ type }) => type === "element" || type === "relation")) declares = inside;
    index = close < 0 ? index + 1 : close + 1;
  } else if (subscript === "" && !/^(?:mini|maxi)mi[sz]e$/.test(word)) return undefined;
  const wrt = names.filter((name) => name !== "").map(canonicalName);
  const constraint = lexemes.findIndex(
    ({ text }, at) =>
      at > index && /^(?:subject|such|s\.?t)$/.test(text) && /^(?:to|that|\.)$/.test(lexemes[at + 1]?.text ?? ""),
  );
  const rest = lexemes.slice(index, constraint < 0 ? undefined : constraint);
  return rest.length === 0 ? undefined : { wrt, rest, extremum: true, declares };
}

/** The names that stand before a sign, or alone between commas: `U, V`, `W ∈ ℝ^{m×n}`, `‖w‖ = 1`. */
function varied(inside: readonly PlainLexeme[]): string[] {
  const sign = inside.findIndex(({ type }) => type === "element" || type === "relation" || type === "equals");
  return inside.slice(0, sign < 0 ? undefined : sign).flatMap(({ type, text }) => (type === "word" ? [text] : []));
}

/** The index of the brace that closes the one at the index, or −1. */
function closing(lexemes: readonly PlainLexeme[], open: number): number {
  let depth = 0;
  for (let index = open; index < lexemes.length; index += 1) {
    if (lexemes[index]!.type === "lbrace") depth += 1;
    if (lexemes[index]!.type === "rbrace") depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}
