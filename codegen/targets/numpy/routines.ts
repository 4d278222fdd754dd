/** How NumPy and SciPy write each instruction. */
import { entryMaps, type Dialect } from "../python/dialect.js";
import { sharedRoutines } from "../python/routines.js";
import type { Routines, Site, Spelling } from "../python/spelling.js";

const T = (a: string): string => `_T(${a})`;

export const DIALECT: Dialect = {
  name: "numpy",
  xp: "np",
  transpose: T,
  keep: "keepdims",
  ones: (m, n, like) => `np.ones((${m}, ${n}), ${like}.dtype)`,
  zeros: (m, n, like) => `np.zeros((${m}, ${n}), ${like}.dtype)`,
  arange: (n) => `np.arange(${n})`,
  eye: (n, like) => `np.eye(${n}, dtype=${like}.dtype)`,
  plainCall: (f, a) => `float(${DIALECT.entry[f](a)})`,
  erfc: (a) => `special.erfc(${a})`,
  greatest: "np.max(A, (-2, -1), keepdims=True)",
  largest: "np.max(np.abs(A), (-2, -1), keepdims=True)",
  stopped: (a) => a,
  entry: {
    ...entryMaps("np"),
    cbrt: (a) => `np.cbrt(${a})`,
    relu: (a) => `np.maximum(${a}, 0)`,
    step: (a) => `np.heaviside(${a}, 0)`,
    sigmoid: (a) => `special.expit(${a})`,
    softplus: (a) => `np.logaddexp(${a}, 0)`,
    silu: (a) => `${a} * special.expit(${a})`,
    gelu: (a) => `${a} * special.ndtr(${a})`,
    erf: (a) => `special.erf(${a})`,
    normalcdf: (a) => `special.ndtr(${a})`,
    lgamma: (a) => `special.gammaln(${a})`,
    digamma: (a) => `special.digamma(${a})`,
    trigamma: (a) => `special.polygamma(1, ${a})`,
    tetragamma: (a) => `special.polygamma(2, ${a})`,
    pentagamma: (a) => `special.polygamma(3, ${a})`,
  },
};

/** op(A), whose transpose SciPy does not take. */
const turned = (s: Site, operand: string): string => (s.flag("transposed") ? T(s.take(operand)) : s.take(operand));

/** A system with what is divided by on the right is the transposed one. */
const fromSide = (s: Site, solve: (B: string) => string): string =>
  s.flag("onTheRight") ? T(solve(T(s.take("B")))) : solve(s.take("B"));

/** A function of single matrices, for each of a batch. */
const each = (s: Site, f: string, ...operands: string[]): string => `${s.help("each")}(${[f, ...operands].join(", ")})`;

const frechet =
  (f: (s: Site) => string): Spelling =>
  (s) => ({ gives: ["L"], text: `${s.help("frechet")}(${f(s)}, ${turned(s, "A")}, ${s.take("E")})` });

const pair = (s: Site): string => `${s.take("LU")}, ${s.take("pivots")}`;

/** The places of the entries of x in ascending order. */
const order = (s: Site): string => `np.argsort(${s.column("x")}, -2, kind="stable")`;

