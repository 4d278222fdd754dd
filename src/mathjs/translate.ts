/** Expressions of mathjs as programs of the input language. */
import type { MathNode } from "mathjs";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";

/** Functions of mathjs by what they are here; those of numbers act on the entries. */
const FUNCTIONS: ReadonlyMap<string, (args: readonly string[]) => string> = new Map([
  ...["inv", "pinv", "det", "kron", "sum", "mean", "diag", "dot", "lyap", "sylvester"].map(called),
  ...["exp", "expm1", "log", "log1p", "sqrt", "cbrt", "abs", "sign", "square"].map(entrywise),
  ...["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf"].map(entrywise),
  ["trace", ([a]) => `tr(${a!})`],
  ["transpose", ([a]) => `(${a!})'`],
  ["ctranspose", ([a]) => `(${a!})'`],
  ["expm", ([a]) => `exp(${a!})`],
  ["sqrtm", ([a]) => `sqrt(${a!})`],
  ["identity", ([n]) => `eye(${n!})`],
  ["ones", (sizes) => `ones(${sizes.join(", ")})`],
  ["zeros", (sizes) => `zeros(${sizes.join(", ")})`],
  ["norm", ([a, kind = "2"]) => `norm(${a!}, ${kind})`],
  ["add", ([a, b]) => `(${a!} + ${b!})`],
  ["subtract", ([a, b]) => `(${a!} - ${b!})`],
  ["multiply", ([a, b]) => `(${a!} * ${b!})`],
  ["dotMultiply", ([a, b]) => `(${a!} .* ${b!})`],
  ["dotDivide", ([a, b]) => `(${a!} ./ ${b!})`],
  ["dotPow", ([a, b]) => `(${a!} .^ ${b!})`],
  ["divide", ([a, b]) => `(${a!} / ${b!})`],
  ["pow", ([a, b]) => `(${a!})^(${b!})`],
  ["unaryMinus", ([a]) => `(-${a!})`],
  ["unaryPlus", ([a]) => a!],
  ["nthRoot", ([a, n = "2"]) => `(${a!}) .^ (1/${n})`],
] as readonly (readonly [string, (args: readonly string[]) => string])[]);

function called(name: string): readonly [string, (args: readonly string[]) => string] {
  return [name, (args) => `${name}(${args.join(", ")})`];
}

function entrywise(name: string): readonly [string, (args: readonly string[]) => string] {
  return [name, (args) => `${name}.(${args.join(", ")})`];
}

const refused = (what: string, hint: string): MatrixBackpropError =>
  new MatrixBackpropError([
    { code: "mathjs/unsupported", message: `${what} has no derivative here`, span: { start: 0, end: 0 }, hint },
  ]);

/** What of mathjs's nodes is looked at; their classes differ between its builds. */
interface Shape {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly fn?: string | { readonly name?: string };
  readonly args?: readonly MathNode[];
  readonly content?: MathNode;
  readonly object?: MathNode;
}

const childrenOf = (node: Shape): readonly MathNode[] => node.args ?? (node.content ? [node.content] : []);

/** The program of an expression. Throws MatrixBackpropError where a part has no meaning in the language. */
export function programOf(root: MathNode): string {
  const texts: string[] = [];
  const pending: { readonly node: MathNode; readonly entered: boolean }[] = [{ node: root, entered: false }];
  for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
    const shape = top.node as unknown as Shape;
    const children = childrenOf(shape);
    if (top.entered) {
      texts.push(textOf(shape, texts.splice(texts.length - children.length)));
      continue;
    }
    pending.push({ node: top.node, entered: true });
    for (const child of [...children].reverse()) pending.push({ node: child, entered: false });
  }
  return texts[0]!;
}

function textOf(node: Shape, args: readonly string[]): string {
  switch (node.type) {
    case "ConstantNode":
      return constant(node.value);
    case "SymbolNode":
      return node.name!;
    case "ParenthesisNode":
      return `(${args[0]!})`;
    case "OperatorNode":
    case "FunctionNode": {
      const name = typeof node.fn === "string" ? node.fn : (node.fn?.name ?? "");
      const translated = FUNCTIONS.get(name);
      if (!translated) throw refused(`the function ${name} of mathjs`, `there are ${[...FUNCTIONS.keys()].join(", ")}`);
      // Sums and products of more than two are one call in mathjs.
      if (args.length > 2 && (name === "add" || name === "multiply")) {
        return `(${args.join(name === "add" ? " + " : " * ")})`;
      }
      return translated(args);
    }
    default:
      throw refused(`a ${node.type} of mathjs`, "write an expression in names, numbers, operators and functions");
  }
}

function constant(value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (value === Infinity) return "'inf'";
  if (value === "fro" || value === "inf") return `'${value}'`;
  throw refused(`the constant ${String(value)}`, "numbers and the kinds of norms are read");
}
