/**
 * Names for sub-expressions of a result: what the program named, what a rule's author would name (U and Λ of an
 * eigendecomposition, Γ), and what is used more than once and costs something. The list of these is the `where`.
 */
import { isAllOnes } from "../expression/node/algebra.js";
import type { Catalogue, FunctionRule } from "../expression/catalogue/catalogue.js";
import type { Naming } from "../expression/express.js";
import { NamedProducts } from "../expression/node/named-products.js";
import {
  argsOf,
  isApply,
  isScalar,
  isVector,
  postorder,
  type ApplyNode,
  type Call,
  type Node,
  type Store,
} from "../expression/node/node.js";
import type { Named } from "../expression/elaborate/program.js";
import { isCostly, outweighsOperands } from "../simplify/nominal-cost.js";
import { repeatedSolutions } from "./repeated.js";

/** One line of the `where` list: a definition, a factorization with all its outputs, or a scalar function. */
export type WhereEntry =
  | { readonly kind: "definition"; readonly name: string; readonly node: Node }
  | { readonly kind: "factorization"; readonly names: readonly string[]; readonly node: ApplyNode }
  | { readonly kind: "function"; readonly name: string; readonly node: Node };

/** Where expressions are, and what is known of their functions. */
interface Expressions {
  readonly store: Store;
  readonly catalogue: Catalogue;
}

export interface WhereList extends Naming {
  readonly entries: readonly WhereEntry[];
  /** The names in use, and further ones. */
  readonly supply: NameSupply;
}

