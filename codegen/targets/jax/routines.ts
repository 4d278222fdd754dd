/** How JAX writes each instruction. */
import { untransposed } from "../python/brackets.js";
import { entryMaps, type Dialect } from "../python/dialect.js";
import { sharedRoutines } from "../python/routines.js";
import { BY_KRONECKER, limited, type Routines, type Site } from "../python/spelling.js";

const isAtom = (a: string): boolean => /^[\w.]+$/.test(a) || /^[\w.]+\([^()]*\)$/.test(a) || /^\([^()]*\)$/.test(a);
const T = (a: string): string => untransposed(a) ?? (isAtom(a) ? `${a}.mT` : `(${a}).mT`);

export const DIALECT: Dialect = {
  name: "jax",
  xp: "jnp",
  transpose: T,
  keep: "keepdims",
  ones: (m, n, like) => `jnp.ones((${m}, ${n}), ${like}.dtype)`,
  zeros: (m, n, like) => `jnp.zeros((${m}, ${n}), ${like}.dtype)`,
  arange: (n) => `jnp.arange(${n})`,
  eye: (n, like) => `jnp.eye(${n}, dtype=${like}.dtype)`,
  plainCall: (f, a) => DIALECT.entry[f](/^\d*\.\d+$/.test(a) ? a : `float(${a})`),
  erfc: (a) => `jax.scipy.special.erfc(${a})`,
  greatest: "jnp.max(A, (-2, -1), keepdims=True)",
  largest: "jnp.max(jnp.abs(A), (-2, -1), keepdims=True)",
  stopped: (a) => `jax.lax.stop_gradient(${a})`,
  entry: {
    ...entryMaps("jnp"),
    cbrt: (a) => `jnp.cbrt(${a})`,
    relu: (a) => `jnp.maximum(${a}, 0)`,
    step: (a) => `jnp.heaviside(${a}, 0)`,
    sigmoid: (a) => `jax.nn.sigmoid(${a})`,
    softplus: (a) => `jnp.logaddexp(${a}, 0)`,
    silu: (a) => `${a} * jax.nn.sigmoid(${a})`,
    gelu: (a) => `${a} * jax.scipy.special.ndtr(${a})`,
    erf: (a) => `jax.scipy.special.erf(${a})`,
    normalcdf: (a) => `jax.scipy.special.ndtr(${a})`,
    lgamma: (a) => `jax.scipy.special.gammaln(${a})`,
    digamma: (a) => `jax.scipy.special.digamma(${a})`,
    trigamma: (a) => `jax.scipy.special.polygamma(1, ${a})`,
    tetragamma: (a) => `jax.scipy.special.polygamma(2, ${a})`,
    pentagamma: (a) => `jax.scipy.special.polygamma(3, ${a})`,
  },
};

const turned = (s: Site, operand: string): string => (s.flag("transposed") ? T(s.take(operand)) : s.take(operand));
const pair = (s: Site): string => `${s.take("LU")}, ${s.take("pivots")}`;
const frechet = (f: (s: Site) => string) => (s: Site) => ({
  gives: ["L"],
  text: `${s.help("frechet")}(${f(s)}, ${turned(s, "A")}, ${s.take("E")})`,
});

/** The places of the entries of x in ascending order. */
const order = (s: Site): string => `jnp.argsort(${s.column("x")}, -2, stable=True)`;

