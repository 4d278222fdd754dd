/** The factors of a product as they stand in memory, and names by which equal partial products are recognised. */
import { isAllOnes, isIdentity, transpose } from "../expression/node/algebra.js";
import { ONE, type Dimension } from "../../codegen/plan/sizes.js";
import { isApply, isScalar, postorder, type ApplyNode, type Node } from "../expression/node/node.js";
import { isConstant, operandOf, type Lowering, type Operand } from "./lowering.js";
import { stepwise } from "./scalar-factors.js";
import type { Value } from "../../codegen/plan/values.js";
import { isWrittenInverse } from "./low-rank.js";
import { methodOf, reciprocal } from "./solves.js";

/** A factor or partial product. `value` is what stands in memory: the factor itself, or its transpose. */
export interface Factor {
  /** Equal for factors with the same entries. */
  readonly key: string;
  /** The key of the transpose. */
  readonly mirror: string;
  readonly rows: Dimension;
  readonly cols: Dimension;
  /** An `operator` is a sum like I − ZZ⁺ that is applied term by term. */
  readonly form: "matrix" | "diagonal" | "inverse" | "adjugate" | "ones" | "operator";
  readonly node?: Node;
  readonly value?: Value;
  readonly transposed: boolean;
}

export const isVector = (f: { readonly rows: Dimension; readonly cols: Dimension }): boolean =>
  f.rows === ONE || f.cols === ONE;

/**
 * A sum that stands transposed is read as the transpose of one that does not; an adjugate is applied by its factors.
 */
export function factorOperand(context: Lowering, node: Node): Operand {
  const operand = operandOf(node);
  const { base } = operand;
  if (isApply(base, "adjugate") && !operand.inverted && !context.valueOrUndefined(base)) {
    const inner = operandOf(base.args[0]!);
    if (!inner.inverted) return { ...inner, transposed: operand.transposed !== inner.transposed, adjugate: true };
  }
  if (!isApply(base, "sum") || context.valueOrUndefined(base) || !base.args.some(isTransposed)) return operand;
  const turned = transpose(context.store, base);
  if (turned === base || !isApply(turned, "sum") || turned.args.some(isTransposed)) return operand;
  return { ...operand, base: turned, transposed: !operand.transposed };
}

const isTransposed = (term: Node): boolean => {
  const factors = isApply(term, "product") ? term.args.filter((f) => !isScalar(f)) : [term];
  return factors.length === 1 && isApply(factors[0]!, "transpose");
};

/** The names of a factor and of its transpose. */
export function namesOf(context: Lowering, a: Node): { readonly key: string; readonly mirror: string } {
  const { base, transposed, inverted, adjugate } = factorOperand(context, a);
  if (isApply(base, "ones")) return { key: onesKey(a.rows, a.cols), mirror: onesKey(a.cols, a.rows) };
  const name = `${inverted ? "i" : adjugate ? "a" : ""}${base.id}`;
  if (context.has(base, "symmetric")) return { key: name, mirror: name };
  return transposed ? { key: `t${name}`, mirror: name } : { key: name, mirror: `t${name}` };
}

/** What cannot do without the entries of its operands; most other functions of a product are computed without it. */
const ENTRYWISE: ReadonlySet<string> = new Set(["hadamard", "entrywise", "entrywise-power"]);

/** The names of the products of matrices whose entries expressions need, and of their transposes. */
export function writtenProducts(context: Lowering, roots: readonly Node[]): Set<string> {
  const names = new Set<string>();
  for (const node of postorder(roots)) {
    if (node.kind !== "apply" || !ENTRYWISE.has(node.fn)) continue;
    for (const product of node.args) {
      const chain = isApply(product, "product") && !product.open ? product.args.filter((a) => !isScalar(a)) : [];
      if (chain.length < 2 || chain.some((a) => isApply(a, "ones"))) continue;
      const factors = chain.map((a) => namesOf(context, a));
      const mirrored = factors.map((f) => f.mirror).reverse();
      names.add(factors.map((f) => f.key).join(" ")).add(mirrored.join(" "));
    }
  }
  return names;
}

/** A factor without its value, which need not have been computed. */
export function sketchOf(context: Lowering, a: Node, operators: ReadonlySet<Node> = NO_OPERATORS): Factor {
  const { base, transposed, inverted, adjugate } = factorOperand(context, a);
  const isDiagonal = inverted
    ? methodOf(context, base) === "diagonal"
    : context.has(base, "diagonal") && !isIdentity(base);
  const form = isApply(base, "ones")
    ? "ones"
    : operators.has(a)
      ? "operator"
      : isDiagonal
        ? "diagonal"
        : inverted
          ? "inverse"
          : adjugate
            ? "adjugate"
            : "matrix";
  return { ...namesOf(context, a), rows: a.rows, cols: a.cols, form, node: base, transposed };
}

