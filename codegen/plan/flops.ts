/** What a program costs: floating-point operations as a polynomial in the sizes. */
import { nominalSize, ONE, ZERO, add, minimum, multiply, scale, total, type Dimension } from "./sizes.js";
import type { Argument, Instruction } from "./program.js";

type Shape = readonly [rows: Dimension, cols: Dimension];

const shapeOf = (a: Argument | undefined): Shape => {
  if (a?.kind === "block") return [a.value.rows, a.value.cols];
  return a?.kind === "reshaped" ? [a.rows, a.cols] : [ONE, ONE];
};

const entries = ([rows, cols]: Shape): Dimension => multiply(rows, cols);
const cube = (n: Dimension): Dimension => multiply(n, multiply(n, n));

function inner(left: Argument | undefined, flagged: boolean): Dimension {
  const [rows, cols] = shapeOf(left);
  return flagged ? rows : cols;
}

const hasFlag = (args: readonly Argument[], name: string): boolean =>
  args.some((a) => a.kind === "flags" && a.names.includes(name));

type Cost = (args: readonly Argument[]) => Dimension;

/** c times the cube of the order of the first argument. */
const cubic =
  (c: number): Cost =>
  (args) =>
    scale(c, cube(shapeOf(args[0])[0]));

/** c times mn min(m, n) of the m×n first argument. */
const thin =
  (c: number): Cost =>
  (args) => {
    const [m, n] = shapeOf(args[0]);
    return scale(c, multiply(multiply(m, n), minimum(m, n)));
  };

/**
 * Flops by routine, to leading order (golub2013, higham2008); every other routine costs one flop per entry of what it
 * writes or reads. A product's own coefficient is not counted, nor is a change of sign. Iterations are counted at their usual number.
 */
const COSTS: Readonly<Record<string, Cost>> = {
  product: (args) => scale(2, multiply(entries(shapeOf(args[2])), inner(args[0], hasFlag(args, "TransposeA")))),
  symmetricProduct: (args) => multiply(entries(shapeOf(args[2])), inner(args[0], hasFlag(args, "TransposeA"))),
  gram: (args) => multiply(entries(shapeOf(args[1])), inner(args[0], hasFlag(args, "TransposeA"))),
  addToDiagonal: (args) => shapeOf(args[1])[0],
  addDiagonal: (args) => shapeOf(args[1])[0],
  outer: (args) => entries(shapeOf(args[2])),
  dot: (args) => scale(2, entries(shapeOf(args[0]))),
  scale: (args) => scale(multiplications(args), entries(shapeOf(args[1]))),
  multiplyAdd: (args) => scale(2, entries(shapeOf(args[1]))),
  chain: (args) =>
    scale(
      args.reduce((sum, a, k) => sum + flopsOfStep(a, args.slice(k + 1)), 0),
      entries(shapeOf(args[0])),
    ),
  combine: (args) => scale(1 + multiplications(args), entries(shapeOf(args[1]))),
  axpy: (args) => scale(1 + multiplications(args), entries(shapeOf(args[1]))),
  rowSums: (args) => entries(shapeOf(args[0])),
  columnSums: (args) => entries(shapeOf(args[0])),
  rowDots: (args) => scale(2, entries(shapeOf(args[0]))),
  columnDots: (args) => scale(2, entries(shapeOf(args[0]))),
  cholesky: cubic(1 / 3),
  solveCholesky: (args) => scale(2, multiply(shapeOf(args[0])[0], entries(shapeOf(args[1])))),
  inverseCholesky: cubic(2 / 3),
  solveTriangular: (args) => multiply(shapeOf(args[0])[0], entries(shapeOf(args[1]))),
  lu: cubic(2 / 3),
  solveLU: (args) => scale(2, multiply(shapeOf(args[0])[0], entries(shapeOf(args[2])))),
  inverseLU: cubic(4 / 3),
  adjugate: cubic(2),
  adjugateFactors: cubic(2 / 3),
  multiplyAdjugate: (args) => scale(2, multiply(shapeOf(args[0])[0], entries(shapeOf(args[2])))),
  qr: thin(4),
  eig: cubic(9),
  eigGeneralised: cubic(14),
  svd: thin(14),
  pseudoInverse: thin(16),
  polar: thin(18),
  loewner: (args) => scale(4, cellsOf(args)),
  // Schur forms of both matrices, the triangular equation, and the way back.
  sylvester: (args) => {
    const [[n], [m]] = [shapeOf(args[0]), shapeOf(args[1])];
    return add(scale(25, add(cube(n), cube(m))), scale(5, multiply(multiply(n, m), add(n, m))));
  },
  lyapunov: cubic(33),
  exp: cubic(18),
  log: cubic(40),
  sqrt: cubic(28),
  power: cubic(40),
  cosSin: cubic(24),
  expDerivative: cubic(54),
  logDerivative: cubic(120),
  sqrtDerivative: cubic(33),
  powerDerivative: cubic(120),
  cosSinDerivative: cubic(72),
  "=": () => ONE,
};

/** The flops an entry of a step that begins with this argument: one, and those of coefficients. */
function flopsOfStep(a: Argument, rest: readonly Argument[]): number {
  if (a.kind !== "word" || a.text === "negate") return 0;
  if (a.text === "combine") return 1 + multiplications(rest.slice(0, 2));
  return a.text === "scale" ? multiplications(rest.slice(0, 1)) : 1;
}

/** How many coefficients are not 1 or −1. */
const multiplications = (args: readonly Argument[]): number =>
  args.filter((a) => a.kind === "scalar" && !(a.value.kind === "number" && Math.abs(a.value.value) === 1)).length;

/** The entries of the largest block among the arguments. */
const cellsOf = (args: readonly Argument[]): Dimension =>
  args
    .filter((a) => a.kind === "block")
    .map((a) => entries(shapeOf(a)))
    .reduce((x, y) => (nominalSize(x) >= nominalSize(y) ? x : y));

export function flopsOf(instruction: Instruction): Dimension {
  const cost = COSTS[instruction.routine];
  if (cost) return cost(instruction.args);
  if (["copy", "fill", "identity", "transpose", "diagonal", "diagonalMatrix"].includes(instruction.routine))
    return ZERO;
  const written = instruction.writes[0];
  if (written) return multiply(written.rows, written.cols);
  return entries(shapeOf(instruction.args.find((a) => a.kind === "block")));
}

export const totalFlops = (instructions: readonly Instruction[]): Dimension => total(instructions.map(flopsOf));
