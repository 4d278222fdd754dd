import { TransposeA, TransposeB, Transposed, type Block } from "../block.js";
import { dividedDifferences } from "../differences.js";
import type * as Interface from "../interface/index.js";
import { Factorizations } from "./factorizations.js";
import { check, checkApart, checkFlags, checkSame, checkStatus, shapeError } from "./memory.js";

/** The numbers by which loewner.cpp knows the functions. */
const loewnerFunctions: Readonly<Record<Interface.LoewnerFunction, number>> = {
  exp: 0,
  log: 1,
  sqrt: 2,
  rsqrt: 3,
  recip: 4,
  square: 5,
  cube: 6,
  sin: 7,
  cos: 8,
  sign: 9,
  power: 10,
  tanh: 11,
  sigmoid: 12,
};

/** Functions of matrices; see the interface for what each does. */
export class MatrixFunctions extends Factorizations implements Interface.MatrixFunctions {
  loewner(f: Interface.LoewnerFunction, x: Block, y: Block, G: Block, exponent = NaN): void {
    check(G.rows === x.size && G.cols === y.size, "loewner", x, y, G);
    checkApart("loewner", G, x, y);
    this.wasm.loewner(loewnerFunctions[f], exponent, x.size, y.size, x.address, y.address, G.address);
  }

  loewnerOf(f: (t: number) => number, df: (t: number) => number, x: Block, y: Block, G: Block): void {
    check(G.rows === x.size && G.cols === y.size, "loewnerOf", x, y, G);
    const one = x.address === y.address && x.size === y.size;
    checkApart("loewnerOf", G, x, y);
    dividedDifferences(f, df, this.view(x), one ? undefined : this.view(y), this.view(G));
  }

  reciprocalGaps(x: Block, first: number, least: number, K: Block): number {
    check(K.rows === x.size && first >= 0 && first + K.cols <= x.size, "reciprocalGaps", x, K);
    checkApart("reciprocalGaps", K, x);
    return this.wasm.reciprocalGaps(x.size, K.cols, first, least, x.address, K.address);
  }

  schur(A: Block, U: Block, T: Block): void {
    checkSquare("schur", A, U, T);
    checkApart("schur", A, U, T);
    checkStatus("schur", this.wasm.schur(A.rows, A.address, U.address, T.address));
  }

  sylvester(A: Block, B: Block, C: Block, X: Block, flags = 0): void {
    checkFlags("sylvester", flags, TransposeA | TransposeB);
    checkSame("sylvester", C, X);
    check(A.rows === A.cols && B.rows === B.cols && C.rows === A.rows && C.cols === B.rows, "sylvester", A, B, C);
    checkApart("sylvester", X, A, B, C);
    const [ta, tb, m, n] = [flags & TransposeA, flags & TransposeB, C.rows, C.cols];
    checkStatus("sylvester", this.wasm.sylvester(ta, tb, m, n, A.address, B.address, C.address, X.address));
  }

  sylvesterSchur(U: Block, T: Block, V: Block, S: Block, C: Block, X: Block, flags = 0): void {
    checkFlags("sylvesterSchur", flags, TransposeA | TransposeB);
    checkSame("sylvesterSchur", C, X);
    checkSquare("sylvesterSchur", U, T);
    checkSquare("sylvesterSchur", V, S);
    check(C.rows === T.rows && C.cols === S.rows, "sylvesterSchur", T, S, C);
    checkApart("sylvesterSchur", X, U, T, V, S, C);
    const [ta, tb, m, n] = [flags & TransposeA, flags & TransposeB, C.rows, C.cols];
    const forms = [U.address, T.address, V.address, S.address] as const;
    checkStatus("sylvesterSchur", this.wasm.sylvesterSchur(ta, tb, m, n, ...forms, C.address, X.address));
  }

  lyapunov(A: Block, C: Block, X: Block, flags = 0): void {
    checkFlags("lyapunov", flags, Transposed);
    checkSquare("lyapunov", A, C, X);
    checkApart("lyapunov", X, A, C);
    checkStatus("lyapunov", this.wasm.lyapunov(flags & Transposed, A.rows, A.address, C.address, X.address));
  }

