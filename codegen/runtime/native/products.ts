import { OnTheRight, TransposeA, TransposeB, Transposed, UnitDiagonal, Upper, type Block } from "../block.js";
import { statusError } from "../errors.js";
import { WasmLinearAlgebra } from "../wasm/index.js";
import type { Exports } from "../wasm/exports.js";
import { check, checkApart, checkFlags, checkSame } from "../wasm/memory.js";
import type { Fortran, Routine } from "./fortran.js";

/** Characters of LAPACK's options. */
export const code = (letter: string) => letter.charCodeAt(0);
const [N, T, U, L, R] = [code("N"), code("T"), code("U"), code("L"), code("R")];

/** Products of this size or smaller cost less than a foreign call. */
const small = 12 ** 3;

/**
 * Products and triangular solves by the BLAS. It stores matrices by columns, so that it sees every matrix here transposed;
 * C = AB is computed as Cᵀ = BᵀAᵀ.
 */
export class NativeProducts extends WasmLinearAlgebra {
  private readonly dgemm: Routine;
  private readonly dsyrk: Routine;
  private readonly dtrsm: Routine;

  constructor(
    wasm: Exports,
    override readonly name: string,
    fortran: Fortran,
  ) {
    super(wasm);
    this.dgemm = fortran.routine("dgemm_", "cciiidpipidpi");
    this.dsyrk = fortran.routine("dsyrk_", "cciidpidpi");
    this.dtrsm = fortran.routine("dtrsm_", "cccciidpipi");
  }

  override product(A: Block, B: Block, C: Block, flags = 0, alpha = 1, beta = 0): void {
    checkFlags("product", flags, TransposeA | TransposeB);
    const [ta, tb] = [flags & TransposeA, flags & TransposeB];
    const m = ta ? A.cols : A.rows;
    const k = ta ? A.rows : A.cols;
    const n = tb ? B.rows : B.cols;
    if (m * n * k <= small) return super.product(A, B, C, flags, alpha, beta);
    check((tb ? B.cols : B.rows) === k && C.rows === m && C.cols === n, "product", A, B, C);
    checkApart("product", C, A, B);
    const [a, b, c] = [A.address, B.address, C.address];
    this.dgemm(tb ? T : N, ta ? T : N, n, m, k, alpha, b, B.cols, a, A.cols, beta, c, n);
  }

  override symmetricProduct(A: Block, B: Block, C: Block, flags = 0, alpha = 1, beta = 0): void {
    checkFlags("symmetricProduct", flags, TransposeA | TransposeB);
    if (C.rows ** 3 <= small) return super.symmetricProduct(A, B, C, flags, alpha, beta);
    check(C.rows === C.cols, "symmetricProduct", C);
    this.product(A, B, C, flags, alpha, beta);
    this.wasm.mirrorLower(C.rows, C.address);
  }

  override gram(A: Block, C: Block, flags = 0, alpha = 1, beta = 0): void {
    checkFlags("gram", flags, TransposeA);
    const transposed = flags & TransposeA;
    const [n, k] = transposed ? [A.cols, A.rows] : [A.rows, A.cols];
    if (n * n * k <= small) return super.gram(A, C, flags, alpha, beta);
    check(C.rows === n && C.cols === n, "gram", A, C);
    checkApart("gram", C, A);
    // The upper triangle by columns is the lower one by rows.
    this.dsyrk(U, transposed ? N : T, n, k, alpha, A.address, A.cols, beta, C.address, n);
    this.wasm.mirrorLower(n, C.address);
  }

  override solveTriangular(S: Block, B: Block, X: Block, flags = 0): void {
    checkFlags("solveTriangular", flags, OnTheRight | Upper | Transposed | UnitDiagonal);
    const right = flags & OnTheRight;
    checkSame("solveTriangular", B, X);
    check(S.rows === S.cols && S.rows === (right ? B.cols : B.rows), "solveTriangular", S, B);
    checkApart("solveTriangular", X, S);
    if (!(flags & UnitDiagonal)) this.checkDiagonal("solveTriangular", S);
    if (X.address !== B.address) this.copy(B, X);
    this.trsm(S, X, flags);
    if (!this.isFinite(X)) throw statusError("solveTriangular", 4);
  }

  override solveCholesky(F: Block, B: Block, X: Block): void {
    checkSame("solveCholesky", B, X);
    check(F.rows === F.cols && F.rows === B.rows, "solveCholesky", F, B);
    checkApart("solveCholesky", X, F);
    this.checkDiagonal("solveCholesky", F);
    if (X.address !== B.address) this.copy(B, X);
    this.trsm(F, X, 0);
    this.trsm(F, X, Transposed);
    if (!this.isFinite(X)) throw statusError("solveCholesky", 4);
  }

  /** Solves with triangular S in place of X; the flags are those of `solveTriangular`. */
  protected trsm(S: Block, X: Block, flags: number): void {
    if (X.size === 0) return;
    this.dtrsm(
      ...([flags & OnTheRight ? L : R, flags & Upper ? L : U, flags & Transposed ? T : N] as const),
      ...([flags & UnitDiagonal ? U : N, X.cols, X.rows, 1, S.address, S.cols, X.address, X.cols] as const),
    );
  }

  private checkDiagonal(routine: string, S: Block): void {
    const heap = this.heap();
    for (let i = 0; i < S.rows; i++) if (heap[S.address / 8 + i * (S.rows + 1)] === 0) throw statusError(routine, 2);
  }
}
