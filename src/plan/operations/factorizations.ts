/** Factorizations: one call for all outputs of one matrix. */
import { identity as identityOf, product, sum, transpose } from "../../expression/node/algebra.js";
import { construct } from "../../expression/node/construct.js";
import { isApply, type ApplyNode, type Node } from "../../expression/node/node.js";
import { lambda } from "../../expression/node/scalar.js";
import { boundVariable } from "../../expression/catalogue/template.js";
import { turnedOperandOf, type Lowering, type Operation } from "../lowering.js";
import { block, word, type Value } from "../../../codegen/plan/values.js";
import { choleskyOf, factoredBy, luOf, requireSymmetric } from "../solves.js";
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
  const { emitter } = context;
  const [lambda, u] = [emitter.diagonal(x.rows, "lambda"), emitter.matrix(x, "U")];
  requireSymmetric(context, x, "eig");
  emitter.call("eig", { S: block(context.dense(x)) }, { lambda, U: u });
  if (!context.has(x, "psd") || context.has(x, "spd")) return { U: u, Λ: lambda };
  const flushed = emitter.diagonal(x.rows, "lambda");
  return { U: u, Λ: emitter.into("flushRounding", { lambda: block(lambda) }, flushed) };
});

const generalizedEig = factorization((context, node) => {
  const [s, b] = node.args as [Node, Node];
  const [lambda, v] = [context.emitter.diagonal(s.rows, "lambda"), context.emitter.matrix(s, "V")];
  requireSymmetric(context, s, "eig");
  requireSymmetric(context, b, "eig");
  const takes = { S: block(context.dense(s)), B: block(context.dense(b)) };
  context.emitter.call("eigGeneralised", takes, { lambda, V: v });
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
    emitter.call("svd", { A: block(source) }, { U: u, sigma, V: v });
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
  const A = block(context.dense(x));
  context.emitter.call("requireTall", { A, name: word("qr") }, {});
  context.emitter.call("qr", { A }, { Q: q, R: r });
  return { Q: q, R: r };
});

const lu = factorization((context, node) => {
  const x = node.args[0]!;
  const { factor, pivots } = luOf(context, x);
  const [l, u, p] = [context.emitter.matrix(x, "L"), context.emitter.matrix(x, "U"), context.emitter.matrix(x, "P")];
  context.emitter.call("unpackLU", { LU: block(factor), pivots: block(pivots) }, { L: l, U: u, P: p });
  return { L: l, U: u, P: p };
});

const polar = factorization((context, node) => {
  const x = node.args[0]!;
  const shape = (name: string) => context.catalogue.shapeOf(`polar.${name}`, [x], []);
  const [q, p] = [context.emitter.matrix(shape("Q"), "Q"), context.emitter.matrix(shape("P"), "P")];
  const A = block(context.dense(x));
  context.emitter.call("requireTall", { A, name: word("polar") }, {});
  context.emitter.call("polar", { A }, { Q: q, H: p });
  return { Q: q, P: p };
});

/** What a matrix equation needs, whose matrices but the last may stand transposed. */
const equationNeeds: Operation["needs"] = (_, node) =>
  bases(node.args.map((a, i) => (i < node.args.length - 1 ? turnedOperandOf(a).base : a)));

const sylvester: Operation = {
  needs: equationNeeds,
  emit: (context, node) => {
    const [a, b] = [turnedOperandOf(node.args[0]!), turnedOperandOf(node.args[1]!)];
    const takes = {
      A: block(context.dense(a.base)),
      B: block(context.dense(b.base)),
      C: block(context.dense(node.args[2]!)),
      name: word(factoredBy(a.base) ?? "sylvester"),
    };
    const turned = [...(a.transposed ? ["transposeA" as const] : []), ...(b.transposed ? ["transposeB" as const] : [])];
    return context.emitter.into("sylvester", takes, context.emitter.matrix(node), turned);
  },
};

const generalLyapunov: Operation = {
  needs: equationNeeds,
  emit: (context, node) => {
    const { base, transposed } = turnedOperandOf(node.args[0]!);
    const takes = { A: block(context.dense(base)), C: block(context.dense(node.args[1]!)) };
    return context.emitter.into("lyapunov", takes, context.emitter.matrix(node), transposed ? ["transposed"] : []);
  },
};

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
    return spectral ? bases([spectral]) : generalLyapunov.needs(context, node);
  },
  emit: (context, node) => {
    const spectral = throughSquareRoot(context, node);
    return spectral ? context.dense(spectral) : generalLyapunov.emit(context, node);
  },
};

/** X = A X Aᵀ + Q is B X + X Bᵀ = 2 (I + A)⁻¹ Q (I + A)⁻ᵀ with B = (I + A)⁻¹(I − A) = 2 (I + A)⁻¹ − I. */
function asLyapunov({ store }: Lowering, node: ApplyNode): Node {
  const [a, q] = node.args as [Node, Node];
  const two = store.number(2);
  const identity = identityOf(store, a.rows);
  const { base, transposed } = turnedOperandOf(a);
  const inverted = construct(store, "inverse", [sum(store, [identity, base])]);
  const b = sum(store, [product(store, [two, inverted]), product(store, [store.number(-1), identity])]);
  const turned = (x: Node): Node => (transposed ? transpose(store, x) : x);
  const right = product(store, [two, turned(inverted), q, transpose(store, turned(inverted))]);
  return construct(store, "lyapunov", [turned(b), right]);
}

const discreteLyapunov: Operation = {
  needs: (context, node) => bases([asLyapunov(context, node)]),
  emit: (context, node) => context.dense(asLyapunov(context, node)),
};

const cholesky: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => choleskyOf(context, node.args[0]!, "chol"),
};

/** A factorization computes all its outputs at once, whichever is asked for. */
export const factorizationOperations = {
  "eig.U": eig,
  "eig.Λ": eig,
  "generalized-eig.V": generalizedEig,
  "generalized-eig.Λ": generalizedEig,
  "svd.U": svd,
  "svd.Σ": svd,
  "svd.V": svd,
  "qr.Q": qr,
  "qr.R": qr,
  "lu.L": lu,
  "lu.U": lu,
  "lu.P": lu,
  "polar.Q": polar,
  "polar.P": polar,
  cholesky,
  sylvester,
  lyapunov,
  "discrete-lyapunov": discreteLyapunov,
  "pseudo-inverse": direct("pseudoInverse"),
  projector: direct("projector"),
} satisfies Readonly<Record<string, Operation>>;
