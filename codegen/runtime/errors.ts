import { MatrixBackpropError, printable } from "../diagnostics.js";

/** What can go wrong in the runtime. `Shape` and `Usage` are mistakes of the calling program, the others lie in numbers. */
export type ErrorCode =
  | "NotPositiveDefinite"
  | "Singular"
  | "NotConverged"
  | "NonFinite"
  | "DomainError"
  | "Degenerate"
  | "OutOfMemory"
  | "Shape"
  | "Usage"
  | "Unavailable";

/** The errors of the runtime; `code` is for programs, `message` for people. They point at no place of a program. */
export class LinearAlgebraError extends MatrixBackpropError {
  declare readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super([{ code, message, span: { start: 0, end: 0 } }]);
    this.name = "LinearAlgebraError";
  }
}

/** What is wrong with values or arguments that were given, by name. It points at no place of the program. */
export class DataError extends MatrixBackpropError {
  constructor(code: string, message: string) {
    super([{ code, message: printable(message), span: { start: 0, end: 0 } }]);
  }
}

/** The error of one element of a batch, with its number; `index` counts from 0. Others stay as they are. */
export function inElement(error: unknown, index: number): unknown {
  if (error instanceof DataError) return new DataError(error.code, numbered(error.message, index));
  if (error instanceof LinearAlgebraError) return new LinearAlgebraError(error.code, numbered(error.message, index));
  return error;
}

/** The error of a part of a batch that begins at `index`: an element that it names is counted in the whole batch. */
export const inPart = (error: unknown, index: number): unknown =>
  error instanceof Error && PREFIX.test(error.message) ? inElement(error, index) : error;

const PREFIX = /^element (\d+) of the batch: /;

/** An error that has a number already is of a part of the batch, which begins at `index`. */
function numbered(message: string, index: number): string {
  const within = Number(PREFIX.exec(message)?.[1] ?? 1);
  return `element ${String(index + within)} of the batch: ${message.replace(PREFIX, "")}`;
}

/** The status codes of the routines (core.h) with what they say, in order; 0 is success. */
const statuses: readonly (readonly [ErrorCode, string] | undefined)[] = [
  undefined,
  ["NotPositiveDefinite", "the matrix is not positive definite"],
  ["Singular", "the matrix is singular, or cannot be told from a singular one"],
  ["NotConverged", "the iteration did not converge"],
  ["NonFinite", "an entry is infinite or not a number"],
  ["DomainError", "the function is not defined at this matrix"],
  ["OutOfMemory", "memory is exhausted"],
];

/** The functions of the language that routines compute, where their names differ. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  cholesky: "chol",
  solveCholesky: "inv",
  inverseCholesky: "inv",
  solveLU: "inv",
  inverseLU: "inv",
  solveTriangular: "inv",
  detLU: "det",
  leastSquares: "lstsq",
  leastSquaresMinimal: "lstsq",
  pseudoInverse: "pinv",
  adjugate: "adj",
  adjugateVariation: "adj",
  adjugateFactors: "adj",
  multiplyAdjugate: "adj",
  eigGeneralised: "eig",
  eigenvalues: "eigvals",
  singularValues: "svdvals",
  lyapunov: "lyap",
  lyapunovSchur: "lyap",
  sylvesterSchur: "sylvester",
  expDerivative: "exp",
  logDerivative: "log",
  sqrtDerivative: "sqrt",
  powerDerivative: "power",
  cosSin: "cos",
  cosSinDerivative: "cos",
};

/**
 * The error of a routine's non-zero status.
 * @param routine its function begins the message
 */
export function statusError(routine: string, status: number): LinearAlgebraError {
  const [code, message] = statuses[status] ?? ["Usage", `unknown status ${String(status)}`];
  return new LinearAlgebraError(code, `${FUNCTIONS[routine] ?? routine}: ${message}`);
}
