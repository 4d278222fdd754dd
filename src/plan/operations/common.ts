/** What the tables of operations share. */
import { isApply, type Node } from "../../expression/node/node.js";
import { NoKernel, isConstant, type Lowering, type Operation } from "../lowering.js";
import { block, type Value } from "../../../codegen/plan/program.js";

const isFunction = (n: Node): boolean =>
  isApply(n, "lambda") || isApply(n, "derivative") || (n.kind === "symbol" && n.role === "function");

const baseOf = (n: Node): Node => (isApply(n, "transpose") ? n.args[0]! : n);

/** What must be computed so that expressions can be read as dense blocks or numbers. */
export const bases = (nodes: readonly Node[]): Node[] =>
  nodes
    .filter((n) => !isFunction(n))
    .map(baseOf)
    .filter((n) => !isConstant(n));

export const functionName = (f: Node): string => {
  if (f.kind !== "symbol")
    throw new NoKernel("there is no kernel for a function given by its body of a general matrix");
  return f.name;
};

/** One call with dense operands and a dense result. */
export const direct = (routine: string): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const value = context.emitter.matrix(node);
    context.emitter.call(routine, [...node.args.map((a) => block(context.dense(a))), block(value)], [value]);
    return value;
  },
});

/** One call with dense operands that returns a number. */
export const reduction = (routine: string): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) =>
    context.emitter.number(
      routine,
      node.args.map((a) => block(context.dense(a))),
    ),
});

/** Several results of one call, computed when the first of them is asked for; each is found by its name. */
export function outputOf(
  context: Lowering,
  key: string,
  output: string,
  compute: () => Readonly<Record<string, Value>>,
): Value {
  const { emitter } = context;
  if (!emitter.cached.has(`${key}.${output}`)) {
    for (const [name, value] of Object.entries(compute())) emitter.cached.set(`${key}.${name}`, value);
  }
  return emitter.cached.get(`${key}.${output}`)!;
}
