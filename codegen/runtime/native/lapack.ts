import { Transposed, UnitDiagonal, Upper, type Block } from "../block.js";
import { statusError } from "../errors.js";
import type { Exports } from "../wasm/exports.js";
import { check, checkApart, checkFlags, checkSame } from "../wasm/memory.js";
import { Scope } from "../workspace.js";
import type { Fortran, Routine } from "./fortran.js";
import { code, NativeProducts } from "./products.js";

const [N, U, L] = [code("N"), code("U"), code("L")];
/** Status codes of the runtime. */
export const [notPositiveDefinite, singular, notConverged, nonFinite] = [1, 2, 3, 4] as const;

/** LAPACK's blocks are this wide at most: workspace of this times the order is enough for its blocked code. */
export const blockWidth = 64;

/** Up to these orders the foreign call, and LAPACK's own order of storage, cost more than they save. */
const smallCholesky = 64;
const smallInverse = 16;

/**
 * Factorizations by LAPACK. It stores matrices by columns: a symmetric matrix looks the same, its triangles change places;
 * others are transposed before and after.
 */
export class NativeFactorizations extends NativeProducts {
  private readonly dpotrf: Routine;
  private readonly dpotri: Routine;
  private readonly dgetrf: Routine;
  private readonly dgeqrf: Routine;
  private readonly dorgqr: Routine;
  private readonly dgels: Routine;

  constructor(wasm: Exports, name: string, fortran: Fortran) {
    super(wasm, name, fortran);
    this.dpotrf = fortran.routine("dpotrf_", "cipio");
    this.dpotri = fortran.routine("dpotri_", "cipio");
    this.dgetrf = fortran.routine("dgetrf_", "iipipo");
    this.dgeqrf = fortran.routine("dgeqrf_", "iipippio");
    this.dorgqr = fortran.routine("dorgqr_", "iiipippio");
    this.dgels = fortran.routine("dgels_", "ciiipipipio");
  }

  override cholesky(A: Block, F: Block): void {
    if (A.rows <= smallCholesky) return super.cholesky(A, F);
    checkSame("cholesky", A, F);
    check(A.rows === A.cols, "cholesky", A);
    this.scoped((scope) => {
      // The upper triangle by rows is the lower one by columns.
      const work = this.upperHalf("cholesky", A, scope);
      this.checkInfo("cholesky", this.dpotrf(L, A.rows, work.address, A.rows || 1), notPositiveDefinite);
      this.transpose(work, F);
    });
    this.checkCholesky(F);
  }

  override inverseCholesky(F: Block, X: Block): void {
    if (F.rows <= smallInverse) return super.inverseCholesky(F, X);
    checkSame("inverseCholesky", F, X);
    check(F.rows === F.cols, "inverseCholesky", F);
    checkApart("inverseCholesky", X, F);
    this.copy(F, X);
    this.checkInfo("inverseCholesky", this.dpotri(U, X.rows, X.address, X.rows || 1), singular);
    this.wasm.mirrorLower(X.rows, X.address);
    if (!this.isFinite(X)) throw statusError("inverseCholesky", nonFinite);
  }

  override lu(A: Block, LU: Block, pivots: Block): void {
    checkSame("lu", A, LU);
    check(A.rows === A.cols && pivots.size === A.rows, "lu", A, pivots);
    const n = A.rows;
    this.scoped((scope) => {
      const work = this.byColumns("lu", A, scope);
      // A positive INFO reports a zero pivot, which solvers look for themselves.
      this.dgetrf(n, n, work.address, n || 1, pivots.address);
      this.transpose(work, LU);
    });
    // From exchanges, one after the other and counted from 1, to where each row came from.
    const rows = new Int32Array(this.heap().buffer, pivots.address, n);
    const order = Int32Array.from(rows, (_, i) => i);
    rows.forEach((other, i) => ([order[i], order[other - 1]] = [order[other - 1]!, order[i]!]));
    rows.set(order);
    if (!this.isFinite(LU)) throw statusError("lu", nonFinite);
    this.markPivots(LU, pivots);
  }

