/** The terms of the one intermediate representation: what a node is, its shape, and the walk over what is below it. */
import type Fraction from "fraction.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";

/** A set of properties, one bit each; the bits are given out by the property table of the rules. */
export type PropertySet = number;

/**
 * What a symbol stands for.
 * - `input`: an argument of the program (differentiated unless it has the property `constant`)
 * - `differential`: dX of an expression X, `cotangent`: ∂L/∂Y of an output Y
 * - `dimension`: the number a dimension symbol stands for
 * - `function`: a scalar function by its name (`exp`)
 * - `bound`: the variable of a scalar function's body
 * - `pattern`: a name in a rule
 */
export type SymbolRole = "input" | "differential" | "cotangent" | "dimension" | "function" | "bound" | "pattern";

interface Typed {
  readonly id: number;
  readonly rows: Dimension;
  readonly cols: Dimension;
  readonly properties: PropertySet;
  /** Whether the bound variable of a scalar function occurs free in the expression. */
  readonly open: boolean;
  /** Whether a differential occurs in the expression. */
  readonly varies: boolean;
}

/** An exact rational constant. */
export interface NumberNode extends Typed {
  readonly kind: "number";
  readonly value: Fraction;
}

export interface SymbolNode extends Typed {
  readonly kind: "symbol";
  readonly name: string;
  readonly role: SymbolRole;
}

/** `dims` are the sizes that are part of the function: those of `ones`, the bounds of a slice. */
export interface ApplyNode extends Typed {
  readonly kind: "apply";
  readonly fn: string;
  readonly args: readonly Node[];
  readonly dims: readonly Dimension[];
}

export type Node = NumberNode | SymbolNode | ApplyNode;

export interface Shape {
  readonly rows: Dimension;
  readonly cols: Dimension;
}

/** The shape of a number. */
export const SCALAR: Shape = { rows: ONE, cols: ONE };

export const isScalar = (s: Shape): boolean => s.rows === ONE && s.cols === ONE;
export const isVector = (s: Shape): boolean => s.cols === ONE && s.rows !== ONE;
export const isSquare = (s: Shape): boolean => s.rows === s.cols;

export const isApply = <F extends string>(node: Node, fn: F): node is ApplyNode & { readonly fn: F } =>
  node.kind === "apply" && node.fn === fn;

/** Whether a node is a scalar function as an argument: one by name or by its body, or the derivative of one. */
export const isFunction = (node: Node): boolean =>
  isApply(node, "lambda") || isApply(node, "derivative") || (node.kind === "symbol" && node.role === "function");

const NO_NODES: readonly Node[] = [];
export const argsOf = (node: Node): readonly Node[] => (node.kind === "apply" ? node.args : NO_NODES);

/**
 * The nodes below the roots in an order in which arguments come first, each once. Iterative: depth is no limit.
 * `enter` may prune: where it says false, neither the node nor what is only below it appears. `parts` may give others
 * than the arguments.
 */
export function postorder(
  roots: readonly Node[],
  enter: (node: Node) => boolean = () => true,
  parts: (node: Node) => readonly Node[] = argsOf,
): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: Node[] = [];
  const next: number[] = [];
  for (const root of roots) {
    if (seen.has(root) || !enter(root)) continue;
    seen.add(root);
    stack.push(root);
    next.push(0);
    while (stack.length > 0) {
      const node = stack[stack.length - 1]!;
      const args = parts(node);
      const i = next[next.length - 1]!++;
      if (i === args.length) {
        order.push(node);
        stack.pop();
        next.pop();
        continue;
      }
      const arg = args[i]!;
      if (seen.has(arg) || !enter(arg)) continue;
      seen.add(arg);
      stack.push(arg);
      next.push(0);
    }
  }
  return order;
}