export const jax: Routines = {
  ...sharedRoutines(DIALECT),
  trace: (s) => `jnp.trace(${s.take("A")}, 0, -2, -1)[..., None, None]`,
  norm: (s) => `${s.help("norm")}(${s.take("A")})`,
  greatest: (s) => `jnp.max(${s.take("A")}, (-2, -1), keepdims=True)`,
  least: (s) => `jnp.min(${s.take("A")}, (-2, -1), keepdims=True)`,
  softmax: (s) => `${s.help("softmax")}(${s.take("A")})`,
  logSumExp: (s) => `jax.nn.logsumexp(${s.take("A")}, -1, keepdims=True)`,
  logSumExpOfVector: (s) => `jax.nn.logsumexp(${s.take("A")}, (-2, -1), keepdims=True)`,
  kron: (s) => `${s.help("kron")}(${s.take("A")}, ${s.take("B")})`,
  cholesky: (s) => `jnp.linalg.cholesky(${s.take("S")})`,
  qr: (s) => `jnp.linalg.qr(${s.take("A")})`,
  pseudoInverse: (s) => `${s.help("pinv")}(${s.take("A")})`,
  solveCholesky: (s) =>
    s.flag("onTheRight")
      ? `${s.help("solve_cholesky")}(${s.take("L")}, ${T(s.take("B"))}).mT`
      : `${s.help("solve_cholesky")}(${s.take("L")}, ${s.take("B")})`,
  inverseCholesky: (s) => `${s.help("solve_cholesky")}(${s.take("L")}, ${DIALECT.eye(s.rows("L"), s.like)})`,
  solveTriangular: (s) => {
    const options = [
      ...(s.flag("upper") ? [] : ["lower=True"]),
      ...(s.flag("transposed") !== s.flag("onTheRight") ? ["trans=1"] : []),
      ...(s.flag("unitDiagonal") ? ["unit_diagonal=True"] : []),
    ];
    const solve = (B: string): string => `${s.help("solve_triangular")}(${[s.take("T"), B, ...options].join(", ")})`;
    return s.flag("onTheRight") ? T(solve(T(s.take("B")))) : solve(s.take("B"));
  },
  lu: (s) => `${s.help("lu_factor")}(${s.take("A")})`,
  unpackLU: (s) => `${s.help("lu_unpack")}(${pair(s)})`,
  solveLU: (s) => `${s.help("lu_solve")}(${pair(s)}, ${s.take("B")}${s.flag("transposed") ? ", 1" : ""})`,
  inverseLU: (s) => `${s.help("lu_solve")}(${pair(s)}, ${DIALECT.eye(s.rows("LU"), s.like)})`,
  detLU: (s) => `${s.help("lu_det")}(${pair(s)})`,
  logAbsDetLU: (s) => `${s.help("log_det")}(${pair(s)})`,
  // A determinant that is not positive has no logarithm: the result is not a number.
  requirePositiveDeterminant: () => ({ statement: [] }),
  reciprocals: (s) => `1 / ${s.take("d")}`,
  reciprocalSingularValues: (s) => `${s.help("reciprocals")}(${s.take("sigma")})`,
  gaps: (s) => `${s.help("gaps")}(${s.column("lambda")})`,
  gapsTo: (s) => `${s.help("gaps_to")}(${s.column("lambda")}, ${s.size("from", -1)}, ${s.size("to")})`,
  sylvester: limited(BY_KRONECKER, (s) => {
    const [A, B] = (["A", "B"] as const).map((o) => (s.flag(`transpose${o}`) ? T(s.take(o)) : s.take(o)));
    return `${s.help("sylvester")}(${A!}, ${B!}, ${s.take("C")})`;
  }),
  lyapunov: limited(BY_KRONECKER, (s) => `${s.help("lyapunov")}(${turned(s, "A")}, ${s.take("C")})`),
  exp: (s) => `jax.scipy.linalg.expm(${s.take("A")})`,
  log: (s) => `${s.help("logm")}(${s.take("A")})`,
  sqrt: (s) => `${s.help("sqrtm")}(${s.take("A")})`,
  power: (s) => `${s.help("power")}(${s.take("A")}, ${s.number("p")})`,
  cosSin: (s) => `${s.help("cos_sin")}(${s.take("A")})`,
  expDerivative: frechet(() => "jax.scipy.linalg.expm"),
  logDerivative: frechet((s) => s.help("logm")),
  sqrtDerivative: limited(BY_KRONECKER, (s) => `${s.help("root_derivative")}(${turned(s, "X")}, ${s.take("E")})`),
  powerDerivative: (s) => ({
    gives: ["L"],
    text: `${s.help("power_derivative")}(${turned(s, "A")}, ${s.number("p")}, ${s.take("E")})`,
  }),
  cosSinDerivative: (s) => `${s.help("cos_sin_derivative")}(${turned(s, "A")}, ${s.take("E")})`,
  rowMaxima: (s) => `jnp.max(${s.take("A")}, -1, keepdims=True)`,
  sort: (s) => `jnp.sort(${s.column("x")}, -2)`,
  sortLike: (s) => `jnp.take_along_axis(${s.column("a")}, ${order(s)}, -2)`,
  // The order of the places in that order is the inverse permutation.
  unsortLike: (s) => `jnp.take_along_axis(${s.column("a")}, jnp.argsort(${order(s)}, -2, stable=True), -2)`,
};
