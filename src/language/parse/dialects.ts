/**
 * Input dialects: the same trees from another notation. That of matrixcalculus.org has no juxtaposition, `*`, `.*`,
 * `/` and `./` of equal precedence, elementwise functions without a dot, and kinds of names by their letter.
 */
import type { ApplySyntax, Span, Syntax } from "../syntax.js";
import { foldTree, operands, postorder } from "../traverse.js";

export const SYNTAX_NAMES = ["math", "matrixcalculus"] as const;
export type SyntaxName = (typeof SYNTAX_NAMES)[number];

/** What a name stands for where nothing is declared. */
export type NameKind = "scalar" | "vector" | "matrix";

export interface Dialect {
  /** Whether words are split into names and functions, or each is one; in code, a long one must be known. */
  readonly words: "split" | "whole" | "code";
  /** Functions that only this dialect has. */
  readonly functions: readonly string[];
  /** Signs that stand for another token than in the language itself. */
  readonly signs: ReadonlyMap<string, readonly [type: string, value: string]>;
  /** The tree in the language's own terms; functions of one number are named, should the dialect treat them otherwise. */
  readonly translate: (syntax: Syntax, scalarFunctions: ReadonlySet<string>) => Syntax;
  /** The kind of an undeclared name, where the dialect fixes it. */
  readonly kindOf: (name: string) => NameKind | undefined;
}

const apply = (head: string, args: readonly Syntax[], { span, at }: ApplySyntax): ApplySyntax => ({
  kind: "apply",
  head,
  args,
  elementwise: false,
  span,
  at,
});

/** `vector(1)` is 𝟏, `vector(c)` is c𝟏; a matrix of ones is 𝟏𝟏ᵀ, whatever stands around it. */
function constant(node: ApplySyntax, value: Syntax | undefined, shape: "vector" | "matrix"): Syntax {
  const ones = apply("ones", [], node);
  const filled = shape === "vector" ? [ones] : [ones, apply("transpose", [ones], node)];
  const isOne = value === undefined || (value.kind === "number" && Number(value.text) === 1);
  if (!isOne) return apply("product", [value, ...filled], node);
  return filled.length === 1 ? ones : apply("product", filled, node);
}

const number = (text: string, span: Span): Syntax => ({ kind: "number", text, span });

/** Functions of one number are applied to every entry. */
function translateNode(node: Syntax, args: readonly Syntax[], scalarFunctions: ReadonlySet<string>): Syntax {
  if (node.kind !== "apply") return node;
  switch (node.head) {
    case "norm1":
      return apply("norm", [...args, number("1", node.at)], node);
    case "norm2":
      return apply("norm", args, node);
    case "vector":
    case "matrix":
      return constant(node, args[0], node.head);
  }
  return { ...node, args, elementwise: node.elementwise || scalarFunctions.has(node.head) };
}

function kindByLetter(name: string): NameKind {
  if (/^[A-Z]/.test(name)) return "matrix";
  return /^[a-g]/.test(name) ? "scalar" : "vector";
}

export const dialects: Readonly<Record<SyntaxName | "python", Dialect>> = {
  math: {
    words: "split",
    functions: [],
    signs: new Map(),
    translate: (syntax) => syntax,
    kindOf: () => undefined,
  },
  python: {
    words: "code",
    functions: [],
    signs: new Map([
      ["star", ["times", "hadamard"]],
      ["slash", ["times", "hadamardDivide"]],
    ]),
    translate: (syntax) => syntax,
    kindOf: () => undefined,
  },
  matrixcalculus: {
    words: "whole",
    functions: ["norm1", "norm2", "vector", "matrix"],
    signs: new Map([
      ["dotStar", ["times", "hadamard"]],
      ["dotSlash", ["times", "hadamardDivide"]],
    ]),
    translate: (syntax, scalarFunctions) =>
      foldTree<Syntax, Syntax>(syntax, operands, (node, args) => translateNode(node, args, scalarFunctions)),
    kindOf: kindByLetter,
  },
};

/** What a dialect says of the names in an expression that the program does not declare. */
export function collectKinds(
  syntax: Syntax,
  dialect: Dialect,
  scope: { declares(name: string): boolean },
  kinds: Map<string, NameKind>,
): void {
  if (dialect.kindOf === dialects.math.kindOf) return;
  for (const node of postorder(syntax)) {
    const kind = node.kind === "name" && !scope.declares(node.name) ? dialect.kindOf(node.name) : undefined;
    if (node.kind === "name" && kind !== undefined) kinds.set(node.name, kind);
  }
}
