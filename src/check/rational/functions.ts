/** Functions of the catalogue that are rational in the entries of their arguments, as they are defined, over any field. */
import type { Algebra } from "./algebra.js";
import { arrangementsOver, kroneckerOver, permutationsOver } from "./arrangements.js";
import type { Field, MatrixOver } from "./field.js";
import { gapsOver, orderedOver } from "./ordered.js";
import type { RationalFunctions } from "./rational-function.js";

export type { Rational } from "./rational-function.js";

export function rationalOver<T>(field: Field<T>, algebra: Algebra<T>) {
  type Matrix = MatrixOver<T>;
  const { zero, one, multiply } = field;
  const { matrix, at, sum, scale, product, scalarMatrix } = algebra;

  /** A product in which 1×1 factors may stand anywhere, by the shapes of the expression. */
  function chain(factors: readonly Matrix[], isScalar: readonly boolean[]): Matrix {
    let coefficient = one;
    let result: Matrix | undefined;
    factors.forEach((f, i) => {
      if (isScalar[i]) coefficient = multiply(coefficient, f.data[0]!);
      else result = result ? product(result, f) : f;
    });
    return result ? scale(coefficient, result) : scalarMatrix(coefficient);
  }

  const masked = (a: Matrix, keep: (i: number, j: number) => boolean): Matrix =>
    matrix(a.rows, a.cols, (i, j) => (keep(i, j) ? at(a, i, j) : zero));

  const functions: RationalFunctions<T> = {
    ...skeletonOver(field, algebra),
    ...orderedOver(field, algebra),
    ...arrangementsOver(field, algebra),
    ...kroneckerOver(field, algebra),
    ...permutationsOver(field, algebra),
    ...algebraicOver(algebra),
    ...partsOver(algebra, masked),
    ...reductionsOver(field, algebra),
    ...gapsOver(field, algebra),
  };
  const sumOf = (terms: readonly Matrix[]): Matrix => terms.reduce(sum);
  const hadamardOf = (factors: readonly Matrix[]): Matrix => factors.reduce(algebra.hadamard);

  return { functions, chain, sumOf, hadamardOf, masked };
}

function skeletonOver<T>({ zero, one }: Field<T>, algebra: Algebra<T>): RationalFunctions<T> {
  const { transpose, constantMatrix, scale } = algebra;
  return {
    transpose: ([a]) => transpose(a),
    identity: (_, [n]) => algebra.identityMatrix(n!),
    ones: (_, [m, n]) => constantMatrix(m!, n!, one),
    zeros: (_, [m, n]) => constantMatrix(m!, n!, zero),
    scale: ([s, a]) => scale(s.data[0]!, a),
  };
}

/** Solutions of linear equations. */
function algebraicOver<T>(algebra: Algebra<T>): RationalFunctions<T> {
  const { sylvester, transpose, product, pseudoInverse, sum, difference } = algebra;
  /** X = A X Aᵀ + Q as B X + X Bᵀ = 2 (I + A)⁻¹ Q (I + A)⁻ᵀ with B = (I + A)⁻¹(I − A). */
  const discrete = (a: MatrixOver<T>, q: MatrixOver<T>): MatrixOver<T> => {
    const identity = algebra.identityMatrix(a.rows);
    const left = algebra.inverseMatrix(sum(identity, a));
    const b = product(left, difference(identity, a));
    const c = product(product(left, q), transpose(left));
    return sylvester(b, transpose(b), sum(c, c));
  };
  return {
    sylvester: ([a, b, c]) => sylvester(a, b, c),
    lyapunov: ([a, c]) => sylvester(a, transpose(a), c),
    "discrete-lyapunov": ([a, q]) => discrete(a, q),
    inverse: ([x]) => algebra.inverseMatrix(x),
    "pseudo-inverse": ([x]) => pseudoInverse(x),
    projector: ([z]) => product(z, pseudoInverse(z)),
  };
}

function partsOver<T>(
  algebra: Algebra<T>,
  masked: (a: MatrixOver<T>, keep: (i: number, j: number) => boolean) => MatrixOver<T>,
): RationalFunctions<T> {
  const { diagonalOf } = algebra;
  return {
    "symmetric-part": ([a]) => algebra.symmetricPart(a),
    "skew-part": ([a]) => algebra.skewPart(a),
    "diagonal-part": ([a]) => masked(a, (i, j) => i === j),
    "lower-part": ([a]) => masked(a, (i, j) => i >= j),
    "upper-part": ([a]) => masked(a, (i, j) => i <= j),
    "diagonal-matrix": ([x]) => algebra.diagonalMatrix(x.data),
    diagonal: ([a]) => ({ rows: a.rows, cols: 1, data: diagonalOf(a) }),
  };
}

/** Numbers and vectors of a matrix. */
function reductionsOver<T>({ add }: Field<T>, algebra: Algebra<T>): RationalFunctions<T> {
  const { scalarMatrix, diagonalOf, inner, total } = algebra;
  return {
    trace: ([a]) => scalarMatrix(diagonalOf(a).reduce(add)),
    "inner-product": ([a, b]) => scalarMatrix(inner(a, b)),
    "entry-sum": ([a]) => scalarMatrix(total(a)),
    determinant: ([x]) => scalarMatrix(algebra.determinant(x)),
    adjugate: ([x]) => algebra.adjugate(x),
    "adjugate-variation": ([x, e]) => adjugateVariation(algebra, x, e),
  };
}

/** X⁻¹(tr(adj(X) E) I − E adj(X)), from X adj(X) = det(X) I. */
function adjugateVariation<T>(algebra: Algebra<T>, x: MatrixOver<T>, e: MatrixOver<T>): MatrixOver<T> {
  const { product, inner, transpose, difference, scale, identityMatrix } = algebra;
  const y = algebra.adjugate(x);
  const trace = inner(transpose(y), e);
  return product(algebra.inverseMatrix(x), difference(scale(trace, identityMatrix(x.rows)), product(e, y)));
}
