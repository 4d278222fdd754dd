/** Linear systems: the factorization that the matrix's properties allow, computed once per matrix. */
import type { Dimension } from "../../codegen/plan/sizes.js";
import { isApply, type Node } from "../expression/node/node.js";
import type { Lowering } from "./lowering.js";
import { block, flags, type Argument, type Value } from "../../codegen/plan/program.js";

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

export function choleskyOf(context: Lowering, matrix: Node): Value {
  const { emitter } = context;
  const source = context.dense(matrix);
  return emitter.once(`cholesky:${source.id}`, () => {
    const factor = emitter.matrix(matrix, "L");
    emitter.call("cholesky", [block(source), block(factor)], [factor]);
    return factor;
  });
}

export function luOf(context: Lowering, matrix: Node): { readonly factor: Value; readonly pivots: Value } {
  const { emitter } = context;
  const source = context.dense(matrix);
  const factor = emitter.once(`lu:${source.id}`, () => {
    const packed = emitter.matrix(matrix, "LU");
    const exchanges = emitter.value("pivots", { rows: matrix.rows, cols: matrix.rows }, "pivots");
    emitter.cached.set(`pivots:${source.id}`, exchanges);
    emitter.call("lu", [block(source), block(packed), block(exchanges)], [packed, exchanges]);
    return packed;
  });
  return { factor, pivots: emitter.cached.get(`pivots:${source.id}`)! };
}

function triangularFlags(context: Lowering, matrix: Node, transposed: boolean, right: boolean): Argument {
  return flags(
    ...(context.has(matrix, "lower") ? [] : ["Upper"]),
    ...(transposed ? ["Transposed"] : []),
    ...(context.has(matrix, "unit") ? ["UnitDiagonal"] : []),
    ...(right ? ["OnTheRight"] : []),
  );
}

/** op(A)⁻¹ B. */
export function solveLeft(context: Lowering, matrix: Node, transposed: boolean, b: Value, shape: Shaped): Value {
  const { emitter } = context;
  const x = emitter.matrix(shape);
  switch (methodOf(context, matrix)) {
    case "diagonal":
      emitter.call("scaleRows", [block(reciprocal(context, matrix)), block(b), block(x)], [x]);
      break;
    case "cholesky":
      emitter.call("solveCholesky", [block(choleskyOf(context, matrix)), block(b), block(x)], [x]);
      break;
    case "triangular": {
      const turned = triangularFlags(context, matrix, transposed, false);
      emitter.call("solveTriangular", [block(context.dense(matrix)), block(b), block(x), turned], [x]);
      break;
    }
    case "lu": {
      const { factor, pivots } = luOf(context, matrix);
      const turned = flags(...(transposed ? ["Transposed"] : []));
      emitter.call("solveLU", [block(factor), block(pivots), block(b), block(x), turned], [x]);
    }
  }
  return x;
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
      emitter.call("scaleColumns", [block(source()), block(reciprocal(context, matrix)), block(x)], [x]);
      return x;
    case "triangular": {
      const turned = triangularFlags(context, matrix, transposed, true);
      emitter.call("solveTriangular", [block(context.dense(matrix)), block(source()), block(x), turned], [x]);
      return x;
    }
    case "cholesky": {
      const factor = block(choleskyOf(context, matrix));
      const half = emitter.cached.get(halfKey(key, matrix));
      if (half) emitter.call("solveTriangular", [factor, block(half), block(x), flags("OnTheRight")], [x]);
      else emitter.call("solveCholesky", [factor, block(source()), block(x), flags("OnTheRight")], [x]);
      return x;
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
    emitter.call("adjugateFactors", [block(source), block(packed), block(exchanges)], [packed, exchanges]);
    return packed;
  });
  const exchanges = emitter.cached.get(`exchanges:${source.id}`)!;
  const x = emitter.matrix(shape);
  const turned = flags(...(transposed ? ["Transposed"] : []));
  emitter.call("multiplyAdjugate", [block(factors), block(exchanges), block(b), block(x), turned], [x]);
  return x;
}

/** B adj(op(A)), as the transpose of adj(op(A))ᵀ Bᵀ. */
export function adjugateRight(context: Lowering, matrix: Node, transposed: boolean, b: Value, shape: Shaped): Value {
  return fromTheRight(context, b, shape, (bT, turned) => adjugateLeft(context, matrix, !transposed, bT, turned));
}

/** B M as the transpose of Mᵀ Bᵀ. */
function fromTheRight(context: Lowering, b: Value, shape: Shaped, left: (bT: Value, shape: Shaped) => Value): Value {
  const { emitter } = context;
  const turned = { rows: shape.cols, cols: shape.rows };
  const bT = emitter.matrix(turned);
  emitter.call("transpose", [block(b), block(bT)], [bT]);
  const xT = left(bT, turned);
  const x = emitter.matrix(shape);
  emitter.call("transpose", [block(xT), block(x)], [x]);
  return x;
}

const halfKey = (key: string, matrix: Node): string => `half:${key}:${matrix.id}`;

/** B L⁻ᵀ for A = L Lᵀ: one half of B A⁻¹, and of B A⁻¹ Bᵀ. */
export function halfSolve(context: Lowering, matrix: Node, key: string, source: () => Value, shape: Shaped): Value {
  const { emitter } = context;
  return emitter.once(halfKey(key, matrix), () => {
    const half = emitter.matrix({ rows: shape.rows, cols: matrix.rows });
    const args = [block(choleskyOf(context, matrix)), block(source()), block(half), flags("Transposed", "OnTheRight")];
    emitter.call("solveTriangular", args, [half]);
    return half;
  });
}

/** 1/d for a diagonal matrix Diag(d). */
export function reciprocal(context: Lowering, matrix: Node): Value {
  const { emitter } = context;
  const d = context.diagonalOf(matrix);
  return emitter.once(`reciprocal:${d.id}`, () => {
    const r = emitter.diagonal(matrix.rows);
    const routine = isApply(matrix, "svd.Σ") ? "reciprocalSingularValues" : "reciprocals";
    emitter.call(routine, [block(d), block(r)], [r]);
    return r;
  });
}

/** A⁻¹ written out. */
export function emitInverse(context: Lowering, matrix: Node): Value {
  const { emitter } = context;
  switch (methodOf(context, matrix)) {
    case "diagonal":
      return reciprocal(context, matrix);
    case "cholesky": {
      const factor = choleskyOf(context, matrix);
      const x = emitter.matrix(matrix);
      emitter.call("inverseCholesky", [block(factor), block(x)], [x]);
      return x;
    }
    case "triangular": {
      const x = emitter.matrix(matrix);
      emitter.call("identity", [block(x)], [x]);
      const turned = triangularFlags(context, matrix, false, false);
      emitter.call("solveTriangular", [block(context.dense(matrix)), block(x), block(x), turned], [x]);
      return x;
    }
    case "lu": {
      const { factor, pivots } = luOf(context, matrix);
      const x = emitter.matrix(matrix);
      emitter.call("inverseLU", [block(factor), block(pivots), block(x)], [x]);
      return x;
    }
  }
}
