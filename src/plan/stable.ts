/**
 * Functions of entries in the form that keeps its digits and does not overflow. What is printed is 1 − σ(x) and 1 − tanh(x)², as authors
 * write it; what is computed is σ(−x) and 4σ(2x)σ(−2x).
 */
import Fraction from "fraction.js";
import { isAllOnes, product, sum } from "../expression/node/algebra.js";
import { entrywisePower, hadamard } from "../expression/node/entrywise.js";
import { construct } from "../expression/node/construct.js";
import { writtenOut } from "../expression/node/scalar.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { argumentOf, callOf, complementOf } from "./complements.js";
import { joinedQuotients } from "./quotients.js";
import { centredSoftmax } from "./softmax.js";
import { splitNumber, splitPower } from "./through-names.js";

/** An expression of the same value that is computed with fewer lost digits; undefined where none is known. */
export function stableForm(store: Store, node: Node): Node | undefined {
  switch (node.kind === "apply" ? node.fn : "") {
    case "sum":
      return (
        ofSum(store, node as ApplyNode) ??
        joinedQuotients(store, node as ApplyNode) ??
        centredSoftmax(store, node as ApplyNode)
      );
    case "entrywise":
      return ofEntrywise(store, node as ApplyNode);
    case "entrywise-power":
    case "product":
    case "hadamard":
      return ofLogistic(store, node as ApplyNode) ?? centredSoftmax(store, node as ApplyNode);
  }
  return undefined;
}

const call = (store: Store, f: string, x: Node): Node => callOf(store, f, x);
const times = (store: Store, c: Fraction | number, x: Node): Node => product(store, [store.number(c), x]);

/** c of the number c, or of the matrix c 𝟏𝟏ᵀ. */
function constantOf(store: Store, term: Node): Fraction | undefined {
  const [c, rest] = splitNumber(store, term);
  return rest === undefined || (!isScalar(rest) && isAllOnes(rest)) ? c : undefined;
}

/** A sum of a constant and other terms. */
function withConstant(
  store: Store,
  node: Node,
): { readonly c: Fraction; readonly others: readonly Node[] } | undefined {
  if (!isApply(node, "sum")) return undefined;
  const at = node.args.findIndex((t) => constantOf(store, t) !== undefined);
  if (at < 0) return undefined;
  return { c: constantOf(store, node.args[at]!)!, others: node.args.toSpliced(at, 1) };
}

/** c − c σ(x), c ± c tanh(x), c − c tanh(x)², c exp(x) − c, c − c cos(x), c cosh(x) − c. */
function ofSum(store: Store, node: ApplyNode): Node | undefined {
  const { c, others } = withConstant(store, node) ?? { c: new Fraction(0), others: [] };
  const [only, ...more] = others;
  if (!only || more.length > 0) return undefined;
  const [k, rest] = splitNumber(store, only);
  if (!rest?.kind || c.equals(0)) return undefined;
  if (!k.abs().equals(c.abs())) return nearlyComplement(store, c, k, rest);
  const x = stableForm(store, rest) ?? rest;
  const [f, p] = splitPower(x);
  const left = complementOf(store, f, p.valueOf(), k.equals(c) ? -1 : 1);
  if (left) return times(store, c, left);
  if (k.equals(c)) return undefined;
  const exponent = argumentOf(x, "exp");
  if (exponent) return times(store, k, call(store, "expm1", exponent));
  for (const [f, half, sign] of [
    ["cos", "sin", c],
    ["cosh", "sinh", k],
  ] as const) {
    const angle = argumentOf(x, f);
    if (angle)
      return times(store, sign.mul(2), square(store, call(store, half, times(store, new Fraction(1, 2), angle))));
  }
  return undefined;
}

/** c + k fᵖ where c + k is small beside c, as (c + k) − k (1 − fᵖ): ε + 1 − tanh(x)². */
function nearlyComplement(store: Store, c: Fraction, k: Fraction, rest: Node): Node | undefined {
  const both = c.add(k);
  if (both.abs().mul(NEARLY).compare(c.abs()) > 0) return undefined;
  const [f, p] = splitPower(stableForm(store, rest) ?? rest);
  const left = complementOf(store, f, p.valueOf(), 1);
  const all = isScalar(rest)
    ? store.number(both)
    : times(store, both, construct(store, "ones", [], [rest.rows, rest.cols]));
  return left && sum(store, [all, times(store, k.neg(), left)]);
}

/** What is left of 1 by more than this part of it keeps its digits as it is written. */
const NEARLY = 8;

const square = (store: Store, x: Node): Node => entrywisePower(store, x, store.number(2));

