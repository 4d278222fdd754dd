/** The spellings that NumPy, PyTorch and JAX share: every value has two last axes, a number 1×1, a vector n×1. */
import type { EntryMapName } from "../../runtime/interface/index.js";
import type { Dialect } from "./dialect.js";
import { factorsIn, isProduct } from "./brackets.js";
import { kroneckerForms, type Routines, type Site, type Spelling } from "./spelling.js";

/** The rows that each library writes in its own way. */
type Own =
  | ("cholesky" | "qr" | "greatest" | "least" | "norm" | "softmax" | "logSumExp" | "logSumExpOfVector" | "trace")
  | ("pseudoInverse" | "solveCholesky" | "inverseCholesky" | "solveTriangular" | "kron")
  | ("lu" | "unpackLU" | "solveLU" | "inverseLU" | "detLU" | "logAbsDetLU" | "requirePositiveDeterminant")
  | ("reciprocals" | "reciprocalSingularValues" | "gaps" | "gapsTo" | "sylvester" | "lyapunov")
  | ("exp" | "log" | "sqrt" | "power" | "cosSin" | "sqrtDerivative")
  | ("expDerivative" | "logDerivative" | "powerDerivative" | "cosSinDerivative")
  | ("rowMaxima" | "sort" | "sortLike" | "unsortLike");

