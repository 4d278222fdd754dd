/** How Octave and MATLAB write each instruction: numbers are numbers, vectors columns; one matrix at a time. */
import type { EntryMapName } from "../../runtime/interface/index.js";
import { kroneckerForms, type Routines, type Site, type Spelling } from "../python/spelling.js";

const call =
  (f: string) =>
  (a: string): string =>
    `${f} (${a})`;

/** The functions of entries. */
export const ENTRY: Readonly<Record<EntryMapName, (a: string) => string>> = {
  negate: (a) => `-${a}`,
  square: (a) => `${a} .^ 2`,
  sqrt: call("sqrt"),
  rsqrt: (a) => `1 ./ sqrt (${a})`,
  recip: (a) => `1 ./ ${a}`,
  cbrt: (a) => `nthroot (${a}, 3)`,
  abs: call("abs"),
  sign: call("sign"),
  relu: (a) => `max (${a}, 0)`,
  step: (a) => `double (${a} > 0)`,
  exp: call("exp"),
  expm1: call("expm1"),
  log: call("log"),
  log1p: call("log1p"),
  sin: call("sin"),
  cos: call("cos"),
  tan: call("tan"),
  asin: call("asin"),
  acos: call("acos"),
  atan: call("atan"),
  sinh: call("sinh"),
  cosh: call("cosh"),
  tanh: call("tanh"),
  sigmoid: (a) => `1 ./ (1 + exp (-${a}))`,
  softplus: (a) => `max (${a}, 0) + log1p (exp (-abs (${a})))`,
  silu: (a) => `${a} ./ (1 + exp (-${a}))`,
  gelu: (a) => `${a} .* erfc (-${a} / sqrt (2)) / 2`,
  erf: call("erf"),
  normalcdf: (a) => `erfc (-${a} / sqrt (2)) / 2`,
  lgamma: call("gammaln"),
  digamma: call("psi"),
  trigamma: (a) => `psi (1, ${a})`,
  tetragamma: (a) => `psi (2, ${a})`,
  pentagamma: (a) => `psi (3, ${a})`,
};

const T = (a: string): string => `${a}.'`;
const turned = (s: Site, operand: string): string => (s.flag("transposed") ? T(s.take(operand)) : s.take(operand));
const pair = (s: Site): string => `${s.take("LU")}, ${s.take("pivots")}`;

const binary =
  (sign: string): Spelling =>
  (s) =>
    `${s.take("A")} ${sign} ${s.take("B")}`;
const of =
  (f: string, ...operands: string[]): Spelling =>
  (s) =>
    `${f} (${operands.map((o) => s.take(o)).join(", ")})`;
const helper =
  (f: string, ...operands: string[]): Spelling =>
  (s) =>
    `${s.help(f)} (${operands.map((o) => s.take(o)).join(", ")})`;
const product: Spelling = (s) => `${s.turned("A")} * ${s.turned("B")}`;
const frechet =
  (f: string): Spelling =>
  (s) => ({ gives: ["L"], text: `${s.help("frechet")} (@${f}, ${turned(s, "A")}, ${s.take("E")})` });
const placed = (s: Site, A: string): string => {
  const text = `${s.help("embed")} (${A}, ${s.size("row")}, ${s.size("column")}, ${s.rows("C")}, ${s.cols("C")})`;
  return s.isZero("B") ? text : `${s.take("B")} + ${text}`;
};
const functions = (s: Site): string => `${s.scalarFunction("f")}, ${s.scalarFunction("df")}`;

