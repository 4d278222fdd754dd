/** A byte offset in the module's memory. */
export type Address = number;

type Map1 = (n: number, a: Address, c: Address) => void;
type Map2 = (n: number, a: Address, b: Address, c: Address) => void;
type Reduce = (n: number, a: Address) => number;
type ByRows = (m: number, n: number, a: Address, r: Address) => void;

/** What linalg.wasm exports; the C++ sources in src/ say what each routine does. Integers are 32 bits. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  _initialize?(): void;

  // memory.cpp
  alloc(bytes: number): Address;
  free(block: Address): void;
  bytesInUse(): number;

  // elementwise.cpp, elementary.cpp
  negate: Map1;
  square: Map1;
  sqrt: Map1;
  recip: Map1;
  rsqrt: Map1;
  cbrt: Map1;
  abs: Map1;
  relu: Map1;
  sign: Map1;
  step: Map1;
  exp: Map1;
  expm1: Map1;
  log: Map1;
  log1p: Map1;
  sin: Map1;
  cos: Map1;
  tan: Map1;
  asin: Map1;
  acos: Map1;
  atan: Map1;
  sinh: Map1;
  cosh: Map1;
  tanh: Map1;
  erf: Map1;
  sigmoid: Map1;
  softplus: Map1;
  silu: Map1;
  gelu: Map1;
  normalcdf: Map1;
  lgamma: Map1;
  digamma: Map1;
  trigamma: Map1;
  tetragamma: Map1;
  pentagamma: Map1;
  copy: Map1;
  add: Map2;
  sub: Map2;
  mul: Map2;
  div: Map2;
  max: Map2;
  min: Map2;
  greater: Map2;
  greaterEqual: Map2;
  equal: Map2;
  pow: Map2;
  powScalar(n: number, p: number, a: Address, c: Address): void;
  scale(n: number, s: number, a: Address, c: Address): void;
  addScalar(n: number, s: number, a: Address, c: Address): void;
  combine(n: number, alpha: number, a: Address, beta: number, b: Address, c: Address): void;
  axpy(n: number, s: number, a: Address, c: Address): void;
  mulAdd(n: number, s: number, a: Address, b: Address, t: number, d: Address): void;
  chain(n: number, steps: number, a: Address, c: Address): void;
  chainProgram(): Address;
  mul3(n: number, a: Address, b: Address, c: Address, d: Address): void;
  addColumn(m: number, n: number, s: number, x: Address, a: Address, c: Address): void;
  addRow(m: number, n: number, s: number, y: Address, a: Address, c: Address): void;
  fill(n: number, value: number, c: Address): void;

  // reduce.cpp
  sum: Reduce;
  norm: Reduce;
  absSum: Reduce;
  maxAbs: Reduce;
  maximum: Reduce;
  minimum: Reduce;
  isFinite: Reduce;
  trace: Reduce;
  dot(n: number, a: Address, b: Address): number;
  columnNorm(m: number, n: number, a: Address): number;
  rowSums: ByRows;
  columnSums: ByRows;
  rowMaxima: ByRows;
  softmax: ByRows;
  logSumExp: ByRows;
  rowDots(m: number, n: number, a: Address, b: Address, r: Address): void;
  columnDots(m: number, n: number, a: Address, b: Address, r: Address): void;
  softmaxDerivative(m: number, n: number, y: Address, g: Address, c: Address): void;

  // structure.cpp
  symmetricPart(n: number, s: number, a: Address, c: Address): void;
  mirrorLower(n: number, c: Address): void;
  triangle(m: number, n: number, upper: number, diagonal: number, a: Address, c: Address): void;
  diagonalOf: ByRows;
  diagonalMatrix(n: number, d: Address, c: Address): void;
  diagonalPart(n: number, a: Address, c: Address): void;
  addToDiagonal(m: number, n: number, s: number, c: Address): void;
  addDiagonal(m: number, n: number, s: number, d: Address, c: Address): void;
  identity(m: number, n: number, c: Address): void;
  copyBlock(m: number, n: number, from: Address, fromCols: number, to: Address, toCols: number, add: number): void;
  vech(n: number, a: Address, v: Address): void;
  vechAdjoint(n: number, v: Address, c: Address): void;

  // signs.cpp
  fixSigns(m: number, n: number, k: number, u: Address, v: Address): void;

  // products.cpp
  product(
    ...args: [
      ta: number,
      tb: number,
      m: number,
      n: number,
      k: number,
      alpha: number,
      a: Address,
      b: Address,
      beta: number,
      c: Address,
    ]
  ): void;
  symmetricProduct(
    ...args: [
      ta: number,
      tb: number,
      n: number,
      k: number,
      alpha: number,
      a: Address,
      b: Address,
      beta: number,
      c: Address,
    ]
  ): void;
  gram(transpose: number, m: number, n: number, alpha: number, a: Address, beta: number, c: Address): void;
  outer(m: number, n: number, alpha: number, x: Address, y: Address, beta: number, c: Address): void;
  batchedProduct(
    ...args: [
      ...[count: number, ta: number, tb: number, m: number, n: number, k: number, alpha: number],
      ...[a: Address, strideA: number, b: Address, strideB: number, beta: number, c: Address, strideC: number],
    ]
  ): void;
  scaleRows(m: number, n: number, d: Address, a: Address, c: Address): void;
  scaleColumns(m: number, n: number, a: Address, d: Address, c: Address): void;
  transpose(m: number, n: number, a: Address, b: Address): void;
  triangularProduct(
    upper: number,
    transpose: number,
    n: number,
    cols: number,
    t: Address,
    b: Address,
    c: Address,
  ): void;
  kron(m: number, n: number, p: number, q: number, a: Address, b: Address, c: Address): void;
  kronAdjoint(
    ...args: [left: number, m: number, n: number, p: number, q: number, other: Address, g: Address, r: Address]
  ): void;

  // Factorizations and solvers; a number that is returned is a status.
  cholesky(n: number, s: Address, l: Address): number;
  solveCholesky(right: number, m: number, n: number, l: Address, b: Address, x: Address): number;
  inverseCholesky(n: number, l: Address, x: Address): number;
  logDetCholesky(n: number, l: Address): number; // the value
  solveTriangular(
    ...args: [
      right: number,
      upper: number,
      transpose: number,
      unit: number,
      m: number,
      n: number,
      t: Address,
      b: Address,
    ]
  ): number;
  lu(n: number, a: Address, lu: Address, pivots: Address): number;
  unpackLU(n: number, lu: Address, pivots: Address, l: Address, u: Address, p: Address): void;
  solveLU(transpose: number, n: number, cols: number, lu: Address, pivots: Address, b: Address, x: Address): number;
  inverseLU(n: number, lu: Address, pivots: Address, x: Address): number;
  detLU(n: number, lu: Address, pivots: Address, result: Address): number;
  reciprocalCondition(n: number, norm: number, lu: Address, pivots: Address, result: Address): number;
  qr(m: number, n: number, a: Address, q: Address, r: Address): number;
  leastSquaresQR(m: number, n: number, cols: number, a: Address, b: Address, x: Address): number;
  eig(n: number, s: Address, lambda: Address, u: Address): number;
  eigGeneralised(n: number, s: Address, b: Address, lambda: Address, v: Address): number;
  svd(m: number, n: number, a: Address, u: Address, sigma: Address, v: Address): number;
  eigenvalues(n: number, s: Address, lambda: Address): number;
  singularValues(m: number, n: number, a: Address, sigma: Address): number;
  polar(m: number, n: number, a: Address, q: Address, h: Address): number;
  pseudoInverse(m: number, n: number, tolerance: number, a: Address, x: Address, rank: Address): number;
  leastSquaresMinimal(
    ...args: [m: number, n: number, cols: number, tolerance: number, a: Address, b: Address, x: Address, rank: Address]
  ): number;
  adjugate(n: number, a: Address, x: Address): number;
  adjugateFactors(n: number, a: Address, factors: Address, pivots: Address): number;
  multiplyAdjugate(
    ...args: [transpose: number, n: number, cols: number, factors: Address, pivots: Address, b: Address, x: Address]
  ): number;

  // Functions of matrices; a number that is returned is a status.
  loewner(f: number, p: number, m: number, n: number, x: Address, y: Address, g: Address): void;
  reciprocalGaps(n: number, columns: number, first: number, least: number, x: Address, k: Address): number;
  schur(n: number, a: Address, u: Address, t: Address): number;
  sylvester(
    ...args: [ta: number, tb: number, m: number, n: number, a: Address, b: Address, c: Address, x: Address]
  ): number;
  sylvesterSchur(
    ...args: [
      ...[ta: number, tb: number, m: number, n: number, u: Address, t: Address, v: Address, s: Address],
      ...[c: Address, x: Address],
    ]
  ): number;
  lyapunov(transpose: number, n: number, a: Address, c: Address, x: Address): number;
  lyapunovSchur(transpose: number, n: number, u: Address, t: Address, c: Address, x: Address): number;
  expm(n: number, a: Address, x: Address): number;
  expmFrechet(transpose: number, n: number, a: Address, e: Address, x: Address, l: Address): number;
  logm(n: number, a: Address, x: Address): number;
  logmFrechet(transpose: number, n: number, a: Address, e: Address, x: Address, l: Address): number;
  sqrtm(n: number, a: Address, x: Address): number;
  powm(n: number, p: number, a: Address, x: Address): number;
  powmFrechet(transpose: number, n: number, p: number, a: Address, e: Address, x: Address, l: Address): number;
  cosSin(transpose: number, n: number, a: Address, e: Address, c: Address, s: Address): number;
}
