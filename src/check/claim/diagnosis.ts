/**
 * Why a claim is wrong: the mistake of the table whose formula it equals, a multiple of one, or the terms of the derived
 * formula with other factors. What fits in numbers at the points is a cause only where it is not refuted exactly.
 */
import Fraction from "fraction.js";
import type { Matrix } from "../../../codegen/runtime/matrix.js";
import type { Derivation } from "../../calculus/derivation.js";
import { product, sum, transpose } from "../../expression/node/algebra.js";
import type { Node } from "../../expression/node/node.js";
import { distance, norm } from "../derivation/random-point.js";
import type { Claimed } from "./claimed-formula.js";
import { termsOf } from "./differing-term.js";
import { assumedSymmetric, mistakenFormulas, spelledOut, type MistakeCode, type Mistaken } from "./mistakes.js";

export interface Cause {
  readonly code: MistakeCode;
  readonly message: string;
}

/** What is asked of formulas. */
export interface Evidence {
  /** The values at the points; undefined where there are none. */
  readonly values: (node: Node) => readonly Matrix[] | undefined;
  /** Whether two formulas are not told apart exactly. */
  readonly same: (a: Node, b: Node) => boolean;
}

interface Formulas {
  readonly derived: Node;
  readonly claimed: Node;
}

/** Equal formulas differ by rounding. */
const AGREEMENT = 1e-9;

/** Multiples that a slip makes, the likeliest first. */
const MULTIPLES: readonly number[] = [-1, 2, 0.5, -2, -0.5, 4, 0.25, -4, -0.25, 3, 1 / 3, 1.5, 2 / 3, 6, 1 / 6, -3, -1 / 3, -1.5, -2 / 3]; // prettier-ignore

const scale = (k: number, { rows, cols, data }: Matrix): Matrix => ({ rows, cols, data: data.map((x) => k * x) });

/** The cause of a wrong claim, or undefined. */
export function diagnose(
  derivation: Derivation,
  gradient: Claimed,
  formulas: Formulas,
  evidence: Evidence,
): Cause | undefined {
  const table = [...mistakenFormulas(derivation, gradient, formulas)];
  const multiples: { readonly code: MistakeCode; readonly cause: () => Cause | undefined }[] = [];
  for (const mistaken of table) {
    const { formula, claim = formulas.claimed, code, message } = mistaken;
    const k = multipleOf(evidence, formula, claim);
    if (k === 1 && evidence.same(formula, claim)) return { code, message };
    if (k !== undefined && k !== 1)
      multiples.push({ code, cause: () => ofMultiple(derivation, mistaken, claim, k, evidence) });
  }
  const whole = multipleOf(evidence, formulas.derived, formulas.claimed);
  if (whole !== undefined && whole !== 1) {
    const times = new Fraction(whole).simplify(1e-6).toFraction();
    if (evidence.same(multiple(derivation, formulas.derived, whole), formulas.claimed))
      return { code: "factor", message: `it is ${times} times the derivative` };
  }
  const [likely, others] = [true, false].map((is) => multiples.filter(({ code }) => OF_WHOLE.has(code) === is));
  return first(likely!) ?? ofTerms(derivation, formulas, evidence) ?? first(others!);
}

/** Mistakes of a whole formula, which are told before those of its terms. */
const OF_WHOLE: ReadonlySet<MistakeCode> = new Set([
  ...(["transpose", "numerator-layout", "size-factor", "missing-projection", "free-entry", "vech", "vec"] as const),
  ...(["diagonal", "missing-cotangent"] as const),
]);

function first(causes: readonly { readonly cause: () => Cause | undefined }[]): Cause | undefined {
  for (const { cause } of causes) {
    const found = cause();
    if (found !== undefined) return found;
  }
  return undefined;
}

const multiple = ({ store }: Derivation, node: Node, k: number): Node =>
  product(store, [store.number(new Fraction(k).simplify(1e-9)), node]);

/** The k of claim = k formula at every point: 1, or a multiple that a slip makes. */
function multipleOf({ values }: Evidence, formula: Node, claim: Node): number | undefined {
  if (formula.rows !== claim.rows || formula.cols !== claim.cols) return undefined;
  const claimed = values(claim);
  const given = claimed && values(formula);
  if (claimed === undefined || given === undefined || given.some((value) => norm(value) === 0)) return undefined;
  return [1, ...MULTIPLES].find((k) => given.every((value, i) => distance(scale(k, value), claimed[i]!) <= AGREEMENT));
}

function ofMultiple(
  derivation: Derivation,
  { formula, code, message }: Mistaken,
  claim: Node,
  k: number,
  { same }: Evidence,
): Cause | undefined {
  if (code === "sign" || code === "factor" || !same(multiple(derivation, formula, k), claim)) return undefined;
  return { code, message: `${message}, and ${multipleText(k)}` };
}

