/** How every kind of expression is computed: the closed table of kernel primitives. */
import { product, transpose } from "../../src/expression/algebra.js";
import { construct } from "../../src/expression/construct.js";
import { ONE } from "../../src/expression/dimension.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../../src/expression/node.js";
import { lift } from "../../src/expression/scalar.js";
import { expandDerivative } from "../../src/calculus/variation.js";
import { boundVariable } from "../../src/expression/template.js";
import { closedParts, scalarBody, withDerivative } from "./functions.js";
import { NoKernel, isConstant, operandOf, type Lowering, type Operation } from "./lowering.js";
import { emitProduct, productNeeds } from "./products.js";
import { block, number, scalar, word, type Argument, type Scalar, type Value } from "./program.js";
import { choleskyOf, emitInverse, luOf, methodOf } from "./solves.js";
import { emitSum, sumNeeds } from "./sums.js";

const bases = (nodes: readonly Node[]): Node[] =>
  nodes
    .filter((n) => !isFunction(n))
    .map((n) => baseOf(n))
    .filter((n) => !isConstant(n));

const baseOf = (n: Node): Node => (isApply(n, "transpose") ? n.args[0]! : n);

const isFunction = (n: Node): boolean =>
  isApply(n, "lambda") || isApply(n, "derivative") || (n.kind === "symbol" && n.role === "function");

/** An expression computed as another one. */
const as = (rewrite: (context: Lowering, node: ApplyNode) => Node): Operation => ({
  needs: (context, node) => [baseOf(rewrite(context, node))].filter((n) => !isConstant(n)),
  emit: (context, node) => {
    const other = rewrite(context, node);
    const value = context.valueOrUndefined(other);
    return value ?? context.dense(other);
  },
});

/** One call with dense operands. */
const direct = (routine: string): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const { emitter } = context;
    const value = emitter.matrix(node);
    emitter.call(routine, [...node.args.map((a) => block(context.dense(a))), block(value)], [value]);
    return value;
  },
});

/** One call with dense operands that returns a number. */
const reduction = (routine: string): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) =>
    context.emitter.number(
      routine,
      node.args.map((a) => block(context.dense(a))),
    ),
});

/** Entry by entry: on the diagonal alone where the result is diagonal. */
function mapped(context: Lowering, node: ApplyNode, a: Node, routine: string, before: Scalar[] = []): Value {
  const { emitter } = context;
  const source = context.dense(a);
  const value = emitter.matrix(node);
  emitter.call(routine, [block(source), ...before.map(scalar), block(value)], [value]);
  return value;
}

