/** Telling transposes apart without building them. */
import { isApply, isScalar, type Node } from "./node.js";

/** False only where b is not the transpose of a: told from the matrices at the ends of the two products. */
export function mayBeTransposes(a: Node, b: Node): boolean {
  if (a.rows !== b.cols || a.cols !== b.rows) return false;
  return meet(outermost(a, "left"), outermost(b, "right")) && meet(outermost(a, "right"), outermost(b, "left"));
}

const meet = (a: Node | undefined, b: Node | undefined): boolean => a === undefined || b === undefined || a === b;

/** The symbol, transposed or not, with which a product begins or ends; undefined where something else stands there. */
function outermost(root: Node, side: "left" | "right"): Node | undefined {
  let node = root;
  let end = side;
  for (;;) {
    if (isScalar(node)) return undefined;
    if (node.kind === "symbol") return node;
    if (isApply(node, "product")) node = end === "right" ? node.args[node.args.length - 1]! : node.args.find(isMatrix)!;
    else if (isApply(node, "transpose")) {
      node = node.args[0]!;
      end = end === "left" ? "right" : "left";
    } else return undefined;
  }
}

const isMatrix = (node: Node): boolean => !isScalar(node);
