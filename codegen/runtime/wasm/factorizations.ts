import { OnTheRight, Transposed, UnitDiagonal, Upper, type Block } from "../block.js";
import type * as Interface from "../interface/index.js";
import type { Exports } from "./exports.js";
import { check, checkApart, checkFlags, checkSame, checkStatus } from "./memory.js";
import { roundingPivotOfCholesky, roundingPivotOfLU } from "../pivots.js";
import { Products } from "./products.js";

/** Status codes of the routines (core.h). */
const [NOT_POSITIVE_DEFINITE, SINGULAR] = [1, 2] as const;

/** Factorizations and solvers; see the interface for what each does. */
export class Factorizations extends Products implements Interface.Factorizations {
  /** Where routines leave numbers that are results. */
  protected readonly result: Block;

  constructor(wasm: Exports) {
    super(wasm);
    this.result = this.allocate(3);
  }

  cholesky(S: Block, L: Block): void {
    checkSame("cholesky", S, L);
    check(S.rows === S.cols, "cholesky", S);
    checkStatus("cholesky", this.wasm.cholesky(S.rows, S.address, L.address));
    this.checkCholesky(L);
  }

  solveCholesky(L: Block, B: Block, X: Block, flags = 0): void {
    checkFlags("solveCholesky", flags, OnTheRight);
    const right = flags & OnTheRight ? 1 : 0;
    checkSame("solveCholesky", B, X);
    check(L.rows === L.cols && L.rows === (right ? B.cols : B.rows), "solveCholesky", L, B);
    checkApart("solveCholesky", X, L);
    const status = this.wasm.solveCholesky(right, B.rows, B.cols, L.address, B.address, X.address);
    checkStatus("solveCholesky", status);
  }

  inverseCholesky(L: Block, X: Block): void {
    checkSame("inverseCholesky", L, X);
    check(L.rows === L.cols, "inverseCholesky", L);
    checkApart("inverseCholesky", X, L);
    checkStatus("inverseCholesky", this.wasm.inverseCholesky(L.rows, L.address, X.address));
  }

  logDetCholesky(L: Block): number {
    check(L.rows === L.cols, "logDetCholesky", L);
    return this.wasm.logDetCholesky(L.rows, L.address);
  }

  solveTriangular(T: Block, B: Block, X: Block, flags = 0): void {
    checkFlags("solveTriangular", flags, OnTheRight | Upper | Transposed | UnitDiagonal);
    const right = flags & OnTheRight;
    checkSame("solveTriangular", B, X);
    check(T.rows === T.cols && T.rows === (right ? B.cols : B.rows), "solveTriangular", T, B);
    checkApart("solveTriangular", X, T);
    if (X.address !== B.address) this.copy(B, X);
    const [upper, transposed, unit] = [flags & Upper, flags & Transposed, flags & UnitDiagonal];
    const status = this.wasm.solveTriangular(right, upper, transposed, unit, B.rows, B.cols, T.address, X.address);
    checkStatus("solveTriangular", status);
  }

  lu(A: Block, LU: Block, pivots: Block): void {
    checkSame("lu", A, LU);
    check(A.rows === A.cols && pivots.size === A.rows, "lu", A, pivots);
    checkStatus("lu", this.wasm.lu(A.rows, A.address, LU.address, pivots.address));
    this.markPivots(LU, pivots);
  }

  /** Throws where a pivot of a Cholesky factor is nothing but rounding. */
  protected checkCholesky(L: Block): void {
    if (roundingPivotOfCholesky(this.view(L), L.rows) >= 0) checkStatus("cholesky", NOT_POSITIVE_DEFINITE);
  }

  /** Notes behind the row exchanges, which fill half of their block, whether a pivot is nothing but rounding. */
  protected markPivots(LU: Block, pivots: Block): void {
    if (LU.rows === 0) return;
    const at = roundingPivotOfLU(this.view(LU), LU.rows, this.maxAbs(LU));
    new Int32Array(this.heap().buffer, pivots.address + 4 * LU.rows, 1)[0] = at < 0 ? 0 : 1;
  }

  isSingularLU(pivots: Block): boolean {
    const n = pivots.size;
    return n > 0 && new Int32Array(this.heap().buffer, pivots.address + 4 * n, 1)[0] !== 0;
  }

