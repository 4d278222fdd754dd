/** Linear systems: the factorization that the matrix's properties allow, computed once per matrix. */
import type { Dimension } from "../../codegen/plan/sizes.js";
import { isApply, type Node } from "../expression/node/node.js";
import type { Lowering } from "./lowering.js";
import { block, word, type Value } from "../../codegen/plan/values.js";
import type { Flag } from "../../codegen/plan/instructions.js";

interface Shaped {
  readonly rows: Dimension;
  readonly cols: Dimension;
}

export type Method = "diagonal" | "cholesky" | "triangular" | "lu";

/** How systems with this matrix are solved; one that is psd and has an inverse is positive definite. */
export function methodOf(context: Lowering, matrix: Node): Method {
  if (context.has(matrix, "diagonal")) return "diagonal";
  if (context.has(matrix, "psd")) return "cholesky";
  if (context.has(matrix, "lower") || context.has(matrix, "upper")) return "triangular";
  return "lu";
}

/** @param name the function for which it is computed: errors name it */
export function choleskyOf(context: Lowering, matrix: Node, name = "inv"): Value {
  const { emitter } = context;
  const source = context.dense(matrix);
  return emitter.once(`cholesky:${source.id}`, () => {
    requireSymmetric(context, matrix, name);
    const takes = { S: block(source), name: word(factoredBy(matrix) ?? name) };
    return emitter.into("cholesky", takes, emitter.matrix(matrix, "L"));
  });
}

/** Tests at run time that an expression is symmetric which a function needs to be so, where that is not known of it. */
export function requireSymmetric(context: Lowering, matrix: Node, name: string): void {
  if (context.has(matrix, "symmetric")) return;
  context.emitter.call("requireSymmetric", { A: block(context.dense(matrix)), name: word(name) }, {});
}

/** The function whose factor a matrix is, as users write it. */
export function factoredBy(matrix: Node): string | undefined {
  const [name, factor] = matrix.kind === "apply" ? matrix.fn.split(".") : [];
  return factor === undefined ? undefined : name === "generalized-eig" ? "eig" : name;
}

/** A triangular matrix to solve with; a factor that a function has computed has pivots that rounding may have made. */
function triangle(context: Lowering, matrix: Node): Value {
  const { emitter } = context;
  const source = context.dense(matrix);
  const name = factoredBy(matrix);
  if (name === undefined || !context.has(matrix, "upper") || context.has(matrix, "unit")) return source;
  return emitter.once(`pivots-of:${source.id}`, () => {
    emitter.call("requirePivots", { R: block(source), name: word(name) }, {});
    return source;
  });
}

export function luOf(context: Lowering, matrix: Node): { readonly factor: Value; readonly pivots: Value } {
  const { emitter } = context;
  const source = context.dense(matrix);
  const factor = emitter.once(`lu:${source.id}`, () => {
    const packed = emitter.matrix(matrix, "LU");
    const exchanges = emitter.value("pivots", { rows: matrix.rows, cols: matrix.rows }, "pivots");
    emitter.cached.set(`pivots:${source.id}`, exchanges);
    emitter.call("lu", { A: block(source) }, { LU: packed, pivots: exchanges });
    return packed;
  });
  return { factor, pivots: emitter.cached.get(`pivots:${source.id}`)! };
}

const triangularFlags = (
  context: Lowering,
  matrix: Node,
  transposed: boolean,
  right: boolean,
): Flag<"solveTriangular">[] => [
  ...(context.has(matrix, "lower") ? [] : ["upper" as const]),
  ...(transposed ? ["transposed" as const] : []),
  ...(context.has(matrix, "unit") ? ["unitDiagonal" as const] : []),
  ...(right ? ["onTheRight" as const] : []),
];

/** op(A)⁻¹ B. */
export function solveLeft(context: Lowering, matrix: Node, transposed: boolean, b: Value, shape: Shaped): Value {
  const { emitter } = context;
  const x = emitter.matrix(shape);
  const B = block(b);
  switch (methodOf(context, matrix)) {
    case "diagonal":
      return emitter.into("scaleRows", { d: block(reciprocal(context, matrix)), A: B }, x);
    case "cholesky":
      return emitter.into("solveCholesky", { L: block(choleskyOf(context, matrix)), B }, x);
    case "triangular": {
      const turned = triangularFlags(context, matrix, transposed, false);
      return emitter.into("solveTriangular", { T: block(triangle(context, matrix)), B }, x, turned);
    }
    case "lu": {
      const { factor, pivots } = luOf(context, matrix);
      const takes = { LU: block(factor), pivots: block(pivots), B };
      return emitter.into("solveLU", takes, x, transposed ? ["transposed"] : []);
    }
  }
}

/**
 * B op(A)⁻¹; where only systems from the left can be solved, as the transpose of op(A)⁻ᵀ Bᵀ.
 * @param key names B, so that a B L⁻ᵀ that is known is used
 */