/** A + B, where B may begin with a minus. */
const added: Spelling = (s) => {
  const [A, B] = [s.take("A"), s.take("B")];
  const opposite = /^\(-([\w(].*)\)$/.exec(B)?.[1];
  return opposite !== undefined && isProduct(opposite) ? `${A} - ${opposite}` : `${A} + ${B}`;
};

/** A term of a sum: s A, where s may be 1 or −1. */
function term(s: Site, number: string, block: string, first: boolean): string {
  const [c, given] = [s.constant(number), s.take(block)];
  const a = c === 1 || c === -1 ? given : factorsIn(given);
  if (c === 1) return first ? a : ` + ${a}`;
  if (c === -1) return first ? `-${a}` : ` - ${a}`;
  if (c !== undefined && c < 0 && !first)
    return ` - ${s.number(number).replace(/^\(?-/, "").replace(/\)$/, "")} * ${a}`;
  return `${first ? "" : " + "}${s.number(number)} * ${a}`;
}

const binary =
  (sign: string): Spelling =>
  (s) =>
    `${s.take("A")} ${sign} ${s.take("B")}`;

/** What is added to A. */
const plus = (s: Site, number: string, what: string): string => {
  const c = s.constant(number);
  if (c === 1) return `${s.take("A")} + ${what}`;
  if (c === -1) return `${s.take("A")} - ${what}`;
  return `${s.take("A")} + ${s.number(number)} * ${what}`;
};

const product: Spelling = (s) => `${s.turned("A")} @ ${s.turned("B")}`;

const helper =
  (name: string, ...operands: string[]): Spelling =>
  (s) =>
    `${s.help(name)}(${operands.map((o) => s.take(o)).join(", ")})`;

/** Every row but those that each library writes in its own way. */
export function sharedRoutines(d: Dialect): Omit<Routines, Own> {
  return {
    ...kroneckerForms(d.name),
    ...arithmetic(d),
    ...reductions(d),
    ...products(d),
    ...arrangements(d),
    ...checks(d),
    ...decompositions(d),
    ...dividedDifferences(d),
  };
}

/** Maps of entries, sums, multiples, and what is filled with a number. */
function arithmetic(d: Dialect) {
  const { xp, transpose: T } = d;
  const call =
    (name: string): Spelling =>
    (s) =>
      `${xp}.${name}(${s.take("A")}, ${s.take("B")})`;
  return {
    assign: (s) => s.number("x"),
    entrywise: (s) => d.entry[s.word("f") as EntryMapName](s.take("A")),
    powScalar: (s) => `${s.take("A")} ** ${s.number("p")}`,
    add: added,
    subtract: binary("-"),
    multiply: binary("*"),
    divide: binary("/"),
    maximum: call("maximum"),
    minimum: call("minimum"),
    scale: (s) => term(s, "s", "A", true),
    rescale: (s) => term(s, "s", "A", true),
    addScalar: (s) => (s.constant("s") === undefined ? `${s.take("A")} + ${s.number("s")}` : plus(s, "s", "1").replace(/ \* 1$/, "")), // prettier-ignore
    combine: (s) => `${term(s, "s", "A", true)}${term(s, "t", "B", false)}`,
    axpy: (s) => `${s.take("B")}${term(s, "s", "A", false)}`,
    addColumn: (s) => plus(s, "s", s.column("x")),
    addRow: (s) => plus(s, "s", T(s.column("y"))),
    fill: (s) => {
      const [m, n, c] = [s.rows("C"), s.cols("C"), s.constant("c")];
      if (c === 0) return d.zeros(m, n, s.like);
      return c === 1 ? d.ones(m, n, s.like) : `${s.number("c")} * ${d.ones(m, n, s.like)}`;
    },
    empty: (s) => d.zeros(s.rows("C"), s.cols("C"), s.like),
    orZeros: (s) => s.take("A"),
  } satisfies Partial<Routines>;
}

/** Sums, products of entries added up, and single entries. */
function reductions({ xp, transpose: T, keep }: Dialect) {
  const total = (what: string, axes: string): string => `${xp}.sum(${what}, ${axes}, ${keep}=True)`;
  const both = "(-2, -1)";
  return {
    sum: (s) => total(s.take("A"), both),
    dot: (s) => total(`${s.take("A")} * ${s.take("B")}`, both),
    entryAt: (s) => `${s.take("A")}[..., ${s.range("row")}, ${s.range("column")}]`,
    rowSums: (s) => total(s.take("A"), "-1"),
    columnSums: (s) => T(total(s.take("A"), "-2")),
    rowDots: (s) => total(`${s.take("A")} * ${s.take("B")}`, "-1"),
    columnDots: (s) => T(total(`${s.take("A")} * ${s.take("B")}`, "-2")),
    argmax: helper("argmax", "A"),
    gate: (s) => `${xp}.where(${s.take("M")} != 0, ${s.take("A")}, 0.0)`,
    ungate: (s) => `${xp}.where(${s.take("M")} != 0, 0.0, ${s.take("A")})`,
    select: (s) => `${xp}.where(${s.take("M")} != 0, ${s.take("A")}, ${s.take("B")})`,
    argmaxRows: helper("argmax_rows", "A"),
    cumulate: (s) => `${xp}.cumsum(${s.column("x")}, -2)`,
    toeplitz: (s) => `${s.help("toeplitz_of")}(${s.column("w")}, ${s.rows("T")})`,
    diagonalSums: (s) => `${s.help("diagonal_sums")}(${s.take("A")}, ${s.rows("y")})`,
    cumulateBack: (s) => `${xp}.flip(${xp}.cumsum(${xp}.flip(${s.column("x")}, (-2,)), -2), (-2,))`,
    squaredDistances: (s) => `${xp}.sum((${s.take("A")}[..., :, None, :] - ${s.take("B")}[..., None, :, :]) ** 2, -1)`,
  } satisfies Partial<Routines>;
}

/** Products, those with a diagonal, and what is added to a diagonal. */
function products(d: Dialect) {
  const { transpose: T } = d;
  return {
    product,
    symmetricProduct: product,
    gram: (s) => (s.flag("transposeA") ? `${T(s.take("A"))} @ ${s.take("A")}` : `${s.take("A")} @ ${T(s.take("A"))}`),
    outer: (s) => `${s.column("x")} * ${T(s.column("y"))}`,
    scaleRows: (s) => `${s.column("d")} * ${s.take("A")}`,
    scaleColumns: (s) => `${s.take("A")} * ${T(s.column("d"))}`,
    kronAdjointLeft: (s) => `${s.help("kron_blocks")}(${s.take("G")}, ${s.take("B")})`,
    kronAdjointRight: (s) => `${s.help("kron_sum")}(${s.take("A")}, ${s.take("G")})`,
    addToDiagonal: (s) => plus(s, "s", d.eye(s.rows("A"), s.like)),
    addDiagonal: (s) => plus(s, "s", `${s.column("d")} * ${d.eye(s.rows("A"), s.like)}`),
  } satisfies Partial<Routines>;
}

/** Parts of a matrix, blocks of it, and other orders of its entries. */
function arrangements(d: Dialect) {
  const { xp, transpose: T } = d;
  return {
    transpose: (s) => T(s.take("A")),
    symmetricPart: helper("sym", "A"),
    skewPart: helper("skew", "A"),
    lowerPart: (s) => `${xp}.tril(${s.take("A")})`,
    upperPart: (s) => `${xp}.triu(${s.take("A")})`,
    diagonal: (s) => `${xp}.diagonal(${s.take("A")}, 0, -2, -1)[..., None]`,
    diagonalMatrix: (s) => `${s.column("d")} * ${d.eye(s.rows("C"), s.like)}`,
    identity: (s) => d.eye(s.rows("C"), s.like),
    slice: (s) => `${s.take("A")}[..., ${s.range("row", "rows")}, ${s.range("column", "cols")}]`,
    place: (s) => placed(s, s.take("A")),
    setEntryAt: (s) => {
      const c = s.constant("s");
      return placed(s, c === undefined ? s.number("s") : `${s.number("s")} * ${d.ones("1", "1", s.like)}`);
    },
    reshapeByColumns: (s) => `${s.help("reshape")}(${s.take("A")}, ${s.rows("C")}, ${s.cols("C")})`,
    vech: helper("vech", "A"),
    vechAdjoint: (s) => `${s.help("unvech")}(${s.column("v")}, ${s.rows("C")})`,
  } satisfies Partial<Routines>;
}

/** What a matrix is asked before it is factored, and what is made of factors. */
function checks({ name }: Dialect) {
  return {
    logDetCholesky: helper("log_det_cholesky", "L"),
    requireTall: (s) => ({
      statement:
        s.rows("A") === s.cols("A")
          ? []
          : [
              `if ${s.rows("A")} < ${s.cols("A")}:`,
              `    raise ValueError("${s.word("name")}: at least as many rows as columns are needed")`,
            ],
    }),
    flushRounding: (s) => `${s.help("flush_rounding")}(${s.column("lambda")})`,
    requirePivots: (s) => {
      const R = named(s, "R");
      if (name !== "numpy") return { statement: [`${R} = ${s.help("settled_pivots")}(${R})`] };
      const message = `${s.word("name")}: the matrix is singular, or cannot be told from a singular one`;
      return {
        statement: [`if np.any(${s.help("rounding_pivots")}(${R})):`, `    raise np.linalg.LinAlgError("${message}")`],
      };
    },
    requireSymmetric: (s) => {
      const A = named(s, "A");
      const distance = s.help("from_symmetric");
      // What is traced or compiled does not branch on numbers.
      if (name !== "numpy") return { statement: [`${A} = ${s.help("structured")}(${A}, ${distance})`] };
      return {
        statement: [`${s.help("require")}(${A}, ${distance}, "${s.word("name")}: the matrix is not symmetric")`],
      };
    },
  } satisfies Partial<Routines>;
}

/** Decompositions, and the adjugate. */
function decompositions({ transpose: T }: Dialect) {
  return {
    eig: helper("eigh", "S"),
    eigGeneralised: helper("eigh_generalised", "S", "B"),
    svd: helper("svd", "A"),
    polar: helper("polar", "A"),
    projector: helper("projector", "A"),
    adjugate: helper("adjugate", "A"),
    adjugateVariation: helper("adjugate_variation", "A", "E"),
    adjugateFactors: (s) => ({ gives: ["factors"], text: `${s.help("adjugate")}(${s.take("A")})` }),
    multiplyAdjugate: (s) => {
      const F = s.take("factors");
      return `${s.flag("transposed") ? T(F) : F} @ ${s.take("B")}`;
    },
  } satisfies Partial<Routines>;
}

/** Divided differences of scalar functions at eigenvalues and singular values. */
function dividedDifferences({ transpose: T }: Dialect) {
  return {
    loewner: (s) => `${s.help(`dd_${s.word("f")}`)}(${s.column("x")}, ${T(s.column("x"))})`,
    loewnerPower: (s) => `${s.help("dd_power")}(${s.column("x")}, ${T(s.column("x"))}, ${s.number("p")})`,
    loewnerOf: (s) => applied(s.differences("f"), s.column("x"), T(s.column("x"))),
    oddLoewner: (s) => `${s.help("odd_loewner")}(${functions(s)}, ${s.column("sigma")})`,
    oddRatio: (s) => `${s.help("odd_ratio")}(${functions(s)}, ${s.column("sigma")})`,
    gramRatio: (s) => `${s.help("gram_ratio")}(${s.scalarFunction("f")}, ${s.column("sigma")}, ${s.size("count")})`,
    loewner2: (s) => {
      const takes = [s.column("lambda"), ...["G", "A", "B"].map((o) => s.take(o))];
      return `${s.help("loewner2")}(${[s.scalarFunction("d2f"), ...takes].join(", ")})`;
    },
    bandLoewner2: (s) => {
      const takes = [s.column("lambda"), ...["G", "A", "B"].map((o) => s.take(o)), s.size("from", -1), s.size("to")];
      return `${s.help("band_loewner2")}(${[s.scalarFunction("d2f"), ...takes].join(", ")})`;
    },
    bandLoewner: (s) => {
      const f = `${s.scalarFunction("f")}, ${s.differences("f")}`;
      return `${s.help("band_loewner")}(${f}, ${s.column("lambda")}, ${s.size("from", -1)}, ${s.size("to")})`;
    },
  } satisfies Partial<Routines>;
}

/** The identifier of a block that is tested: what is mentioned twice is computed before, and its transpose is as good. */
const named = (s: Site, operand: string): string => {
  s.take(operand);
  return s.take(operand).replace(/\.mT$|\.swapaxes\(-1, -2\)$/, "");
};

const functions = (s: Site): string => `${s.scalarFunction("f")}, ${s.scalarFunction("df")}`;

/** B with A in the place of zeros. */
function placed(s: Site, A: string): string {
  const at = `${s.size("row")}, ${s.size("column")}, ${s.rows("C")}, ${s.cols("C")}`;
  const text = `${s.help("embed")}(${A}, ${at})`;
  return s.isZero("B") ? text : `${s.take("B")} + ${text}`;
}

/** A function, by name or as a lambda that binds what follows its parameters, at some operands. */
function applied(f: string, ...operands: string[]): string {
  const bound = /^\(lambda ([\w, ]+): (\w+)\((.*)\)\)$/.exec(f);
  if (!bound) return `${f}(${operands.join(", ")})`;
  const [, parameters, name, all] = bound as unknown as [string, string, string, string];
  return `${name}(${[...operands, ...all.slice(parameters.length + 2).split(", ")].join(", ")})`;
}
