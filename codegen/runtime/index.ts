/**
 * What kernels compute with: matrices, the linear algebra on them and its errors.
 *
 * `linalg()` gives the linear algebra; its interface documents every routine.
 */
export { batchBackward, batchForward, isBatched, BatchSaved, isBatchSaved, type Batch, type Batched } from "./batch.js";
export { Block, OnTheRight, Transposed, TransposeA, TransposeB, UnitDiagonal, Upper } from "./block.js";
export { dividedDifference, dividedDifferences } from "./differences.js";
export {
  adjugateVariation,
  argmax,
  bandLoewner,
  commutation,
  duplication,
  entryAt,
  gaps,
  gapsTo,
  gramRatio,
  logSumExpOfVector,
  oddLoewner,
  oddRatio,
  reciprocalSingularValues,
  reciprocals,
  requirePositiveDeterminant,
  requireTall,
  projector,
  rescale,
  reshapeByColumns,
  setEntryAt,
} from "./composed.js";
export {
  argmaxRows,
  cumulate,
  cumulateBack,
  diagonalSums,
  gate,
  rowMaxima,
  select,
  sort,
  sortLike,
  squaredDistances,
  toeplitz,
  ungate,
  unsortLike,
} from "./selections.js";
export { bandLoewner2, loewner2, secondDifference } from "./second-differences.js";
export { factorCholesky, flushRounding, requirePivots, requireSymmetric, solveSylvester } from "./pivots.js";
export { scalarFunction } from "./scalars.js";
export { DataError, LinearAlgebraError, type ErrorCode } from "./errors.js";
export type * from "./interface/index.js";
export { KernelMemory, release } from "./kernel-memory.js";
export {
  chooseRuntime,
  freshLinearAlgebra,
  linalg,
  ready,
  readySync,
  resident,
  RUNTIMES,
  useLinearAlgebra,
  type RuntimeName,
} from "./linalg.js";
export { matrix, toRows, vector, type Matrix } from "./matrix.js";
export { Parameters, finite, requireAtLeast, sizeGiven, type Parameter } from "./parameters.js";
export { ResidentMatrix } from "./resident.js";
export { Scope, Workspace } from "./workspace.js";
