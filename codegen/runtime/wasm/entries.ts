import type { Block } from "../block.js";
import type * as Interface from "../interface/index.js";
import { writeSteps } from "./chains.js";
import type { Exports } from "./exports.js";
import { check, checkApart, checkSame, Memory } from "./memory.js";

/** Arithmetic on entries, reductions, parts; see the interface for what each does. */
export class Entries extends Memory implements Interface.Entries {
  readonly entrywise: Interface.Entrywise;

  constructor(wasm: Exports) {
    super(wasm);
    this.entrywise = entrywise(wasm);
  }

  add(A: Block, B: Block, C: Block): void {
    checkSame("add", A, B, C);
    this.wasm.add(A.size, A.address, B.address, C.address);
  }

  subtract(A: Block, B: Block, C: Block): void {
    checkSame("subtract", A, B, C);
    this.wasm.sub(A.size, A.address, B.address, C.address);
  }

  multiply(A: Block, B: Block, C: Block): void {
    checkSame("multiply", A, B, C);
    this.wasm.mul(A.size, A.address, B.address, C.address);
  }

  divide(A: Block, B: Block, C: Block): void {
    checkSame("divide", A, B, C);
    this.wasm.div(A.size, A.address, B.address, C.address);
  }

  maximum(A: Block, B: Block, C: Block): void {
    checkSame("maximum", A, B, C);
    this.wasm.max(A.size, A.address, B.address, C.address);
  }

  minimum(A: Block, B: Block, C: Block): void {
    checkSame("minimum", A, B, C);
    this.wasm.min(A.size, A.address, B.address, C.address);
  }

  greater(A: Block, B: Block, C: Block): void {
    checkSame("greater", A, B, C);
    this.wasm.greater(A.size, A.address, B.address, C.address);
  }

  greaterEqual(A: Block, B: Block, C: Block): void {
    checkSame("greaterEqual", A, B, C);
    this.wasm.greaterEqual(A.size, A.address, B.address, C.address);
  }

  equal(A: Block, B: Block, C: Block): void {
    checkSame("equal", A, B, C);
    this.wasm.equal(A.size, A.address, B.address, C.address);
  }

  pow(A: Block, B: Block, C: Block): void {
    checkSame("pow", A, B, C);
    this.wasm.pow(A.size, A.address, B.address, C.address);
  }

  powScalar(A: Block, p: number, C: Block): void {
    checkSame("powScalar", A, C);
    this.wasm.powScalar(A.size, p, A.address, C.address);
  }

  scale(s: number, A: Block, C: Block): void {
    checkSame("scale", A, C);
    this.wasm.scale(A.size, s, A.address, C.address);
  }

  addScalar(s: number, A: Block, C: Block): void {
    checkSame("addScalar", A, C);
    this.wasm.addScalar(A.size, s, A.address, C.address);
  }

  combine(alpha: number, A: Block, beta: number, B: Block, C: Block): void {
    checkSame("combine", A, B, C);
    this.wasm.combine(A.size, alpha, A.address, beta, B.address, C.address);
  }

  axpy(s: number, A: Block, C: Block): void {
    checkSame("axpy", A, C);
    this.wasm.axpy(A.size, s, A.address, C.address);
  }

  multiplyAdd(s: number, A: Block, B: Block, t: number, C: Block): void {
    checkSame("multiplyAdd", A, B, C);
    this.wasm.mulAdd(A.size, s, A.address, B.address, t, C.address);
  }

  multiply3(A: Block, B: Block, D: Block, C: Block): void {
    checkSame("multiply3", A, B, D);
    checkSame("multiply3", A, C);
    this.wasm.mul3(A.size, A.address, B.address, D.address, C.address);
  }

  addColumn(s: number, x: Block, A: Block, C: Block): void {
    checkSame("addColumn", A, C);
    check(x.size === A.rows, "addColumn", x, A);
    this.wasm.addColumn(A.rows, A.cols, s, x.address, A.address, C.address);
  }

  addRow(s: number, y: Block, A: Block, C: Block): void {
    checkSame("addRow", A, C);
    check(y.size === A.cols, "addRow", y, A);
    this.wasm.addRow(A.rows, A.cols, s, y.address, A.address, C.address);
  }

  chain(A: Block, C: Block, ...steps: Interface.ChainArgument[]): void {
    checkSame("chain", A, C);
    const count = writeSteps(A, steps, this.heap(), this.wasm.chainProgram() / 8);
    if (count === 0) this.copy(A, C);
    else this.wasm.chain(A.size, count, A.address, C.address);
  }

  map(f: (a: number) => number, A: Block, C: Block): void {
    checkSame("map", A, C);
    const heap = this.heap();
    const [from, to] = [A.address / 8, C.address / 8];
    for (let i = 0; i < A.size; i++) heap[to + i] = f(heap[from + i]!);
  }