export function factorOf(context: Lowering, a: Node, operators: ReadonlySet<Node> = NO_OPERATORS): Factor {
  const { base, transposed: turned, inverted, adjugate } = factorOperand(context, a);
  const { rows, cols } = a;
  const names = namesOf(context, a);
  if (isApply(base, "ones")) return { ...names, rows, cols, form: "ones", transposed: false, node: a };
  const transposed = turned && !context.has(base, "symmetric");
  const common = { ...names, rows, cols, node: base, transposed };
  if (operators.has(a)) return { ...common, form: "operator" };
  if (inverted && methodOf(context, base) === "diagonal") {
    return { ...common, form: "diagonal", value: reciprocal(context, base), transposed: false };
  }
  if (inverted) return { ...common, form: "inverse" };
  if (adjugate) return { ...common, form: "adjugate" };
  if (isIdentity(base)) return { ...common, form: "matrix", value: context.dense(base) };
  if (context.has(base, "diagonal"))
    return { ...common, form: "diagonal", value: context.diagonalOf(base), transposed: false };
  const value = isConstant(base) ? context.dense(base) : context.valueOf(base);
  return { ...common, form: "matrix", value };
}

const NO_OPERATORS: ReadonlySet<Node> = new Set();

const onesKey = (rows: Dimension, cols: Dimension): string => `1[${rows.key}×${cols.key}]`;

/** A term c·T of an operator. */
export interface OperatorTerm {
  readonly scalars: readonly Node[];
  readonly chain: readonly Node[];
}

export function operatorTerms({ store }: Lowering, sum: Node): OperatorTerm[] {
  return (sum as ApplyNode).args.map((term) => {
    const factors = isApply(term, "product") ? term.args : [term];
    return { scalars: stepwise(store, factors.filter(isScalar)), chain: factors.filter((f) => !isScalar(f)) };
  });
}

/**
 * The factors of a product that are applied term by term: multiples of I plus terms of low rank, which is cheaper than to
 * write them out. A sum that has been computed is read as it is; where there is nothing else, the last one is written out.
 */
export function operatorsOf(context: Lowering, chain: readonly Node[]): Set<Node> {
  const operators = new Set<Node>();
  if (chain.length < 2) return operators;
  for (const f of chain) {
    // What stands there twice is computed, once.
    if (isWrittenInverse(f) || (chain.indexOf(f) === chain.lastIndexOf(f) && isOperator(context, f))) operators.add(f);
  }
  if (chain.every((f) => operators.has(f))) operators.delete(chain[chain.length - 1]!);
  return operators;
}

function isOperator(context: Lowering, f: Node): boolean {
  const { base, inverted, adjugate } = factorOperand(context, f);
  if (inverted || adjugate || !isApply(base, "sum") || base.rows !== base.cols || context.valueOrUndefined(base))
    return false;
  if (isResidual(base) || isWrittenInverse(base)) return true;
  const terms = operatorTerms(context, base);
  return (
    terms.some((t) => isOnly(t.chain, isIdentity)) &&
    terms.every((t) => isOnly(t.chain, isIdentity) || isLowRank(t.chain, base.rows))
  );
}

/** I − A A⁺ or I − A⁺A, which takes the residual of a least-squares problem. */
export function isResidual(node: Node): boolean {
  if (!isApply(node, "sum") || node.args.length !== 2 || !node.args.some(isIdentity)) return false;
  const term = node.args.find((t) => !isIdentity(t))!;
  if (!isApply(term, "product") || term.args.length !== 3) return false;
  const [minus, a, b] = term.args as [Node, Node, Node];
  const inverts = (m: Node, x: Node): boolean => isApply(m, "pseudo-inverse") && m.args[0] === x;
  return minus.kind === "number" && minus.value.equals(-1) && (inverts(a, b) || inverts(b, a));
}

const isOnly = (chain: readonly Node[], test: (n: Node) => boolean): boolean => chain.length === 1 && test(chain[0]!);

/** A product of a tall and a wide matrix; matrices are taken to be declared tall. */
function isLowRank(chain: readonly Node[], rows: Dimension): boolean {
  const [first, last] = [chain[0]!, chain[chain.length - 1]!];
  if (chain.length < 2) return isAllOnes(first);
  if (first.cols === ONE || last.rows === ONE) return true;
  return first.cols !== rows && last.rows !== rows && (!isApply(first, "transpose") || isApply(last, "transpose"));
}