const functionName = (f: Node): string => {
  if (f.kind !== "symbol") throw new NoKernel("a function without a name reached the kernel");
  return f.name;
};

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
  needs: (context, node) =>
    node.args.flatMap((a) => {
      const wide = broadcast(context, baseOfPower(a));
      return wide ? bases([reciprocalOf(context, a, wide.vector)]) : bases([isReciprocal(a) ? a.args[0]! : a]);
    }),
  emit: (context, node) => {
    const { emitter } = context;
    if (context.has(node, "diagonal")) return diagonalHadamard(context, node);
    const wide = node.args.map((a) => ({ a, wide: broadcast(context, baseOfPower(a)) }));
    const plain = wide.filter((w) => !w.wide).map((w) => w.a);
    const value = emitter.matrix(node);
    const over = plain.filter((a) => !isReciprocal(a));
    const under = plain.filter(isReciprocal);
    let started = false;
    const current = (): Value => value;
    for (const a of over) {
      const b = block(context.dense(a));
      if (!started) emitter.call("copy", [b, block(value)], [value]);
      else emitter.call("multiply", [block(current()), b, block(value)], [value]);
      started = true;
    }
    for (const a of under) {
      const b = block(context.dense(a.args[0]!));
      if (!started) emitter.call("entrywise.recip", [b, block(value)], [value]);
      else emitter.call("divide", [block(current()), b, block(value)], [value]);
      started = true;
    }
    if (!started) emitter.call("fill", [scalar(number(1)), block(value)], [value]);
    for (const { a, wide: w } of wide) {
      if (!w) continue;
      const d = context.dense(reciprocalOf(context, a, w.vector));
      const args = w.routine === "scaleRows" ? [block(d), block(value)] : [block(value), block(d)];
      emitter.call(w.routine, [...args, block(value)], [value]);
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

/** f(X) and X^p of a diagonal matrix act on the diagonal; of a symmetric one they are U f(Λ) Uᵀ. */
const matrixFunction: Operation = {
  needs: (context, node) => {
    const [f, x] = spectralParts(node);
    if (context.has(x, "diagonal")) return bases([diagonalVector(context, f, x)]);
    return [spectral(context, node)];
  },
  emit: (context, node) => {
    const [f, x] = spectralParts(node);
    if (!context.has(x, "diagonal")) return context.valueOf(spectral(context, node));
    const vector = context.dense(diagonalVector(context, f, x));
    const value = context.emitter.diagonal(node.rows);
    context.emitter.call("copy", [block(vector), block(value)], [value]);
    return value;
  },
};

function spectralParts(node: ApplyNode): readonly [f: (context: Lowering, a: Node) => Node, x: Node] {
  const [a, b] = node.args as [Node, Node];
  if (node.fn === "power") return [(c, v) => construct(c.store, "entrywise-power", [v, b]), a];
  return [(c, v) => construct(c.store, "entrywise", [a, v]), b];
}

/** f applied to the diagonal of a diagonal matrix. */
function diagonalVector(context: Lowering, f: (context: Lowering, a: Node) => Node, x: Node): Node {
  return f(context, construct(context.store, "diagonal", [x]));
}

/** U f(Λ) Uᵀ. */
function spectral(context: Lowering, node: ApplyNode): Node {
  const { store } = context;
  const power = node.fn === "power";
  const x = node.args[power ? 0 : 1]!;
  const u = construct(store, "eig.U", [x]);
  const lambda = construct(store, "eig.Λ", [x]);
  const image = power
    ? construct(store, "power", [lambda, node.args[1]!])
    : construct(store, "matrix-function", [node.args[0]!, lambda]);
  return product(store, [u, image, transpose(store, u)]);
}

const eig = (output: "U" | "Λ"): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const { emitter } = context;
    const x = node.args[0]!;
    const source = context.dense(x);
    emitter.once(`eig:${source.id}`, () => {
      const lambda = emitter.diagonal(x.rows, "lambda");
      const u = emitter.matrix(x, "U");
      emitter.call("eig", [block(source), block(lambda), block(u)], [lambda, u]);
      emitter.cached.set(`eig.Λ:${source.id}`, lambda);
      emitter.cached.set(`eig.U:${source.id}`, u);
      return u;
    });
    return emitter.cached.get(`eig.${output}:${source.id}`)!;
  },
});

const trace: Operation = {
  needs: (context, node) => {
    const split = traceOfProduct(context, node);
    return split ? [split] : bases(node.args);
  },
  emit: (context, node) => {
    const split = traceOfProduct(context, node);
    if (split) return context.valueOf(split);
    const x = node.args[0]!;
    if (context.valueOrUndefined(x)?.storage === "diagonal")
      return context.emitter.number("sum", [block(context.diagonalOf(x))]);
    return context.emitter.number("trace", [block(context.dense(x))]);
  },
};

/** tr(AB) = Aᵀ : B, without the product. */
function traceOfProduct(context: Lowering, node: ApplyNode): Node | undefined {
  const x = node.args[0]!;
  if (!isApply(x, "product") || x.args.some(isScalar)) return undefined;
  const first = transpose(context.store, x.args[0]!);
  return construct(context.store, "inner-product", [first, product(context.store, x.args.slice(1))]);
}

const innerProduct: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const [a, b] = node.args as [Node, Node];
    const turned = isApply(a, "transpose") && isApply(b, "transpose");
    const [x, y] = turned ? [a.args[0]!, b.args[0]!] : [a, b];
    return context.emitter.number("dot", [block(context.dense(x)), block(context.dense(y))]);
  },
};

const determinant: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const x = node.args[0]!;
    const { factor, pivots } = luOf(context, x);
    return context.emitter.number("detLU", [block(factor), block(pivots)]);
  },
};

const logDeterminant: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const x = node.args[0]!;
    if (methodOf(context, x) === "cholesky")
      return context.emitter.number("logDetCholesky", [block(choleskyOf(context, x))]);
    const { factor, pivots } = luOf(context, x);
    context.emitter.call("requirePositiveDeterminant", [block(factor), block(pivots)]);
    return context.emitter.number("logAbsDetLU", [block(factor), block(pivots)]);
  },
};

const diagonalOutput = (emit: (context: Lowering, node: ApplyNode, value: Value) => void): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const value = context.emitter.diagonal(node.rows);
    emit(context, node, value);
    return value;
  },
});

const LOEWNER_OF_POWER: Readonly<Record<string, string>> = {
  "2": "square",
  "3": "cube",
  "1/2": "sqrt",
  "-1": "recip",
  "-1/2": "rsqrt",
};
const LOEWNER = new Set(["exp", "log", "sin", "cos", "sign"]);

