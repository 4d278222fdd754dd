/** Factorizations: one call for all outputs of one matrix. */
import { product, transpose } from "../../expression/node/algebra.js";
import { construct } from "../../expression/node/construct.js";
import { isApply, type ApplyNode, type Node } from "../../expression/node/node.js";
import { lambda } from "../../expression/node/scalar.js";
import { boundVariable } from "../../expression/catalogue/template.js";
import { operandOf, type Lowering, type Operation } from "../lowering.js";
import { block, flags, type Argument, type Value } from "../../../codegen/plan/program.js";
import { choleskyOf, luOf } from "../solves.js";
import { bases, direct, outputOf } from "./common.js";

const outputNamed = (node: ApplyNode): string => node.fn.slice(node.fn.lastIndexOf(".") + 1);

/** An operation with several outputs, computed at once. */
const factorization = (
  compute: (context: Lowering, node: ApplyNode) => Readonly<Record<string, Value>>,
): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const rule = context.catalogue.functions.get(node.fn)!.rule;
    const key = `${rule}:${node.args.map((a) => context.dense(a).id).join()}`;
    return outputOf(context, key, outputNamed(node), () => compute(context, node));
  },
});

const eig = factorization((context, node) => {
  const x = node.args[0]!;
  const [lambda, u] = [context.emitter.diagonal(x.rows, "lambda"), context.emitter.matrix(x, "U")];
  context.emitter.call("eig", [block(context.dense(x)), block(lambda), block(u)], [lambda, u]);
  return { U: u, Λ: lambda };
});

const generalizedEig = factorization((context, node) => {
  const [s, b] = node.args as [Node, Node];
  const [lambda, v] = [context.emitter.diagonal(s.rows, "lambda"), context.emitter.matrix(s, "V")];
  const args = [block(context.dense(s)), block(context.dense(b)), block(lambda), block(v)];
  context.emitter.call("eigGeneralised", args, [lambda, v]);
  return { V: v, Λ: lambda };
});

/** One output of the singular value decomposition of a matrix. */
export function svdOf(context: Lowering, x: Node, output: "U" | "Σ" | "V"): Value {
  const source = context.dense(x);
  return outputOf(context, `svd:${source.id}`, output, () => {
    const { emitter, catalogue } = context;
    const shape = (name: string) => catalogue.shapeOf(`svd.${name}`, [x], []);
    const [u, v] = [emitter.matrix(shape("U"), "U"), emitter.matrix(shape("V"), "V")];
    const sigma = emitter.diagonal(shape("Σ").rows, "sigma");
    emitter.call("svd", [block(source), block(u), block(sigma), block(v)], [u, sigma, v]);
    return { U: u, Σ: sigma, V: v };
  });
}

const svd: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => svdOf(context, node.args[0]!, outputNamed(node) as "U" | "Σ" | "V"),
};

const qr = factorization((context, node) => {
  const x = node.args[0]!;
  const shape = (name: string) => context.catalogue.shapeOf(`qr.${name}`, [x], []);
  const [q, r] = [context.emitter.matrix(shape("Q"), "Q"), context.emitter.matrix(shape("R"), "R")];
  context.emitter.call("requireTall", [block(context.dense(x)), { kind: "word", text: "qr" }]);
  context.emitter.call("qr", [block(context.dense(x)), block(q), block(r)], [q, r]);
  return { Q: q, R: r };
});

const lu = factorization((context, node) => {
  const x = node.args[0]!;
  const { factor, pivots } = luOf(context, x);
  const [l, u, p] = [context.emitter.matrix(x, "L"), context.emitter.matrix(x, "U"), context.emitter.matrix(x, "P")];
  context.emitter.call("unpackLU", [factor, pivots, l, u, p].map(block), [l, u, p]);
  return { L: l, U: u, P: p };
});

const polar = factorization((context, node) => {
  const x = node.args[0]!;
  const shape = (name: string) => context.catalogue.shapeOf(`polar.${name}`, [x], []);
  const [q, p] = [context.emitter.matrix(shape("Q"), "Q"), context.emitter.matrix(shape("P"), "P")];
  context.emitter.call("requireTall", [block(context.dense(x)), { kind: "word", text: "polar" }]);
  context.emitter.call("polar", [block(context.dense(x)), block(q), block(p)], [q, p]);
  return { Q: q, P: p };
});

