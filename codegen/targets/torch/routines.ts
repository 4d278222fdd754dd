/** How PyTorch writes each instruction. */
import { untransposed } from "../python/brackets.js";
import { entryMaps, type Dialect } from "../python/dialect.js";
import { sharedRoutines } from "../python/routines.js";
import { BY_KRONECKER, limited, type Routines, type Site } from "../python/spelling.js";

const kind = (like: string): string => `dtype=${like}.dtype, device=${like}.device`;
const isAtom = (a: string): boolean => /^[\w.]+$/.test(a) || /^[\w.]+\([^()]*\)$/.test(a) || /^\([^()]*\)$/.test(a);
const T = (a: string): string => untransposed(a) ?? (isAtom(a) ? `${a}.mT` : `(${a}).mT`);

export const DIALECT: Dialect = {
  name: "torch",
  xp: "torch",
  transpose: T,
  keep: "keepdim",
  ones: (m, n, like) => `torch.ones((${m}, ${n}), ${kind(like)})`,
  zeros: (m, n, like) => `torch.zeros((${m}, ${n}), ${kind(like)})`,
  arange: (n, like) => `torch.arange(${n}, device=${like}.device)`,
  eye: (n, like) => `torch.eye(${n}, ${kind(like)})`,
  plainCall: (f, a) => `float(${DIALECT.entry[f](`torch.tensor(${a}, dtype=torch.float64)`)})`,
  erfc: (a) => `torch.special.erfc(${a})`,
  greatest: "torch.amax(A, (-2, -1), keepdim=True)",
  largest: "torch.amax(torch.abs(A), (-2, -1), keepdim=True)",
  stopped: (a) => `${a}.detach()`,
  entry: {
    ...entryMaps("torch"),
    cbrt: (a) => `_cbrt(${a})`,
    relu: (a) => `torch.relu(${a})`,
    step: (a) => `torch.sign(torch.relu(${a}))`,
    sigmoid: (a) => `torch.sigmoid(${a})`,
    softplus: (a) => `_softplus(${a})`,
    silu: (a) => `${a} * torch.sigmoid(${a})`,
    gelu: (a) => `${a} * torch.special.ndtr(${a})`,
    erf: (a) => `torch.erf(${a})`,
    normalcdf: (a) => `torch.special.ndtr(${a})`,
    lgamma: (a) => `torch.lgamma(${a})`,
    digamma: (a) => `torch.digamma(${a})`,
    trigamma: (a) => `torch.polygamma(1, ${a})`,
    tetragamma: (a) => `torch.polygamma(2, ${a})`,
    pentagamma: (a) => `torch.polygamma(3, ${a})`,
  },
};

const turned = (s: Site, operand: string): string => (s.flag("transposed") ? T(s.take(operand)) : s.take(operand));
const pair = (s: Site): string => `${s.take("LU")}, ${s.take("pivots")}`;
const frechet = (f: (s: Site) => string) => (s: Site) => ({
  gives: ["L"],
  text: `${s.help("frechet")}(${f(s)}, ${turned(s, "A")}, ${s.take("E")})`,
});

/** The places of the entries of x in ascending order. */
const order = (s: Site): string => `torch.argsort(${s.column("x")}, dim=-2, stable=True)`;

export const torch: Routines = {
  ...sharedRoutines(DIALECT),
  maximum: (s) => `${s.help("maximum")}(${s.take("A")}, ${s.take("B")})`,
  minimum: (s) => `${s.help("minimum")}(${s.take("A")}, ${s.take("B")})`,
  trace: (s) => `torch.diagonal(${s.take("A")}, 0, -2, -1).sum(-1)[..., None, None]`,
  norm: (s) => `torch.linalg.matrix_norm(${s.take("A")}, keepdim=True)`,
  greatest: (s) => `torch.amax(${s.take("A")}, (-2, -1), keepdim=True)`,
  least: (s) => `torch.amin(${s.take("A")}, (-2, -1), keepdim=True)`,
  softmax: (s) => `${s.help("softmax")}(${s.take("A")})`,
  logSumExp: (s) => `torch.logsumexp(${s.take("A")}, -1, keepdim=True)`,
  logSumExpOfVector: (s) => `torch.logsumexp(${s.take("A")}, (-2, -1), keepdim=True)`,
  kron: (s) => `${s.help("kron")}(${s.take("A")}, ${s.take("B")})`,
  cholesky: (s) => `torch.linalg.cholesky(${s.help("sym")}(${s.take("S")}))`,
  qr: (s) => `torch.linalg.qr(${s.take("A")})`,
  pseudoInverse: (s) => `torch.linalg.pinv(${s.take("A")})`,
  solveCholesky: (s) =>
    s.flag("onTheRight")
      ? `torch.cholesky_solve(${T(s.take("B"))}, ${s.take("L")}).mT`
      : `torch.cholesky_solve(${s.take("B")}, ${s.take("L")})`,
  inverseCholesky: (s) => `torch.cholesky_inverse(${s.take("L")})`,
  solveTriangular: (s) => {
    const options = [
      `upper=${s.flag("upper") !== s.flag("transposed") ? "True" : "False"}`,
      ...(s.flag("onTheRight") ? ["left=False"] : []),
      ...(s.flag("unitDiagonal") ? ["unitriangular=True"] : []),
    ];
    return `torch.linalg.solve_triangular(${[turned(s, "T"), s.take("B"), ...options].join(", ")})`;
  },
  lu: (s) => `${s.help("lu_factor")}(${s.take("A")})`,
  unpackLU: (s) => `${s.help("lu_unpack")}(${pair(s)})`,
  solveLU: (s) => `${s.help("lu_solve")}(${pair(s)}, ${s.take("B")}${s.flag("transposed") ? ", True" : ""})`,
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
  exp: (s) => `torch.matrix_exp(${s.take("A")})`,
  log: (s) => `${s.help("logm")}(${s.take("A")})`,
  sqrt: (s) => `${s.help("sqrtm")}(${s.take("A")})`,
  power: (s) => `${s.help("power")}(${s.take("A")}, ${s.number("p")})`,
  cosSin: (s) => `${s.help("cos_sin")}(${s.take("A")})`,
  expDerivative: frechet(() => "torch.matrix_exp"),
  logDerivative: frechet((s) => s.help("logm")),
  sqrtDerivative: limited(BY_KRONECKER, (s) => `${s.help("root_derivative")}(${turned(s, "X")}, ${s.take("E")})`),
  powerDerivative: (s) => ({
    gives: ["L"],
    text: `${s.help("power_derivative")}(${turned(s, "A")}, ${s.number("p")}, ${s.take("E")})`,
  }),
  cosSinDerivative: (s) => `${s.help("cos_sin_derivative")}(${turned(s, "A")}, ${s.take("E")})`,
  rowMaxima: (s) => `torch.amax(${s.take("A")}, -1, keepdim=True)`,
  sort: (s) => `torch.sort(${s.column("x")}, -2).values`,
  sortLike: (s) => `torch.take_along_dim(${s.column("a")}, ${order(s)}, -2)`,
  // The order of the places in that order is the inverse permutation.
  unsortLike: (s) => `torch.take_along_dim(${s.column("a")}, torch.argsort(${order(s)}, dim=-2, stable=True), -2)`,
};
