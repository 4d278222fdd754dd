/** What a program costs: floating-point operations as a polynomial in the sizes. */
import { ONE, ZERO, add, minimum, multiply, scale, type Dimension } from "../../src/expression/dimension.js";
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

/** Flops by routine; every other routine costs one flop per entry of what it writes or reads. */
const COSTS: Readonly<Record<string, (args: readonly Argument[]) => Dimension>> = {
  product: (args) => scale(2, multiply(entries(shapeOf(args[2])), inner(args[0], hasFlag(args, "TransposeA")))),
  symmetricProduct: (args) => multiply(entries(shapeOf(args[2])), inner(args[0], hasFlag(args, "TransposeA"))),
  gram: (args) => multiply(entries(shapeOf(args[1])), inner(args[0], hasFlag(args, "TransposeA"))),
  outer: (args) => entries(shapeOf(args[2])),
  dot: (args) => scale(2, entries(shapeOf(args[0]))),
  cholesky: (args) => scale(1 / 3, cube(shapeOf(args[0])[0])),
  solveCholesky: (args) => scale(2, multiply(shapeOf(args[0])[0], entries(shapeOf(args[1])))),
  inverseCholesky: (args) => scale(2 / 3, cube(shapeOf(args[0])[0])),
  solveTriangular: (args) => multiply(shapeOf(args[0])[0], entries(shapeOf(args[1]))),
  lu: (args) => scale(2 / 3, cube(shapeOf(args[0])[0])),
  solveLU: (args) => scale(2, multiply(shapeOf(args[0])[0], entries(shapeOf(args[2])))),
  inverseLU: (args) => scale(4 / 3, cube(shapeOf(args[0])[0])),
  qr: (args) => {
    const [m, n] = shapeOf(args[0]);
    return scale(4, multiply(m, multiply(n, n)));
  },
  eig: (args) => scale(9, cube(shapeOf(args[0])[0])),
  svd: (args) => {
    const [m, n] = shapeOf(args[0]);
    return scale(14, multiply(multiply(m, n), minimum(m, n)));
  },
  "=": () => ONE,
};

export function flopsOf(instruction: Instruction): Dimension {
  const cost = COSTS[instruction.routine];
  if (cost) return cost(instruction.args);
  if (["copy", "fill", "identity", "transpose", "diagonal", "diagonalMatrix"].includes(instruction.routine))
    return ZERO;
  const written = instruction.writes[0];
  if (written) return multiply(written.rows, written.cols);
  return entries(shapeOf(instruction.args.find((a) => a.kind === "block")));
}

export const totalFlops = (instructions: readonly Instruction[]): Dimension =>
  instructions.map(flopsOf).reduce(add, ZERO);