/** A matrix equation whose matrices may stand transposed: A's first, then those that are read as they are. */
const equation = (routine: "sylvester" | "lyapunov"): Operation => ({
  needs: (_, node) => bases(node.args.map((a, i) => (i < node.args.length - 1 ? operandOf(a).base : a))),
  emit: (context, node) => {
    const matrices = node.args.slice(0, -1).map((a) => ({ ...operandOf(a), node: a }));
    const value = context.emitter.matrix(node);
    const right = context.dense(node.args[node.args.length - 1]!);
    const names = routine === "sylvester" ? ["TransposeA", "TransposeB"] : ["Transposed"];
    const turned = matrices.flatMap((m, i) => (m.transposed ? [names[i]!] : []));
    const args: Argument[] = [
      ...matrices.map((m) => block(context.dense(m.base))),
      block(right),
      block(value),
      flags(...turned),
    ];
    context.emitter.call(routine, args, [value]);
    return value;
  },
});

/** The solution of AY + YA = C for a symmetric A, U((UᵀCU) ∘ K)Uᵀ with K_ij = 1/(λ_i + λ_j), where U is known of A. */
function throughSquareRoot(context: Lowering, node: ApplyNode): Node | undefined {
  const { store } = context;
  const [a, c] = node.args as [Node, Node];
  const [x, p] = isApply(a, "power") ? (a.args as [Node, Node]) : [];
  if (!x || p?.kind !== "number" || !p.value.equals("1/2") || !context.has(x, "symmetric")) return undefined;
  // 1/(√λ_i + √λ_j) is the divided difference of the square root.
  const u = construct(store, "eig.U", [x]);
  const root = lambda(store, construct(store, "entrywise-power", [boundVariable(store), p]));
  const gamma = construct(store, "loewner", [root, construct(store, "eig.Λ", [x])]);
  const inner = product(store, [transpose(store, u), c, u]);
  return product(store, [u, construct(store, "hadamard", [gamma, inner]), transpose(store, u)]);
}

const lyapunov: Operation = {
  needs: (context, node) => {
    const spectral = throughSquareRoot(context, node);
    return spectral ? bases([spectral]) : equation("lyapunov").needs(context, node);
  },
  emit: (context, node) => {
    const spectral = throughSquareRoot(context, node);
    return spectral ? context.dense(spectral) : equation("lyapunov").emit(context, node);
  },
};

const cholesky: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => choleskyOf(context, node.args[0]!),
};

const projector: Operation = {
  needs: (context, node) => [
    context.store.apply("pseudo-inverse", node.args, { rows: node.args[0]!.cols, cols: node.rows }),
    ...bases(node.args),
  ],
  emit: (context, node) => {
    const z = node.args[0]!;
    const plus = context.store.apply("pseudo-inverse", node.args, { rows: z.cols, cols: node.rows });
    const value = context.emitter.matrix(node, "P");
    context.emitter.call(
      "symmetricProduct",
      [block(context.dense(z)), block(context.dense(plus)), block(value), flags()],
      [value],
    );
    return value;
  },
};

const OUTPUTS: Readonly<Record<string, readonly [Operation, readonly string[]]>> = {
  eig: [eig, ["U", "Λ"]],
  "generalized-eig": [generalizedEig, ["V", "Λ"]],
  svd: [svd, ["U", "Σ", "V"]],
  qr: [qr, ["Q", "R"]],
  lu: [lu, ["L", "U", "P"]],
  polar: [polar, ["Q", "P"]],
};

export const factorizationOperations: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(
    Object.entries(OUTPUTS).flatMap(([rule, [operation, outputs]]) => outputs.map((o) => [`${rule}.${o}`, operation])),
  ),
  cholesky,
  sylvester: equation("sylvester"),
  lyapunov,
  "pseudo-inverse": direct("pseudoInverse"),
  projector,
};
