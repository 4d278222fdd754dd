import { TransposeA, TransposeB, Transposed, Upper, type Block } from "../block.js";
import type * as Interface from "../interface/index.js";
import { check, checkApart, checkFlags, checkSame } from "./memory.js";
import { Parts } from "./parts.js";

/** Products of matrices; see the interface for what each does. */
export class Products extends Parts implements Interface.Products {
  product(A: Block, B: Block, C: Block, flags = 0, alpha = 1, beta = 0): void {
    checkFlags("product", flags, TransposeA | TransposeB);
    const ta = flags & TransposeA;
    const tb = flags & TransposeB;
    const m = ta ? A.cols : A.rows;
    const k = ta ? A.rows : A.cols;
    const n = tb ? B.rows : B.cols;
    check((tb ? B.cols : B.rows) === k && C.rows === m && C.cols === n, "product", A, B, C);
    checkApart("product", C, A, B);
    this.wasm.product(ta, tb, m, n, k, alpha, A.address, B.address, beta, C.address);
  }

  symmetricProduct(A: Block, B: Block, C: Block, flags = 0, alpha = 1, beta = 0): void {
    checkFlags("symmetricProduct", flags, TransposeA | TransposeB);
    const ta = flags & TransposeA;
    const tb = flags & TransposeB;
    const n = ta ? A.cols : A.rows;
    const k = ta ? A.rows : A.cols;
    const fits = (tb ? B.cols : B.rows) === k && (tb ? B.rows : B.cols) === n && C.rows === n && C.cols === n;
    check(fits, "symmetricProduct", A, B, C);
    checkApart("symmetricProduct", C, A, B);
    this.wasm.symmetricProduct(ta, tb, n, k, alpha, A.address, B.address, beta, C.address);
  }

  gram(A: Block, C: Block, flags = 0, alpha = 1, beta = 0): void {
    checkFlags("gram", flags, TransposeA);
    const transposed = flags & TransposeA;
    const n = transposed ? A.cols : A.rows;
    check(C.rows === n && C.cols === n, "gram", A, C);
    checkApart("gram", C, A);
    this.wasm.gram(transposed, A.rows, A.cols, alpha, A.address, beta, C.address);
  }

  outer(x: Block, y: Block, C: Block, alpha = 1, beta = 0): void {
    check(C.rows === x.size && C.cols === y.size, "outer", x, y, C);
    checkApart("outer", C, x, y);
    this.wasm.outer(C.rows, C.cols, alpha, x.address, y.address, beta, C.address);
  }

  batchedProduct(
    count: number,
    A: Block,
    strideA: number,
    B: Block,
    strideB: number,
    C: Block,
    strideC: number,
    flags = 0,
    alpha = 1,
    beta = 0,
  ): void {
    checkFlags("batchedProduct", flags, TransposeA | TransposeB);
    const ta = flags & TransposeA;
    const tb = flags & TransposeB;
    const m = ta ? A.cols : A.rows;
    const k = ta ? A.rows : A.cols;
    const n = tb ? B.rows : B.cols;
    check((tb ? B.cols : B.rows) === k && C.rows === m && C.cols === n, "batchedProduct", A, B, C);
    checkApart("batchedProduct", C, A, B);
    this.wasm.batchedProduct(
      ...([count, ta, tb, m, n, k, alpha] as const),
      ...([A.address, strideA, B.address, strideB, beta, C.address, strideC] as const),
    );
  }

  scaleRows(d: Block, A: Block, C: Block): void {
    checkSame("scaleRows", A, C);
    check(d.size === A.rows, "scaleRows", d, A);
    this.wasm.scaleRows(A.rows, A.cols, d.address, A.address, C.address);
  }

  scaleColumns(A: Block, d: Block, C: Block): void {
    checkSame("scaleColumns", A, C);
    check(d.size === A.cols, "scaleColumns", A, d);
    this.wasm.scaleColumns(A.rows, A.cols, A.address, d.address, C.address);
  }

  triangularProduct(T: Block, B: Block, C: Block, flags = 0): void {
    checkFlags("triangularProduct", flags, Upper | Transposed);
    checkSame("triangularProduct", B, C);
    check(T.rows === T.cols && T.cols === B.rows, "triangularProduct", T, B);
    checkApart("triangularProduct", C, T, B);
    this.wasm.triangularProduct(flags & Upper, flags & Transposed, B.rows, B.cols, T.address, B.address, C.address);
  }

  kron(A: Block, B: Block, C: Block): void {
    check(C.rows === A.rows * B.rows && C.cols === A.cols * B.cols, "kron", A, B, C);
    checkApart("kron", C, A, B);
    this.wasm.kron(A.rows, A.cols, B.rows, B.cols, A.address, B.address, C.address);
  }

  kronAdjointLeft(B: Block, G: Block, R: Block): void {
    check(G.rows === R.rows * B.rows && G.cols === R.cols * B.cols, "kronAdjointLeft", B, G, R);
    checkApart("kronAdjointLeft", R, B, G);
    this.wasm.kronAdjoint(1, R.rows, R.cols, B.rows, B.cols, B.address, G.address, R.address);
  }

  kronAdjointRight(A: Block, G: Block, R: Block): void {
    check(G.rows === A.rows * R.rows && G.cols === A.cols * R.cols, "kronAdjointRight", A, G, R);
    checkApart("kronAdjointRight", R, A, G);
    this.wasm.kronAdjoint(0, A.rows, A.cols, R.rows, R.cols, A.address, G.address, R.address);
  }
}
