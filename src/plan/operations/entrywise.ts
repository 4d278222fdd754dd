/** Entry by entry: functions, powers, entrywise products. */
import { product, transpose } from "../../expression/node/algebra.js";
import { expandDerivative } from "../../calculus/variation.js";
import { construct } from "../../expression/node/construct.js";
import { ONE } from "../../../codegen/plan/sizes.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node } from "../../expression/node/node.js";
import { lift } from "../../expression/node/scalar.js";
import type { Lowering, Operation } from "../lowering.js";
import { block, number, scalar, word, type Scalar, type Value } from "../../../codegen/plan/values.js";
import { luOf } from "../solves.js";
import { bases, direct, functionName } from "./common.js";

/** f(A) for a function by name. */
function mapped(context: Lowering, node: ApplyNode, a: Node, f: string): Value {
  const A = block(context.dense(a));
  return context.emitter.into("entrywise", { f: word(f), A }, context.emitter.matrix(node));
}

/** A function given by its body, spelled out in the entries of A; a derivative that has a name as its call. */
function spelledOut(context: Lowering, f: Node, a: Node): Node | undefined {
  if (isApply(f, "lambda")) return lift(context.store, f.args[0]!, a, construct);
  if (!isApply(f, "derivative")) return undefined;
  const known = expandDerivative(context.variation, f);
  return isApply(known, "lambda")
    ? lift(context.store, known.args[0]!, a, construct)
    : construct(context.store, "entrywise", [known, a]);
}

/** The X of log |det X|: its logarithm exists where the determinant itself is out of range. */
function logarithmOfDeterminant(f: Node, a: Node): Node | undefined {
  if (f.kind !== "symbol" || f.name !== "log" || !isApply(a, "entrywise")) return undefined;
  const [g, determinant] = a.args as [Node, Node];
  if (g.kind !== "symbol" || g.name !== "abs" || !isApply(determinant, "determinant")) return undefined;
  return determinant.args[0]!;
}

const entrywise: Operation = {
  needs: (context, node) => {
    const [f, a] = node.args as [Node, Node];
    const x = logarithmOfDeterminant(f, a);
    if (x) return bases([x]);
    const other = spelledOut(context, f, a);
    return bases([other ?? a]);
  },
  emit: (context, node) => {
    const [f, a] = node.args as [Node, Node];
    const x = logarithmOfDeterminant(f, a);
    if (x) {
      const { factor, pivots } = luOf(context, x);
      return context.emitter.number("logAbsDetLU", { LU: block(factor), pivots: block(pivots) });
    }
    const other = spelledOut(context, f, a);
    if (other)
      return (
        context.valueOrUndefined(other) ??
        (isScalar(other) ? context.emitter.assign(context.scalarOf(other)) : context.dense(other))
      );
    if (isScalar(node))
      return context.emitter.assign({ kind: "call", fn: functionName(f), argument: context.scalarOf(a) });
    return mapped(context, node, a, functionName(f));
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
    if (known !== undefined) return mapped(context, node, a, known);
    const takes = { A: block(context.dense(a)), p: scalar(context.scalarOf(p)) };
    return context.emitter.into("powScalar", takes, context.emitter.matrix(node));
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
      return wide ? bases([reciprocalOf(context, a, wide.vector)]) : bases([divisions(a) > 0 ? argsOf(a)[0]! : a]);
    });
  },
  emit: (context, node) => {
    const { emitter } = context;
    if (context.has(node, "diagonal")) return diagonalHadamard(context, node);
    const wide = node.args.map((a) => ({ a, wide: broadcast(context, baseOfPower(a)) }));
    const plain = wide.filter((w) => !w.wide).map((w) => w.a);
    const fresh = (): Value => emitter.matrix(node);
    const over = plain.filter((a) => divisions(a) === 0).map((a) => block(context.dense(a)));
    const under = plain.flatMap((a) => repeated(divisions(a), () => block(context.dense(argsOf(a)[0]!))));
    const [first, ...others] = over;
    let current = first;
    for (const B of others) current = block(emitter.into("multiply", { A: current!, B }, fresh()));
    for (const B of under) {
      const takes = { f: word("recip"), A: B };
      current = block(current ? emitter.into("divide", { A: current, B }, fresh()) : emitter.into("entrywise", takes, fresh())); // prettier-ignore
    }
    for (const { a, wide: w } of wide) {
      if (!w) continue;
      const d = block(context.dense(reciprocalOf(context, a, w.vector)));
      const A = current ?? block(emitter.into("fill", { c: scalar(number(1)) }, fresh()));
      current = block(emitter.into(w.routine, { d, A }, fresh()));
    }
    return current!.value;
  },
};

