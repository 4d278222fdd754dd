/** One expression of a program as plain values: what it is, what is known of it, and why. */
import { express, polynomialText } from "../expression/express.js";
import { argsOf, isScalar, isVector, type Node, type Shape } from "../expression/node/node.js";
import type { ElaboratedProgram } from "../expression/elaborate/program.js";
import { printExpression } from "../language/print/print.js";

export interface NodeView {
  readonly id: number;
  /** The expression in the input language; shortened where it is long. */
  readonly text: string;
  readonly shape: string;
  readonly properties: readonly string[];
  /** Where the properties are from: declared, assumed, or inferred by a rule. */
  readonly why: string;
  /** What it is made of. */
  readonly parts: readonly number[];
  /** A name, a number, or the function that is applied. */
  readonly label: string;
}

/** `m×n`, `n` for a vector, `scalar`: as a declaration states it. */
export function shapeText(shape: Shape): string {
  if (isScalar(shape)) return "scalar";
  const rows = polynomialText(shape.rows);
  return isVector(shape) ? rows : `${rows}×${polynomialText(shape.cols)}`;
}

const LONGEST = 120;

export function nodeView(
  program: ElaboratedProgram,
  node: Node,
  nameOf?: (node: Node) => string | undefined,
): NodeView {
  const { catalogue } = program;
  const named = { nameOf: nameOf ?? (() => undefined) };
  const text = printExpression(express(catalogue, named, node, true), "text");
  const properties = catalogue.strongest(node.properties).map((p) => p.name);
  return {
    id: node.id,
    text: text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text,
    shape: shapeText(node),
    properties,
    why: properties.length === 0 ? "" : reasonOf(program, node),
    parts: argsOf(node).map((a) => a.id),
    label: nameOf?.(node) ?? labelOf(program, node, text),
  };
}

function labelOf({ catalogue }: ElaboratedProgram, node: Node, text: string): string {
  if (node.kind !== "apply") return text;
  const rule = catalogue.functions.get(node.fn);
  const sign = SIGNS[node.fn];
  return sign ?? (rule?.heads[0]?.split("/")[0] || node.fn);
}

/** Operators by their sign. */
const SIGNS: Readonly<Record<string, string>> = {
  sum: "+",
  product: "·",
  scale: "·",
  hadamard: "∘",
  transpose: "ᵀ",
  inverse: "⁻¹",
  kronecker: "⊗",
  identity: "I",
  ones: "𝟏",
};

function reasonOf(program: ElaboratedProgram, node: Node): string {
  if (node.kind === "number") return "the number is known";
  if (node.kind === "apply") {
    return `inferred by the rule ${program.catalogue.functions.get(node.fn)?.rule ?? node.fn} from its arguments`;
  }
  const presumed = program.presumed.find((p) => p.name === node.name);
  if (presumed) return `assumed, since the rule ${presumed.rule} asks for it`;
  return node.role === "input" ? "declared" : "that of what it belongs to";
}
