/**
 * Prepared instructions as calls of the runtime: the one place that knows in which order its routines take what the table
 * names. A routine that is neither a method of the linear algebra nor an exported function does not compile.
 */
import type { Condition, Value, Argument } from "../plan/values.js";
import type { EntryMapName, LinearAlgebra } from "../runtime/interface/index.js";
import type { kernels } from "../runtime/composed.js";
import type * as exported from "../runtime/index.js";
import { numberOf, writesOf, type Prepared, type PreparedOp } from "./prepared.js";

/** A method of the linear algebra, or a function of the runtime that emitted modules can import. */
export type Routine = keyof LinearAlgebra | (keyof typeof kernels & keyof typeof exported);

/** An operand by position. */
export type Positional = Argument | { readonly kind: "flags"; readonly names: readonly string[] };

/** A call of the runtime; `=` is an expression in numbers. */
export interface Call {
  readonly routine: Routine | "=" | `entrywise.${EntryMapName}`;
  readonly args: readonly Positional[];
  /** Blocks that the call writes; the first time a value stands here, its block is taken. */
  readonly writes: readonly Value[];
  /** The number that the call returns. */
  readonly result?: Value;
  readonly condition?: Condition;
}

/** The routine of an instruction, and what it takes, in order; a word in quotes is one. */
type Renamed = readonly [Routine | "=", string];
/** What it takes alone, where the routine has the instruction's name. */
type Order = string | Renamed;

const A_B = "A B C";

/** Operands and results by name; `flags` those that are set, then numbers that may be missing. */
const ORDERS: { readonly [K in PreparedOp]: K extends Routine ? Order : Renamed } = {
  assign: ["=", "x"],
  entrywise: ["entrywise", "A C"],
  powScalar: "A p C",
  add: A_B,
  subtract: A_B,
  multiply: A_B,
  divide: A_B,
  maximum: A_B,
  minimum: A_B,
  scale: "s A C",
  rescale: "s C",
  addScalar: "s A C",
  combine: "s A t B C",
  axpy: "s A C",
  addColumn: "s x A C",
  addRow: "s y A C",
  fill: "c C",
  orZeros: ["copy", "A C"],
  empty: ["fill", "C"],
  sum: "A",
  dot: "A B",
  norm: "A",
  greatest: "A",
  least: "A",
  trace: "A",
  logSumExpOfVector: "A",
  entryAt: "A row column",
  rowSums: "A r",
  columnSums: "A r",
  rowDots: "A B r",
  columnDots: "A B r",
  softmax: "A C",
  logSumExp: "A r",
  argmax: "A C",
  gate: "M A C",
  ungate: "M A C",
  select: "M A B C",
  rowMaxima: "A r",
  argmaxRows: "A C",
  sort: "x y",
  sortLike: "x a y",
  unsortLike: "x a y",
  cumulate: "x y",
  cumulateBack: "x y",
  toeplitz: "w T",
  diagonalSums: "A y",
  squaredDistances: "A B D",
  product: "A B C flags alpha beta",
  symmetricProduct: "A B C flags alpha beta",
  gram: "A C flags alpha beta",
  outer: "x y C alpha beta",
  scaleRows: "d A C",
  scaleColumns: "A d C",
  kron: A_B,
  kronAdjointLeft: "B G R",
  kronAdjointRight: "A G R",
  addToDiagonal: "s C",
  addDiagonal: "s d C",
  transpose: "A C",
  symmetricPart: "A C",
  skewPart: "A C",
  lowerPart: "A C",
  upperPart: "A C",
  diagonal: "A d",
  diagonalMatrix: "d C",
  identity: "C",
  slice: "A row column C",
  place: "A C row column",
  setEntryAt: "C row column s",
  reshapeByColumns: "A C",
  vech: "A v",
  vechAdjoint: "v C",
  cholesky: ["factorCholesky", "S L name"],
  solveCholesky: "L B X flags",
  inverseCholesky: "L X",
  logDetCholesky: "L",
  solveTriangular: "T B X flags",
  lu: "A LU pivots",
  unpackLU: "LU pivots L U P",
  solveLU: "LU pivots B X flags",
  inverseLU: "LU pivots X",
  detLU: "LU pivots",
  logAbsDetLU: "LU pivots",
  requirePositiveDeterminant: "LU pivots",
  requireTall: "A name",
  requirePivots: "R name",
  requireSymmetric: "A name",
  flushRounding: "lambda r",
  qr: "A Q R",
  eig: "S lambda U",
  eigGeneralised: "S B lambda V",
  svd: "A U sigma V",
  polar: "A Q H",
  pseudoInverse: "A X",
  projector: "A P",
  adjugate: "A X",
  adjugateVariation: "A E X",
  adjugateFactors: "A factors pivots",
  multiplyAdjugate: "factors pivots B X flags",
  reciprocals: "d r",
  loewner: "f x x G",
  loewnerPower: ["loewner", '"power" x x G p'],
  loewnerOf: "f df x x G",
  gaps: "lambda K",
  gapsTo: "lambda from to K",
  reciprocalSingularValues: "sigma r",
  oddLoewner: "f df sigma G",
  oddRatio: "f df sigma r",
  gramRatio: "f df sigma count r",
  bandLoewner: "f df lambda from to G",
  commutation: "rows columns K",
  duplication: "order D",
  loewner2: "d2f lambda G A B T",
  bandLoewner2: "d2f lambda G A B from to T",
  sylvester: ["solveSylvester", "A B C X name flags"],
  lyapunov: "A C X flags",
  exp: "A X",
  log: "A X",
  sqrt: "A X",
  power: "A p X",
  cosSin: "A C S",
  expDerivative: "A E X L flags",
  logDerivative: "A E X L flags",
  sqrtDerivative: "X E L flags",
  powerDerivative: "A p E X L flags",
  cosSinDerivative: "A E C S flags",
  copy: "A C",
  chain: "A C steps",
  multiplyAdd: "s A B t C",
  softmaxDerivative: "Y G C",
};

/** Routines that are instructions under their own name. */
type Named = { [K in PreparedOp]: (typeof ORDERS)[K] extends string ? K : never }[PreparedOp];

export function callOf(i: Prepared): Call {
  const order = ORDERS[i.op];
  const [routine, names] = typeof order === "string" ? [i.op as Named & Routine, order] : order;
  const { when } = i;
  const result = numberOf(i);
  return {
    routine: routine === "entrywise" ? entryMap(i) : routine,
    args: names.split(" ").flatMap((name) => positional(i, name)),
    writes: writesOf(i),
    ...(result ? { result } : {}),
    ...(when ? { condition: when } : {}),
  };
}

function entryMap({ takes }: Prepared): `entrywise.${EntryMapName}` {
  const f = takes["f"];
  if (f?.kind !== "word") throw new Error("an entrywise function has no name");
  return `entrywise.${f.text as EntryMapName}`;
}

function positional(i: Prepared, name: string): Positional[] {
  if (name.startsWith('"')) return [{ kind: "word", text: name.slice(1, -1) }];
  if (name === "flags") return [{ kind: "flags", names: i.flags.map(flagOf) }];
  if (name === "steps")
    return (i.steps ?? []).flatMap((s): Positional[] => [{ kind: "word", text: s.name }, ...s.operands]);
  const operand = i.takes[name];
  if (operand) return [operand];
  const result = i.gives[name];
  return result ? [{ kind: "block", value: result }] : [];
}

/** The constant of the runtime for a flag. */
const flagOf = (flag: string): string => flag[0]!.toUpperCase() + flag.slice(1);
