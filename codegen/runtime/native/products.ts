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
/** The same of triangular solves, which BLAS libraries do less well. */
const smallSolve = 32 ** 3;
/** Triangles of symmetric products up to this order are computed as squares. */
const wholeTriangle = 48;
/** Systems of this order or smaller are solved by one call; larger ones in halves, whose bulk is a product. */
const solvedAtOnce = 32;

const isSmallSolve = (S: Block, B: Block): boolean => S.rows * B.size <= smallSolve || B.rows === 1 || B.cols === 1;

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
    const [ta, tb] = [flags & TransposeA, flags & TransposeB];
    const [n, k] = [C.rows, ta ? A.rows : A.cols];
    check((ta ? A.cols : A.rows) === n && (tb ? B.cols : B.rows) === k, "symmetricProduct", A, B, C);
    check((tb ? B.rows : B.cols) === n && C.cols === n, "symmetricProduct", A, B, C);
    checkApart("symmetricProduct", C, A, B);
    const [codeA, codeB] = [ta ? T : N, tb ? T : N];
    const part = (row: number, rows: number, column: number, columns: number): void => {
      const a = A.address + 8 * (ta ? row : row * A.cols);
      const b = B.address + 8 * (tb ? column * B.cols : column);
      const c = C.address + 8 * (row * n + column);
      this.dgemm(codeB, codeA, columns, rows, k, alpha, b, B.cols, a, A.cols, beta, c, n);
    };
    // The lower triangle in halves: a square below, and two triangles.
    const lower = (from: number, count: number): void => {
      if (count <= wholeTriangle) return part(from, count, from, count);
      const head = 16 * Math.ceil(count / 32);
      lower(from, head);
      part(from + head, count - head, from, head);
      lower(from + head, count - head);
    };
    lower(0, n);
    this.wasm.mirrorLower(n, C.address);
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
    if (isSmallSolve(S, B)) return super.solveTriangular(S, B, X, flags);
    const right = flags & OnTheRight;
    checkSame("solveTriangular", B, X);
    check(S.rows === S.cols && S.rows === (right ? B.cols : B.rows), "solveTriangular", S, B);
    checkApart("solveTriangular", X, S);
    if (!(flags & UnitDiagonal)) this.checkDiagonal("solveTriangular", S);
    // X op(T) = B is op(T)ᵀ Xᵀ = Bᵀ.
    const turned = (flags & ~OnTheRight) ^ Transposed;
    this.solved(B, X, right, (Y) => this.trsm(S, Y, right ? turned : flags));
    if (!this.isFinite(X)) throw statusError("solveTriangular", 4);
  }

  override solveCholesky(F: Block, B: Block, X: Block, flags = 0): void {
    checkFlags("solveCholesky", flags, OnTheRight);
    if (isSmallSolve(F, B)) return super.solveCholesky(F, B, X, flags);
    const right = flags & OnTheRight;
    checkSame("solveCholesky", B, X);
    check(F.rows === F.cols && F.rows === (right ? B.cols : B.rows), "solveCholesky", F, B);
    checkApart("solveCholesky", X, F);
    this.checkDiagonal("solveCholesky", F);
    this.solved(B, X, right, (Y) => {
      this.trsm(F, Y, 0);
      this.trsm(F, Y, Transposed);
    });
    if (!this.isFinite(X)) throw statusError("solveCholesky", 4);
  }

  /** X = B, or by way of the transpose, changed in place. The BLAS solves from the left faster than from the right. */
  private solved(B: Block, X: Block, turned: number, solve: (Y: Block) => void): void {
    if (!turned) {
      if (X.address !== B.address) this.copy(B, X);
      return solve(X);
    }
    const work = this.allocate(B.cols, B.rows);
    try {
      this.transpose(B, work);
      solve(work);
      this.transpose(work, X);
    } finally {
      this.free(work);
    }
  }

  /** Solves with triangular S from the left in place of X; the flags are those of `solveTriangular`. */
  protected trsm(S: Block, X: Block, flags: number): void {
    if (X.size > 0) this.halves(flags, S.rows, S.address, S.cols, X.cols, X.address);
  }

  /** The same for the block of order n at `s`, with rows `ld` apart, and rows of `cols` entries at `x`. */
  private halves(flags: number, n: number, s: number, ld: number, cols: number, x: number): void {
    const transposed = flags & Transposed;
    const turned = transposed ? T : N;
    if (n <= solvedAtOnce) {
      this.dtrsm(R, flags & Upper ? L : U, turned, flags & UnitDiagonal ? U : N, cols, n, 1, s, ld, x, cols);
      return;
    }
    const head = 16 * Math.ceil(n / 32);
    const forward = Boolean(flags & Upper) === Boolean(transposed);
    const [first, count, second] = forward ? [0, head, head] : [head, n - head, 0];
    const at = (i: number, j: number): number => s + 8 * (i * ld + j);
    const rowsAt = (i: number): number => x + 8 * i * cols;
    this.halves(flags, count, at(first, first), ld, cols, rowsAt(first));
    const corner = transposed ? at(first, second) : at(second, first);
    this.dgemm(N, turned, cols, n - count, count, -1, rowsAt(first), cols, corner, ld, 1, rowsAt(second), cols);
    this.halves(flags, n - count, at(second, second), ld, cols, rowsAt(second));
  }

  private checkDiagonal(routine: string, S: Block): void {
    const heap = this.heap();
    for (let i = 0; i < S.rows; i++) if (heap[S.address / 8 + i * (S.rows + 1)] === 0) throw statusError(routine, 2);
  }
}