const loewner: Operation = {
  needs: (context, node) => {
    const [f, x] = node.args as [Node, Node];
    const power = powerOf(context, f);
    if (power) return [...bases([x]), ...(power.kind === "number" ? [] : [power])];
    if (isKnown(f)) return bases([x]);
    return [...bases([x]), ...withDerivative(context, f).flatMap(closedParts)];
  },
  emit: (context, node) => {
    const { emitter } = context;
    const [f, x] = node.args as [Node, Node];
    const nodes = block(context.diagonalOf(x));
    const value = emitter.matrix(node, "Gamma");
    const power = powerOf(context, f);
    const named =
      power?.kind === "number" ? LOEWNER_OF_POWER[power.value.toFraction()] : isKnown(f) ? functionName(f) : undefined;
    if (named !== undefined) emitter.call("loewner", [word(named), nodes, nodes, block(value)], [value]);
    else if (power) {
      emitter.call("loewner", [word("power"), nodes, nodes, block(value), scalar(context.scalarOf(power))], [value]);
    } else {
      const [body, slope] = withDerivative(context, f).map((b): Argument => ({
        kind: "function",
        body: scalarBody(context, b),
      }));
      emitter.call("loewnerOf", [body!, slope!, nodes, block(value)], [value]);
    }
    return value;
  },
};

const isKnown = (f: Node): boolean => f.kind === "symbol" && LOEWNER.has(f.name);

/** The exponent of t ↦ t^p. */
function powerOf(context: Lowering, f: Node): Node | undefined {
  const body = isApply(f, "lambda") ? f.args[0]! : undefined;
  if (!body || !isApply(body, "entrywise-power")) return undefined;
  const [base, exponent] = body.args as [Node, Node];
  return base === boundVariable(context.store) && !exponent.open ? exponent : undefined;
}

const gaps: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const value = context.emitter.matrix(node, "K");
    context.emitter.call("gaps", [block(context.diagonalOf(node.args[0]!)), block(value)], [value]);
    return value;
  },
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  sum: { needs: sumNeeds, emit: emitSum },
  product: { needs: (_, node) => productNeeds(node), emit: emitProduct },
  hadamard,
  transpose: as((_, node) => node),
  inverse: { needs: (_, node) => bases([operandOf(node).base]), emit: (context, node) => emitInverseOf(context, node) },
  "entrywise-power": entrywisePower,
  entrywise,
  "matrix-function": matrixFunction,
  power: matrixFunction,
  loewner,
  gaps,
  "circle-constant": { needs: () => [], emit: (context) => context.emitter.assign(number(Math.PI), "pi") },
  "eig.U": eig("U"),
  "eig.Λ": eig("Λ"),
  trace,
  "inner-product": innerProduct,
  "entry-sum": reduction("sum"),
  "frobenius-norm": reduction("norm"),
  determinant,
  "log-determinant": logDeterminant,
  "symmetric-part": direct("symmetricPart"),
  "skew-part": direct("skewPart"),
  "lower-part": direct("lowerPart"),
  "upper-part": direct("upperPart"),
  "diagonal-part": diagonalOutput((context, node, value) => {
    context.emitter.call("diagonal", [block(context.dense(node.args[0]!)), block(value)], [value]);
  }),
  "diagonal-matrix": diagonalOutput((context, node, value) => {
    context.emitter.call("copy", [block(context.dense(node.args[0]!)), block(value)], [value]);
  }),
  diagonal: {
    needs: (_, node) => bases(node.args),
    emit: (context, node) => {
      const d = context.diagonalOf(node.args[0]!);
      return { ...d, storage: "matrix" };
    },
  },
  "entrywise-maximum": direct("maximum"),
  "entrywise-minimum": direct("minimum"),
};

function emitInverseOf(context: Lowering, node: ApplyNode): Value {
  const { base, transposed, inverted } = operandOf(node);
  if (!inverted) return context.dense(base);
  if (transposed) throw new NoKernel("a transposed inverse is computed by its transpose");
  return context.emitter.once(`inverse:${base.id}`, () => emitInverse(context, base));
}

/** The operation for an expression. Throws NoKernel where there is none. */
export function operationOf(_: Lowering, node: Node): Operation {
  const operation = node.kind === "apply" ? OPERATIONS[node.fn] : undefined;
  if (!operation) throw new NoKernel(`there is no kernel for ${node.kind === "apply" ? node.fn : node.kind} yet`);
  return operation;
}