function multipleText(k: number): string {
  const size = Math.abs(k);
  const fraction = new Fraction(size).simplify(1e-6);
  const factor =
    size === 1
      ? ""
      : fraction.d === 1n
        ? `a factor ${fraction.toFraction()} too many`
        : fraction.n === 1n
          ? `a factor ${fraction.inverse().toFraction()} is missing`
          : `there is a factor ${fraction.toFraction()}`;
  if (k > 0) return factor;
  return factor === "" ? "the sign is wrong" : `the sign is wrong, and ${factor}`;
}

/** Factors that a term may have by mistake; 0 where it is missing. */
const FACTORS: readonly number[] = [1, 0, -1, 2, 0.5, -2, -0.5];
/** Sums with more terms than this are not tried. */
const MOST_TERMS = 6;

/** The terms of the derived formula with other factors, as it stands, and with every matrix taken for symmetric. */
function ofTerms(derivation: Derivation, formulas: Formulas, evidence: Evidence): Cause | undefined {
  const { store } = derivation;
  const symmetric = assumedSymmetric(derivation, formulas);
  const worlds: readonly (Formulas & { readonly also: string })[] = [
    { ...formulas, also: "" },
    ...(symmetric ? [{ ...symmetric, also: `, and ${symmetric.message}` }] : []),
  ];
  const fits: { readonly slips: number; readonly cause: Cause }[] = [];
  for (const { derived, claimed, also } of worlds) {
    const terms = termsOf(store, spelledOut(derivation, derived));
    if (terms.length < 2 || terms.length > MOST_TERMS) continue;
    for (const turned of [false, true]) {
      const claim = turned ? transpose(store, claimed) : claimed;
      const fitting = claim.rows === derived.rows && claim.cols === derived.cols;
      const factors = fitting ? fittingFactors(terms, claim, evidence) : undefined;
      const cause = factors && causeOfFactors(factors);
      if (factors === undefined || cause === undefined) continue;
      const other = sum(store, terms.map((term, i) => multiple(derivation, term, factors[i]!))); // prettier-ignore
      if (!evidence.same(other, claim)) continue;
      const message = cause.message + also + (turned ? ", and it is the transpose" : "");
      const slips = factors.filter((k) => k !== 1).length + (also === "" ? 0 : 0.5) + (turned ? 0.5 : 0);
      fits.push({ slips, cause: { code: cause.code, message } });
    }
  }
  return fits.sort((a, b) => a.slips - b.slips)[0]?.cause;
}

/** Factors of the terms whose sum is the claim at every point. */
function fittingFactors(terms: readonly Node[], claim: Node, { values }: Evidence): readonly number[] | undefined {
  const claimed = values(claim);
  const parts = terms.map((term) => values(term));
  if (claimed === undefined || parts.some((p) => p === undefined)) return undefined;
  const sumAt = (factors: readonly number[], point: number): Matrix => {
    const { rows, cols } = claimed[point]!;
    const data = new Float64Array(rows * cols);
    factors.forEach((k, i) => {
      if (k !== 0) parts[i]![point]!.data.forEach((x, at) => (data[at] = data[at]! + k * x));
    });
    return { rows, cols, data };
  };
  for (const factors of choices(terms.length)) {
    if (claimed.every((value, point) => distance(sumAt(factors, point), value) <= AGREEMENT)) return factors;
  }
  return undefined;
}

/** Choices of factors, those with few changes first. */
function* choices(count: number): Iterable<readonly number[]> {
  const most = count <= 4 ? count : 2;
  for (let changes = 0; changes <= most; changes += 1) yield* changed(count, changes, []);
}

function* changed(count: number, changes: number, before: readonly number[]): Iterable<readonly number[]> {
  const left = count - before.length;
  if (left === 0) yield before;
  else if (changes < left) yield* changed(count, changes, [...before, 1]);
  if (left === 0 || changes === 0) return;
  for (const k of FACTORS) if (k !== 1) yield* changed(count, changes - 1, [...before, k]);
}

/** What is wrong with terms that have these factors. */
function causeOfFactors(factors: readonly number[]): Cause | undefined {
  const slips = new Map<string, MistakeCode>();
  if (factors.some((k) => k === 0)) slips.set("a term is missing", "missing-term");
  if (factors.some((k) => k < 0)) slips.set("a term has the wrong sign", "sign-of-term");
  if (factors.some((k) => Math.abs(k) === 2)) slips.set("a term has a factor 2 too many", "factor-of-term");
  if (factors.some((k) => Math.abs(k) === 0.5)) slips.set("a term lacks a factor 2", "factor-of-term");
  if (slips.size === 0) return { code: "assumes-symmetric", message: "the terms are those of the derivative" };
  const [code] = slips.values();
  return { code: code!, message: [...slips.keys()].join(", and ") };
}
