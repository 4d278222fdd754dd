/** Entry by entry: functions, powers, entrywise products. */
import { product, transpose } from "../../expression/node/algebra.js";
import { expandDerivative } from "../../calculus/variation.js";
import { construct } from "../../expression/node/construct.js";
import { ONE } from "../../../codegen/plan/sizes.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../../expression/node/node.js";
import { lift } from "../../expression/node/scalar.js";
import type { Lowering, Operation } from "../lowering.js";
import { block, number, scalar, type Argument, type Scalar, type Value } from "../../../codegen/plan/program.js";
import { bases, direct, functionName } from "./common.js";

/** Entry by entry: on the diagonal alone where the result is diagonal. */
function mapped(context: Lowering, node: ApplyNode, a: Node, routine: string, before: Scalar[] = []): Value {
  const { emitter } = context;
  const source = context.dense(a);
  const value = emitter.matrix(node);
  emitter.call(routine, [block(source), ...before.map(scalar), block(value)], [value]);
  return value;
}

/** A function given by its body, spelled out in the entries of A. */
function spelledOut(context: Lowering, f: Node, a: Node): Node | undefined {
  if (isApply(f, "lambda")) return lift(context.store, f.args[0]!, a, construct);
  if (!isApply(f, "derivative")) return undefined;
  return spelledOut(context, expandDerivative(context.variation, f), a);
}

const entrywise: Operation = {
  needs: (context, node) => {
    const [f, a] = node.args as [Node, Node];
    const other = spelledOut(context, f, a);
    return bases([other ?? a]);
  },
  emit: (context, node) => {
    const [f, a] = node.args as [Node, Node];
    const other = spelledOut(context, f, a);
    if (other)
      return (
        context.valueOrUndefined(other) ??
        (isScalar(other) ? context.emitter.assign(context.scalarOf(other)) : context.dense(other))
      );
    if (isScalar(node))
      return context.emitter.assign({ kind: "call", fn: functionName(f), argument: context.scalarOf(a) });
    return mapped(context, node, a, `entrywise.${functionName(f)}`);
  },
};

const ROUTINE_OF_POWER: Readonly<Record<string, string>> = {
  "2": "square",
  "1/2": "sqrt",
  "-1": "recip",
  "-1/2": "rsqrt",
};

const entrywisePower: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const [a, p] = node.args as [Node, Node];
    if (isScalar(node)) {
      return context.emitter.assign({ kind: "power", base: context.scalarOf(a), exponent: context.scalarOf(p) });
    }
    const known = p.kind === "number" ? ROUTINE_OF_POWER[p.value.toFraction()] : undefined;
    return known
      ? mapped(context, node, a, `entrywise.${known}`)
      : mapped(context, node, a, "powScalar", [context.scalarOf(p)]);
  },
};

/** The vector beside the ones of u𝟏ᵀ or 𝟏uᵀ. */
function broadcast(context: Lowering, node: Node): { routine: "scaleRows" | "scaleColumns"; vector: Node } | undefined {
  if (!isApply(node, "product") || node.args.some(isScalar)) return undefined;
  const [first, last] = [node.args[0]!, node.args[node.args.length - 1]!];
  if (isApply(last, "ones") && last.rows === ONE)
    return { routine: "scaleRows", vector: product(context.store, node.args.slice(0, -1)) };
  if (isApply(first, "ones") && first.cols === ONE) {
    return { routine: "scaleColumns", vector: transpose(context.store, product(context.store, node.args.slice(1))) };
  }
  return undefined;
}

const hadamard: Operation = {
  needs: (context, node) => {
    if (context.has(node, "diagonal")) return bases(node.args);
    return node.args.flatMap((a) => {
      const wide = broadcast(context, baseOfPower(a));
      return wide ? bases([reciprocalOf(context, a, wide.vector)]) : bases([isReciprocal(a) ? a.args[0]! : a]);
    });
  },
  emit: (context, node) => {
    const { emitter } = context;
    if (context.has(node, "diagonal")) return diagonalHadamard(context, node);
    const wide = node.args.map((a) => ({ a, wide: broadcast(context, baseOfPower(a)) }));
    const plain = wide.filter((w) => !w.wide).map((w) => w.a);
    const value = emitter.matrix(node);
    const over = plain.filter((a) => !isReciprocal(a)).map((a) => block(context.dense(a)));
    const under = plain.filter(isReciprocal).map((a) => block(context.dense(a.args[0]!)));
    const [first, ...others] = over;
    let current = first;
    const fold = (routine: string, b: Argument): void => {
      emitter.call(routine, [current!, b, block(value)], [value]);
      current = block(value);
    };
    for (const b of others) fold("multiply", b);
    for (const b of under) {
      if (current) fold("divide", b);
      else {
        emitter.call("entrywise.recip", [b, block(value)], [value]);
        current = block(value);
      }
    }
    for (const { a, wide: w } of wide) {
      if (!w) continue;
      const d = block(context.dense(reciprocalOf(context, a, w.vector)));
      if (!current) {
        emitter.call("fill", [scalar(number(1)), block(value)], [value]);
        current = block(value);
      }
      emitter.call(w.routine, w.routine === "scaleRows" ? [d, current, block(value)] : [current, d, block(value)], [
        value,
      ]);
      current = block(value);
    }
    return value;
  },
};

const baseOfPower = (a: Node): Node => (isReciprocal(a) ? a.args[0]! : a);
function isReciprocal(a: Node): a is ApplyNode & { fn: "entrywise-power" } {
  if (!isApply(a, "entrywise-power")) return false;
  const exponent = a.args[1]!;
  return exponent.kind === "number" && exponent.value.equals(-1);
}
const reciprocalOf = (context: Lowering, a: Node, vector: Node): Node =>
  isReciprocal(a) ? construct(context.store, "entrywise-power", [vector, context.store.number(-1)]) : vector;

function diagonalHadamard(context: Lowering, node: ApplyNode): Value {
  const { emitter } = context;
  const value = emitter.diagonal(node.rows);
  const parts = node.args.map((a) => block(context.diagonalOf(a)));
  const [first, second, ...rest] = parts as [Argument, Argument, ...Argument[]];
  emitter.call("multiply", [first, second, block(value)], [value]);
  for (const p of rest) emitter.call("multiply", [block(value), p, block(value)], [value]);
  return value;
}

export const entrywiseOperations: Readonly<Record<string, Operation>> = {
  hadamard,
  entrywise,
  "entrywise-power": entrywisePower,
  "entrywise-maximum": extremum("maximum"),
  "entrywise-minimum": extremum("minimum"),
};

function extremum(routine: "maximum" | "minimum"): Operation {
  const blocks = direct(routine);
  return {
    needs: blocks.needs,
    emit: (context, node) => {
      if (!isScalar(node)) return blocks.emit(context, node);
      return context.emitter.assign({ kind: routine, args: node.args.map((a) => context.scalarOf(a)) });
    },
  };
}