  map2(f: (a: number, b: number) => number, A: Block, B: Block, C: Block): void {
    checkSame("map2", A, B, C);
    const heap = this.heap();
    const [left, right, to] = [A.address / 8, B.address / 8, C.address / 8];
    for (let i = 0; i < A.size; i++) heap[to + i] = f(heap[left + i]!, heap[right + i]!);
  }

  fill(value: number, C: Block): void {
    this.wasm.fill(C.size, value, C.address);
  }

  copy(A: Block, C: Block): void {
    checkSame("copy", A, C);
    this.wasm.copy(A.size, A.address, C.address);
  }

  sum(A: Block): number {
    return this.wasm.sum(A.size, A.address);
  }

  dot(A: Block, B: Block): number {
    checkSame("dot", A, B);
    return this.wasm.dot(A.size, A.address, B.address);
  }

  norm(A: Block): number {
    return this.wasm.norm(A.size, A.address);
  }

  absSum(A: Block): number {
    return this.wasm.absSum(A.size, A.address);
  }

  maxAbs(A: Block): number {
    return this.wasm.maxAbs(A.size, A.address);
  }

  greatest(A: Block): number {
    return this.wasm.maximum(A.size, A.address);
  }

  least(A: Block): number {
    return this.wasm.minimum(A.size, A.address);
  }

  trace(A: Block): number {
    check(A.rows === A.cols, "trace", A);
    return this.wasm.trace(A.rows, A.address);
  }

  isFinite(A: Block): boolean {
    return this.wasm.isFinite(A.size, A.address) !== 0;
  }

  rowSums(A: Block, r: Block): void {
    check(r.size === A.rows, "rowSums", A, r);
    this.wasm.rowSums(A.rows, A.cols, A.address, r.address);
  }

  columnSums(A: Block, r: Block): void {
    check(r.size === A.cols, "columnSums", A, r);
    this.wasm.columnSums(A.rows, A.cols, A.address, r.address);
  }

  rowDots(A: Block, B: Block, r: Block): void {
    checkSame("rowDots", A, B);
    check(r.size === A.rows, "rowDots", A, r);
    this.wasm.rowDots(A.rows, A.cols, A.address, B.address, r.address);
  }

  columnDots(A: Block, B: Block, r: Block): void {
    checkSame("columnDots", A, B);
    check(r.size === A.cols, "columnDots", A, r);
    this.wasm.columnDots(A.rows, A.cols, A.address, B.address, r.address);
  }

  rowMaxima(A: Block, r: Block): void {
    check(r.size === A.rows, "rowMaxima", A, r);
    this.wasm.rowMaxima(A.rows, A.cols, A.address, r.address);
  }

  softmax(A: Block, C: Block): void {
    checkSame("softmax", A, C);
    this.wasm.softmax(A.rows, A.cols, A.address, C.address);
  }

  softmaxDerivative(Y: Block, G: Block, C: Block): void {
    checkSame("softmaxDerivative", Y, G, C);
    this.wasm.softmaxDerivative(Y.rows, Y.cols, Y.address, G.address, C.address);
  }

  logSumExp(A: Block, r: Block): void {
    check(r.size === A.rows, "logSumExp", A, r);
    this.wasm.logSumExp(A.rows, A.cols, A.address, r.address);
  }

  transpose(A: Block, C: Block): void {
    check(A.rows === C.cols && A.cols === C.rows, "transpose", A, C);
    checkApart("transpose", C, A);
    this.wasm.transpose(A.rows, A.cols, A.address, C.address);
  }
}

/** The entrywise functions as routines of shape-checked blocks. */
function entrywise(wasm: Exports): Interface.Entrywise {
  const map = (name: Interface.EntryMapName): Interface.EntryMap => {
    const routine = wasm[name];
    return (A, C) => {
      checkSame(name, A, C);
      routine(A.size, A.address, C.address);
    };
  };
  return {
    negate: map("negate"),
    square: map("square"),
    sqrt: map("sqrt"),
    rsqrt: map("rsqrt"),
    recip: map("recip"),
    cbrt: map("cbrt"),
    abs: map("abs"),
    sign: map("sign"),
    relu: map("relu"),
    step: map("step"),
    exp: map("exp"),
    expm1: map("expm1"),
    log: map("log"),
    log1p: map("log1p"),
    sin: map("sin"),
    cos: map("cos"),
    tan: map("tan"),
    asin: map("asin"),
    acos: map("acos"),
    atan: map("atan"),
    sinh: map("sinh"),
    cosh: map("cosh"),
    tanh: map("tanh"),
    sigmoid: map("sigmoid"),
    softplus: map("softplus"),
    silu: map("silu"),
    gelu: map("gelu"),
    erf: map("erf"),
    normalcdf: map("normalcdf"),
    lgamma: map("lgamma"),
    digamma: map("digamma"),
    trigamma: map("trigamma"),
    tetragamma: map("tetragamma"),
    pentagamma: map("pentagamma"),
  };
}
