import { TransposeA, TransposeB, Transposed, type Block } from "../block.js";
import { statusError } from "../errors.js";
import type { Exports } from "../wasm/exports.js";
import { check, checkApart, checkFlags, checkSame } from "../wasm/memory.js";
import type { Scope } from "../workspace.js";
import type { Fortran, Routine } from "./fortran.js";
import { blockWidth, NativeFactorizations, nonFinite, notConverged, notPositiveDefinite, singular } from "./lapack.js";
import { code } from "./products.js";

const [N, T, L, V, S] = [code("N"), code("T"), code("L"), code("V"), code("S")];

/** Eigenvalues, singular values and the Schur form by LAPACK. */
export class NativeLinearAlgebra extends NativeFactorizations {
  private readonly dsyevd: Routine;
  private readonly dsygvd: Routine;
  private readonly dgesdd: Routine;
  private readonly dgees: Routine;
  private readonly dtrsyl: Routine;

  constructor(wasm: Exports, name: string, fortran: Fortran) {
    super(wasm, name, fortran);
    this.dsyevd = fortran.routine("dsyevd_", "ccipippipio");
    this.dsygvd = fortran.routine("dsygvd_", "iccipipippipio");
    this.dgesdd = fortran.routine("dgesdd_", "ciipippipipipo");
    this.dgees = fortran.routine("dgees_", "ccpipippppipipo");
    this.dtrsyl = fortran.routine("dtrsyl_", "cciiipipipipo");
  }

  override eig(A: Block, lambda: Block, W: Block): void {
    checkSame("eig", A, W);
    check(A.rows === A.cols && lambda.size === A.rows, "eig", A, lambda);
    checkApart("eig", A, W, lambda);
    this.scoped((scope) => {
      const a = this.upperHalf("eig", A, scope);
      this.eigenproblem("eig", V, a, lambda, scope);
      this.transpose(a, W);
      this.fixSigns(W);
    });
  }

  override eigenvalues(A: Block, lambda: Block): void {
    check(A.rows === A.cols && lambda.size === A.rows, "eigenvalues", A, lambda);
    this.scoped((scope) => this.eigenproblem("eigenvalues", N, this.upperHalf("eigenvalues", A, scope), lambda, scope));
  }

  private eigenproblem(routine: string, job: number, a: Block, lambda: Block, scope: Scope): void {
    const n = a.rows;
    if (n === 0) return;
    const [work, ints] = [scope.allocate(1 + 6 * n + 2 * n * n + blockWidth * n), scope.allocate(3 + 5 * n)];
    const info = this.dsyevd(
      ...([job, L, n, a.address, n, lambda.address] as const),
      ...([work.address, work.size, ints.address, ints.size] as const),
    );
    this.checkInfo(routine, info, notConverged);
  }

  override eigGeneralised(A: Block, B: Block, lambda: Block, W: Block): void {
    checkSame("eigGeneralised", A, B, W);
    check(A.rows === A.cols && lambda.size === A.rows, "eigGeneralised", A, lambda);
    checkApart("eigGeneralised", W, A, B, lambda);
    const n = A.rows;
    if (n === 0) return;
    this.scoped((scope) => {
      const a = this.upperHalf("eigGeneralised", A, scope);
      const b = this.upperHalf("eigGeneralised", B, scope);
      const [work, ints] = [scope.allocate(1 + 6 * n + 2 * n * n + blockWidth * n), scope.allocate(3 + 5 * n)];
      const info = this.dsygvd(
        ...([1, V, L, n, a.address, n, b.address, n, lambda.address] as const),
        ...([work.address, work.size, ints.address, ints.size] as const),
      );
      this.checkInfo("eigGeneralised", info, info > n ? notPositiveDefinite : notConverged);
      this.transpose(a, W);
      this.fixSigns(W);
    });
  }

  override svd(A: Block, W: Block, sigma: Block, X: Block): void {
    const k = Math.min(A.rows, A.cols);
    check(W.rows === A.rows && W.cols === k && X.rows === A.cols && X.cols === k, "svd", A, W, X);
    check(sigma.size === k, "svd", A, sigma);
    checkApart("svd", A, W, sigma, X);
    if (k === 0) return;
    this.scoped((scope) => {
      const [left, right] = A.rows >= A.cols ? [W, X] : [X, W];
      const columns = scope.allocate(k, left.rows);
      this.singular("svd", S, A, columns.address, sigma, right.address, scope);
      this.transpose(columns, left);
      this.fixSigns(W, X);
    });
  }

  override singularValues(A: Block, sigma: Block): void {
    check(sigma.size === Math.min(A.rows, A.cols), "singularValues", A, sigma);
    if (sigma.size === 0) return;
    this.scoped((scope) => this.singular("singularValues", N, A, 0, sigma, 0, scope));
  }

