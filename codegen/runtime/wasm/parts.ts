import type { Block } from "../block.js";
import type * as Interface from "../interface/index.js";
import { Entries } from "./entries.js";
import { check, checkSame } from "./memory.js";

/** Parts of matrices and matrices from parts; see the interface for what each does. */
export class Parts extends Entries implements Interface.Parts {
  symmetricPart(A: Block, C: Block): void {
    checkSame("symmetricPart", A, C);
    check(A.rows === A.cols, "symmetricPart", A);
    this.wasm.symmetricPart(A.rows, 1, A.address, C.address);
  }

  skewPart(A: Block, C: Block): void {
    checkSame("skewPart", A, C);
    check(A.rows === A.cols, "skewPart", A);
    this.wasm.symmetricPart(A.rows, -1, A.address, C.address);
  }

  lowerPart(A: Block, C: Block, diagonal = 1): void {
    checkSame("lowerPart", A, C);
    this.wasm.triangle(A.rows, A.cols, 0, diagonal, A.address, C.address);
  }

  upperPart(A: Block, C: Block, diagonal = 1): void {
    checkSame("upperPart", A, C);
    this.wasm.triangle(A.rows, A.cols, 1, diagonal, A.address, C.address);
  }

  diagonal(A: Block, d: Block): void {
    check(d.size === Math.min(A.rows, A.cols), "diagonal", A, d);
    this.wasm.diagonalOf(A.rows, A.cols, A.address, d.address);
  }

  diagonalMatrix(d: Block, C: Block): void {
    check(C.rows === d.size && C.cols === d.size, "diagonalMatrix", d, C);
    this.wasm.diagonalMatrix(d.size, d.address, C.address);
  }

  diagonalPart(A: Block, C: Block): void {
    checkSame("diagonalPart", A, C);
    check(A.rows === A.cols, "diagonalPart", A);
    this.wasm.diagonalPart(A.rows, A.address, C.address);
  }

  addToDiagonal(s: number, C: Block): void {
    this.wasm.addToDiagonal(C.rows, C.cols, s, C.address);
  }

  addDiagonal(s: number, d: Block, C: Block): void {
    check(d.size === Math.min(C.rows, C.cols), "addDiagonal", d, C);
    this.wasm.addDiagonal(C.rows, C.cols, s, d.address, C.address);
  }

  identity(C: Block): void {
    this.wasm.identity(C.rows, C.cols, C.address);
  }

  slice(A: Block, row: number, column: number, C: Block): void {
    checkInside("slice", C, A, row, column);
    const from = A.address + 8 * (row * A.cols + column);
    this.wasm.copyBlock(C.rows, C.cols, from, A.cols, C.address, C.cols, 0);
  }

  place(A: Block, C: Block, row: number, column: number): void {
    checkInside("place", A, C, row, column);
    const to = C.address + 8 * (row * C.cols + column);
    this.wasm.copyBlock(A.rows, A.cols, A.address, A.cols, to, C.cols, 0);
  }

  placeAdd(A: Block, C: Block, row: number, column: number): void {
    checkInside("placeAdd", A, C, row, column);
    const to = C.address + 8 * (row * C.cols + column);
    this.wasm.copyBlock(A.rows, A.cols, A.address, A.cols, to, C.cols, 1);
  }

  vech(A: Block, v: Block): void {
    check(A.rows === A.cols && v.size === (A.rows * (A.rows + 1)) / 2, "vech", A, v);
    this.wasm.vech(A.rows, A.address, v.address);
  }

  vechAdjoint(v: Block, C: Block): void {
    check(C.rows === C.cols && v.size === (C.rows * (C.rows + 1)) / 2, "vechAdjoint", v, C);
    this.wasm.vechAdjoint(C.rows, v.address, C.address);
  }
}

/** Throws unless the part, placed with its first entry at (row, column), lies inside the whole. */
function checkInside(routine: string, part: Block, whole: Block, row: number, column: number): void {
  const inside = row >= 0 && column >= 0 && row + part.rows <= whole.rows && column + part.cols <= whole.cols;
  check(inside && Number.isInteger(row) && Number.isInteger(column), routine, part, whole);
}
