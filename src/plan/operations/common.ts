/** What the tables of operations share. */
import { isApply, isFunction, type ApplyNode, type Node } from "../../expression/node/node.js";
import { NoKernel, isConstant, type Lowering, type Operation } from "../lowering.js";
import { INSTRUCTIONS, type Op, type OpOfBlocks, type Takes } from "../../../codegen/plan/instructions.js";
import { block, type Argument, type Value } from "../../../codegen/plan/values.js";

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
export const direct = <K extends OpOfBlocks>(op: K): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) =>
    context.emitter.into(op, denseOperands(context, op, node) as Takes<K>, context.emitter.matrix(node)),
});

/** The operands of a routine of blocks alone, in the order of its row. */
const denseOperands = (context: Lowering, op: Op, node: ApplyNode): Record<string, Argument> =>
  Object.fromEntries(Object.keys(INSTRUCTIONS[op].takes).map((name, i) => [name, block(context.dense(node.args[i]!))]));

/** One call with dense operands that returns a number. */
export const reduction = <K extends OpOfBlocks>(op: K): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) => context.emitter.number(op, denseOperands(context, op, node) as Takes<K>),
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