  protected checkPivots(routine: string, pivots: Block): void {
    if (this.isSingularLU(pivots)) checkStatus(routine, SINGULAR);
  }

  unpackLU(LU: Block, pivots: Block, L: Block, U: Block, P: Block): void {
    checkSame("unpackLU", LU, L, U);
    checkSame("unpackLU", LU, P);
    check(LU.rows === LU.cols && pivots.size === LU.rows, "unpackLU", LU, pivots);
    checkApart("unpackLU", LU, L, U, P);
    this.wasm.unpackLU(LU.rows, LU.address, pivots.address, L.address, U.address, P.address);
  }

  solveLU(LU: Block, pivots: Block, B: Block, X: Block, flags = 0): void {
    checkFlags("solveLU", flags, Transposed);
    checkSame("solveLU", B, X);
    check(LU.rows === LU.cols && pivots.size === LU.rows && LU.rows === B.rows, "solveLU", LU, pivots, B);
    checkApart("solveLU", X, LU, B);
    this.checkPivots("solveLU", pivots);
    const transposed = flags & Transposed;
    const [n, cols] = [B.rows, B.cols];
    checkStatus("solveLU", this.wasm.solveLU(transposed, n, cols, LU.address, pivots.address, B.address, X.address));
  }

  inverseLU(LU: Block, pivots: Block, X: Block): void {
    checkSame("inverseLU", LU, X);
    check(LU.rows === LU.cols && pivots.size === LU.rows, "inverseLU", LU, pivots);
    checkApart("inverseLU", X, LU);
    this.checkPivots("inverseLU", pivots);
    checkStatus("inverseLU", this.wasm.inverseLU(LU.rows, LU.address, pivots.address, X.address));
  }

  detLU(LU: Block, pivots: Block): number {
    return this.determinant(LU, pivots, 0);
  }

  detSignLU(LU: Block, pivots: Block): number {
    return this.determinant(LU, pivots, 1);
  }

  logAbsDetLU(LU: Block, pivots: Block): number {
    return this.determinant(LU, pivots, 2);
  }

  private determinant(LU: Block, pivots: Block, part: number): number {
    check(LU.rows === LU.cols && pivots.size === LU.rows, "detLU", LU, pivots);
    checkStatus("detLU", this.wasm.detLU(LU.rows, LU.address, pivots.address, this.result.address));
    return this.entry(this.result, part);
  }

  reciprocalCondition(A: Block, LU: Block, pivots: Block): number {
    checkSame("reciprocalCondition", A, LU);
    check(LU.rows === LU.cols && pivots.size === LU.rows, "reciprocalCondition", LU, pivots);
    const norm = this.wasm.columnNorm(A.rows, A.cols, A.address);
    const [n, result] = [LU.rows, this.result.address];
    checkStatus("reciprocalCondition", this.wasm.reciprocalCondition(n, norm, LU.address, pivots.address, result));
    return this.entry(this.result, 0);
  }

  qr(A: Block, Q: Block, R: Block): void {
    const k = Math.min(A.rows, A.cols);
    check(Q.rows === A.rows && Q.cols === k && R.rows === k && R.cols === A.cols, "qr", A, Q, R);
    checkApart("qr", A, Q, R);
    checkStatus("qr", this.wasm.qr(A.rows, A.cols, A.address, Q.address, R.address));
  }

  leastSquares(A: Block, B: Block, X: Block): void {
    const fits = A.rows >= A.cols && B.rows === A.rows && X.rows === A.cols && X.cols === B.cols;
    check(fits, "leastSquares", A, B, X);
    checkApart("leastSquares", X, A, B);
    const status = this.wasm.leastSquaresQR(A.rows, A.cols, B.cols, A.address, B.address, X.address);
    checkStatus("leastSquares", status);
  }

  eig(S: Block, lambda: Block, U: Block): void {
    checkSame("eig", S, U);
    check(S.rows === S.cols && lambda.size === S.rows, "eig", S, lambda);
    checkApart("eig", S, U, lambda);
    checkStatus("eig", this.wasm.eig(S.rows, S.address, lambda.address, U.address));
    this.fixSigns(U);
  }