/** Names that nothing else has. */
export class NameSupply {
  readonly #used: Set<string>;
  readonly #numbers = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.#used = new Set(taken);
  }

  take(name: string): string {
    this.#used.add(name);
    return name;
  }

  /** The first of the wanted names that is free, or the first of them with a number. */
  fresh(wanted: readonly string[]): string {
    for (const name of wanted) if (!this.#used.has(name)) return this.take(name);
    const base = wanted[0]!;
    for (let i = (this.#numbers.get(base) ?? 0) + 1; ; i++) {
      const name = base + subscript(i);
      this.#numbers.set(base, i);
      if (!this.#used.has(name)) return this.take(name);
    }
  }

  /** A name as an author would give it to an expression of this shape. */
  freshFor(catalogue: Catalogue, node: Node): string {
    if (isScalar(node)) return this.fresh(SCALAR_NAMES);
    if (isVector(node)) return this.fresh(isDifference(node) ? ["r", ...VECTOR_NAMES] : VECTOR_NAMES);
    if (catalogue.has(node, "projector")) return this.fresh(["P", ...MATRIX_NAMES]);
    const gram = catalogue.has(node, "psd") && (isApply(node, "sum") || isApply(node, "product"));
    if (gram) return this.fresh(["C", ...MATRIX_NAMES]);
    return this.fresh(isDifference(node) ? ["R", ...MATRIX_NAMES] : MATRIX_NAMES);
  }

  copy(): NameSupply {
    return new NameSupply(this.#used);
  }
}

/** Expressions smaller than this are written out again rather than named. */
const SMALL = 8;

const MATRIX_NAMES = ["M", "E", "R", "T", "H", "N", "J", "W", "A", "B"];
const VECTOR_NAMES = ["v", "w", "r", "s", "z", "q", "h"];
const SCALAR_NAMES = ["α", "β", "γ", "δ", "κ", "τ"];

/**
 * Chooses the names for everything that the roots are printed with.
 * @param repeating the roots of which products that are repeated get names
 */
export function nameParts(
  { store, catalogue }: Expressions,
  roots: readonly Node[],
  known: readonly Named[],
  functions: ReadonlyMap<Node, string>,
  taken: Iterable<string>,
  differentials: ReadonlyMap<Node, Node> = new Map(),
  repeating: readonly Node[] = [],
): WhereList {
  const supply = new NameSupply(taken);
  const names = new Map<Node, string>();
  for (const [f, name] of functions) names.set(f, supply.take(name));
  const byName = known.map((k) => k.node);
  const repeated = repeatedSolutions({ store, catalogue }, repeating, byName);
  const products = new NamedProducts(store, [
    ...byName,
    ...repeated,
    ...withTransposes({ store, catalogue }, repeating),
  ]);
  const callOf = (node: Node): Call | undefined => store.calls.get(node);
  const parts = (node: Node): readonly Node[] => callOf(node)?.args ?? products.partsOf(node);
  const order = postorder(roots, undefined, parts);
  const byAuthor = authorsNames(known);
  for (const { name } of known) supply.take(name);
  const counts = useCounts(order, roots, byAuthor, parts);
  const inGradients = useCounts(postorder(repeating, undefined, parts), repeating, byAuthor, parts);
  const outputsOf = outputsAmong(catalogue, order);
  const sizes = new Map<Node, number>();
  const isWorthIt = (node: ApplyNode): boolean => {
    const isRepeated = (inGradients.get(node) ?? 0) > 1 && holdsProducts(catalogue, node, names);
    return isRepeated || repeated.includes(node) || isWorthNaming(catalogue, node, sizes.get(node)!);
  };
  const choice: Choice = { catalogue, supply, names, byAuthor, outputsOf, isWorthIt };
  const entries: WhereEntry[] = [];
  for (const node of order) {
    const uses = counts.get(node) ?? 0;
    sizes.set(node, 1 + parts(node).reduce((n, a) => n + (names.has(a) ? 1 : sizes.get(a)!), 0));
    if (node.kind !== "apply" || names.has(node) || uses === 0) continue;
    const entry = entryOf(choice, node, uses);
    if (entry) entries.push(entry);
  }
  const nameOf = (node: Node): string | undefined => names.get(node);
  return { entries, supply, nameOf, differentialOf: (node) => differentials.get(node), callOf, products };
}

/** The names that the program gives to expressions worth one; a transpose of such an expression has none of its own. */
function authorsNames(known: readonly Named[]): ReadonlyMap<Node, string> {
  const byAuthor = new Map<Node, string>();
  for (const { node, name } of known) {
    const isTurned = isApply(node, "transpose") && byAuthor.has(node.args[0]!);
    if (!isTrivial(node) && !isTurned && !byAuthor.has(node)) byAuthor.set(node, name);
  }
  return byAuthor;
}

/** What the choice of a name rests on. */
interface Choice {
  readonly catalogue: Catalogue;
  readonly supply: NameSupply;
  /** The names chosen so far. */
  readonly names: Map<Node, string>;
  readonly byAuthor: ReadonlyMap<Node, string>;
  readonly outputsOf: (node: Node) => readonly (Node | undefined)[];
  readonly isWorthIt: (node: ApplyNode) => boolean;
}

/** Names an expression that is written a number of times; undefined where it gets no line of its own. */
function entryOf(choice: Choice, node: ApplyNode, uses: number): WhereEntry | undefined {
  const { catalogue, supply, names } = choice;
  const rule = catalogue.functions.get(node.fn);
  if (rule && rule.outputs.length > 1) {
    return { kind: "factorization", names: outputNames(choice, node, rule), node };
  }
  const author = choice.byAuthor.get(node);
  if (author !== undefined) {
    names.set(node, author);
    return { kind: "definition", name: author, node };
  }
  if (isApply(node, "derivative")) {
    const [f] = node.args;
    const name = `${names.get(f!) ?? (f!.kind === "symbol" ? f!.name : "f")}′`;
    names.set(node, name);
    // The derivative of a function that nothing is known of has a name and no formula.
    return isDefined(node) ? { kind: "function", name, node } : undefined;
  }
  if (isApply(node, "lambda")) {
    const name = supply.fresh(["f", "g", "h"]);
    names.set(node, name);
    return { kind: "function", name, node };
  }
  const hint = rule?.outputs[0];
  const hinted = hint !== undefined && !["Y", "y"].includes(hint);
  if (!hinted && (uses < 2 || !choice.isWorthIt(node))) return undefined;
  const name = hinted ? supply.fresh([hint]) : supply.freshFor(catalogue, node);
  names.set(node, name);
  return { kind: "definition", name, node };
}

/** Names for all the outputs of a factorization. */
function outputNames({ supply, names, byAuthor, outputsOf }: Choice, node: Node, rule: FunctionRule): string[] {
  const outputs = outputsOf(node);
  return rule.outputs.map((output, i) => {
    const present = outputs[i];
    const name = (present && byAuthor.get(present)) ?? supply.fresh([output]);
    if (present) names.set(present, name);
    return name;
  });
}

/** Whether a function, or the one it is the derivative of, is given by its body. */
function isDefined(f: Node): boolean {
  let root = f;
  while (isApply(root, "derivative")) root = root.args[0]!;
  return isApply(root, "lambda");
}

const isNegative = (n: Node | undefined): boolean => n?.kind === "number" && n.value.s < 0n;

/** A residual: a sum with a term that is subtracted. */
const isDifference = (node: Node): boolean =>
  isApply(node, "sum") && node.args.some((a) => isApply(a, "product") && isNegative(a.args[0]));

function isWorthNaming(catalogue: Catalogue, node: ApplyNode, size: number): boolean {
  if (isTrivial(node)) return false;
  return size >= SMALL || (size > 2 && isCostly(catalogue, node));
}

/** A residual B H − T, or R ∘ (BᵀM), is as expensive as the products that are written out in it. */
const holdsProducts = (catalogue: Catalogue, node: Node, names: ReadonlyMap<Node, string>): boolean =>
  (isApply(node, "sum") || isApply(node, "hadamard")) &&
  node.args.some((a) => !names.has(a) && outweighsOperands(catalogue, a));

/** Expressions worth a name that stand among the parts of the roots together with their transposes: R in R B and −RᵀA. */
function withTransposes({ store, catalogue }: Expressions, roots: readonly Node[]): Node[] {
  const parts = new Set(postorder(roots));
  const sizes = new Map<Node, number>();
  const none = new Map<Node, string>();
  for (const node of parts) sizes.set(node, 1 + argsOf(node).reduce((n, a) => n + sizes.get(a)!, 0));
  return [...parts].filter((node) => {
    if (node.kind !== "apply" || isApply(node, "product") || isApply(node, "transpose")) return false;
    const turned = store.transposes.get(node);
    if (!turned || turned.id <= node.id || !parts.has(turned)) return false;
    // r is worth a name where rᵀ would get one.
    const size = Math.max(...[node, turned].map((n) => sizes.get(n)!));
    return holdsProducts(catalogue, node, none) || isWorthNaming(catalogue, node, size);
  });
}

/** Expressions that are shorter than any name for them would explain. */
export function isTrivial(node: Node): boolean {
  if (node.kind !== "apply" || isAllOnes(node)) return true;
  if (["identity", "zeros", "ones"].includes(node.fn)) return true;
  return node.fn === "transpose" && isTrivial(node.args[0]!);
}

/**
 * For an expression that is one of the outputs of a function, all of them that are among the candidates, by position;
 * for any other the expression alone.
 */
export function outputsAmong(
  catalogue: Catalogue,
  candidates: Iterable<Node>,
): (node: Node) => readonly (Node | undefined)[] {
  const calls = new Map<string, (Node | undefined)[]>();
  for (const n of candidates) {
    const call = callOf(catalogue, n);
    if (call === undefined) continue;
    const outputs = calls.get(call.key) ?? call.rule.outputs.map(() => undefined);
    outputs[call.rule.output] ??= n;
    calls.set(call.key, outputs);
  }
  return (node) => {
    const call = callOf(catalogue, node);
    return call ? (calls.get(call.key) ?? call.rule.outputs.map(() => undefined)) : [node];
  };
}

/** The call of a function with several outputs that a node is an output of. */
function callOf(catalogue: Catalogue, node: Node): { readonly rule: FunctionRule; readonly key: string } | undefined {
  const rule = node.kind === "apply" ? catalogue.functions.get(node.fn) : undefined;
  if (node.kind !== "apply" || !rule || rule.outputs.length === 1) return undefined;
  const key = [rule.rule, ...node.args.map((a) => a.id), ...node.dims.map((d) => d.key)].join(" ");
  return { rule, key };
}

/** How often each node is written when every node named by the author is written once. */
function useCounts(
  order: readonly Node[],
  roots: readonly Node[],
  byAuthor: ReadonlyMap<Node, string>,
  parts: (node: Node) => readonly Node[],
): Map<Node, number> {
  const counts = new Map<Node, number>();
  const add = (node: Node): void => void counts.set(node, (counts.get(node) ?? 0) + 1);
  for (const root of roots) if (byAuthor.has(root)) for (const a of parts(root)) add(a);
  for (const root of roots) add(root);
  for (const node of order) for (const a of parts(node)) add(a);
  return counts;
}

const subscript = (n: number): string => [...String(n)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]!).join("");