function ofEntrywise(store: Store, node: ApplyNode): Node | undefined {
  const logarithm = argumentOf(node, "log");
  if (logarithm) return ofLogarithm(store, logarithm);
  const [f, a] = node.args as [Node, Node];
  return writtenOut(store, f, a, construct);
}

/** log σ(x), log(1 + exp(x)) and log(1 + x). */
function ofLogarithm(store: Store, a: Node): Node | undefined {
  const logistic = argumentOf(stableForm(store, a) ?? a, "sigmoid");
  if (logistic) return times(store, -1, call(store, "softplus", times(store, -1, logistic)));
  const parts = withConstant(store, a);
  if (!parts?.c.equals(1)) return undefined;
  const rest = parts.others.length === 1 ? parts.others[0]! : sum(store, parts.others);
  const exponent = argumentOf(rest, "exp");
  return exponent ? call(store, "softplus", exponent) : call(store, "log1p", rest);
}

/** (1 + exp(x))⁻ᵏ exp(x)ʲ as σ(x)ʲ σ(−x)ᵏ⁻ʲ for j ≤ k, among other factors. */
function ofLogistic(store: Store, node: ApplyNode): Node | undefined {
  const factors = isApply(node, "entrywise-power") ? [node] : node.args;
  // In a product of matrices the scalars alone are multiplied entry by entry.
  const isFactor = (f: Node): boolean => !isApply(node, "product") || isScalar(f);
  const at = factors.findIndex((f) => isFactor(f) && reciprocalOfOnePlusExp(store, f) !== undefined);
  if (at < 0) return undefined;
  const { x, power: k } = reciprocalOfOnePlusExp(store, factors[at]!)!;
  const exponential = call(store, "exp", x);
  const over = factors.findIndex((f) => powerOf(f, exponential) !== undefined);
  const j = over < 0 ? 0 : powerOf(factors[over]!, exponential)!;
  if (j > k) return undefined;
  const logistic = (sign: number, p: number): Node =>
    entrywisePower(store, call(store, "sigmoid", times(store, sign, x)), store.number(p));
  const parts = [...(j > 0 ? [logistic(1, j)] : []), ...(k > j ? [logistic(-1, k - j)] : [])];
  const others = factors.filter((_, i) => i !== at && i !== over);
  return isApply(node, "product") ? product(store, [...others, ...parts]) : hadamard(store, [...others, ...parts]);
}

/** x and k of (1 + exp(x))⁻ᵏ with a whole k. */
function reciprocalOfOnePlusExp(store: Store, f: Node): { readonly x: Node; readonly power: number } | undefined {
  if (!isApply(f, "entrywise-power")) return undefined;
  const exponent = f.args[1]!;
  if (exponent.kind !== "number" || exponent.value.d !== 1n || exponent.value.s > 0n) return undefined;
  const parts = withConstant(store, f.args[0]!);
  if (!parts?.c.equals(1) || parts.others.length > 1) return undefined;
  const x = argumentOf(parts.others[0]!, "exp");
  return x && { x, power: Number(exponent.value.n) };
}

/** p of baseᵖ with a whole positive p. */
function powerOf(factor: Node, base: Node): number | undefined {
  if (factor === base) return 1;
  const [inner, p] = argsOf(factor);
  if (!isApply(factor, "entrywise-power") || inner !== base || p?.kind !== "number") return undefined;
  return p.value.d === 1n && p.value.s > 0n ? Number(p.value.n) : undefined;
}

/**
 * σ(x) − y in a derivative, as (1 − y) σ(x) − y σ(−x): the residual of a logistic regression, which at y = 1 is −σ(−x). For c σ(x) + r it is
 * (c + r) σ(x) + r σ(−x).
 */
export function logisticResidual(store: Store, node: Node): Node | undefined {
  if (!isApply(node, "sum") || node.args.length !== 2) return undefined;
  const parts = node.args.map((t) => splitNumber(store, t));
  const at = parts.findIndex(([, x]) => x && argumentOf(x, "sigmoid"));
  const r = node.args[1 - at];
  if (at < 0 || !r || r.varies || constantOf(store, r)) return undefined;
  const [c, s] = parts[at]!;
  const x = argumentOf(s!, "sigmoid")!;
  const all = isScalar(node) ? store.number(c) : times(store, c, construct(store, "ones", [], [node.rows, node.cols]));
  const times_ = (a: Node, b: Node): Node => hadamard(store, [a, b]);
  return sum(store, [times_(sum(store, [all, r]), s!), times_(r, call(store, "sigmoid", times(store, -1, x)))]);
}