export const octave: Routines = {
  ...kroneckerForms("octave"),
  assign: (s) => s.number("x"),
  entrywise: (s) => ENTRY[s.word("f") as EntryMapName](s.take("A")),
  powScalar: (s) => `${s.take("A")} .^ ${s.number("p")}`,
  add: binary("+"),
  subtract: binary("-"),
  multiply: binary(".*"),
  divide: binary("./"),
  maximum: of("max", "A", "B"),
  minimum: of("min", "A", "B"),
  scale: (s) => `${s.number("s")} * ${s.take("A")}`,
  rescale: (s) => `${s.number("s")} * ${s.take("A")}`,
  addScalar: (s) => `${s.take("A")} + ${s.number("s")}`,
  combine: (s) => `${s.number("s")} * ${s.take("A")} + ${s.number("t")} * ${s.take("B")}`,
  axpy: (s) => `${s.take("B")} + ${s.number("s")} * ${s.take("A")}`,
  addColumn: (s) => `${s.take("A")} + ${s.number("s")} * ${s.column("x")}`,
  addRow: (s) => `${s.take("A")} + ${s.number("s")} * ${T(s.column("y"))}`,
  fill: (s) => `${s.number("c")} * ones (${s.rows("C")}, ${s.cols("C")})`,
  empty: (s) => `zeros (${s.rows("C")}, ${s.cols("C")})`,
  orZeros: (s) => s.take("A"),
  sum: (s) => `sum (sum (${s.take("A")}))`,
  dot: (s) => `sum (sum (${s.take("A")} .* ${s.take("B")}))`,
  norm: (s) => `norm (${s.take("A")}, "fro")`,
  greatest: (s) => `max (max (${s.take("A")}, [], 1))`,
  least: (s) => `min (min (${s.take("A")}, [], 1))`,
  trace: of("trace", "A"),
  logSumExpOfVector: helper("log_sum_exp", "A"),
  entryAt: (s) => `${s.take("A")}(${s.size("row", 1)}, ${s.size("column", 1)})`,
  rowSums: (s) => `sum (${s.take("A")}, 2)`,
  columnSums: (s) => `sum (${s.take("A")}, 1).'`,
  rowDots: (s) => `sum (${s.take("A")} .* ${s.take("B")}, 2)`,
  columnDots: (s) => `sum (${s.take("A")} .* ${s.take("B")}, 1).'`,
  softmax: helper("softmax_rows", "A"),
  logSumExp: helper("log_sum_exp_rows", "A"),
  argmax: helper("first_largest", "A"),
  gate: (s) => `${s.help("pick")} (${s.take("M")} ~= 0, ${s.take("A")}, 0)`,
  ungate: (s) => `${s.help("pick")} (${s.take("M")} == 0, ${s.take("A")}, 0)`,
  select: (s) => `${s.help("pick")} (${s.take("M")} ~= 0, ${s.take("A")}, ${s.take("B")})`,
  rowMaxima: (s) => `max (${s.take("A")}, [], 2)`,
  argmaxRows: helper("largest_of_rows", "A"),
  sort: (s) => `sort (${s.column("x")}, 1)`,
  sortLike: (s) => `${s.help("in_order")} (${s.column("x")}, ${s.column("a")})`,
  unsortLike: (s) => `${s.help("out_of_order")} (${s.column("x")}, ${s.column("a")})`,
  cumulate: (s) => `cumsum (${s.column("x")}, 1)`,
  cumulateBack: (s) => `flipud (cumsum (flipud (${s.column("x")}), 1))`,
  toeplitz: (s) => `${s.help("toeplitz_of")} (${s.column("w")}, ${s.rows("T")})`,
  diagonalSums: (s) => `${s.help("diagonal_sums")} (${s.take("A")}, ${s.rows("y")})`,
  squaredDistances: helper("squared_distances", "A", "B"),
  product,
  symmetricProduct: product,
  gram: (s) => (s.flag("transposeA") ? `${T(s.take("A"))} * ${s.take("A")}` : `${s.take("A")} * ${T(s.take("A"))}`),
  outer: (s) => `${s.column("x")} * ${T(s.column("y"))}`,
  scaleRows: (s) => `${s.column("d")} .* ${s.take("A")}`,
  scaleColumns: (s) => `${s.take("A")} .* ${T(s.column("d"))}`,
  kron: of("kron", "A", "B"),
  kronAdjointLeft: (s) => `${s.help("kron_blocks")} (${s.take("G")}, ${s.take("B")})`,
  kronAdjointRight: (s) => `${s.help("kron_sum")} (${s.take("A")}, ${s.take("G")})`,
  addToDiagonal: (s) => `${s.take("A")} + ${s.number("s")} * eye (${s.rows("A")})`,
  addDiagonal: (s) => `${s.take("A")} + ${s.number("s")} * diag (${s.column("d")})`,
  transpose: (s) => T(s.take("A")),
  symmetricPart: (s) => `(${s.take("A")} + ${T(s.take("A"))}) / 2`,
  skewPart: (s) => `(${s.take("A")} - ${T(s.take("A"))}) / 2`,
  lowerPart: of("tril", "A"),
  upperPart: of("triu", "A"),
  diagonal: (s) => `${s.help("diagonal_of")} (${s.take("A")})`,
  diagonalMatrix: (s) => `diag (${s.column("d")})`,
  identity: (s) => `eye (${s.rows("C")})`,
  slice: (s) => `${s.take("A")}(${s.range("row", "rows")}, ${s.range("column", "cols")})`,
  place: (s) => placed(s, s.take("A")),
  setEntryAt: (s) => placed(s, s.number("s")),
  reshapeByColumns: (s) => `reshape (${s.take("A")}, ${s.rows("C")}, ${s.cols("C")})`,
  vech: helper("lower_entries", "A"),
  vechAdjoint: (s) => `${s.help("from_lower_entries")} (${s.column("v")}, ${s.rows("C")})`,
  cholesky: (s) => `chol (${s.take("S")}).'`,
  solveCholesky: (s) => {
    const L = s.take("L");
    if (s.flag("onTheRight")) return `(${s.take("B")} / ${T(L)}) / ${L}`;
    return `${T(L)} \\ (${L} \\ ${s.take("B")})`;
  },
  inverseCholesky: (s) => `${T(s.take("L"))} \\ (${s.take("L")} \\ eye (${s.rows("L")}))`,
  logDetCholesky: (s) => `2 * sum (log (diag (${s.take("L")})))`,
  solveTriangular: (s) => {
    const part = s.flag("upper") ? "triu" : "tril";
    const own = s.flag("unitDiagonal")
      ? `(${part} (${s.take("T")}, ${s.flag("upper") ? 1 : -1}) + eye (${s.rows("T")}))`
      : `${part} (${s.take("T")})`;
    const A = s.flag("transposed") ? `(${own}).'` : own;
    return s.flag("onTheRight") ? `${s.take("B")} / ${A}` : `${A} \\ ${s.take("B")}`;
  },
  lu: (s) => `${s.help("lu_factor")} (${s.take("A")})`,
  unpackLU: (s) => `${s.help("lu_unpack")} (${pair(s)})`,
  solveLU: (s) => `${s.help("lu_solve")} (${pair(s)}, ${s.take("B")}, ${s.flag("transposed") ? "true" : "false"})`,
  inverseLU: (s) => `${s.help("lu_solve")} (${pair(s)}, eye (${s.rows("LU")}), false)`,
  detLU: (s) => `${s.help("lu_sign")} (${s.take("pivots")}) * prod (diag (${s.take("LU")}))`,
  logAbsDetLU: (s) => `sum (log (abs (diag (${s.take("LU")}))))`,
  requirePositiveDeterminant: (s) => ({
    statement: [
      `if (${s.help("lu_sign")} (${s.take("pivots")}) * prod (sign (diag (${s.take("LU")}))) <= 0)`,
      '  error ("logdet: the determinant is not positive");',
      "end",
    ],
  }),
  flushRounding: (s) => `${s.help("flush_rounding")} (${s.column("lambda")})`,
  requirePivots: (s) => ({ statement: [`${s.help("require_pivots")} (${s.take("R")}, "${s.word("name")}");`] }),
  requireSymmetric: (s) => {
    const message = `"${s.word("name")}: the matrix is not symmetric"`;
    return {
      statement: [`${s.help("require_structure")} (${s.take("A")}, @${s.help("from_symmetric")}, ${message});`],
    };
  },
  requireTall: (s) => ({
    statement: [
      `if (${s.rows("A")} < ${s.cols("A")})`,
      `  error ("${s.word("name")}: at least as many rows as columns are needed");`,
      "end",
    ],
  }),
  qr: (s) => `qr (${s.take("A")}, 0)`,
  eig: helper("eigen", "S"),
  eigGeneralised: helper("eigen_generalised", "S", "B"),
  svd: helper("singular", "A"),
  polar: helper("polar_factors", "A"),
  pseudoInverse: of("pinv", "A"),
  projector: helper("projector_onto", "A"),
  adjugate: helper("adjugate_of", "A"),
  adjugateVariation: helper("adjugate_variation", "A", "E"),
  adjugateFactors: (s) => ({ gives: ["factors"], text: `${s.help("adjugate_of")} (${s.take("A")})` }),
  multiplyAdjugate: (s) => `${turned(s, "factors")} * ${s.take("B")}`,
  reciprocals: (s) => `${s.help("reciprocals")} (${s.column("d")}, 0)`,
  reciprocalSingularValues: (s) => `${s.help("reciprocals")} (${s.column("sigma")}, 2 ^ ${Math.log2(s.tolerance)})`,
  loewner: (s) => `${s.help(`dd_${s.word("f")}`)} (${s.column("x")}, ${T(s.column("x"))})`,
  loewnerPower: (s) => `${s.help("dd_power")} (${s.column("x")}, ${T(s.column("x"))}, ${s.number("p")})`,
  loewnerOf: (s) => `${s.help("call")} (${s.differences("f")}, ${s.column("x")}, ${T(s.column("x"))})`,
  gaps: (s) => `${s.help("gaps")} (${s.column("lambda")}, 1, ${s.rows("lambda")})`,
  gapsTo: (s) => `${s.help("gaps")} (${s.column("lambda")}, ${s.size("from")}, ${s.size("to")})`,
  oddLoewner: (s) => `${s.help("odd_loewner")} (${functions(s)}, ${s.column("sigma")})`,
  oddRatio: (s) => `${s.help("odd_ratio")} (${functions(s)}, ${s.column("sigma")})`,
  gramRatio: (s) => `${s.help("gram_ratio")} (${s.scalarFunction("f")}, ${s.column("sigma")}, ${s.size("count")})`,
  loewner2: (s) => {
    const takes = [s.column("lambda"), ...["G", "A", "B"].map((o) => s.take(o))].join(", ");
    return `${s.help("loewner2")} (${s.scalarFunction("d2f")}, ${takes}, true (${s.rows("lambda")}, 1))`;
  },
  bandLoewner2: (s) => {
    const takes = [s.column("lambda"), ...["G", "A", "B"].map((o) => s.take(o))].join(", ");
    const inside = `((1:${s.rows("lambda")}).' >= ${s.size("from")}) & ((1:${s.rows("lambda")}).' <= ${s.size("to")})`;
    return `${s.help("loewner2")} (${s.scalarFunction("d2f")}, ${takes}, ${inside})`;
  },
  bandLoewner: (s) => {
    const f = `${s.scalarFunction("f")}, ${s.differences("f")}`;
    return `${s.help("band_loewner")} (${f}, ${s.column("lambda")}, ${s.size("from")}, ${s.size("to")})`;
  },
  sylvester: (s) => {
    const [A, B] = (["A", "B"] as const).map((o) => (s.flag(`transpose${o}`) ? T(s.take(o)) : s.take(o)));
    return `sylvester (${A!}, ${B!}, ${s.take("C")})`;
  },
  lyapunov: (s) => `${s.help("lyapunov")} (${turned(s, "A")}, ${s.take("C")})`,
  exp: of("expm", "A"),
  log: (s) => `${s.help("log_of")} (${s.take("A")})`,
  sqrt: (s) => `${s.help("root_of")} (${s.take("A")})`,
  power: (s) => `${s.help("power_of")} (${s.take("A")}, ${s.number("p")})`,
  cosSin: helper("cos_sin", "A"),
  expDerivative: frechet("expm"),
  logDerivative: (s) => ({ gives: ["L"], text: `${s.help("frechet")} (@${s.help("log_of")}, ${turned(s, "A")}, ${s.take("E")})` }), // prettier-ignore
  sqrtDerivative: (s) => `sylvester (${turned(s, "X")}, ${turned(s, "X")}, ${s.take("E")})`,
  powerDerivative: (s) => ({
    gives: ["L"],
    text: `${s.help("power_derivative")} (${turned(s, "A")}, ${s.number("p")}, ${s.take("E")})`,
  }),
  cosSinDerivative: (s) => `${s.help("cos_sin_derivative")} (${turned(s, "A")}, ${s.take("E")})`,
};