export const numpy: Routines = {
  ...sharedRoutines(DIALECT),
  trace: (s) => `np.trace(${s.take("A")}, 0, -2, -1)[..., None, None]`,
  norm: (s) => `${s.help("norm")}(${s.take("A")})`,
  greatest: (s) => `np.max(${s.take("A")}, (-2, -1), keepdims=True)`,
  least: (s) => `np.min(${s.take("A")}, (-2, -1), keepdims=True)`,
  softmax: (s) => `${s.help("softmax")}(${s.take("A")})`,
  logSumExp: (s) => `special.logsumexp(${s.take("A")}, -1, keepdims=True)`,
  logSumExpOfVector: (s) => `special.logsumexp(${s.take("A")}, (-2, -1), keepdims=True)`,
  kron: (s) => `${s.help("kron")}(${s.take("A")}, ${s.take("B")})`,
  cholesky: (s) => `np.linalg.cholesky(${s.take("S")})`,
  qr: (s) => `np.linalg.qr(${s.take("A")})`,
  pseudoInverse: (s) => `${s.help("pinv")}(${s.take("A")})`,
  solveCholesky: (s) => fromSide(s, (B) => `${s.help("solve_cholesky")}(${s.take("L")}, ${B})`),
  inverseCholesky: (s) => `${s.help("solve_cholesky")}(${s.take("L")}, ${DIALECT.eye(s.rows("L"), s.like)})`,
  solveTriangular: (s) => {
    const options = [
      ...(s.flag("upper") ? [] : ["lower=True"]),
      ...(s.flag("transposed") !== s.flag("onTheRight") ? ["trans=1"] : []),
      ...(s.flag("unitDiagonal") ? ["unit_diagonal=True"] : []),
    ];
    return fromSide(s, (B) => `${s.help("solve_triangular")}(${[s.take("T"), B, ...options].join(", ")})`);
  },
  lu: (s) => `${s.help("lu_factor")}(${s.take("A")})`,
  unpackLU: (s) => `${s.help("lu_unpack")}(${pair(s)})`,
  solveLU: (s) => `${s.help("lu_solve")}(${pair(s)}, ${s.take("B")}${s.flag("transposed") ? ", 1" : ""})`,
  inverseLU: (s) => `${s.help("lu_solve")}(${pair(s)}, ${DIALECT.eye(s.rows("LU"), s.like)})`,
  detLU: (s) => `${s.help("lu_det")}(${pair(s)})`,
  logAbsDetLU: (s) => `np.sum(np.log(np.abs(np.diagonal(${s.take("LU")}, 0, -2, -1))), -1)[..., None, None]`,
  requirePositiveDeterminant: (s) => ({
    statement: [
      `if np.any(${s.help("lu_det_sign")}(${pair(s)}) <= 0):`,
      '    raise np.linalg.LinAlgError("logdet: the determinant is not positive")',
    ],
  }),
  reciprocals: (s) => `${s.help("reciprocals")}(${s.take("d")}, 0, "inverse: an entry of the diagonal is zero")`,
  reciprocalSingularValues: (s) => {
    const least = `2.0**${Math.log2(s.tolerance)}`;
    return `${s.help("reciprocals")}(${s.take("sigma")}, ${least}, "singular vectors: a value is zero")`;
  },
  gaps: (s) => `${s.help("gaps")}(${s.column("lambda")})`,
  gapsTo: (s) => `${s.help("gaps_to")}(${s.column("lambda")}, ${s.size("from", -1)}, ${s.size("to")})`,
  sylvester: (s) => {
    const [A, B] = (["A", "B"] as const).map((o) => (s.flag(`transpose${o}`) ? T(s.take(o)) : s.take(o)));
    return each(s, "linalg.solve_sylvester", A!, B!, s.take("C"));
  },
  lyapunov: (s) => `${s.help("lyapunov")}(${turned(s, "A")}, ${s.take("C")})`,
  exp: (s) => each(s, "linalg.expm", s.take("A")),
  log: (s) => each(s, s.help("logm"), s.take("A")),
  sqrt: (s) => each(s, s.help("sqrtm"), s.take("A")),
  power: (s) => `${s.help("power")}(${s.take("A")}, ${s.number("p")})`,
  cosSin: (s) => `${s.help("cos_sin")}(${s.take("A")})`,
  expDerivative: frechet(() => "linalg.expm"),
  logDerivative: frechet((s) => s.help("logm")),
  sqrtDerivative: (s) => {
    const X = s.flag("transposed") ? T(s.take("X")) : s.take("X");
    return each(s, s.help("root_derivative"), X, s.take("E"));
  },
  powerDerivative: (s) => ({
    gives: ["L"],
    text: `${s.help("power_derivative")}(${turned(s, "A")}, ${s.number("p")}, ${s.take("E")})`,
  }),
  cosSinDerivative: (s) => `${s.help("cos_sin_derivative")}(${turned(s, "A")}, ${s.take("E")})`,
  rowMaxima: (s) => `np.max(${s.take("A")}, -1, keepdims=True)`,
  sort: (s) => `np.sort(${s.column("x")}, -2)`,
  sortLike: (s) => `np.take_along_axis(${s.column("a")}, ${order(s)}, -2)`,
  // The order of the places in that order is the inverse permutation.
  unsortLike: (s) => `np.take_along_axis(${s.column("a")}, np.argsort(${order(s)}, -2, kind="stable"), -2)`,
};
