import type { Entries } from "./entries.js";
import type { Factorizations } from "./factorizations.js";
import type { MatrixFunctions } from "./functions.js";
import type { Memory } from "./memory.js";
import type { Parts } from "./parts.js";
import type { Products } from "./products.js";

export type { ChainArgument, ChainStep, Entries, EntryMap, EntryMapName, Entrywise } from "./entries.js";
export type { Factorizations } from "./factorizations.js";
export type { LoewnerFunction, MatrixFunctions } from "./functions.js";
export type { Memory } from "./memory.js";
export type { Parts } from "./parts.js";
export type { Products } from "./products.js";

/**
 * Dense linear algebra in float64. Inputs come first, outputs after them, flags and numbers with defaults last; outputs
 * are blocks of the caller. A block of the wrong shape throws `Shape`; what numbers can cause is named by each routine.
 */
export interface LinearAlgebra extends Memory, Entries, Parts, Products, Factorizations, MatrixFunctions {
  /** What computes: "WebAssembly", or the name of a native library. */
  readonly name: string;
}