  /**
   * Decomposes A, or Aᵀ where that is the taller one, with which LAPACK is faster: `left` gets its left singular vectors by
   * columns, `right` the other ones by rows.
   */
  private singular(
    routine: string,
    job: number,
    A: Block,
    left: number,
    sigma: Block,
    right: number,
    scope: Scope,
  ): void {
    const a = A.rows >= A.cols ? this.byColumns(routine, A, scope) : this.byRows(routine, A, scope);
    const [m, n, k] = [a.cols, a.rows, sigma.size];
    const [work, ints] = [scope.allocate(4 * k * k + 7 * k + blockWidth * (m + n)), scope.allocate(8 * k)];
    const info = this.dgesdd(
      ...([job, m, n, a.address, m, sigma.address, left || work.address, m, right || work.address, k] as const),
      ...([work.address, work.size, ints.address] as const),
    );
    this.checkInfo(routine, info, notConverged);
  }

  override schur(A: Block, W: Block, Q: Block): void {
    checkSame("schur", A, W, Q);
    check(A.rows === A.cols, "schur", A);
    checkApart("schur", A, W, Q);
    const n = A.rows;
    if (n === 0) return;
    this.scoped((scope) => {
      const a = this.byColumns("schur", A, scope);
      const [vectors, values] = [scope.allocate(n, n), scope.allocate(2 * n + 1)];
      const work = scope.allocate(blockWidth * n);
      const [real, imaginary, count] = [values.address, values.address + 8 * n, values.address + 16 * n];
      const info = this.dgees(
        ...([V, N, 0, n, a.address, n, count, real, imaginary, vectors.address, n] as const),
        ...([work.address, work.size, 0] as const),
      );
      this.checkInfo("schur", info, notConverged);
      this.transpose(vectors, W);
      this.transpose(a, Q);
    });
  }

  override sylvester(A: Block, B: Block, C: Block, X: Block, flags = 0): void {
    checkFlags("sylvester", flags, TransposeA | TransposeB);
    check(A.rows === A.cols && B.rows === B.cols && C.rows === A.rows && C.cols === B.rows, "sylvester", A, B, C);
    this.scoped((scope) => {
      const [u, t] = [scope.allocate(A.rows, A.rows), scope.allocate(A.rows, A.rows)];
      const [v, s] = [scope.allocate(B.rows, B.rows), scope.allocate(B.rows, B.rows)];
      this.schur(A, u, t);
      this.schur(B, v, s);
      this.sylvesterSchur(u, t, v, s, C, X, flags);
    });
  }

  override lyapunov(A: Block, C: Block, X: Block, flags = 0): void {
    checkFlags("lyapunov", flags, Transposed);
    check(A.rows === A.cols, "lyapunov", A);
    this.scoped((scope) => {
      const [u, t] = [scope.allocate(A.rows, A.rows), scope.allocate(A.rows, A.rows)];
      this.schur(A, u, t);
      this.lyapunovSchur(u, t, C, X, flags);
    });
  }

  override lyapunovSchur(W: Block, Q: Block, C: Block, X: Block, flags = 0): void {
    checkFlags("lyapunovSchur", flags, Transposed);
    this.solveSchur("lyapunov", [W, Q, W, Q], C, X, flags & Transposed ? TransposeA : TransposeB);
  }

  override sylvesterSchur(Q: Block, A: Block, W: Block, B: Block, C: Block, X: Block, flags = 0): void {
    checkFlags("sylvesterSchur", flags, TransposeA | TransposeB);
    this.solveSchur("sylvesterSchur", [Q, A, W, B], C, X, flags);
  }

  /** The equation of a routine from the Schur forms A = Q A Qᵀ and B = W B Wᵀ. */
  private solveSchur(
    routine: string,
    [Q, A, W, B]: readonly [Block, Block, Block, Block],
    C: Block,
    X: Block,
    flags: number,
  ): void {
    checkSame(routine, C, X);
    checkSame(routine, Q, A);
    checkSame(routine, W, B);
    check(A.rows === A.cols && B.rows === B.cols, routine, A, B);
    check(C.rows === A.rows && C.cols === B.rows, routine, A, B, C);
    checkApart(routine, X, Q, A, W, B, C);
    const [m, n] = [C.rows, C.cols];
    if (m === 0 || n === 0) return;
    this.scoped((scope) => {
      const [a, b] = [this.byColumns(routine, A, scope), this.byColumns(routine, B, scope)];
      const [f, work] = [scope.allocate(m, n), scope.allocate(m, n)];
      this.product(Q, C, work, TransposeA);
      this.product(work, W, f);
      const c = this.byColumns(routine, f, scope);
      const scale = scope.allocate(1);
      const [ta, tb] = [flags & TransposeA ? T : N, flags & TransposeB ? T : N];
      const info = this.dtrsyl(
        ...([ta, tb, 1, m, n, a.address, m, b.address, n, c.address, m, scale.address] as const),
      );
      this.checkInfo(routine, info, singular);
      this.transpose(c, f);
      this.scale(1 / this.entry(scale, 0), f, f);
      this.product(Q, f, work);
      this.product(work, W, X, TransposeB);
      if (!this.isFinite(X)) throw statusError(routine, nonFinite);
    });
  }
}