  override solveLU(LU: Block, pivots: Block, B: Block, X: Block, flags = 0): void {
    checkFlags("solveLU", flags, Transposed);
    checkSame("solveLU", B, X);
    check(LU.rows === LU.cols && pivots.size === LU.rows && LU.rows === B.rows, "solveLU", LU, pivots, B);
    checkApart("solveLU", X, LU, B);
    if (B.cols === 1) return super.solveLU(LU, pivots, B, X, flags);
    this.checkPivots("solveLU", pivots);
    const heap = this.heap();
    const order = this.pivots(pivots);
    const [from, to, cols] = [B.address / 8, X.address / 8, B.cols];
    const copyRow = (source: number, i: number, j: number) =>
      heap.copyWithin(to + i * cols, source + j * cols, source + (j + 1) * cols);
    if (flags & Transposed) {
      this.scoped((scope) => {
        const work = scope.allocate(B.rows, cols);
        this.copy(B, work);
        this.trsm(LU, work, Upper | Transposed);
        this.trsm(LU, work, UnitDiagonal | Transposed);
        const solved = this.heap();
        order.forEach((j, i) => {
          const row = work.address / 8 + i * cols;
          solved.copyWithin(to + j * cols, row, row + cols);
        });
      });
    } else {
      order.forEach((j, i) => copyRow(from, i, j));
      this.trsm(LU, X, UnitDiagonal);
      this.trsm(LU, X, Upper);
    }
    if (!this.isFinite(X)) throw statusError("solveLU", nonFinite);
  }

  override inverseLU(LU: Block, pivots: Block, X: Block): void {
    this.scoped((scope) => {
      const unit = scope.allocate(LU.rows, LU.rows);
      this.identity(unit);
      this.solveLU(LU, pivots, unit, X);
    });
  }

  override qr(A: Block, Q: Block, R: Block): void {
    const [m, n, k] = [A.rows, A.cols, Math.min(A.rows, A.cols)];
    check(Q.rows === m && Q.cols === k && R.rows === k && R.cols === n, "qr", A, Q, R);
    checkApart("qr", A, Q, R);
    if (k === 0) return super.qr(A, Q, R);
    this.scoped((scope) => {
      const a = this.byColumns("qr", A, scope);
      const [tau, work] = [scope.allocate(k), scope.allocate(blockWidth * Math.max(n, 1))];
      this.checkInfo("qr", this.dgeqrf(m, n, a.address, m, tau.address, work.address, work.size), notConverged);
      const rows = scope.allocate(m, n);
      this.transpose(a, rows);
      this.upperPart(rows.rowRange(0, k), R);
      this.checkInfo("qr", this.dorgqr(m, k, k, a.address, m, tau.address, work.address, work.size), notConverged);
      this.transpose(a.rowRange(0, k), Q);
    });
  }

  override leastSquares(A: Block, B: Block, X: Block): void {
    const [m, n, cols] = [A.rows, A.cols, B.cols];
    check(m >= n && B.rows === m && X.rows === n && X.cols === cols, "leastSquares", A, B, X);
    checkApart("leastSquares", X, A, B);
    if (n === 0 || cols === 0) return super.leastSquares(A, B, X);
    this.scoped((scope) => {
      const a = this.byColumns("leastSquares", A, scope);
      const b = this.byColumns("leastSquares", B, scope);
      const work = scope.allocate(blockWidth * (n + cols));
      const info = this.dgels(N, m, n, cols, a.address, m, b.address, m, work.address, work.size);
      this.checkInfo("leastSquares", info, singular);
      // Of a zero matrix dgels says nothing; by columns, R's diagonal is the diagonal of the array.
      const heap = this.heap();
      for (let i = 0; i < n; i++)
        if (heap[a.address / 8 + i * (m + 1)] === 0) throw statusError("leastSquares", singular);
      const rows = scope.allocate(m, cols);
      this.transpose(b, rows);
      this.copy(rows.rowRange(0, n), X);
      if (!this.isFinite(X)) throw statusError("leastSquares", nonFinite);
    });
  }

  /** Runs with blocks that are given back at the end, whatever happens. */
  protected scoped(run: (scope: Scope) => void): void {
    const scope = new Scope(this);
    try {
      run(scope);
    } finally {
      scope.release();
    }
  }

  /** A copy of A by columns, which must be finite. */
  protected byColumns(routine: string, A: Block, scope: Scope): Block {
    if (!this.isFinite(A)) throw statusError(routine, nonFinite);
    const copy = scope.allocate(A.cols, A.rows);
    this.transpose(A, copy);
    return copy;
  }

  /** A copy of A as it is stored, which must be finite: Aᵀ by columns. */
  protected byRows(routine: string, A: Block, scope: Scope): Block {
    if (!this.isFinite(A)) throw statusError(routine, nonFinite);
    const copy = scope.allocate(A.rows, A.cols);
    this.copy(A, copy);
    return copy;
  }

  /** A copy of the upper triangle, which must be finite, with zeros below. */
  protected upperHalf(routine: string, A: Block, scope: Scope): Block {
    const copy = scope.allocate(A.rows, A.cols);
    this.upperPart(A, copy);
    if (!this.isFinite(copy)) throw statusError(routine, nonFinite);
    return copy;
  }

  protected checkInfo(routine: string, info: number, status: number): void {
    if (info < 0) throw new Error(`${routine}: LAPACK refuses its argument ${String(-info)}`);
    if (info > 0) throw statusError(routine, status);
  }
}