export function solveRight(
  context: Lowering,
  matrix: Node,
  transposed: boolean,
  source: () => Value,
  shape: Shaped,
  key: string,
): Value {
  const { emitter } = context;
  const method = methodOf(context, matrix);
  if (method === "lu") {
    return fromTheRight(context, source(), shape, (bT, turned) => solveLeft(context, matrix, !transposed, bT, turned));
  }
  const x = emitter.matrix(shape);
  switch (method) {
    case "diagonal":
      return emitter.into("scaleColumns", { A: block(source()), d: block(reciprocal(context, matrix)) }, x);
    case "triangular": {
      const turned = triangularFlags(context, matrix, transposed, true);
      return emitter.into("solveTriangular", { T: block(triangle(context, matrix)), B: block(source()) }, x, turned);
    }
    case "cholesky": {
      const factor = block(choleskyOf(context, matrix));
      const half = emitter.cached.get(halfKey(key, matrix));
      if (half) return emitter.into("solveTriangular", { T: factor, B: block(half) }, x, ["onTheRight"]);
      return emitter.into("solveCholesky", { L: factor, B: block(source()) }, x, ["onTheRight"]);
    }
  }
}

/** adj(op(A)) B. */
export function adjugateLeft(context: Lowering, matrix: Node, transposed: boolean, b: Value, shape: Shaped): Value {
  const { emitter } = context;
  const source = context.dense(matrix);
  const factors = emitter.once(`adjugate:${source.id}`, () => {
    const packed = emitter.matrix(matrix, "F");
    const exchanges = emitter.value("pivots", { rows: matrix.rows, cols: matrix.rows }, "exchanges");
    emitter.cached.set(`exchanges:${source.id}`, exchanges);
    emitter.call("adjugateFactors", { A: block(source) }, { factors: packed, pivots: exchanges });
    return packed;
  });
  const exchanges = emitter.cached.get(`exchanges:${source.id}`)!;
  const takes = { factors: block(factors), pivots: block(exchanges), B: block(b) };
  return emitter.into("multiplyAdjugate", takes, emitter.matrix(shape), transposed ? ["transposed"] : []);
}

/** B adj(op(A)), as the transpose of adj(op(A))ᵀ Bᵀ. */
export function adjugateRight(context: Lowering, matrix: Node, transposed: boolean, b: Value, shape: Shaped): Value {
  return fromTheRight(context, b, shape, (bT, turned) => adjugateLeft(context, matrix, !transposed, bT, turned));
}

/** B M as the transpose of Mᵀ Bᵀ. */
function fromTheRight(context: Lowering, b: Value, shape: Shaped, left: (bT: Value, shape: Shaped) => Value): Value {
  const { emitter } = context;
  const turned = { rows: shape.cols, cols: shape.rows };
  const bT = emitter.into("transpose", { A: block(b) }, emitter.matrix(turned));
  return emitter.into("transpose", { A: block(left(bT, turned)) }, emitter.matrix(shape));
}

const halfKey = (key: string, matrix: Node): string => `half:${key}:${matrix.id}`;

/** B L⁻ᵀ for A = L Lᵀ: one half of B A⁻¹, and of B A⁻¹ Bᵀ. */
export function halfSolve(context: Lowering, matrix: Node, key: string, source: () => Value, shape: Shaped): Value {
  const { emitter } = context;
  return emitter.once(halfKey(key, matrix), () => {
    const half = emitter.matrix({ rows: shape.rows, cols: matrix.rows });
    const takes = { T: block(choleskyOf(context, matrix)), B: block(source()) };
    return emitter.into("solveTriangular", takes, half, ["transposed", "onTheRight"]);
  });
}

/** 1/d for a diagonal matrix Diag(d). */
export function reciprocal(context: Lowering, matrix: Node): Value {
  const { emitter } = context;
  const d = context.diagonalOf(matrix);
  return emitter.once(`reciprocal:${d.id}`, () => {
    const r = emitter.diagonal(matrix.rows);
    if (isApply(matrix, "svd.Σ")) return emitter.into("reciprocalSingularValues", { sigma: block(d) }, r);
    return emitter.into("reciprocals", { d: block(d) }, r);
  });
}

/** A⁻¹ written out. */
export function emitInverse(context: Lowering, matrix: Node): Value {
  const { emitter } = context;
  switch (methodOf(context, matrix)) {
    case "diagonal":
      return reciprocal(context, matrix);
    case "cholesky":
      return emitter.into("inverseCholesky", { L: block(choleskyOf(context, matrix)) }, emitter.matrix(matrix));
    case "triangular": {
      const one = emitter.into("identity", {}, emitter.matrix(matrix));
      const turned = triangularFlags(context, matrix, false, false);
      const takes = { T: block(triangle(context, matrix)), B: block(one) };
      return emitter.into("solveTriangular", takes, emitter.matrix(matrix), turned);
    }
    case "lu": {
      const { factor, pivots } = luOf(context, matrix);
      return emitter.into("inverseLU", { LU: block(factor), pivots: block(pivots) }, emitter.matrix(matrix));
    }
  }
}