  eigGeneralised(S: Block, B: Block, lambda: Block, V: Block): void {
    checkSame("eigGeneralised", S, B, V);
    check(S.rows === S.cols && lambda.size === S.rows, "eigGeneralised", S, lambda);
    checkApart("eigGeneralised", V, S, B, lambda);
    const status = this.wasm.eigGeneralised(S.rows, S.address, B.address, lambda.address, V.address);
    checkStatus("eigGeneralised", status);
    this.fixSigns(V);
  }

  svd(A: Block, U: Block, sigma: Block, V: Block): void {
    const k = Math.min(A.rows, A.cols);
    const fits = U.rows === A.rows && U.cols === k && sigma.size === k && V.rows === A.cols && V.cols === k;
    check(fits, "svd", A, U, sigma, V);
    checkApart("svd", A, U, sigma, V);
    checkStatus("svd", this.wasm.svd(A.rows, A.cols, A.address, U.address, sigma.address, V.address));
    this.fixSigns(U, V);
  }

  /** Makes the largest entry of each column of U positive, and turns the columns of V with them. */
  protected fixSigns(U: Block, V?: Block): void {
    this.wasm.fixSigns(U.rows, V?.rows ?? 0, U.cols, U.address, V?.address ?? 0);
  }

  singularValues(A: Block, sigma: Block): void {
    check(sigma.size === Math.min(A.rows, A.cols), "singularValues", A, sigma);
    checkStatus("singularValues", this.wasm.singularValues(A.rows, A.cols, A.address, sigma.address));
  }

  eigenvalues(S: Block, lambda: Block): void {
    check(S.rows === S.cols && lambda.size === S.rows, "eigenvalues", S, lambda);
    checkStatus("eigenvalues", this.wasm.eigenvalues(S.rows, S.address, lambda.address));
  }

  polar(A: Block, Q: Block, H: Block): void {
    checkSame("polar", A, Q);
    check(H.rows === A.cols && H.cols === A.cols, "polar", A, H);
    checkApart("polar", A, Q, H);
    checkStatus("polar", this.wasm.polar(A.rows, A.cols, A.address, Q.address, H.address));
  }

  pseudoInverse(A: Block, X: Block, tolerance = -1): number {
    check(X.rows === A.cols && X.cols === A.rows, "pseudoInverse", A, X);
    checkApart("pseudoInverse", X, A);
    const rank = this.result.address;
    checkStatus("pseudoInverse", this.wasm.pseudoInverse(A.rows, A.cols, tolerance, A.address, X.address, rank));
    return this.entry(this.result, 0);
  }

  leastSquaresMinimal(A: Block, B: Block, X: Block, tolerance = -1): number {
    check(B.rows === A.rows && X.rows === A.cols && X.cols === B.cols, "leastSquaresMinimal", A, B, X);
    checkApart("leastSquaresMinimal", X, A, B);
    const [m, n, cols, rank] = [A.rows, A.cols, B.cols, this.result.address];
    const status = this.wasm.leastSquaresMinimal(m, n, cols, tolerance, A.address, B.address, X.address, rank);
    checkStatus("leastSquaresMinimal", status);
    return this.entry(this.result, 0);
  }

  adjugate(A: Block, X: Block): void {
    checkSame("adjugate", A, X);
    check(A.rows === A.cols, "adjugate", A);
    checkApart("adjugate", X, A);
    checkStatus("adjugate", this.wasm.adjugate(A.rows, A.address, X.address));
  }

  adjugateFactors(A: Block, factors: Block, pivots: Block): void {
    checkSame("adjugateFactors", A, factors);
    check(A.rows === A.cols && pivots.size === A.rows, "adjugateFactors", A, pivots);
    checkStatus("adjugateFactors", this.wasm.adjugateFactors(A.rows, A.address, factors.address, pivots.address));
  }

  multiplyAdjugate(factors: Block, pivots: Block, B: Block, X: Block, flags = 0): void {
    checkFlags("multiplyAdjugate", flags, Transposed);
    checkSame("multiplyAdjugate", B, X);
    const n = factors.rows;
    check(factors.cols === n && pivots.size === n && B.rows === n, "multiplyAdjugate", factors, pivots, B);
    checkApart("multiplyAdjugate", X, factors, B);
    const [F, p] = [factors.address, pivots.address];
    const status = this.wasm.multiplyAdjugate(flags & Transposed, n, B.cols, F, p, B.address, X.address);
    checkStatus("multiplyAdjugate", status);
  }
}
