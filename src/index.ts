/**
 * matrix-backprop: differentiate matrix expressions. `derive` gives the variation, the adjoint of every input, the
 * derivation and a layer; `check` compares them numerically; `emit` prints them.
 */
import type { CheckReport } from "../codegen/report-types.js";
import { checkDerivation, type CheckOptions } from "./check/check.js";
import { emit as emitDerivation, type EmitKind, type EmitOptions } from "./emit.js";
import type { Result } from "./result.js";

export { DataError } from "../codegen/data.js";
export type { Layer, Arguments, SavedValues } from "../codegen/layer.js";
export type { CheckReport } from "../codegen/report-types.js";
export type { CheckOptions } from "./check/check.js";
export { parse } from "./derive.js";
export { EMIT_KINDS, type EmitKind, type EmitOptions } from "./emit.js";
export { MatrixBackpropError, type Diagnostic } from "./language/diagnostics.js";
export { derive, type DeriveSettings, type Formula, type NamedFormula, type Result } from "./result.js";

/** The text of a derivation in the given form; the same derivation gives the same text. */
export function emit(result: Result, kind: EmitKind, options: Partial<EmitOptions> = {}): string {
  return emitDerivation(result.derivation, kind, options);
}

/** Checks a derivation numerically at random inputs of the given sizes. */
export async function check(result: Result, options: CheckOptions = {}): Promise<CheckReport> {
  return Promise.resolve(checkDerivation(result.derivation, options));
}
