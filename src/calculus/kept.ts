/** What is computed once and kept: by the program, and of the cotangents and differentials of its definitions. */
import { ONE } from "../../codegen/plan/sizes.js";
import { product } from "../expression/node/algebra.js";
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import type { ElaboratedProgram, Named } from "../expression/elaborate/program.js";
import { argsOf, isApply, isScalar, isVector, postorder, type Node, type Store } from "../expression/node/node.js";
import { isOperator, outweighsOperands } from "../simplify/nominal-cost.js";

/** What a program names and uses in several places, or returns. */
export function usedOften({ definitions, outputs, store }: ElaboratedProgram): Set<Node> {
  const uses = new Map<Node, number>();
  const count = (node: Node): void => void uses.set(node, (uses.get(node) ?? 0) + 1);
  const roots = [...definitions, ...outputs].map((n) => n.node);
  for (const node of postorder(roots)) argsOf(node).forEach(count);
  for (const o of outputs) [o.node, o.node].forEach(count);
  // Of a name its transpose is used for it.
  const usesOf = (node: Node): number => {
    const turned = store.transposes.get(node);
    return (uses.get(node) ?? 0) + (turned && turned !== node ? (uses.get(turned) ?? 0) - 1 : 0);
  };
  return new Set(definitions.map((d) => d.node).filter((n) => usesOf(n) > 1));
}

/** Whether a cotangent or differential that is used more than once is shorter by name, or takes more than reading it. */
export function isWorthKeeping(store: Store, catalogue: Catalogue, value: Node): boolean {
  // What is made of outer products is kept by its factors.
  if (!isScalar(value) && !isVector(value) && termsOf(value).every(isOuterProduct)) return false;
  const parts = postorder([value], (n) => n.kind !== "symbol" && (n === value || !store.isDefinition(n)));
  // A product of what has names is as short as its name, and meets other factors.
  if (!parts.some((n) => !isScalar(n) && (isApply(n, "sum") || isApply(n, "hadamard")))) return false;
  return parts.length >= FEWEST_PARTS || parts.some((n) => outweighsOperands(catalogue, n));
}

/**
 * Whether the cotangent of log(XᵀX + εI), U (Γ ∘ …) Uᵀ, is computed for a matrix anyway: then the gradient of a number beside it
 * is its trace.
 */
export function isKeptBeside(dependences: readonly { readonly on: Node }[], cotangent: Node): boolean {
  const numbers = dependences.filter(({ on }) => isNumberTimesIdentity(on)).length;
  const isMixed = numbers > 0 && numbers < dependences.length;
  return isMixed && isApply(cotangent, "product") && cotangent.args.some((a) => isApply(a, "hadamard"));
}

/** A number, or ε I. */
const isNumberTimesIdentity = (on: Node): boolean =>
  isScalar(on) || (isApply(on, "product") && on.args.every((a) => isScalar(a) || isApply(a, "identity")));

const termsOf = (value: Node): readonly Node[] => {
  if (isApply(value, "sum")) return value.args;
  const [only, ...more] = isApply(value, "product") ? value.args.filter((a) => !isScalar(a)) : [value];
  if (more.length > 0 || only?.kind !== "apply") return [value];
  return only.fn === "symmetric-part" || only.fn === "skew-part" || only.fn === "sum" ? only.args : [value];
};

const isOuterProduct = (term: Node): boolean =>
  isApply(term, "product") &&
  !isVector(term) &&
  term.args.some((a) => !isScalar(a) && (a.rows === ONE || a.cols === ONE));

/** c·A of one matrix A: what varies with A varies with all that A is made of. */
export const isMultiple = (node: Node): boolean =>
  isApply(node, "product") && node.args.filter((a) => !isScalar(a)).length === 1 && node.args.length > 1;

const FEWEST_PARTS = 12;

/** What is computed on the way to the outputs: not inverses, which are applied, nor I + A Bᵀ, nor products in traces. */
export function computedBy(store: Store, outputs: readonly Named[]): Node[] {
  const nodes = postorder(outputs.map((o) => o.node));
  const read = new Set<Node>();
  const parts = nodes.flatMap((n) => partsOfTrace(store, n));
  for (const node of nodes) {
    if (node.kind === "apply" && !APPLIED.has(node.fn) && !isOperator(node)) node.args.forEach((a) => read.add(a));
  }
  const whole = nodes.filter(
    (n) => n.kind === "apply" && read.has(n) && !isScalar(n) && !WITHOUT_VALUE.has(n.fn) && !isOperator(n),
  );
  return [...whole, ...parts];
}

/** A V of tr(VᵀA V), which is computed as V : A V. */
function partsOfTrace(store: Store, node: Node): Node[] {
  const x = isApply(node, "trace") ? node.args[0]! : undefined;
  if (!x || !isApply(x, "product") || x.args.length < 3 || x.args.some(isScalar)) return [];
  return [product(store, x.args.slice(1))].filter((n) => isApply(n, "product"));
}

/** Differences with products that a norm is taken of: an author has a name for such a residual, and uses it. */
export function residualsOf(outputs: readonly Named[]): Node[] {
  const nodes = postorder(outputs.map((o) => o.node));
  const measured = nodes.flatMap((n) => (isApply(n, "frobenius-norm") ? [n.args[0]!] : []));
  return measured.filter((n) => isApply(n, "sum") && n.args.some((t) => isApply(t, "product")));
}

/** Functions of a product that are computed without it. */
const APPLIED: ReadonlySet<string> = new Set(["trace", "diagonal", "diagonal-part", "entry-sum", "inner-product"]);
const WITHOUT_VALUE: ReadonlySet<string> = new Set(["inverse", "transpose", "adjugate", "identity", "ones", "zeros"]);