  lyapunovSchur(U: Block, T: Block, C: Block, X: Block, flags = 0): void {
    checkFlags("lyapunovSchur", flags, Transposed);
    checkSquare("lyapunovSchur", U, T, C);
    checkSquare("lyapunovSchur", C, X);
    checkApart("lyapunovSchur", X, U, T, C);
    const transposed = flags & Transposed;
    const status = this.wasm.lyapunovSchur(transposed, T.rows, U.address, T.address, C.address, X.address);
    checkStatus("lyapunovSchur", status);
  }

  exp(A: Block, X: Block): void {
    checkSquare("exp", A, X);
    checkApart("exp", X, A);
    checkStatus("exp", this.wasm.expm(A.rows, A.address, X.address));
  }

  expDerivative(A: Block, E: Block, X: Block, L: Block, flags = 0): void {
    checkFlags("expDerivative", flags, Transposed);
    checkSquare("expDerivative", A, E, X);
    checkSquare("expDerivative", X, L);
    checkApart("expDerivative", X, A, E, L);
    checkApart("expDerivative", L, A, E);
    const transposed = flags & Transposed;
    const status = this.wasm.expmFrechet(transposed, A.rows, A.address, E.address, X.address, L.address);
    checkStatus("expDerivative", status);
  }

  log(A: Block, X: Block): void {
    checkSquare("log", A, X);
    checkApart("log", X, A);
    checkStatus("log", this.wasm.logm(A.rows, A.address, X.address));
  }

  logDerivative(A: Block, E: Block, X: Block, L: Block, flags = 0): void {
    checkFlags("logDerivative", flags, Transposed);
    checkSquare("logDerivative", A, E, X);
    checkSquare("logDerivative", X, L);
    checkApart("logDerivative", X, A, E, L);
    checkApart("logDerivative", L, A, E);
    const transposed = flags & Transposed;
    const status = this.wasm.logmFrechet(transposed, A.rows, A.address, E.address, X.address, L.address);
    checkStatus("logDerivative", status);
  }

  sqrt(A: Block, X: Block): void {
    checkSquare("sqrt", A, X);
    checkApart("sqrt", X, A);
    checkStatus("sqrt", this.wasm.sqrtm(A.rows, A.address, X.address));
  }

  sqrtDerivative(X: Block, E: Block, L: Block, flags = 0): void {
    checkFlags("sqrtDerivative", flags, Transposed);
    this.sylvester(X, X, E, L, flags & Transposed ? TransposeA | TransposeB : 0);
  }

  power(A: Block, p: number, X: Block): void {
    checkSquare("power", A, X);
    checkApart("power", X, A);
    checkStatus("power", this.wasm.powm(A.rows, p, A.address, X.address));
  }

  powerDerivative(A: Block, p: number, E: Block, X: Block, L: Block, flags = 0): void {
    checkFlags("powerDerivative", flags, Transposed);
    checkSquare("powerDerivative", A, E, X);
    checkSquare("powerDerivative", X, L);
    checkApart("powerDerivative", X, A, E, L);
    checkApart("powerDerivative", L, A, E);
    const transposed = flags & Transposed;
    const status = this.wasm.powmFrechet(transposed, A.rows, p, A.address, E.address, X.address, L.address);
    checkStatus("powerDerivative", status);
  }

  cosSin(A: Block, C: Block, S: Block): void {
    checkSquare("cosSin", A, C, S);
    checkApart("cosSin", A, C, S);
    checkStatus("cosSin", this.wasm.cosSin(0, A.rows, A.address, 0, C.address, S.address));
  }

  cosSinDerivative(A: Block, E: Block, C: Block, S: Block, flags = 0): void {
    checkFlags("cosSinDerivative", flags, Transposed);
    checkSquare("cosSinDerivative", A, E, C);
    checkSquare("cosSinDerivative", C, S);
    checkApart("cosSinDerivative", C, A, E, S);
    checkApart("cosSinDerivative", S, A, E);
    const transposed = flags & Transposed;
    const status = this.wasm.cosSin(transposed, A.rows, A.address, E.address, C.address, S.address);
    checkStatus("cosSinDerivative", status);
  }
}

/** Throws unless all blocks are square and of one order. */
function checkSquare(routine: string, A: Block, B: Block, C: Block = B): void {
  checkSame(routine, A, B, C);
  if (A.rows !== A.cols) throw shapeError(routine, A);
}