const baseOfPower = (a: Node): Node => (isReciprocal(a) ? a.args[0]! : a);
function isReciprocal(a: Node): a is ApplyNode & { fn: "entrywise-power" } {
  if (!isApply(a, "entrywise-power")) return false;
  const exponent = a.args[1]!;
  return exponent.kind === "number" && exponent.value.equals(-1);
}
/** More divisions than this are a power. */
const MOST_DIVISIONS = 4;

/** How often a factor divides, 3 for x.^(−3): one after the other, so that no power over- or underflows before the product does. */
function divisions(a: Node): number {
  if (!isApply(a, "entrywise-power")) return 0;
  const exponent = a.args[1]!;
  if (exponent.kind !== "number" || exponent.value.d !== 1n || exponent.value.s > 0n) return 0;
  const count = Number(exponent.value.n);
  return count <= MOST_DIVISIONS ? count : 0;
}

const repeated = <T>(count: number, item: () => T): T[] => Array.from({ length: count }, item);

const reciprocalOf = (context: Lowering, a: Node, vector: Node): Node =>
  isReciprocal(a) ? construct(context.store, "entrywise-power", [vector, context.store.number(-1)]) : vector;

function diagonalHadamard(context: Lowering, node: ApplyNode): Value {
  const { emitter } = context;
  return node.args
    .map((a) => context.diagonalOf(a))
    .reduce((A, B) => emitter.into("multiply", { A: block(A), B: block(B) }, emitter.diagonal(node.rows)));
}

export const entrywiseOperations = {
  hadamard,
  entrywise,
  "entrywise-power": entrywisePower,
  "entrywise-maximum": extremum("maximum"),
  "entrywise-minimum": extremum("minimum"),
  selection: choice("select", ([m, a, b]) => [m!, a!, b!]),
  gate: choice("gate", ([m, a]) => [m!, a!, number(0)]),
  ungate: choice("ungate", ([m, a]) => [m!, number(0), a!]),
  held: {
    needs: (_, node) => bases(node.args),
    emit: (context, node) => {
      const a = node.args[0]!;
      return isScalar(a) ? context.emitter.assign(context.scalarOf(a)) : context.dense(a);
    },
  },
  sorted: direct("sort"),
  "in-the-order-of": direct("sortLike"),
  "out-of-the-order-of": direct("unsortLike"),
  "running-sum": direct("cumulate"),
  "running-sum-from-the-end": direct("cumulateBack"),
  toeplitz: direct("toeplitz"),
  "diagonal-sums": direct("diagonalSums"),
  "squared-distances": direct("squaredDistances"),
} satisfies Readonly<Record<string, Operation>>;

/** A choice by a mask; of numbers it is a choice where it stands. */
function choice(
  routine: "select" | "gate" | "ungate",
  parts: (args: readonly Scalar[]) => readonly Scalar[],
): Operation {
  const blocks = direct(routine);
  return {
    needs: blocks.needs,
    emit: (context, node) => {
      if (!isScalar(node)) return blocks.emit(context, node);
      return context.emitter.assign({ kind: "select", args: parts(node.args.map((a) => context.scalarOf(a))) });
    },
  };
}

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
